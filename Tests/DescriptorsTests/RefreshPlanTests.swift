import Codes
import Descriptors
import Testing

private func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(iso: text)) }

private func fact(
  _ source: String, _ partition: String, _ retrieved: String,
  _ outcome: PartitionFact.Outcome = .accepted, through: String? = nil
) throws -> PartitionFact {
  PartitionFact(
    source: source, partition: partition, retrieved: try day(retrieved), outcome: outcome,
    through: through.flatMap { CalendarMonth(iso: $0) })
}

private func plan(
  _ ids: [String], _ facts: [PartitionFact] = [], on today: String,
  since: String? = nil, force: Bool = false
) throws -> RefreshPlan {
  try RefreshPlan(
    descriptors: ids.map(Shipped.descriptor), facts: facts, today: day(today),
    options: .init(since: since.flatMap { CalendarMonth(iso: $0) }, force: force))
}

@Suite struct `The plan of a refresh` {
  @Test func `an empty store asks for every year that is out with the key as a name`() throws {
    let plan = try plan(["census-statehs-annual"], on: "2026-09-20")
    #expect(plan.requests.map(\.partition) == (2010...2025).map(String.init))
    #expect(plan.requests.allSatisfy { $0.reason == .neverFetched })
    let first = try #require(plan.requests.first)
    #expect(first.address.host == "api.census.gov" && first.address.scheme == "https")
    #expect(
      first.address.query == [
        .init(name: "get", value: .plain("STATE,CTY_CODE,CTY_NAME,SUMMARY_LVL,ALL_VAL_YR")),
        .init(name: "time", value: .plain("2010-12")), .init(name: "key", value: .key(.census)),
      ])
    #expect(
      first.alternatives.map { $0.query.map(\.name) } == [["get", "YEAR", "MONTH", "key"]])
  }

  @Test func `December is due five weeks after its end and nothing is due twice a day`() throws {
    let facts = try (2010...2024).map { try fact("census-statehs-annual", "\($0)", "2025-07-01") }
    #expect(try plan(["census-statehs-annual"], facts, on: "2026-02-04").requests.isEmpty)
    let due = try plan(["census-statehs-annual"], facts, on: "2026-02-05").requests
    #expect(due.map(\.partition) == ["2025"])
    #expect(due.first?.reason == .newPeriod("2025", expectedSince: try day("2026-02-05")))
    #expect(due.first?.isKnownToBeOut == false, "an empty answer means that it is late")
    let march = try plan(["census-statehs-annual"], facts, on: "2026-03-20").requests
    #expect(march.first?.isKnownToBeOut == true)
    let asked = facts + [try fact("census-statehs-annual", "2025", "2026-02-05", .notReported)]
    #expect(try plan(["census-statehs-annual"], asked, on: "2026-02-05").requests.isEmpty)
    #expect(
      try plan(["census-statehs-annual"], asked, on: "2026-02-06").requests.map(\.reason)
        == [.notReportedYet(askedOn: day("2026-02-05"))])
  }

  @Test func `the June revision makes three earlier years due once`() throws {
    let facts = try (2010...2025).map { try fact("census-statehs-annual", "\($0)", "2026-02-10") }
    #expect(try plan(["census-statehs-annual"], facts, on: "2026-06-03").requests.isEmpty)
    let due = try plan(["census-statehs-annual"], facts, on: "2026-06-04").requests
    #expect(due.map(\.partition) == ["2023", "2024", "2025"])
    #expect(due.allSatisfy { $0.reason.id == "revision" })
    let late = try plan(["census-statehs-annual"], facts, on: "2027-01-15").requests
    #expect(late.map(\.partition) == ["2023", "2024", "2025"], "missed in June, still due")
    let done = try facts.map { try fact($0.source, $0.partition, "2026-06-04") }
    #expect(try plan(["census-statehs-annual"], done, on: "2026-08-01").requests.isEmpty)
  }

  @Test func `a year that grows is due with each month and asks for no month of the future`() throws
  {
    let facts =
      try (2010...2025).map { try fact("census-statehs-monthly", "\($0)", "2026-08-10") } + [
        fact("census-statehs-monthly", "2026", "2026-08-10", through: "2026-06")
      ]
    let due = try plan(["census-statehs-monthly"], facts, on: "2026-09-06").requests
    #expect(due.map(\.partition) == ["2026"])
    #expect(due.first?.reason.id == "new_period")
    #expect(
      due.first?.address.query.contains(
        .init(name: "time", value: .plain("from 2026-01 to 2026-07"))) == true)
  }

  @Test func `a new month revises the months of its year and no other`() throws {
    let months = try #require(CalendarMonth(iso: "2025-11"))
    let facts = try (0..<9).map {
      try fact("census-statehs-hs2", "\(months.advanced(by: $0))", "2026-09-01")
    }
    let due = try plan(["census-statehs-hs2"], facts, on: "2026-09-06", since: "2025-11").requests
    #expect(due.map(\.partition) == (1...6).map { "2026-0\($0)" })
    #expect(due.allSatisfy { $0.reason.id == "carry_over" })
  }

  /// F23.
  @Test func `a request that is too large is divided and the pieces are the whole`() throws {
    let monthly = try Shipped.descriptor("census-statehs-monthly")
    let plan = try plan(["census-statehs-monthly"], on: "2026-09-20")
    let year = try #require(plan.requests.first { $0.partition == "2015" })
    let quarters = try #require(monthly.divided(year))
    #expect(
      quarters.map { $0.address.query[1].value } == [
        .plain("from 2015-01 to 2015-03"), .plain("from 2015-04 to 2015-06"),
        .plain("from 2015-07 to 2015-09"), .plain("from 2015-10 to 2015-12"),
      ])
    let months = try #require(monthly.divided(quarters[1]))
    #expect(
      months.map { $0.span.months?.lowerBound.description } == ["2015-04", "2015-05", "2015-06"])
    let states = try #require(monthly.divided(months[0]))
    #expect(states.count == 54 && states.contains { $0.span.state == "XX" })
    #expect(states[0].address.query.map(\.name) == ["get", "time", "STATE", "key"])
    #expect(monthly.divided(states[0]) == nil)
    let chapters = try Shipped.descriptor("census-statehs-hs2")
    let month = try #require(
      try RefreshPlan(descriptors: [chapters], facts: [], today: day("2026-09-20")).requests.first)
    let pieces = try #require(chapters.divided(month))
    #expect(pieces.map(\.span.chapter) == ["87", "88", "89", "93"])
    #expect(
      pieces[1].address.query.filter { $0.name == "E_COMMODITY" }.map(\.value) == [.plain("88")])
  }

  @Test func `a source by hand tells what to do until its file is there`() throws {
    let open = try plan(["atop"], on: "2026-09-20")
    #expect(open.requests.isEmpty && open.byHand.map(\.source) == ["atop"])
    #expect(open.byHand.first?.instructions.isEmpty == false)
    let done = try plan(["atop"], [fact("atop", "all", "2026-01-01")], on: "2026-09-20")
    #expect(done.byHand.isEmpty)
  }

  @Test func `age force and since decide`() throws {
    let facts = try ["NY.GDP.MKTP.CD", "SP.POP.TOTL", "PA.NUS.FCRF"].map {
      try fact("world-bank", $0, "2026-01-01")
    }
    #expect(try plan(["world-bank"], facts, on: "2026-04-01").requests.isEmpty)
    #expect(try plan(["world-bank"], facts, on: "2026-04-02").requests.count == 3)
    #expect(
      try plan(["world-bank"], facts, on: "2026-01-01", force: true).requests.map(\.reason)
        == [.forced, .forced, .forced])
    #expect(
      try plan(["census-statehs-annual"], on: "2026-09-20", since: "2024-01").requests.map(
        \.partition)
        == ["2024", "2025"])
  }

  /// F52.
  @Test func `a clock set back or far ahead neither starves nor storms`() throws {
    let ahead = try (2010...2025).map { try fact("census-statehs-annual", "\($0)", "2036-01-01") }
    #expect(try plan(["census-statehs-annual"], ahead, on: "2026-09-20").requests.isEmpty)
    let forward = try plan(["census-statehs-annual"], ahead, on: "2036-09-20").requests
    #expect(forward.map(\.partition).contains("2035"))
  }

  @Test func `an unknown source is refused with the nearest name`() throws {
    #expect(throws: DataError.self) {
      do {
        _ = try RefreshPlan(
          descriptors: Shipped.all(), facts: [], today: try day("2026-09-20"),
          options: .init(only: ["census-statehs-anual"]))
      } catch let error as DataError {
        #expect(error.kind == .unknownSource && error.hint.contains("'census-statehs-annual'"))
        throw error
      }
    }
  }

  @Test func `a first refresh of everything stays within four hundred requests`() throws {
    let plan = try RefreshPlan(descriptors: Shipped.all(), facts: [], today: try day("2026-09-20"))
    #expect(plan.requests.count <= 400, "\(plan.requests.count)")
    #expect(plan.byHand.map(\.source) == ["atop", "cepii-geodist"])
  }
}
