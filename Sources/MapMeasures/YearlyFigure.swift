import Codes
import Maps
import Panels

/// A measure of one year, or of several as small multiples.
struct YearlyFigure {
  let figure: MeasuredFigure

  private let maker: MapMaker
  private let request: MapRequest
  private let exports: ExportLattice

  init(_ maker: MapMaker, _ request: MapRequest) throws {
    self.maker = maker
    self.request = request
    let years = request.years.sorted()
    guard let first = years.first, let last = years.last else {
      throw DataError(.mapRequest, "no year is asked for", hint: "give --year or --elections")
    }
    // Each year is read alone: those between two elections need not be there.
    let exports = try maker.exports(request, first...last)
    self.exports = exports
    let shares = try years.map { try maker.share(request, exports, $0) }
    var readings: [[StateReading]] = []
    for share in shares { readings.append(try Self.readings(maker, request, share)) }
    let panels = zip(shares, readings).map { share, readings in
      SmallMultiples.Panel(
        id: "\(share.year)", title: "\(share.year)",
        subtitle: maker.data.context.presidents.incumbent(in: share.year)?.name ?? "",
        readings: readings,
        swing: Set(share.entries.filter { $0.isSwing == true }.map(\.origin.code)),
        comparison: request.measure == .allyShare ? Self.comparison(share) : nil)
    }
    var base = Choropleth(
      figureID: "\(request.measure.rawValue)-\(FigureText.slug(years))",
      title: Self.title(request, shares, readings),
      subtitle: Self.subtitle(request, years),
      legendTitle: Self.legendTitle(request), readings: readings[0], format: Self.format(request))
    base.swing = panels[0].swing
    base.comparison = panels[0].comparison
    base.source = Self.sourceLine(maker, request, exports)
    base.sources =
      try FigureText.sources(request.source, exports)
      + maker.ruleSources(request, allies: request.measure.usesAllies)
      + Self.denominators(maker, request).flatMap(\.sources)
    base.ruleIDs =
      [request.swingRule.id] + (request.measure.usesAllies ? [request.allyRule.id] : [])
    base.note =
      Self.note(request)
      + (request.measure.usesAllies ? FigureText.leftOut(shares, request.allyRule) : "")
    if request.measure == .exports || request.measure == .allyExports {
      base.rule = .geometric(classes: 5)
      if years.count == 1 { base.view = .symbols }
    }
    figure =
      years.count == 1 ? .single(base) : .multiples(SmallMultiples(figure: base, panels: panels))
  }

  private static func readings(
    _ maker: MapMaker, _ request: MapRequest, _ share: AllyShare
  ) throws -> [StateReading] {
    let table = denominators(maker, request).first
    if request.measure == .exportsPerHead || request.measure == .exportsToGDP {
      let name = request.measure == .exportsPerHead ? "population" : "GDP"
      guard let table else {
        throw DataError(
          .mapData, "there is no table of \(name) by state",
          hint: "use ally-share, or exports as circles")
      }
      guard table.years.contains(share.year) else {
        // A year helps only where both tables have it.
        let known = table.years.filter(request.span.contains).map { "\($0)" }
          .joined(separator: ", ")
        throw DataError(
          .mapData, "\(request.measure.rawValue) has no \(name) for \(share.year)",
          hint: "use one of \(known)")
      }
    }
    return share.entries.map { entry in
      let code = entry.origin.code
      // A destination without a code has no status as an ally and is an export all the same.
      let all = entry.total + (request.measure == .allyShare ? .zero : entry.leftOut)
      let total = Double(all.count)
      guard all > .zero else {
        return StateReading(code, .notReported(reason: "no exports reported"))
      }
      switch request.measure {
      case .allyExports:
        return StateReading(
          code, entry.toAllies > .zero ? .value(Double(entry.toAllies.count)) : .zero)
      case .allyShare:
        return StateReading(code, entry.percent.map(MapValue.value) ?? .zero)
      case .exportsPerHead, .exportsToGDP:
        guard case .state(let state) = entry.origin, let below = table?[state, share.year] else {
          return StateReading(
            code, .notReported(reason: "no \(table?.name ?? "denominator") for \(share.year)"))
        }
        let isShare = request.measure == .exportsToGDP
        return StateReading(code, .value((isShare ? 100 : 1) * total / below))
      default: return StateReading(code, .value(total))
      }
    }
  }

  /// What the measure divides by.
  private static func denominators(_ maker: MapMaker, _ request: MapRequest) -> [Denominators] {
    switch request.measure {
    case .exportsPerHead: maker.population.map { [$0] } ?? []
    case .exportsToGDP: maker.product.map { [$0] } ?? []
    default: []
    }
  }

  private static func format(_ request: MapRequest) -> ValueFormat {
    switch request.measure {
    case .exports, .allyExports: .dollars(decimals: 0)
    case .exportsPerHead: ValueFormat(prefix: "$")
    case .exportsToGDP: .percent(decimals: 1)
    default: .percent()
    }
  }

  private static func legendTitle(_ request: MapRequest) -> String {
    switch request.measure {
    case .exports: "Exports, current dollars"
    case .allyExports: "Exports to allies, current dollars"
    case .exportsPerHead: "Exports per head, current dollars"
    case .exportsToGDP: "Exports, % of GDP"
    default: "Share of exports to allies"
    }
  }

  private static func subtitle(_ request: MapRequest, _ years: [CalendarYear]) -> String {
    let universe = FigureText.universe(request.source)
    let allies = FigureText.alliesWithin(request.allyRule)
    let when = years.map { "\($0)" }.joined(separator: ", ")
    let what =
      switch request.measure {
      case .exports: "\(FigureText.capital(universe)), f.a.s. value, current dollars"
      case .allyExports:
        "\(FigureText.capital(universe)) that went to \(allies), f.a.s. value, current dollars"
      case .exportsPerHead:
        "\(FigureText.capital(universe)), f.a.s. value, current dollars per head of population"
      case .exportsToGDP:
        "\(FigureText.capital(universe)), f.a.s. value, percent of the state\u{2019}s gross domestic product "
          + "of the same year"
      default: "Exports to \(allies) as a share of all \(universe), percent of f.a.s. value"
      }
    return "\(what), \(when)"
  }

  private static func note(_ request: MapRequest) -> String {
    FigureText.note(request.swingRule)
      + (request.measure.usesAllies ? " " + FigureText.note(request.allyRule) : "")
      + " " + FigureText.leftOut(request.source)
  }

  private static func sourceLine(
    _ maker: MapMaker, _ request: MapRequest, _ exports: ExportLattice
  ) -> String {
    let more = denominators(maker, request).map { " " + $0.source }.joined()
    return FigureText.source(request.source, exports) + more
  }

  /// The share of the chosen states' exports taken together, as in titles.
  private static func pooled(
    _ share: AllyShare, _ isChosen: (AllyShare.Entry) -> Bool
  ) -> String {
    let chosen = share.entries.filter(isChosen)
    let total = chosen.reduce(Dollars.zero) { $0 + $1.total }
    let part = chosen.reduce(Dollars.zero) { $0 + $1.toAllies }
    return total > .zero
      ? FigureText.percent(100 * Double(part.count) / Double(total.count)) : "none"
  }

  /// The swing states against the others by the statistic of the title.
  private static func comparison(_ share: AllyShare) -> String? {
    let swing = share.entries.count { $0.isSwing == true }
    guard swing > 0 else { return nil }
    return
      "Taken together: \(swing) swing states \(pooled(share) { $0.isSwing == true }); the others "
      + "\(pooled(share) { $0.isSwing != true }); all \(pooled(share) { _ in true })"
  }

  private static func title(
    _ request: MapRequest, _ shares: [AllyShare], _ readings: [[StateReading]]
  ) -> String {
    guard let first = shares.first, let last = shares.last else { return "" }
    let allies = FigureText.allies(request.allyRule)
    let scope = FigureText.scope(request.source)
    func percent(_ share: AllyShare, isSwing: Bool) -> String {
      pooled(share) { !isSwing || $0.isSwing == true }
    }
    if request.measure == .allyShare {
      return shares.count == 1
        ? "\(allies) bought \(percent(first, isSwing: false)) of states\u{2019} exports\(scope) in "
          + "\(first.year), and \(percent(first, isSwing: true)) of swing states\u{2019}"
        : "\(allies) bought \(percent(first, isSwing: false)) of exports\(scope) in \(first.year) and "
          + "\(percent(last, isSwing: false)) in \(last.year); of swing states\u{2019}, "
          + "\(percent(first, isSwing: true)) and \(percent(last, isSwing: true))"
    }
    let names = Dictionary(uniqueKeysWithValues: State.all.map { ($0.usps, $0.name) })
    let ranked = (readings.last ?? []).compactMap { reading -> (String, Double)? in
      if case .value(let value) = reading.value { (reading.code, value) } else { nil }
    }.sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }
    guard let most = ranked.first, let least = ranked.last else {
      return "No state reported exports in \(last.year)"
    }
    func name(_ code: String) -> String { names[code] ?? code }
    func text(_ value: Double) -> String { format(request).text(value) }
    switch request.measure {
    case .exports, .allyExports:
      let total = ranked.reduce(0) { $0 + $1.1 }
      let top = ranked.prefix(3)
      let whither =
        request.measure == .allyExports ? " to \(FigureText.alliesWithin(request.allyRule))" : ""
      return FigureText.list(top.map { name($0.0) }) + " shipped "
        + FigureText.percent(100 * top.reduce(0) { $0 + $1.1 } / total)
        + " of states\u{2019} exports\(scope)\(whither) in \(last.year)"
    case .exportsPerHead:
      return
        "Exports\(scope) per head ran from \(text(least.1)) in \(name(least.0)) to \(text(most.1)) in "
        + "\(name(most.0)) in \(last.year)"
    default:
      return
        "Exports came to \(text(most.1)) of \(name(most.0))\u{2019}s GDP in \(last.year), and to "
        + "\(text(least.1)) of \(name(least.0))\u{2019}s"
    }
  }
}

extension MapMeasure {
  /// Whether the measure depends on who is an ally.
  var usesAllies: Bool {
    switch self {
    case .allyExports, .allyShare, .change, .shareChange, .bump, .reputationEra: true
    case .exports, .exportsPerHead, .exportsToGDP, .swing, .revision: false
    }
  }
}
