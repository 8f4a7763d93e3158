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
    without: Double? = nil, error: Double? = nil, elections: Int? = nil
  ) throws -> InferenceRow {
    let ends = low.flatMap { low in
      high.map { ",\"confidenceLow\": \(low), \"confidenceHigh\": \($0)" }
    }
    let units = elections.map { "{\"dimension\": \"election\", \"count\": \($0)}" } ?? ""
    let text = """
      {"analysis": "simulated-states", "model": "pooled", "estimator": "ppml",
      "allyRule": "treaty", "term": "swing:ally:window", "method": "\(method)",
      "unit": "election", "units": [\(units)], "treated": [], "estimate": 0.05,
      "pValue": \(p)\(ends ?? "")\(error.map { ",\"standardError\": \($0)" } ?? "")\(least.map { ",\"smallestAttainableP\": \($0)" } ?? "")
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
    #expect(sentences[1].hasPrefix("Errors clustered alone would tell this apart from zero"))
    #expect(sentences[2].contains("--inference full"))
  }

  @Test func `it leads with the t-test by election and names a wider interval beside it`() throws {
    let rows = [
      try row("bootstrap", p: 0.4, low: -0.2, high: 0.2),
      try row("per-election-t", p: 0.21, low: -0.04, high: 0.14),
    ]
    let sentences = try reading(model(0.05, 0.01, 0.09, p: 0.01), rows)
    #expect(sentences[0].contains("with a 95 % interval of -3.9 % to +15.0 % ("))
    let leading = try #require(sentences[0].range(of: "by the t-test"))
    let widest = try #require(
      sentences[0].range(
        of: "the widest 95 % interval of other methods, of the bootstrap by election, is -18.1 %"))
    #expect(leading.upperBound < widest.lowerBound)
    #expect(sentences[1].contains("this cannot be told apart from zero (p 0.210"))
    #expect(!sentences[2].contains("--inference full"))
  }

  @Test func `the tests of the result itself are read where the suite was not run`() throws {
    let row = try row("per-election-t", p: 0.21, low: -0.04, high: 0.14)
    let sentences = PlainReading(
      try Simulated.result(models: [model(0.05, 0.01, 0.09, p: 0.01)], byElection: [row])
    ).sentences
    #expect(sentences[0].contains("with a 95 % interval of -3.9 % to +15.0 % ("))
    #expect(sentences[2].hasSuffix("--inference full adds the other methods."))
  }

  @Test func `a method that could have found it and did not weakens the verdict`() throws {
    let test = try row("per-election-t", p: 0.01, low: 0.02, high: 0.08)
    let clear = try model(0.05, 0.01, 0.09, p: 0.01)
    #expect(try reading(clear, [test])[1].contains("this can be told apart from zero (p 0.010)"))
    let weak = try row("randomized-swing", p: 0.2, least: 0.002)
    #expect(
      try reading(clear, [test, weak])[1].contains(
        "but not by assigning swing status anew by election (p 0.200)"))
  }

  @Test func `a method that cannot reject decides nothing and is named`() throws {
    let test = try row("per-election-t", p: 0.01, low: 0.005, high: 0.1)
    let powerless = try row("shifted-calendar", p: 1, low: -0.5, high: 0.6, least: 0.5)
    let sentences = try reading(model(0.05, 0.01, 0.09, p: 0.01), [test, powerless])
    #expect(sentences[1].contains("this can be told apart from zero"))
    #expect(
      sentences[1].contains(
        "shifting the calendar cannot give a p below 0.500, whatever the bump"))
    #expect(!sentences[0].contains("widest"))
  }

  @Test func `both texts follow one judgement`() throws {
    let clear = try model(0.05, 0.01, 0.09, p: 0.01)
    for rows in [
      [], [try row("per-election-t", p: 0.01, low: 0.02, high: 0.08)],
      [
        try row("per-election-t", p: 0.01, low: 0.02, high: 0.08),
        try row("randomized-swing", p: 0.2, least: 0.002),
      ],
    ] {
      let result = try Simulated.result(models: [clear])
      let finding = Finding(result, inference: rows).bump
      let reading = PlainReading(result, inference: rows).sentences.prefix(2)
        .joined(separator: " ")
      #expect(
        finding.replacing("\u{A0}", with: " ").replacing("\u{2212}", with: "-") == reading)
    }
  }

  @Test func `it says without what the sign would be another`() throws {
    let sentences = try reading(
      model(0.05, -0.01, 0.11, p: 0.1),
      [row("jackknife", p: 0.2, low: -0.03, high: 0.13, without: -0.02)])
    #expect(sentences[2].contains("without OH the estimate of all years would be -2.0 %"))
    let same = try reading(
      model(0.05, -0.01, 0.11, p: 0.1),
      [row("jackknife", p: 0.2, low: -0.03, high: 0.13, without: 0.01)])
    #expect(
      same[2].contains(
        "no election left out turns the sign of the estimate of all years (OH moves it most, to "
          + "+1.0 %)"))
  }

  @Test func `the effect that would be found is that of the test's own error`() throws {
    // Two degrees of freedom: (4.303 + 1.061) × 0.03 = 0.1609 in logs.
    let test = try row(
      "per-election-t", p: 0.21, low: -0.08, high: 0.18, error: 0.03, elections: 3)
    #expect(
      try reading(model(0.05, 0.01, 0.09, p: 0.01), [test])[2].contains(
        "an effect of 17 % or more, which the t-test would find four times in five"))
  }

  @Test func `a user's table is read by its first bump, in points where it is linear`() throws {
    func table(_ estimator: String) throws -> TableResult {
      var text = try String(
        decoding: JSONEncoder().encode(model(-0.5, -0.9, -0.1, p: 0.01)), as: UTF8.self)
      text = text.replacing("swing:ally:window", with: "ally:window")
        .replacing("\"ppml\"", with: "\"\(estimator)\"")
      return try JSONDecoder().decode(
        TableResult.self,
        from: Data(
          """
          {"hypothesis": "economic-demands", "sentence": "s", "kind": "demands",
          "file": "demands.csv", "rows": 80, "partners": 4, "years": [2001, 2020],
          "windowYears": [2003, 2004, 2007], "setAside": {}, "rules": [], "models": [\(text)],
          "notIdentified": [], "remarks": []}
          """.utf8))
    }
    let percent = PlainReading(try table("ppml")).sentences
    #expect(percent.count == 3 && percent[0].contains("to be 39.3 % lower than in other years"))
    #expect(!percent[0].contains("$"))
    #expect(percent[1].hasPrefix("Errors clustered alone would tell this apart from zero"))
    let points = PlainReading(try table("ols")).sentences
    #expect(points[0].contains("to be 0.50 points lower than in other years"))
    #expect(points[0].contains("is -0.90 points to -0.10 points."))
  }

  @Test func `a slope on reputation is read as one, with its dollars`() throws {
    var text = try String(
      decoding: JSONEncoder().encode(model(0.05, 0.01, 0.09, p: 0.01)), as: UTF8.self)
    text = text.replacing("swing:ally:window", with: "ally:reassurance:window")
    let slope = try JSONDecoder().decode(ModelResult.self, from: Data(text.utf8))
    let sentence = PlainReading(
      try Simulated.result(id: "simulated-national", models: [slope], swing: false)
    ).sentences[0]
    #expect(sentence.contains("5.1 % higher for each unit of log(1 + statements of reassurance)"))
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
