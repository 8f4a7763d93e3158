import Foundation
import Tables
import TestSupport
import Testing

@Suite struct `swingport analyze --reputation` {
  private func analyze(_ arguments: [String], in scratch: Scratch? = nil) throws -> Program.Run {
    try Program(folder: scratch?.root).run(["analyze"] + arguments + ["--json"])
  }

  @Test func `signals take the place of statements in the national panel and are named`() throws {
    let run = try analyze(["national-concessions", "--reputation", "signals-visits"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.contains("signals-visits"))
    #expect(run.text.contains("ally:ally-reputation:window"))
    #expect(!run.text.contains("ally:reassurance"))
    #expect(run.text.contains("McManus & Nieman 2019"))
  }

  @Test func `statements by name give the national panel's own figures`() throws {
    let own = try analyze(["national-concessions"])
    let named = try analyze(["national-concessions", "--reputation", "statements"])
    #expect(own.status == 0 && named.status == 0, "\(own.errors)\(named.errors)")
    func estimates(_ text: String) -> [Substring] {
      text.split(separator: "\n").filter {
        $0.contains("\"estimate\"") || $0.contains("\"std_error\"")
          || $0.contains("\"standardError\"")
      }
    }
    #expect(!estimates(own.text).isEmpty)
    #expect(estimates(own.text) == estimates(named.text))
  }

  @Test func `another order of incumbents is used and printed`() throws {
    let scratch = try Scratch()
    try Data("incumbent,reputation\nbush-43,4\nobama,1\ntrump-1,3\nbiden,2\n".utf8)
      .write(to: scratch.root.appendingPathComponent("mine.csv"))
    let run = try analyze(
      ["bts-canada-mexico", "--reputation", "list:mine.csv"], in: scratch)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.contains("list:mine.csv"))
    #expect(!run.text.contains("pew-germany-first-year"))
  }

  @Test func `a list by ally gives the bump's slope on reputation`() throws {
    let scratch = try Scratch()
    var rows = "year,iso3c,reputation\n"
    for year in 2014...2025 {
      for (index, ally) in ["CAN", "JPN", "DEU", "GBR", "KOR", "FRA", "AUS"].enumerated() {
        rows += "\(year),\(ally),\(index + year % 4)\n"
      }
    }
    try Data(rows.utf8).write(to: scratch.root.appendingPathComponent("ties.csv"))
    let run = try analyze(
      ["swing-states", "--ally", "treaty", "--reputation", "list:ties.csv"], in: scratch)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.contains("swing:ally:window:ally-reputation"))
    #expect(run.text.contains("reputation of an ally not reported"))
  }

  @Test func `a list of reputations beside the sample is refused with its years`() throws {
    let scratch = try Scratch()
    try Data("year,iso3c,reputation\n2014,CAN,1\n2015,CAN,2\n2015,JPN,3\n".utf8)
      .write(to: scratch.root.appendingPathComponent("late.csv"))
    let run = try analyze(
      ["national-concessions", "--reputation", "list:late.csv"], in: scratch)
    #expect(run.status == 64)
    let said = run.errors.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(
      said.contains("its rows are of 2014–2015, and the sample of 1985–2011 then has no year"),
      "\(said)")
  }

  @Test func `a list of allies is taken by an analysis and refused for a code of no country`()
    throws
  {
    let scratch = try Scratch()
    var rows = "year,iso3c,ally\n"
    for year in 2014...2025 { for ally in ["CAN", "JPN", "DEU"] { rows += "\(year),\(ally),1\n" } }
    try Data(rows.utf8).write(to: scratch.root.appendingPathComponent("ties.csv"))
    let run = try Program(folder: scratch.root)
      .run(["analyze", "swing-states", "--ally", "list:ties.csv", "--out", "o"])
    #expect(run.status == 0, "\(run.errors)")
    // The map is drawn by the list, too.
    #expect(run.errors == "")
    let map = try scratch.files()["o/maps/ally-share-2024.svg"] ?? []
    #expect(String(decoding: map, as: UTF8.self).contains("list:ties.csv"))
    #expect(run.text.contains("list:ties.csv"))
    try Data((rows + "2016,JPM,1\n").utf8)
      .write(to: scratch.root.appendingPathComponent("ties.csv"))
    let refused = try Program(folder: scratch.root)
      .run(["analyze", "swing-states", "--ally", "list:ties.csv", "--out", "p"])
    #expect(refused.status == 65)
    #expect(refused.errors.contains("JPM"))
    #expect(try scratch.files().keys.allSatisfy { !$0.hasPrefix("p/") })
  }

  @Test func `of all analyses those that cannot take the measure keep their own and say so`() throws
  {
    let run = try analyze(["--reputation", "statements-summed"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      run.errors.contains("swing-states cannot take the reputation measure statements-summed"))
    #expect(run.text.contains("statements-summed"))
  }

  static let refusals: [(arguments: [String], table: String, status: Int32, parts: [String])] = [
    (
      ["swing-states", "--ally", "treaty", "--reputation", "statements"], "", 64,
      ["swing-states cannot take", "1950–2010", "2014 needs those of 2011–2013"]
    ),
    (
      ["swing-states", "--reputation", "statements-summed"], "", 64,
      ["its figures are of 1950–2010"]
    ),
    (
      ["swing-states", "--reputation", "ordinal:pew-germany-last-year"], "", 64,
      ["measured in or after the year"]
    ),
    (["ten-states-2012", "--reputation", "ordinal"], "", 64, ["belongs to one incumbent"]),
    (["national-concessions", "--reputation", "incumbent"], "", 64, ["has no scale"]),
    (
      ["national-concessions", "--reputation", "ordinal"], "", 64,
      ["not ranked by the scale", "--years 2002-2008"]
    ),
    (["--reputation", "statments"], "", 64, ["did you mean statements?"]),
    (["--reputation", "ordinal:nobody"], "", 66, ["pew-germany-first-year"]),
    (["--reputation", "tariff-tolerance"], "", 64, ["needs a file", "WITS"]),
    (["--reputation", "list:none.csv"], "", 66, ["none.csv"]),
    (["--reputation", "list:t.csv"], "incumbent,reputation\nobana,1\n", 65, ["line 2", "obama"]),
    (
      ["--reputation", "list:t.csv"], "year,iso3c,reputation\n2016,JPN,1\n2016,JPN,2\n", 65,
      ["line 3", "twice"]
    ),
    (["--reputation", "list:t.csv"], "name,score\na,1\n", 65, ["no column 'incumbent'"]),
    (["--swing", "list:t.csv"], "year,state,swing\n2016,ZZ,1\n", 65, ["line 2", "ZZ"]),
    (["--ally", "list:t.csv"], "year,iso3c,ally\n2016,JPN,1\n2016,JPN,1\n", 65, ["line 3"]),
  ]

  @Test(arguments: refusals.indices)
  func `what cannot be taken is refused by name with what to do and nothing is written`(
    index: Int
  ) throws {
    let refusal = Self.refusals[index]
    let scratch = try Scratch()
    if !refusal.table.isEmpty {
      try Data(refusal.table.utf8).write(to: scratch.root.appendingPathComponent("t.csv"))
    }
    let run = try Program(folder: scratch.root).run(["analyze"] + refusal.arguments)
    #expect(run.status == refusal.status, "\(run.errors)")
    for part in refusal.parts { #expect(run.errors.contains(part), "\(run.errors)") }
    #expect(run.output.isEmpty)
    #expect(try scratch.files().keys.allSatisfy { $0 == "t.csv" })
  }

  @Test(.enabled(if: Checkout.hasShared, "needs the shared folder beside the checkout"))
  func `tolerated tariffs of a WITS table enter the national panel of the years they cover`() throws
  {
    let scratch = try Scratch()
    try Data(try Checkout.sharedBytes("data/reputation/allied-tariffs.csv"))
      .write(to: scratch.root.appendingPathComponent("wits.csv"))
    let whole = try analyze(
      ["national-concessions", "--reputation", "tariff-tolerance:wits.csv"], in: scratch)
    #expect(whole.status == 64)
    #expect(whole.errors.contains("--years 1989-2011"), "\(whole.errors)")
    let run = try analyze(
      [
        "national-concessions", "--reputation", "tariff-tolerance:wits.csv", "--years", "1989-2011",
      ], in: scratch)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.contains("tariff-tolerance:wits.csv"))
    #expect(run.text.contains("ally:ally-reputation:window"))
  }
}
