import Codes
import Tables

/// Membership in the Correlates of War state system (version 2016), asked by year.
struct StateSystem {
  /// The last year that the list speaks about.
  static let lastYear = 2016
  /// What an open end counts as when spells are compared.
  static let openEnd = 2999

  private var spells: [COWCode: [ClosedRange<String>]] = [:]

  init(_ table: Table) throws {
    let code = try table.column("ccode")
    let parts = try ["st", "end"].map { side in
      try ["year", "month", "day"].map { try table.column(side + $0) }
    }
    for row in table.rows {
      let days = try parts.map { columns in
        let numbers = try columns.map { try $0.requiredWholeNumber(row) }
        let texts = numbers.map { $0 < 10 ? "0\($0)" : "\($0)" }
        return texts.joined(separator: "-")
      }
      guard days[0] <= days[1] else {
        throw code.error(
          row, "the membership ends before it begins", hint: "compare it with the publisher's list")
      }
      spells[COWCode(try code.text(row)), default: []].append(days[0]...days[1])
    }
  }

  /// Whether a state was a member on the last day of a year.
  func has(_ code: COWCode, on31DecemberOf year: Int) -> Bool {
    spells[code]?.contains { $0.contains("\(year)-12-31") } ?? false
  }
}
