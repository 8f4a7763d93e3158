import Charts
import Codes
import Hypotheses
import Tables

/// The report as one self-contained HTML page: no network, its style and a little script inside.
///
/// The page says everything without its script; with it, election, measure and rule can be chosen and
/// values be read by pointing or by keyboard. It is also well-formed XML. The same values give the same
/// text.
public struct HTMLReport: Sendable {
  /// The analyses in the order of the page; the first is the headline.
  public let results: [AnalysisResult]
  /// Maps, printed behind the finding.
  public let maps: [ReportMap]
  /// The data that were used.
  public let packages: [DataPackageDescriptor]
  /// The program's version.
  public let version: String
  /// The command line that made the report, such as `swingport report --out out`.
  public let command: String
  /// What the report shows beyond its analyses.
  public let parts: ReportParts

  /// Creates a report.
  public init(
    results: [AnalysisResult], maps: [ReportMap], packages: [DataPackageDescriptor],
    version: String, command: String, parts: ReportParts = ReportParts()
  ) {
    self.results = results
    self.maps = maps
    self.packages = packages
    self.version = version
    self.command = command
    self.parts = parts
  }

  /// The page's title.
  static let title = "Exports from swing states to allies before presidential elections"

  /// A section of the page.
  private struct Section {
    let id: String
    let heading: String
    let write: (inout Markup) -> Void
  }

  /// The page as text.
  ///
  /// Cost: linear in the number of estimates and sources.
  public func html() -> String {
    var page = Markup(isProse: true)
    page.documentType()
    page.element("html", ["lang": "en"]) { html in
      html.element("head") { head in
        head.void("meta", ["charset": "utf-8"])
        // A browser that honours it refuses any request that the page could not need.
        head.void(
          "meta",
          [
            "http-equiv": "Content-Security-Policy",
            "content": "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'",
          ])
        head.void(
          "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
        head.void("meta", ["name": "generator", "content": "Swingport \(version)"])
        head.element("title", text: Self.title)
        head.style(ReportStyle.sheet)
      }
      html.element("body") { body in
        body.element("a", ["class": "skip", "href": "#finding"], text: "Skip to the finding")
        write(into: &body)
        body.script(ReportScript.code)
      }
    }
    return page.text
  }

  /// The body of the page: header, sections and footer.
  func write(into body: inout Markup) {
    let sections = sections
    body.element("header") { header(sections, into: &$0) }
    body.element("main") { main in
      for section in sections {
        main.element("section", ["id": section.id]) { part in
          part.element("h2", text: section.heading)
          section.write(&part)
        }
      }
    }
    body.element("footer") { footer in
      footer.element("p", text: CitationText.program(version: version))
    }
  }

  private var sections: [Section] {
    guard let first = results.first else { return tableSections }
    let names = IncumbentNames(panel: first.panel)
    let certainty = CertaintySection(result: first, names: names, parts: parts, command: command)
    var list: [Section] = [
      Section(id: "finding", heading: "Finding") { finding(of: first, into: &$0) }
    ]
    if !maps.isEmpty || parts.explorer != nil {
      list.append(
        Section(id: "maps", heading: maps.count == 1 ? "Map" : "Maps") { section in
          for map in maps { ReportFigure(map).write(into: &section, class: "map") }
          if let explorer = parts.explorer {
            ExplorerSection(explorer).writeBoard(into: &section)
          }
        })
    }
    if maps.isEmpty, let absence = parts.mapAbsence {
      list.append(
        Section(id: "maps", heading: "Map") { $0.element("p", ["class": "absent"], text: absence) })
    }
    list.append(
      Section(id: "bumps", heading: "Bumps by incumbent") { section in
        bumps(of: first, names: names, into: &section)
      })
    list.append(
      Section(id: "event-study", heading: "Event study") { certainty.writeEventStudy(into: &$0) })
    list.append(
      Section(id: "certainty", heading: "How sure we are, and why not more") {
        certainty.write(into: &$0)
      })
    list.append(
      Section(id: "all-rules", heading: "All rules") { certainty.writeAllRules(into: &$0) })
    for (index, result) in results.enumerated() {
      let section = AnalysisSection(result: result, isHeadline: index == 0)
      list.append(Section(id: section.id, heading: section.heading) { section.write(into: &$0) })
    }
    list += tests
    list.append(
      Section(id: "sources", heading: "Data and coverage") { section in
        let source =
          first.specification.source.citation(vintages: first.panel.vintages) + "."
        if let rule = first.specification.allyRules.first,
          let chart = ResultCharts.series(first.panel, allyRule: rule, source: source)
        {
          ReportFigure(
            chart: chart,
            command:
              "swingport plot series --analysis \(first.specification.id) --ally \(rule) --out "
              + "series.svg"
          )?.write(into: &section)
        }
        if let explorer = parts.explorer {
          ExplorerSection(explorer).table(caption: "Exports to allies by state and election.")
            .write(into: &section)
        }
        SourceSection(results: results, packages: packages).write(into: &section)
      })
    list.append(
      Section(id: "join", heading: "Join report") { section in
        for result in results { AnalysisSection(result: result).join.write(into: &section) }
      })
    list.append(Section(id: "cite", heading: "How to cite") { citations(into: &$0) })
    list.append(Section(id: "reproduce", heading: "How to reproduce") { reproduction(into: &$0) })
    return list
  }

  /// What tables of a user say, and what no table at hand can test.
  private var tests: [Section] {
    var list: [Section] = []
    if !parts.tables.isEmpty {
      list.append(
        Section(id: "tables", heading: "Tables brought for other tests") { section in
          TableSection(tables: parts.tables).write(into: &section)
        })
    }
    if !parts.untested.isEmpty {
      list.append(
        Section(id: "untested", heading: "Not tested, and what it would need") { section in
          UntestedSection(untested: parts.untested).write(into: &section)
        })
    }
    return list
  }

  /// The sections of a run that has tables and no panel.
  private var tableSections: [Section] {
    var list = [
      Section(id: "finding", heading: "Finding") { section in
        let models = parts.tables.flatMap(\.models)
        section.element(
          "p", ["class": "lead"],
          text: parts.tables.isEmpty && parts.untested.isEmpty
            ? "No analysis was run."
            : models.isEmpty
              ? "Nothing was tested: no table at hand bears on the hypothesis. What each test would need "
                + "stands below."
              : "\(NumberText.word(models.count).capitalizedFirst) "
                + "\(models.count == 1 ? "model was" : "models were") estimated on tables that were "
                + "brought; they stand below with the rows used. " + ClusteredErrors.sentence)
      }
    ]
    list += tests
    list.append(Section(id: "cite", heading: "How to cite") { citations(into: &$0) })
    list.append(Section(id: "reproduce", heading: "How to reproduce") { reproduction(into: &$0) })
    return list
  }

  private func header(_ sections: [Section], into header: inout Markup) {
    header.element("p", ["class": "series"], text: "Swingport · Report of a run")
    header.element("h1", text: Self.title)
    let sources = CitationText.exports(results)
    header.element(
      "p", ["class": "meta"],
      text: "Version \(version)."
        + (sources.isEmpty ? "" : " Exports: \(sources.joined(separator: "; "))."))
    header.element("nav", ["aria-label": "Contents"]) { nav in
      nav.element("ol") { list in
        for section in sections {
          list.element("li") { item in
            item.element("a", ["href": "#\(section.id)"], text: section.heading)
          }
        }
      }
    }
  }

  private func finding(of first: AnalysisResult, into section: inout Markup) {
    let finding = Finding(first, inference: parts.inference)
    section.element("div", ["class": "finding"]) { box in
      box.element("p", ["class": "lead"], text: finding.bump)
      if let reputation = finding.reputation {
        box.element("p", ["class": "lead"], text: reputation)
      }
    }
    section.element(
      "p", ["class": "meta"],
      text: "These sentences are made by rule from the estimates of analysis "
        + "\(first.specification.letter). What stands against them is under How sure we are.")
  }

  private func bumps(
    of first: AnalysisResult, names: IncumbentNames, into section: inout Markup
  ) {
    let charts = ReputationSection(result: first, names: names).charts
    if charts.isEmpty {
      section.element(
        "p", text: "The headline has no bumps by incumbent that could be ordered by reputation.")
    }
    section.element("div", ["class": "row"]) { row in
      for (chart, rule) in charts {
        ReportFigure(chart: chart, command: Self.plot("reputation", first, "--ally \(rule)"))?
          .write(into: &row)
      }
    }
    let source = first.specification.source.citation(vintages: first.panel.vintages) + "."
    if let chart = ResultCharts.coefficients(
      first.models, names: names, analysis: first.specification.id, source: source)
    {
      ReportFigure(chart: chart, command: Self.plot("coefficients", first))?.write(into: &section)
    }
  }

  /// The commands that draw a chart of an analysis' estimates into a file of its own.
  static func plot(_ chart: String, _ result: AnalysisResult, _ choice: String = "") -> String {
    let id = result.specification.id
    return
      "swingport analyze \(id) --json > estimates.json && swingport plot \(chart) estimates.json "
      + "\(choice)\(choice.isEmpty ? "" : " ")--out \(chart).svg"
  }

  private func citations(into section: inout Markup) {
    section.element("p", text: "Cite the program, and the publishers of the data that you use:")
    section.element("ul") { list in
      list.element("li", text: CitationText.program(version: version))
      for citation in CitationText.used(by: results, packages: packages) {
        list.element("li", text: citation)
      }
    }
  }

  private func reproduction(into section: inout Markup) {
    section.element(
      "p",
      text:
        "In a checkout of this version, the first command sets up, builds and runs the main job "
        + "on the built-in data; the others, in their order, made the parts of this report and then the "
        + "report. The same data give the same files to the last byte.")
    section.element("pre", ["tabindex": "0"]) { code in
      code.element(
        "code", text: (["./run"] + parts.commands + [command]).joined(separator: "\n"))
    }
    guard !packages.isEmpty else { return }
    ReportTable(
      caption: "The tables that were read, with their hashes.",
      columns: [.text("Table"), .number("Rows"), .number("Bytes"), .text("SHA-256")],
      rows: packages.flatMap { package in
        package.resources.map { resource in
          [
            "\(package.name)/\(resource.path)", NumberText.typographic.whole(resource.rows),
            NumberText.typographic.whole(resource.bytes),
            resource.hash.split(separator: ":").last.map(String.init) ?? "",
          ]
        }
      }
    ).write(into: &section)
  }
}
