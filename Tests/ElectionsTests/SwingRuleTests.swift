import Codes
import Elections
import Tables
import TestSupport
import Testing

@Suite struct `Swing rules and returns` {
  /// Simulated returns: every state at 60 to 40, but for those given, by election and state.
  private func returns(
    _ special: [Int: [String: (Int64, Int64)]] = [:], elections: [Int] = [2008, 2012, 2016, 2020]
  ) throws -> PresidentialReturns {
    var writer = DelimitedTextWriter(
      header: ["election_year", "state", "democratic", "republican", "other", "total"])
    for election in elections {
      for state in State.electing {
        let (democratic, republican) = special[election]?[state.usps] ?? (6_000, 4_000)
        writer.append([
          "\(election)", state.usps, "\(democratic)", "\(republican)", "500",
          "\(democratic + republican + 500)",
        ])
      }
    }
    return try PresidentialReturns(
      table: DelimitedText(name: "simulated-returns").table(from: writer.bytes),
      electoralVotes: nil, districts: .none)
  }

  private let pennsylvania: State

  init() throws {
    pennsylvania = try #require(State.usps("PA"))
  }

  @Test func `a margin of exactly five points is no swing state and just below it is`() throws {
    let rule = try SwingRules.named("margin-5")
    let table = try returns([
      2012: ["PA": (5_250, 4_750), "OH": (5_249, 4_751), "FL": (4_751, 5_249)]
    ])
    let earlier = table.earlier(than: CalendarYear(2016))
    #expect(rule.status(of: pennsylvania, given: earlier) == .notSwing)
    #expect(rule.status(of: State.usps("OH")!, given: earlier) == .swing)
    #expect(rule.status(of: State.usps("FL")!, given: earlier) == .swing)
  }

  @Test func `the election of the year itself never counts`() throws {
    let rule = try SwingRules.named("margin-5")
    let table = try returns([2016: ["PA": (5_001, 4_999)]])
    #expect(
      rule.status(of: pennsylvania, given: table.earlier(than: CalendarYear(2016))) == .notSwing)
    #expect(rule.status(of: pennsylvania, given: table.earlier(than: CalendarYear(2017))) == .swing)
    #expect(rule.status(of: pennsylvania, given: table.earlier(than: CalendarYear(2020))) == .swing)
    #expect(
      rule.status(of: pennsylvania, given: table.earlier(than: CalendarYear(2021))) == .notSwing)
  }

  @Test func `changing any return at or after the year changes no rule's answer`() throws {
    var generator = SeededGenerator(seed: 11)
    let base = try returns()
    for _ in 0..<20 {
      let year = CalendarYear(Int.random(in: 2009...2020, using: &generator))
      var special: [Int: [String: (Int64, Int64)]] = [:]
      for election in [2012, 2016, 2020] where election >= year.number {
        for state in State.electing {
          special[election, default: [:]][state.usps] = (
            Int64.random(in: 1...9_999, using: &generator),
            Int64.random(in: 1...9_999, using: &generator)
          )
        }
      }
      let changed = try returns(special)
      for rule in SwingRules.all where !rule.looksAhead {
        for state in State.electing {
          #expect(
            rule.status(of: state, given: base.earlier(than: year))
              == rule.status(of: state, given: changed.earlier(than: year)))
        }
      }
    }
  }

  @Test func `earlier returns cannot be asked about the year or later`() throws {
    let earlier = try returns().earlier(than: CalendarYear(2016))
    #expect(earlier[pennsylvania, CalendarYear(2016)] == nil)
    #expect(earlier[pennsylvania, CalendarYear(2020)] == nil)
    #expect(earlier[pennsylvania, CalendarYear(2012)] != nil)
    #expect(earlier.lastElections(3) == [CalendarYear(2012), CalendarYear(2008)])
  }

  @Test func `a missing last election is not replaced by an older one`() throws {
    let table = try returns(elections: [2008, 2016])
    let rule = try SwingRules.named("margin-5")
    #expect(
      rule.status(of: pennsylvania, given: table.earlier(than: CalendarYear(2014))) == .notDefined)
  }

  @Test func `an unknown rule lists the rules there are`() {
    let error = #expect(throws: DataError.self) { try SwingRules.named("margin-7") }
    #expect(error?.kind.exitCode == .usage)
    #expect(error?.hint.contains("margin-5") == true)
  }

  /// F67.
  @Test(arguments: [
    ("2015,PA,1,1,0,2", "no presidential election"), ("2016,PR,1,1,0,2", "no electors"),
    ("2016,PA,3,3,0,5", "above the total"), ("2016,PA,-1,3,0,5", "negative"),
    ("2016,ZZ,1,1,0,2", "postal code"), ("2016,PA,x,1,0,2", "whole number"),
  ])
  func `returns that do not add up are refused with their row`(row: String, part: String) throws {
    let text = "election_year,state,democratic,republican,other,total\n\(row)\n"
    let table = try DelimitedText(name: "t").table(from: Array(text.utf8))
    let error = #expect(throws: DataError.self) {
      try PresidentialReturns(table: table, electoralVotes: nil, districts: .none)
    }
    #expect(error?.message.contains("line 2") == true)
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
  }

  /// F67.
  @Test func `an election without a state is refused by name`() throws {
    let text = "election_year,state,democratic,republican,other,total\n2016,PA,1,1,0,2\n"
    let table = try DelimitedText(name: "t").table(from: Array(text.utf8))
    let error = #expect(throws: DataError.self) {
      try PresidentialReturns(table: table, electoralVotes: nil, districts: .none)
    }
    #expect(error?.kind == .incompleteElection)
    #expect(error?.message.contains("WY") == true)
  }
}

@Suite struct `The election calendar` {
  @Test func `the window is the year before and the year of an election`() {
    let open = (2013...2025).filter {
      PreElectionWindow.yearBeforeAndOf.contains(CalendarYear($0))
    }
    #expect(open == [2015, 2016, 2019, 2020, 2023, 2024])
    #expect(PreElectionWindow(yearsBefore: 0).contains(CalendarYear(2016)))
    #expect(!PreElectionWindow(yearsBefore: 0).contains(CalendarYear(2015)))
  }

  @Test func `a year belongs to the president in office on 31 December`() throws {
    let text = """
      president,name,party,term_from,term_to
      obama,Barack Obama,D,2009-01-20,2017-01-20
      trump-1,Donald Trump,R,2017-01-20,
      """
    let presidents = try Presidents(
      table: DelimitedText(name: "p").table(from: Array(text.utf8)))
    #expect(presidents.incumbent(in: CalendarYear(2008)) == nil)
    #expect(presidents.incumbent(in: CalendarYear(2009))?.id == "obama")
    #expect(presidents.incumbent(in: CalendarYear(2016))?.id == "obama")
    #expect(presidents.incumbent(in: CalendarYear(2017))?.id == "trump-1")
    #expect(presidents.incumbent(on: CalendarDate(iso: "2017-01-19")!)?.id == "obama")
    #expect(presidents.incumbent(on: CalendarDate(iso: "2017-01-20")!)?.id == "trump-1")
    #expect(presidents.incumbent(on: CalendarDate(iso: "2021-01-19")!)?.id == "trump-1")
    #expect(presidents.incumbent(on: CalendarDate(iso: "2021-01-20")!) == nil)
  }

  @Test func `a gap between two presidents is refused`() throws {
    let text = """
      president,name,party,term_from,term_to
      a,A,D,2009-01-20,2017-01-20
      b,B,R,2017-01-21,
      """
    let table = try DelimitedText(name: "p").table(from: Array(text.utf8))
    #expect(throws: DataError.self) { try Presidents(table: table) }
  }
}
