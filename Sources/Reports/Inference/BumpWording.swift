import Codes
import Hypotheses

/// The sentences about a bump, made by rule from its judgement.
struct BumpWording {
  /// Words for an analysis; nil where no model has the bump.
  init?(_ result: AnalysisResult, inference: [InferenceRow], numbers: NumberText) {
    guard let judgement = BumpJudgement(result, inference: inference) else { return nil }
    self.judgement = judgement
    self.numbers = numbers
    window = Finding.window(of: result)
    swingRule = result.specification.swingRule
    isFull = inference.contains { $0.analysis == result.specification.id }
  }

  /// What is said in words.
  let judgement: BumpJudgement
  /// The analysis' window in words.
  let window: String
  /// The swing rule; nil in a national panel.
  let swingRule: String?
  /// How numbers are written.
  let numbers: NumberText
  /// Whether the inference suite was run.
  let isFull: Bool

  /// Words for a user's table; nil where no model has a bump.
  init?(_ table: TableResult, inference: [InferenceRow], numbers: NumberText) {
    guard let judgement = BumpJudgement(table, inference: inference) else { return nil }
    self.judgement = judgement
    self.numbers = numbers
    window =
      table.rules.first { $0.concept == "window" }?.definition ?? "the pre-election window"
    swingRule = nil
    isFull = inference.contains { $0.analysis == judgement.model.analysis }
  }

  /// Direction, size in percent and in dollars a year, and the interval.
  var estimate: String {
    let lead = judgement.lead
    let value = lead?.estimate ?? judgement.pooled.estimate
    let size =
      isInLogs
      ? "\(numbers.fixed(abs(Platform.percent(ofLogs: value)), 1))\(numbers.space)%"
      : "\(numbers.fixed(abs(value), 2)) points"
    let opening =
      "In \(window), \(subject) are estimated (\(choices)) to be \(size) "
      + "\(value < 0 ? "lower" : "higher") \(comparison)"
      + (judgement.exports.map {
        ", \(dollars($0, value)) a year of \(numbers.billions(Int64($0.yearly.rounded())))"
      } ?? "")
    guard let lead else {
      return opening + ", with all years together; the widest 95\(numbers.space)% interval, of "
        + "\(named(judgement.widest.method)), is \(ends(judgement.widest.low, judgement.widest.high))."
    }
    let wider =
      judgement.widest.width > lead.high - lead.low
      ? ", and the widest 95\(numbers.space)% interval of other methods, of "
        + "\(named(judgement.widest.method)), is \(ends(judgement.widest.low, judgement.widest.high))"
      : ""
    return opening + ": the mean of \(NumberText.word(lead.elections)) elections, each estimated "
      + "by itself, with a 95\(numbers.space)% interval of \(ends(lead.low, lead.high)) by the t-test; all "
      + "years together give \(change(judgement.pooled.estimate))\(wider)."
  }

  /// All three sentences.
  var sentences: [String] { [estimate, verdict, overturn] }

  /// Whether that can be told apart from zero.
  var verdict: String {
    let p = numbers.pValue(judgement.weakest.p)
    switch judgement.verdict {
    case .oneElection:
      return
        "This rests on one election, and no method can tell a bump from whatever else happened in "
        + "those years: it is not told apart from zero (p \(p) by \(named(judgement.weakest.method))\(powerless))."
    case .notTestedByElection:
      return judgement.weakest.p > 0.05
        ? "This cannot be told apart from zero (p \(p) by \(named(judgement.weakest.method))\(powerless))."
        : "Errors clustered alone would tell this apart from zero (p \(p)), but they do not cover shocks "
          + "common to an election, and no test by election was run: it is not told apart from zero here."
    case .clear:
      return
        "\(opening) this can be told apart from zero (p \(leadP)), and so it can by every other method "
        + "that could find it (p at most \(p), by \(named(judgement.weakest.method))\(powerless))."
    case .unclear:
      return "\(opening) this cannot be told apart from zero (p \(leadP)\(powerless))."
    case .unclearByOther:
      return
        "\(opening) this could be told apart from zero (p \(leadP)), but not by "
        + "\(named(judgement.weakest.method)) (p \(p)\(powerless)): it is not told apart from zero here."
    case .otherSign:
      return
        "\(opening) this could be told apart from zero (p \(leadP)), but all years together give the "
        + "other sign: it is not told apart from zero here."
    }
  }

  /// What would overturn the verdict.
  var overturn: String {
    var parts: [String] = []
    if judgement.verdict == .clear {
      parts.append(
        "shocks that last from one election to the next, under which this test finds too much too")
    } else {
      parts.append("more elections")
      if let bump = judgement.detectable {
        parts.append(
          "an effect of \(found(bump)) or more, "
            + "which the t-test would find four times in five")
      }
    }
    let pivots = judgement.pivots.prefix(3).map { pivot in
      let whose = pivot.isMean ? "the mean" : "the estimate of all years"
      return pivot.turns
        ? "without \(pivot.left) \(whose) would be \(change(pivot.estimate))"
        : "no \(pivot.unit) left out turns the sign of \(whose) (\(pivot.left) moves it most, to "
          + "\(change(pivot.estimate)))"
    }
    return "What would overturn it: \(parts.joined(separator: ", or "))"
      + (pivots.isEmpty ? "" : "; \(pivots.joined(separator: ", "))")
      + (isFull ? "." : "; --inference full adds the other methods.")
  }

  /// A name with dimensions in the words of a page, or of a terminal.
  private func named(_ name: String) -> String {
    numbers.minus == "-" ? DimensionWords.plain(name) : DimensionWords.text(name)
  }

  /// The words before a verdict of the leading test.
  private var opening: String {
    "By that test, which alone on simulated panels (docs/monte-carlo.md) could find a bump and did not "
      + "find too many,"
  }

  private var leadP: String { numbers.pValue(judgement.lead?.p ?? 1) }

  /// The methods that decide nothing, in the brackets of a verdict.
  private var powerless: String {
    guard !judgement.powerless.isEmpty else { return "" }
    let names = judgement.powerless.map {
      "\($0.method) cannot give a p below \(numbers.floor($0.p))"
    }
    return "; \(names.joined(separator: ", ")), whatever the bump"
  }

  private var subject: String {
    switch judgement.subject {
    case .swingStates: "exports from swing states to allies"
    case .slope, .allies: "U.S. exports to allies"
    case .table(let subject):
      "\(subject) (\(named(judgement.pooled.term.replacing(":", with: "^"))))"
    }
  }

  /// Whether estimates are in logs, and are told in percent.
  private var isInLogs: Bool { judgement.model.estimator.isInLogs }

  /// The estimator and the rules.
  private var choices: String {
    let allies = "allies by \(judgement.model.allyRule)"
    return judgement.model.estimator.label + "; "
      + (swingRule.map { "swing states by \($0), \(allies)" } ?? allies)
  }

  private var comparison: String {
    switch judgement.subject {
    case .swingStates:
      "than the exports of other states, to other countries and in other years suggest"
    case .allies: "than in other years, set against other destinations"
    case .table: "than in other years"
    case .slope(let unit):
      "for each unit of \(unit) than in other years, set against other destinations"
    }
  }

  /// An effect that is found, in whole percent or in points.
  private func found(_ bump: Double) -> String {
    isInLogs
      ? "\(numbers.fixed(Platform.percent(ofLogs: bump), 0))\(numbers.space)%"
      : "\(numbers.fixed(bump, 2)) points"
  }

  private func change(_ value: Double) -> String {
    isInLogs
      ? numbers.change(Platform.percent(ofLogs: value))
      : numbers.fixed(value, 2, signed: true) + " points"
  }

  private func dollars(_ exports: BumpJudgement.Exports, _ logs: Double) -> String {
    numbers.billions(Int64(exports.dollars(of: logs).rounded()))
  }

  private func ends(_ low: Double, _ high: Double) -> String {
    "\(change(low)) to \(change(high))"
      + (judgement.exports.map { " (\(dollars($0, low)) to \(dollars($0, high)))" } ?? "")
  }
}
