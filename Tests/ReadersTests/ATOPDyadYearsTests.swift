import Codes
import Readers
import TestSupport
import Testing

@Suite struct `ATOP dyad-years` {
  static let header =
    "\"ccode1\",\"ccode2\",\"year\",\"atop_defense\",\"atop_offense\",\"atop_neutral\","
    + "\"atop_nonagg\",\"atop_consul\""
  static let rows = ["2,20,1942,1,1,0,0,0", "2,20,1943,1,1,0,0,0", "2,365,1975,0,0,0,0,1"]

  private func read(_ rows: [String]) throws -> [ATOPDyadYear] {
    try ATOPDyadYears.read(
      Array(([Self.header] + rows).joined(separator: "\n").utf8), name: "atop.csv")
  }

  @Test func `rows come out typed`() throws {
    let rows = try read(Self.rows)
    #expect(rows.map(\.partner.text) == ["20", "20", "365"])
    #expect(rows.map(\.year.number) == [1942, 1943, 1975])
    #expect(rows.map(\.defense) == [true, true, false])
  }

  @Test(arguments: [
    ("20,2,1942,1,1,0,0,0", "ccode1"), ("2,020,1942,1,1,0,0,0", "ccode2"),
    ("2,20,42,1,1,0,0,0", "year"), ("2,20,1942,2,1,0,0,0", "atop_defense"),
    ("2,20,1942,,1,0,0,0", "atop_defense"),
  ])
  func `a cell of another form is refused by name`(row: String, column: String) {
    let error = #expect(throws: DataError.self) { try read([row]) }
    #expect(error?.message.hasPrefix("atop.csv, line 2, column '\(column)'") == true)
  }

  @Test func `a pair and year that stand twice are refused`() {
    let error = #expect(throws: DataError.self) { try read([Self.rows[0], Self.rows[0]]) }
    #expect(error?.kind == .duplicateKey)
  }

  @Test func `permuted rows give the same years`() throws {
    let expected = try Set(read(Self.rows))
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<20 {
      #expect(try Set(read(Self.rows.shuffled(using: &generator))) == expected)
    }
  }

  @Test func `mutated bytes give years or an error`() {
    var generator = SeededGenerator(seed: 6)
    var refused = 0
    for _ in 0..<2_000 {
      var bytes = Array(([Self.header] + Self.rows).joined(separator: "\n").utf8)
      bytes[Int.random(in: 0..<bytes.count, using: &generator)] =
        UInt8.random(in: 0...255, using: &generator)
      do { _ = try ATOPDyadYears.read(bytes, name: "a") } catch is DataError {
        refused += 1
      } catch { Issue.record("another error: \(error)") }
    }
    #expect(refused > 500)
  }
}
