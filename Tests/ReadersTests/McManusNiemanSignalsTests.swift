import Codes
import Readers
import Testing

@Suite struct `McManus and Nieman's signals` {
  private func read(_ rows: [String]) throws -> McManusNiemanSignals {
    try McManusNiemanSignals(
      Array((["ctry_yr,ccode,country,year,us_vis,us_words"] + rows).joined(separator: "\n").utf8),
      name: "signals.csv")
  }

  @Test func `the zeros printed after 2010 are words that were not coded`() throws {
    let rows = try read(["Canada2010,20,Canada,2010,1,27", "Canada2011,20,Canada,2011,0,0"]).rows
    #expect(rows.map(\.words) == [27, nil])
    #expect(rows.map(\.visits) == [1, 0])
    #expect(rows.map(\.partner.text) == ["20", "20"])
  }

  @Test(arguments: [
    ("Canada2011,20,Canada,2011,0,3", "us_words"), ("Canada2010,20,Canada,2010,0,-3", "us_words"),
    ("Canada2010,20,Canada,2010,2,3", "us_vis"), ("Canada2010,1,Canada,2010,0,3", "ccode"),
    ("Canada2010,20,Canada,x,0,3", "year"), ("Canada2010,20,Canada,2010,,3", "us_vis"),
  ])
  func `a cell of another form is refused by name`(row: String, column: String) {
    let error = #expect(throws: DataError.self) { try read([row]) }
    #expect(error?.message.hasPrefix("signals.csv, line 2, column '\(column)'") == true)
  }

  @Test func `a country-year that stands twice is refused`() {
    let row = "Canada2010,20,Canada,2010,0,3"
    let error = #expect(throws: DataError.self) { try read([row, row]) }
    #expect(error?.kind == .duplicateKey)
  }
}
