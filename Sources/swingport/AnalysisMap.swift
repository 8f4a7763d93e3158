import Codes
import Drawing
import Elections
import Hypotheses
import MapMeasures
import Maps
import Panels
import Reports
import Tables

/// The map beside an analysis: exports to allies in the last election year of its own panel.
enum AnalysisMap {
  /// A map of a report with the files beside it.
  struct Drawn {
    /// The map as it stands in the page.
    let map: ReportMap
    /// The year shown.
    let year: CalendarYear
    /// The map as `swingport map` draws it.
    let svg: String
    /// The table behind it.
    let csv: String
  }

  /// The swing rule of a map where no analysis of states names one.
  static let swingRule = "margin-5"

  /// The last presidential election in the years of an analysis.
  private static func election(_ specification: AnalysisSpecification) -> CalendarYear? {
    specification.years.last(where: \.isPresidentialElection)
  }

  /// Why an analysis has no map; nil where it has one.
  static func absence(_ specification: AnalysisSpecification) -> String? {
    if specification.swingRule == nil {
      return
        "The analysis is of the nation: its exports are not told apart by state, so that there is "
        + "no map of states to draw from them."
    }
    if election(specification) == nil {
      return "No presidential election lies in \(specification.years.lowerBound) to "
        + "\(specification.years.upperBound), so that there is no election year to map."
    }
    return nil
  }

  /// Draws the panel of an analysis in its last election year; nil where ``absence(_:)`` says why not.
  ///
  /// - Parameters:
  ///   - specification: The analysis, whose source, years and rules are those of the map.
  ///   - allyRules: The ally rules that a user chose; empty for the analysis' own.
  static func draw(
    data: BuiltInData, boundaries package: DataPackage, specification: AnalysisSpecification,
    allyRules: [String]
  ) throws -> Drawn? {
    guard absence(specification) == nil, let year = election(specification) else { return nil }
    let chosen = rule(specification, allyRules)
    var request = MapRequest(
      measure: .allyShare, swingRule: try data.swingRule(specification.swingRule ?? swingRule),
      allyRule: try data.allyRule(chosen))
    request.years = [year]
    request.source = specification.source
    request.span = specification.years
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
    // In the page it is drawn for the width of a sheet, and once more for a column: no letter is under
    // six points in print, and none is cut on a phone.
    func page(_ millimetres: Double, _ suffix: String) throws -> String {
      var own = request
      own.style.page = try PictureFile.page(width: millimetres, form: .svg)
      guard case .single(var single) = try MapMaker(data: data).figure(own) else { return "" }
      single.figureID += suffix
      return try MeasuredFigure.single(single).svg(on: boundaries)
    }
    return Drawn(
      map: ReportMap(
        svg: try page(178, ""), narrow: try page(88, "-narrow"), title: figure.title,
        alternative: try figure.alternative(on: boundaries),
        command: command(request, year: year)), year: year,
      svg: try figure.svg(on: boundaries), csv: try figure.companionCSV(on: boundaries))
  }

  /// The command that draws the map alone; nil for a source that it does not take.
  private static func command(_ request: MapRequest, year: CalendarYear) -> String? {
    let source: String
    switch request.source {
    case .censusOriginOfMovement: source = ""
    case .transborderFreight: source = " --source bts"
    case .censusTenStates, .censusCountryTotals: return nil
    }
    return
      "swingport map ally-share --year \(year)\(source) --swing \(request.swingRule.id) --ally "
      + "\(request.allyRule.id) --out ally-share-\(year).svg"
  }

  /// The ally rule of the map: the first that was chosen, or of the analysis' own.
  private static func rule(
    _ specification: AnalysisSpecification, _ chosen: [String]
  ) -> String {
    // ATOP ends before the last election of the census's exports: the map then keeps to treaties.
    let last = election(specification).map { $0 > CalendarYear(2018) } ?? false
    return (chosen + (chosen.isEmpty ? specification.allyRules : []))
      .first { $0 != "atop-defense" || !last } ?? "treaty"
  }

  /// The values of all elections that readers may look up in a report; nil where there are no states.
  static func explorer(
    data: BuiltInData, specification: AnalysisSpecification, allyRules: [String]
  ) throws -> StateExplorer? {
    guard absence(specification) == nil else { return nil }
    func explorer(_ ally: String) throws -> StateExplorer {
      try StateExplorer(
        data: data, source: specification.source, years: specification.years,
        swingRule: data.swingRule(specification.swingRule ?? swingRule),
        allyRule: data.allyRule(ally))
    }
    do {
      return try explorer(rule(specification, allyRules))
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
    } catch let error as DrawingError {
      throw DataError(
        .damagedTable, "the state boundaries cannot be read: \(error.message)", hint: error.hint)
    }
  }
}
