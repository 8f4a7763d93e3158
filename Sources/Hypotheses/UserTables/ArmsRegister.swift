import Codes
import Tables

/// Reads a trade register of arms transfers in the layout that SIPRI publishes.
///
/// A line whose first cell names a recipient begins its block; the lines below it, indented, are
/// orders: number ordered, weapon, description, year of order, years of delivery, number delivered,
/// comments. The layout is ragged, so that a line that is neither is set aside and counted and never
/// guessed.
public enum ArmsRegister {
  /// Counts orders by recipient and year of order.
  ///
  /// - Parameters:
  ///   - lines: The cells of each line, header first, as the file has them.
  ///   - codes: The ISO codes of recipients by name.
  ///   - file: The name of the file.
  ///   - first: The first year to use; nil for that of the first order. From there to the last order
  ///     of the register a recipient without an order in a year has zero orders, since the register
  ///     claims to be complete.
  /// - Returns: The orders, with lines set aside by reason, recipients without a code among them.
  /// - Throws: `DataError` where no line can be read as an order.
  public static func orders(
    lines: [[String]], codes: [String: ISO3], file: String,
    since first: CalendarYear? = nil
  ) throws -> HypothesisTable {
    var recipient = ""
    var sums: [HypothesisTable.Key: Double] = [:]
    var setAside: [String: Int] = [:]
    var found = Set<String>()
    for cells in lines.dropFirst() {
      let first = trimmed(cells.first ?? "")
      let rest = cells.dropFirst().map(trimmed)
      if !first.isEmpty, rest.allSatisfy(\.isEmpty) {
        recipient = first
        continue
      }
      if !first.isEmpty { recipient = first }
      guard !rest.allSatisfy(\.isEmpty) else { continue }
      guard rest.count >= 4, let year = yearOfOrder(rest[3]) else {
        setAside["no year of order", default: 0] += 1
        continue
      }
      guard let code = codes[recipient] ?? aliases[recipient].map({ ISO3($0) }) else {
        setAside["recipient without a code: \(recipient)", default: 0] += 1
        continue
      }
      found.insert(code.text)
      sums[.init(partner: code.text, year: year, good: ""), default: 0] += 1
    }
    if let first {
      let earlier = sums.filter { $0.key.year < first.number }
      if !earlier.isEmpty {
        setAside["order before \(first)"] = earlier.values.reduce(0) { $0 + Int($1) }
        sums = sums.filter { $0.key.year >= first.number }
        found = Set(sums.keys.map(\.partner))
      }
    }
    let known = sums.keys.map(\.year)
    if let begin = first?.number ?? known.min(), let end = known.max(), begin <= end {
      for code in found {
        for year in begin...end {
          sums[.init(partner: code, year: year, good: ""), default: 0] += 0
        }
      }
    }
    return try HypothesisTable(kind: .arms, file: file, sums: sums, setAside: setAside)
  }

  /// The register's names for countries that tables of destinations call otherwise.
  private static let aliases = [
    "Bosnia-Herzegovina": "BIH", "DR Congo": "COD", "Saint Vincent": "VCT", "UAE": "ARE",
    "Viet Nam": "VNM",
  ]

  /// A year such as `2011` or `(2011)`, which the register uses for an estimate.
  private static func yearOfOrder(_ text: String) -> Int? {
    let digits = text.filter { $0 != "(" && $0 != ")" && $0 != "?" }
    guard digits.utf8.count == 4, let year = Int(digits), (1900...2100).contains(year) else {
      return nil
    }
    return year
  }

  private static func trimmed(_ text: String) -> String {
    var text = text[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
