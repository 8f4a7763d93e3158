import Codes
import Hypotheses

/// What an analysis found, in sentences made by rule from its numbers.
///
/// The bump is that of the plain reading, by the same judgement: the t-test by election leads, and no
/// sentence is stronger than it.
public struct Finding: Sendable, Equatable {
  /// The direction, the size and the interval of the bump and what follows from them, in two sentences,
  /// or why there is none.
  public let bump: String
  /// How the incumbents' bumps go with reputation; nil where that was not tested.
  public let reputation: String?
  /// What would overturn the verdict; nil where there is no bump.
  public let overturn: String?
  /// How often the window opened, what follows from that, and what other models say.
  public let caveat: String

  /// Makes the sentences.
  ///
  /// - Parameters:
  ///   - result: The analysis.
  ///   - inference: The rows of the inference suite; empty where it was not run.
  public init(_ result: AnalysisResult, inference: [InferenceRow] = []) {
    let numbers = NumberText.typographic
    if let wording = BumpWording(result, inference: inference, numbers: numbers) {
      bump = "\(wording.estimate) \(wording.verdict)"
      overturn = wording.overturn
      let term = wording.judgement.pooled.term
      caveat =
        Self.caveatSentence(result)
        + Self.agreement(result.models.filter { $0.widest(term) != nil }, term)
    } else {
      bump = Self.absence(result)
      overturn = nil
      caveat = Self.caveatSentence(result)
    }
    reputation = Self.reputationSentence(result, numbers)
  }

  /// Why there is no bump.
  private static func absence(_ result: AnalysisResult) -> String {
    for headline in BumpJudgement.headlines(result) {
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

  /// What the models say that have the same term.
  private static func agreement(_ models: [ModelResult], _ term: String) -> String {
    guard models.count > 1 else { return "" }
    let opening =
      " By clustered errors, which find too much where an election has shocks of its own,"
    let rows = models.compactMap { $0.widest(term)?.coefficient }
    let clear = rows.filter { !$0.cannotBeToldFromZero }
    let total = NumberText.word(rows.count)
    let up = clear.count { $0.estimate > 0 }
    let down = clear.count - up
    guard !clear.isEmpty else {
      return opening + " none of the \(total) models with this term is clear of zero."
    }
    let counts = [(up, "above"), (down, "below")].filter { $0.0 > 0 }
      .map { "\(NumberText.word($0.0)) \($0.0 == 1 ? "lies" : "lie") \($0.1) zero" }
      .joined(separator: ", ")
    return opening + " of the \(total) models with this term \(counts)"
      + (clear.count < rows.count
        ? "; in the other \(NumberText.word(rows.count - clear.count)) the interval holds zero."
        : ".")
  }

  /// How the incumbents' bumps go with reputation; nil where that was not tested.
  static func reputationSentence(
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
    let elections = BumpJudgement.elections(in: panel)
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

  /// The window in words.
  static func window(of result: AnalysisResult) -> String {
    result.rules.first { $0.concept == "window" }?.definition ?? "the pre-election window"
  }
}
