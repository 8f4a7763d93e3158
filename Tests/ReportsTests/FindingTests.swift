import FoundationEssentials
import Hypotheses
import Reports
import Testing

@Suite struct `The finding` {
  /// A model with one term under two variances, by the ends of their intervals.
  private func model(
    _ estimate: Double, _ intervals: [ClosedRange<Double>], term: String = "swing:ally:window",
    omitted: String = "[]", p: Double = 0.5
  ) throws -> ModelResult {
    let variances = intervals.enumerated().map { index, interval in
      """
      {"clustering": "way \(index)", "clusters": [], "smallSample": "none",
      "distribution": "normal", "coefficients": [{"term": "\(term)", "estimate": \(estimate),
      "standardError": 0.01, "statistic": 1, "pValue": \(p),
      "confidenceLow": \(interval.lowerBound), "confidenceHigh": \(interval.upperBound)}]}
      """
    }
    let text = """
      {"analysis": "simulated-states", "model": "pooled", "outcome": "value_usd", "estimator": "ppml",
      "allyRule": "treaty", "fixedEffects": [], "fixedEffectRank": 1,
      "fixedEffectRankIsExact": true, "panelRows": 10, "observations": 9, "dropped": [],
      "absorbed": [], "omitted": \(omitted), "support": [], "variances": [\(variances.joined(separator: ","))],
      "iterations": 1, "achievedTolerance": 0, "deviance": 1, "logLikelihood": 1}
      """
    return try JSONDecoder().decode(ModelResult.self, from: Data(text.utf8))
  }

  private func bump(_ models: ModelResult...) throws -> String {
    Finding(try Simulated.result(models: models)).bump
  }

  /// A row of the t-test by election over three elections.
  private func test(_ estimate: Double, _ low: Double, _ high: Double, p: Double) throws
    -> InferenceRow
  {
    let text = """
      {"analysis": "simulated-states", "model": "pooled", "estimator": "ppml",
      "allyRule": "treaty", "term": "swing:ally:window", "method": "per-election-t",
      "unit": "election", "units": [{"dimension": "election", "count": 3}], "treated": [],
      "estimate": \(estimate), "standardError": 0.01, "pValue": \(p), "confidenceLow": \(low),
      "confidenceHigh": \(high)}
      """
    return try JSONDecoder().decode(InferenceRow.self, from: Data(text.utf8))
  }

  private func bump(_ models: ModelResult..., test row: InferenceRow) throws -> String {
    Finding(try Simulated.result(models: models, byElection: [row])).bump
  }

  @Test func `it leads with the mean by election and its interval`() throws {
    let sentence = try bump(
      model(0.05, [0.01...0.09], p: 0.01), test: test(0.04, 0.02, 0.07, p: 0.01))
    #expect(sentence.contains("4.1\u{A0}% higher than"))
    #expect(
      sentence.contains(
        "the mean of three elections, each estimated by itself, with a 95\u{A0}% interval of "
          + "+2.0\u{A0}% to +7.3\u{A0}%"))
    #expect(sentence.contains("all years together give +5.1\u{A0}%"))
    #expect(sentence.contains("this can be told apart from zero (p 0.010)"))
  }

  @Test func `a bump below zero says how much lower`() throws {
    let sentence = try bump(
      model(-0.05, [-0.09...(-0.01)], p: 0.01), test: test(-0.05, -0.09, -0.01, p: 0.03))
    #expect(sentence.contains("4.9\u{A0}% lower than"))
    #expect(sentence.contains("interval of \u{2212}8.6\u{A0}% to \u{2212}1.0\u{A0}%"))
  }

  @Test(arguments: [(0.04, -0.1, 0.2, 0.4), (0.05, 0.0, 0.1, 0.05), (-0.02, -0.06, 0.02, 0.2)])
  func `an interval that holds zero, its ends included, cannot be told apart from zero`(
    estimate: Double, low: Double, high: Double, p: Double
  ) throws {
    let sentence = try bump(
      model(estimate, [estimate - 0.001...estimate + 0.001], p: 0.001),
      test: test(estimate, low, high, p: p))
    #expect(sentence.contains("this cannot be told apart from zero (p "))
  }

  @Test func `another method that could have found it and does not weakens the verdict`() throws {
    let sentence = try bump(
      model(0.05, [0.03...0.07, -0.01...0.11], p: 0.2), test: test(0.04, 0.02, 0.07, p: 0.01))
    #expect(sentence.contains("but not by errors clustered by way 1 (p 0.200)"))
    #expect(sentence.hasSuffix("it is not told apart from zero here."))
  }

  @Test func `all years together with the other sign weaken the verdict`() throws {
    let sentence = try bump(
      model(-0.05, [-0.09...(-0.01)], p: 0.01), test: test(0.04, 0.02, 0.07, p: 0.01))
    #expect(sentence.contains("all years together give the other sign"))
    #expect(sentence.hasSuffix("it is not told apart from zero here."))
  }

  @Test func `without a test by election nothing is told apart from zero`() throws {
    let clear = try bump(model(0.05, [0.01...0.09], p: 0.01))
    #expect(clear.contains("of errors clustered by way 0, is +1.0\u{A0}% to +9.4\u{A0}%"))
    #expect(clear.contains("Errors clustered alone would tell this apart from zero (p 0.010)"))
    #expect(clear.hasSuffix("it is not told apart from zero here."))
    let unclear = try bump(model(0.05, [0.03...0.07, -0.01...0.11], p: 0.2))
    #expect(
      unclear.hasSuffix(
        "This cannot be told apart from zero (p 0.200 by errors clustered by way 1)."))
  }

  @Test func `one election is not enough, however small the p`() throws {
    let finding = Finding(
      try Simulated.result(models: [model(0.05, [0.04...0.06], p: 0.0001)], years: 2014...2017))
    #expect(finding.bump.contains("This rests on one election"))
    #expect(finding.bump.contains("it is not told apart from zero (p <0.001"))
  }

  @Test func `models that disagree are counted`() throws {
    func caveat(_ models: ModelResult...) throws -> String {
      Finding(try Simulated.result(models: models)).caveat
    }
    let unclear = try model(0.02, [-0.02...0.06])
    let above = try model(0.05, [0.01...0.09])
    let below = try model(-0.05, [-0.09...(-0.01)])
    #expect(
      try caveat(unclear, unclear).hasSuffix(
        "none of the two models with this term is clear of zero."))
    #expect(
      try caveat(unclear, above).hasSuffix(
        "of the two models with this term one lies above zero; in the other one the interval holds "
          + "zero."))
    #expect(try caveat(above, below).hasSuffix("one lies above zero, one lies below zero."))
    #expect(try caveat(above, above).hasSuffix("two lie above zero."))
    #expect(try !caveat(above).contains("models with this term"))
  }

  @Test func `a bump that was omitted gives the reason`() throws {
    let sentence = try bump(
      model(
        0.1, [0.05...0.15], term: "swing:ally",
        omitted: #"[{"term": "swing:ally:window", "reason": "in the span of earlier terms"}]"#))
    #expect(
      sentence
        == "The bump (swing × ally × window) could not be estimated: in the span of earlier terms.")
  }

  @Test func `without models nothing is claimed`() throws {
    #expect(try bump() == "No model of this analysis has a bump that could be estimated.")
  }

  @Test func `a national analysis speaks of reassurance`() throws {
    let finding = Finding(
      try Simulated.result(
        models: [model(0.02, [-0.02...0.06], term: "ally:reassurance:window")], swing: false))
    #expect(finding.bump.contains("for each unit of log(1 + statements of reassurance)"))
    #expect(!finding.bump.contains("swing"))
    #expect(finding.reputation == nil)
  }

  @Test func `the caveat counts elections, not years`() throws {
    #expect(
      Finding(try Simulated.result(models: [])).caveat.hasPrefix(
        "The window opens three times (2015–16, 2019–20, 2023–24), under three incumbents"))
    #expect(
      Finding(try Simulated.result(models: [], years: 2012...2014)).caveat
        .hasPrefix("The window opens once (2012), under one incumbent"))
    #expect(
      Finding(try Simulated.result(models: [], years: 2013...2014)).caveat
        .hasPrefix("No year of the panel lies in the window"))
  }

  /// Relations whose slopes and p-values are given, smallest attainable p included.
  private func relations(_ values: [(slope: Double, p: Double, least: Double)]) throws
    -> [ReputationRelation]
  {
    let text = values.map {
      """
      {"model": "administrations", "estimator": "ppml", "allyRule": "treaty", "scale": "s",
      "source": "s", "note": "n", "points": [{"incumbent": "first", "rank": 1, "bump": 0.1},
      {"incumbent": "second", "rank": 2, "bump": 0.2}], "slope": \($0.slope),
      "oneSidedP": \($0.p), "smallestAttainableP": \($0.least), "rerankings": []}
      """
    }
    return try JSONDecoder().decode(
      [ReputationRelation].self, from: Data("[\(text.joined(separator: ","))]".utf8))
  }

  private func reputation(_ values: (slope: Double, p: Double, least: Double)...) throws -> String?
  {
    Finding(try Simulated.result(models: [], reputations: relations(values))).reputation
  }

  @Test func `too few incumbents are no evidence, whatever their order`() throws {
    let sentence = try #require(try reputation((0.1, 0.5, 0.5)))
    #expect(sentence.contains("rise with reputation in the one model"))
    #expect(sentence.contains("no evidence at the usual levels"))
  }

  @Test func `a slope against the hypothesis is said to be none`() throws {
    #expect(
      try reputation((-0.1, 0.9, 0.04))?.contains("do not rise with reputation in the one") == true)
    #expect(
      try reputation((-0.1, 0.9, 0.04), (-0.2, 0.8, 0.04))?
        .contains("do not rise with reputation in any of two models") == true)
  }

  @Test func `a p that could have been small and is not is said to be not`() throws {
    let sentence = try #require(try reputation((0.1, 0.25, 0.042), (-0.1, 0.7, 0.042)))
    #expect(sentence.contains("in one of two models"))
    #expect(sentence.contains("p of 0.250 to 0.700"))
    #expect(sentence.contains("no model gives a p below 0.05, where 0.042 was attainable"))
  }

  @Test func `a small p stands beside the smallest attainable one`() throws {
    let sentence = try #require(try reputation((0.1, 0.042, 0.042)))
    #expect(sentence.hasSuffix("p of 0.042; the smallest attainable p is 0.042."))
  }
}
