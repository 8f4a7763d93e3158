import Codes
import FoundationEssentials
import Hypotheses
import Panels
import Reports
import Tables
import Testing

@Suite struct `The table of estimates` {
  @Test func `the CSV reads back as the same numbers`() throws {
    let results = try Simulated.results()
    let table = try DelimitedText(name: "estimates.csv").table(
      from: EstimatesTable.csv(results))
    #expect(table.header == EstimatesTable.columns)
    let rows = results.flatMap(\.models).flatMap { model in
      model.variances.flatMap { variance in variance.coefficients.map { (model, variance, $0) } }
    }
    #expect(table.rowCount == rows.count)
    let numbers = try ["estimate", "std.error", "statistic", "p.value", "conf.low", "conf.high"]
      .map { try table.column($0) }
    let term = try table.column("term")
    let vcov = try table.column("vcov")
    let clusters = try table.column("clusters")
    let swing = try table.column("swing_rule")
    for (index, (model, variance, row)) in rows.enumerated() {
      #expect(
        numbers.map { Double($0[index]) } == [
          row.estimate, row.standardError, row.statistic, row.pValue, row.confidenceLow,
          row.confidenceHigh,
        ])
      #expect(term[index] == row.term)
      #expect(vcov[index] == variance.clustering)
      #expect(swing[index] == model.swingRule ?? "")
    }
    #expect(clusters[0] == "origin=51;destination=234")
  }

  @Test func `broom's columns stand together and in broom's order`() {
    #expect(
      EstimatesTable.columns.joined(separator: ",").contains(
        "term,estimate,std.error,statistic,p.value,conf.low,conf.high"))
  }

  /// What a program reads of the document.
  private struct Document: Decodable {
    struct Analysis: Decodable {
      let id: String
      let vintages: [String: String]
      let models: [ModelResult]
      let reputations: [ReputationRelation]
      let rules: [RuleStatement]
      let notIdentified: [NotIdentified]
      let limits: [String]
    }

    struct Source: Decodable {
      let table: String
      let sources: [DataPackageDescriptor.Source]
    }

    let schema: String
    let version: String
    let analyses: [Analysis]
    let sources: [Source]
  }

  private func decoder() -> JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }

  @Test func `the JSON document holds everything of every model`() throws {
    let results = try Simulated.results()
    let bytes = try EstimatesTable.json(
      results, packages: [Simulated.package()], version: "9.9.9")
    let document = try decoder().decode(Document.self, from: Data(bytes))
    #expect(document.schema == "swingport.analyze/1")
    #expect(document.version == "9.9.9")
    #expect(document.analyses.map(\.id) == ["simulated-states", "simulated-national"])
    #expect(document.analyses.map(\.models) == results.map(\.models))
    #expect(document.analyses.map(\.reputations) == results.map(\.reputations))
    #expect(document.analyses.map(\.rules) == results.map(\.rules))
    #expect(document.analyses.map(\.notIdentified) == results.map(\.notIdentified))
    #expect(document.analyses.map(\.limits) == results.map(\.specification.limits))
    #expect(document.analyses[0].vintages["2015"] == "2019-03")
    #expect(document.sources.map(\.table) == ["early", "late"])
    #expect(document.sources[0].sources[0].vintage == "2026-03")
  }

  @Test func `the join reports come back in the order of the analyses`() throws {
    let results = try Simulated.results()
    let bytes = try EstimatesTable.joinReportJSON(results)
    let joins = try decoder().decode([JoinReport].self, from: Data(bytes))
    #expect(joins == results.map(\.join))
    #expect(bytes.last == UInt8(ascii: "\n"))
  }

  @Test func `the same results give the same bytes`() throws {
    let first = try Simulated.results()
    let second = try Simulated.results()
    #expect(EstimatesTable.csv(first) == EstimatesTable.csv(second))
    #expect(
      try EstimatesTable.json(first, packages: [Simulated.package()], version: "1")
        == EstimatesTable.json(second, packages: [Simulated.package()], version: "1"))
    #expect(
      try EstimatesTable.joinReportJSON(first) == EstimatesTable.joinReportJSON(second))
  }
}
