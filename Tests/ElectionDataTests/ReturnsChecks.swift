import Codes
import Tables
import Testing

@Suite struct `Committed returns` {
  @Test func `every table has its stated bytes, header, rows and key`() throws {
    let package = try CommittedPackage.open()
    let names = package.descriptor.resources.map(\.name)
    #expect(names.count == 14)
    for name in names { #expect(try package.table(name).rowCount > 0) }
  }

  @Test func `there are 51 states in each of 13 elections, by year and FIPS code`() throws {
    let expected = CommittedPackage.elections.flatMap { year in
      State.electing.map { "\(year) \($0.usps)" }
    }
    #expect(try CommittedPackage.returns().map { "\($0.year) \($0.state)" } == expected)
    #expect(expected.count == 663)
  }

  @Test func `the parts add up to the total and none is negative`() throws {
    for row in try CommittedPackage.returns() {
      #expect(row.democratic + row.republican + row.other == row.total)
      #expect(row.democratic > 0 && row.republican > 0 && row.other >= 0)
      #expect(row.democratic + row.republican <= row.total)
    }
  }

  @Test func `national votes are the published ones within each year's tolerance`() throws {
    let published = try CommittedPackage.check("published-national-votes")
    let returns = try CommittedPackage.returns()
    let year = try published.column("election_year")
    let tolerance = try published.column("tolerance")
    #expect(published.rowCount == 13)
    for row in published.rows {
      let election = try year.year(row).number
      let allowed = try tolerance.requiredWholeNumber(row)
      #expect(allowed <= 17_000)
      let rows = returns.filter { $0.year == election }
      let democratic =
        try rows.reduce(0) { $0 + $1.democratic }
        - published.column("democratic").requiredWholeNumber(row)
      let republican =
        try rows.reduce(0) { $0 + $1.republican }
        - published.column("republican").requiredWholeNumber(row)
      #expect(abs(democratic) <= allowed, "\(election): \(democratic) Democratic votes off")
      #expect(abs(republican) <= allowed, "\(election): \(republican) Republican votes off")
    }
  }

  @Test func `the returns of 2024 are the official ones exactly`() throws {
    let rows = try CommittedPackage.returns().filter { $0.year == 2024 }
    #expect(rows.reduce(0) { $0 + $1.democratic } == 75_017_613)
    #expect(rows.reduce(0) { $0 + $1.republican } == 77_302_580)
  }

  @Test func `South Carolina 1992 is corrected and adds up to the state's total`() throws {
    let row = try #require(
      try CommittedPackage.returns().first { $0.year == 1992 && $0.state == "SC" })
    #expect(row.democratic == 479_514)
    #expect(row.total == 1_202_527)
  }

  @Test func `538 electors stand in each election`() throws {
    for election in CommittedPackage.elections {
      #expect(try CommittedPackage.electors(in: election).values.reduce(0, +) == 538)
    }
  }

  @Test func `statewide winners give the known electoral votes and the known president`() throws {
    let known = try CommittedPackage.check("electoral-college")
    let year = try known.column("election_year")
    let winner = try known.column("winner")
    let difference = try known.column("difference")
    #expect(known.rowCount == 13)
    for row in known.rows {
      let election = try year.year(row).number
      let electors = try CommittedPackage.electors(in: election)
      var democratic: Int64 = 0
      for votes in try CommittedPackage.returns() where votes.year == election {
        if votes.democratic > votes.republican { democratic += try #require(electors[votes.state]) }
        #expect(votes.other < max(votes.democratic, votes.republican))
      }
      #expect(try known.column("democratic_statewide").requiredWholeNumber(row) == democratic)
      #expect(try known.column("republican_statewide").requiredWholeNumber(row) == 538 - democratic)
      #expect((democratic >= 270 ? "D" : "R") == winner[row])
      let cast = try known.column("democratic_cast").requiredWholeNumber(row)
      let castRepublican = try known.column("republican_cast").requiredWholeNumber(row)
      #expect((cast > castRepublican ? "D" : "R") == winner[row])
      if cast != democratic || castRepublican != 538 - democratic {
        #expect(!difference[row].isEmpty)
      }
    }
  }
}
