import Codes
import Store
import Tables
import TestSupport
import Testing

@Suite struct `The difference of two vintages` {
  private let fixture: StoreFixture

  init() throws { fixture = try StoreFixture() }

  private func columns(_ rows: [(String, Int, String, Int64)]) throws -> ExportColumns {
    try ExportColumns(
      periods: try rows.map { try year($0.1) }, states: CodeColumn(rows.map(\.0)),
      destinations: CodeColumn(rows.map(\.2)), dollars: rows.map(\.3))
  }

  @Test func `cells are counted, summed and ranked`() throws {
    let before = try columns([
      ("ND", 2017, "1220", 50), ("ND", 2018, "1220", 100), ("ND", 2018, "2010", 10),
      ("NY", 2018, "1220", 40), ("NY", 2018, "5880", 7),
    ])
    let after = try columns([
      ("ND", 2017, "1220", 50), ("ND", 2018, "1220", 115), ("ND", 2018, "2010", 10),
      ("NM", 2018, "2010", 3), ("NY", 2018, "1220", 36),
    ])
    let diff = RevisionDiff(from: before, to: after)
    #expect(diff.unchanged == 2 && diff.changed == 2 && diff.added == 1 && diff.removed == 1)
    #expect(diff.percentChanged == 50 && !diff.isEmpty)
    #expect(diff.topMovers.map(\.change) == [15, -7, -4, 3])
    #expect(diff.topMovers[1].state == "NY" && diff.topMovers[1].after == nil)
    #expect(diff.byYear.map(\.group) == [["2017"], ["2018"]])
    #expect(diff.byYear.map(\.change) == [0, 7])
    let states = Dictionary(uniqueKeysWithValues: diff.byStateYear.map { ($0.group, $0) })
    #expect(states[["ND", "2018"]]?.before == 110 && states[["ND", "2018"]]?.after == 125)
    #expect(states[["NM", "2018"]]?.percent == nil)
    #expect(states[["NM", "2017"]] == nil)
    let places = Dictionary(uniqueKeysWithValues: diff.byDestinationYear.map { ($0.group, $0) })
    #expect(places[["1220", "2018"]]?.change == 11)
    #expect(RevisionDiff(from: before, to: after, movers: 1).topMovers.map(\.change) == [15])
    #expect(RevisionDiff(from: after, to: after).isEmpty)
    #expect(RevisionDiff(from: .none, to: after).added == 5)
    #expect(RevisionDiff(from: .none, to: .none).percentChanged == nil)
  }

  /// The rows for 2018 of a file of the shared folder, totals and unknown states left out.
  private func shared(_ name: String, from first: Int) throws -> ExportColumns {
    let table = try DelimitedText(name: name)
      .table(from: Checkout.sharedBytes("data/state-exports/\(name)"))
    let (state, code) = (try table.column("state").texts, try table.column("cty_code").texts)
    let (years, dollars) = (try table.column("year").texts, try table.column("value_usd").texts)
    let rows = state.indices.filter {
      !["ALL", "XX"].contains(state[$0]) && code[$0] != "-" && Int(years[$0]) ?? 0 >= first
    }
    return try ExportColumns(
      periods: try rows.map { try #require(Period(years[$0])) },
      states: CodeColumn(rows.map { String(state[$0]) }),
      destinations: CodeColumn(rows.map { String(code[$0]) }),
      dollars: try rows.map { try #require(Int64(dollars[$0])) })
  }

  @Test(
    .enabled(if: Checkout.hasShared, "the folder ../shared with the real vintages is not there"))
  func `the two real vintages, stored one after the other, differ where they are known to`() throws
  {
    let writer = try fixture.writer()
    func commit(_ name: String, _ label: String, from first: Int) throws -> Vintage {
      let bytes = try Checkout.sharedBytes("data/state-exports/\(name)")
      let rows = try shared(name, from: first)
      let snapshot = Snapshot(
        partition: "all", retrievedAt: noon, url: "https://localhost/",
        object: try writer.stage(bytes),
        bytes: bytes.count, rows: rows.count)
      return try writer.commit([Arrival(snapshot, exports: rows)], label).vintage
    }
    let old = try commit("census_om_states_2014-2018_vintage2019-03.csv", "2019-03", from: 2014)
    // The later file is of the 2026-03 vintage from 2016 on.
    let new = try commit("census_om_states_by_destination_2014-2025.csv", "2026-03", from: 2016)
    let store = writer.store
    let diff = RevisionDiff(
      from: try store.exports(of: old, years: 2018...2018),
      to: try store.exports(of: new, years: 2018...2018))
    func percent(_ state: String) -> Double? {
      diff.byStateYear.first { $0.group == [state, "2018"] }?.percent
    }
    #expect(abs(try #require(percent("ND")) - 15) < 0.5)
    #expect(abs(try #require(percent("NM")) - 6.7) < 0.05)
    #expect(abs(try #require(percent("NY")) - 4.0) < 0.05)
    #expect(diff.byYear.count == 1 && diff.changed > 1000)
  }
}
