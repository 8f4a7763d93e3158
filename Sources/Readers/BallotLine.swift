import Codes
import Tables

/// One line of a state's returns in a presidential election, as a publisher prints it.
///
/// A candidate may stand on several lines of one state (fusion lines of New York), and a line may
/// be no candidate's: blank, void and over- or undervoted ballots are lines too.
public struct BallotLine: Hashable, Sendable {
  /// The publisher's coarse grouping of parties.
  public enum Party: String, Hashable, Sendable {
    /// The Democratic Party under any of its names in the states.
    case democratic = "DEMOCRAT"
    /// The Republican Party.
    case republican = "REPUBLICAN"
    /// The Libertarian Party.
    case libertarian = "LIBERTARIAN"
    /// Any other party, none, or a party that the publisher left blank.
    case other = "OTHER"
  }

  /// The year of the election.
  public let election: CalendarYear
  /// The state, or the District of Columbia.
  public let state: State
  /// The candidate as printed, single-spaced; empty where the publisher names none.
  public let candidate: String
  /// The party as the state prints it; empty where none is given.
  public let partyDetailed: String
  /// The publisher's grouping of the party.
  public let party: Party
  /// The votes on the line.
  public let votes: Int64
  /// The total that the publisher prints for the state, on each of its lines.
  public let publishedTotal: Int64

  /// Creates a line.
  public init(
    election: CalendarYear, state: State, candidate: String, partyDetailed: String,
    party: Party, votes: Int64, publishedTotal: Int64
  ) {
    self.election = election
    self.state = state
    self.candidate = candidate
    self.partyDetailed = partyDetailed
    self.party = party
    self.votes = votes
    self.publishedTotal = publishedTotal
  }
}

/// A file of returns: its lines and the version that it says it is.
public struct PresidentialReturns: Hashable, Sendable {
  /// The publisher's version, printed on every line.
  public let version: String
  /// The lines in the order of the file.
  public let lines: [BallotLine]

  /// Creates a file of returns.
  public init(version: String, lines: [BallotLine]) {
    self.version = version
    self.lines = lines
  }
}

/// The reading of cells that the two layouts of MIT's returns have in common.
struct BallotLineColumns {
  let year: Table.Column
  let name: Table.Column
  let postal: Table.Column
  let fips: Table.Column
  let office: Table.Column
  let candidate: Table.Column
  let partyDetailed: Table.Column
  let partySimplified: Table.Column
  let votes: Table.Column
  let total: Table.Column
  let version: Table.Column

  init(_ table: Table, votes votesName: String) throws {
    year = try table.column("year")
    name = try table.column("state")
    postal = try table.column("state_po")
    fips = try table.column("state_fips")
    office = try table.column("office")
    candidate = try table.column("candidate")
    partyDetailed = try table.column("party_detailed")
    partySimplified = try table.column("party_simplified")
    votes = try table.column(votesName)
    total = try table.column("totalvotes")
    version = try table.column("version")
  }

  /// Reads the lines; a blank `party_simplified` is `other` only where the layout allows it.
  func read(rows: Range<Int>, blankParty: Bool) throws -> PresidentialReturns {
    var lines: [BallotLine] = []
    lines.reserveCapacity(rows.count)
    var totals: [String: Int64] = [:]
    for row in rows {
      let line = try self.line(row, blankParty: blankParty)
      let key = "\(line.election) \(line.state)"
      if let earlier = totals.updateValue(line.publishedTotal, forKey: key),
        earlier != line.publishedTotal
      {
        throw total.error(
          row, "\(key) has the total \(line.publishedTotal) here and \(earlier) above",
          hint: "one of the two lines is damaged; fetch the file again")
      }
      if version[row] != version[0] {
        throw version.error(
          row, "version '\(version[row])' in a file of version '\(version[0])'",
          hint: "keep the lines of one version")
      }
      lines.append(line)
    }
    return PresidentialReturns(version: rows.isEmpty ? "" : version[0], lines: lines)
  }

  private func line(_ row: Int, blankParty: Bool) throws -> BallotLine {
    let election = try year.year(row)
    guard election.isPresidentialElection else {
      throw year.error(
        row, "no president was elected in \(election)", hint: "keep the lines of election years")
    }
    guard office[row] == "US PRESIDENT" else {
      throw office.error(
        row, "'\(office[row])' is not the office US PRESIDENT",
        hint: "use the file of presidential returns")
    }
    let state = try postal.state(row)
    guard state.kind != .territory, State.named(name[row]) == state else {
      throw name.error(
        row, "'\(name[row])' is not the state \(state)",
        hint: "name and postal code must agree; fetch the file again")
    }
    let code = fips[row].utf8.count == 1 ? "0" + fips[row] : fips[row]
    guard State.fips(code) == state else {
      throw fips.error(
        row, "'\(fips[row])' is not the FIPS code of \(state)",
        hint: "code and postal code must agree; fetch the file again")
    }
    return BallotLine(
      election: election, state: state, candidate: Self.text(candidate[row]),
      partyDetailed: Self.text(partyDetailed[row]),
      party: try party(row, blankParty: blankParty), votes: try count(votes, row),
      publishedTotal: try count(total, row))
  }

  private func party(_ row: Int, blankParty: Bool) throws -> BallotLine.Party {
    let text = partySimplified[row]
    if text.isEmpty && blankParty { return .other }
    guard let party = BallotLine.Party(rawValue: text) else {
      throw partySimplified.error(
        row, "'\(text)' is no party of this layout",
        hint: "expected DEMOCRAT, REPUBLICAN, LIBERTARIAN or OTHER")
    }
    return party
  }

  private func count(_ column: Table.Column, _ row: Int) throws -> Int64 {
    let count = try column.requiredWholeNumber(row)
    // No state has a hundredth of this; the bound keeps every sum inside 64 bits.
    guard (0...1_000_000_000).contains(count) else {
      throw column.error(
        row, "\(count) is not a number of votes", hint: "fetch the file again")
    }
    return count
  }

  /// Text with single spaces; the publisher's "NA" is no text.
  private static func text(_ cell: String) -> String {
    cell == "NA"
      ? ""
      : cell.split { $0 == " " || $0 == "\n" || $0 == "\r\n" || $0 == "\t" }
        .joined(separator: " ")
  }
}
