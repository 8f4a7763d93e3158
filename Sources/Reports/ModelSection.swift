import Hypotheses

/// One model in the report: its table under every variance, and what a reader must know about it.
struct ModelSection {
  let model: ModelResult
  let names: IncumbentNames
  /// The number of the model's table, such as `A.5`.
  let number: String
  private let numbers = NumberText.typographic

  init(model: ModelResult, names: IncumbentNames, table number: String) {
    self.model = model
    self.names = names
    self.number = number
  }

  /// Writes the model.
  func write(into section: inout Markup) {
    section.element("div", ["class": "model"]) { block in
      block.element("h4", text: title)
      table.write(into: &block)
      facts.write(into: &block)
    }
  }

  private var title: String {
    "Model \(model.model): \(model.estimator.label), allies by \(model.allyRule)"
  }

  private var table: ReportTable {
    let first = model.variances.first?.coefficients ?? []
    let rows = first.map { row in
      [
        names.term(row.term), numbers.fixed(row.estimate, 4, signed: true),
        numbers.fixed(row.percent, 1, signed: true),
      ]
        + model.variances.flatMap { variance -> [String] in
          guard let own = variance.coefficients.first(where: { $0.term == row.term }) else {
            return ["", "", ""]
          }
          return [
            numbers.fixed(own.standardError, 4), AnalysisSection.interval(own, numbers),
            numbers.pValue(own.pValue),
          ]
        }
    }
    return ReportTable(
      caption: "\(number) Coefficients.",
      note: "Outcome \(model.outcome); N = \(numbers.whole(model.observations)).",
      groups: [.init(title: "", span: 3)]
        + model.variances.map { .init(title: "Clustered by \($0.clustering)", span: 3) },
      columns: [.term("Term"), .number("Estimate"), .number("Change, %")]
        + model.variances.flatMap { _ -> [ReportTable.Column] in
          [.number("SE"), .number("95 % interval, %"), .number("p")]
        },
      rows: rows)
  }

  private var facts: FactList {
    var facts = FactList()
    facts.add("Estimator", model.estimator.title)
    facts.add(
      "Rules",
      (model.swingRule.map { "swing \($0), " } ?? "no swing rule (a national panel), ")
        + "ally \(model.allyRule)")
    facts.add(
      "Fixed effects",
      model.fixedEffects.map { "\($0.name) (\(numbers.whole($0.levels)) levels)" }
        .joined(separator: ", ")
        + "; dimension \(numbers.whole(model.fixedEffectRank))"
        + (model.fixedEffectRankIsExact ? "" : " (an upper bound)"))
    facts.add("Clusters", clusters)
    facts.add(
      "Treated clusters",
      model.support.map {
        "\(names.term($0.term)): \(model.treated($0.term)); \(numbers.whole($0.rows)) rows"
      })
    facts.add("Caution", model.cautions)
    facts.add(
      "Rows dropped",
      model.dropped.isEmpty
        ? ["none of \(numbers.whole(model.panelRows))"]
        : model.dropped.map { "\(numbers.whole($0.rows)): \($0.reason)" }
          + ["of \(numbers.whole(model.panelRows)) rows of the panel"])
    facts.add("Absorbed", absorbed)
    facts.add("Omitted", model.omitted.map { "\(names.term($0.term)): \($0.reason)" })
    facts.add(
      "Convergence",
      "\(numbers.whole(model.iterations)) \(model.iterations == 1 ? "step" : "steps"); largest "
        + "relative change of a coefficient at a tolerance a hundred times tighter: "
        + numbers.reached(model.achievedTolerance))
    facts.add(
      "Fit",
      "\(model.estimator == .ppml ? "deviance" : "sum of squared residuals") "
        + "\(numbers.scientific(model.deviance)); log likelihood "
        + numbers.scientific(model.logLikelihood))
    facts.add("Small sample", distinct(model.variances.map(\.smallSample)))
    facts.add(
      "Distribution",
      distinct(model.variances.map { "\($0.distribution) (\($0.clustering))" })
        .joined(separator: ", "))
    facts.add(
      "Repaired",
      model.variances.compactMap { variance in
        variance.repairedFromEigenvalue.map {
          "the variance clustered by \(variance.clustering) had a negative entry (smallest "
            + "eigenvalue \(numbers.scientific($0))) and was replaced by the nearest without"
        }
      })
    return facts
  }

  private var clusters: [String] {
    model.variances.map { variance in
      "\(variance.clustering): "
        + variance.clusters.map { "\($0.dimension) \(numbers.whole($0.count))" }
        .joined(separator: ", ")
    }
  }

  /// Lower-order products by what absorbs them, so that each fixed effect is named once.
  private var absorbed: [String] {
    distinct(model.absorbed.map(\.reason)).map { reason in
      model.absorbed.filter { $0.reason == reason }.map { names.term($0.term) }
        .joined(separator: ", ") + ": " + reason
    }
  }

  private func distinct(_ texts: [String]) -> [String] {
    texts.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
