import Alliances
import Codes
import Elections
import Maps
import Panels

/// The words that several measures share.
enum FigureText {
  /// `Treaty allies`, `NATO allies` or `Allies`, by the rule.
  static func allies(_ rule: any AllyRule) -> String {
    switch rule.id {
    case "nato": "NATO allies"
    case "treaty", "treaty-without-americas", "atop-defense": "Treaty allies"
    default: "Allies"
    }
  }

  /// The same in the middle of a sentence.
  static func alliesWithin(_ rule: any AllyRule) -> String {
    rule.id == "nato" ? "NATO allies" : allies(rule).lowercased()
  }

  /// What a source's exports are.
  static func universe(_ source: ExportSource) -> String {
    switch source {
    case .censusOriginOfMovement: "goods exports by state of origin of movement"
    case .censusTenStates: "goods exports of ten states by origin of movement"
    case .transborderFreight: "goods exports to Canada and Mexico by state of origin"
    case .censusCountryTotals: "national goods exports"
    }
  }

  /// Whereto, where a source does not speak of all destinations.
  static func scope(_ source: ExportSource) -> String {
    source == .transborderFreight ? " to Canada and Mexico" : ""
  }

  /// A vintage in the middle of a sentence.
  static func vintage(_ text: String) -> String {
    text.hasPrefix("taken") ? "figures \(text)" : "vintage \(text)"
  }

  /// What is in a source and not on the map.
  static func leftOut(_ source: ExportSource) -> String {
    source == .censusOriginOfMovement
      ? "Exports whose state is unknown, and those of the U.S. Virgin Islands, are not on the map."
      : "Exports whose state is unknown are not on the map."
  }

  /// A sentence on the swing rule.
  static func note(_ rule: any SwingRule) -> String {
    "Swing state (\(rule.id), version \(rule.version)): \(rule.definition)."
  }

  /// A sentence on the ally rule.
  static func note(_ rule: any AllyRule) -> String {
    "Ally (\(rule.id), version \(rule.version)): \(rule.definition)."
  }

  /// Years as runs, such as `2015–16` or `2024`.
  static func years(_ years: ClosedRange<CalendarYear>) -> String {
    let (first, last) = (years.lowerBound.number, years.upperBound.number)
    if first == last { return "\(first)" }
    let short = last % 100
    return first / 100 == last / 100
      ? "\(first)\u{2013}\(short < 10 ? "0" : "")\(short)" : "\(first)\u{2013}\(last)"
  }

  /// The source line with the vintages of the years shown.
  static func source(_ source: ExportSource, _ exports: ExportLattice) -> String {
    source.citation(vintages: exports.vintages) + "."
  }

  /// The vintages of the years shown with the hashes of their tables, for the metadata.
  static func sources(_ source: ExportSource, _ exports: ExportLattice) -> [MapSource] {
    let all = exports.vintages.map { year, vintage in
      MapSource(id: source.rawValue, vintage: vintage, sha256: exports.hashes[year] ?? "")
    }
    return Set(all).sorted { ($0.vintage, $0.sha256) < ($1.vintage, $1.sha256) }
  }

  /// A sentence on the exports that a share leaves out, since the ally rule's source has no code for
  /// where they went; empty where there are none.
  static func leftOut(_ shares: [AllyShare], _ rule: any AllyRule) -> String {
    let entries = shares.flatMap(\.entries)
    let out = entries.reduce(0) { $0 + Double($1.leftOut.count) }
    guard out > 0 else { return "" }
    let all = out + entries.reduce(0) { $0 + Double($1.total.count) }
    let names = shares.reduce(into: [String]()) { names, share in
      names += share.destinationsLeftOut.filter { !names.contains($0) }
    }
    return
      " Left out of shares: exports to \(names.count) destinations without a code in the source "
      + "of \(rule.id), such as \(list(names.prefix(2).map(named))) "
      + "(\(ValueFormat.percent(decimals: 1).text(100 * out / all)) of all)."
  }

  /// An id's part for years: all of up to two, else the first, the last and how many.
  static func slug(_ years: [CalendarYear]) -> String {
    guard years.count > 2, let first = years.first, let last = years.last else {
      return years.map { "\($0)" }.joined(separator: "-")
    }
    return "\(first)-\(last)-\(years.count)"
  }

  /// A destination's name within a sentence, with its article where English has one.
  static func named(_ name: String) -> String {
    let plural = ["Islands", "Republic", "Kingdom", "Emirates", "Antilles"]
    let others = [
      "Bahamas", "Comoros", "Gambia", "Maldives", "Netherlands", "Philippines", "Seychelles",
    ]
    return others.contains(name) || plural.contains { name.hasSuffix(" " + $0) }
      ? "the " + name : name
  }

  /// A text with its first letter large, for the start of a sentence.
  static func capital(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

  /// Names as they are listed in a sentence.
  static func list(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "none" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }

  /// Small numbers as words, at the start of a sentence.
  static func count(_ number: Int) -> String {
    let words = [
      "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
      "Eleven", "Twelve",
    ]
    return words.indices.contains(number) ? words[number] : "\(number)"
  }

  /// A whole percentage.
  static func percent(_ value: Double) -> String { ValueFormat.percent().text(value) }

  /// `rose 12%` or `fell 3%`; `did not change` where it rounds to nothing.
  static func movement(_ percent: Double) -> String {
    let rounded = percent.rounded()
    return rounded == 0
      ? "hardly changed" : (rounded > 0 ? "rose " : "fell ") + Self.percent(abs(rounded))
  }
}
