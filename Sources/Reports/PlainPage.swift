/// The report in Markdown and LaTeX: the same sentences and tables as the page; in place of each figure
/// its title, its values in words and the command that draws it.
public enum PlainPage {
  /// The report as Markdown.
  public static func markdown(_ report: HTMLReport) -> String {
    var page = Markup(isProse: true)
    report.write(into: &page)
    return MarkdownPage().text(page.nodes)
  }

  /// The report as a LaTeX document that needs `booktabs` and `longtable`.
  public static func latex(_ report: HTMLReport) -> String {
    var page = Markup(isProse: true)
    report.write(into: &page)
    return LatexPage(title: HTMLReport.title).text(page.nodes)
  }

  /// What is only for screens: navigation, and what scripts show.
  static func isScreenOnly(_ name: String, _ style: String) -> Bool {
    name == "nav" || name == "noscript" || name == "summary"
      || style.split(separator: " ").contains("screen")
  }

  /// All text within nodes.
  static func words(_ nodes: [Markup.Node]) -> String {
    nodes.map { node in
      switch node {
      case .text(let text): text
      case .element("br", _, _): " "
      case .element(let name, let style, _) where isScreenOnly(name, style): ""
      case .element(_, _, let inner): words(inner)
      }
    }.joined()
  }

  private static func trimmed(_ text: String) -> String {
    var text = text[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  /// A table as rows of text: captions, headings with those above them in front, and cells.
  static func table(
    _ nodes: [Markup.Node]
  ) -> (caption: String, head: [String], rows: [[String]], isNumber: [Bool]) {
    var caption = ""
    var lines: [(isHead: Bool, cells: [Markup.Node])] = []
    for case .element(let name, _, let inner) in nodes {
      if name == "caption" { caption = trimmed(words(inner)) }
      for case .element("tr", _, let cells) in inner where name == "thead" || name == "tbody" {
        lines.append((name == "thead", cells))
      }
    }
    let heads = lines.filter(\.isHead).map(\.cells)
    var styles: [String] = []
    var head: [String] = []
    for case .element(_, let style, let inner) in heads.last ?? [] {
      styles.append(style)
      head.append(words(inner))
    }
    // Headings over several columns are repeated before each of them.
    if heads.count > 1 {
      var above: [String] = []
      for case .element(_, let style, let inner) in heads[0] {
        let span = style.split(separator: "-").last.flatMap { Int($0) } ?? 1
        above += [String](repeating: words(inner), count: span)
      }
      for index in head.indices where index < above.count && !above[index].isEmpty {
        head[index] = above[index] + ": " + head[index]
      }
    }
    let rows = lines.filter { !$0.isHead }.map { line in
      line.cells.compactMap { node -> String? in
        if case .element(_, _, let inner) = node { words(inner) } else { nil }
      }
    }
    return (caption, head, rows, styles.map { $0 == "n" })
  }
}

/// Writes nodes of the page as Markdown.
struct MarkdownPage {
  /// The document.
  func text(_ nodes: [Markup.Node]) -> String {
    blocks(nodes).map { $0 + "\n" }.joined(separator: "\n")
  }

  private func blocks(_ nodes: [Markup.Node]) -> [String] {
    nodes.flatMap { node -> [String] in
      guard case .element(let name, let style, let inner) = node,
        !PlainPage.isScreenOnly(name, style)
      else { return [] }
      switch name {
      case "h1", "h2", "h3", "h4":
        let level = Int(name.dropFirst()) ?? 1
        return [String(repeating: "#", count: level) + " " + escaped(PlainPage.words(inner))]
      case "p": return [inline(inner)]
      case "figcaption": return blocks(inner).map { "*Figure.* " + $0 }
      case "ul", "ol":
        let items = inner.compactMap { node -> String? in
          if case .element(_, _, let item) = node { "- " + inline(item) } else { nil }
        }
        return [items.joined(separator: "\n")]
      case "dl":
        var lines: [String] = []
        for case .element(let name, _, let words) in inner {
          if name == "dt" {
            lines.append("- **\(escaped(PlainPage.words(words)))**: ")
          } else if !lines.isEmpty {
            lines[lines.count - 1] += inline(words)
          }
        }
        return [lines.joined(separator: "\n")]
      case "pre":
        let code = PlainPage.words(inner)
        let fence = String(repeating: "`", count: max(3, Self.longestRun(of: "`", in: code) + 1))
        return ["\(fence)sh\n\(code)\n\(fence)"]
      case "table": return table(inner)
      default: return blocks(inner)
      }
    }
  }

  private func table(_ nodes: [Markup.Node]) -> [String] {
    let table = PlainPage.table(nodes)
    func line(_ cells: [String]) -> String {
      "| " + cells.map(escaped).joined(separator: " | ") + " |"
    }
    let rule = "|" + table.isNumber.map { $0 ? " ---: |" : " --- |" }.joined()
    return [
      "**" + escaped(table.caption) + "**",
      ([line(table.head), rule] + table.rows.map(line)).joined(separator: "\n"),
    ]
  }

  private func inline(_ nodes: [Markup.Node]) -> String {
    nodes.map { node in
      switch node {
      case .text(let text): escaped(text)
      case .element("strong", _, let inner): "**" + inline(inner) + "**"
      case .element("code", _, let inner): Self.code(PlainPage.words(inner))
      // A line of its own within an item of a list.
      case .element("br", _, _): "  \n  "
      case .element(_, _, let inner): inline(inner)
      }
    }.joined()
  }

  /// Code within a line, between more backticks than it holds in a row.
  static func code(_ text: String) -> String {
    guard text.contains("`") else { return "`\(text)`" }
    let fence = String(repeating: "`", count: longestRun(of: "`", in: text) + 1)
    return "\(fence) \(text) \(fence)"
  }

  private static func longestRun(of character: Character, in text: String) -> Int {
    text.split { $0 != character }.map(\.count).max() ?? 0
  }

  /// Text that no mark of Markdown and no HTML can be read from.
  private func escaped(_ text: String) -> String {
    var out = ""
    for character in text {
      switch character {
      case "\\", "`", "*", "_", "[", "]", "|", "#", "~": out += "\\" + String(character)
      // Programs that read Markdown differ about a backslash before these, and agree on references.
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "&": out += "&amp;"
      case "\n", "\r": out += " "
      default: out.append(character)
      }
    }
    return out
  }
}
