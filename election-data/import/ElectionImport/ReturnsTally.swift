import Codes
import Readers

/// The votes of one state in one presidential election.
package struct StateReturn: Hashable, Sendable {
  /// The year of the election.
  package let election: CalendarYear
  /// The state.
  package let state: State
  /// The votes for the Democratic nominee on all ballot lines.
  package let democratic: Int64
  /// The votes for the Republican nominee on all ballot lines.
  package let republican: Int64
  /// The votes for anybody else, "none of these candidates" included.
  package let other: Int64
  /// Ballots that are a vote for nobody: blank, void, spoiled, over- or undervoted.
  package let withoutVote: Int64

  /// The votes for anybody.
  package var total: Int64 { democratic + republican + other }
}

/// Sums ballot lines to one return a state and election.
package enum ReturnsTally {
  /// Totals that the publisher prints and that its own lines do not add up to, by the difference
  /// of the lines from the total.
  ///
  /// D.C.'s total of 2024 leaves out its 460 over- and 2,075 undervotes. New York's is 874 above
  /// its lines, whose write-ins for candidates with few votes are not listed.
  package static let knownDifferences: [String: Int64] = ["2024 DC": 2_535, "2024 NY": -874]

  /// Sums lines.
  ///
  /// A nominee is the candidate with the most votes on a party's lines in the whole country, and
  /// his votes are those of all his lines: New York's fusion lines are grouped as `other` by the
  /// publisher. Names are compared by their words, since one line has "MITT, ROMNEY".
  ///
  /// - Parameter lines: The lines of whole elections.
  /// - Returns: The returns by year and FIPS code.
  /// - Throws: `DataError` where a party has no nominee, a nominee has no vote in a state, or the
  ///   lines do not add up to the printed total.
  package static func returns(_ lines: [BallotLine]) throws -> [StateReturn] {
    let nominees = try nominees(lines)
    let groups = Dictionary(grouping: lines) { Key(election: $0.election, state: $0.state) }
    return try groups.keys.sorted().map { key in
      var sums: [Share: Int64] = [:]
      for line in groups[key] ?? [] {
        sums[share(of: line, nominees), default: 0] += line.votes
      }
      let result = StateReturn(
        election: key.election, state: key.state, democratic: sums[.democratic] ?? 0,
        republican: sums[.republican] ?? 0, other: sums[.other] ?? 0,
        withoutVote: sums[.nobody] ?? 0)
      guard result.democratic > 0, result.republican > 0 else {
        throw DataError.contradiction(
          "\(key) has no votes for one of the two nominees",
          hint: "check the candidates' names in the file")
      }
      return result
    }
  }

  /// Refuses lines that do not add up to the totals printed on them.
  ///
  /// - Throws: `DataError` that names election and state.
  package static func requirePublishedTotals(_ lines: [BallotLine]) throws {
    let groups = Dictionary(grouping: lines) { Key(election: $0.election, state: $0.state) }
    for key in groups.keys.sorted() {
      let group = groups[key] ?? []
      let sum = group.reduce(0) { $0 + $1.votes }
      let printed = group.first?.publishedTotal ?? 0
      guard sum - printed == knownDifferences["\(key)"] ?? 0 else {
        throw DataError.contradiction(
          "the lines of \(key) add up to \(sum) where \(printed) is printed",
          hint: "fetch the file again, or record the difference where the import program lists them"
        )
      }
    }
  }

  private struct Key: Hashable, Comparable, CustomStringConvertible {
    let election: CalendarYear
    let state: State
    var description: String { "\(election) \(state)" }
    static func < (left: Key, right: Key) -> Bool {
      (left.election, left.state) < (right.election, right.state)
    }
  }

  private enum Share { case democratic, republican, other, nobody }

  private struct Nominees {
    let democratic: [String]
    let republican: [String]
  }

  private static func nominees(_ lines: [BallotLine]) throws -> [CalendarYear: Nominees] {
    try Dictionary(grouping: lines, by: \.election).mapValues { lines in
      Nominees(
        democratic: try nominee(of: .democratic, lines),
        republican: try nominee(of: .republican, lines))
    }
  }

  private static func nominee(of party: BallotLine.Party, _ lines: [BallotLine]) throws -> [String]
  {
    var votes: [[String]: Int64] = [:]
    for line in lines where line.party == party && !line.candidate.isEmpty {
      votes[words(line.candidate), default: 0] += line.votes
    }
    // Equal votes are broken by name, so that the order of lines never matters.
    let best = votes.max { left, right in
      (left.value, left.key.joined(separator: " ")) < (
        right.value, right.key.joined(separator: " ")
      )
    }
    guard let best else {
      throw DataError.contradiction(
        "no candidate stands for \(party.rawValue) in one of the elections",
        hint: "give the lines of whole elections")
    }
    return best.key
  }

  /// The words of a name in alphabetical order.
  private static func words(_ name: String) -> [String] {
    name.split { !($0.isLetter || $0 == "'") }.map(String.init).sorted()
  }

  private static func share(
    of line: BallotLine, _ nominees: [CalendarYear: Nominees]
  ) -> Share {
    if isWithoutVote(line.candidate) { return .nobody }
    let name = words(line.candidate)
    if name == nominees[line.election]?.democratic { return .democratic }
    if name == nominees[line.election]?.republican { return .republican }
    return .other
  }

  /// Whether a line counts ballots and not votes.
  ///
  /// "BLANK VOTE/SCATTERING" is one line of both in five states; nearly all of it is blank.
  private static func isWithoutVote(_ candidate: String) -> Bool {
    let markers: Set = [
      "BLANK VOTE", "BLANK VOTES", "BLANK VOTE/SCATTERING", "BLANK VOTE/VOID VOTE/SCATTERING",
      "OVER VOTE", "OVERVOTES", "UNDERVOTES", "VOID", "VOID VOTE", "SPOILED",
    ]
    return markers.contains(candidate)
  }
}
