import Codes
import Hypotheses

/// What an analysis found, in sentences made by rule from its numbers.
///
/// The bump is stated by the first model that has it, with the interval of its t-test by election, which
/// keeps its size on simulated panels as no other method does (`docs/monte-carlo.md`), or the widest of
/// the model's clustered intervals where there is no such test. Where that interval, or the widest
/// clustered one, holds zero, the sentence says that the bump cannot be told apart from zero.
public struct Finding: Sendable, Equatable {
  /// The direction, the size and the interval of the bump, or why there is none.
  public let bump: String
  /// How the incumbents' bumps go with reputation; nil where that was not tested.
  public let reputation: String?
  /// How often the window opened, and what follows from that.
  public let caveat: String

  /// Makes the sentences.
  public init(_ result: AnalysisResult) {
    let numbers = NumberText.typographic
    bump = Self.bumpSentence(result, numbers)
    reputation = Self.reputationSentence(result, numbers)
    caveat = Self.caveatSentence(result)
  }

  /// The terms that answer a question, the first of them that a model has being the headline, with
  /// what changes.
  private static let headlines: [(term: String, subject: String, unit: String)] = [
    ("swing:ally:window", "exports from swing states to allies", ""),
    (
      "ally:reassurance:window", "exports to allies",
      " for each unit of log(1 + statements of reassurance)"
    ),
    ("ally:window", "exports to allies", ""),
  ]

  private static func bumpSentence(_ result: AnalysisResult, _ numbers: NumberText) -> String {
    for headline in headlines {
      let models = result.models.filter { $0.widest(headline.term) != nil }
      guard let model = models.first, let widest = model.widest(headline.term) else { continue }
      let row = widest.coefficient
      if let leading = leading(result, model: model, widest: row, subject: headline.subject) {
        return leading + agreement(models, headline.term, isLed: true)
      }
      let ends = row.percentEnds
      let percent = row.percent
      let clustering = widest.variance.clustering.replacing("^", with: " × ")
      let figures =
        "(95\(numbers.space)% interval \(numbers.change(ends.low)) to "
        + "\(numbers.change(ends.high)); \(model.estimator.label), allies by the rule "
        + "\(model.allyRule), errors clustered by \(clustering))"
      let window = window(of: result)
      let comparison =
        headline.term.hasPrefix("swing")
        ? "than exports from other states and to other destinations would suggest"
        : "than in other years, set against other destinations"
      if row.cannotBeToldFromZero {
        return
          "In \(window), \(headline.subject) are estimated to differ by \(numbers.change(percent))"
          + "\(headline.unit) from what other years and comparisons would suggest \(figures): "
          + "this cannot be told apart from zero." + agreement(models, headline.term)
      }
      let size = numbers.fixed(abs(percent), 1) + numbers.space + "%"
      return
        "In \(window), \(headline.subject) are estimated to be \(size) "
        + "\(percent < 0 ? "lower" : "higher")\(headline.unit) \(comparison) \(figures); the "
        + "interval does not hold zero." + agreement(models, headline.term)
    }
    for headline in headlines {
      for model in result.models {
        if let omission = model.omitted.first(where: { $0.term == headline.term }) {
          return
            "The bump (\(IncumbentNames(panel: result.panel).term(omission.term))) could not be "
            + "estimated: \(omission.reason)."
        }
      }
    }
    return "No model of this analysis has a bump that could be estimated."
  }

  /// The bump with the interval of the t-test by election; nil where there is none.
  private static func leading(
    _ result: AnalysisResult, model: ModelResult, widest row: ModelResult.Coefficient,
    subject: String
  ) -> String? {
    let numbers = NumberText.typographic
    let test = result.byElection.first {
      $0.method == .perElection && $0.model == model.model && $0.estimator == model.estimator
        && $0.allyRule == model.allyRule && $0.term == row.term
    }
    guard let test, let mean = test.estimate, let low = test.confidenceLow,
      let high = test.confidenceHigh
    else { return nil }
    func percent(_ logs: Double) -> String { numbers.change(Platform.percent(ofLogs: logs)) }
    let elections = test.units.first.map { NumberText.word($0.count) } ?? "the"
    let isClear = (low > 0 || high < 0) && !row.cannotBeToldFromZero && mean * row.estimate > 0
    return
      "In \(window(of: result)), \(subject) are estimated to differ by \(percent(row.estimate)) from "
      + "what other years and comparisons would suggest (\(model.estimator.label), allies by the rule "
      + "\(model.allyRule)). The t-test by election, which keeps its size on simulated panels as no "
      + "other method does, puts the mean of \(elections) elections at \(percent(mean)) "
      + "(95\(numbers.space)% interval \(percent(low)) to \(percent(high))): this "
      + (isClear ? "can be told apart from zero." : "cannot be told apart from zero.")
  }

  private static func agreement(
    _ models: [ModelResult], _ term: String, isLed: Bool = false
  ) -> String {
    guard models.count > 1 else { return "" }
    let base = isLed ? " By clustered errors, which reject too often:" : ""
    let rows = models.compactMap { $0.widest(term)?.coefficient }
    let clear = rows.filter { !$0.cannotBeToldFromZero }
    let total = NumberText.word(rows.count)
    let tail: String
    switch (clear.count { $0.estimate > 0 }, clear.count { $0.estimate < 0 }) {
    case (0, 0):
      return base + " \(isLed ? "in" : "In") none of the \(total) models with this term can it be."
    case (let up, 0): tail = "\(NumberText.word(up)) it is above zero"
    case (0, let down): tail = "\(NumberText.word(down)) it is below zero"
    case (let up, let down):
      tail =
        "\(NumberText.word(up)) it is above zero and in \(NumberText.word(down)) below"
    }
    return base + " \(isLed ? "of" : "Of") the \(total) models with this term, in \(tail)"
      + (clear.count < rows.count
        ? "; in the other \(NumberText.word(rows.count - clear.count)) the interval holds zero."
        : ".")
  }

  private static func reputationSentence(
    _ result: AnalysisResult, _ numbers: NumberText
  ) -> String? {
    let relations = result.reputations
    guard let first = relations.first else { return nil }
    let positive = relations.count { $0.slope > 0 }
    let smallest = relations.map(\.oneSidedP).min() ?? 1
    let largest = relations.map(\.oneSidedP).max() ?? 1
    let attainable = relations.map(\.smallestAttainableP).min() ?? 1
    let direction =
      switch (positive, relations.count) {
      case (0, 1): "do not rise with reputation in the one model that tests it"
      case (0, let all): "do not rise with reputation in any of \(NumberText.word(all)) models"
      case (_, 1): "rise with reputation in the one model that tests it"
      case (let some, let all):
        "rise with reputation in \(NumberText.word(some)) of \(NumberText.word(all)) models"
      }
    let range =
      numbers.pValue(smallest) == numbers.pValue(largest)
      ? numbers.pValue(smallest)
      : "\(numbers.pValue(smallest)) to \(numbers.pValue(largest))"
    let close =
      attainable > 0.05
      ? "\(NumberText.word(first.points.count)) incumbents cannot give a p below "
        + "\(numbers.pValue(attainable)), so that this is no evidence at the usual levels"
      : smallest > 0.05
        ? "no model gives a p below 0.05, where \(numbers.pValue(attainable)) was attainable"
        : "the smallest attainable p is \(numbers.pValue(attainable))"
    return
      "Ordered by reputation, the bumps of the \(NumberText.word(first.points.count)) incumbents "
      + "\(direction), with a one-sided permutation p of \(range); \(close)."
  }

  private static func caveatSentence(_ result: AnalysisResult) -> String {
    let panel = result.panel
    let windows = panel.years.indices.filter(panel.isInWindow)
    let years = windows.map { panel.years[$0] }
    let elections = Set(years.map { ($0.number + 3) / 4 }).count
    let incumbents = Set(windows.map { panel.incumbents[$0].id }).count
    guard elections > 0 else {
      return "No year of the panel lies in the window, so that nothing here speaks of elections."
    }
    let times =
      elections == 1 ? "once" : elections == 2 ? "twice" : "\(NumberText.word(elections)) times"
    let under =
      incumbents == 1 ? "one incumbent" : "\(NumberText.word(incumbents)) incumbents"
    return
      "The window opens \(times) (\(NumberText.runs(of: years))), under \(under): whatever else set "
      + "these years apart is in the figure too, and clustered errors do not cover shocks that are "
      + "common to an election."
  }

  private static func window(of result: AnalysisResult) -> String {
    result.rules.first { $0.concept == "window" }?.definition ?? "the pre-election window"
  }
}
