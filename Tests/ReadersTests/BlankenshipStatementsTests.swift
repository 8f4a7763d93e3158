import Codes
import Readers
import TestSupport
import Testing

@Suite struct `Blankenship's statements` {
  static let header = "ccode,country,year,visits,statements_americas"
  static let rows = [
    "700.0,Afghanistan,1950.0,0.0,", "20.0,Canada,1950.0,1.0,0.0",
    "732.0,\"Korea, Rep.\",1977.0,,4.0",
    ",OAS,1960.0,,", ",,1949.0,,",
  ]

  private func read(_ rows: [String]) throws -> BlankenshipStatements {
    try BlankenshipStatements(
      Array(([Self.header] + rows).joined(separator: "\n").utf8), name: "isq.csv")
  }

  @Test func `rows come out typed, a blank count as missing and not zero`() throws {
    let file = try read(Self.rows)
    #expect(file.rows.map(\.partner.text) == ["700", "20", "732"])
    #expect(file.rows.map(\.statements) == [nil, 0, 4])
    #expect(file.setAside == 2)
  }

  @Test func `a count without a country is refused, since it would be lost`() {
    let error = #expect(throws: DataError.self) { try read([",OAS,1960.0,,2.0"]) }
    #expect(error?.message.hasPrefix("isq.csv, line 2, column 'ccode'") == true)
  }

  @Test(arguments: [
    ("20.5,Canada,1950.0,1.0,0.0", "ccode"), ("20.0,Canada,50.0,1.0,0.0", "year"),
    ("20.0,Canada,1950.0,1.0,-1.0", "statements_americas"),
    ("20.0,Canada,1950.0,1.0,.0", "statements_americas"),
  ])
  func `a number of another form is refused by name`(row: String, column: String) {
    let error = #expect(throws: DataError.self) { try read([row]) }
    #expect(error?.message.hasPrefix("isq.csv, line 2, column '\(column)'") == true)
  }

  @Test func `a country and year that stand twice are refused with their line`() {
    let error = #expect(throws: DataError.self) {
      try read([Self.rows[1], "20,Canada,1950,1.0,3.0"])
    }
    #expect(error?.kind == .duplicateKey)
    #expect(error?.message.contains("line 3") == true)
  }

  @Test func `permuted rows give the same counts`() throws {
    let expected = try read(Self.rows)
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<20 {
      let file = try read(Self.rows.shuffled(using: &generator))
      #expect(Set(file.rows) == Set(expected.rows))
      #expect(file.setAside == expected.setAside)
    }
  }

  @Test func `mutated bytes give counts or an error`() {
    var generator = SeededGenerator(seed: 8)
    var refused = 0
    for _ in 0..<2_000 {
      var bytes = Array(([Self.header] + Self.rows).joined(separator: "\n").utf8)
      bytes[Int.random(in: 0..<bytes.count, using: &generator)] =
        UInt8.random(in: 0...255, using: &generator)
      do { _ = try BlankenshipStatements(bytes, name: "b") } catch is DataError {
        refused += 1
      } catch { Issue.record("another error: \(error)") }
    }
    #expect(refused > 500)
  }
}
