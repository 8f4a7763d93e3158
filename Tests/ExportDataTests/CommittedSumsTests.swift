import Codes
import ExportData
import Tables
import TestSupport
import Testing

@Suite struct `Committed export tables` {
  @Test func `every table has the stated bytes, columns, rows and key`() throws {
    let package = try CommittedTables.package()
    #expect(package.descriptor.resources.map(\.name) == ExportData.tableNames)
    for name in ExportData.tableNames { _ = try package.table(name) }
  }

  @Test func `all tables together are smaller than 3.5 million bytes`() throws {
    let sizes = try CommittedTables.package().descriptor.resources.map(\.bytes)
    #expect(sizes.reduce(0, +) < 3_500_000)
  }

  @Test func `every source has a publisher, a vintage, an address, a day and a hash`() throws {
    for resource in try CommittedTables.package().descriptor.resources {
      #expect(!resource.licenses.isEmpty && !resource.sources.isEmpty)
      #expect(!resource.schema.missingMeaning.isEmpty)
      for source in resource.sources {
        #expect(!source.publisher.isEmpty && !source.vintage.isEmpty)
        #expect(source.path.hasPrefix("https://"))
        #expect(CalendarDate(iso: source.retrieved) != nil)
        #expect(source.hash?.hasPrefix("sha256:") == true)
      }
      for field in resource.schema.fields where Int(field.name) != nil {
        #expect(field.unit == "current U.S. dollars")
      }
    }
  }

  @Test func `the sum and the number of cells of every table and year are the source's`() throws {
    let checks = try DelimitedText(name: "exact-sums.csv").table(
      from: Checkout.bytes("export-data/checks/exact-sums.csv"))
    let columns = try checks.header.map(checks.column)
    var stated: [String: [String]] = [:]
    for row in checks.rows {
      stated["\(columns[0][row]) \(columns[1][row])"] = [columns[2][row], columns[3][row]]
    }
    var found: [String: [String]] = [:]
    for name in ExportData.tableNames {
      let table = try CommittedTables.package().table(name)
      for year in table.header where Int(year) != nil {
        let amounts = try table.rows.compactMap { try table.column(year).wholeNumber($0) }
        if amounts.isEmpty { continue }
        found["\(name) \(year)"] = ["\(amounts.reduce(0, +))", "\(amounts.count)"]
      }
    }
    #expect(found == stated)
    #expect(stated.count == 149)
  }

  @Test(arguments: [
    ("2014", 15728), ("2016", 14057), ("2018", 16139), ("2020", 13840), ("2022", 20068),
    ("2024", 19874), ("2025", 20861),
  ])
  func `the states' exports are the published billions to the printed digit`(
    _ year: String, _ tenths: Int64
  ) throws {
    let sum = CommittedTables.sums(try CommittedTables.census(), by: [2])[[year]] ?? 0
    #expect((sum + 50_000_000) / 100_000_000 == tenths)
  }

  @Test func `there are 53 origins and 234 destinations and as many cells as published`() throws {
    let census = try CommittedTables.census()
    #expect(census.count == 115_470)
    #expect(Set(census.keys.map { $0[0] }) == Set(State.all.map(\.usps)))
    #expect(Set(census.keys.map { $0[1] }).count == 234)
    #expect(census.values.allSatisfy { $0 > 0 })
  }

  @Test func `rows are in order of state and destination`() throws {
    for name in ["census-exports-2026-03", "state-imports", "ten-states-2012-2017", "bts-exports"] {
      let table = try CommittedTables.package().table(name)
      let state = try table.column("state")
      let code = try table.column("schedule_c")
      let keys = try table.rows.map { [try state.state($0).fips, code[$0]] }
      #expect(keys == keys.sorted { $0.lexicographicallyPrecedes($1) })
    }
  }

  @Test func `the ten states are 19.1 % of all and the totals those published`() throws {
    let ten = CommittedTables.sums(
      try CommittedTables.cells("ten-states-2012-2017", keys: ["state", "schedule_c"]), by: [2])
    let all = CommittedTables.sums(
      try CommittedTables.cells("ten-states-all-origins", keys: ["schedule_c"]), by: [1])
    #expect((all[["2012"]] ?? 0) / 10_000_000 == 154_543)
    #expect(all[["2012"]] == 1_545_436_708_237)
    #expect(all[["2016"]] == 1_451_212_852_387)
    let share = Double(ten.values.reduce(0, +)) / Double(all.values.reduce(0, +))
    #expect((0.1905..<0.1915).contains(share))
  }

  @Test func `zeros that the sources print are kept`() throws {
    let ten = try CommittedTables.cells("ten-states-2012-2017", keys: ["state", "schedule_c"])
    let all = try CommittedTables.cells("ten-states-all-origins", keys: ["schedule_c"])
    #expect(ten.count == 13_500 && all.count == 1350)
    #expect(ten.values.count { $0 == 0 } + all.values.count { $0 == 0 } == 1694)
    let imports = try CommittedTables.cells("state-imports", keys: ["state", "schedule_c"])
    #expect(imports.values.count { $0 == 0 } == 86)
  }
}
