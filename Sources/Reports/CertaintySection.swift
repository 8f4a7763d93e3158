import Charts
import Hypotheses

/// What the headline's evidence is worth: event study, methods of inference, power, all specifications.
///
/// A part that was not run is named with the command that runs it.
struct CertaintySection {
  let result: AnalysisResult
  let names: IncumbentNames
  let parts: ReportParts
  let command: String
  private let numbers = NumberText.typographic

  init(
    result: AnalysisResult, names: IncumbentNames, parts: ReportParts, command: String
  ) {
    self.result = result
    self.names = names
    self.parts = parts
    self.command = command
  }

  private var id: String { result.specification.id }
  private var source: String {
    result.specification.source.citation(vintages: result.panel.vintages) + "."
  }

  /// Writes the event study with its table.
  func writeEventStudy(into section: inout Markup) {
    let own = parts.eventStudies.filter { $0.analysis == id }
    guard let first = own.first else {
      Self.missing("The event study was not run.", "swingport report \(id)", into: &section)
      return
    }
    ReportFigure(
      chart: ResultCharts.eventStudy(first, source: source),
      command:
        "swingport event-study \(id) --json | swingport plot event-study - --out event-study.svg"
    )?.write(into: &section)
    for note in first.notes { section.element("p", ["class": "note"], text: note) }
    ReportTable(
      caption: "Event studies by position in the cycle, percent.",
      note:
        "Differences from the reference with pointwise 95 % intervals and, behind them, the 95 % band "
        + "that covers all positions at once. " + ClusteredErrors.sentence,
      columns: [
        .term("Model"), .number("Position"), .number("Difference"), .number("95 % interval"),
        .number("95 % band"),
      ],
      rows: own.flatMap { study in
        study.points.map { point in
          [
            "\(study.estimator.label), \(study.allyRule), by \(ResultCharts.clustering(study.clustering))",
            numbers.whole(point.position),
            point.isReference
              ? "reference"
              : numbers.fixed(Platform.percent(ofLogs: point.estimate), 1, signed: true),
            range(point.confidenceLow, point.confidenceHigh), range(point.bandLow, point.bandHigh),
          ]
        }
      }
    ).write(into: &section)
  }

  /// Writes what every method says, what chance gives, what could have been found, and the limits.
  func write(into section: inout Markup) {
    let finding = Finding(result, inference: parts.inference)
    section.element("p", text: finding.caveat)
    if let overturn = finding.overturn { section.element("p", text: overturn) }
    let rows = parts.inference.filter { $0.analysis == id }
    var absent = AbsentParts(analysis: id)
    if let first = rows.first {
      let own = rows.filter {
        $0.model == first.model && $0.estimator == first.estimator
          && $0.allyRule == first.allyRule && $0.term == first.term
      }
      if let chart = ResultCharts.methods(own, analysis: id, source: source) {
        ReportFigure(chart: chart)?.write(into: &section)
      }
      methods(own).write(into: &section)
    } else {
      absent.add(
        "Jackknives, bootstraps and assignments drawn anew, all methods side by side",
        command: "swingport analyze \(id) --inference full")
    }
    if let relation = result.reputations.first {
      ReportFigure(
        chart: ResultCharts.orders(relation, analysis: id, source: source),
        command: HTMLReport.plot(
          "permutation", result,
          "--estimator \(relation.estimator.rawValue) --ally \(relation.allyRule)")
      )?.write(into: &section)
    }
    for chart in parts.permutations {
      ReportFigure(
        chart: chart,
        command: "swingport plot permutation permutation.json --out permutation.svg"
      )?.write(into: &section)
    }
    if parts.permutations.isEmpty {
      absent.add("What chance gives where swing status is assigned anew", piece: "permute")
    }
    if let power = parts.power,
      let figure = ReportFigure(
        chart: power, command: "swingport plot power power.json --out power.svg")
    {
      figure.write(into: &section)
      if let study = parts.powerStudy { sizes(study).write(into: &section) }
    } else {
      absent.add("What sizes of bump these data could have shown", piece: "power")
    }
    FurtherChecks(parts, analysis: id).write(into: &section, absent: &absent)
    absent.write(into: &section)
  }

  /// What each test is worth: how often it rejects without an effect, and what it finds.
  private func sizes(_ study: PowerResult) -> ReportTable {
    ReportTable(
      caption: "What each test is worth on simulated panels.",
      note: "\(numbers.whole(study.options.draws)) panels, seed \(study.options.seed). Size: how "
        + "often the test rejects where there is no bump, which should be "
        + "\(numbers.fixed(100 * study.options.level, 0))\u{A0}%.",
      columns: [
        .text("Test"), .number("Size, %"), .text("Its size is"), .number("Finds in 80 %"),
        .number("Smallest attainable p"),
      ],
      rows: study.methods.map { method in
        let verdict =
          switch method.verdict {
          case .right: "right"
          case .cautious: "below the level"
          case .tooLarge: "too large"
          case .uncertain: "too few panels to tell"
          case .cannotReject: "zero: it cannot reject"
          case nil: method.note ?? "not known"
          }
        return [
          ResultCharts.method(method.method.rawValue, by: method.unit),
          method.size.map { numbers.fixed(100 * $0.rate, 1) } ?? "", verdict,
          method.minimumDetectableEffect.map { numbers.change(Platform.percent(ofLogs: $0)) }
            ?? "nothing",
          method.smallestAttainableP.map(numbers.pValue) ?? "",
        ]
      })
  }

  /// The joint tests of the all-rules table, one row an estimand.
  private func joint(_ result: AllRulesResult) -> ReportTable {
    ReportTable(
      caption: "All rules together.",
      note: "One-sided p over assignments of swing status anew, seed \(result.options.seed); the "
        + "smallest attainable stands behind them. Estimates share their data, so that only the joint "
        + "test counts.",
      columns: [
        .term("Estimand"), .number("Number"), .number("Median"), .number("Above zero, %"),
        .number("p: median"), .number("p: share clear"), .number("p: Stouffer’s Z"),
        .number("Least p"),
      ],
      rows: result.curves.map { curve in
        [
          curve.estimand == .pooled ? "The bump" : "Its rise with reputation",
          numbers.whole(curve.specifications),
          numbers.change(Platform.percent(ofLogs: curve.median)),
          numbers.fixed(100 * curve.positiveShare, 0), numbers.pValue(curve.jointMedian.pValue),
          numbers.pValue(curve.jointShare.pValue), numbers.pValue(curve.jointStouffer.pValue),
          numbers.pValue(curve.smallestAttainableP),
        ]
      })
  }

  /// Writes the curve of all specifications.
  func writeAllRules(into section: inout Markup) {
    if let result = parts.allRules { joint(result).write(into: &section) }
    for curve in parts.specifications {
      ReportFigure(
        chart: curve,
        command: "swingport plot specifications all-rules/specifications.json"
          + (curve.frame.figureID.hasSuffix("reputation") ? " --term reputation" : "")
          + " --out specifications.svg"
      )?.write(into: &section)
      ReportTable(
        caption: "Specifications by choice: \(curve.quantity.lowercasedFirst).",
        note: "Clear: the 95 % interval does not hold zero.",
        columns: [
          .text("Choice"), .text("Option"), .number("Specifications"), .number("Median"),
          .number("Clear above"), .number("Clear below"),
        ],
        rows: curve.choices.indices.flatMap { choice -> [[String]] in
          let options = curve.specifications.map { $0.options[choice] }
            .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
          return options.map { option in
            let own = curve.specifications.filter { $0.options[choice] == option }
            let sorted = own.map(\.estimate).sorted()
            let clear = own.filter { $0.interval.map { !$0.holdsZero } ?? false }
            return [
              curve.choices[choice], option, numbers.whole(own.count),
              numbers.fixed(
                (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2, 1, signed: true),
              numbers.whole(clear.count { $0.estimate > 0 }),
              numbers.whole(clear.count { $0.estimate < 0 }),
            ]
          }
        }
      ).write(into: &section)
    }
    if parts.specifications.isEmpty {
      // The table has one panel, whatever the headline.
      Self.missing(
        "Other swing rules, ally rules, windows, estimators, samples and fixed effects were not run "
          + "side by side.", "swingport analyze swing-states --all-rules", into: &section)
    }
  }

  /// Says what was not run, and the command that runs it.
  static func missing(_ what: String, _ command: String, into section: inout Markup) {
    section.element("p", ["class": "missing"]) { text in
      text.element("strong", text: "Not run.")
      text.write(" " + what + " To run it: ")
      text.element("code", text: command)
    }
  }

  private func methods(_ rows: [InferenceRow]) -> ReportTable {
    ReportTable(
      caption: "One bump by every method of inference.",
      note: "\(names.term(rows[0].term)); \(rows[0].estimator.label), allies: \(rows[0].allyRule).",
      columns: [
        .term("Method"), .text("By"), .number("95 % interval, %"), .number("p"),
        .number("Smallest attainable p"), .text("Note"),
      ],
      rows: rows.map { row in
        [
          ResultCharts.method(row.method.rawValue, by: ""), ResultCharts.clustering(row.unit),
          range(row.confidenceLow, row.confidenceHigh),
          row.pValue.map(numbers.pValue) ?? "none",
          row.smallestAttainableP.map(numbers.pValue) ?? "", row.note ?? "",
        ]
      })
  }

  private func range(_ low: Double?, _ high: Double?) -> String {
    guard let low, let high else { return "" }
    return "\(numbers.fixed(Platform.percent(ofLogs: low), 1, signed: true)) to "
      + numbers.fixed(Platform.percent(ofLogs: high), 1, signed: true)
  }
}

extension String {
  /// The text with a small first letter.
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}

/// What was not run, each part with the command that runs it and the one that then shows it.
struct AbsentParts {
  let analysis: String
  private var parts: [(what: String, command: String)] = []

  init(analysis: String) { self.analysis = analysis }

  /// Adds a part with its command.
  mutating func add(_ what: String, command: String) { parts.append((what, command)) }

  /// Adds a part that a command of its own writes into a folder.
  mutating func add(_ what: String, piece: String) {
    add(
      what,
      command: "swingport \(piece) \(analysis) --out \(piece) && swingport report \(analysis) "
        + "--from \(piece)")
  }

  /// Writes the parts; nothing where none is absent.
  func write(into section: inout Markup) {
    guard !parts.isEmpty else { return }
    section.element("div", ["class": "missing"]) { box in
      box.element("p") { text in
        text.element("strong", text: "Not run.")
        text.write(
          " This report does not show the following; each command runs a part and writes the report "
            + "anew with it (give --from again for several).")
      }
      box.element("ul") { list in
        for part in parts {
          list.element("li") { item in
            item.write(part.what + ": ")
            item.element("code", text: part.command)
          }
        }
      }
    }
  }
}
