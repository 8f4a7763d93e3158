import Codes
import Panels
import Tables
import Testing

/// The scripts in R and Stata, whose interpreters are not at hand wherever tests are run: quotes,
/// brackets, names and paths are looked at instead.
@Suite struct `Scripts in R and Stata` {
  /// What is wrong with the quotes and brackets of a text in R, or nothing.
  private func faultInR(_ text: String) -> String? {
    var open: [Character] = []
    var quote: Character?
    var isComment = false
    var isEscaped = false
    for letter in text {
      if isComment {
        if letter == "\n" { isComment = false }
        continue
      }
      if let inside = quote {
        if isEscaped {
          isEscaped = false
        } else if letter == "\\" {
          isEscaped = true
        } else if letter == inside {
          quote = nil
        }
        continue
      }
      switch letter {
      case "#": isComment = true
      case "\"", "'", "`": quote = letter
      case "(", "[", "{": open.append(letter)
      case ")", "]", "}":
        let wanted: Character = letter == ")" ? "(" : letter == "]" ? "[" : "{"
        guard open.popLast() == wanted else { return "'\(letter)' closes nothing" }
      default: break
      }
    }
    return quote.map { "the quote \($0) is open" } ?? open.last.map { "'\($0)' is open" }
  }

  /// What is wrong with a line of Stata, or nothing.
  private func faultInStata(_ line: String) -> String? {
    if line.hasPrefix("*") || line.isEmpty { return nil }
    if line.count(where: { $0 == "\"" }) % 2 != 0 { return "a quote is open" }
    if line.contains(where: { "`$\\".contains($0) }) { return "a macro would be put in" }
    let plain = line.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 0 }.map(\.element).joined()
    if plain.count(where: { $0 == "(" }) != plain.count(where: { $0 == ")" }) {
      return "a bracket is open"
    }
    return nil
  }

  private func panel() throws -> BuiltPanel {
    func control(_ name: String) throws -> ListedControl {
      try ListedControl(
        name: name, table: SimulatedTables.table("year,value\n2015,1\n"),
        file: "a \"quoted\" $name `file'.csv", codes: SimulatedTables.codes(), onUnmatched: .stop)
    }
    let long = "a_control_whose_name_is_longer_than_stata_can_hold"
    return try SimulatedPanels.build(
      SimulatedPanels.design(
        SimulatedPanels.selection(),
        controls: ["next", "if", "pair", long].map { try control($0) },
        shifts: [PanelShift("1", isLead: false), PanelShift("if:1", isLead: false)]))
  }

  @Test func `have closed quotes and brackets and name every column`() throws {
    let panel = try panel()
    let snippets = ReadingSnippets(table: panel.table)
    #expect(faultInR(snippets.r) == nil)
    #expect(faultInR(snippets.r + "\"") != nil && faultInR("c(1") != nil && faultInR("c)") != nil)
    for column in panel.table.columns {
      #expect(snippets.r.contains("\n  \"\(column.name)\" = \""), "\(column.name)")
    }
    // Lines that go on behind `///` are one.
    let lines = snippets.stata.replacing("///\n", with: " ").split(separator: "\n").map(String.init)
    for line in lines { #expect(faultInStata(line) == nil, "\(line)") }
    #expect(faultInStata("label variable x \"a") != nil && faultInStata("display \"$x\"") != nil)
  }

  @Test func `give Stata labels that it takes and text columns by their numbers`() throws {
    let panel = try panel()
    let lines = ReadingSnippets(table: panel.table).stata.split(separator: "\n").map(String.init)
    let labels = lines.filter { $0.hasPrefix("label variable ") }
    #expect(labels.count == panel.table.columns.count - 2, "one name is long and one is reserved")
    for line in labels {
      let words = line.split(separator: " ", maxSplits: 3).map(String.init)
      #expect(words[2].utf8.count <= 32)
      #expect(words[3].count <= 82 && words[3].hasPrefix("\"") && words[3].hasSuffix("\""))
    }
    let texts = panel.table.columns.enumerated()
      .filter { [.code, .text].contains($1.definition.kind) }.map { "\($0.offset + 1)" }
    #expect(lines.contains { $0.hasPrefix("egen long panel_pair = ") })
    #expect(lines.contains("xtset panel_pair year"))
    #expect(
      lines.contains { $0.hasPrefix("* Column ") && $0.contains("a_control_whose_name_is_longer") })
    #expect(lines.joined().contains("stringcols(\(texts.joined(separator: " ")))"))
    #expect(lines.contains { $0.hasPrefix("isid state_fips schedule_c commodity year") })
  }

  @Test func `find the panel beside them and name no other path`() throws {
    for file in ReadingSnippets(table: try panel().table).files {
      #expect(file.text.contains("panel.csv"), "\(file.path)")
      #expect(!file.text.contains("/panel.csv") && !file.text.contains("\\panel.csv"))
      #expect(file.text.utf8.allSatisfy { $0 < 128 || file.path.hasSuffix(".do") }, "\(file.path)")
    }
  }
}
