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

/// The report as one self-contained HTML page: no scripts, no network, its style inside.
///
/// The page is also well-formed XML. The same values give the same text.
public struct HTMLReport: Sendable {
  /// The analyses in the order of the page; the first is the headline.
  public let results: [AnalysisResult]
  /// Maps, printed behind the finding.
  public let maps: [ReportMap]
  /// The data that were used.
  public let packages: [DataPackageDescriptor]
  /// The program's version.
  public let version: String
  /// The command line that made the report, such as `swingport analyze --out out`.
  public let command: String

  /// Creates a report.
  public init(
    results: [AnalysisResult], maps: [ReportMap], packages: [DataPackageDescriptor],
    version: String, command: String
  ) {
    self.results = results
    self.maps = maps
    self.packages = packages
    self.version = version
    self.command = command
  }

  /// The page's title.
  static let title = "Exports from swing states to allies before presidential elections"

  /// The page as text.
  ///
  /// Cost: linear in the number of estimates and sources.
  public func html() -> String {
    var page = Markup()
    page.documentType()
    page.element("html", ["lang": "en"]) { html in
      html.element("head") { head in
        head.void("meta", ["charset": "utf-8"])
        head.void(
          "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
        head.void("meta", ["name": "generator", "content": "Swingport \(version)"])
        head.element("title", text: Self.title)
        head.style(ReportStyle.sheet)
      }
      html.element("body") { body in
        body.element("header") { header(into: &$0) }
        body.element("main") { main in
          main.element("section", ["id": "finding"]) { finding(into: &$0) }
          if !maps.isEmpty {
            main.element("section", ["id": "maps"]) { section in
              section.element("h2", text: maps.count == 1 ? "Map" : "Maps")
              for map in maps { Self.write(map, into: &section) }
            }
          }
          for result in results {
            let section = AnalysisSection(result: result)
            main.element("section", ["id": section.id]) { section.write(into: &$0) }
          }
          main.element("section", ["id": "sources"]) {
            SourceSection(results: results, packages: packages).write(into: &$0)
          }
          main.element("section", ["id": "reproduce"]) { reproduction(into: &$0) }
        }
        body.element("footer") { footer in
          footer.element("p", text: CitationText.program(version: version))
        }
      }
    }
    return page.text
  }

  private func header(into header: inout Markup) {
    header.element("p", ["class": "series"], text: "Swingport · Report of a run")
    header.element("h1", text: Self.title)
    let sources = CitationText.exports(results)
    header.element(
      "p", ["class": "meta"],
      text: "Version \(version). Exports: \(sources.joined(separator: "; ")).")
    header.element("nav", ["aria-label": "Contents"]) { nav in
      nav.element("ol") { list in
        Self.link("Finding", to: "finding", in: &list)
        if !maps.isEmpty { Self.link(maps.count == 1 ? "Map" : "Maps", to: "maps", in: &list) }
        for result in results {
          let section = AnalysisSection(result: result)
          Self.link(section.heading, to: section.id, in: &list)
        }
        Self.link("Sources and licences", to: "sources", in: &list)
        Self.link("How to reproduce and cite", to: "reproduce", in: &list)
      }
    }
  }

  private static func link(_ text: String, to id: String, in list: inout Markup) {
    list.element("li") { $0.element("a", ["href": "#\(id)"], text: text) }
  }

  private func finding(into section: inout Markup) {
    section.element("h2", text: "Finding")
    guard let first = results.first else {
      section.element("p", text: "No analysis was run.")
      return
    }
    let finding = Finding(first)
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

  /// A map that is wider than the page scrolls in its own frame, so that its labels stay legible.
  private static func write(_ map: ReportMap, into section: inout Markup) {
    section.element("figure", ["class": "map", "aria-label": map.title]) { figure in
      figure.element(
        "div", ["class": "frame", "role": "region", "aria-label": map.title, "tabindex": "0"]
      ) { $0.drawing(map.svg) }
      figure.element("figcaption") { caption in
        caption.element("strong", text: map.title)
        caption.write(". \(map.alternative)")
      }
    }
  }

  private func reproduction(into section: inout Markup) {
    section.element("h2", text: "How to reproduce and cite")
    section.element(
      "p",
      text:
        "In a checkout of this version, the first command sets up, builds and runs the main job "
        + "on the built-in data; the second made this report. The same data give the same files to "
        + "the last byte.")
    section.element("pre") { code in
      code.element("code", text: "./run\n\(command)")
    }
    section.element("p", text: "Cite the program, and the publishers of the data that you use:")
    section.element("ul") { list in
      list.element("li", text: CitationText.program(version: version))
      for citation in CitationText.exports(results) {
        list.element("li", text: citation + ".")
      }
    }
  }
}
