import Alliances
import Codes
import Elections
import Panels

/// A measure of reputation as it is named on the command line: an identifier, or one with a file.
enum ReputationChoice {
  private static let tariffs = "tariff-tolerance:"

  /// The identifier that a name on the command line means, without the folders of a file.
  static func identifier(_ name: String) -> String {
    guard name.hasPrefix(tariffs) else { return UserTable.identifier(name) }
    let file = UserTable.identifier("list:" + name.dropFirst(tariffs.count)).dropFirst(5)
    return tariffs + file
  }

  /// Reads the user's table that a name means; nil for a built-in measure.
  ///
  /// - Throws: `DataError`: `tariff-tolerance` without a file (64), a file that cannot be read (66),
  ///   or a table that is refused with its row (65).
  static func userMeasure(
    _ name: String, data: BuiltInData, onUnmatched: UnmatchedPolicy = .stop
  ) throws -> (any ReputationMeasure)? {
    if name == "tariff-tolerance" {
      throw DataError(
        .wrongUse,
        "--reputation tariff-tolerance needs a file: its publishers do not allow their "
          + "figures to be passed on",
        hint: "download the applied tariffs (AHS) on the United States from WITS and give "
          + "--reputation tariff-tolerance:FILE")
    }
    if name.hasPrefix(tariffs) {
      let (table, file) = try UserTable.read(
        "list:" + name.dropFirst(tariffs.count), what: "tariffs")
      return TariffToleranceMeasure(
        try AppliedTariffs(table: table, crosswalk: data.crosswalk), file: file)
    }
    guard name.hasPrefix("list:") else { return nil }
    let (table, file) = try UserTable.read(name, what: "reputations")
    return CountryColumns.all.contains { table.header.contains($0.name) }
      ? try AllyReputationList(
        table: table, file: file, codes: data.crosswalk, onUnmatched: onUnmatched)
      : try IncumbentReputationList(
        table: table, file: file, incumbents: data.context.presidents.incumbents.map(\.id))
  }
}
