import Codes
import Readers
import TestSupport
import Testing

@Suite struct `MEDSL state returns` {
  static let header =
    "\"year\",\"state\",\"state_po\",\"state_fips\",\"state_ic\",\"office\",\"candidate\","
    + "\"party_detailed\",\"party_simplified\",\"writein\",\"mode\",\"votes\",\"totalvotes\","
    + "\"stage\",\"special\",\"unofficial\",\"version\""
  static let rows = [
    "2024,\"ALASKA\",\"AK\",\"02\",\"81\",\"US PRESIDENT\",\"HARRIS, KAMALA D.\",\"DEMOCRAT\","
      + "\"DEMOCRAT\",FALSE,\"TOTAL\",140026,338177,\"GEN\",FALSE,FALSE,2025-11-20",
    "2024,\"ALASKA\",\"AK\",\"02\",\"81\",\"US PRESIDENT\",\"PETER\nSONSKI\",\"SOLIDARITY\","
      + "\"\",TRUE,\"TOTAL\",702,338177,\"GEN\",FALSE,FALSE,2025-11-20",
    "2024,\"ARIZONA\",\"AZ\",\"04\",\"61\",\"US PRESIDENT\",\"STEIN, JILL\",\"GREEN\",\"OTHER\","
      + "FALSE,\"NA\",18319,3389319,\"GEN\",FALSE,FALSE,2025-11-20",
  ]

  private func read(_ rows: [String]) throws -> PresidentialReturns {
    try MEDSLStateReturns.read(
      Array(([Self.header] + rows).joined(separator: "\n").utf8), name: "medsl.csv")
  }

  /// F67.
  @Test func `rows come out typed, single-spaced, a blank party as other`() throws {
    let lines = try read(Self.rows).lines
    #expect(lines.map(\.candidate) == ["HARRIS, KAMALA D.", "PETER SONSKI", "STEIN, JILL"])
    #expect(lines.map(\.party) == [.democratic, .other, .other])
    #expect(lines.map(\.state.fips) == ["02", "02", "04"])
    #expect(lines.map(\.votes) == [140_026, 702, 18_319])
  }

  @Test(arguments: [("\"GEN\"", "\"PRI\"", "stage"), ("GEN\",FALSE", "GEN\",TRUE", "special")])
  func `another stage or a special election is refused`(old: String, new: String, column: String) {
    let error = #expect(throws: DataError.self) {
      try read([Self.rows[0].replacing(old, with: new)])
    }
    #expect(error?.message.hasPrefix("medsl.csv, line 2, column '\(column)'") == true)
  }

  @Test func `a total beside modes is refused, since votes would count twice`() {
    let split = Self.rows[0].replacing("\"TOTAL\"", with: "\"ABSENTEE\"")
    let error = #expect(throws: DataError.self) { try read([Self.rows[0], split]) }
    #expect(error?.message.contains("column 'mode'") == true)
  }

  @Test func `permuted rows give the same lines`() throws {
    let expected = try Set(read(Self.rows).lines)
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<20 {
      #expect(try Set(read(Self.rows.shuffled(using: &generator)).lines) == expected)
    }
  }

  @Test func `mutated bytes give lines or an error`() {
    var generator = SeededGenerator(seed: 4)
    var refused = 0
    for _ in 0..<2_000 {
      var bytes = Array(([Self.header] + Self.rows).joined(separator: "\n").utf8)
      bytes[Int.random(in: 0..<bytes.count, using: &generator)] =
        UInt8.random(in: 0...255, using: &generator)
      do { _ = try MEDSLStateReturns.read(bytes, name: "m") } catch is DataError {
        refused += 1
      } catch { Issue.record("another error: \(error)") }
    }
    #expect(refused > 500)
  }
}
