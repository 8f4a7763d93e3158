/// A table of the report: a caption, columns of text or numbers, and rows.
struct ReportTable {
  /// A column.
  struct Column {
    let title: String
    /// How its cells are set: text, a term on one line, or a number.
    let style: String

    static func text(_ title: String) -> Column { Column(title: title, style: "t") }
    static func term(_ title: String) -> Column { Column(title: title, style: "t term") }
    static func number(_ title: String) -> Column { Column(title: title, style: "n") }
  }

  /// A heading over several columns; an empty one is no heading.
  struct Group {
    let title: String
    let span: Int
  }

  let caption: String
  var note: String?
  var groups: [Group] = []
  let columns: [Column]
  var rows: [[String]]
  /// The rows to be set off, by their index.
  var marked: Set<Int> = []

  /// The most rows of a table that is not broken over pages.
  private static let shortRows = 12

  /// Writes the table; the first cell of each row is the row's heading.
  ///
  /// A table that is wider than the page scrolls in its own frame.
  func write(into markup: inout Markup) {
    // On paper a short table stays together, and a long one breaks between rows.
    let style = rows.count > Self.shortRows ? "table" : "table short"
    markup.element(
      "div", ["class": style, "role": "region", "aria-label": caption, "tabindex": "0"]
    ) { frame in
      frame.element("table") { table in
        table.element("caption") { text in
          text.element("div", ["class": "fixed"]) { block in
            block.element("strong", text: caption)
            if let note {
              block.write(" ")
              block.element("span", ["class": "note"], text: note)
            }
            // Only a narrow screen says so, and only of tables that it cannot hold.
            if columns.count > 4 {
              block.write(" ")
              block.element("span", ["class": "narrow screen"], text: "(scrolls sideways)")
            }
          }
        }
        table.element("thead") { head in
          if !groups.isEmpty { head.element("tr") { writeGroups(into: &$0) } }
          head.element("tr") { row in
            for column in columns {
              row.element(
                "th", ["scope": "col", "class": column.style], text: column.title)
            }
          }
        }
        table.element("tbody") { body in
          for (index, cells) in rows.enumerated() {
            body.element("tr", ["class": marked.contains(index) ? "marked" : "plain"]) { row in
              for (column, cell) in zip(columns, cells).enumerated().map({ ($0, $1) }) {
                write(cell.1, in: cell.0, isFirst: column == 0, into: &row)
              }
            }
          }
        }
      }
    }
  }

  private func writeGroups(into row: inout Markup) {
    for group in groups {
      if group.title.isEmpty {
        row.element(
          "td", ["class": "span-\(group.span)", "colspan": String(group.span)], text: "")
      } else {
        row.element(
          "th",
          [
            "scope": "colgroup", "colspan": String(group.span), "class": "group span-\(group.span)",
          ],
          text: group.title)
      }
    }
  }

  private func write(
    _ cell: String, in column: Column, isFirst: Bool, into row: inout Markup
  ) {
    if isFirst {
      row.element("th", ["scope": "row", "class": column.style], text: cell)
    } else {
      row.element("td", ["class": column.style], text: cell)
    }
  }
}

/// Pairs of a name and what is to be said under it.
struct FactList {
  private var facts: [(name: String, values: [String])] = []

  /// Adds a fact; one without values is left out.
  mutating func add(_ name: String, _ values: [String]) {
    let kept = values.filter { !$0.isEmpty }
    if !kept.isEmpty { facts.append((name, kept)) }
  }

  /// Adds a fact with one value.
  mutating func add(_ name: String, _ value: String) { add(name, [value]) }

  /// Writes the list.
  func write(into markup: inout Markup) {
    markup.element("dl") { list in
      for fact in facts {
        list.element("dt", text: fact.name)
        list.element("dd") { value in
          for (index, line) in fact.values.enumerated() {
            if index > 0 { value.void("br") }
            value.write(line)
          }
        }
      }
    }
  }
}
