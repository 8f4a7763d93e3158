import Codes
import Maps
import Panels

extension MapMaker {
  /// What a later vintage changed in the exports of a year, state by state.
  ///
  /// Without vintages of a store it compares the built-in figures of ten states as they were taken in
  /// June 2019 with the latest ones.
  func revisionFigure(_ request: MapRequest) throws -> Choropleth {
    guard let year = request.years.sorted().last, request.years.count == 1 else {
      throw DataError(
        .mapRequest, "a revision is of one year, and \(request.years.count) are asked for",
        hint: "give one --year")
    }
    let old = try lattice(earlier, .censusTenStates, year)
    let new = try lattice(later, .censusOriginOfMovement, year)
    let before = totals(old)
    let after = totals(new)
    let readings = new.origins.map { origin -> StateReading in
      guard let was = before[origin.code], was > 0 else {
        return StateReading(origin.code, .notReported(reason: "not in the earlier vintage"))
      }
      guard let now = after[origin.code], now > 0 else {
        return StateReading(origin.code, .notReported(reason: "not in the later vintage"))
      }
      return StateReading(origin.code, was == now ? .zero : .value(100 * (now / was - 1)))
    }
    let vintages = (old.vintages[year] ?? "", new.vintages[year] ?? "")
    let format = ValueFormat(suffix: "%", decimals: 2, isSigned: true)
    let moved = readings.compactMap { reading -> (String, Double)? in
      if case .value(let value) = reading.value { (reading.code, value) } else { nil }
    }.sorted { abs($0.1) != abs($1.1) ? abs($0.1) > abs($1.1) : $0.0 < $1.0 }
    let compared = readings.count { if case .notReported = $0.value { false } else { true } }
    guard compared > 0 else {
      throw DataError(
        .mapData, "the vintages \(vintages.0) and \(vintages.1) have no state of \(year) in common",
        hint: "choose another year or other vintages")
    }
    let largest = moved.first.map { code, value in
      let name = State.usps(code)?.name ?? code
      return "; \(name)\u{2019}s most, by \(format.text(value))"
    }
    var figure = Choropleth(
      figureID: "revision-\(year)",
      title: moved.isEmpty
        ? "The revision left all \(compared) states\u{2019} exports of \(year) as they were"
        : "The revision changed \(moved.count) of \(compared) states\u{2019} exports of \(year)"
          + (largest ?? ""),
      subtitle:
        "Change of \(FigureText.universe(.censusOriginOfMovement)), f.a.s. value, \(year), percent, "
        + "from \(FigureText.vintage(vintages.0)) to \(FigureText.vintage(vintages.1))",
      legendTitle: "Change from one vintage to the other", readings: readings, format: format)
    figure.rule = .symmetricNaturalBreaks(classes: 5)
    figure.palette = .purpleOrange
    figure.note =
      "Zero means that the two vintages agree; not reported means that one of them has no figure. "
      + "Sums over destinations; pairs that only one vintage has count in its sum."
    figure.source =
      "U.S. Census Bureau, exports by state of origin of movement, "
      + "\(FigureText.vintage(vintages.0)) and \(FigureText.vintage(vintages.1))."
    figure.sources = [old, new].map { exports in
      MapSource(
        id: exports.name, vintage: exports.vintages[year] ?? "", sha256: exports.hashes[year] ?? "")
    }
    return figure
  }

  private func lattice(
    _ part: ExportLattice.Part?, _ source: ExportSource, _ year: CalendarYear
  ) throws -> ExportLattice {
    let origins = origins(.censusOriginOfMovement)
    guard let part else {
      return try data.exports(source, years: year...year, origins: origins)
    }
    return try ExportLattice(
      name: source.rawValue, parts: [part], codes: data.context.codes, years: year...year,
      origins: origins)
  }

  /// Reported exports of the lattice's only year by origin; origins without a figure are left out.
  private func totals(_ exports: ExportLattice) -> [String: Double] {
    var totals: [String: Double] = [:]
    for origin in exports.origins.indices {
      let amounts = exports.destinations.indices.compactMap {
        exports[origin, $0, 0].reported.map { Double($0.count) }
      }
      if !amounts.isEmpty { totals[exports.origins[origin].code] = amounts.reduce(0, +) }
    }
    return totals
  }
}
