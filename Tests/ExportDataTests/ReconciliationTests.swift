import Codes
import Tables
import TestSupport
import Testing

@Suite struct `Reconciliation of the export tables` {
  @Test func `world = destinations and all = states with the unknown, to the dollar, in 2019-03`()
    throws
  {
    let isEarly: ([String]) -> Bool = { $0[0] == "2019-03" }
    let world = try CommittedTables.cells(
      "census-world-totals", keys: ["vintage", "origin"], where: isEarly)
    let aside = try CommittedTables.cells(
      "census-unidentified-destinations", keys: ["vintage", "origin"])
    let states = try CommittedTables.cells("census-exports-2019-03", keys: ["state", "schedule_c"])
    let unknown = try CommittedTables.cells("census-state-unknown", keys: ["schedule_c"])
    let national = try CommittedTables.cells(
      "census-national-totals", keys: ["vintage", "schedule_c"], where: isEarly)

    var byOrigin = CommittedTables.sums(states, by: [0, 2])
    for (key, amount) in unknown { byOrigin[["XX", key[1]], default: 0] += amount }
    for (key, amount) in national { byOrigin[["ALL", key[2]], default: 0] += amount }
    for (key, amount) in aside { byOrigin[[key[1], key[2]], default: 0] += amount }
    let printed = CommittedTables.sums(world, by: [1, 2])
    #expect(byOrigin == printed)
    #expect(printed.count == 55 * 2)

    var byDestination = CommittedTables.sums(states, by: [1, 2])
    byDestination.merge(unknown, uniquingKeysWith: +)
    #expect(byDestination == CommittedTables.sums(national, by: [1, 2]))
  }

  @Test func `world = destinations to the dollar in 2026-03`() throws {
    let isLate: ([String]) -> Bool = { $0[0] == "2026-03" }
    let world = try CommittedTables.cells(
      "census-world-totals", keys: ["vintage", "origin"], where: isLate)
    let national = try CommittedTables.cells(
      "census-national-totals", keys: ["vintage", "schedule_c"], where: isLate)
    #expect(CommittedTables.sums(world, by: [2]) == CommittedTables.sums(national, by: [2]))
    #expect(world.count == 6)
  }

  @Test func `no destination's states, nor any state, are above the national figure`() throws {
    let national = try CommittedTables.national()
    let states = CommittedTables.sums(try CommittedTables.census(), by: [1, 2])
    var compared = 0
    for (key, sum) in states where !(2016...2019).contains(Int(key[1]) ?? 0) {
      #expect(sum <= (national[key] ?? -1), "\(key)")
      compared += 1
    }
    #expect(compared > 1800)
  }

  @Test(arguments: [
    ("2014", 302, 671), ("2015", 311, 739), ("2020", 321, 842), ("2021", 313, 807),
    ("2022", 318, 724), ("2023", 341, 725), ("2024", 360, 855), ("2025", 424, 1407),
  ])
  func `the unknown state's share is as measured, overall and for Canada`(
    _ year: String, _ overall: Int, _ canada: Int
  ) throws {
    // Shares in hundredths of a percent, rounded.
    let national = try CommittedTables.national()
    let states = CommittedTables.sums(try CommittedTables.census(), by: [1, 2])
    func share(_ part: Int64, _ whole: Int64) -> Int {
      Int((10_000 * (1 - Double(part) / Double(whole))).rounded())
    }
    let all = CommittedTables.sums(national, by: [1])[[year]] ?? 0
    let known = CommittedTables.sums(states, by: [1])[[year]] ?? 0
    #expect(share(known, all) == overall)
    let key = ["1220", year]
    #expect(share(states[key] ?? 0, national[key] ?? 0) == canada)
    #expect((300...424).contains(overall))
  }

  @Test func `the ten-state table and 2019-03 are equal in every cell of 2014 and 2015`() throws {
    let ten = try CommittedTables.cells("ten-states-2012-2017", keys: ["state", "schedule_c"])
      .filter { ["2014", "2015"].contains($0.key[2]) }
    let census = try CommittedTables.cells("census-exports-2019-03", keys: ["state", "schedule_c"])
    #expect(ten.count == 4500)
    #expect(ten.allSatisfy { (census[$0.key] ?? 0) == $0.value })
    #expect(ten.keys.count { census[$0] != nil } == 3935)
    let all = try CommittedTables.cells("ten-states-all-origins", keys: ["schedule_c"])
      .filter { ["2014", "2015"].contains($0.key[1]) }
    let national = try CommittedTables.national()
    #expect(all.count == 450 && all.allSatisfy { (national[$0.key] ?? 0) == $0.value })
  }

  @Test
  func `of 3,912 cells that 2026-03 reports in 2016 and 2017, 3,823 equal the ten-state table`()
    throws
  {
    let ten = try CommittedTables.cells("ten-states-2012-2017", keys: ["state", "schedule_c"])
    let census = try CommittedTables.cells("census-exports-2026-03", keys: ["state", "schedule_c"])
    var (reported, equal, close, absent, absentAndZero) = (0, 0, 0, 0, 0)
    for (key, old) in ten where ["2016", "2017"].contains(key[2]) {
      guard let new = census[key] else {
        absent += 1
        if old == 0 { absentAndZero += 1 }
        continue
      }
      reported += 1
      if new == old { equal += 1 }
      if 100 * abs(new - old) <= max(new, old) { close += 1 }
    }
    // 97.72 % equal and 99.97 % within 1 % of the larger figure; the other pairs are 0 in both.
    #expect([reported, equal, close] == [3912, 3823, 3911])
    #expect([absent, absentAndZero] == [588, 586])
  }

  @Test func `BTS over Census is 0.996 to 1.005 from 2004 to 2017, and 0.988 to 1.001 from 2020`()
    throws
  {
    var bts = CommittedTables.sums(
      try CommittedTables.cells("bts-exports", keys: ["state", "schedule_c"]), by: [1, 2])
    bts.merge(
      try CommittedTables.cells("bts-state-unknown", keys: ["schedule_c"]), uniquingKeysWith: +)
    var census = try CommittedTables.cells("census-country-totals", keys: ["schedule_c"])
    census.merge(try CommittedTables.cells("ten-states-all-origins", keys: ["schedule_c"])) { $1 }
    census.merge(try CommittedTables.national()) { $1 }
    var compared = 0
    for (key, amount) in bts {
      guard let national = census[key] else { continue }
      let ratio = Double(amount) / Double(national)
      let isLate = (Int(key[1]) ?? 0) >= 2020
      #expect((isLate ? 0.988...1.001 : 0.9955...1.005).contains(ratio), "\(key) \(ratio)")
      compared += 1
    }
    #expect(compared == 2 * (14 + 6))
  }

  @Test func `country totals add up to the world from 1992 to 2010 and not in other years`() throws
  {
    let sums = CommittedTables.sums(
      try CommittedTables.cells("census-country-totals", keys: ["schedule_c"]), by: [1])
    let world = CommittedTables.sums(
      try CommittedTables.cells("census-country-world-totals", keys: ["group"]), by: [1])
    for year in 1992...2010 { #expect(sums[["\(year)"]] == world[["\(year)"]]) }
    #expect((sums[["2011"]] ?? 0) - (world[["2011"]] ?? 0) == 13_445_865)
    for year in 1987...1991 {
      let gap = (world[["\(year)"]] ?? 0) - (sums[["\(year)"]] ?? 0)
      #expect((6_900_000_000...9_500_000_000).contains(gap))
    }
    #expect(world.count == 25)
  }
}
