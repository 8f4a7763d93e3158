import Tables

/// The forms in which a table is written.
public enum RegressionTableFormat: String, Sendable, CaseIterable {
  /// Aligned columns for a terminal.
  case text
  /// A pipe table.
  case markdown
  /// `tabular` with the rules of the package booktabs.
  case latex
  /// One `table` element.
  case html
  /// Comma-separated text, the cells as printed.
  case csv
}

extension RegressionTable {
  /// The table in a form, ended by a line feed.
  ///
  /// Whatever comes from the data is escaped, so that no name can end a cell or a command.
  public func written(as format: RegressionTableFormat) -> String {
    switch format {
    case .text: text
    case .markdown: markdown
    case .latex: latex
    case .html: html
    case .csv: csv
    }
  }

  private var text: String {
    let all = head + sections.flatMap(\.self)
    let labels = all.map { Self.shownWidth($0.label) }.max() ?? 0
    let widths = (0..<width).map { column in
      all.map { Self.shownWidth($0.cells[column]) }.max() ?? 0
    }
    func row(_ line: Line) -> String {
      var result = Self.printable(line.label)
      result += String(repeating: " ", count: labels - Self.shownWidth(line.label))
      for (cell, width) in zip(line.cells, widths) {
        result +=
          "  " + String(repeating: " ", count: width - Self.shownWidth(cell))
          + Self.printable(cell)
      }
      while result.last == " " { result.removeLast() }
      return result
    }
    let rule = String(repeating: "-", count: labels + widths.reduce(0) { $0 + $1 + 2 })
    var lines = head.map(row)
    for section in sections { lines += [rule] + section.map(row) }
    lines += [rule] + notes.map(Self.printable)
    return lines.map { $0 + "\n" }.joined()
  }

  /// Text without characters that would move the cursor or break a line.
  static func printable(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }

  private static func shownWidth(_ text: String) -> Int { printable(text).count }

  private var markdown: String {
    func escaped(_ text: String) -> String {
      var result = ""
      for character in Self.printable(text) {
        if "\\|*_<>`[]~#".contains(character) { result.append("\\") }
        result.append(character)
      }
      return result
    }
    func row(_ line: Line) -> String {
      "| " + ([line.label] + line.cells).map(escaped).joined(separator: " | ") + " |\n"
    }
    var result = row(head[0])
    result += "|:---" + String(repeating: "|---:", count: width) + "|\n"
    for line in head.dropFirst() + sections.flatMap(\.self) { result += row(line) }
    return result + "\n" + notes.map { escaped($0) + "  \n" }.joined()
  }

  private var latex: String {
    func escaped(_ text: String) -> String {
      var result = ""
      for character in Self.printable(text) {
        switch character {
        case "\\": result += "\\textbackslash{}"
        case "~": result += "\\textasciitilde{}"
        case "^": result += "\\textasciicircum{}"
        case "<": result += "\\textless{}"
        case ">": result += "\\textgreater{}"
        case "|": result += "\\textbar{}"
        case "\"": result += "\\char34{}"
        case "{", "}", "$", "&", "#", "_", "%": result += "\\\(character)"
        // A bracket behind a line's end would be read as the space below it.
        case "[": result += "{[}"
        case "]": result += "{]}"
        default: result.append(character)
        }
      }
      return result
    }
    func cell(_ text: String, _ line: Line) -> String {
      guard line.isNumeric else { return escaped(text) }
      let stars = text.reversed().prefix { $0 == "*" }.count
      var number = escaped(String(text.dropLast(stars)))
      if number.hasPrefix("-") { number = "$-$" + number.dropFirst() }
      if number.hasPrefix("(-") { number = "($-$" + number.dropFirst(2) }
      return number + (stars == 0 ? "" : "$^{\(String(repeating: "*", count: stars))}$")
    }
    func row(_ line: Line) -> String {
      ([escaped(line.label)] + line.cells.map { cell($0, line) }).joined(separator: " & ")
        + " \\\\\n"
    }
    var result = "\\begin{tabular}{l" + String(repeating: "r", count: width) + "}\n\\toprule\n"
    result += head.map(row).joined()
    for section in sections { result += "\\midrule\n" + section.map(row).joined() }
    result += "\\bottomrule\n\\end{tabular}\n"
    // Notes stand below the table in a box of the text's width, in which they are broken into lines.
    result += "\n\\smallskip\n\\begin{minipage}{\\linewidth}\\footnotesize\\raggedright\n"
    for note in notes { result += "\(escaped(note))\\par\n" }
    return result + "\\end{minipage}\n"
  }

  private var html: String {
    var markup = Markup()
    markup.element("table", ["class": "regression"]) { table in
      table.element("thead") { part in
        for line in head { Self.write(line, "th", "col", into: &part) }
      }
      for section in sections {
        table.element("tbody") { part in
          for line in section { Self.write(line, "td", nil, into: &part) }
        }
      }
      table.element("tfoot") { part in
        part.element("tr") { row in
          row.element("td", ["colspan": String(width + 1)]) { cell in
            for (index, note) in notes.enumerated() {
              if index > 0 { cell.void("br") }
              cell.write(note)
            }
          }
        }
      }
    }
    return markup.text.hasSuffix("\n") ? markup.text : markup.text + "\n"
  }

  private static func write(
    _ line: Line, _ element: String, _ scope: String?, into part: inout Markup
  ) {
    part.element("tr") { row in
      row.element("th", ["scope": "row"], text: line.label)
      for cell in line.cells {
        if let scope {
          row.element(element, ["scope": scope], text: cell)
        } else {
          row.element(element, text: cell)
        }
      }
    }
  }

  private var csv: String {
    var writer = DelimitedTextWriter(header: [""] + head[0].cells)
    for line in head.dropFirst() + sections.flatMap(\.self) {
      writer.append([line.label] + line.cells)
    }
    return writer.text
  }
}
