import Codes
import Elections
import Maps
import Panels
import Reports
import Tables

/// Reads the boundaries and draws the map of the latest complete election year.
enum AnalysisMap {
  static let year = CalendarYear(2024)
  /// The swing rule of the map beside a national analysis, which has none of its own.
  static let swingRule = "margin-5"

  static func draw(
    data: BuiltInData, boundaries package: DataPackage, swingRule: String, allyRules: [String]
  ) throws -> AllyShareMap {
    let geometry: MapGeometry
    do {
      geometry = try MapGeometry(boundaries: boundaries(package))
    } catch let error as MapError {
      throw unreadable(error)
    }
    let exports = try data.exports(
      .censusOriginOfMovement, years: year...year, origins: State.all.map(Origin.state))
    let rule = try data.swingRule(swingRule)
    // ATOP ends before the map's year: the map then keeps to treaties and says so.
    let allyRule = try data.allyRule(allyRules.first { $0 != "atop-defense" } ?? "treaty")
    return try AllyShareMap(
      share: AllyShare(
        exports: exports, year: year, allyRule: allyRule, swingRule: rule, context: data.context),
      allyRule: allyRule, swingRule: rule,
      source: ExportSource.censusOriginOfMovement.publisherLine(
        vintage: exports.vintages[year] ?? ""),
      vintage: exports.vintages[year] ?? "", geometry: geometry)
  }

  /// Reads the boundaries.
  ///
  /// - Throws: `DataError` of kind `damagedTable`.
  static func boundaries(_ package: DataPackage) throws -> Boundaries {
    do {
      return try Boundaries(
        areas: package.verifiedBytes(of: "areas"), arcs: package.verifiedBytes(of: "arcs"),
        rings: package.verifiedBytes(of: "rings"))
    } catch let error as MapError {
      throw unreadable(error)
    }
  }

  private static func unreadable(_ error: MapError) -> DataError {
    DataError(
      .damagedTable, "the state boundaries cannot be read: \(error.message)", hint: error.hint)
  }
}
