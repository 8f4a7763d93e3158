import Codes
import ElectionData
import ElectionImport
import FoundationEssentials
import Tables
import TestSupport
import Testing

@Suite struct `Committed alliances and presidents` {
  /// Partner numbers with a treaty in force on 31 December of a year, read without the import.
  private func allies(_ year: Int) throws -> Set<String> {
    let table = try CommittedPackage.table("treaties")
    let partner = try table.column("partner_cown")
    let from = try table.column("in_force_from")
    let to = try table.column("in_force_to")
    let day = CalendarYear(year).lastDay
    var result = Set<String>()
    for row in table.rows {
      let start = try #require(try from.date(row))
      let end = try to.date(row)
      if start <= day && (end == nil || day < (end ?? day)) { result.insert(partner[row]) }
    }
    return result
  }

  @Test func `treaties and ATOP differ exactly where it is listed, 1949 to 2018`() throws {
    let atop = try CommittedPackage.table("atop-defense")
    let listed = try CommittedPackage.table("treaty-atop-exceptions")
    func years(_ table: Table, where include: (Int) throws -> Bool) throws -> Set<String> {
      let partner = try table.column("partner_cown")
      let from = try table.column("year_from")
      let to = try table.column("year_to")
      var result = Set<String>()
      for row in table.rows where try include(row) {
        for year in try from.year(row)...to.year(row) {
          // Germany is one partner in the treaty table.
          result.insert("\(partner[row] == "260" ? "255" : partner[row]) \(year)")
        }
      }
      return result
    }
    let inATOP = try years(atop) { _ in true }
    var inTreaties = Set<String>()
    for year in 1949...2018 {
      for partner in try allies(year) { inTreaties.insert("\(partner) \(year)") }
    }
    let flag = try listed.column("atop")
    #expect(try inATOP.subtracting(inTreaties) == years(listed) { flag[$0] == "1" })
    #expect(try inTreaties.subtracting(inATOP) == years(listed) { flag[$0] == "0" })
    #expect(inATOP.count == 3_588)
    #expect(inATOP.intersection(inTreaties).count == 2_989)
  }

  @Test func `known facts of treaties hold`() throws {
    for year in 1949...2025 {
      let allies = try allies(year)
      #expect(allies.contains("20"), "Canada in \(year)")
      if year >= 2004 { #expect(!allies.contains("70"), "Mexico in \(year)") }
      #expect(allies.contains("343") == (year >= 2020), "North Macedonia in \(year)")
      #expect(allies.contains("375") == (year >= 2023), "Finland in \(year)")
      #expect(allies.contains("380") == (year >= 2024), "Sweden in \(year)")
    }
    #expect(try allies(2003).contains("70"))
  }

  @Test func `one president is in office on every 31 December, 1949 to 2025`() throws {
    let table = try CommittedPackage.table("presidents")
    let from = try table.column("term_from")
    let to = try table.column("term_to")
    for year in 1949...2025 {
      let day = CalendarYear(year).lastDay
      let inOffice = try table.rows.filter { row in
        let start = try #require(try from.date(row))
        let end = try to.date(row)
        return start <= day && (end.map { day < $0 } ?? true)
      }
      #expect(inOffice.count == 1, "\(year)")
    }
    let terms = try PresidentialTerms(table)
    #expect(try terms.term(on: CalendarYear(1963).lastDay).president == "johnson")
    #expect(try terms.term(on: CalendarYear(1974).lastDay).president == "ford")
  }

  @Test func `reassurance is 3,054 ally-years with their year's president`() throws {
    let table = try CommittedPackage.table("reassurance-statements")
    let terms = try PresidentialTerms(CommittedPackage.table("presidents"))
    let year = try table.column("year")
    let president = try table.column("president")
    let statements = try table.column("statements")
    #expect(table.rowCount == 3_054)
    var sum: Int64 = 0
    for row in table.rows {
      #expect(try terms.term(on: year.year(row).lastDay).president == president[row])
      #expect((1950...2010).contains(try year.year(row).number))
      sum += try statements.requiredWholeNumber(row)
    }
    #expect(sum == 523)
  }

  @Test func `the resource folder is named after package and target`() {
    #expect(ElectionData.resourceFolder == "swingport_ElectionData.resources")
  }

  @Test(.enabled(if: Checkout.hasShared, "the folder ../shared is not there"))
  func `the import gives the committed bytes again`() throws {
    let package = try ElectionPackage(
      publishers: { try Checkout.sharedBytes("data/\($0)") },
      compiled: { try Checkout.bytes("election-data/\($0)") })
    #expect(package.files.count == 15)
    for file in package.files {
      #expect(try Checkout.bytes("election-data/\(file.path)") == file.bytes, "\(file.path)")
    }
  }

  @Test(
    .enabled(if: Checkout.hasShared, "the folder ../shared is not there"),
    arguments: [
      ("elections/mit_president_1976-2020.csv", "659170", "659171"),
      ("elections/2024-president-state_medsl.csv", "140026", "140027"),
      ("elections/presidential_two_party_by_state_1976-2024.csv", "44058", "44059"),
      ("alliances/atop_us_dyad_year.csv", "2,20,1950,1", "2,20,1950,0"),
      ("alliances/us_defense_allies_by_year_atop51_1976-2018.csv", "2,20,1976,1", "2,20,1976,0"),
      ("alliances/cow_states.csv", "20,\"Canada\"", "21,\"Canada\""),
      ("reputation/blankenship_ISQ_promises.csv", "20.0,Canada,1950.0", "20.0,Canada,1949.0"),
      (
        "reputation/mcmanus_nieman_individual_signals.csv", "Canada1950,20,", "Canada1950,21,"
      ),
    ])
  func `one changed figure in a publisher's file is refused`(
    path: String, old: String, new: String
  ) throws {
    let error = #expect(throws: DataError.self) {
      try ElectionPackage(
        publishers: {
          let bytes = try Checkout.sharedBytes("data/\($0)")
          guard $0 == path else { return bytes }
          let text = String(decoding: bytes, as: UTF8.self)
          try #require(text.contains(old))
          return Array(text.replacing(old, with: new, maxReplacements: 1).utf8)
        }, compiled: { try Checkout.bytes("election-data/\($0)") })
    }
    #expect(error?.hint.isEmpty == false)
  }
}
