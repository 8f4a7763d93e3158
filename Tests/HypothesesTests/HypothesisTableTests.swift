import Codes
import Hypotheses
import Panels
import Tables
import TestSupport
import Testing

@Suite struct `The registered hypotheses` {
  @Test func `each names its design and the panels that exist`() {
    #expect(
      RegisteredHypotheses.all.map(\.id) == [
        "swing-states", "economic-concessions", "government-purchases", "economic-demands",
      ])
    for hypothesis in RegisteredHypotheses.all {
      #expect(hypothesis.sentence.hasSuffix("."))
      #expect(hypothesis.terms.first?.components.contains(.window) == true)
      #expect(hypothesis.analyses.allSatisfy(Analyses.ids.contains))
      #expect(!hypothesis.analyses.isEmpty || !hypothesis.tables.isEmpty)
      // No lower order is left without a term or a fixed effect that holds it.
      let model = ModelSpecification(
        id: "", estimator: hypothesis.estimator, allyRule: hypothesis.rules.ally,
        terms: hypothesis.terms, fixedEffects: hypothesis.fixedEffects,
        clusterings: hypothesis.variances)
      for product in model.lowerOrderProducts where !product.components.contains(.reassurance) {
        #expect(
          model.fixedEffects.contains { $0.absorbs(product) }, "\(hypothesis.id) \(product.name)")
      }
    }
    let panels = RegisteredHypotheses.all.flatMap(\.analyses)
    #expect(panels.sorted() == Analyses.ids.sorted(), "every panel belongs to one hypothesis")
  }

  @Test func `what the built-in data cannot test has a reason and what would be needed`() throws {
    let demands = try #require(RegisteredHypotheses.named("economic-demands"))
    let untested = demands.untested(given: [])
    #expect(untested.map(\.what) == ["economic demands of allies"])
    #expect(untested[0].needed.contains("--demands FILE (columns iso3c, period, demands"))
    #expect(demands.untested(given: [.demands]) == [])
    #expect(RegisteredHypotheses.named("bts-canada-mexico") == nil)
  }

  @Test func `the template has the columns and not one invented row`() throws {
    let bytes = try Checkout.bytes("docs/templates/economic-demands.csv")
    #expect(String(decoding: bytes, as: UTF8.self) == "iso3c,period,demands\n")
    #expect(TableKind.demands.columns == ["iso3c", "period", "demands"])
  }
}

@Suite struct `A user's table` {
  private func read(_ text: String, _ kind: TableKind) throws -> HypothesisTable {
    try HypothesisTable(
      table: DelimitedText(name: "mine.csv").table(from: Array(text.utf8)), kind: kind,
      file: "mine.csv")
  }

  private func result(
    _ text: String, _ kind: TableKind, _ hypothesis: String
  ) throws -> TableResult {
    let registered = try #require(RegisteredHypotheses.named(hypothesis))
    return try read(text, kind).result(for: registered, data: BuiltIn.data.get())
  }

  /// Counts of partners and years made by a function.
  private func table(
    _ partners: [String], _ years: ClosedRange<Int>, _ count: (String, Int) -> Int
  ) -> String {
    "iso3c,period,demands\n"
      + partners.flatMap { code in years.map { "\(code),\($0),\(count(code, $0))\n" } }.joined()
  }

  @Test func `demands that double before elections are found to double`() throws {
    let text = table(["DEU", "JPN", "GBR", "CHE", "IND", "BRA"], 2001...2024) { code, year in
      let isAlly = ["DEU", "JPN", "GBR", "BRA"].contains(code)
      return (isAlly && (year % 4 == 0 || year % 4 == 3) ? 20 : 10) * (code == "JPN" ? 3 : 1)
    }
    let found = try result(text, .demands, "economic-demands")
    let pooled = try #require(found.models.first)
    let bump = try #require(pooled.coefficient("ally:window"))
    #expect(abs(bump.percent - 100) < 1e-6)
    #expect(found.partners == 6 && found.rows == 6 * 24)
    #expect(found.rules.map(\.id) == ["treaty", "year-before-and-of"])
    #expect(
      found.notIdentified.contains {
        $0.estimand == "the term ally of pooled" && $0.reason.contains("absorbed by destination")
      })
  }

  @Test func `a table of allies alone compares the window with other years`() throws {
    let text = table(["DEU", "JPN"], 2001...2024) { _, year in
      (year % 4 == 0 || year % 4 == 3 ? 3 : 2) * 10
    }
    let pooled = try #require(try result(text, .demands, "economic-demands").models.first)
    let bump = try #require(pooled.coefficient("window"))
    #expect(abs(bump.percent - 50) < 1e-6)
    #expect(pooled.fixedEffects.map(\.name) == ["destination"])
  }

  @Test func `purchasable goods are a further difference and chapters are summed`() throws {
    var text = "iso3c,year,chapter,value_usd\n"
    for code in ["DEU", "JPN", "CHE", "IND"] {
      for year in 2005...2020 {
        let isWindow = year % 4 == 0 || year % 4 == 3
        let isAlly = code == "DEU" || code == "JPN"
        text += "\(code),\(year),88,\(isAlly && isWindow ? 150 : 100)\n"
        text += "\(code),\(year),93,\(isAlly && isWindow ? 150 : 100)\n"
        text += "\(code),\(year),10,\(300 + (isWindow ? 90 : 0))\n"
      }
    }
    let found = try result(text, .products, "government-purchases")
    let bump = try #require(found.models.first?.coefficient("ally:window:purchasable"))
    #expect(abs(bump.percent - 50) < 1e-6)
    #expect(found.rows == 4 * 16 * 2)
    #expect(found.rules.map(\.id).contains("purchasable"))
  }

  static let mistakes: [(text: String, kind: TableKind, part: String)] = [
    ("iso3c,period,demands\nGermany,2016,1\n", .demands, "'Germany' is no ISO 3166 code"),
    ("iso3c,period,demands\nDEU,2016-03,1\n", .demands, "2016-03"),
    ("iso3c,period,demands\nDEU,2016,\n", .demands, "is no number"),
    ("iso3c,period,demands\nDEU,2016,-1\n", .demands, "is negative"),
    ("iso3c,period,demands\nDEU,2016,1\nDEU,2016,2\n", .demands, "stands in the table twice"),
    ("iso3c,period,demands\n", .demands, "has no row"),
    ("iso3c,year,value_usd\nDEU,2016,1\n", .products, "chapter"),
    ("iso3c,year,chapter,value_usd\nDEU,2016,8,1\n", .products, "'8' is no HS chapter"),
  ]

  @Test(arguments: mistakes.indices)
  func `what is wrong with a table is said with its row`(index: Int) {
    let mistake = Self.mistakes[index]
    let error = #expect(throws: DataError.self) { try read(mistake.text, mistake.kind) }
    #expect(error?.message.contains(mistake.part) == true, "\(error?.message ?? "")")
  }

  @Test func `years without an election and partners that are no allies are refused`() throws {
    let years = #expect(throws: DataError.self) {
      try result(table(["DEU"], 2017...2018) { _, _ in 1 }, .demands, "economic-demands")
    }
    #expect(years?.message.contains("no year inside the pre-election window") == true)
    let partners = #expect(throws: DataError.self) {
      try result(table(["CHE"], 2013...2020) { _, _ in 1 }, .demands, "economic-demands")
    }
    #expect(partners?.message.contains("no partner that is an ally") == true)
  }

  @Test func `one partner is one cluster, and the model says so`() throws {
    let found = try result(
      table(["DEU"], 2009...2020) { _, year in year % 3 + 1 }, .demands, "economic-demands")
    #expect(found.models == [])
    #expect(found.notIdentified.first?.reason.contains("cluster") == true)
  }
}

@Suite struct `A register of arms transfers` {
  private let lines = [
    ["country", "ordered", "weapon", "weapon.des", "year", "years.delivered"],
    ["Germany", "", "", "", "", ""],
    ["   ", "12", "Simulated-1", "missile", "2011", "2011-2012"],
    [" ", "4", "Simulated-2", "helicopter", "(2011)", "2013"],
    ["  ", "4", "Simulated-3", "helicopter", "", ""],
    ["UAE", "", "", "", "", ""],
    ["  ", "1", "Simulated-4", "ship", "2013", ""],
    ["NATO**", "", "", "", "", ""],
    ["  ", "2", "Simulated-5", "aircraft", "2012", ""],
    [""],
  ]

  @Test func `orders are counted by recipient and year and the rest set aside by reason`() throws {
    let table = try ArmsRegister.orders(
      lines: lines, codes: ["Germany": ISO3("DEU")], file: "register.csv")
    #expect(
      table.rows.map { "\($0.partner.text) \($0.year) \(Int($0.value))" } == [
        "ARE 2011 0", "ARE 2012 0", "ARE 2013 1", "DEU 2011 2", "DEU 2012 0", "DEU 2013 0",
      ])
    #expect(table.setAside == ["no year of order": 1, "recipient without a code: NATO**": 1])
  }

  @Test func `a file without an order is refused`() {
    let error = #expect(throws: DataError.self) {
      try ArmsRegister.orders(lines: [["a"], ["b"]], codes: [:], file: "register.csv")
    }
    #expect(error?.message.contains("has no row") == true)
  }

  @Test(
    .enabled(if: Checkout.hasShared, "the folder of publishers' files is not beside the checkout"))
  func `the published register is read to its last order`() throws {
    let data = try BuiltIn.data.get()
    let records = try DelimitedText(name: "us-trade-register.csv").records(
      in: Checkout.sharedBytes("data/arms/us-trade-register.csv"))
    let table = try ArmsRegister.orders(
      lines: records.map(\.fields), codes: RecipientNames(data).codes,
      file: "us-trade-register.csv", since: CalendarYear(1949))
    let orders = table.rows.reduce(0) { $0 + $1.value }
    let aside = table.setAside.values.reduce(0, +)
    #expect(orders > 8_000 && aside < 500, "\(orders) \(table.setAside)")
    let hypothesis = try #require(RegisteredHypotheses.named("government-purchases"))
    let found = try table.result(for: hypothesis, data: data)
    #expect(found.models.first?.coefficient("ally:window") != nil)
  }
}
