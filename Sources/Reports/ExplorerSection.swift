import Maps

/// The states of all elections: a board to choose from where scripts run, and the same values as a table.
struct ExplorerSection {
  let explorer: StateExplorer
  private let numbers = NumberText.typographic

  init(_ explorer: StateExplorer) { self.explorer = explorer }

  /// Writes the board, hidden until the script shows it.
  func writeBoard(into section: inout Markup) {
    section.element(
      "div", ["id": "explorer", "class": "explorer screen", "hidden": "hidden"]
    ) { board in
      board.element("h3", ["id": "x-heading"], text: "Choose election, measure and rule")
      board.element("div", ["class": "controls"]) { controls in
        Self.choice(
          "x-election", "Election",
          explorer.elections.map { ("\($0)", "\($0)") }, selected: explorer.elections.count - 1,
          into: &controls)
        Self.choice(
          "x-measure", "Measure", explorer.measures.map { ($0.id, $0.name) }, selected: 0,
          into: &controls)
        Self.choice(
          "x-rule", "Swing rule", explorer.rules.map { ($0.id, $0.id) }, selected: 0,
          into: &controls)
      }
      board.element("p", ["id": "x-summary", "role": "status"], text: " ")
      board.element(
        "p", ["id": "x-help", "class": "note"],
        text:
          "One square a state. Point at one, or move with the arrow keys, to read its value; hatched "
          + "and outlined squares are swing states.")
      board.element(
        "div",
        [
          "id": "x-tiles", "class": "tiles", "role": "group", "aria-labelledby": "x-heading",
          "aria-describedby": "x-help",
        ]
      ) { tiles in
        for (index, state) in explorer.states.enumerated() {
          guard let cell = TileLayout.cells[state.code] else { continue }
          tiles.element(
            "button",
            [
              "type": "button", "class": "tile", "data-state": "\(index)",
              "data-row": "\(cell.row)", "data-column": "\(cell.column)",
              "style": "grid-row:\(cell.row + 1);grid-column:\(cell.column + 1)",
              "tabindex": "-1", "aria-label": state.name,
            ]
          ) { tile in
            tile.element("span", ["class": "code"], text: state.code)
            tile.element("span", ["class": "value"], text: "")
          }
        }
      }
      board.element("p", ["id": "x-value", "role": "status", "class": "reading"], text: " ")
      board.element("div", ["id": "x-legend", "class": "legend"], text: "")
    }
    section.element("noscript") { text in
      text.element(
        "p", ["class": "note"],
        text:
          "With scripts, election, measure and swing rule can be chosen here. The table of states "
          + "has the same values.")
    }
    section.data(id: "x-data", json)
  }

  private static func choice(
    _ id: String, _ name: String, _ options: [(value: String, name: String)], selected: Int,
    into controls: inout Markup
  ) {
    controls.element("div", ["class": "control"]) { control in
      control.element("label", ["for": id], text: name)
      control.element("select", ["id": id]) { list in
        for (index, option) in options.enumerated() {
          if index == selected {
            list.element(
              "option", ["value": "\(index)", "selected": "selected"], text: option.name)
          } else {
            list.element("option", ["value": "\(index)"], text: option.name)
          }
        }
      }
    }
  }

  /// The values by state and election: shares to allies and exports to them, with the swing states of the
  /// report's rule.
  func table(caption: String) -> ReportTable {
    let rule = explorer.rules[0]
    return ReportTable(
      caption: caption,
      note:
        "Share: exports to allies (\(explorer.allyRule)) as a percentage of all. Swing states by the "
        + "rule \(rule.id).",
      groups: [.init(title: "", span: 1)]
        + explorer.elections.map { .init(title: "\($0)", span: 3) },
      columns: [.text("State")]
        + explorer.elections.flatMap { _ -> [ReportTable.Column] in
          [.number("Share, %"), .number("To allies, $ mn"), .text("Swing")]
        },
      rows: explorer.states.indices.map { state in
        [explorer.states[state].name]
          + explorer.elections.indices.flatMap { election -> [String] in
            let share = explorer.measures[0].values[election][state]
            let dollars = explorer.measures[1].values[election][state]
            let swing = rule.swing[election][state]
            return [
              share.map { numbers.fixed($0, 1) } ?? "not reported",
              dollars.map { numbers.fixed($0, 0) } ?? "not reported",
              swing.map { $0 ? "swing" : "" } ?? "no electors",
            ]
          }
      })
  }

  private var json: String {
    func list(_ items: [String]) -> String { "[" + items.joined(separator: ",") + "]" }
    func number(_ value: Double?) -> String {
      value.map { $0 == $0.rounded() ? "\(Int64($0))" : "\($0)" } ?? "null"
    }
    func text(_ value: String) -> String {
      var out = "\""
      for scalar in value.unicodeScalars {
        switch scalar {
        case "\"", "\\": out += "\\\(scalar)"
        case "\0"..."\u{1F}": out += " "
        default: out.unicodeScalars.append(scalar)
        }
      }
      return out + "\""
    }
    let measures = explorer.measures.map { measure in
      "{\"name\":\(text(measure.name)),\"prefix\":\(text(measure.prefix)),"
        + "\"suffix\":\(text(measure.suffix)),\"rule\":\(text(measure.rule)),"
        + "\"parts\":\(measure.parts.map { list($0.map(String.init)) } ?? "null"),"
        + "\"breaks\":\(list(measure.breaks.map { list($0.map(number)) })),"
        + "\"classes\":\(list(measure.classes.map { list($0.map { $0.map(String.init) ?? "null" }) })),"
        + "\"values\":\(list(measure.values.map { list($0.map(number)) }))}"
    }
    let rules = explorer.rules.map { rule in
      "{\"name\":\(text(rule.id)),\"definition\":\(text(rule.definition)),\"swing\":"
        + list(rule.swing.map { list($0.map { $0.map { $0 ? "1" : "0" } ?? "null" }) }) + "}"
    }
    return
      "{\"states\":\(list(explorer.states.map { text($0.name) })),"
      + "\"elections\":\(list(explorer.elections.map(String.init))),"
      + "\"measures\":\(list(measures)),\"rules\":\(list(rules))}"
  }
}
