import Codes
import Hypotheses
import Panels

/// What an analysis found in two or three sentences, made by rule from its numbers.
///
/// The first sentence has direction, size in percent and in dollars a year, and an interval: that of the
/// t-test by election, since of all methods it alone keeps its size on simulated panels of states
/// (`docs/monte-carlo.md`), and the widest of all where that is another. The second says whether that can
/// be told apart from zero, by the largest p-value of all methods: never more than the weakest of them
/// allows. The third says what would overturn it.
public struct PlainReading: Sendable, Equatable {
  /// The analysis.
  public let analysis: String
  /// The sentences.
  public let sentences: [String]

  /// Reads an analysis.
  ///
  /// - Parameters:
  ///   - result: The analysis.
  ///   - inference: The rows of the inference suite; empty where it was not run, when the tests over
  ///     elections of the result itself are read.
  public init(_ result: AnalysisResult, inference: [InferenceRow] = []) {
    analysis = result.specification.id
    let term = result.specification.swingRule == nil ? "ally:window" : "swing:ally:window"
    guard let model = result.models.first(where: { $0.widest(term) != nil }),
      let (row, variance) = model.widest(term)
    else {
      sentences = [
        "The bump of \(result.specification.id) could not be estimated, so that nothing is said about "
          + "it."
      ]
      return
    }
    let id = result.specification.id
    let own = (inference.isEmpty ? result.byElection : inference).filter {
      $0.analysis == id && $0.model == model.model && $0.estimator == model.estimator
        && $0.allyRule == model.allyRule && $0.term == term
    }
    let base = Base(
      panel: result.panel, allyRule: model.allyRule,
      isNational: result.specification.swingRule == nil)
    let numbers = NumberText.plain
    // Tests by election estimate another mean; their interval is compared as it stands.
    var widest = (
      low: row.confidenceLow, high: row.confidenceHigh,
      method: "errors clustered by \(variance.clustering.replacing("^", with: " × "))"
    )
    for line in own {
      if let low = line.confidenceLow, let high = line.confidenceHigh,
        high - low > widest.high - widest.low
      {
        widest = (low, high, "\(Self.name(line.method)) by \(line.unit)")
      }
    }
    var weakest = (p: row.pValue, method: "clustering by \(variance.clustering)", least: 0.0)
    for line in own {
      if let p = line.pValue, p > weakest.p {
        weakest = (p, "\(Self.name(line.method)) by \(line.unit)", line.smallestAttainableP ?? 0)
      }
    }
    let dollars = { (logs: Double) in numbers.billions(Int64(base.dollars(of: logs).rounded())) }
    func ends(_ low: Double, _ high: Double) -> String {
      "\(numbers.change(Platform.percent(ofLogs: low))) to "
        + "\(numbers.change(Platform.percent(ofLogs: high))) (\(dollars(low)) to \(dollars(high)))"
    }
    var interval = "widest 95 % interval, of \(widest.method), is \(ends(widest.low, widest.high))"
    if !base.isNational, let leading = own.first(where: { $0.method == .perElection }),
      let low = leading.confidenceLow, let high = leading.confidenceHigh
    {
      let wider = widest.high - widest.low > high - low ? "; the \(interval)" : ""
      let mean =
        leading.estimate.map {
          " about a mean of \(numbers.change(Platform.percent(ofLogs: $0)))"
        } ?? ""
      interval =
        "95 % interval of the t-test by election, which keeps its size on simulated panels as no "
        + "other method does, is \(ends(low, high))\(mean)\(wider)"
    }
    let subject =
      base.isNational ? "U.S. exports to allies" : "exports from swing states to allies"
    let window = result.rules.first { $0.concept == "window" }?.definition ?? "the window"
    let first =
      "In \(window), \(subject) are estimated to be \(numbers.fixed(abs(row.percent), 1)) % "
      + "\(row.estimate < 0 ? "lower" : "higher") than other years and comparisons suggest, "
      + "\(dollars(row.estimate)) a year of \(numbers.billions(Int64(base.yearly.rounded()))); the "
      + interval + "."
    let isClear = weakest.p <= 0.05 && (widest.low > 0 || widest.high < 0)
    let least =
      own.filter { $0.method == .signChange || $0.method == .shiftedCalendar }
      .compactMap(\.smallestAttainableP).min()
    let bound =
      least.map {
        $0 > 0.05
          ? "; over so few elections an exact test cannot give a p below \(numbers.pValue($0))" : ""
      } ?? ""
    let second =
      isClear
      ? "It can be told apart from zero by every method that was run, the weakest of them "
        + "\(weakest.method) (p \(numbers.pValue(weakest.p)))\(bound)."
      : "This cannot be told apart from zero: the largest p is \(numbers.pValue(weakest.p)), of "
        + "\(weakest.method)\(bound)."
    sentences = [
      first, second,
      Self.overturn(own, row: row, widest: (widest.low, widest.high), isClear: isClear),
    ]
  }

  /// What would overturn the reading.
  private static func overturn(
    _ rows: [InferenceRow], row: ModelResult.Coefficient, widest: (low: Double, high: Double),
    isClear: Bool
  ) -> String {
    let numbers = NumberText.plain
    guard !rows.isEmpty else {
      return
        "Clustered errors do not cover shocks common to an election, and reject too often on simulated "
        + "panels; --inference full adds the other methods."
    }
    let pivotal = rows.compactMap { line -> (cluster: String, estimate: Double)? in
      guard let cluster = line.pivotalCluster, let estimate = line.estimateWithout else {
        return nil
      }
      return (cluster, estimate)
    }.max { abs($0.estimate - row.estimate) < abs($1.estimate - row.estimate) }
    let without =
      pivotal.map {
        "without \($0.cluster) the estimate would be "
          + numbers.change(Platform.percent(ofLogs: $0.estimate))
      } ?? "no single cluster was left out, which --inference full does"
    if isClear {
      return
        "What would overturn it: a shock common to one of the elections, which no method here can "
        + "exclude; \(without)."
    }
    return
      "What would overturn it: more elections, or a bump outside "
      + "\(numbers.change(Platform.percent(ofLogs: widest.low))) to "
      + "\(numbers.change(Platform.percent(ofLogs: widest.high))), which these data could have shown; "
      + "\(without)."
  }

  /// The method in words.
  private static func name(_ method: InferenceRow.Method) -> String {
    switch method {
    case .clustered: "clustering"
    case .jackknife: "the jackknife"
    case .dyadic: "dyad-robust errors"
    case .bootstrap: "the bootstrap"
    case .perElection: "the t-test"
    case .signChange: "sign changes"
    case .randomizedSwing: "assigning swing status anew"
    case .randomizedAllies: "assigning alliances anew"
    case .shiftedCalendar: "shifting the calendar"
    case .permutedIncumbents: "permuting incumbents"
    }
  }

  /// The exports that a bump is a share of: those of the treated rows in a year of the window.
  private struct Base {
    let yearly: Double
    let isNational: Bool

    init(panel: Panel, allyRule: String, isNational: Bool) {
      self.isNational = isNational
      var sum = 0.0
      for row in panel.rows
      where panel.isInWindow(year: row.year)
        && panel.ally(allyRule, destination: row.destination, year: row.year) == .ally
        && (isNational || panel.swing(origin: row.origin, year: row.year) == .swing)
      {
        sum += Double(row.exports.count)
      }
      yearly = sum / Double(max(panel.years.indices.count(where: panel.isInWindow), 1))
    }

    /// The dollars a year that a bump in logs makes of those exports.
    func dollars(of logs: Double) -> Double { -yearly * Platform.percent(ofLogs: -logs) / 100 }
  }
}
