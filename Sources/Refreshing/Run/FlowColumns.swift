import Codes
import Descriptors
import Readers
import Store

/// Turns the flows that a reader found into the columns that the store keeps, and back.
public enum FlowColumns {
  /// The period under which the store keeps a month: the month, or its year where the figure is the
  /// sum of a year.
  static func period(_ period: TradePeriod, measure: SourceLayout.Measure?) -> Period {
    let kept =
      measure == .yearToDate
      ? Period(year: period.year) : Period(year: period.year, month: period.month)
    return kept ?? .none
  }

  /// The flows as exports; all goods have no commodity.
  ///
  /// Cost: one pass over the rows, with one look-up a code.
  ///
  /// - Throws: `DataError` of kind `storeRefused` when a cell comes twice.
  public static func exports(
    _ flows: CensusFlows, measure: SourceLayout.Measure?
  ) throws -> ExportColumns {
    try ExportColumns(
      periods: flows.periods.map { period($0, measure: measure) },
      states: column(flows.origins), destinations: column(flows.destinations),
      commodities: column(flows.commodities, total: ""), dollars: flows.dollars)
  }

  /// Totals and groups with the reason why each is set aside.
  ///
  /// - Throws: `DataError` of kind `storeRefused` when a cell comes twice for one reason.
  public static func setAside(
    _ flows: CensusFlows, reasons: [SetAsideReason], measure: SourceLayout.Measure?
  ) throws -> SetAsideColumns {
    try SetAsideColumns(
      reasons: CodeColumn(reasons.map(\.rawValue)),
      periods: flows.periods.map { period($0, measure: measure) },
      states: column(flows.origins), destinations: column(flows.destinations),
      commodities: column(flows.commodities, total: ""), dollars: flows.dollars)
  }

  /// Exports of the store as flows, to compare a new answer with; a year is its December.
  public static func flows(_ exports: ExportColumns) -> CensusFlows {
    func packed(_ column: CodeColumn, total: String = "\u{0}") -> [PackedCode] {
      let codes = column.codes.map { $0 == total ? PackedCode.total : PackedCode($0) ?? .total }
      return column.indices.map { codes[Int($0)] }
    }
    let origins = packed(exports.states)
    let destinations = packed(exports.destinations)
    let commodities = packed(exports.commodities, total: "")
    var flows = CensusFlows()
    for row in 0..<exports.count {
      let period = exports.periods[row]
      guard let month = TradePeriod(year: period.year, month: period.month ?? 12) else { continue }
      flows.append(
        origin: origins[row], destination: destinations[row], commodity: commodities[row],
        period: month, dollars: exports.dollars[row])
    }
    return flows
  }

  private static func column(
    _ codes: [PackedCode], total: String = PackedCode.total.text
  ) throws -> CodeColumn {
    var numbers: [PackedCode: UInt16] = [:]
    var texts: [String] = []
    var indices: [UInt16] = []
    indices.reserveCapacity(codes.count)
    // Rows of an answer come in runs of equal codes.
    var last: (code: PackedCode, number: UInt16)?
    for code in codes {
      if let last, last.code == code {
        indices.append(last.number)
        continue
      }
      let number: UInt16
      if let known = numbers[code] {
        number = known
      } else {
        guard texts.count < 1 << 16 else {
          throw DataError(
            .storeRefused, "an answer has more than 65536 different codes in one column",
            hint: "ask for less at a time")
        }
        number = UInt16(texts.count)
        numbers[code] = number
        texts.append(code == .total ? total : code.text)
      }
      last = (code, number)
      indices.append(number)
    }
    return try CodeColumn(codes: texts, indices: indices)
  }
}
