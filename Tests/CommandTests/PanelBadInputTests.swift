import Foundation
import Tables
import TestSupport
import Testing

@Suite struct `What swingport panel refuses` {
  static let header = "state,schedule_c,year,exports_usd\n"

  /// Arguments behind `panel`, files to write, the exit status and words of the error.
  static let mistakes:
    [(arguments: [String], files: [String: String], status: Int32, parts: [String])] = [
      ([], [:], 64, ["--source", "--fill"]),
      (["--source", "census"], [:], 64, ["--fill (zero:"]),
      (
        ["--source", "census", "--source", "bts", "--fill", "drop"], [:], 64,
        ["not one series", "never spliced"]
      ),
      (["--source", "nosuch.csv", "--fill", "drop"], [:], 66, ["no file nosuch.csv", "census"]),
      (["--source", "census", "--fill", "some"], [:], 64, ["some"]),
      (
        ["--source", "census", "--fill", "drop", "--years", "2010-2015"], [:], 64,
        ["no figures for 2010", "2014 to 2025"]
      ),
      (
        ["--source", "census", "--fill", "drop", "--period", "month"], [:], 64,
        ["years and no months"]
      ),
      (
        ["--source", "census", "--fill", "drop", "--destinations", "JPN,GERM"], [:], 64,
        ["'GERM'"]
      ),
      (
        ["--source", "census", "--fill", "drop", "--years", "2016-2017", "--years", "2016-2018"],
        [:], 64, ["--years is given twice", "takes one"]
      ),
      (
        ["--source", "x.csv", "--fill", "drop", "--missing-marks", "NA,5"],
        ["x.csv": header + "PA,1220,2015,NA\n"], 64, ["the mark '5' is a number"]
      ),
      (
        ["--source", "x.csv", "--fill", "drop"], ["x.csv": header + "PA,1220,2015,NA\n"], 65,
        ["x.csv, line 2, column 'exports_usd'", "'NA'", "--missing-marks NA"]
      ),
      (
        ["--source", "x.csv", "--fill", "drop"], ["x.csv": header + "PA,DEU,2015,5\n"], 65,
        ["'DEU'", "ISO 3166 alpha-3 code of 4280 Germany", "column iso3c"]
      ),
      (
        ["--source", "x.csv", "--fill", "drop"],
        ["x.csv": "state;schedule_c;year;exports_usd\nPA;1220;2015;5\n"], 65,
        ["looks separated by ';'"]
      ),
      (
        ["--source", "x.csv", "--fill", "drop"],
        ["x.csv": "state,schedule_c,iso3c,year,exports_usd\nPA,1220,MEX,2015,5\n"], 65,
        ["row 1 below the header", "1220 Canada", "2010 Mexico"]
      ),
      (
        ["--source", "x.csv", "--fill", "drop", "--ally", "list:a.csv"],
        [
          "x.csv": header + "PA,1220,2015,5\n",
          "a.csv": "year,iso3c,ally\n2015,JPX,1\n",
        ], 65, ["a.csv", "JPX (2015, 1 row; did you mean JPN?)"]
      ),
      (
        [
          "--source", "x.csv", "--fill", "drop", "--ally", "treaty", "--reputation", "list:r.csv",
        ],
        [
          "x.csv": header + "PA,1220,2015,5\n",
          "r.csv": "year,iso3c,reputation\n2015,JPX,1\n",
        ], 65, ["r.csv", "JPX (2015, 1 row; did you mean JPN?)"]
      ),
      (
        ["--source", "census", "--fill", "drop", "--origins", "PA,ON"], [:], 64,
        ["'ON' is no state"]
      ),
      (
        ["--source", "census", "--fill", "drop", "--commodities", "88"], [:], 64, ["no figures of"]
      ),
      (
        ["--source", "census", "--fill", "drop", "--swing", "close"], [:], 64,
        ["'close'", "margin-5"]
      ),
      (
        ["--source", "x.csv", "--fill", "drop", "--control", "gdp=none.csv"],
        ["x.csv": header + "PA,1220,2015,5\n"], 66, ["the control 'none.csv'", "check the path"]
      ),
      (
        ["--source", "x.csv", "--fill", "drop", "--control", "1x=g.csv"],
        ["x.csv": header + "PA,1220,2015,5\n", "g.csv": "year,value\n2015,1\n"], 64,
        ["'1x' is no name", "begin with a lower-case letter"]
      ),
      (
        ["--source", "x.csv", "--fill", "drop"], ["x.csv": header], 65,
        ["x.csv has a header and no row"]
      ),
      (
        ["--source", "x.csv", "--fill", "drop", "--ally", "list:a.csv"],
        [
          "x.csv": header + "PA,1220,2015,5\n",
          "a.csv": "year,iso3c,ally\n2015,CSK,1\n",
        ], 65, ["CSK (2015, 1 row; it holds to 1992", "--on-unmatched"]
      ),
      (
        ["--source", "x.csv", "--fill", "drop", "--control", "gdp=g.csv"],
        [
          "x.csv": header + "PA,1220,2015,5\n",
          "g.csv": "iso3c,year,month,value\nCAN,2015,1,1\n",
        ], 64, ["gdp is by month", "--period month"]
      ),
      (["--source", "census", "--fill", "drop", "--ally", "friends"], [:], 64, ["'friends'"]),
      (
        ["--source", "census", "--fill", "drop", "--dollars", "real:cpi"], [:], 64,
        ["no deflator is called 'cpi'"]
      ),
      (
        ["--source", "census", "--fill", "drop", "--deflator", "a=b"], [:], 64,
        ["nominal uses none"]
      ),
      (["--source", "census", "--fill", "drop", "--lag", "gdp:1"], [:], 64, ["no column 'gdp'"]),
      (["--source", "census", "--fill", "drop", "--controls", "gdp"], [:], 64, ["'gdp'"]),
      (["--source", "census", "--fill", "drop", "--out", ""], [:], 64, ["--out is empty"]),
      (
        ["--source", "census", "--fill", "drop", "--out", "/dev/null/p"], [:], 73, ["cannot write"]
      ),
      (
        ["--source", "census", "--fill", "drop", "--swing", "margin-5", "--swing", "margin-5"], [:],
        64, ["two columns", "swing_margin_5"]
      ),
      (
        ["--source", "x.csv", "--fill", "drop"],
        ["x.csv": header + "PA,1220,2015,1\nOH,1220,2015,1\nPA,1220,2015,2\n"], 65,
        ["x.csv, row 3 below the header", "PA, schedule_c 1220, 2015 stands twice", "row 1"]
      ),
      (
        ["--source", "x.csv", "--source", "y.csv", "--fill", "drop"],
        ["x.csv": header + "PA,1220,2015,1\n", "y.csv": header + "PA,1220,2015,1\n"], 65,
        ["y.csv, row 1", "x.csv, row 1"]
      ),
      (
        ["--source", "x.csv", "--fill", "drop"], ["x.csv": header + "PA,1220,2015,-5\n"], 65,
        ["row 1 below the header", "negative"]
      ),
      (
        ["--source", "x.csv", "--fill", "drop"], ["x.csv": header + "PA,1221,2015,5\n"], 65,
        ["'1221'", "nearest", "--on-unmatched list"]
      ),
      (
        ["--source", "x.csv", "--fill", "drop", "--ally", "list:a.csv"],
        [
          "x.csv": header + "PA,1220,2015,5\n",
          "a.csv": "year,iso3c,ally\n2015,CAN,1\n2015,CAN,0\n",
        ], 65, ["a.csv, line 3", "partner-year CAN 2015 stands in the list twice"]
      ),
      (
        ["--source", "x.csv", "--fill", "drop", "--control", "gdp=g.csv"],
        [
          "x.csv": header + "PA,1220,2015,5\n",
          "g.csv": "state,year,value\nPA,2015,1\nPA,2015,2\n",
        ], 65, ["g.csv, line 3", "PA 2015 stands twice", "many_to_one"]
      ),
      (
        [
          "--source", "x.csv", "--fill", "drop", "--dollars", "real:c@2015", "--deflator",
          "c=c.csv",
        ],
        ["x.csv": header + "PA,1220,2015,5\n", "c.csv": "year,deflator\n2015,1\n2015,2\n"], 65,
        ["c.csv, line 3", "the year 2015 stands twice"]
      ),
    ]

  @Test(arguments: mistakes.indices)
  func `is one clear error with what to do and nothing is written`(index: Int) throws {
    let mistake = Self.mistakes[index]
    let run = try PanelRun()
    for (path, text) in mistake.files { try run.write(path, text) }
    let before = try run.scratch.files()
    let result = try run(mistake.arguments)
    #expect(result.status == mistake.status, "\(mistake.arguments): \(result.errors)")
    for part in mistake.parts { #expect(result.errors.contains(part), "\(result.errors)") }
    #expect(result.output.isEmpty)
    #expect(try run.scratch.files() == before)
  }

  /// A built-in table, how it is spoilt, and words of the error.
  static let spoilt: [(table: String, spoil: @Sendable ([String]) -> [String], parts: [String])] = [
    (
      "returns",
      { rows in
        rows.map { row in
          guard row.hasPrefix("2020,PA,") else { return row }
          let cells = row.split(separator: ",").map(String.init)
          return (cells.prefix(5) + ["1000"]).joined(separator: ",")
        }
      }, ["returns.csv, line", "'total'", "votes"]
    ),
    ("returns", { rows in rows.filter { !$0.hasPrefix("2020,PA,") } }, ["2020", "PA"]),
    (
      "electoral-votes",
      { rows in rows.map { $0.hasPrefix("DC,") ? "DC,3,3,3,3,3,2" : $0 } }, ["537", "538"]
    ),
    (
      "returns",
      { rows in rows + rows.filter { $0.hasPrefix("2020,PA,") } }, ["returns.csv, line", "2020"]
    ),
  ]

  @Test(arguments: spoilt.indices)
  func `votes electors and states that do not add up are named and nothing is written`(
    index: Int
  ) throws {
    let fault = Self.spoilt[index]
    var run = try PanelRun()
    try run.scratch.copyData()
    try Self.rewrite("election-data", fault.table, in: run.scratch, fault.spoil)
    run.environment["SWINGPORT_DATA"] = run.scratch.root.path
    let before = try run.scratch.files()
    let result = try run(["--source", "census", "--fill", "drop", "--swing", "tipping-point-5"])
    #expect(result.status == 65, "\(result.errors)")
    for part in fault.parts { #expect(result.errors.contains(part), "\(result.errors)") }
    #expect(try run.scratch.files() == before)
  }

  /// Changes a table of a data folder together with what its descriptor says of it.
  private static func rewrite(
    _ package: String, _ name: String, in scratch: Scratch, _ change: ([String]) -> [String]
  ) throws {
    let folder = scratch.root.appendingPathComponent(package)
    let file = folder.appendingPathComponent("tables/\(name).csv")
    let rows = String(decoding: try Data(contentsOf: file), as: UTF8.self)
      .split(separator: "\n").map(String.init)
    let changed = change(rows)
    #expect(changed != rows)
    let bytes = Array((changed.joined(separator: "\n") + "\n").utf8)
    try Data(bytes).write(to: file)
    let descriptor = folder.appendingPathComponent("datapackage.json")
    var json = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: descriptor)) as? [String: Any])
    let resources = try #require(json["resources"] as? [[String: Any]])
    json["resources"] = resources.map { resource -> [String: Any] in
      guard resource["name"] as? String == name else { return resource }
      var resource = resource
      resource["bytes"] = bytes.count
      resource["hash"] = DataPackage.hash(of: bytes)
      resource["rows"] = changed.count - 1
      return resource
    }
    try JSONSerialization.data(withJSONObject: json).write(to: descriptor)
  }
}
