import Codes
import Readers
import Tables

/// Compares the publisher's lines with a second, derived table of two-party votes.
package enum TwoPartyCheck {
  /// Refuses any difference between the lines' sums by the publisher's grouping and the table.
  ///
  /// The comparison is made before corrections and before fusion lines go to the nominees, because
  /// the table knows neither.
  ///
  /// - Parameters:
  ///   - bytes: The derived table: `year`, `state_po`, `dem_votes`, `rep_votes`, `totalvotes`.
  ///   - name: Its name in errors.
  ///   - lines: The lines as published.
  /// - Throws: `DataError` that names the first row that differs, or a missing row.
  package static func require(_ bytes: [UInt8], name: String, lines: [BallotLine]) throws {
    let table = try DelimitedText(name: name).table(from: bytes)
    try table.requireUnique(["year", "state_po"])
    let year = try table.column("year")
    let state = try table.column("state_po")
    let columns = try ["dem_votes", "rep_votes", "totalvotes"].map(table.column)
    let groups = Dictionary(grouping: lines) { "\($0.election) \($0.state)" }
    guard groups.count == table.rowCount else {
      throw DataError.contradiction(
        "\(name) has \(table.rowCount) rows where the returns have \(groups.count)",
        hint: "take both from one release")
    }
    for row in table.rows {
      let key = "\(try year.year(row)) \(try state.state(row))"
      let group = groups[key] ?? []
      let sums = [
        group.filter { $0.party == .democratic }.reduce(0) { $0 + $1.votes },
        group.filter { $0.party == .republican }.reduce(0) { $0 + $1.votes },
        group.first?.publishedTotal ?? 0,
      ]
      for (column, sum) in zip(columns, sums) {
        let printed = try column.requiredWholeNumber(row)
        guard printed == sum else {
          throw column.error(
            row, "\(printed) for \(key) where the returns have \(sum)",
            hint: "take both files from one release")
        }
      }
    }
  }
}
