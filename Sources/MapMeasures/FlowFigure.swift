import Alliances
import Codes
import Maps
import Panels

extension MapMaker {
  /// Flows from the swing states of a year to allies, the largest ten states where there are more.
  func allyFlows(_ request: MapRequest) throws -> MeasuredFigure {
    guard request.measure == .allyExports else {
      throw DataError(
        .mapRequest, "\(request.measure.rawValue) has no flows",
        hint: "draw ally-exports with --view flows")
    }
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
        case .notAlly: break
        case .notReported(let reason):
          throw DataError(
            .allyNotReported,
            "the rule \(request.allyRule.id) does not report \(destination.name) in \(year) (\(reason))",
            hint: "use a rule that covers the year, such as treaty")
        }
      }
    }
    let byState = Dictionary(grouping: links, by: \.origin).mapValues {
      $0.reduce(0) { $0 + $1.value }
    }.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
    let kept = Set(byState.prefix(10).map(\.key))
    let shown = links.filter { kept.contains($0.origin) }
    let total = shown.reduce(0) { $0 + $1.value }
    let byAlly = Dictionary(grouping: shown, by: \.destination).mapValues {
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
        "\(FigureText.list(top.map(\.key))) took \(part) of what swing states sold to "
        + "\(FigureText.alliesWithin(request.allyRule)) in \(year)",
      subtitle:
        "\(FigureText.universe(request.source).prefix(1).uppercased())"
        + "\(FigureText.universe(request.source).dropFirst()) from swing states to "
        + "\(FigureText.alliesWithin(request.allyRule)), f.a.s. value, current dollars, \(year)",
      legendTitle: "Exports to allies, current dollars", readings: [],
      format: .dollars(decimals: 1))
    figure.swing = kept
    figure.note =
      FigureText.note(request.swingRule) + " " + FigureText.note(request.allyRule)
      + (byState.count > 10
        ? " Of \(byState.count) swing states the ten that sold most are drawn." : "")
    figure.source = FigureText.source(request.source, exports)
    figure.sources = FigureText.sources(request.source, exports)
    figure.ruleIDs = [request.swingRule.id, request.allyRule.id]
    var flows = FlowMap(figure: figure, links: shown)
    flows.othersLabel = "Other allies"
    return .flows(flows)
  }
}
