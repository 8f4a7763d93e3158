import FoundationEssentials
import Hypotheses
import Reports
import Tables
import Testing

@Suite struct `The reading in plain words` {
  /// A model with one bump.
  private func model(_ estimate: Double, _ low: Double, _ high: Double, p: Double) throws
    -> ModelResult
  {
    let text = """
      {"analysis": "simulated-states", "model": "pooled", "outcome": "value_usd",
      "estimator": "ppml", "allyRule": "treaty", "fixedEffects": [], "fixedEffectRank": 1,
      "fixedEffectRankIsExact": true, "panelRows": 10, "observations": 9, "dropped": [],
      "absorbed": [], "omitted": [], "support": [], "variances": [{"clustering": "origin",
      "clusters": [], "smallSample": "none", "distribution": "normal", "coefficients": [
      {"term": "swing:ally:window", "estimate": \(estimate), "standardError": 0.01,
      "statistic": 1, "pValue": \(p), "confidenceLow": \(low), "confidenceHigh": \(high)}]}],
      "iterations": 1, "achievedTolerance": 0, "deviance": 1, "logLikelihood": 1}
      """
    return try JSONDecoder().decode(ModelResult.self, from: Data(text.utf8))
  }

  /// A row of the suite about that bump.
  private func row(
    _ method: String, p: Double, low: Double? = nil, high: Double? = nil, least: Double? = nil,
    without: Double? = nil
  ) throws -> InferenceRow {
    let ends = low.flatMap { low in
      high.map { ",\"confidenceLow\": \(low), \"confidenceHigh\": \($0)" }
    }
    let text = """
      {"analysis": "simulated-states", "model": "pooled", "estimator": "ppml",
      "allyRule": "treaty", "term": "swing:ally:window", "method": "\(method)",
      "unit": "election", "units": [], "treated": [], "estimate": 0.05,
      "pValue": \(p)\(ends ?? "")\(least.map { ",\"smallestAttainableP\": \($0)" } ?? "")
      \(without.map { ",\"pivotalCluster\": \"OH\", \"estimateWithout\": \($0)" } ?? "")}
      """
    return try JSONDecoder().decode(InferenceRow.self, from: Data(text.utf8))
  }

  private func reading(_ model: ModelResult, _ rows: [InferenceRow] = []) throws -> [String] {
    PlainReading(try Simulated.result(models: [model]), inference: rows).sentences
  }

  @Test func `it has direction size dollars interval and method`() throws {
    let sentences = try reading(model(0.05, 0.01, 0.09, p: 0.01))
    #expect(sentences.count == 3)
    #expect(sentences[0].contains("5.1 % higher"))
    #expect(sentences[0].contains("a year of $"))
    #expect(sentences[0].contains("of errors clustered by origin, is +1.0 % to +9.4 %"))
    #expect(sentences[1].hasPrefix("It can be told apart from zero"))
    #expect(sentences[2].contains("--inference full"))
  }

  @Test func `it is never stronger than the weakest method`() throws {
    let clear = try model(0.05, 0.01, 0.09, p: 0.01)
    let byElection = try row("per-election-t", p: 0.21, low: -0.04, high: 0.14)
    let sentences = try reading(clear, [byElection])
    #expect(
      sentences[0].contains(
        "the 95 % interval of the t-test by election, which keeps its size on simulated panels as "
          + "no other method does, is -3.9 % to +15.0 %"))
    #expect(!sentences[0].contains("widest"))
    #expect(
      sentences[1].hasPrefix("This cannot be told apart from zero: the largest p is 0.210"))
    // A large p without an interval is enough.
    let exact = try reading(clear, [row("sign-change", p: 0.25, least: 0.25)])
    #expect(exact[1].hasPrefix("This cannot be told apart from zero: the largest p is 0.250"))
    #expect(exact[1].contains("cannot give a p below 0.250"))
  }

  @Test func `it leads with the t-test by election and names a wider interval beside it`() throws {
    let rows = [
      try row("bootstrap", p: 0.4, low: -0.2, high: 0.2),
      try row("per-election-t", p: 0.21, low: -0.04, high: 0.14),
    ]
    let sentence = try reading(model(0.05, 0.01, 0.09, p: 0.01), rows)[0]
    let leading = try #require(sentence.range(of: "of the t-test by election"))
    let widest = try #require(
      sentence.range(of: "the widest 95 % interval, of the bootstrap by election, is -18.1 %"))
    #expect(leading.upperBound < widest.lowerBound)
  }

  @Test func `it leads with the t-test by election where the suite was not run as well`() throws {
    let row = try row("per-election-t", p: 0.21, low: -0.04, high: 0.14)
    let sentences = PlainReading(
      try Simulated.result(models: [model(0.05, 0.01, 0.09, p: 0.01)], byElection: [row])
    ).sentences
    #expect(sentences[0].contains("of the t-test by election"))
    #expect(sentences[0].contains("is -3.9 % to +15.0 % ("))
    #expect(sentences[0].contains("about a mean of +5.1 %"))
    #expect(sentences[1].hasPrefix("This cannot be told apart from zero: the largest p is 0.210"))
    #expect(sentences[2].contains("--inference full"))
  }

  @Test func `it says without what the estimate would be another`() throws {
    let sentences = try reading(
      model(0.05, -0.01, 0.11, p: 0.1),
      [row("jackknife", p: 0.2, low: -0.03, high: 0.13, without: -0.02)])
    #expect(sentences[2].contains("without OH the estimate would be -2.0 %"))
    #expect(sentences[2].contains("outside -3.0 % to +13.9 %"))
  }

  @Test func `what speaks against a row is printed with it and points are not percent`() throws {
    let text = """
      {"analysis": "simulated", "model": "pooled", "estimator": "ols", "allyRule": "treaty",
      "term": "ally:window", "method": "clustered", "unit": "destination", "units": [],
      "treated": [], "estimate": -0.66, "pValue": 0.01, "confidenceLow": -0.9,
      "confidenceHigh": -0.42, "caution": "rests on 2 treated clusters by destination"}
      """
    let row = try JSONDecoder().decode(InferenceRow.self, from: Data(text.utf8))
    let shown = InferenceTable.text([row], options: InferenceOptions())
    #expect(shown.contains("caution (clustered): rests on 2 treated clusters"))
    #expect(shown.contains("95 % interval, points") && shown.contains("-0.90 to -0.42"))
    let table = try DelimitedText(name: "inference.csv").table(from: InferenceTable.csv([row]))
    #expect(try table.column("scale").texts == ["outcome"])
    #expect(try table.column("caution").texts == ["rests on 2 treated clusters by destination"])
  }

  @Test func `rows become a table and text with every method`() throws {
    let rows = [
      try row("sign-change", p: 0.25, low: -0.1, high: 0.1, least: 0.25),
      try row("bootstrap", p: 0.5),
    ]
    let table = try DelimitedText(name: "inference.csv").table(from: InferenceTable.csv(rows))
    #expect(table.header == InferenceTable.columns)
    #expect(try table.column("p.value").texts == ["0.25", "0.5"])
    #expect(try table.column("conf.low").texts == ["-0.1", ""])
    let text = InferenceTable.text(rows, options: InferenceOptions(seed: 3))
    #expect(text.contains("seed 3"))
    #expect(text.contains("sign-change"))
    #expect(text.utf8.allSatisfy { $0 < 128 })
    let document = try InferenceTable.json(rows, options: .init(seed: 3), version: "0")
    #expect(String(decoding: document, as: UTF8.self).contains("\"smallest_attainable_p\" : 0.25"))
  }
}
