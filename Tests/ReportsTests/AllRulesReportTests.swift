import Charts
import Codes
import FoundationEssentials
import Hypotheses
import Panels
import Reports
import Tables
import TestSupport
import Testing

/// A table of eight specifications on the built-in panel.
private enum Table8 {
  static let result = Result { () throws -> AllRulesResult in
    let data = try BuiltInData(
      elections: DataPackage { try Checkout.bytes("election-data/\($0)") },
      exports: DataPackage { try Checkout.bytes("export-data/\($0)") })
    let table = try AllRules(
      Analyses.named("swing-states"),
      axes: AllRulesAxes(
        swingRules: ["margin-5", "margin-10"], allyRules: ["treaty", "atop-defense"],
        estimands: AllRulesAxes.Estimand.allCases, windows: [1], estimators: [.logLeastSquares],
        samples: [.all], effects: [.pair]), options: .init(seed: 2, draws: 19), data: data)
    return try table.assemble(table.steps.map(table.run))
  }
}

@Suite struct `Reports of all rules` {
  @Test func `the CSV has the sorted curve first and a choice matrix beside it`() throws {
    let result = try Table8.result.get()
    let table = try DelimitedText(name: "curve").table(from: AllRulesTable.csv(result))
    #expect(table.rowCount == 8)
    let ranks = try table.column("rank").texts
    #expect(Array(ranks) == ["1", "2", "3", "4", "1", "2", "", ""])
    let estimates = try table.column("estimate").texts.compactMap { Double($0) }
    #expect(estimates.count == 6 && Array(estimates.prefix(4)) == estimates.prefix(4).sorted())
    let margin = try table.column("swing_rule=margin-5").texts
    let names = try table.column("swing_rule").texts
    for row in 0..<8 { #expect((margin[row] == "1") == (names[row] == "margin-5")) }
    let reasons = try table.column("reason").texts
    for row in 0..<8 { #expect(reasons[row].isEmpty == !ranks[row].isEmpty) }
  }

  @Test func `the JSON names the choices of every axis and the order of the curve`() throws {
    let bytes = try AllRulesTable.json(Table8.result.get(), version: "9")
    struct Document: Decodable {
      let schema: String
      let axes: [String: [String]]
      let sorted: [Int]
    }
    let document = try JSONDecoder().decode(Document.self, from: Data(bytes))
    #expect(document.schema == "swingport.all-rules/1" && document.sorted.count == 6)
    #expect(document.axes["ally_rule"] == ["treaty", "atop-defense"])
    #expect(document.axes.count == 7)
  }

  @Test func `the curve of the JSON is that of the CSV with the joint test`() throws {
    let result = try Table8.result.get()
    var choice = SavedChart.Choice()
    for estimand in AllRulesAxes.Estimand.allCases {
      choice.term = estimand.rawValue
      let json = try #require(
        SavedChart.specifications.chart(
          from: AllRulesTable.json(result, version: "9"), name: "a", choice: choice)
          as? SpecificationCurveChart)
      let csv = try #require(
        SavedChart.specifications.chart(
          from: AllRulesTable.csv(result), name: "a", choice: choice) as? SpecificationCurveChart)
      #expect(json.specifications == csv.specifications && json.quantity == csv.quantity)
      let curve = try #require(result.curves.first { $0.estimand == estimand })
      #expect(json.joint?.pValue == curve.jointMedian.pValue && csv.joint == nil)
      #expect(json.specifications.count == curve.specifications)
      let quantity = estimand == .pooled ? "Change in exports" : "Rise of the bump"
      #expect(json.quantity.hasPrefix(quantity))
    }
    #expect(
      throws: DataError.self,
      performing: { try SavedResults.allRules(Array("{}".utf8), name: "a.json") })
  }

  @Test func `the report shows the curves and the joint tests`() throws {
    let result = try Table8.result.get()
    var parts = ReportParts()
    parts.allRules = result
    parts.specifications = try result.curves.map {
      try SavedChart.curve(of: result, estimand: $0.estimand, name: "a")
    }
    let page = HTMLReport(
      results: try Simulated.results(), maps: [], packages: [], version: "1", command: "c",
      parts: parts
    ).html()
    #expect(WellFormed(page).problems == [])
    for part in [
      "id=\"specifications-title\"", "id=\"specifications-reputation-title\"",
      "All rules together.", "Its rise with reputation", "from chance (p ",
    ] { #expect(page.contains(part), "\(part)") }
  }

  @Test func `the descriptor has the file's columns and hash`() throws {
    let result = try Table8.result.get()
    let bytes = AllRulesTable.csv(result)
    let descriptor = try JSONDecoder().decode(
      DataPackageDescriptor.self,
      from: Data(
        AllRulesTable.descriptor(result, path: "a.csv", bytes: bytes, packages: [])))
    let resource = try #require(descriptor.resources.first)
    let table = try DelimitedText(name: "curve").table(from: bytes)
    #expect(resource.schema.fields.map(\.name) == table.header)
    #expect(resource.hash == DataPackage.hash(of: bytes) && resource.rows == table.rowCount)
  }

  @Test func `the summary prints the smallest attainable p and every reason`() throws {
    let result = try Table8.result.get()
    for text in [AllRulesText.text(result), AllRulesText.markdown(result)] {
      #expect(text.contains("smallest p 0.050"))
      #expect(text.contains("belong to one incumbent (obama)"))
      #expect(text.contains("Stouffer's Z"))
      // Three incumbents, whatever the permutations of swing status say.
      #expect(text.contains("no one-sided p can be below 1/6 (0.167)"))
      #expect(text.contains("finds a bump that is not there 17.1 %"))
      #expect(text.contains("errors clustered by origin and by destination): "))
    }
    #expect(AllRulesText.markdown(result).contains("| swing margin-10 | 2 |"))
  }
}
