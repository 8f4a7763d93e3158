/// Writes nodes of the page as LaTeX.
struct LatexPage {
  /// The title of the document.
  let title: String

  /// The document.
  func text(_ nodes: [Markup.Node]) -> String {
    """
    \\documentclass[10pt,a4paper]{article}
    \\usepackage[T1]{fontenc}
    \\usepackage[utf8]{inputenc}
    \\usepackage{textcomp}
    \\usepackage[margin=20mm]{geometry}
    \\usepackage{booktabs,longtable,array}
    \\setlength{\\parindent}{0pt}\\setlength{\\parskip}{6pt}\\sloppy
    \\begin{document}

    """ + blocks(nodes).map { $0 + "\n" }.joined(separator: "\n") + "\n\\end{document}\n"
  }

  private func blocks(_ nodes: [Markup.Node]) -> [String] {
    nodes.flatMap { node -> [String] in
      guard case .element(let name, let style, let inner) = node,
        !PlainPage.isScreenOnly(name, style)
      else { return [] }
      switch name {
      case "h1": return ["{\\LARGE\\bfseries \(escaped(PlainPage.words(inner)))\\par}"]
      case "h2": return ["\\section*{\(escaped(PlainPage.words(inner)))}"]
      case "h3": return ["\\subsection*{\(escaped(PlainPage.words(inner)))}"]
      case "h4": return ["\\subsubsection*{\(escaped(PlainPage.words(inner)))}"]
      case "p": return [inline(inner)]
      case "figcaption": return blocks(inner).map { "\\emph{Figure.} " + $0 }
      case "ul", "ol":
        let items = inner.compactMap { node -> String? in
          if case .element(_, _, let item) = node { "\\item " + inline(item) } else { nil }
        }
        return [
          items.isEmpty
            ? "" : "\\begin{itemize}\n\(items.joined(separator: "\n"))\n\\end{itemize}"
        ]
      case "dl":
        var lines: [String] = []
        for case .element(let name, _, let words) in inner {
          if name == "dt" {
            lines.append("\\item[\(escaped(PlainPage.words(words)))] ")
          } else if !lines.isEmpty {
            lines[lines.count - 1] += inline(words)
          }
        }
        return [
          lines.isEmpty
            ? ""
            : "\\begin{description}\n\(lines.joined(separator: "\n"))\n\\end{description}"
        ]
      case "pre":
        return PlainPage.words(inner).split(separator: "\n").map {
          "\\texttt{\(escaped(String($0)))}"
        }
      case "table": return [table(inner)]
      default: return blocks(inner)
      }
    }
  }

  private func table(_ nodes: [Markup.Node]) -> String {
    let table = PlainPage.table(nodes)
    let widths = table.isNumber.indices.map { column in
      Self.width(
        of: table.rows.map { column < $0.count ? $0[column] : "" }, under: table.head[column])
    }
    // Text columns share what the numbers leave by the length of their cells, in the largest letters
    // that leave enough.
    let numbers = zip(widths, table.isNumber).reduce(0) { $0 + ($1.1 ? $1.0 + 2 : 0) }
    let wanted = widths.map { min($0, 60) + 1 }
    let texts = table.isNumber.indices.filter { !table.isNumber[$0] }
    let (size, room) =
      Self.sizes.first { size in
        numbers + texts.reduce(0) { $0 + min(wanted[$1], 26) + 2 } <= size.letters
      } ?? Self.sizes[Self.sizes.count - 1]
    let free = 0.98 - Double(numbers) / Double(room) - 0.02 * Double(texts.count)
    let total = Double(texts.reduce(0) { $0 + wanted[$1] })
    let columns = table.isNumber.indices.map { column -> String in
      guard !table.isNumber[column] else { return "r" }
      let needed = Double(wanted[column]) / Double(room)
      let share = FixedShare.text(min(needed, free * Double(wanted[column]) / max(1, total)))
      return ">{\\raggedright\\arraybackslash}p{\(share)\\linewidth}"
    }
    .joined()
    let head = table.head.indices.map { column in
      table.isNumber[column]
        ? heading(table.head[column], width: widths[column]) : escaped(table.head[column])
    }
    let lines = ([head] + table.rows.map { $0.map(breakable) }).map {
      $0.joined(separator: " & ") + " \\\\"
    }
    return """
      {\(size)\\setlength{\\tabcolsep}{3pt}\\textbf{\(escaped(table.caption))}
      \\begin{longtable}{\(columns)}
      \\toprule
      \(lines[0])
      \\midrule\\endhead
      \(lines.dropFirst().joined(separator: "\n"))
      \\bottomrule
      \\end{longtable}}
      """
  }

  /// Sizes of letters, and how many of them stand on a line.
  private static let sizes = [
    (name: "\\footnotesize", letters: 112), (name: "\\scriptsize", letters: 128),
    (name: "\\tiny", letters: 178),
  ]

  /// A cell in which long words may be broken: paths behind a slash, hashes anywhere.
  private func breakable(_ text: String) -> String {
    text.split(separator: " ", omittingEmptySubsequences: false).map { word in
      guard word.count > 24 else { return escaped(String(word)) }
      return word.split(separator: "/", omittingEmptySubsequences: false).map { part in
        stride(from: 0, to: max(1, part.count), by: 16).map {
          escaped(String(part.dropFirst($0).prefix(16)))
        }.joined(separator: part.count > 40 ? "\\hspace{0pt}" : "")
      }.joined(separator: "/\\hspace{0pt}")
    }.joined(separator: " ")
  }

  /// The letters that a column of numbers needs: those of its cells, or of the longest word above them.
  private static func width(of cells: [String], under head: String) -> Int {
    let words = head.split(separator: " ").map { $0.count + 1 }
    return max(cells.map(\.count).max() ?? 0, words.max() ?? 0)
  }

  /// A heading over numbers, broken into lines where it is wider than they are.
  private func heading(_ text: String, width: Int) -> String {
    guard text.count > width else { return escaped(text) }
    let size = NumberText.plain.fixed(0.48 * Double(width), 1)
    return "\\parbox[b]{\(size)em}{\\raggedleft \(escaped(text))\\strut}"
  }

  private func inline(_ nodes: [Markup.Node]) -> String {
    nodes.map { node in
      switch node {
      case .text(let text): escaped(text)
      case .element("strong", _, let inner): "\\textbf{" + inline(inner) + "}"
      case .element("code", _, let inner): "\\texttt{" + escaped(PlainPage.words(inner)) + "}"
      case .element("br", _, _): "\\newline "
      case .element(_, _, let inner): inline(inner)
      }
    }.joined()
  }

  /// Text that LaTeX sets as it stands; a letter that its encodings lack becomes a question mark.
  private func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": out += "\\textbackslash{}"
      case "{", "}", "$", "&", "#", "%", "_": out += "\\" + String(scalar)
      case "~": out += "\\textasciitilde{}"
      case "^": out += "\\textasciicircum{}"
      case "<": out += "\\textless{}"
      case ">": out += "\\textgreater{}"
      case "\"": out += "\\textquotedbl{}"
      // Two hyphens would be set as a dash, and an option of a command could not be copied.
      case "-": out += out.hasSuffix("-") ? "{}-" : "-"
      case "\u{2212}": out += "$-$"
      case "\u{D7}": out += "$\\times$"
      case "\u{B7}": out += "$\\cdot$"
      case "\u{3B1}": out += "$\\alpha$"
      case "\u{3B2}": out += "$\\beta$"
      case "\u{3B3}": out += "$\\gamma$"
      case "\u{2013}": out += "--"
      case "\u{2019}": out += "'"
      case "\u{2026}": out += "\\ldots{}"
      case "\u{A0}": out += "~"
      case "\n", "\r", "\t": out += " "
      case "\0"..."\u{1F}": out += "?"
      case "\u{20}"..."\u{7E}", "\u{C0}"..."\u{17F}": out.unicodeScalars.append(scalar)
      default: out += "?"
      }
    }
    return out
  }
}

/// A share of a line with two decimals.
enum FixedShare {
  /// Writes a share.
  static func text(_ share: Double) -> String { NumberText.plain.fixed(max(0.08, share), 2) }
}
