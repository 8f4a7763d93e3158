import Codes
import Readers
import Tables

/// A part that has been read and may become current.
public struct GateCandidate: Sendable {
  /// The part's name.
  public var partition: String
  /// The first bytes of the answer; 512 are enough.
  public var beginning: [UInt8]
  /// The decoded size of the answer in bytes.
  public var bytes: Int
  /// The SHA-256 of the answer in hexadecimal digits; nil where it is not known.
  public var sha256: String?
  /// How the header differs from the one expected.
  public var drift: [HeaderDrift]
  /// Columns whose cells do not fit their type, with the first cell that does not.
  public var misfits: [ColumnMisfit]
  /// The rows of the answer, totals and groups included.
  public var rows: Int
  /// Flows by origin, destination, commodity and period; nil for tables of another kind.
  public var flows: CensusFlows?
  /// Totals and groups that were set aside; nil as ``flows``.
  public var setAside: CensusFlows?
  /// The months that were asked for; nil where the part has none.
  public var months: ClosedRange<CalendarMonth>?

  /// Creates a candidate.
  public init(
    partition: String, beginning: [UInt8], bytes: Int, sha256: String? = nil,
    drift: [HeaderDrift] = [], misfits: [ColumnMisfit] = [], rows: Int, flows: CensusFlows? = nil,
    setAside: CensusFlows? = nil, months: ClosedRange<CalendarMonth>? = nil
  ) {
    self.partition = partition
    self.beginning = beginning
    self.bytes = bytes
    self.sha256 = sha256
    self.drift = drift
    self.misfits = misfits
    self.rows = rows
    self.flows = flows
    self.setAside = setAside
    self.months = months
  }

  /// Creates a candidate from an answer of the Census Data API.
  ///
  /// - Parameters:
  ///   - partition: The part's name.
  ///   - body: The decoded body.
  ///   - answer: What the reader made of it.
  ///   - months: The months that were asked for.
  ///   - sha256: The body's SHA-256, where it is known.
  public init(
    partition: String, body: [UInt8], answer: CensusAnswer, months: ClosedRange<CalendarMonth>?,
    sha256: String? = nil
  ) {
    self.init(
      partition: partition, beginning: Array(body.prefix(512)), bytes: body.count, sha256: sha256,
      drift: answer.drift, rows: answer.rowCount, flows: answer.flows, setAside: answer.setAside,
      months: months)
  }
}

/// The same part as it is in use now.
public struct GateVintage: Sendable {
  /// The rows of the answer, totals and groups included.
  public var rows: Int
  /// The flows; nil for tables of another kind.
  public var flows: CensusFlows?

  /// Creates a vintage.
  public init(rows: Int, flows: CensusFlows? = nil) {
    self.rows = rows
    self.flows = flows
  }
}

/// What the gate compares a candidate with.
public struct GateContext: Sendable {
  /// The part in use; nil for a part that is new.
  public var last: GateVintage?
  /// The published national total of all goods by period; empty where it is not known.
  public var publishedTotals: [TradePeriod: Int64]
  /// The codes of Schedule C that an analysis knows; empty to list none as new.
  public var knownDestinations: Set<String>
  /// The date in UTC.
  public var today: CalendarDate

  /// Creates a context.
  public init(
    last: GateVintage? = nil, publishedTotals: [TradePeriod: Int64] = [:],
    knownDestinations: Set<String> = [], today: CalendarDate
  ) {
    self.last = last
    self.publishedTotals = publishedTotals
    self.knownDestinations = knownDestinations
    self.today = today
  }
}
