import Alliances
import Codes
import Maps
import Panels

extension MapMaker {
  /// Flows from all swing states of a year to allies; where there are more than ten, the others than the
  /// largest ten are drawn together.
  func allyFlows(_ request: MapRequest) throws -> MeasuredFigure {
    guard let year = request.years.first, request.years.count == 1 else {
      throw DataError(
        .mapRequest, "flows are drawn for one year, and \(request.years.count) are asked for",
        hint: "give one --year")
    }
    let exports = try exports(request, year...year)
    let swing = swingStates(request, year)
    guard !swing.isEmpty else {
      throw DataError(
        .mapData, "the rule \(request.swingRule.id) calls no state a swing state in \(year)",
        hint: "choose another year or rule")
    }
    var links: [FlowMap.Link] = []
    for (number, origin) in exports.origins.enumerated() where swing.contains(origin.code) {
      for (index, destination) in exports.destinations.enumerated() {
        guard let amount = exports[number, index, 0].reported, amount > .zero else { continue }
        switch data.context.codes.status(
          of: destination.scheduleC, by: request.allyRule, in: year)
        {
        case .ally:
          links.append(
            FlowMap.Link(
              origin: origin.code, destination: destination.name, value: Double(amount.count)))
        // A destination that the source has no code for is no member of it, hence no ally.
        case .notAlly, .notReported(.noCode): break
        case .notReported(let reason):
          throw DataError(
            .allyNotReported,
            "the rule \(request.allyRule.id) does not report \(destination.name) in \(year) (\(reason))",
            hint: "use a rule that covers the year, such as treaty")
        }
      }
    }
    let total = links.reduce(0) { $0 + $1.value }
    let byAlly = Dictionary(grouping: links, by: \.destination).mapValues {
      $0.reduce(0) { $0 + $1.value }
    }.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
    guard total > 0 else {
      throw DataError(
        .mapData, "swing states report no exports to allies in \(year)",
        hint: "choose another year, source or ally rule")
    }
    let top = byAlly.prefix(2)
    let part = FigureText.percent(100 * top.reduce(0) { $0 + $1.value } / total)
    var figure = Choropleth(
      figureID: "ally-flows-\(year)",
      title:
        "\(FigureText.capital(FigureText.list(top.map { FigureText.named($0.key) }))) took \(part) of what swing states sold to "
        + "\(FigureText.alliesWithin(request.allyRule)) in \(year)",
      subtitle:
        "\(FigureText.capital(FigureText.universe(request.source))) from swing states to "
        + "\(FigureText.alliesWithin(request.allyRule)), f.a.s. value, current dollars, \(year)",
      legendTitle: "Exports to allies, current dollars", readings: [],
      format: .dollars(decimals: 1))
    figure.swing = swing
    figure.note =
      FigureText.note(request.swingRule) + " " + FigureText.note(request.allyRule)
    figure.source = FigureText.source(request.source, exports)
    figure.sources = try FigureText.sources(request.source, exports) + ruleSources(request)
    figure.ruleIDs = [request.swingRule.id, request.allyRule.id]
    var flows = FlowMap(figure: figure, links: links)
    flows.otherOriginsLabel = "Other swing states"
    flows.othersLabel = "Other allies"
    return .flows(flows)
  }
}
