import Codes
import ExportData
import Tables
import TestSupport
import Testing

@Suite struct `Destinations` {
  private func destinations() throws -> [String: [String]] {
    let table = try CommittedTables.package().table("destinations")
    let columns = try table.header.map(table.column)
    return Dictionary(
      uniqueKeysWithValues: table.rows.map { row in (columns[0][row], columns.map { $0[row] }) })
  }

  @Test func `every code of every table is a country's and has a row, and every row is used`()
    throws
  {
    let known = try destinations()
    var used = Set<String>()
    for name in ExportData.tableNames where !["destinations", "country-codes"].contains(name) {
      let table = try CommittedTables.package().table(name)
      guard table.header.contains("schedule_c") else { continue }
      used.formUnion(try table.column("schedule_c").texts)
    }
    #expect(used.allSatisfy { ScheduleC($0).isCountry })
    #expect(used == Set(known.keys))
    #expect(known.count == 246)
  }

  @Test func `no destination of the states' exports is a former one or no place`() throws {
    let kinds = try destinations().mapValues { $0[4] }
    for name in ["census-exports-2019-03", "census-exports-2026-03", "state-imports"] {
      let codes = try CommittedTables.package().table(name).column("schedule_c").texts
      #expect(codes.allSatisfy { ["country", "territory"].contains(kinds[$0] ?? "") })
    }
  }

  @Test func `Namibia's ISO code is the text NA, and three places have none`() throws {
    let known = try destinations()
    #expect(known["7920"]?[2] == "NA")
    for code in ["4803", "5082", "5083"] {
      #expect(known[code]?[2] == "" && known[code]?[3] == "")
    }
    let current = known.values.filter { ["country", "territory"].contains($0[4]) }
    let iso3 = current.map { $0[3] }.filter { !$0.isEmpty }
    #expect(Set(iso3).count == iso3.count && iso3.count == 231)
  }

  /// The Correlates of War number of a destination in a year, by the committed table.
  private func numbers() throws -> [String: [Int: String]] {
    let table = try CommittedTables.package().table("destination-cow-codes")
    let code = try table.column("schedule_c")
    let number = try table.column("cown")
    let from = try table.column("year_from")
    let to = try table.column("year_to")
    var numbers: [String: [Int: String]] = [:]
    for row in table.rows {
      let last = try to.wholeNumber(row).map(Int.init) ?? 2025
      for year in max(1942, try from.year(row).number)...last {
        #expect(numbers[code[row]]?[year] == nil, "two numbers for \(code[row]) in \(year)")
        numbers[code[row], default: [:]][year] = number[row]
      }
    }
    return numbers
  }

  @Test func `a number has one destination a year but for two codes that changed within a year`()
    throws
  {
    var holders: [String: [String]] = [:]
    for (code, years) in try numbers() {
      for (year, number) in years { holders["\(number) \(year)", default: []].append(code) }
    }
    let shared = holders.filter { $0.value.count > 1 }.mapValues { $0.sorted() }
    #expect(shared == ["625 2011": ["7320", "7321"], "530 1993": ["7740", "7749"]])
  }

  @Test(arguments: [
    ("4280", 1989, "260"), ("4280", 1990, "255"), ("4610", 1991, "365"), ("4621", 1992, "365"),
    ("4350", 1992, "315"), ("4351", 1993, "316"), ("4790", 1991, "345"), ("4799", 2006, "345"),
    ("4801", 2012, "345"), ("4803", 2009, "347"), ("5210", 1992, "679"), ("7323", 2011, "626"),
    ("7749", 2003, "530"), ("1220", 2025, "20"),
  ])
  func `the numbers of places that changed are those decided`(
    _ code: String, _ year: Int, _ number: String
  ) throws {
    #expect(try numbers()[code]?[year] == number)
  }

  @Test func `territories and places that are none have no number`() throws {
    let numbers = try numbers()
    for (code, row) in try destinations() where ["territory", "other"].contains(row[4]) {
      #expect(numbers[code] == nil)
    }
    for (code, row) in try destinations() where row[4] == "country" && code != "4752" {
      #expect(numbers[code] != nil, "\(row)")
    }
  }

  @Test(
    .enabled(if: Checkout.hasShared, "needs the shared folder beside the checkout"))
  func `every ally that ATOP lists from 1985 on is a destination's number in that year`() throws {
    let atop = try DelimitedText(name: "atop").table(
      from: Checkout.sharedBytes("data/alliances/atop_us_dyad_year.csv"))
    let (partner, year) = (try atop.column("ccode2"), try atop.column("year"))
    let defense = try atop.column("atop_defense")
    var held = Set<String>()
    for (_, years) in try numbers() {
      for (year, number) in years { held.insert("\(number) \(year)") }
    }
    var missing = Set<String>()
    var met = 0
    for row in atop.rows where try year.year(row).number >= 1985 && defense[row] == "1" {
      let key = "\(partner[row]) \(year[row])"
      if held.contains(key) { met += 1 } else { missing.insert(key) }
    }
    // In 1990 ATOP lists both Germanies of the year; ours is the one of 31 December.
    #expect(missing == ["260 1990"])
    #expect(met > 2000)
  }
}
