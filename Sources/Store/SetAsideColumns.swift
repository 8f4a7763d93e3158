import Codes

/// Rows of an answer that must not be summed with the detail, kept with the reason: totals,
/// groups of countries, unknown states.
public struct SetAsideColumns: Equatable, Sendable {
  let tidy: TidyColumns

  /// No rows.
  public static let none = SetAsideColumns(tidy: TidyColumns(empty: .setAside))

  /// Creates columns from rows in any order.
  ///
  /// - Parameters:
  ///   - reasons: For each row why it is set aside, as a short identifier such as `total`.
  ///   - periods: For each row its year or month.
  ///   - states: For each row the code where the state stands, as published.
  ///   - destinations: For each row the code where the destination stands, as published.
  ///   - commodities: For each row the code of the commodity, empty for all goods.
  ///   - dollars: For each row the value in whole dollars.
  /// - Throws: `DataError` of kind `storeRefused` when columns differ in length, a code holds a
  ///   line break, or a cell comes twice for one reason.
  public init(
    reasons: CodeColumn, periods: [Period], states: CodeColumn, destinations: CodeColumn,
    commodities: CodeColumn, dollars: [Int64]
  ) throws(DataError) {
    tidy = try TidyColumns(
      kind: .setAside, periods: periods, codes: [reasons, commodities, states, destinations],
      values: dollars)
  }

  init(tidy: TidyColumns) { self.tidy = tidy }

  /// The number of rows.
  public var count: Int { tidy.count }
  /// For each row why it is set aside.
  public var reasons: CodeColumn { tidy.codes[0] }
  /// For each row its year or month.
  public var periods: [Period] { tidy.periods }
  /// For each row the code of the commodity, empty for all goods.
  public var commodities: CodeColumn { tidy.codes[1] }
  /// For each row the code where the state stands.
  public var states: CodeColumn { tidy.codes[2] }
  /// For each row the code where the destination stands.
  public var destinations: CodeColumn { tidy.codes[3] }
  /// For each row the value in whole dollars.
  public var dollars: [Int64] { tidy.values }
}
