import Codes
import Elections
import MapMeasures
import Maps
import Panels
import Reports
import Tables

/// The map beside an analysis: exports to allies in the latest complete election year.
enum AnalysisMap {
  /// A map of a report and the table behind it.
  struct Drawn {
    let map: ReportMap
    let csv: String
  }

  static let year = CalendarYear(2024)
  /// The swing rule of the map beside a national analysis, which has none of its own.
  static let swingRule = "margin-5"

  /// Draws what `swingport map ally-share --year 2024` draws with the same rules.
  static func draw(
    data: BuiltInData, boundaries package: DataPackage, swingRule: String, allyRules: [String]
  ) throws -> Drawn {
    // ATOP ends before the map's year: the map then keeps to treaties and says so.
    var request = MapRequest(
      measure: .allyShare, swingRule: try data.swingRule(swingRule),
      allyRule: try data.allyRule(allyRules.first { $0 != "atop-defense" } ?? "treaty"))
    request.years = [year]
    let figure: MeasuredFigure
    do {
      figure = try MapMaker(data: data).figure(request)
    } catch let error as DataError
      where error.kind == .allyNotReported && request.allyRule.id != "treaty"
    {
      Terminal.say("note: the map keeps to the rule treaty: \(error.message)")
      request.allyRule = try data.allyRule("treaty")
      figure = try MapMaker(data: data).figure(request)
    }
    let boundaries = try boundaries(package)
    return Drawn(
      map: ReportMap(
        svg: try figure.svg(on: boundaries), title: figure.title,
        alternative: try figure.alternative(on: boundaries)),
      csv: try figure.companionCSV(on: boundaries))
  }

  /// The values of all elections that readers may look up in a report.
  static func explorer(
    data: BuiltInData, swingRule: String, allyRules: [String]
  ) throws -> StateExplorer {
    let years = CalendarYear(2014)...year
    func explorer(_ ally: String) throws -> StateExplorer {
      try StateExplorer(
        data: data, years: years, swingRule: data.swingRule(swingRule),
        allyRule: data.allyRule(ally))
    }
    do {
      return try explorer(allyRules.first { $0 != "atop-defense" } ?? "treaty")
    } catch let error as DataError where error.kind == .allyNotReported {
      return try explorer("treaty")
    }
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
      throw DataError(
        .damagedTable, "the state boundaries cannot be read: \(error.message)", hint: error.hint)
    }
  }
}
