import Alliances
import Codes
import Elections
import Estimation
import Maps
import Panels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension MapMaker {
  /// The pre-election bump of each state by itself: PPML over its destinations and years.
  ///
  /// E[y_dt] = exp(β A_dt W_t + λ A_dt + α_d + τ_t) for every state, the headline model with one state
  /// in it (Santos Silva & Tenreyro 2006); the bump is 100 (e^β − 1). Absent pairs count as zero, as in
  /// the headline. Errors are clustered by destination.
  func bumpFigure(_ request: MapRequest) throws -> Choropleth {
    guard request.source != .censusCountryTotals else {
      throw DataError(
        .mapRequest, "national exports have no states to map", hint: "use census or bts")
    }
    let exports = try data.exports(
      request.source, years: request.span, origins: State.electing.map(Origin.state))
    let window = PreElectionWindow.yearBeforeAndOf
    let inWindow = exports.years.map(window.contains)
    guard inWindow.contains(true), inWindow.contains(false) else {
      throw DataError(
        .mapRequest,
        "\(FigureText.years(request.span)) lie all within or all without the years before elections",
        hint: "give more years with --years, such as 2014-2025")
    }
    let isAlly = try allies(request, exports)
    let isUnspoken = isAlly.filter { $0.contains(nil) }
    let last = exports.years.last { $0.isPresidentialElection } ?? request.span.upperBound
    let swing = swingStates(request, last)
    let readings = exports.origins.indices.map { origin in
      Self.bump(exports, origin: origin, isAlly: isAlly, inWindow: inWindow)
    }
    let estimated = readings.compactMap {
      reading -> (code: String, isPositive: Bool, distinct: Int)? in
      guard case .value(let value) = reading.value, let interval = reading.interval else {
        return nil
      }
      return (reading.code, value > 0, interval.contains(0) ? 0 : value > 0 ? 1 : -1)
    }
    let positive = estimated.count { $0.isPositive }
    let above = estimated.filter { $0.distinct > 0 }
    let below = estimated.filter { $0.distinct < 0 }
    let elections = exports.years.filter(\.isPresidentialElection).map { "\($0)" }
    let allies = FigureText.alliesWithin(request.allyRule)
    var figure = Choropleth(
      figureID: "bump-\(request.span.lowerBound)-\(request.span.upperBound)",
      title:
        "Before elections exports to \(allies) were clearly above normal in \(above.count) of "
        + "\(estimated.count) states and clearly below in \(below.count); of \(swing.count) swing "
        + "states, in \(above.count { swing.contains($0.code) }) and "
        + "\(below.count { swing.contains($0.code) })",
      subtitle:
        "Percent by which exports to \(allies), relative to those to others, were higher in the year "
        + "before and of the elections of \(FigureText.list(elections)) than in other years, "
        + "\(FigureText.years(request.span))",
      legendTitle: "Pre-election bump", readings: readings,
      format: ValueFormat(suffix: "%", isSigned: true))
    figure.rule = .symmetricNaturalBreaks(classes: 5)
    figure.palette = .purpleOrange
    figure.swing = swing
    figure.note =
      "Estimates, not data: for each state a Poisson regression of exports on destination and year "
      + "effects and an interaction of allies with the window, absent pairs as zeros. "
      + "\(positive) of \(estimated.count) estimates are above zero; clearly above or below means that the "
      + "95% interval leaves zero out, by errors clustered by destination. Such errors do not cover "
      + "shocks common to an election: in simulated panels clustered errors find a bump that is not there "
      + "in 8 to 36 of 100 runs at the 5% level (docs/monte-carlo.md), and of \(estimated.count) "
      + "intervals some miss by chance. "
      + (isUnspoken.isEmpty
        ? ""
        : "Without \(isUnspoken.count) destinations that have no code in the source of \(request.allyRule.id). ")
      + "Puerto Rico elects no president and is not estimated. "
      + FigureText.note(request.swingRule) + " As of \(last). " + FigureText.note(request.allyRule)
    figure.source = FigureText.source(request.source, exports)
    figure.sources =
      try FigureText.sources(request.source, exports) + ruleSources(request)
    figure.ruleIDs = [request.swingRule.id, request.allyRule.id]
    return figure
  }

  /// Whether each destination is an ally in each year; nil where the rule's source has no code for it.
  private func allies(_ request: MapRequest, _ exports: ExportLattice) throws -> [[Bool?]] {
    try exports.destinations.map { destination in
      try exports.years.map { year in
        switch data.context.codes.status(
          of: destination.scheduleC, by: request.allyRule, in: year)
        {
        case .ally: return true
        case .notAlly: return false
        case .notReported(.noCode): return nil
        case .notReported(let reason):
          throw DataError(
            .allyNotReported,
            "the rule \(request.allyRule.id) does not report \(destination.name) in \(year) (\(reason))",
            hint: "use a rule that covers the years, such as treaty")
        }
      }
    }
  }

  private static func bump(
    _ exports: ExportLattice, origin: Int, isAlly: [[Bool?]], inWindow: [Bool]
  ) -> StateReading {
    let code = exports.origins[origin].code
    var outcome: [Double] = []
    var product: [Double] = []
    var ally: [Double] = []
    var destinations: [Int32] = []
    var years: [Int32] = []
    for destination in exports.destinations.indices {
      for year in exports.years.indices {
        guard let flag = isAlly[destination][year] else { continue }
        outcome.append(
          Double(exports[origin, destination, year].reported?.count ?? 0))
        product.append(flag && inWindow[year] ? 1 : 0)
        ally.append(flag ? 1 : 0)
        destinations.append(Int32(destination))
        years.append(Int32(year))
      }
    }
    do {
      let pair = try Factor(
        name: "destination", codes: destinations, levels: exports.destinations.count)
      let time = try Factor(name: "year", codes: years, levels: exports.years.count)
      let fit = try Estimation.fit(
        Model(
          outcomeName: "exports", outcome: outcome,
          terms: [Term(name: "ally", values: ally), Term(name: "bump", values: product)],
          fixedEffects: [pair, time], family: .poisson),
        variances: [.clustered([pair])], smallSample: .fixest, tolerance: 1e-8)
      guard let row = fit.variances.first?.table.first(where: { $0.term == "bump" }) else {
        return StateReading(code, .notReported(reason: "no exports to allies to compare"))
      }
      func percent(_ value: Double) -> Double { 100 * (exp(value) - 1) }
      return StateReading(
        code, .value(percent(row.estimate)), interval: percent(row.lower)...percent(row.upper))
    } catch {
      return StateReading(code, .notReported(reason: error.message))
    }
  }
}
