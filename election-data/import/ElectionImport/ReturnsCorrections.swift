import Codes
import Readers
import Tables

/// Corrections of misprints in a publisher's returns, each with its source.
package enum ReturnsCorrections {
  /// Replaces the votes of misprinted lines.
  ///
  /// - Parameters:
  ///   - table: The columns `election_year`, `state`, `candidate`, `published`, `corrected`.
  ///   - lines: The lines as published.
  /// - Returns: The lines in the same order.
  /// - Throws: `DataError` for a correction that does not meet exactly one line with the published
  ///   figure, so that none outlives the misprint.
  package static func apply(_ table: Table, to lines: [BallotLine]) throws -> [BallotLine] {
    var corrected = lines
    let year = try table.column("election_year")
    let state = try table.column("state")
    let candidate = try table.column("candidate")
    let published = try table.column("published")
    let replacement = try table.column("corrected")
    for row in table.rows {
      let election = try year.year(row)
      let place = try state.state(row)
      let votes = try published.requiredWholeNumber(row)
      let right = try replacement.requiredWholeNumber(row)
      let matches = corrected.indices.filter {
        let line = lines[$0]
        return line.election == election && line.state == place
          && line.candidate == candidate[row] && line.votes == votes
      }
      guard matches.count == 1, let index = matches.first, right >= 0, right != votes else {
        throw published.error(
          row,
          "\(matches.count) lines of \(election) \(place) give \(candidate[row]) \(votes) votes",
          hint: "remove the correction if the publisher has corrected the file")
      }
      let line = lines[index]
      corrected[index] = BallotLine(
        election: line.election, state: line.state, candidate: line.candidate,
        partyDetailed: line.partyDetailed, party: line.party, votes: right,
        publishedTotal: line.publishedTotal)
    }
    return corrected
  }
}
