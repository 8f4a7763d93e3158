import Codes
import JSONText
import Tables

/// Reads answers of the Census Data API: a JSON array of arrays of strings, the first the header.
///
/// Columns are found by name, wherever they stand. A column that stands twice, as predicates do
/// that are echoed, is read once if its cells are equal in every row. Both ways to name a month are
/// known: `time` as `2016-12`, and `YEAR` with `MONTH`. Rows come in no order.
///
/// Cost: one pass over the bytes, eight at a time through text that is not needed; no string a cell.
public struct CensusAnswerReader: Sendable {
  /// The columns that predicates may add to what was asked for.
  public static let echoes: Set<String> = [
    "time", "YEAR", "MONTH", "COMM_LVL", "E_COMMODITY", "NAICS", "STATE", "CTY_CODE", "CTY_NAME",
    "SUMMARY_LVL", "SUMMARY_LVL2", "DF",
  ]
  /// The longest cell that is read, in bytes.
  public static let longestCell = 1 << 20
  /// The most columns that are read.
  public static let mostColumns = 512

  /// The name by which errors call the answer.
  public let name: String
  /// The column of dollars.
  public let value: String
  /// The column of commodity codes; nil for all goods.
  public let commodity: String?
  /// Whether the answer has a column `STATE`.
  public let hasStates: Bool
  /// The header that is expected, for ``CensusAnswer/drift``; empty for any.
  public let expected: [String]

  /// Sets up a reader.
  ///
  /// - Parameters:
  ///   - name: The answer's name in errors, such as source and part.
  ///   - value: The column of dollars, such as `ALL_VAL_YR`.
  ///   - commodity: The column of commodity codes, or nil for all goods.
  ///   - hasStates: Whether the answer is by state of origin.
  ///   - expected: The header that is expected; empty for any.
  public init(
    name: String, value: String, commodity: String? = nil, hasStates: Bool = true,
    expected: [String] = []
  ) {
    self.name = name
    self.value = value
    self.commodity = commodity
    self.hasStates = hasStates
    self.expected = expected
  }

  /// Reads an answer.
  ///
  /// - Parameter bytes: The decoded body.
  /// - Returns: Flows, and apart from them totals and groups.
  /// - Throws: `DataError` that names row, column or byte, of kind `censusEmpty` (no array, no row,
  ///   or a header alone), `schemaDrift` (a column that is needed is gone), `badAnswerCell` (an
  ///   amount that is no whole number or leaves 64 bits, a code longer than eight characters or not
  ///   ASCII, a month that does not exist, two cells of one column that differ), `invalidUTF8`,
  ///   `boundlessJSON` or `malformedAnswer`.
  public func read(_ bytes: [UInt8]) throws -> CensusAnswer {
    try bytes.withUnsafeBytes { try read($0) }
  }

  /// Reads an answer from memory that the caller keeps, such as a mapped file.
  ///
  /// - Parameter bytes: The decoded body.
  /// - Throws: As the reading of an array does.
  public func read(_ bytes: UnsafeRawBufferPointer) throws -> CensusAnswer {
    var cursor = CensusAnswerCursor(name: name, bytes: bytes)
    let header = try cursor.header()
    guard !header.isEmpty else { throw empty("it has no header") }
    guard header.count <= Self.mostColumns else {
      throw DataError(
        .boundlessJSON, "\(name): \(header.count) columns", hint: "the server gives at most 50")
    }
    let plan = try CensusColumnPlan(header, reader: self)
    var rows = CensusRows(estimate: bytes.count / (10 * max(4, header.count)))
    try cursor.rows(plan: plan, into: &rows)
    guard rows.flows.count + rows.setAside.count > 0 else { throw empty("it has a header alone") }
    return CensusAnswer(
      header: header, drift: plan.drift, flows: rows.flows, setAside: rows.setAside,
      reasons: rows.reasons)
  }

  private func empty(_ what: String) -> DataError {
    DataError(
      .censusEmpty, "\(name): the answer is empty: \(what)",
      hint: "a period that is not out is answered with 204; try again later")
  }
}

/// The rows read so far.
struct CensusRows {
  var flows = CensusFlows()
  var setAside = CensusFlows()
  var reasons: [SetAsideReason] = []

  init(estimate: Int) { flows.reserve(min(estimate, 4_000_000)) }

  @inline(__always)
  mutating func append(_ row: CensusRow, byCommodity: Bool) {
    let reason: SetAsideReason
    if row.origin == .total && row.hasOrigin {
      reason = .allOrigins
    } else if row.destination == .total {
      reason = .allDestinations
    } else if !row.destination.isCountry {
      reason = .countryGroup
    } else if byCommodity && row.commodity == .total {
      reason = .allCommodities
    } else {
      flows.append(
        origin: row.origin, destination: row.destination, commodity: row.commodity,
        period: row.period, dollars: row.dollars)
      return
    }
    setAside.append(
      origin: row.origin, destination: row.destination, commodity: row.commodity,
      period: row.period, dollars: row.dollars)
    reasons.append(reason)
  }
}

/// One row while it is read.
struct CensusRow {
  var origin = PackedCode.total
  var destination = PackedCode.total
  var commodity = PackedCode.total
  var period: TradePeriod
  var dollars: Int64 = 0
  var year = 0
  var month = 0
  var hasOrigin = false
}
