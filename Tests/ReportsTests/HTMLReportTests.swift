import Charts
import Drawing
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

  @Test(arguments: ["", hostile])
  func `the page is well-formed, whatever the data hold`(label: String) throws {
    let read = WellFormed(try page(label: label))
    #expect(read.problems == [])
    #expect(read.elements["h1"] == 1)
    #expect(read.elements["main"] == 1)
    #expect(read.elements["script"] == 1)
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
    // A longer title fills more lines of a drawing, each a text of its own.
    let lines = dirty.elements["text"] ?? 0
    #expect(lines - (clean.elements["text"] ?? 0) < 20)
    expected["text"] = lines
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
    for word in ["<link", "<img", "src=\"", "@import", "url(", "<iframe", "http-equiv=\"refresh"] {
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
      "ally, ally × window: absorbed by destination × year", "below 1e-12",
      "CRV1, simulated convention", "t(50) (origin + destination)", "early [S, N], late [S, N]",
      "sha", "0123456789ab…", "smallest eigenvalue \u{2212}1.2e\u{2212}07",
      "ally × window: in the span of earlier terms", "group or total (1)",
      "rows: no ISO 3166 code", "$3.3\u{A0}bn", "2014–15: 2019-03",
    ] {
      #expect(text.contains(part), "\(part)")
    }
  }
}

@Suite struct `The parts of the report` {
  private func report(_ parts: ReportParts = ReportParts(), label: String = "") throws
    -> HTMLReport
  {
    HTMLReport(
      results: try Simulated.results(label: label), maps: [],
      packages: [Simulated.package(label: label)], version: "1", command: "swingport report",
      parts: parts)
  }

  @Test func `that were not run are named with the command that runs them`() throws {
    let page = try report().html()
    let pieces = ["power", "permute", "honest", "placebo", "leave-one-out"].map {
      "swingport \($0) simulated-states --out \($0) &amp;&amp; swingport report simulated-states "
        + "--from \($0)"
    }
    for command in [
      "swingport report simulated-states", "swingport analyze simulated-states --inference full",
      "swingport analyze swing-states --all-rules",
    ] + pieces { #expect(page.contains("<code>\(command)</code>"), "\(command)") }
    #expect(page.components(separatedBy: "class=\"missing\"").count == 4)
  }

  @Test func `that are given are drawn in their place`() throws {
    var parts = ReportParts()
    parts.power = PowerChart(
      frame: ChartFrame(figureID: "power"),
      curves: [.init("t", [.init(effect: 0, rate: 0.05), .init(effect: 9, rate: 0.9)])])
    parts.specifications = [
      SpecificationCurveChart(
        frame: ChartFrame(figureID: "curve"), choices: ["Rule"],
        specifications: [
          .init(estimate: 1, interval: Interval(low: 0.5, high: 2), options: ["a"]),
          .init(estimate: 3, options: ["b"]),
        ])
    ]
    parts.permutations = [
      PermutationChart(
        frame: ChartFrame(figureID: "draws"), draws: [1, 2, 3], observed: 2, pValue: 0.5,
        quantity: "slope")
    ]
    let page = try report(parts).html()
    for part in ["id=\"power-title\"", "id=\"curve-title\"", "id=\"draws-title\""] {
      #expect(page.contains(part), "\(part)")
    }
    #expect(page.contains("Specifications by choice: change in exports"))
    #expect(WellFormed(page).problems == [])
    #expect(page.components(separatedBy: "class=\"missing\"").count == 3)
  }

  @Test(arguments: ["", hostile])
  func `in Markdown and LaTeX have the page's tables`(label: String) throws {
    let report = try report(label: label)
    let page = report.html()
    let markdown = PlainPage.markdown(report)
    let latex = PlainPage.latex(report)
    let tables = WellFormed(page).elements["table"] ?? 0
    #expect(tables > 10)
    #expect(markdown.components(separatedBy: "\n| --- |").count - 1 == tables)
    #expect(latex.components(separatedBy: "\\begin{longtable}").count - 1 == tables)
    #expect(latex.components(separatedBy: "\\end{longtable}").count - 1 == tables)
    // Every row has the cells of its heading.
    for block in markdown.components(separatedBy: "\n\n") where block.hasPrefix("| ") {
      let counts = block.split(separator: "\n").map { line in
        line.replacing("\\|", with: "").count { $0 == "|" }
      }
      #expect(Set(counts).count == 1, "\(block.prefix(80))")
    }
    #expect(!markdown.contains("<script") && !latex.contains("\u{2212}"))
    // An option keeps its two hyphens, and what is wider than its figures is broken.
    #expect(latex.contains("swingport analyze swing-states -{}-"))
    #expect(latex.contains("\\parbox[b]{"))
    #expect(latex.unicodeScalars.allSatisfy { $0.value < 0x180 })
    for part in ["133,199", "+0.0133", "Not run."] {
      #expect(markdown.contains(part) && latex.contains(part), "\(part)")
    }
  }

  @Test func `have charts whose ids do not clash`() throws {
    let read = WellFormed(try report().html())
    #expect(read.problems == [])
    #expect(read.elements["svg"] ?? 0 >= 5)
  }
}

@Suite struct `Citations` {
  @Test func `the program and each source are cited once`() throws {
    let text = CitationText.text(try Simulated.results(), version: "9.9.9")
    let lines = text.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(
      lines[0]
        == "Swingport contributors (2026). Swingport: exports from swing states to treaty allies before presidential elections (version 9.9.9) [computer program]."
    )
    #expect(lines[1].hasPrefix("U.S. Census Bureau, exports by state"))
    #expect(
      CitationText.source(Simulated.package().resources[0].sources[0])
        == "Nobody. Simulated series. Vintage: 2026-03. https://example.org/series (retrieved "
        + "2026-11-21).")
  }
}
