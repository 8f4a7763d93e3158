import Alliances
import Codes
import Elections
import Maps
import Panels

/// What a map is asked to show.
public struct MapRequest: Sendable {
  /// The measure.
  public var measure: MapMeasure
  /// The years of a yearly measure, several for small multiples; the years of a revision.
  public var years: [CalendarYear]
  /// The earlier window of a change.
  public var from: ClosedRange<CalendarYear>
  /// The later window of a change.
  public var to: ClosedRange<CalendarYear>
  /// All years that a bump or eras are taken from.
  public var span: ClosedRange<CalendarYear>
  /// Where exports are from.
  public var source: ExportSource
  /// The swing rule.
  public var swingRule: any SwingRule
  /// The ally rule.
  public var allyRule: any AllyRule
  /// The ranking of incumbents, for eras.
  public var ranking: String
  /// Whether flows are drawn in place of a map.
  public var drawsFlows: Bool
  /// How it is to look.
  public var style: MapStyle

  /// Makes a request for the last election year of the built-in exports, and its windows.
  public init(
    measure: MapMeasure, swingRule: any SwingRule, allyRule: any AllyRule
  ) {
    self.measure = measure
    self.swingRule = swingRule
    self.allyRule = allyRule
    years = [CalendarYear(2024)]
    from = CalendarYear(2021)...CalendarYear(2022)
    to = CalendarYear(2023)...CalendarYear(2024)
    span = CalendarYear(2014)...CalendarYear(2025)
    source = .censusOriginOfMovement
    ranking = "pew-germany-first-year"
    drawsFlows = false
    style = MapStyle()
  }
}

/// Makes figures of measures from the data.
public struct MapMaker: Sendable {
  /// The tables.
  public let data: BuiltInData
  /// Population, where there is a table of it.
  public var population: Denominators?
  /// Gross domestic product in current dollars, where there is a table of it.
  public var product: Denominators?
  /// The earlier figures of a revision, with their vintage, in place of the built-in ones.
  public var earlier: ExportLattice.Part?
  /// The later figures of a revision, in place of the source's own.
  public var later: ExportLattice.Part?

  /// Makes figures from the tables; denominators and vintages are set afterwards.
  public init(data: BuiltInData) { self.data = data }

  /// Makes the figure of a request.
  ///
  /// - Throws: `DataError`: years that the source lacks (64), denominators that nobody has (66), years
  ///   that an ally rule does not report (65).
  public func figure(_ request: MapRequest) throws -> MeasuredFigure {
    guard !request.drawsFlows || request.measure == .allyExports else {
      throw DataError(
        .mapRequest, "\(request.measure.rawValue) has no flows",
        hint: "draw ally-exports with --view flows")
    }
    var figure: MeasuredFigure
    switch request.measure {
    case .exports, .allyExports, .exportsPerHead, .exportsToGDP, .allyShare:
      figure =
        request.drawsFlows ? try allyFlows(request) : try YearlyFigure(self, request).figure
    case .swing: figure = try swingFigure(request)
    case .change, .shareChange: figure = .single(try changeFigure(request))
    case .bump: figure = .single(try bumpFigure(request))
    case .reputationEra: figure = .multiples(try eraFigure(request))
    case .revision: figure = .single(try revisionFigure(request))
    }
    switch figure {
    case .single(var single):
      request.style.apply(to: &single)
      figure = .single(single)
    case .multiples(var multiples):
      request.style.apply(to: &multiples.figure)
      figure = .multiples(multiples)
    case .flows(var flows):
      request.style.apply(to: &flows.figure)
      figure = .flows(flows)
    }
    return figure
  }

  /// The origins of a source that a map can show.
  func origins(_ source: ExportSource) -> [Origin] {
    source == .censusOriginOfMovement
      ? State.all.filter { $0.usps != "VI" }.map(Origin.state) : source.origins
  }

  /// The exports of one year with allies and swing states told apart.
  func share(_ request: MapRequest, _ exports: ExportLattice, _ year: CalendarYear) throws
    -> AllyShare
  {
    try AllyShare(
      exports: exports, year: year, allyRule: request.allyRule, swingRule: request.swingRule,
      context: data.context)
  }

  /// The exports of a span of years.
  func exports(
    _ request: MapRequest, _ years: ClosedRange<CalendarYear>
  ) throws -> ExportLattice {
    guard request.source != .censusCountryTotals else {
      throw DataError(
        .mapRequest, "the source \(request.source.rawValue) is national and has no states to map",
        hint: "use census or bts")
    }
    return try data.exports(request.source, years: years, origins: origins(request.source))
  }

  /// Codes of the swing states of a year.
  func swingStates(_ request: MapRequest, _ year: CalendarYear) -> Set<String> {
    let returns = data.context.returns.visible(to: request.swingRule, in: year)
    return Set(
      State.electing.filter { request.swingRule.status(of: $0, given: returns) == .swing }
        .map(\.usps))
  }
}
