import Codes
import ElectionImport
import Readers
import Tables
import TestSupport
import Testing

@Suite struct `Summing ballot lines` {
  private func line(
    _ candidate: String, _ party: BallotLine.Party, _ votes: Int64, state: String = "NY",
    detail: String = "", total: Int64 = 0
  ) throws -> BallotLine {
    BallotLine(
      election: CalendarYear(2000), state: try #require(State.usps(state)), candidate: candidate,
      partyDetailed: detail, party: party, votes: votes, publishedTotal: total)
  }

  private func simulated() throws -> [BallotLine] {
    try [
      line("GORE, AL", .democratic, 100), line("GORE, AL", .other, 7, detail: "LIBERAL PARTY"),
      line("BUSH, GEORGE W.", .republican, 80), line("W. BUSH, GEORGE", .republican, 5),
      line("NADER, RALPH", .other, 9), line("", .democratic, 3),
      line("NONE OF THE ABOVE", .other, 2),
      line("BLANK VOTE/SCATTERING", .other, 11), line("OVER VOTE", .other, 1),
      line("GORE, AL", .democratic, 50, state: "OH"),
      line("BUSH, GEORGE W.", .republican, 60, state: "OH"),
    ]
  }

  @Test func `fusion lines and turned names go to the nominee, blanks to nobody`() throws {
    let returns = try ReturnsTally.returns(simulated())
    #expect(returns.map(\.state.usps) == ["NY", "OH"])
    #expect(returns[0].democratic == 107)
    #expect(returns[0].republican == 85)
    #expect(returns[0].other == 14)
    #expect(returns[0].withoutVote == 12)
    #expect(returns[0].total == 206)
  }

  @Test func `the order of lines does not matter`() throws {
    let expected = try ReturnsTally.returns(simulated())
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<20 {
      #expect(try ReturnsTally.returns(simulated().shuffled(using: &generator)) == expected)
    }
  }

  @Test func `a state without a nominee's votes is refused by name`() throws {
    var lines = try simulated()
    lines.removeLast()
    let error = #expect(throws: DataError.self) { try ReturnsTally.returns(lines) }
    #expect(error?.message.contains("2000 OH") == true)
  }

  @Test func `lines that miss their printed total are refused, known differences pass`() throws {
    let lines = try [line("A", .other, 10, total: 11)]
    let error = #expect(throws: DataError.self) { try ReturnsTally.requirePublishedTotals(lines) }
    #expect(error?.message.contains("add up to 10 where 11") == true)
    try ReturnsTally.requirePublishedTotals([line("A", .other, 11, total: 11)])
  }

  @Test func `a correction replaces exactly its line and does not outlive the misprint`() throws {
    func table(_ published: Int) throws -> Table {
      try DelimitedText(name: "corrections.csv").table(
        from: Array(
          "election_year,state,candidate,published,corrected\n2000,OH,\"GORE, AL\",\(published),55\n"
            .utf8))
    }
    let lines = try simulated()
    let corrected = try ReturnsCorrections.apply(table(50), to: lines)
    let before: Int64 = lines.reduce(0) { $0 + $1.votes }
    let after: Int64 = corrected.reduce(0) { $0 + $1.votes }
    #expect(after == before + 5)
    #expect(try ReturnsTally.returns(corrected)[1].democratic == 55)
    let error = #expect(throws: DataError.self) {
      try ReturnsCorrections.apply(table(51), to: lines)
    }
    #expect(error?.message.contains("line 2") == true)
  }
}
