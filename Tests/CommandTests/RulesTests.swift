import Foundation
import Tables
import TestSupport
import Testing

@Suite struct `swingport rules` {
  @Test func `it prints every rule side by side with their counts and disagreement`() throws {
    let run = try Program().run(["rules", "--years", "2000-2020"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.contains("alley-code (look-ahead)"))
    // Fifty states and DC, six elections.
    #expect(run.text.contains("margin-5 and kriner-reeves-each: "))
    #expect(run.text.contains(" of 306"))
  }

  @Test func `it says why one state is swing and by which figures`() throws {
    let run = try Program().run(["rules", "--explain", "PA", "2016"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.contains("margin-5, version 1: not swing\n  2012: D by 5.46 points"))
    #expect(run.text.contains("2008: the loser won 44.77 %"))
    #expect(run.text.contains("CO took the winner to 270"))
    // Pennsylvania was next to Wisconsin in 2016, by 0.7643 − 0.7243 points.
    let later = try Program().run(["rules", "--explain", "PA", "2020"])
    #expect(later.text.contains("pivot-distance, version 1: 1 place\n  2016: WI took"))
    #expect(later.text.contains("margin, version 1: 0.04 percentage points"))
    let alone = try Program().run([
      "rules", "--swing", "pivot-distance", "--explain", "PA", "2020",
    ])
    #expect(alone.status == 0 && alone.text.contains("1 place"), "\(alone.errors)")
    #expect(!alone.text.contains("margin-5"))
  }

  @Test func `a state may be named by its postal code its FIPS code or its name`() throws {
    let postal = try Program().run(["rules", "--explain", "PA", "2016"])
    for words in [["Pennsylvania"], ["42"], ["pa"]] {
      let run = try Program().run(["rules", "--explain"] + words + ["2016"])
      #expect(run.status == 0 && run.output == postal.output, "\(words): \(run.errors)")
    }
    let district = try Program().run(["rules", "--explain", "District", "of", "Columbia", "2016"])
    #expect(district.output == (try Program().run(["rules", "--explain", "DC", "2016"])).output)
    #expect(district.status == 0)
  }

  @Test func `its csv has a row for each rule state and election`() throws {
    let run = try Program().run(["rules", "--csv", "--years", "2016-2020"])
    let table = try DelimitedText(name: "rules").table(from: Array(run.output))
    #expect(table.rowCount == 8 * 51 * 2)
    #expect(Set(try table.column("swing").texts).isSubset(of: ["0", "1"]))
    #expect(try table.column("state_fips").texts.contains("01"))
  }

  @Test func `a user's own list stands beside the rules`() throws {
    let scratch = try Scratch()
    try Data("year,state,swing\n2016,PA,1\n".utf8)
      .write(to: scratch.root.appendingPathComponent("mine.csv"))
    let run = try Program(folder: scratch.root).run([
      "rules", "--swing", "margin-5", "--swing", "list:mine.csv", "--years", "2016-2016",
    ])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.contains("margin-5 and list:mine.csv: 5 of 51"))
  }

  @Test(arguments: [
    (["rules", "--swing", "margin-7"], 64, "no swing rule is called 'margin-7'"),
    (["rules", "--swing", "margin-5", "--swing", "margin-5"], 64, "margin-5 is given twice"),
    (["rules", "--swing", "pivot-distance"], 64, "a measure in places"),
    (["rules", "--swing", "list:none.csv"], 66, "none.csv"),
    (["rules", "--explain", "PR", "2016"], 64, "Puerto Rico has no electors"),
    (["rules", "--explain", "Pensylvania", "2016"], 64, "did you mean Pennsylvania?"),
    (["rules", "--explain", "PA", "2016", "--csv"], 64, "--csv prints the rules side by side"),
    (["rules", "--explain", "PA"], 64, "--explain"),
    (["rules", "--years", "2001-2003"], 64, "no presidential election"),
  ])
  func `mistakes are refused with what to do`(arguments: [String], status: Int32, part: String)
    throws
  {
    let scratch = try Scratch()
    let run = try Program(folder: scratch.root).run(arguments)
    #expect(run.status == status)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains(part))
  }

  @Test func `analyze takes lists of swing states and allies and prints them`() throws {
    let scratch = try Scratch()
    var swing = "year,state,swing\n"
    var ally = "year,iso3c,ally\n"
    for year in 2014...2025 {
      for state in ["PA", "OH", "FL", "WI", "MI", "NV"] { swing += "\(year),\(state),1\n" }
      for partner in ["JPN", "DEU", "KOR", "CAN"] { ally += "\(year),\(partner),1\n" }
    }
    try Data(swing.utf8).write(to: scratch.root.appendingPathComponent("swing.csv"))
    try Data(ally.utf8).write(to: scratch.root.appendingPathComponent("ally.csv"))
    let run = try Program(folder: scratch.root).run([
      "analyze", "swing-states", "--swing", "list:swing.csv", "--ally", "list:ally.csv", "--json",
    ])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.contains("list:swing.csv"))
    #expect(run.text.contains("list:ally.csv"))
  }
}
