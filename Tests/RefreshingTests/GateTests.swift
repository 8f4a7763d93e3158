import Codes
import Descriptors
import JSONText
import Readers
import Refreshing
import Tables
import TestSupport
import Testing

private let annual: SourceDescriptor? = try? SourceDescriptor(
  Checkout.bytes("fetch/sources/census-statehs-annual.json"), file: "census-statehs-annual.json")

private let builtIn = Result { try CensusAnswerTables.builtIn() }

/// A year of the built-in tables as the server answers it and as the reader reads it.
private struct Part {
  var answer: CensusAnswer
  var body: [UInt8]
  let year: Int

  init(_ year: Int) throws {
    let server = CensusAnswerServer(tables: try builtIn.get(), key: "k")
    body =
      server.reply(
        path: CensusAnswerServer.statePath,
        query: [
          ("get", "STATE,CTY_CODE,CTY_NAME,SUMMARY_LVL,ALL_VAL_YR"), ("time", "\(year)-12"),
          ("key", "k"),
        ]
      ).body
    answer = try CensusAnswerReader(
      name: "answer", value: "ALL_VAL_YR", expected: annual?.columns.map(\.name) ?? []
    ).read(body)
    self.year = year
  }

  var candidate: GateCandidate {
    GateCandidate(
      partition: "\(year)", body: body, answer: answer,
      months: .december(of: year)...(.december(of: year)))
  }

  var world: Int64 {
    answer.setAside.rows.first {
      answer.setAside.origins[$0] == .total && answer.setAside.destinations[$0] == .total
    }.map { answer.setAside.dollars[$0] } ?? 0
  }
}

private func changed(
  _ flows: CensusFlows, _ change: (Int, Int64) -> Int64?
) -> CensusFlows {
  var out = CensusFlows()
  for row in flows.rows {
    guard let amount = change(row, flows.dollars[row]) else { continue }
    out.append(
      origin: flows.origins[row], destination: flows.destinations[row],
      commodity: flows.commodities[row], period: flows.periods[row], dollars: amount)
  }
  return out
}

private func judge(
  _ candidate: GateCandidate, last: GateVintage? = nil, world: Int64? = nil,
  on today: String = "2026-10-20", descriptor: SourceDescriptor? = annual
) throws -> GateVerdict {
  var totals: [TradePeriod: Int64] = [:]
  if let world, let year = Int(candidate.partition), let period = TradePeriod(year: year, month: 12)
  {
    totals[period] = world
  }
  let context = GateContext(
    last: last, publishedTotals: totals, today: try #require(CalendarDate(iso: today)))
  return Gate(descriptor: try #require(descriptor), context: context).judge(candidate)
}

@Suite struct `The gate` {
  @Test func `a sound year is accepted with and without a vintage before it`() throws {
    let part = try Part(2024)
    let first = try judge(part.candidate, world: part.world)
    #expect(first.outcome == .accepted && first.reasons.isEmpty, "\(first.reasons)")
    let last = GateVintage(rows: part.answer.rowCount, flows: part.answer.flows)
    #expect(try judge(part.candidate, last: last, world: part.world).outcome == .accepted)
  }

  /// F54.
  @Test func `figures a thousand times larger are held`() throws {
    let part = try Part(2024)
    let last = GateVintage(rows: part.answer.rowCount, flows: part.answer.flows)
    var candidate = part.candidate
    candidate.flows = changed(part.answer.flows) { $1 * 1000 }
    let verdict = try judge(candidate, last: last, world: part.world)
    #expect(verdict.outcome == .held)
    #expect(verdict.blocking.contains("drift.unit") && verdict.blocking.contains("totals.mismatch"))
    candidate.flows = changed(part.answer.flows) { $1 / 1000 }
    #expect(try judge(candidate, last: last).blocking.contains("drift.unit"))
  }

  /// F55.
  @Test func `counting totals and groups as flows fails the published total`() throws {
    let part = try Part(2024)
    #expect(try judge(part.candidate, world: part.world).outcome == .accepted)
    var candidate = part.candidate
    var flows = part.answer.flows
    for row in part.answer.setAside.rows where part.answer.setAside.origins[row] == .total {
      flows.append(
        origin: .unidentified, destination: part.answer.setAside.destinations[row],
        commodity: .total, period: part.answer.setAside.periods[row],
        dollars: part.answer.setAside.dollars[row])
    }
    candidate.flows = flows
    #expect(try judge(candidate, world: part.world).blocking.contains("totals.mismatch"))
  }

  /// F56.
  @Test func `a page that is missing is held`() throws {
    let part = try Part(2024)
    let last = GateVintage(rows: part.answer.rowCount, flows: part.answer.flows)
    var candidate = part.candidate
    candidate.rows = part.answer.rowCount * 7 / 10
    let verdict = try judge(candidate, last: last)
    #expect(verdict.outcome == .held && verdict.blocking == ["rows.changed"])
    candidate.rows = part.answer.rowCount * 9 / 10
    #expect(try judge(candidate, last: last).outcome == .accepted)
  }

  /// F57.
  @Test func `a state that is absent is held and named`() throws {
    let part = try Part(2024)
    for last in [nil, GateVintage(rows: part.answer.rowCount, flows: part.answer.flows)] {
      var candidate = part.candidate
      candidate.flows = changed(part.answer.flows) { row, amount in
        part.answer.flows.origins[row] == "ND" ? nil : amount
      }
      let verdict = try judge(candidate, last: last, on: "2026-06-10")
      #expect(verdict.outcome == .held)
      let reason = try #require(verdict.reasons.first { $0.id == "states.missing" })
      #expect(reason.sentence == "origins are missing in 2024-12: ND")
    }
  }

  /// F58.
  @Test func `a revision of three cells in a hundred is accepted in June and held in October`()
    throws
  {
    let part = try Part(2024)
    let last = GateVintage(rows: part.answer.rowCount, flows: part.answer.flows)
    var candidate = part.candidate
    candidate.flows = changed(part.answer.flows) { $0 % 33 == 0 ? $1 + $1 / 50 + 1 : $1 }
    let june = try judge(candidate, last: last, world: part.world, on: "2026-06-10")
    #expect(june.outcome == .accepted && june.reasons.map(\.id) == ["revision.applied"])
    let october = try judge(candidate, last: last, world: part.world, on: "2026-10-10")
    #expect(october.outcome == .held && october.blocking == ["revision.out_of_season"])
    let late = try judge(candidate, last: last, world: part.world, on: "2030-06-10")
    #expect(late.outcome == .held, "2024 is older than the three years that June revises")
    candidate.flows = changed(part.answer.flows) { $0 < 20 ? $1 + 1 : $1 }
    #expect(try judge(candidate, last: last, on: "2026-10-10").outcome == .accepted)
  }

  /// F59.
  @Test func `codes that lost a leading zero are rejected`() throws {
    let part = try Part(2024)
    let row = "[\"PA\",\"20\",\"USMCA\",\"CGP\",\"12\",\"2024-12\"]"
    let body = Array(
      "[[\"STATE\",\"CTY_CODE\",\"CTY_NAME\",\"SUMMARY_LVL\",\"ALL_VAL_YR\",\"time\"],\(row)]".utf8)
    var candidate = part.candidate
    candidate.setAside = try CensusAnswerReader(name: "answer", value: "ALL_VAL_YR").read(body)
      .setAside
    let verdict = try judge(candidate)
    #expect(verdict.outcome == .rejected && verdict.blocking == ["codes.malformed"])
    let chapters = Array(
      """
      [["STATE","CTY_CODE","E_COMMODITY","ALL_VAL_YR","time"],
      ["PA","1220","1","12","2024-12"],["PA","1220","88","12","2024-12"],["1","1220","88","9","2024-12"]]
      """.utf8)
    let answer = try CensusAnswerReader(
      name: "answer", value: "ALL_VAL_YR", commodity: "E_COMMODITY"
    ).read(chapters)
    candidate.flows = answer.flows
    candidate.setAside = answer.setAside
    #expect(
      try judge(candidate).blocking.contains("codes.malformed"))
    #expect(try judge(candidate).blocking.contains("codes.unknown_origin"))
  }

  /// F53.
  @Test func `drift of the header is named and decides`() throws {
    let part = try Part(2024)
    for (drift, id, outcome) in [
      (.renamed(from: "ALL_VAL_YR", to: "VALUE"), "drift.column_renamed", .rejected),
      (.dropped("CTY_NAME"), "drift.column_dropped", .rejected),
      (.added("DISTRICT"), "drift.column_added", .accepted),
      (.reordered(["CTY_CODE", "STATE"]), "drift.columns_reordered", .accepted),
      (.duplicated("CTY_NAME"), "drift.column_duplicated", .accepted),
    ] as [(HeaderDrift, String, GateVerdict.Outcome)] {
      var candidate = part.candidate
      candidate.drift = [drift]
      let verdict = try judge(candidate)
      #expect(verdict.reasons.map(\.id) == [id] && verdict.outcome == outcome)
    }
  }

  /// F22.
  @Test func `a web page another encoding and a size out of bounds are rejected`() throws {
    let part = try Part(2024)
    var candidate = part.candidate
    candidate.beginning = Array("  <!DOCTYPE html>".utf8)
    #expect(try judge(candidate).blocking == ["content.html"])
    candidate.beginning = [0xFF, 0xFE, 0x5B, 0x00]
    #expect(try judge(candidate).blocking == ["drift.encoding"])
    candidate.beginning = Array("PK".utf8)
    #expect(try judge(candidate).blocking == ["content.type"])
    candidate = part.candidate
    candidate.bytes = 120
    candidate.rows = 1
    #expect(try judge(candidate).blocking == ["size.bytes", "size.rows"])
  }

  @Test func `doubled rows negative values and jumps are found`() throws {
    let part = try Part(2024)
    let last = GateVintage(rows: part.answer.rowCount, flows: part.answer.flows)
    let flows = part.answer.flows
    var candidate = part.candidate
    var doubled = flows
    doubled.append(
      origin: flows.origins[7], destination: flows.destinations[7], commodity: .total,
      period: flows.periods[7], dollars: 1)
    candidate.flows = doubled
    #expect(try judge(candidate).blocking == ["keys.duplicate"])
    candidate.flows = changed(flows) { $0 == 3 ? -5 : $1 }
    #expect(try judge(candidate).blocking == ["values.negative"])
    let large = try #require(
      flows.rows.first { (20_000_000...30_000_000).contains(flows.dollars[$0]) })
    candidate.flows = changed(flows) { $0 == large ? $1 * 6 : $1 }
    #expect(try judge(candidate, last: last).blocking == ["values.jump"])
  }

  /// F61.
  @Test func `amounts at the limits of sixty-four bits are judged without a trap`() throws {
    let part = try Part(2024)
    let last = GateVintage(rows: part.answer.rowCount, flows: part.answer.flows)
    for limit in [Int64.max, .min] {
      var candidate = part.candidate
      let flows = changed(part.answer.flows) {
        part.answer.flows.origins[$0] == "TX" ? limit : $1
      }
      candidate.flows = flows
      let verdict = try judge(candidate, last: last, world: part.world)
      #expect(verdict.outcome != .accepted)
      #expect(flows.sum { _ in true } == nil)
      let movers = FlowComparison.movers(
        before: part.answer.flows, after: flows, years: 2024...2024)
      #expect(movers.contains { $0.after == limit })
    }
  }

  @Test func `a month missing inside the span is held`() throws {
    let monthly = try SourceDescriptor(
      Checkout.bytes("fetch/sources/census-statehs-monthly.json"), file: "monthly")
    var flows = CensusFlows()
    for month in [1, 2, 4] {
      let period = try #require(TradePeriod(year: 2025, month: month))
      for state in State.electing {
        let code = try #require(PackedCode(state.usps))
        flows.append(
          origin: code, destination: "1220", commodity: .total, period: period, dollars: 5)
      }
    }
    let april = try #require(CalendarMonth(iso: "2025-04"))
    let candidate = GateCandidate(
      partition: "2025", beginning: Array("[".utf8), bytes: 300_000, rows: 5000, flows: flows,
      months: .january(of: 2025)...april)
    let verdict = try judge(candidate, descriptor: monthly)
    #expect(verdict.reasons.map(\.sentence) == ["months are missing: 2025-03"])
  }

  @Test func `a pinned source with other bytes is held and a delimiter or type is named`() throws {
    let pinned = try SourceDescriptor(
      Checkout.bytes("fetch/sources/mit-president.json"), file: "mit-president")
    var candidate = GateCandidate(
      partition: "all", beginning: Array("year\tstate\tstate_po\n".utf8), bytes: 461_727,
      sha256: String(repeating: "0", count: 64), rows: 4287)
    #expect(
      try judge(candidate, descriptor: pinned).blocking == ["drift.delimiter", "pin.mismatch"])
    let table = try DelimitedText(name: "t").table(from: Array("year,totalvotes\n1976,12.5\n".utf8))
    candidate.beginning = Array("year,state\n".utf8)
    candidate.sha256 = nil
    candidate.misfits = ColumnMisfit.of(table, expected: pinned.columns)
    #expect(candidate.misfits.map(\.column) == ["totalvotes"])
    let verdict = try judge(candidate, descriptor: pinned)
    #expect(verdict.blocking == ["drift.type_widened"])
    #expect(verdict.skipped.contains(.revisions))
  }

  @Test func `the explanation is JSON with every step and reason`() throws {
    let part = try Part(2024)
    var candidate = part.candidate
    candidate.bytes = 1
    let verdict = try judge(candidate)
    let json = try JSONReader(name: "gate").value(from: Array(verdict.json.indented.utf8))
    guard case .object(let object) = json, case .list(let steps)? = object["steps"],
      case .list(let reasons)? = object["reasons"]
    else {
      Issue.record("the explanation has another form")
      return
    }
    #expect(object["outcome"] == .text("rejected") && steps.count == 10 && reasons.count == 1)
    #expect(object["form"] == .text("swingport.gate/1"))
  }

  @Test(.enabled(if: Checkout.hasShared, "needs the shared data folder beside the checkout"))
  func `the two real vintages differ as the publisher's revision did`() throws {
    func flows(_ rows: [(ExportOrigin, ExportDestination, CalendarYear, Dollars)]) -> CensusFlows {
      var flows = CensusFlows()
      for (origin, destination, year, value) in rows {
        guard let state = origin.state, let code = destination.country,
          let packed = PackedCode(state.usps), let country = PackedCode(code.text),
          let period = TradePeriod(year: year.number, month: 12)
        else { continue }
        flows.append(
          origin: packed, destination: country, commodity: .total, period: period,
          dollars: value.count)
      }
      return flows
    }
    let old = try CensusStateExports.read(
      Checkout.sharedBytes("data/state-exports/census_om_states_2014-2018_vintage2019-03.csv"),
      name: "2019-03")
    let new = try CensusStateExports.read(
      Checkout.sharedBytes("data/state-exports/census_om_states_by_destination_2014-2025.csv"),
      name: "2026-03")
    let movers = FlowComparison.movers(
      before: flows(old.map { ($0.origin, $0.destination, $0.year, $0.value) }),
      after: flows(new.map { ($0.origin, $0.destination, $0.year, $0.value) }), years: 2018...2018)
    func percent(_ state: PackedCode) -> Double? { movers.first { $0.origin == state }?.percent }
    #expect(try abs(#require(percent("ND")) - 15) < 0.5)
    #expect(try abs(#require(percent("NM")) - 6.7) < 0.05)
    #expect(try abs(#require(percent("NY")) - 4.0) < 0.05)
    #expect(movers.first?.origin == "ND")
  }
}
