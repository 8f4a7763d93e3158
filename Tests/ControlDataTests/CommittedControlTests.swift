import Codes
import ControlData
import ControlImport
import Panels
import Tables
import TestSupport
import Testing

private func package() throws -> DataPackage {
  try DataPackage { try Checkout.bytes("control-data/" + $0) }
}

/// Sums and cells by table and year.
private func sums() throws -> [String: [Int64]] {
  var sums: [String: [Int64]] = [:]
  for name in ControlData.tableNames {
    let table = try package().table(name)
    for year in table.header where Int(year) != nil {
      let figures = try table.rows.compactMap { try table.column(year).wholeNumber($0) }
      if !figures.isEmpty {
        sums["\(name) \(year)"] = [figures.reduce(0, +), Int64(figures.count)]
      }
    }
  }
  return sums
}

@Suite struct `Committed control tables` {
  @Test func `every table has the stated bytes, columns, rows and key`() throws {
    let package = try package()
    #expect(package.descriptor.resources.map(\.name) == ControlData.tableNames)
    for name in ControlData.tableNames { _ = try package.table(name) }
  }

  @Test func `every source has a publisher, a vintage, an address, a day, a hash and a licence`()
    throws
  {
    for resource in try package().descriptor.resources {
      #expect(!resource.licenses.isEmpty && !resource.sources.isEmpty)
      #expect(!resource.schema.missingMeaning.isEmpty)
      for source in resource.sources {
        #expect(!source.publisher.isEmpty && !source.vintage.isEmpty)
        #expect(source.path.hasPrefix("https://"))
        #expect(CalendarDate(iso: source.retrieved) != nil)
        #expect(source.hash?.hasPrefix("sha256:") == true)
      }
      for field in resource.schema.fields where Int(field.name) != nil {
        #expect(field.type == "integer" && field.unit?.isEmpty == false)
      }
    }
  }

  @Test func `the sum and the number of cells of every table and year are the sources'`() throws {
    let checks = try DelimitedText(name: "exact-sums.csv").table(
      from: Checkout.bytes("control-data/checks/exact-sums.csv"))
    let columns = try checks.header.map(checks.column)
    var stated: [String: [Int64]] = [:]
    for row in checks.rows {
      stated["\(columns[0][row]) \(columns[1][row])"] = [
        try columns[2].requiredWholeNumber(row), try columns[3].requiredWholeNumber(row),
      ]
    }
    #expect(try sums() == stated)
    #expect(stated.count == 119)
  }

  @Test func `states sum to the nation's population, and to its GDP less activity abroad`() throws {
    let sums = try sums()
    let checks = try DelimitedText(name: "published-nation.csv").table(
      from: Checkout.bytes("control-data/checks/published-nation.csv"))
    let columns = try checks.header.map(checks.column)
    let tables = try ControlTables(package: package())
    let puertoRico = try #require(State.usps("PR"))
    #expect(checks.rowCount == 22 + 24 + 4)
    for row in checks.rows {
      let published = try columns[2].requiredWholeNumber(row)
      let year = try columns[1].year(row)
      var sum = try #require(sums["\(columns[0][row]) \(year)"])[0]
      if columns[0][row] == "state-population" {
        if case .value(let persons) = tables.statePopulation[puertoRico, year] { sum -= persons }
        #expect(sum == published, "\(year)")
      } else {
        let share = Double(published - sum) / Double(published)
        #expect((0.005...0.008).contains(share), "\(year): \(share)")
      }
    }
  }

  @Test(.enabled(if: Checkout.hasShared, "needs the shared folder beside the checkout"))
  func `the import gives the committed bytes again`() throws {
    let result = try ControlImport.package(
      source: { try Checkout.sharedBytes("data/" + $0.rawValue) },
      destinations: DelimitedText(name: "destinations").table(
        from: Checkout.bytes("export-data/tables/destinations.csv")))
    for file in result.files {
      #expect(try Checkout.bytes("control-data/" + file.path) == file.bytes, "\(file.path)")
    }
    #expect(result.files.count == 6)
  }
}

@Suite struct `Control tables as cells` {
  private let tables: ControlTables

  init() throws { tables = try ControlTables(package: package()) }

  private func state(_ code: String) throws -> State { try #require(State.usps(code)) }

  @Test func `hold the publishers' figures`() throws {
    #expect(
      tables.stateGDP[try state("AL"), CalendarYear(2014)] == .value(194_059_700_000))
    #expect(
      tables.statePopulation[try state("WY"), CalendarYear(2023)] == .value(584_057))
    #expect(
      tables.statePopulation[try state("AL"), CalendarYear(2012)] == .value(4_817_528))
    // Afghanistan in 2000: 3,521,418,059.92 dollars.
    #expect(
      tables.destinationGDP[ScheduleC("5310"), CalendarYear(2000)] == .value(3_521_418_060))
    #expect(
      tables.destinationPopulation[ScheduleC("2779"), CalendarYear(1990)] == .value(62_753))
    #expect(
      tables.distances[ScheduleC("1220")]
        == DestinationDistance(kilometres: 548.3946, weightedKilometres: 2079.297))
  }

  @Test func `say why there is no figure, and have no zero`() throws {
    let texas = try state("TX")
    for year in 2014...2019 {
      #expect(
        tables.statePopulation[texas, CalendarYear(year)] == .notReported(.outsideCoverage))
    }
    #expect(tables.stateGDP[texas, CalendarYear(2019)] == .notReported(.outsideCoverage))
    #expect(
      tables.stateGDP[try state("PR"), CalendarYear(2018)] == .notReported(.noCode("BEA")))
    #expect(
      tables.statePopulation[try state("PR"), CalendarYear(1995)] == .notReported(.absentPair))
    // Taiwan is not reported by the World Bank; Afghanistan not before 2000.
    #expect(
      tables.destinationGDP[ScheduleC("5830"), CalendarYear(2020)]
        == .notReported(.noCode("World Bank")))
    #expect(
      tables.destinationGDP[ScheduleC("5310"), CalendarYear(1995)] == .notReported(.absentPair))
    #expect(
      tables.destinationGDP[ScheduleC("1220"), CalendarYear(2024)] == .notReported(.outsideCoverage)
    )
    for area in tables.destinationGDP.areas {
      for year in tables.destinationGDP.years {
        #expect(tables.destinationGDP[area, year] != .reportedZero)
      }
    }
  }

  @Test func `know what they cover`() {
    #expect(tables.stateGDP.years == Array(CalendarYear(1997)...CalendarYear(2018)))
    #expect(tables.stateGDP.areas == Set(State.electing))
    #expect(
      tables.statePopulation.years
        == Array(CalendarYear(1990)...CalendarYear(2013))
        + Array(CalendarYear(2020)...CalendarYear(2023)))
    #expect(tables.statePopulation.areas.count == 52)
    #expect(tables.destinationGDP.years == Array(CalendarYear(1990)...CalendarYear(2023)))
    #expect(tables.destinationGDP.areas.count == 204)
    #expect(tables.destinationPopulation.years.last == CalendarYear(2024))
    #expect(tables.destinationPopulation.areas.count == 207)
    #expect(tables.destinationGDP.unit == "current U.S. dollars")
  }

  @Test func `have distances by older codes, and none for places that CEPII does not know`() {
    // Romania, the Congo, Timor-Leste; the Netherlands Antilles, Serbia and Montenegro.
    for code in ["4850", "7660", "5601", "2771", "4799"] {
      #expect(tables.distances[ScheduleC(code)] != nil, "\(code)")
    }
    // Serbia, Montenegro, Kosovo, Curaçao and South Sudan.
    for code in ["4801", "4804", "4803", "2777", "7323"] {
      #expect(tables.distances[ScheduleC(code)] == nil, "\(code)")
    }
    #expect(tables.distances.count == 220)
    #expect(tables.distances.values.count { $0.weightedKilometres == nil } == 5)
    // Macao's weighted distance is not reported.
    #expect(tables.distances[ScheduleC("5660")]?.weightedKilometres == nil)
  }
}
