import Alliances
import Codes
import Elections
import Maps
import Panels

extension MapMaker {
  /// The share to allies over each ranked incumbent's years in office, strongest reputation first.
  func eraFigure(_ request: MapRequest) throws -> SmallMultiples {
    let ranking = try data.ranking(request.ranking)
    let exports = try exports(request, request.span)
    var eras: [Era] = []
    for year in request.span {
      guard let incumbent = data.context.presidents.incumbent(in: year),
        let rank = ranking.ranks[incumbent.id]
      else { continue }
      if let index = eras.firstIndex(where: { $0.incumbent.id == incumbent.id }) {
        eras[index].years.append(year)
      } else {
        eras.append(Era(incumbent: incumbent, rank: rank, years: [year]))
      }
    }
    eras.sort { ($0.rank, $0.incumbent.from) < ($1.rank, $1.incumbent.from) }
    guard eras.count > 1, let strongest = eras.first, let weakest = eras.last else {
      throw DataError(
        .mapData,
        "the ranking \(request.ranking) has fewer than two incumbents in "
          + FigureText.years(request.span),
        hint: "use more years, or another ranking")
    }
    var shares: [AllyShare] = []
    var totals: [(allies: Double, total: Double)] = []
    var panels: [SmallMultiples.Panel] = []
    for era in eras {
      var sums: [String: (allies: Double, total: Double)] = [:]
      for year in era.years {
        let share = try share(request, exports, year)
        shares.append(share)
        for entry in share.entries {
          let old = sums[entry.origin.code] ?? (0, 0)
          sums[entry.origin.code] = (
            old.allies + Double(entry.toAllies.count), old.total + Double(entry.total.count)
          )
        }
      }
      let readings = exports.origins.map { origin -> StateReading in
        guard let sum = sums[origin.code], sum.total > 0 else {
          return StateReading(origin.code, .notReported(reason: "no exports reported"))
        }
        return StateReading(origin.code, .value(100 * sum.allies / sum.total))
      }
      totals.append(
        exports.origins.reduce((0, 0)) { total, origin in
          let own = sums[origin.code] ?? (0, 0)
          return (total.0 + own.allies, total.1 + own.total)
        })
      let election = era.years.last { $0.isPresidentialElection }
      let swing = election.map { swingStates(request, $0) } ?? []
      func pooled(_ isSwing: Bool?) -> String {
        let own = sums.filter { isSwing == nil || swing.contains($0.key) == isSwing }
          .sorted { $0.key < $1.key }.reduce((0.0, 0.0)) {
            ($0.0 + $1.value.allies, $0.1 + $1.value.total)
          }
        return own.1 > 0 ? FigureText.percent(100 * own.0 / own.1) : "none"
      }
      panels.append(
        SmallMultiples.Panel(
          id: era.incumbent.id, title: era.incumbent.name,
          subtitle: "rank \(Int(era.rank)), \(FigureText.years(era.span))", readings: readings,
          swing: swing,
          comparison: swing.isEmpty
            ? nil
            : "Taken together: \(swing.count) swing states \(pooled(true)); the others "
              + "\(pooled(false)); all \(pooled(nil))"))
    }
    func percent(_ index: Int) -> String {
      FigureText.percent(100 * totals[index].allies / totals[index].total)
    }
    let allies = FigureText.allies(request.allyRule)
    var base = Choropleth(
      figureID: "reputation-era-\(request.span.lowerBound)-\(request.span.upperBound)",
      title:
        "\(allies) bought \(percent(0)) of exports under \(Self.surname(strongest)), ranked first by "
        + "reputation, and \(percent(eras.count - 1)) under \(Self.surname(weakest)), ranked last",
      subtitle:
        "Exports to \(FigureText.alliesWithin(request.allyRule)) as a share of all "
        + "\(FigureText.universe(request.source)), percent of f.a.s. value, over each incumbent\u{2019}s "
        + "years, \(FigureText.years(request.span))",
      legendTitle: "Share of exports to allies", readings: panels[0].readings, format: .percent())
    base.note =
      "Incumbents by reputation (\(request.ranking)): \(Self.cited(ranking)). Incumbents "
      + "that it does not rank are left out. Swing states are those of the era\u{2019}s election. "
      + FigureText.note(request.swingRule) + " " + FigureText.note(request.allyRule)
      + FigureText.leftOut(shares, request.allyRule)
    base.source = FigureText.source(request.source, exports)
    base.sources =
      try FigureText.sources(request.source, exports) + ruleSources(request)
      + [source("reputation-rankings")]
    base.ruleIDs = [request.swingRule.id, request.allyRule.id, request.ranking]
    return SmallMultiples(figure: base, panels: panels)
  }

  private struct Era {
    let incumbent: Incumbent
    let rank: Double
    var years: [CalendarYear]

    var span: ClosedRange<CalendarYear> {
      (years.min() ?? CalendarYear(0))...(years.max() ?? CalendarYear(0))
    }
  }

  /// A ranking's source and notes, each sentence once however many of its rows repeat it.
  private static func cited(_ ranking: ReputationRanking) -> String {
    var sentences: [String] = []
    for sentence in ranking.note.split(separator: ".; ").flatMap({ $0.split(separator: ". ") }) {
      let text = sentence.hasSuffix(".") ? String(sentence.dropLast()) : String(sentence)
      if !sentences.contains(text) { sentences.append(text) }
    }
    return ([ranking.source] + sentences).joined(separator: ". ")
  }

  private static func surname(_ era: Era) -> String {
    era.incumbent.name.split(separator: " ").last.map(String.init) ?? era.incumbent.id
  }
}
