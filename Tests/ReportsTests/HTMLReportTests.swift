import Hypotheses
import Reports
import Testing

@Suite struct `The HTML report` {
  private func page(label: String = "") throws -> String {
    HTMLReport(
      results: try Simulated.results(label: label),
      maps: [
        ReportMap(
          svg: "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>\n",
          title: "Simulated map\(label)", alternative: "Highest: Nowhere\(label).")
      ],
      packages: [Simulated.package(label: label)], version: "9.9.9\(label)",
      command: "swingport analyze --out out\(label)"
    ).html()
  }

  @Test func `simulated results give the committed page`() throws {
    try expect(try page(), matches: "simulated-report.html")
  }

  @Test func `simulated results give the committed text`() throws {
    try expect(ResultText.summary(try Simulated.results()), matches: "simulated-summary.txt")
  }

  @Test func `simulated results give the committed chart`() throws {
    let chart = try #require(BumpChart(try Simulated.results()[0]))
    try expect(
      try #require(chart.svg(allyRule: "treaty")), matches: "simulated-bumps-treaty.svg")
  }

  @Test(arguments: ["", hostile])
  func `the page is well-formed, whatever the data hold`(label: String) throws {
    let read = WellFormed(try page(label: label))
    #expect(read.problems == [])
    #expect(read.elements["h1"] == 1)
    #expect(read.elements["main"] == 1)
    #expect(read.elements["script"] == nil)
    #expect(read.elements["table"] ?? 0 > 10)
    #expect(read.elements["caption"] == read.elements["table"])
  }

  /// F60.
  @Test func `hostile text adds no element and no link`() throws {
    let clean = WellFormed(try page())
    let dirty = WellFormed(try page(label: hostile))
    // The address of a source that is no address of the web is text, not a link.
    var expected = clean.elements
    expected["a"] = (clean.elements["a"] ?? 0) - 1
    #expect(dirty.elements == expected)
    #expect(try page(label: hostile).contains("&lt;/title&gt;&lt;script&gt;"))
    #expect(try !page(label: hostile).contains("href=\"javascript"))
  }

  @Test func `characters that XML forbids are replaced`() throws {
    let text = try page(label: "\u{7}\u{8}\u{FFFF}")
    #expect(text.contains("\u{FFFD}\u{FFFD}\u{FFFD}"))
    #expect(!text.unicodeScalars.contains { $0.value < 9 })
  }

  @Test func `the page asks for nothing from outside`() throws {
    let text = try page()
    for word in ["<link", "<img", "src=", "@import", "url(", "<iframe", "http-equiv"] {
      #expect(!text.contains(word), "\(word)")
    }
  }

  @Test func `the same results give the same page`() throws {
    #expect(try page() == page())
    #expect(
      ResultText.summary(try Simulated.results()) == ResultText.summary(try Simulated.results()))
  }

  @Test func `a page without results says so`() {
    let text = HTMLReport(results: [], maps: [], packages: [], version: "1", command: "c").html()
    #expect(WellFormed(text).problems == [])
    #expect(text.contains("No analysis was run."))
  }

  @Test func `all numbers of a model are on the page`() throws {
    let text = try page()
    for part in [
      "133,199", "+0.0133", "simulated-swing", "10,009: separated", "14,241 (an upper bound)",
      "ally, ally × window: absorbed by destination^year", "below 1e-12",
      "CRV1, simulated convention", "t(50) (origin + destination)", "early [S, N], late [S, N]",
      "sha", "0123456789ab…", "smallest eigenvalue \u{2212}1.2e\u{2212}07",
      "ally × window: in the span of earlier terms", "group or total (1)",
      "rows: no ISO 3166 code", "$3.3\u{A0}bn", "2014–15: 2019-03",
    ] {
      #expect(text.contains(part), "\(part)")
    }
  }
}

@Suite struct `The chart of bumps` {
  @Test func `each ally rule has a well-formed drawing with a title and a description`() throws {
    let chart = try #require(BumpChart(try Simulated.results(label: hostile)[0]))
    #expect(chart.allyRules == ["treaty", "nato"])
    for rule in chart.allyRules {
      let svg = try #require(chart.svg(allyRule: rule))
      let read = WellFormed(svg)
      #expect(read.problems == [])
      #expect(read.elements["title"] == 1 && read.elements["desc"] == 1)
      // One for each incumbent and one in the legend: circles are PPML, squares log-OLS.
      #expect(read.elements["circle"] == 4)
      #expect(read.elements["rect"] == 4)
      #expect(svg.contains("role=\"img\""))
    }
    #expect(chart.svg(allyRule: "unknown") == nil)
  }

  @Test func `coordinates have one decimal`() throws {
    let chart = try #require(BumpChart(try Simulated.results()[0]))
    let svg = try #require(chart.svg(allyRule: "nato"))
    for part in svg.split(separator: "\"") where Double(part) != nil && part.contains(".") {
      #expect(part.split(separator: ".")[1].count == 1, "\(part)")
    }
  }

  @Test func `an analysis without bumps by incumbent has no chart`() throws {
    #expect(BumpChart(try Simulated.results()[1]) == nil)
  }
}

@Suite struct `Citations` {
  @Test func `the program and each source are cited once`() throws {
    let text = CitationText.text(try Simulated.results(), version: "9.9.9")
    let lines = text.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0] == "Swingport contributors. Swingport (version 9.9.9).")
    #expect(lines[1].hasPrefix("U.S. Census Bureau, exports by state"))
    #expect(
      CitationText.source(Simulated.package().resources[0].sources[0])
        == "Nobody. Simulated series. Vintage: 2026-03. https://example.org/series (retrieved "
        + "2026-11-21).")
  }
}
