import Codes
import Readers
import TestSupport
import Testing

@Suite struct `MIT presidential returns` {
  // Four rows re-typed from the publisher's layout.
  static let header =
    "year,state,state_po,state_fips,state_cen,state_ic,office,candidate,party_detailed,"
    + "writein,candidatevotes,totalvotes,version,notes,party_simplified"
  static let rows = [
    "1976,ALABAMA,AL,1,63,41,US PRESIDENT,\"CARTER, JIMMY\",DEMOCRAT,FALSE,659170,1182850,"
      + "20210113,NA,DEMOCRAT",
    "1976,ALABAMA,AL,1,63,41,US PRESIDENT,\"BUBAR, BENJAMIN \"\"\"\"BEN\"\"\"\"\",PROHIBITION,"
      + "FALSE,6669,1182850,20210113,NA,OTHER",
    "2012,MINNESOTA,MN,27,41,33,US PRESIDENT,\"OBAMA, BARACK H.\",DEMOCRATIC-FARMER-LABOR,FALSE,"
      + "1546167,2936561,20210113,NA,DEMOCRAT",
    "2020,DISTRICT OF COLUMBIA,DC,11,53,55,US PRESIDENT,NA,NA,TRUE,3137,344356,20210113,NA,OTHER",
  ]

  static func bytes(_ rows: [String], header: String = header) -> [UInt8] {
    Array(([header] + rows).joined(separator: "\n").utf8)
  }

  private func error(_ row: String) -> DataError? {
    #expect(throws: DataError.self) {
      try MITPresidentReturns.read(Self.bytes([row]), name: "mit.csv")
    }
  }

  @Test func `rows come out typed, with "NA" as no text`() throws {
    let returns = try MITPresidentReturns.read(Self.bytes(Self.rows), name: "mit.csv")
    #expect(returns.version == "20210113")
    #expect(returns.lines.map(\.state.usps) == ["AL", "AL", "MN", "DC"])
    #expect(returns.lines.map(\.votes) == [659_170, 6_669, 1_546_167, 3_137])
    #expect(returns.lines.map(\.party) == [.democratic, .other, .democratic, .other])
    #expect(returns.lines[1].candidate == "BUBAR, BENJAMIN \"\"BEN\"\"")
    #expect(returns.lines[3].candidate.isEmpty)
    #expect(returns.lines[0].publishedTotal == 1_182_850)
  }

  @Test func `an error names file, line and column`() {
    let row = Self.rows[0].replacing("659170", with: "NA")
    let message = error(row)?.message
    #expect(message?.hasPrefix("mit.csv, line 2, column 'candidatevotes'") == true)
  }

  @Test(arguments: [
    ("ALABAMA", "ALASKA", "state"), (",1,63", ",2,63", "state_fips"),
    ("1976", "1977", "year"), ("US PRESIDENT", "US SENATE", "office"),
    ("NA,DEMOCRAT", "NA,DEMOCRATIC", "party_simplified"), ("659170", "-1", "candidatevotes"),
    ("659170", "9223372036854775807", "candidatevotes"), (",AL,", ",ZZ,", "state_po"),
  ])
  func `a cell that contradicts another is refused`(old: String, new: String, column: String) {
    #expect(error(Self.rows[0].replacing(old, with: new))?.message.contains("'\(column)'") == true)
  }

  @Test func `totals and versions that differ are refused`() {
    for change in [("1182850", "1182851"), ("20210113", "20210114")] {
      let rows = [Self.rows[0], Self.rows[1].replacing(change.0, with: change.1)]
      #expect(throws: DataError.self) {
        try MITPresidentReturns.read(Self.bytes(rows), name: "mit.csv")
      }
    }
  }

  @Test func `permuted rows give the same lines`() throws {
    let expected = try Set(MITPresidentReturns.read(Self.bytes(Self.rows), name: "m").lines)
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<20 {
      let rows = Self.rows.shuffled(using: &generator)
      #expect(try Set(MITPresidentReturns.read(Self.bytes(rows), name: "m").lines) == expected)
    }
  }

  @Test func `mutated bytes give lines or an error that says what to do`() {
    var generator = SeededGenerator(seed: 2)
    var refused = 0
    for _ in 0..<2_000 {
      var bytes = Self.bytes(Self.rows)
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        bytes[index] = UInt8.random(in: 0...255, using: &generator)
      }
      do { _ = try MITPresidentReturns.read(bytes, name: "m") } catch let error as DataError {
        refused += 1
        #expect(!error.hint.isEmpty)
      } catch { Issue.record("another error: \(error)") }
    }
    #expect(refused > 500)
  }
}
