import FoundationEssentials
import Hypotheses
import Reports
import TestSupport
import Testing

/// What the report says beside its headline, and in which words.
@Suite struct `The contents of the report` {
  private func report(
    _ result: AnalysisResult? = nil, _ parts: ReportParts = ReportParts(),
    maps: [ReportMap] = []
  ) throws -> HTMLReport {
    HTMLReport(
      results: try result.map { [$0] } ?? Simulated.results(), maps: maps,
      packages: [Simulated.package()], version: "1", command: "swingport report x", parts: parts)
  }

  private func decoded<Value: Decodable>(_ type: Value.Type, _ json: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(json.utf8))
  }

  /// A result with further models, a difference and the cells.
  private func extended() throws -> AnalysisResult {
    let first = try Simulated.results()[0]
    var model = try JSONEncoder().encode(first.models[0])
    var text = String(decoding: model, as: UTF8.self)
      .replacing("\"model\":\"\(first.models[0].model)\"", with: "\"model\":\"core-states\"")
    text.removeLast()
    text +=
      ",\"contrasts\":[{\"name\":\"swing less core\",\"clustering\":\"origin^destination\","
      + "\"estimate\":0.25,\"standardError\":0.5,\"pValue\":0.6,\"confidenceLow\":-1,"
      + "\"confidenceHigh\":1.5}]}"
    model = Data(text.utf8)
    let cells = (0..<8).map { cell in
      "{\"swing\":\(cell & 4 != 0),\"ally\":\(cell & 2 != 0),\"window\":\(cell & 1 != 0),"
        + "\"rows\":\(100 + cell),\"pairs\":\(10 + cell),\"dollars\":\(1_000_000_000 * (cell + 1)),"
        + "\"mean\":\(1_230_000 * (cell + 1))}"
    }
    return AnalysisResult(
      specification: first.specification, panel: first.panel, join: first.join,
      models: first.models, reputations: first.reputations, notIdentified: [], rules: first.rules,
      further: [try JSONDecoder().decode(ModelResult.self, from: model)],
      furtherNotIdentified: [
        NotIdentified(estimand: "the term divided", reason: "it has one value in all window years")
      ],
      cellMeans: try decoded(
        CellMeanTable.self,
        "{\"allyRule\":\"treaty\",\"cells\":[\(cells.joined(separator: ","))],"
          + "\"tripleDifference\":0.1234,\"saturatedCoefficient\":0.1234}"))
  }

  @Test func `has further models, their differences, the cells and what they cannot tell`() throws {
    let page = try report(extended()).html()
    for part in [
      "Further models.", "core-states", "Differences between bumps.", "swing less core",
      "origin × destination", "The 2 × 2 × 2 cells behind the triple difference.",
      "signed sum of the logarithms of the eight means is +0.1234", "swing state", "other country",
      "Not identified: the term divided", "it has one value in all window years", "9.84",
    ] { #expect(page.contains(part), "\(part)") }
    // Tables stay numbered in their order, each once.
    let captions = page.components(separatedBy: "<strong>S.").dropFirst().compactMap {
      $0.split(separator: " ").first.flatMap { Int($0) }
    }
    #expect(captions == Array(1...captions.count), "\(captions)")
  }

  @Test func `the terminal has the eight cells too`() throws {
    let text = ResultText.further([try extended()])
    let lines = text.split(separator: "\n")
    #expect(lines.count { $0.contains("swing state") || $0.contains("other state") } == 8)
    #expect(lines.contains { $0.contains("swing state") && $0.contains("9.84") })
    #expect(text.contains("+0.1234"))
    #expect(text.contains("each row has the clustering that gives the widest interval"))
    #expect(text.utf8.allSatisfy { $0 < 128 })
  }

  @Test func `has what users' tables say and what no table can test`() throws {
    let model = try Simulated.results()[0].models[0]
    let own = String(decoding: try JSONEncoder().encode(model), as: UTF8.self)
    var parts = ReportParts()
    parts.tables = [
      try decoded(
        TableResult.self,
        """
        {"hypothesis": "economic-demands", "sentence": "Patrons demand more.", "kind": "demands",
        "file": "demands.csv", "rows": 80, "partners": 4, "years": [2001, 2020],
        "windowYears": [2003], "setAside": {"without a code": 3}, "rules": [], "models": [\(own)],
        "notIdentified": [], "remarks": ["June 2004 is not there"]}
        """)
    ]
    parts.untested = [
      Untested(
        hypothesis: "government-purchases", what: "orders of arms", reason: "no register",
        needed: "a register, --arms FILE")
    ]
    for page in [
      try report(nil, parts).html(),
      HTMLReport(
        results: [], maps: [], packages: [], version: "1", command: "c", parts: parts
      ).html(),
    ] {
      for part in [
        "economic-demands: economic demands of allies", "Patrons demand more.", "demands.csv",
        "3 without a code", "June 2004 is not there", "bumps before elections.",
        "Not tested, and what it would need",
        "orders of arms", "a register, --arms FILE",
      ] { #expect(page.contains(part), "\(part)") }
      #expect(WellFormed(page).problems == [])
    }
  }

  @Test func `says why there is no map`() throws {
    var parts = ReportParts()
    parts.mapAbsence = "The analysis is of the nation."
    let page = try report(nil, parts).html()
    #expect(page.contains("id=\"maps\"") && page.contains("The analysis is of the nation."))
  }

  @Test func `lists the commands of its parts in their order`() throws {
    var parts = ReportParts()
    parts.commands = ["swingport analyze x --inference full --seed 1 --out full"]
    #expect(
      try report(nil, parts).html().contains(
        "./run\nswingport analyze x --inference full --seed 1 --out full\nswingport report x"))
  }

  @Test func `has each figure for narrow pages, with ids of its own, and its command`() throws {
    let report = try report()
    let page = report.html()
    let wide = page.components(separatedBy: "class=\"frame wide\"").count - 1
    #expect(wide >= 4)
    #expect(page.components(separatedBy: "class=\"frame small\"").count - 1 == wide)
    let ids = page.components(separatedBy: " id=\"").dropFirst().compactMap {
      $0.components(separatedBy: "\"").first
    }
    #expect(Set(ids).count == ids.count)
    // No title stands twice before its figure, and texts say where the picture comes from.
    #expect(!page.contains("aria-hidden=\"true\">"))
    let command = "swingport plot reputation estimates.json --ally treaty --out reputation.svg"
    #expect(PlainPage.markdown(report).contains(command))
    #expect(PlainPage.latex(report).contains("swingport plot reputation estimates.json -{}-ally"))
    #expect(!PlainPage.markdown(report).contains("scrolls sideways"))
    #expect(page.contains("(scrolls sideways)"))
  }

  @Test func `one name for pairs and a true minus, except in code`() throws {
    var parts = ReportParts()
    parts.mapAbsence = "from -13.2 % to (-$23.6 bn), in 2019-03 by origin^year and state-year"
    parts.commands = ["swingport honest --target -1"]
    let page = try report(nil, parts).html()
    #expect(
      page.contains("from −13.2 % to (−$23.6 bn), in 2019-03 by origin × year and state-year"))
    #expect(page.contains("--target -1"))
    let body = page.components(separatedBy: "<body>")[1]
    #expect(!body.contains("origin^"))
    #expect(!ResultText.summary(try Simulated.results()).contains("^"))
  }

  @Test func `lines of a fact stay apart in Markdown and LaTeX`() throws {
    let report = try report()
    // Two reasons for rows dropped, as the page has them.
    let markdown = PlainPage.markdown(report)
    #expect(markdown.contains("10,009: separated") && markdown.contains("  \n  of 143,208 rows"))
    let latex = PlainPage.latex(report)
    #expect(latex.contains("\\newline of "))
  }

  @Test func `terms have more room than words in LaTeX`() throws {
    let latex = PlainPage.latex(try report())
    let table = try #require(
      latex.components(separatedBy: "\\begin{longtable}").first { $0.contains("Estimator") })
    let shares = table.components(separatedBy: "p{").dropFirst().compactMap {
      Double($0.components(separatedBy: "\\")[0])
    }
    #expect(Set(shares).count > 1, "\(shares)")
  }
}

@Suite struct `Saved results` {
  @Test func `carry their command, source and cautions beside their figures`() throws {
    let run = RunRecord(
      command: "swingport placebo x", sourceCitation: "Bureau, series", notes: ["a caution"])
    let bytes = try PlaceboTable.json([], version: "1", run: run)
    #expect(SavedResults.run(bytes) == run)
    #expect(String(decoding: bytes, as: UTF8.self).contains("\"source_citation\""))
    // A document of an earlier version says nothing.
    #expect(SavedResults.run(try PlaceboTable.json([], version: "1")) == RunRecord())
  }

  @Test func `give a chart the publisher, and the vintage where they have it`() throws {
    let csv = """
      analysis,model,estimator,ally_rule,swing_rule,clustering,unit,position,reference,estimate,conf.low,conf.high,band.low,band.high
      swing-states,event-study,ppml,treaty,margin-5,origin^destination,years,-2,true,0,,,,
      swing-states,event-study,ppml,treaty,margin-5,origin^destination,years,0,false,0.1,0.05,0.15,0.01,0.2

      """
    let chart = try SavedChart.eventStudy.chart(
      from: Array(csv.utf8), name: "study.csv", choice: .init())
    #expect(
      chart.frame.source
        == "U.S. Census Bureau, exports by state of origin of movement; vintage not stated in study.csv."
    )
    #expect(chart.frame.note.contains("Clustered by origin × destination."))
    #expect(chart.frame.note.contains("docs/monte-carlo.md"))
    #expect(chart.finding.hasSuffix("such errors reject too often"))
    let json = try Checkout.bytes("docs/results/event-study.json")
    let saved = try SavedChart.eventStudy.chart(from: json, name: "s.json", choice: .init())
    #expect(saved.frame.source.contains("vintages 2019-03 (2014–2015) and 2026-03 (2016–2025)."))
  }

  @Test func `name incumbents as the other tables do`() throws {
    let json = try Checkout.bytes("docs/results/estimates.json")
    let chart = try SavedChart.coefficients.chart(from: json, name: "e.json", choice: .init())
    #expect(chart.alternative.contains("swing × ally × window × Trump (2017–2021)"))
    #expect(!chart.alternative.contains("trump-1"))
  }
}
