import Codes
import Tables

extension CompiledTableChecks {
  /// Checks the majorities in Congress against the presidents.
  ///
  /// - Throws: `DataError` that names the row: a party other than D and R, a Congress whose number
  ///   does not fit the year, a president of another party, or a gap between years.
  package static func congressMajorities(
    _ table: Table, presidents: PresidentialTerms
  ) throws {
    try table.requireUnique(["year"])
    let year = try table.column("year")
    let congress = try table.column("congress")
    let president = try table.column("president_party")
    var years: [Int] = []
    for row in table.rows {
      let number = try year.year(row)
      years.append(number.number)
      for name in ["president_party", "house", "senate"] {
        let column = try table.column(name)
        guard ["D", "R"].contains(column[row]) else {
          throw column.error(row, "'\(column[row])' is no party here", hint: "write D or R")
        }
      }
      // The 95th Congress began in 1977; each has two years.
      let expected = 95 + (number.number - 1977) / 2
      guard try congress.requiredWholeNumber(row) == Int64(expected) else {
        throw congress.error(
          row, "\(number) is a year of the \(expected)th Congress", hint: "check the number")
      }
      let term = try presidents.term(on: number.lastDay)
      guard term.party == president[row] else {
        throw president.error(
          row, "\(president[row]) where \(term.president) (\(term.party)) was in office",
          hint: "presidents.csv and congress-majorities.csv must agree")
      }
    }
    guard years.sorted() == Array(1977...2026) else {
      throw DataError.contradiction(
        "\(table.name) does not have each year from 1977 to 2026 once",
        hint: "add or remove years")
    }
  }
}
