import Hypotheses

/// The summary in plain text that the command prints at its end.
public enum ResultText {
  /// The summary of all analyses: ASCII but for names and signs of the data, lines ended by LF.
  ///
  /// Bumps are given under the variance with the widest interval; the CSV has all of them.
  public static func summary(_ results: [AnalysisResult]) -> String {
    results.map(analysis).joined(separator: "\n")
  }

  private static let numbers = NumberText.plain

  private static func analysis(_ result: AnalysisResult) -> String {
    let specification = result.specification
    let years = specification.years
    var lines = [
      "\(specification.letter)  \(specification.id): \(specification.title), "
        + "\(years.lowerBound)-\(years.upperBound)",
      "   rules: "
        + result.rules.map { "\($0.concept) \($0.id)" }.joined(separator: ", "),
      "",
    ]
    lines += aligned(rows(of: result.models)).map { "   " + $0 }
    lines.append("")
    lines += notes(on: result).flatMap { wrapped($0) }
    return lines.map { $0 + "\n" }.joined()
  }

  /// What a reader of the tables must know of their standard errors.
  private static let widestNote =
    "each row has the clustering that gives the widest interval; estimates.csv has all"

  private static let heading: [(title: String, isNumber: Bool)] = [
    ("model", false), ("estimator", false), ("allies", false), ("term", false),
    ("estimate", true), ("se", true), ("change", true), ("p", true), ("smallest p", true),
    ("n", true),
    ("clustered by", false), ("clusters", false), ("treated clusters", false),
  ]

  private static func rows(of models: [ModelResult]) -> [[String]] {
    var rows: [[String]] = []
    for model in models {
      for term in model.bumpTerms {
        guard let (row, variance) = model.widest(term) else { continue }
        rows.append([
          model.model, model.estimator.rawValue, model.allyRule, row.term,
          numbers.fixed(row.estimate, 4), numbers.fixed(row.standardError, 4),
          model.change(row.estimate, numbers), numbers.pValue(row.pValue),
          // Beside a slope over few incumbents or elections: what exchanging their values allows.
          (model.moderations ?? []).first { $0.term == term }
            .map { numbers.pValue($0.smallestAttainableP) } ?? "",
          numbers.whole(model.observations), DimensionWords.plain(variance.clustering),
          variance.clusterCounts,
          model.treated(term),
        ])
      }
    }
    return rows
  }

  private static func aligned(_ rows: [[String]]) -> [String] {
    // No rows need no heading, and no slopes no column of their smallest p.
    guard !rows.isEmpty else { return ["no model could be estimated"] }
    let shown = heading.indices.filter { column in
      heading[column].title != "smallest p" || rows.contains { !$0[column].isEmpty }
    }
    let all = [heading.map(\.title)] + rows
    let widths = heading.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      var line = ""
      for column in shown {
        let cell = row[column]
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        line += heading[column].isNumber ? padding + cell : cell + padding
        line += "  "
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  private static func notes(on result: AnalysisResult) -> [String] {
    var notes: [String] = []
    if let model = result.models.first {
      notes.append(
        "each row has the clustering that gives the widest interval; estimates.csv has all")
      notes.append(
        "fixed effects: "
          + model.fixedEffects.map { DimensionWords.plain($0.name) }.joined(separator: ", "))
      if !model.absorbed.isEmpty {
        notes.append(
          "lower orders: "
            + model.absorbed.map { "\($0.term) \(DimensionWords.plain($0.reason))" }
            .joined(separator: "; "))
      }
    }
    var drops: [(text: String, models: [String])] = []
    for model in result.models {
      let name = "\(model.estimator.rawValue) \(model.allyRule)"
      let text =
        model.dropped.isEmpty
        ? "none"
        : model.dropped.map { "\(numbers.whole($0.rows)) \($0.reason)" }.joined(separator: "; ")
      if let index = drops.firstIndex(where: { $0.text == text }) {
        if !drops[index].models.contains(name) { drops[index].models.append(name) }
      } else {
        drops.append((text, [name]))
      }
    }
    notes += drops.map { "dropped (\($0.models.joined(separator: ", "))): \($0.text)" }
    notes += cautions(of: result.models)
    for model in result.models {
      notes += model.omitted.map {
        "omitted (\(model.model) \(model.estimator.rawValue) \(model.allyRule)): \($0.term), "
          + DimensionWords.plain($0.reason)
      }
    }
    notes += result.reputations.map {
      "reputation (\($0.estimator.rawValue) \($0.allyRule), \($0.scale)): slope "
        + "\(numbers.fixed($0.slope, 4, signed: true)) a rank, "
        + "\(numbers.fixed($0.slope * Double($0.points.count - 1), 4, signed: true)) from the weakest "
        + "to the strongest of the \(NumberText.word($0.points.count)); one-sided permutation p "
        + "\(numbers.pValue($0.oneSidedP)), smallest attainable "
        + numbers.pValue($0.smallestAttainableP)
    }
    notes += result.notIdentified.map { "not identified: \($0.estimand): \($0.reason)" }
    return notes
  }

  /// The cautions about models, each once with the models that it is about.
  private static func cautions(of models: [ModelResult]) -> [String] {
    var found: [(text: String, models: [String])] = []
    for model in models {
      let name = "\(model.model) \(model.estimator.rawValue) \(model.allyRule)"
      for text in model.cautions {
        if let index = found.firstIndex(where: { $0.text == text }) {
          if !found[index].models.contains(name) { found[index].models.append(name) }
        } else {
          found.append((text, [name]))
        }
      }
    }
    return found.map { "caution (\($0.models.joined(separator: ", "))): \($0.text)" }
  }

  /// What a unit of each slope is, and what exchanging the values behind it allows.
  private static func scales(of models: [ModelResult]) -> [String] {
    models.flatMap { $0.moderations ?? [] }.map {
      "\($0.term): \($0.scale); the values of \($0.units.count) \($0.unit)s "
        + "(\($0.units.joined(separator: ", "))) can be exchanged in "
        + "\(numbers.fixed($0.assignments, 0)) ways: smallest two-sided p "
        + numbers.pValue($0.smallestAttainableP)
    }
  }

  /// The further models of an analysis: their bumps, differences and what they cannot tell.
  public static func further(_ results: [AnalysisResult]) -> String {
    results.filter { !$0.further.isEmpty || !$0.furtherNotIdentified.isEmpty }.map { result in
      var lines = [
        "\(result.specification.letter)  \(result.specification.id): further models", "",
      ]
      lines += aligned(rows(of: result.further)).map { "   " + $0 }
      lines.append("")
      var notes = result.further.isEmpty ? [] : [widestNote]
      notes += result.further.flatMap { model in
        (model.contrasts ?? []).map {
          "\(model.model): \($0.name) \(numbers.fixed($0.estimate, 4, signed: true)) (se "
            + "\(numbers.fixed($0.standardError, 4)), p \(numbers.pValue($0.pValue)); clustered by "
            + "\(DimensionWords.plain($0.clustering)))"
        }
      }
      notes += cautions(of: result.further) + scales(of: result.further)
      notes += result.furtherNotIdentified.map { "not identified: \($0.estimand): \($0.reason)" }
      return (lines + notes.flatMap { wrapped($0) }).map { $0 + "\n" }.joined()
        + (result.cellMeans.map(cells) ?? "")
    }.joined(separator: "\n")
  }

  /// The eight cells behind a triple difference, with the sum that ties them to a coefficient.
  private static func cells(_ table: CellMeanTable) -> String {
    var lines = [["origin", "destination", "years", "rows", "pairs", "mean, $ mn"]]
    lines += table.cells.map { cell in
      [
        cell.swing ? "swing state" : "other state", cell.ally ? "ally" : "other country",
        cell.window ? "in the window" : "outside", numbers.whole(cell.rows),
        numbers.whole(cell.pairs), numbers.fixed(cell.mean / 1e6, 2),
      ]
    }
    let sum = table.tripleDifference.map {
      "the signed sum of the logarithms of the eight means is "
        + "\(numbers.fixed($0, 4, signed: true)), the saturated coefficient"
    }
    return "\n   cell means, exports a pair and year (allies \(table.allyRule))\n"
      + AlignedText.table(lines, indent: 3)
      + (sum.map { wrapped($0).map { $0 + "\n" }.joined() }
        ?? "   a cell is empty or without exports, so that they have no sum\n")
  }

  /// What users' tables say, and what no table at hand can test.
  public static func tables(_ tables: [TableResult], untested: [Untested]) -> String {
    var parts = tables.map { table in
      var lines = [
        "\(table.hypothesis): \(table.kind.subject), \(table.file), "
          + "\(numbers.whole(table.rows)) rows, \(numbers.whole(table.partners)) partners, "
          + table.years.map(String.init).joined(separator: "-"), "",
      ]
      lines += aligned(rows(of: table.models)).map { "   " + $0 }
      lines.append("")
      var notes = table.models.isEmpty ? [] : [widestNote]
      notes += cautions(of: table.models) + scales(of: table.models)
      notes += table.remarks.map { "note: \($0)" }
      notes += table.notIdentified.map { "not identified: \($0.estimand): \($0.reason)" }
      // Rows that a model cannot use, such as those of years that its ally rule does not cover.
      notes += table.models.filter { !$0.dropped.isEmpty }.map { model in
        let reasons = model.dropped.map { "\(numbers.whole($0.rows)) \($0.reason)" }
        return "dropped (\(model.model)): \(reasons.joined(separator: "; "))"
      }
      notes += table.setAside.sorted { $0.key < $1.key }.map {
        "set aside: \(numbers.whole($0.value)) \($0.key)"
      }
      return (lines + notes.flatMap { wrapped($0) }).map { $0 + "\n" }.joined()
    }
    if !untested.isEmpty {
      let notes = untested.map {
        "\($0.hypothesis), \($0.what): \($0.reason). Needed: \($0.needed)."
      }
      parts.append((["not tested"] + notes.flatMap { wrapped($0) }).map { $0 + "\n" }.joined())
    }
    return parts.joined(separator: "\n")
  }

  /// The readings in plain words, one paragraph an analysis.
  public static func readings(_ readings: [PlainReading]) -> String {
    let lines = readings.flatMap { reading in
      ["reading of \(reading.analysis)"]
        + wrapped(reading.sentences.joined(separator: " "))
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// Breaks a note into lines of at most 96 characters, the later ones indented.
  private static func wrapped(_ note: String) -> [String] {
    var lines: [String] = []
    var line = "  "
    for word in note.split(separator: " ") {
      if line.count + 1 + word.count > 96, line.contains(where: { $0 != " " }) {
        lines.append(line)
        line = "    "
      }
      line += " " + word
    }
    return lines + [line]
  }
}
