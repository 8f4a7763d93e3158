import Charts
import Codes
import Hypotheses
import Tables

/// Charts from saved tables of comma-separated text.
extension SavedFile {
  /// A column's numbers; an empty field is nil.
  ///
  /// - Throws: `DataError` that names row and column of a field that is no number.
  private func numbers(_ table: Table, _ column: String) throws -> [Double?] {
    let cells = try table.column(column)
    return try table.rows.map { row in
      let text = cells[row]
      if text.isEmpty { return nil }
      guard let value = Double(text), value.isFinite else {
        throw cells.error(row, "'\(text)' is no number", hint: "write it as 1.5 or leave it empty")
      }
      return value
    }
  }

  /// The first of some columns that the table has.
  private func either(_ table: Table, _ names: [String]) throws -> [Double?] {
    guard let name = names.first(where: table.header.contains) else {
      throw refusal(
        "has no column \(names.joined(separator: " or "))",
        hint: "it has \(table.header.joined(separator: ", "))")
    }
    return try numbers(table, name)
  }

  private func texts(_ table: Table, _ column: String) throws -> [String] {
    table.header.contains(column)
      ? try table.column(column).texts : [String](repeating: "", count: table.rowCount)
  }

  /// The rows that the choice allows, of the first analysis, model, estimator and rule unless said.
  private func rows(
    _ table: Table, firstOf columns: [String], keeping kept: (Int) -> Bool = { _ in true }
  ) throws -> [Int] {
    let wanted: [(column: String, value: String?)] = [
      ("analysis", choice.analysis), ("model", choice.model), ("estimator", choice.estimator),
      ("ally_rule", choice.allyRule), ("clustering", nil),
    ]
    var rows = table.rows.filter(kept)
    for (column, value) in wanted where table.header.contains(column) {
      let cells = try table.column(column).texts
      let known = rows.map { cells[$0] }
      guard let chosen = value ?? (columns.contains(column) ? known.first : nil) else { continue }
      rows = rows.filter { cells[$0] == chosen }
      if rows.isEmpty {
        throw refusal(
          "has no \(column) \(chosen)",
          hint: "it has \(Set(known).sorted().joined(separator: ", "))")
      }
    }
    guard !rows.isEmpty else {
      throw refusal("has no row to draw", hint: "check that it is the right file")
    }
    return rows
  }

  private func interval(_ low: Double?, _ high: Double?, isLogs: Bool = false) -> Interval? {
    guard let low, let high else { return nil }
    return isLogs
      ? Interval(low: Platform.percent(ofLogs: low), high: Platform.percent(ofLogs: high))
      : Interval(low: low, high: high)
  }

  private func frame(_ kind: String, _ context: [String], analysis: String = "") -> ChartFrame {
    ChartFrame(
      figureID: kind, context: context.filter { !$0.isEmpty }.joined(separator: ", "),
      source: source(of: analysis))
  }

  func eventStudy(_ table: Table) throws -> any Chart {
    let rows = try rows(
      table, firstOf: ["analysis", "model", "estimator", "ally_rule", "clustering"])
    let position = try table.column("position")
    let reference = try table.column("reference")
    let estimate = try numbers(table, "estimate")
    let (low, high) = (try numbers(table, "conf.low"), try numbers(table, "conf.high"))
    let (bandLow, bandHigh) = (try either(table, ["band.low"]), try either(table, ["band.high"]))
    var points: [EventStudyChart.Point] = []
    var base: Int?
    for row in rows {
      let place = Int(try position.requiredWholeNumber(row))
      if reference[row] == "true" { base = place }
      points.append(
        .init(
          position: place, estimate: Platform.percent(ofLogs: estimate[row] ?? 0),
          interval: interval(low[row], high[row], isLogs: true),
          band: interval(bandLow[row], bandHigh[row], isLogs: true)))
    }
    guard let base else {
      throw refusal(
        "has no reference", hint: "mark one row of the column reference with true")
    }
    let first = rows[0]
    let unit = try texts(table, "unit")[first]
    let isNational = try texts(table, "swing_rule")[first].isEmpty
    var frame = try frame(
      "event-study",
      [
        texts(table, "analysis")[first], texts(table, "estimator")[first],
        texts(table, "ally_rule")[first],
      ], analysis: texts(table, "analysis")[first])
    let clusters = try texts(table, "clustering")[first]
    frame.note =
      (clusters.isEmpty ? "" : "Clustered by \(ResultCharts.clustering(clusters)). ")
      + ClusteredErrors.sentence
    return EventStudyChart(
      frame: frame, points: points, reference: base, unit: unit.isEmpty ? "years" : unit,
      subject: isNational ? "exports to allies" : "exports from swing states to allies",
      window: unit == "months" ? -11...0 : -1...0)
  }

  func coefficients(_ table: Table) throws -> any Chart {
    let terms = try table.column("term").texts
    let wanted = choice.term
    // Of an analysis' estimates the bumps; of any other fit all terms.
    let hasBumps = terms.contains { $0.split(separator: ":").contains("window") }
    let rows = try rows(
      table, firstOf: ["analysis"],
      keeping: { row in
        wanted.map { terms[row] == $0 }
          ?? (!hasBumps || terms[row].split(separator: ":").contains("window"))
      })
    let estimate = try numbers(table, "estimate")
    let (low, high) = (try numbers(table, "conf.low"), try numbers(table, "conf.high"))
    let estimators = try texts(table, "estimator")
    let models = try texts(table, "model")
    let allies = try texts(table, "ally_rule")
    let series = rows.map { estimators[$0] }
      .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    var values: [CoefficientChart.Row] = []
    for row in rows {
      guard let value = estimate[row] else { continue }
      let label = [IncumbentNames().term(terms[row]), models[row], allies[row]]
        .filter { !$0.isEmpty }.joined(separator: ", ")
      let mark = CoefficientChart.Mark(
        series: series.firstIndex(of: estimators[row]) ?? 0,
        estimate: hasBumps ? Platform.percent(ofLogs: value) : value,
        interval: interval(low[row], high[row], isLogs: hasBumps))
      if let index = values.firstIndex(where: { $0.label == label }) {
        // Of several variances the widest is drawn.
        if let own = values[index].marks.firstIndex(where: { $0.series == mark.series }) {
          if width(mark) > width(values[index].marks[own]) { values[index].marks[own] = mark }
        } else {
          values[index].marks.append(mark)
        }
      } else {
        values.append(.init(label, [mark]))
      }
    }
    let analysis = try texts(table, "analysis")[rows[0]]
    var frame = frame("coefficients", [analysis], analysis: analysis)
    frame.note = "Where there are several variances, the widest interval."
    // The estimates of an analysis rest on clustered errors; any other fit says itself what its do.
    let isClustered = hasBumps && table.header.contains("clusters")
    if isClustered { frame.note += " " + ClusteredErrors.sentence }
    return CoefficientChart(
      frame: frame, values: values, series: series,
      quantity: hasBumps ? "Change in exports before elections, percent" : "Coefficient",
      suffix: hasBumps ? "%" : "", isClustered: isClustered)
  }

  private func width(_ mark: CoefficientChart.Mark) -> Double {
    mark.interval.map { $0.high - $0.low } ?? -1
  }

  func specifications(_ table: Table) throws -> SpecificationCurveChart {
    let names = [
      "swing_rule", "ally_rule", "window", "estimator", "sample", "fixed_effects",
    ].filter(table.header.contains)
    guard !names.isEmpty else {
      throw refusal(
        "names no choices",
        hint: "give the specifications.csv that swingport analyze --all-rules writes")
    }
    let estimate = try numbers(table, "estimate")
    let (low, high) = (try numbers(table, "conf.low"), try numbers(table, "conf.high"))
    let estimands = try texts(table, "estimand")
    let estimand =
      choice.term ?? table.rows.first { estimate[$0] != nil }.map { estimands[$0] } ?? ""
    let main = try table.header.contains("main") ? texts(table, "main") : nil
    let options = try names.map { try table.column($0).texts }
    // A choice that is the same everywhere is context and no row of the matrix.
    let rows = table.rows.filter { estimate[$0] != nil && estimands[$0] == estimand }
    let missing = table.rows.count { estimate[$0] == nil && estimands[$0] == estimand }
    let varying = names.indices.filter { index in Set(rows.map { options[index][$0] }).count > 1 }
    guard !rows.isEmpty, !varying.isEmpty else {
      throw refusal(
        "has no specifications with \(estimand.isEmpty ? "estimates" : "the estimand \(estimand)")",
        hint: "it has \(Set(estimands).sorted().joined(separator: ", ")); choose one with --term")
    }
    let fixed = names.indices.filter { !varying.contains($0) }
      .map { "\(names[$0].replacing("_", with: " ")) \(options[$0][rows[0]])" }
    // The file of the command itself is known by its numbers; there the choices registered are marked.
    let isRegistered = { (row: Int) -> Bool in
      main.map { $0[row] == "true" }
        ?? (table.header.contains("number")
          && names.indices.allSatisfy { options[$0][row] == Self.registered[names[$0]] })
    }
    var frame = frame(
      estimand == Self.slopes ? "specifications-reputation" : "specifications",
      (estimand.isEmpty || Self.quantities[estimand] != nil ? [] : [estimand]) + fixed,
      // The all-rules table numbers its rows and is made on one panel.
      analysis: table.header.contains("number") ? "swing-states" : "")
    if missing > 0 {
      frame.note =
        "\(missing) specifications could not be estimated; their reasons are in the table."
    }
    let quantity = Self.quantities[estimand] ?? Self.quantities["pooled"] ?? ""
    return SpecificationCurveChart(
      frame: frame, choices: varying.map { label(names[$0]) },
      specifications: rows.map { row in
        .init(
          estimate: Platform.percent(ofLogs: estimate[row] ?? 0),
          interval: interval(low[row], high[row], isLogs: true),
          options: varying.map { options[$0][row] }, isMain: isRegistered(row))
      }, quantity: quantity)
  }

  /// What the estimands of the all-rules table are, with their unit.
  private static let quantities = [
    "pooled": "Change in exports from swing states to allies before elections, percent",
    slopes: "Rise of the bump from the weakest to the strongest reputation, percent",
  ]
  private static let slopes = "reputation"

  /// The choices that were registered, by the columns of the all-rules table.
  private static let registered = [
    "swing_rule": "margin-5", "ally_rule": "treaty", "window": "year-before-and-of",
    "estimator": "ppml", "sample": "all", "fixed_effects": "pair",
  ]

  private func label(_ column: String) -> String {
    let text = column.replacing("_", with: " ")
    return text.prefix(1).uppercased() + text.dropFirst()
  }

  func permutation(_ table: Table) throws -> any Chart {
    if table.header.contains("is_observed") { return try assignments(table) }
    let kinds = try table.column("kind").texts
    let values = try numbers(table, "value")
    let observed = table.rows.compactMap { kinds[$0] == "observed" ? values[$0] : nil }
    let draws = table.rows.compactMap { kinds[$0] == "draw" ? values[$0] : nil }
    guard let first = observed.first, observed.count == 1, !draws.isEmpty else {
      throw refusal(
        "has \(observed.count) observed estimates and \(draws.count) draws",
        hint: "write one row with kind observed and one a draw with kind draw")
    }
    let slack = 1e-10 * abs(first)
    let extreme = draws.count { abs($0) >= abs(first) - slack }
    let p = Double(extreme + 1) / Double(draws.count + 1)
    return PermutationChart(
      frame: frame("permutation", []), draws: draws, observed: first, pValue: p,
      smallestP: 1 / Double(draws.count + 1), quantity: "Estimates under assignments drawn anew",
      suffix: "")
  }

  /// The draws of `swingport permute`, which names what was assigned anew and its own p-value.
  private func assignments(_ table: Table) throws -> any Chart {
    let rows = try rows(table, firstOf: ["analysis", "estimator", "ally_rule"])
    let first = rows[0]
    let values = try numbers(table, "value")
    let observed = try table.column("is_observed").texts
    let (p, least) = (try numbers(table, "p.value"), try numbers(table, "smallest_attainable_p"))
    let component = try texts(table, "component")[first]
    let isSlope = component == PermutedComponent.incumbents.rawValue
    let isCoefficient = try texts(table, "statistic")[first] == "coefficient"
    let factor = isCoefficient ? 100.0 : 1
    let own = rows.compactMap { row in observed[row] == "true" ? values[row] : nil }
    let draws = rows.compactMap { row in observed[row] == "true" ? nil : values[row] }
    guard let estimate = own.first, own.count == 1, !draws.isEmpty, let p = p[first] else {
      throw refusal(
        "has \(own.count) observed estimates and \(draws.count) draws",
        hint: "give the permutation.csv that swingport permute writes")
    }
    var frame = try frame(
      "permutation-\(Markup.identifier(component))",
      [
        texts(table, "analysis")[first], texts(table, "estimator")[first],
        texts(table, "ally_rule")[first],
      ], analysis: texts(table, "analysis")[first])
    let unit = PermutedComponent(rawValue: component)?.unit ?? component
    frame.note =
      "Assigned anew: \(unit)"
      + (table.header.contains("seed") ? ", seed \(try texts(table, "seed")[first])." : ".")
    let what = isSlope ? "Slope of bumps on reputation" : "Bump"
    return PermutationChart(
      frame: frame, draws: draws.map { factor * $0 }, observed: factor * estimate,
      tail: isSlope ? .upper : .both, pValue: p, smallestP: least[first],
      quantity: isCoefficient
        ? "\(what), log points" : "\(what) over its clustered standard error", suffix: "")
  }

  func power(_ table: Table) throws -> any Chart {
    let rows = try rows(table, firstOf: ["analysis", "model", "estimator", "ally_rule"])
    let effect = try numbers(table, "effect")
    let rate = try numbers(table, "rate")
    let error = try either(table, ["simulation_error"])
    let methods = try texts(table, "method")
    let units = try texts(table, "unit")
    let level = try either(table, ["level"])
    let verdicts = try texts(table, "verdict")
    var cannot: [String] = []
    var curves: [PowerChart.Curve] = []
    for row in rows {
      guard let effect = effect[row], let rate = rate[row] else { continue }
      let name = ResultCharts.method(methods[row], by: units[row])
      guard verdicts[row] != PowerResult.Verdict.cannotReject.rawValue else {
        if !cannot.contains(name) { cannot.append(name) }
        continue
      }
      let point = PowerChart.Point(
        effect: Platform.percent(ofLogs: effect), rate: rate, error: error[row])
      if let index = curves.firstIndex(where: { $0.name == name }) {
        curves[index].points.append(point)
      } else {
        curves.append(.init(name, [point]))
      }
    }
    let term = choice.term.map { ResultCharts.method($0, by: "") }
    let wanted = term.map { term in curves.filter { $0.name.hasPrefix(term) } } ?? curves
    // Four curves can be told apart: those of tests that keep their size, then others to compare with.
    let shown = Self.distinct(
      wanted.filter { !$0.isTooLarge(level: 0.05) } + wanted.filter { $0.isTooLarge(level: 0.05) })
    var frame = try frame(
      "power",
      [
        texts(table, "analysis")[rows[0]], texts(table, "estimator")[rows[0]],
        texts(table, "ally_rule")[rows[0]],
      ], analysis: texts(table, "analysis")[rows[0]])
    let hidden = wanted.filter { curve in !shown.contains { $0.name == curve.name } }.map(\.name)
    if !hidden.isEmpty {
      frame.note = "Not drawn: \(hidden.joined(separator: "; "))."
    }
    if !cannot.isEmpty {
      frame.note +=
        "\(frame.note.isEmpty ? "" : " ")Never reject, whatever the data: "
        + "\(cannot.joined(separator: "; "))."
    }
    guard !shown.isEmpty else {
      throw refusal("has no rates", hint: "give the power.csv that swingport power writes")
    }
    return PowerChart(frame: frame, curves: shown, level: level[rows[0]] ?? 0.05)
  }

  /// At most four curves, the first of each method.
  private static func distinct(_ curves: [PowerChart.Curve]) -> [PowerChart.Curve] {
    func method(_ curve: PowerChart.Curve) -> Substring {
      curve.name.firstRange(of: " by ").map { curve.name[..<$0.lowerBound] } ?? curve.name[...]
    }
    var chosen: [PowerChart.Curve] = []
    for curve in curves
    where curve.points.count > 1 && !chosen.contains(where: { method($0) == method(curve) }) {
      chosen.append(curve)
    }
    return Array(chosen.prefix(4))
  }

  func doseResponse(_ table: Table) throws -> any Chart {
    let dose = try numbers(table, "dose")
    let estimate = try numbers(table, "estimate")
    let low = try either(table, ["low", "conf.low"])
    let high = try either(table, ["high", "conf.high"])
    let labels = try texts(table, "label")
    let points = try table.rows.compactMap { row -> DoseResponseChart.Point? in
      guard let value = estimate[row] else { return nil }
      guard let amount = dose[row] else {
        throw try table.column("dose").error(
          row, "the dose is empty", hint: "give every estimate a dose")
      }
      return .init(
        labels[row], dose: amount, estimate: value, interval: interval(low[row], high[row]))
    }
    return DoseResponseChart(frame: frame("dose-response", []), points: points, dose: "dose")
  }

  func series(_ table: Table) throws -> any Chart {
    let years = try table.column("year")
    let window = try table.column("window")
    let swing = try table.column("swing")
    let allyName =
      choice.allyRule.map { "ally_\($0)" } ?? table.header.first { $0.hasPrefix("ally_") } ?? "ally"
    let ally = try table.column(allyName)
    let origin = try table.column("state")
    let destination = try table.column("schedule_c")
    let value = try table.column("value_usd")
    var times = Set<Int>()
    var windows = Set<Int>()
    var swingOrigins = Set<String>()
    for row in table.rows {
      let year = Int(try years.requiredWholeNumber(row))
      times.insert(year)
      if window[row] == "1" {
        windows.insert(year)
        if swing[row] == "1" { swingOrigins.insert(origin[row]) }
      }
    }
    let sorted = times.sorted()
    guard let first = sorted.first, let last = sorted.last, !swingOrigins.isEmpty else {
      throw refusal("has no swing states", hint: "give the panel of an analysis of states")
    }
    let allies = Set(
      table.rows.filter { years[$0] == "\(last)" && ally[$0] == "1" }.map { destination[$0] })
    let index = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ("\($1)", $0) })
    var sums = [[Double]](repeating: [Double](repeating: 0, count: sorted.count), count: 4)
    for row in table.rows {
      guard let year = index[years[row]], let dollars = try value.wholeNumber(row) else { continue }
      let line =
        (allies.contains(destination[row]) ? 0 : 2) + (swingOrigins.contains(origin[row]) ? 0 : 1)
      sums[line][year] += Double(dollars)
    }
    guard sums.allSatisfy({ $0[0] > 0 }) else {
      throw refusal(
        "has no exports of some group in \(first)",
        hint: "give a panel with all groups in all years")
    }
    var frame = frame("series", ["Current dollars, f.a.s. value"])
    frame.note =
      "Swing states: the \(swingOrigins.count) that are swing in any window; allies by "
      + "\(allyName.dropFirst(5)) in \(last)."
    return SeriesChart(
      frame: frame, times: sorted.map(Double.init), panels: ["To allies", "To other countries"],
      series: (0..<4).map { line in
        SeriesChart.Series(
          line % 2 == 0 ? "Swing states" : "Other states", panel: line / 2,
          values: sums[line].map { 100 * $0 / sums[line][0] })
      },
      bands: Set(windows.map { ($0 + 3) / 4 * 4 }).sorted().map {
        .init(from: Double($0 - 1), to: Double($0), label: "\($0)")
      }, quantity: "Exports, \(first) = 100")
  }
}
