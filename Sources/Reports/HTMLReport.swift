import Charts
import Codes
import Hypotheses
import Tables

/// A finished map for the report.
public struct ReportMap: Sendable {
  /// The map as SVG of this program, with or without an XML declaration; it is not escaped.
  public let svg: String
  /// The title.
  public let title: String
  /// What the map shows in words, printed under it for those who do not see it.
  public let alternative: String

  /// Creates a map.
  public init(svg: String, title: String, alternative: String) {
    self.svg = svg
    self.title = title
    self.alternative = alternative
  }
}

/// A chart in the report: the drawing in a frame that scrolls on narrow screens, and its words.
struct ReportFigure {
  let svg: String
  let title: String
  let caption: String

  /// Draws a chart; nil where its values cannot be drawn.
  init?(chart: any Chart) {
    guard let svg = try? chart.svg() else { return nil }
    self.svg = svg
    title = chart.title
    caption = chart.alternative
  }

  /// Takes a finished map.
  init(_ map: ReportMap) {
    svg = map.svg
    title = map.title
    caption = map.alternative
  }

  /// Writes the figure.
  func write(into section: inout Markup, class style: String = "chart") {
    section.element("figure", ["class": style, "aria-label": title]) { figure in
      // On a narrow screen the drawing scrolls; what it says is read without.
      figure.element("p", ["class": "narrow screen", "aria-hidden": "true"]) { words in
        words.write(title + " ")
        words.element("span", text: "(scrolls sideways)")
      }
      figure.element(
        "div",
        ["class": "frame", "role": "region", "aria-label": "\(title) (figure)", "tabindex": "0"]
      ) { $0.drawing(svg) }
      figure.element("figcaption") { words in
        // The drawing has its title; its values in words are for those who do not see it.
        words.element("details", ["aria-label": "\(title) (in words)"]) { details in
          details.element("summary", text: "In words")
          details.element("p") { text in
            text.element("strong", text: title)
            text.write(". \(caption)")
          }
        }
      }
    }
  }
}

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
    var page = Markup()
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
    guard let first = results.first else {
      return [
        Section(id: "finding", heading: "Finding") {
          $0.element("p", text: "No analysis was run.")
        }
      ]
    }
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
    list.append(
      Section(id: "sources", heading: "Data and coverage") { section in
        let source =
          first.specification.source.citation(vintages: first.panel.vintages) + "."
        if let rule = first.specification.allyRules.first,
          let chart = ResultCharts.series(first.panel, allyRule: rule, source: source)
        {
          ReportFigure(chart: chart)?.write(into: &section)
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

  private func header(_ sections: [Section], into header: inout Markup) {
    header.element("p", ["class": "series"], text: "Swingport · Report of a run")
    header.element("h1", text: Self.title)
    let sources = CitationText.exports(results)
    header.element(
      "p", ["class": "meta"],
      text: "Version \(version). Exports: \(sources.joined(separator: "; ")).")
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
      box.element("p", text: finding.caveat)
    }
    section.element(
      "p", ["class": "meta"],
      text: "These sentences are made by rule from the estimates of analysis "
        + "\(first.specification.letter). Each model is judged by the widest of its intervals.")
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
      for chart in charts { ReportFigure(chart: chart)?.write(into: &row) }
    }
    let source = first.specification.source.citation(vintages: first.panel.vintages) + "."
    if let chart = ResultCharts.coefficients(
      first.models, names: names, analysis: first.specification.id, source: source)
    {
      ReportFigure(chart: chart)?.write(into: &section)
    }
  }

  private func citations(into section: inout Markup) {
    section.element("p", text: "Cite the program, and the publishers of the data that you use:")
    section.element("ul") { list in
      list.element("li", text: CitationText.program(version: version))
      for citation in CitationText.exports(results) {
        list.element("li", text: citation + ".")
      }
    }
  }

  private func reproduction(into section: inout Markup) {
    section.element(
      "p",
      text:
        "In a checkout of this version, the first command sets up, builds and runs the main job "
        + "on the built-in data; the others made this report. The same data give the same files to "
        + "the last byte.")
    section.element("pre", ["tabindex": "0"]) { code in
      code.element(
        "code", text: (["./run", command] + parts.commands).joined(separator: "\n"))
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
