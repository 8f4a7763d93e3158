import Codes
import Estimation
import Hypotheses
import Panels

/// What can be said of the bump of an analysis, judged once for every text that speaks of it.
///
/// The t-test by election leads where there is one: of all methods that can reject it alone kept its size
/// on simulated panels of states (`docs/monte-carlo.md`). Estimate, interval, dollars and verdict are its
/// own. A method whose smallest attainable p is above 5 % cannot reject whatever the bump, so that it
/// decides nothing and is named apart. Without a test by election nothing is told apart from zero, since
/// clustered errors do not cover shocks that are common to an election.
struct BumpJudgement {
  /// What the bump is of.
  enum Subject: Equatable {
    /// Exports from swing states to allies.
    case swingStates
    /// The rise of exports to allies with their reputation, by its unit in words.
    case slope(unit: String)
    /// Exports to allies.
    case allies
    /// What a user's table holds, in words.
    case table(String)
  }

  /// What follows.
  enum Verdict: Equatable {
    /// Told apart from zero by the leading test, and by every other method that could.
    case clear
    /// Not told apart from zero by the leading test.
    case unclear
    /// Told apart by the leading test, but not by another method that could have.
    case unclearByOther
    /// Told apart by the leading test, but all years together give the other sign.
    case otherSign
    /// Elections enough for a test, but none was run or possible.
    case notTestedByElection
    /// No more than one election.
    case oneElection
  }

  /// A method and its p-value.
  struct MethodP {
    /// The p-value.
    let p: Double
    /// The method in words, with dimensions as files name them.
    let method: String
  }

  /// An estimate with its interval, in logs.
  struct Interval {
    /// The estimate; nil where the interval is of another method's estimate.
    let estimate: Double?
    /// The lower end.
    let low: Double
    /// The upper end.
    let high: Double
    /// The method in words.
    let method: String

    /// How wide it is.
    var width: Double { high - low }
  }

  /// What was left out, and the estimate without it.
  struct Pivot {
    /// What was left out, in words.
    let left: String
    /// What kind of unit it is, in words.
    let unit: String
    /// The estimate without it, in logs.
    let estimate: Double
    /// Whether the estimate has the other sign without it.
    let turns: Bool
    /// Whether it is the mean by election that moves.
    let isMean: Bool
  }

  /// What the bump is of.
  let subject: Subject
  /// The model that is read.
  let model: ModelResult
  /// The bump of the model, with all years together.
  let pooled: ModelResult.Coefficient
  /// What its widest errors are clustered by.
  let clustering: String
  /// The t-test by election; nil where there is none.
  let lead: (estimate: Double, low: Double, high: Double, p: Double, elections: Int)?
  /// The standard error of the leading test; nil where it has none.
  let leadError: Double?
  /// The widest interval of the other methods.
  let widest: Interval
  /// The largest p of the other methods that could be below 5 %.
  let weakest: MethodP
  /// The methods that cannot reject, with the smallest p that they can give.
  let powerless: [MethodP]
  /// What moves the estimate most.
  let pivots: [Pivot]
  /// What follows.
  let verdict: Verdict
  /// The exports a year in the window that the bump is a share of; nil for a user's table.
  let exports: Exports?

  /// The terms that answer a question, the first of them that a model has being the headline.
  static func headlines(_ result: AnalysisResult) -> [(term: String, subject: Subject)] {
    let measure = result.specification.reputation ?? "the chosen measure"
    return [
      ("swing:ally:window", .swingStates),
      ("ally:reassurance:window", .slope(unit: "log(1 + statements of reassurance)")),
      ("ally:ally-reputation:window", .slope(unit: "reputation by \(measure)")),
      ("ally:window", .allies),
    ]
  }

  /// Judges the headline of an analysis; nil where no model has it.
  ///
  /// - Parameters:
  ///   - result: The analysis.
  ///   - inference: The rows of the inference suite; empty where it was not run, when the tests over
  ///     elections of the result itself are read.
  init?(_ result: AnalysisResult, inference: [InferenceRow]) {
    let found = Self.headlines(result).lazy.compactMap { headline in
      result.models.lazy.compactMap { model in
        model.widest(headline.term).map { (headline, model, $0) }
      }.first
    }.first
    guard let (headline, model, errors) = found else { return nil }
    let id = result.specification.id
    self.init(
      headline.subject, model: model, errors: errors,
      rows: inference.contains { $0.analysis == id } ? inference : result.byElection,
      elections: Self.elections(in: result.panel),
      exports: Exports(panel: result.panel, allyRule: model.allyRule, subject: headline.subject))
  }

  /// Judges the first bump of a user's table; nil where no model has one.
  init?(_ table: TableResult, inference: [InferenceRow]) {
    let found = table.models.lazy.compactMap { model in
      model.variances.first?.coefficients.map(\.term)
        .first { $0.split(separator: ":").contains("window") }
        .flatMap { model.widest($0) }.map { (model, $0) }
    }.first
    guard let (model, errors) = found else { return nil }
    self.init(
      .table(table.kind.subject), model: model, errors: errors, rows: inference,
      elections: Set(table.windowYears.map { ($0 + 3) / 4 }).count, exports: nil)
  }

  private init(
    _ subject: Subject, model: ModelResult,
    errors: (coefficient: ModelResult.Coefficient, variance: ModelResult.VarianceTable),
    rows: [InferenceRow], elections: Int, exports: Exports?
  ) {
    self.subject = subject
    self.model = model
    self.exports = exports
    pooled = errors.coefficient
    clustering = errors.variance.clustering
    let term = errors.coefficient.term
    let own = rows.filter {
      $0.analysis == model.analysis && $0.model == model.model && $0.estimator == model.estimator
        && $0.allyRule == model.allyRule && $0.term == term
    }
    let test = own.first { $0.method == .perElection }
    if let test, let mean = test.estimate, let low = test.confidenceLow,
      let high = test.confidenceHigh, let p = test.pValue
    {
      lead = (mean, low, high, p, test.units.first?.count ?? 0)
    } else {
      lead = nil
    }
    leadError = lead == nil ? nil : test?.standardError
    var widest = Interval(
      estimate: pooled.estimate, low: pooled.confidenceLow, high: pooled.confidenceHigh,
      method: "errors clustered by \(clustering)")
    var weakest = MethodP(p: pooled.pValue, method: "errors clustered by \(clustering)")
    var powerless: [MethodP] = []
    for row in own where row.method != .perElection {
      let least = row.smallestAttainableP ?? 0
      guard least <= 0.05 else {
        if row.pValue != nil { powerless.append(MethodP(p: least, method: Self.words(row.method))) }
        continue
      }
      let name = "\(Self.words(row.method)) by \(row.unit)"
      if let low = row.confidenceLow, let high = row.confidenceHigh, high - low > widest.width {
        widest = Interval(estimate: row.estimate, low: low, high: high, method: name)
      }
      if let p = row.pValue, p > weakest.p { weakest = MethodP(p: p, method: name) }
    }
    self.widest = widest
    self.weakest = weakest
    self.powerless = powerless
    pivots = Self.pivots(own)
    verdict = Self.verdict(lead, pooled, weakest, elections: elections)
  }

  /// The smallest bump, in logs, that the leading test finds four times in five: (t at 97.5 % + t at 80 %)
  /// standard errors (Bloom 1995); nil without such a test.
  var detectable: Double? {
    guard let lead, let leadError, lead.elections > 1 else { return nil }
    let degrees = Double(lead.elections - 1)
    return leadError
      * (StudentDistribution.quantile(upperTail: 0.025, degreesOfFreedom: degrees)
        + StudentDistribution.quantile(upperTail: 0.2, degreesOfFreedom: degrees))
  }

  /// The elections whose window has years in a panel.
  static func elections(in panel: Panel) -> Int {
    Set(panel.years.indices.filter(panel.isInWindow).map { (panel.years[$0].number + 3) / 4 })
      .count
  }

  private static func verdict(
    _ lead: (estimate: Double, low: Double, high: Double, p: Double, elections: Int)?,
    _ pooled: ModelResult.Coefficient, _ weakest: MethodP, elections: Int
  ) -> Verdict {
    guard let lead else { return elections > 1 ? .notTestedByElection : .oneElection }
    guard lead.p <= 0.05, lead.low > 0 || lead.high < 0 else { return .unclear }
    if lead.estimate * pooled.estimate <= 0 { return .otherSign }
    return weakest.p > 0.05 ? .unclearByOther : .clear
  }

  /// What turns the sign first, then what moves an estimate most; one of each kind of unit.
  private static func pivots(_ rows: [InferenceRow]) -> [Pivot] {
    let found = rows.compactMap { row -> (pivot: Pivot, moves: Double)? in
      guard let name = row.pivotalCluster, let without = row.estimateWithout,
        let estimate = row.estimate
      else { return nil }
      let isMean = row.method == .perElection
      return (
        Pivot(
          left: isMean ? "the election of \(name)" : name,
          unit: row.unit == "origin" ? "state" : row.unit, estimate: without,
          turns: estimate * without < 0, isMean: isMean), abs(without - estimate)
      )
    }.sorted { ($0.pivot.turns ? 1 : 0, $0.moves) > ($1.pivot.turns ? 1 : 0, $1.moves) }
    let turning = found.filter(\.pivot.turns)
    return (turning.isEmpty ? Array(found.prefix(1)) : turning).map(\.pivot)
  }

  /// A method in words.
  private static func words(_ method: InferenceRow.Method) -> String {
    switch method {
    case .clustered: "errors clustered"
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

  /// The exports that a bump is a share of: those of the treated rows in the years of the window.
  struct Exports {
    /// The exports, in dollars a year.
    let yearly: Double
    /// The exports by what the bump is multiplied with, in dollars a year; one entry of factor one where
    /// the bump is the same for all rows.
    private let parts: [Double: Double]

    init(panel: Panel, allyRule: String, subject: Subject) {
      var parts: [Double: Double] = [:]
      for row in panel.rows
      where panel.isInWindow(year: row.year)
        && panel.ally(allyRule, destination: row.destination, year: row.year) == .ally
        && (subject != .swingStates || panel.swing(origin: row.origin, year: row.year) == .swing)
      {
        var factor = 1.0
        if case .slope = subject {
          switch panel.reassurance(destination: row.destination, year: row.year) {
          case .statements(let count): factor = Platform.logarithmOfOnePlus(Double(count))
          case .figure(_, let value): factor = value
          case .notAnAlly, .notReported: factor = 0
          }
        }
        parts[factor, default: 0] += Double(row.exports.count)
      }
      let years = Double(max(panel.years.indices.count(where: panel.isInWindow), 1))
      self.parts = parts.mapValues { $0 / years }
      yearly = self.parts.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value }
    }

    /// The dollars a year that a bump in logs makes of those exports.
    func dollars(of logs: Double) -> Double {
      parts.sorted { $0.key < $1.key }.reduce(0) {
        $0 - $1.value * Platform.percent(ofLogs: -logs * $1.key) / 100
      }
    }
  }
}
