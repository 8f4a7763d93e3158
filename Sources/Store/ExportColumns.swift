import Codes

/// Exports by period, state of origin, destination and commodity, as columns without row objects.
///
/// A cell that the source did not report has no row; a reported zero has a row with 0. Rows are
/// ordered by commodity, period, state and destination, and no cell comes twice.
public struct ExportColumns: Equatable, Sendable {
  let tidy: TidyColumns

  /// No rows.
  public static let none = ExportColumns(tidy: TidyColumns(empty: .exports))

  /// Creates columns from rows in any order; costs one sort of one number a row.
  ///
  /// - Parameters:
  ///   - periods: For each row its year or month.
  ///   - states: For each row the postal code of the state of origin.
  ///   - destinations: For each row the Schedule C code of the destination, leading zeros kept.
  ///   - commodities: For each row the code of the commodity, empty for all goods; nil when all
  ///     rows are about all goods.
  ///   - dollars: For each row the value in whole dollars.
  /// - Throws: `DataError` of kind `storeRefused` when columns differ in length, a code holds a
  ///   line break, or a cell comes twice.
  public init(
    periods: [Period], states: CodeColumn, destinations: CodeColumn,
    commodities: CodeColumn? = nil, dollars: [Int64]
  ) throws(DataError) {
    let commodities = commodities ?? CodeColumn(repeating: "", count: dollars.count)
    tidy = try TidyColumns(
      kind: .exports, periods: periods, codes: [commodities, states, destinations],
      values: dollars)
  }

  init(tidy: TidyColumns) { self.tidy = tidy }

  /// The number of rows.
  public var count: Int { tidy.count }
  /// For each row its year or month.
  public var periods: [Period] { tidy.periods }
  /// For each row the code of the commodity, empty for all goods.
  public var commodities: CodeColumn { tidy.codes[0] }
  /// For each row the postal code of the state of origin.
  public var states: CodeColumn { tidy.codes[1] }
  /// For each row the Schedule C code of the destination.
  public var destinations: CodeColumn { tidy.codes[2] }
  /// For each row the value in whole dollars.
  public var dollars: [Int64] { tidy.values }
}
