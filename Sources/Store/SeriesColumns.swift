import Codes

/// Figures that are no exports, such as gross domestic product, population or distance.
///
/// A figure that the source did not report has no row.
public struct SeriesColumns: Equatable, Sendable {
  let tidy: TidyColumns

  /// No rows.
  public static let none = SeriesColumns(tidy: TidyColumns(empty: .series))

  /// Creates columns from rows in any order.
  ///
  /// - Parameters:
  ///   - variables: For each row the name of the figure, such as `NY.GDP.MKTP.CD`.
  ///   - periods: For each row its year or month, `Period.none` for figures that do not change.
  ///   - entities: For each row the code of the state or country it is about.
  ///   - partners: For each row the code of the other side, for figures of pairs; nil where there
  ///     is none.
  ///   - values: For each row the value, in the unit that the source states; negative zero is
  ///     zero.
  /// - Throws: `DataError` of kind `storeRefused` when columns differ in length, a value is not a
  ///   finite number, a code holds a line break, or a cell comes twice.
  public init(
    variables: CodeColumn, periods: [Period], entities: CodeColumn, partners: CodeColumn? = nil,
    values: [Double]
  ) throws(DataError) {
    if let row = values.firstIndex(where: { !$0.isFinite }), row < variables.count {
      throw DataError(
        .storeRefused, "row \(row + 1) of '\(variables[row])' is no finite number",
        hint: "leave out what the source did not report")
    }
    tidy = try TidyColumns(
      kind: .series, periods: periods,
      codes: [variables, entities, partners ?? CodeColumn(repeating: "", count: values.count)],
      // SQLite knows one zero only.
      values: values.map { Int64(bitPattern: ($0 == 0 ? 0 : $0).bitPattern) })
  }

  init(tidy: TidyColumns) { self.tidy = tidy }

  /// The number of rows.
  public var count: Int { tidy.count }
  /// For each row the name of the figure.
  public var variables: CodeColumn { tidy.codes[0] }
  /// For each row its year or month.
  public var periods: [Period] { tidy.periods }
  /// For each row the code of the state or country it is about.
  public var entities: CodeColumn { tidy.codes[1] }
  /// For each row the code of the other side, empty where there is none.
  public var partners: CodeColumn { tidy.codes[2] }
  /// For each row the value, in the unit that the source states; computed from bits on each use.
  public var values: [Double] { tidy.values.map { Double(bitPattern: UInt64(bitPattern: $0)) } }
}
