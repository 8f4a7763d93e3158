import Codes
import Readers
import Refreshing
import TestSupport
import Testing

private let header =
  "TRDTYPE,USASTATE,DEPE,DISAGMOT,MEXSTATE,CANPROV,COUNTRY,VALUE,SHIPWT,FREIGHT_CHARGES,DF,CONTCODE,"
  + "MONTH,YEAR\n"

/// A simulated table of one row a month, worth ten dollars a number of the month.
private func table(_ months: ClosedRange<Int>, year: Int = 2021) -> [UInt8] {
  Array(
    (header
      + months.map {
        "1,MI,3801,5,,XO,1220,\($0 * 10),1,1,1,X,\($0 < 10 ? "0" : "")\($0),\(year)\n"
      }
      .joined()).utf8)
}

private func months(_ names: [(String, [UInt8])]) throws -> [String] {
  try FreightArchive.read(
    ZipBuilder(names.map { ZipBuilder.Entry($0.0, $0.1) }).bytes, name: "simulated.zip"
  ).map { "\($0.month) \($0.value)" }
}

private func refusal(_ names: [(String, [UInt8])]) -> String? {
  do {
    _ = try months(names)
    return nil
  } catch { return (error as? DataError)?.kind.id }
}

@Suite struct `TransBorder archives` {
  @Test func `files that repeat months are recognised and each month is read once`() throws {
    let files = [
      ("2021/March 2021/dot1_ytd_0321.csv", table(1...3)),
      ("2021/January 2021/dot1_0121.csv", table(1...1)),
      ("2021/Copy of January 2021/dot1_0121.csv", table(1...1)),
      ("2021/February 2021/dot1_0221.csv", table(2...2)),
      ("2021/dot1_2021.csv", table(1...12)), ("2021/dot2_0121.csv", table(1...1)),
      ("2021/Zip Files/dot1_2021.zip", ZipBuilder([]).bytes),
    ]
    let read = try months(files)
    #expect(read.count == 12 && Set(read).count == 12)
    #expect(read.prefix(3) == ["2021-01 10", "2021-02 20", "2021-03 30"])
    #expect(try months([("dot1_2021.csv", table(1...12))]).count == 12)
    #expect(try months([("dot1_1221.csv", table(12...12))]) == ["2021-12 120"])
  }

  @Test func `DBF tables and archives without the table are refused by name`() {
    #expect(refusal([("D5A0198.DBF", [3, 1]), ("readme.txt", [])]) == "bts.legacy_dbf")
    #expect(refusal([("January 2017.zip", [])]) == "archive.missing_member")
    #expect(refusal([("../dot1_0121.csv", table(1...1))]) == "zip.name")
  }

  @Test func `cells that the codes do not know are refused with their line`() throws {
    let text = String(decoding: table(1...1), as: UTF8.self)
    for (old, new) in [
      ("1,MI,", "3,MI,"), (",MI,", ",M,"), (",1220,", ",1230,"), (",5,,", ",2,,"),
      (",X,01", ",X,13"),
      (",10,1,1,1,", ",-10,1,1,1,"), (",10,1,1,1,", ",1e1,1,1,1,"), (",1,X,", ",3,X,"),
    ] {
      #expect(
        refusal([("dot1_0121.csv", Array(text.replacing(old, with: new).utf8))]) == "table.bad_cell"
      )
    }
  }

  @Test(.enabled(if: Checkout.hasShared, "needs the shared data folder beside the checkout"))
  func `a real month adds up to the publisher's figures`() throws {
    let bytes = try Checkout.sharedBytes("data/state-exports/bts_raw_dot1_2015-01.csv")
    let rows = try FreightArchive.read(
      ZipBuilder([.init("January 2015/dot1_0115.csv", bytes)]).bytes, name: "2015-01.zip")
    #expect(rows.count == 26_171)
    let flows = try BTSRawFreight.exports(rows)
    #expect(
      flows.sum { flows.origins[$0] == "MI" && flows.destinations[$0] == "1220" } == 2_065_331_542)
    #expect(flows.origins.contains(.unidentified) && flows.count == 2 * 52)
  }
}
