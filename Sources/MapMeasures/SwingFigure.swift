import Codes
import Elections
import Maps

extension MapMaker {
  /// Swing states by a rule, of one election or of several.
  func swingFigure(_ request: MapRequest) throws -> MeasuredFigure {
    let rule = request.swingRule
    let years = request.years.sorted()
    guard let first = years.first, let last = years.last else {
      throw DataError(.mapRequest, "no year is asked for", hint: "give --year or --elections")
    }
    var panels: [SmallMultiples.Panel] = []
    var times: [String: Int] = [:]
    for year in years {
      let returns = data.context.returns.visible(to: rule, in: year)
      let statuses = State.electing.map { ($0.usps, rule.status(of: $0, given: returns)) }
      guard statuses.contains(where: { $0.1 != .notDefined }) else {
        throw DataError(
          .mapData,
          "the rule \(rule.id) says nothing about \(year): the elections that it needs are "
            + "not in the table", hint: "choose a later year, or another rule")
      }
      let swing = Set(statuses.filter { $0.1 == .swing }.map(\.0))
      for code in swing { times[code, default: 0] += 1 }
      panels.append(
        SmallMultiples.Panel(
          id: "\(year)", title: "\(year)",
          subtitle: "\(swing.count) swing state\(swing.count == 1 ? "" : "s")",
          readings: statuses.map { code, status in
            switch status {
            case .swing: StateReading(code, .category("swing"))
            case .notSwing: StateReading(code, .category("not-swing"))
            case .notDefined:
              StateReading(code, .notReported(reason: "earlier elections are not in the table"))
            }
          }, swing: swing))
    }
    let title: String
    if years.count == 1 {
      let names = State.electing.filter { times[$0.usps] != nil }.map(\.name)
      title =
        names.isEmpty
        ? "No state was a swing state in \(first) by \(rule.name)"
        : "\(FigureText.count(names.count)) swing state\(names.count == 1 ? "" : "s") in \(first) by "
          + "\(rule.name)" + (names.count <= 5 ? ": \(FigureText.list(names))" : "")
    } else {
      let always = State.electing.filter { times[$0.usps] == years.count }.map(\.name)
      let most = times.values.max() ?? 0
      let often = State.electing.filter { times[$0.usps] == most }.map(\.name)
      let who =
        always.isEmpty
        ? "\(FigureText.list(often)) most often, \(most) times of \(years.count)"
        : "\(FigureText.list(always)) in all \(years.count) elections"
      title =
        times.isEmpty
        ? "No state was a swing state in \(first)\u{2013}\(last) by \(rule.name)"
        : "\(times.count) states were swing states at least once; \(who)"
    }
    var base = Choropleth(
      figureID: "swing-\(FigureText.slug(years))", title: title,
      subtitle: "Swing status by the rule \(rule.id) \(Self.occasion(years))",
      legendTitle: "Status by \(rule.id)", readings: panels[0].readings, format: ValueFormat())
    base.categories = [
      MapCategory(id: "swing", label: "Swing state"),
      MapCategory(id: "not-swing", label: "Not a swing state", tone: .neutral),
    ]
    base.palette = .okabeIto
    base.swing = panels[0].swing
    base.labels = .code
    base.note = FigureText.note(rule)
    base.source =
      "Presidential returns by state: MIT Election Data and Science Lab; Swingport tables."
    base.ruleIDs = [rule.id]
    base.sources = try ruleSources(request, allies: false)
    return years.count == 1
      ? .single(base) : .multiples(SmallMultiples(figure: base, panels: panels))
  }

  /// Before which elections, or in which years and before which election that is to come.
  private static func occasion(_ years: [CalendarYear]) -> String {
    let span =
      years.count > 1
      ? "\(years[0])\u{2013}\(years[years.count - 1])" : "\(years.first ?? CalendarYear(0))"
    if years.allSatisfy(\.isPresidentialElection) {
      return "before the presidential election\(years.count == 1 ? "" : "s") of \(span)"
    }
    guard years.count == 1, let year = years.first,
      let next = (1...4).map({ year.advanced(by: $0) }).first(where: \.isPresidentialElection)
    else { return "as of \(span)" }
    return "as of \(year), ahead of the presidential election of \(next)"
  }
}
