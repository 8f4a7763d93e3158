import Codes
import Foundation
import GRDB
import Store
import Testing

@Suite struct `Tidy rows` {
  private let fixture: StoreFixture

  init() throws { fixture = try StoreFixture() }

  private func columns() throws -> ExportColumns {
    try ExportColumns(
      periods: [
        try #require(Period("2018-03")), try #require(Period("2018-02")),
        try #require(Period("2018-02")), try #require(Period("2018-02")),
      ],
      states: CodeColumn(["ND", "NY", "ND", "ND"]),
      destinations: CodeColumn(["1220", "0010", "2010", "1220"]),
      commodities: CodeColumn(["27", "27", "27", "01"]), dollars: [3, 0, 9_007_199_254_740_993, -4])
  }

  /// F61.
  @Test func `rows have one order and keep every dollar and every leading zero`() throws {
    let columns = try columns()
    #expect(columns.dollars == [-4, 9_007_199_254_740_993, 0, 3])
    #expect((0..<4).map { columns.commodities[$0] } == ["01", "27", "27", "27"])
    #expect((0..<4).map { columns.states[$0] } == ["ND", "ND", "NY", "ND"])
    #expect((0..<4).map { columns.destinations[$0] } == ["1220", "2010", "0010", "1220"])
    #expect(columns.periods.map(\.description) == ["2018-02", "2018-02", "2018-02", "2018-03"])
  }

  @Test func `every kind of row comes back from the store as it went in`() throws {
    let writer = try fixture.writer()
    var arrival = try writer.arrival(2018, 1)
    arrival.exports = try columns()
    arrival.setAside = try SetAsideColumns(
      reasons: CodeColumn(["total", "group"]), periods: [try year(2018), try year(2018)],
      states: CodeColumn(["ND", "ND"]), destinations: CodeColumn(["-", "0003"]),
      commodities: CodeColumn(["", ""]), dollars: [10, 20])
    arrival.series = try SeriesColumns(
      variables: CodeColumn(["gdp", "distance"]), periods: [try year(2018), .none],
      entities: CodeColumn(["ND", "ND"]), partners: CodeColumn(["", "1220"]),
      values: [0.1 + 0.2, -0.0])
    let vintage = try writer.commit([arrival], "a").vintage
    let store = writer.store
    #expect(try store.exports(of: vintage) == arrival.exports)
    #expect(try store.setAside(of: vintage) == arrival.setAside)
    #expect(try store.series(of: vintage) == arrival.series)
    #expect(try store.series(of: vintage, variable: "gdp").values == [0.1 + 0.2])
    #expect(try store.series(of: vintage).values.map(\.sign) == [.plus, .plus])
    #expect(try store.setAside(of: vintage, reason: "group").dollars == [20])
    #expect(try store.verify().isSound)
  }

  @Test func `any client of SQLite reads the rows as text`() throws {
    let writer = try fixture.writer()
    var arrival = try writer.arrival(2018, 1)
    arrival.exports = try columns()
    try writer.commit([arrival], "2019-03")
    var configuration = Configuration()
    configuration.readonly = true
    let database = try DatabaseQueue(
      path: fixture.path("snapshots.sqlite"), configuration: configuration)
    let rows = try database.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT source, vintage, period, state, destination, commodity, dollars FROM exports
          WHERE source = 'census' AND commodity = '27' AND state = 'NY'
          """
      ).map { $0.description }
    }
    #expect(
      rows == [
        """
        [source:"census" vintage:"2019-03" period:"2018-02" state:"NY" destination:"0010" \
        commodity:"27" dollars:0]
        """
      ])
  }

  @Test func `codes that come later do not disturb the rows that are there`() throws {
    let writer = try fixture.writer()
    let first = try writer.commit(
      [try writer.arrival(2017, 1, states: ["WY", "ND"])], "a"
    ).vintage
    let arrival = try writer.arrival(2018, 2, states: ["ZZ", "AK", "ND", "WV", "WY"])
    let second = try writer.commit([arrival], "b").vintage
    #expect(try writer.store.exports(of: first).states.codes == ["ND", "WY"])
    #expect(try writer.store.exports(of: second, years: 2018...2018) == arrival.exports)
    #expect(try writer.store.verify().isSound)
  }

  @Test func `a cell that comes twice and columns that differ in length are refused`() throws {
    let period = try year(2018)
    let twice = failure {
      _ = try ExportColumns(
        periods: [period, period], states: CodeColumn(["ND", "ND"]),
        destinations: CodeColumn(["1220", "1220"]), dollars: [1, 2])
    }
    #expect(twice?.kind == .storeRefused)
    #expect(twice?.message == "exports states a cell twice: 2018, , ND, 1220")
    #expect(
      failure {
        _ = try ExportColumns(
          periods: [period], states: CodeColumn(["ND", "NY"]),
          destinations: CodeColumn(["1220", "1220"]), dollars: [1, 2])
      }?.kind == .storeRefused)
    #expect(
      failure {
        _ = try SeriesColumns(
          variables: CodeColumn(["gdp"]), periods: [period], entities: CodeColumn(["ND"]),
          values: [.nan])
      }?.kind == .storeRefused)
    #expect(failure { _ = try CodeColumn(codes: ["a"], indices: [1]) }?.kind == .storeRefused)
  }

  @Test func `a column keeps the codes that are used, in their order`() throws {
    let column = try CodeColumn(codes: ["b", "unused", "a", "b"], indices: [0, 2, 3])
    #expect(column.codes == ["a", "b"] && column.indices == [1, 0, 1])
    #expect(try column == CodeColumn(["b", "a", "b"]))
  }

  @Test(arguments: ["", "2018", "2018-03", "0001-12"])
  func `a period reads its own text`(text: String) throws {
    #expect(try #require(Period(text)).description == text)
  }

  @Test(arguments: ["201", "20180", "2018-3", "2018-13", "2018-00", "2018-03-01", "０１２３", "-"])
  func `what is no period is none`(text: String) {
    #expect(Period(text) == nil)
  }

  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2000-02-29T23:59:59Z", 951_868_799),
      ("1969-12-31T23:59:59Z", -1), ("2026-03-05T12:00:00Z", 1_772_712_000),
      ("9999-12-31T23:59:59Z", 253_402_300_799),
    ])
  func `a moment reads its own text`(text: String, seconds: Int64) throws {
    let stamp = try #require(Stamp(text))
    #expect(stamp.seconds == seconds && stamp.description == text)
  }

  @Test(
    arguments: [
      "2026-02-29T00:00:00Z", "2026-03-05T24:00:00Z", "2026-03-05T12:60:00Z",
      "2026-03-05 12:00:00Z", "2026-03-05T12:00:00", "2026-03-05T12:00:00+0",
    ])
  func `what is no moment is none`(text: String) {
    #expect(Stamp(text) == nil)
  }
}
