import Codes
import Descriptors
import Readers
import Store
import Tables

/// What a reader made of an answer: how it looks to the gate, and the rows to keep.
public struct PartReading: Sendable {
  /// How the header differs from the one expected.
  public var drift: [HeaderDrift] = []
  /// Columns whose cells do not fit.
  public var misfits: [ColumnMisfit] = []
  /// The rows of the answer, totals and groups included.
  public var rows = 0
  /// The flows; nil for tables of another kind.
  public var flows: CensusFlows?
  /// Totals and groups; nil as the flows.
  public var setAside: CensusFlows?
  /// Why each row is set aside.
  public var reasons: [SetAsideReason] = []
  /// Figures that are no exports.
  public var series: SeriesColumns = .none

  /// Creates an empty reading.
  public init() {}

  /// Reads an answer with the reader that its source names.
  ///
  /// - Parameters:
  ///   - body: The decoded bytes.
  ///   - descriptor: The source.
  ///   - partition: The part, for messages.
  /// - Throws: `DataError` that names row, column or byte.
  public init(
    of body: [UInt8], descriptor: SourceDescriptor, partition: String
  ) throws {
    let name = "\(descriptor.id) \(partition)"
    switch descriptor.layout.reader {
    case .censusAPI:
      let answer = try CensusAnswerReader(
        name: name, value: descriptor.layout.value ?? "", commodity: descriptor.layout.commodity,
        hasStates: descriptor.columns.contains { $0.name == "STATE" },
        expected: descriptor.columns.map(\.name)
      ).read(body)
      drift = answer.drift
      rows = answer.rowCount
      flows = answer.flows
      setAside = answer.setAside
      reasons = answer.reasons
    default:
      self = try OtherReadings.read(body, descriptor: descriptor, partition: partition, name: name)
    }
  }

  /// Puts the answers of one part, asked for in pieces, together.
  mutating func append(_ other: PartReading) throws {
    drift += other.drift.filter { !drift.contains($0) }
    misfits += other.misfits
    rows += other.rows
    reasons += other.reasons
    flows = Self.joined(flows, other.flows)
    setAside = Self.joined(setAside, other.setAside)
    if other.series.count > 0 {
      throw DataError(
        .storeRefused, "pieces of a series cannot be put together",
        hint: "remove 'split' from the source")
    }
  }

  private static func joined(_ one: CensusFlows?, _ other: CensusFlows?) -> CensusFlows? {
    guard var joined = one else { return other }
    guard let other else { return joined }
    for row in other.rows {
      joined.append(
        origin: other.origins[row], destination: other.destinations[row],
        commodity: other.commodities[row], period: other.periods[row], dollars: other.dollars[row])
    }
    return joined
  }
}
