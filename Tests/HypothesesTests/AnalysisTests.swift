import Codes
import Elections
import Hypotheses
import Panels
import TestSupport
import Testing

@Suite struct `The registered analyses` {
  @Test func `the headline covers 51 origins 234 destinations and twelve years`() throws {
    let result = try BuiltIn.result("swing-states")
    #expect(result.join.latticeCells == 51 * 234 * 12)
    #expect(result.join.panelRows == 143_208)
    #expect(result.join.fillPolicy == .zero)
    #expect(result.models.count == 8)
    #expect(Set(result.models.map(\.allyRule)) == ["treaty", "nato"])
  }

  @Test func `leaving out swing by ally by incumbent reverses the sign of a bump`() throws {
    let data = try BuiltIn.data.get()
    let full = try Analyses.named("bts-canada-mexico")
    let model = try #require(full.models.first { $0.id == "administrations" })
    func bush(_ terms: [TermSpecification]) throws -> Double {
      let changed = AnalysisSpecification(
        id: full.id, letter: full.letter, title: full.title, question: full.question,
        source: full.source, years: full.years, swingRule: full.swingRule,
        allyRules: full.allyRules, fill: full.fill,
        models: [
          ModelSpecification(
            id: "guard", estimator: .ppml, allyRule: "treaty", terms: terms,
            fixedEffects: model.fixedEffects, clusterings: model.clusterings)
        ], incumbents: [], limits: [])
      let result = try #require(try changed.run(on: data).models.first)
      return try #require(result.coefficient("swing:ally:window:bush-43")).estimate
    }
    let bumps = model.terms.filter { $0.components.contains(.window) }
    #expect(abs(try bush(model.terms) - -0.17) < 0.005)
    #expect(abs(try bush(bumps + [TermSpecification(.swing, .ally)]) - 0.21) < 0.005)
  }

  @Test func `the relation of three bumps to reputation has every re-ranking and its limit`() throws
  {
    let result = try BuiltIn.result("swing-states")
    #expect(result.reputations.count == 4)
    for relation in result.reputations {
      #expect(relation.points.map(\.incumbent) == ["obama", "biden", "trump-1"])
      #expect(relation.rerankings.count == 6)
      // By hand: over ranks 1, 2, 3 the slope is half of first less last.
      let bumps = relation.points.map(\.bump)
      #expect(abs(relation.slope - (bumps[0] - bumps[2]) / 2) < 1e-12)
      #expect(abs(relation.smallestAttainableP - 1.0 / 6) < 1e-15)
      let atLeast = relation.rerankings.count { $0.slope >= relation.slope - 1e-12 }
      #expect(abs(relation.oneSidedP - Double(atLeast) / 6) < 1e-15)
    }
    let four = try #require(BuiltIn.result("bts-canada-mexico").reputations.first)
    #expect(four.rerankings.count == 24)
    #expect(abs(four.smallestAttainableP - 1.0 / 24) < 1e-15)
  }

  @Test func `the slope on reputation of ten states is said not to be identified and why`() throws {
    let result = try BuiltIn.result("ten-states-2012")
    #expect(result.reputations == [])
    let statement = try #require(result.notIdentified.first)
    #expect(statement.reason.contains("2012, 2015, 2016"))
    #expect(statement.reason.contains("Barack Obama"))
  }

  @Test func `a bump without a year outside the window is left out and said not to be identified`()
    throws
  {
    // In 2016–2024 Obama has the window year 2016 alone.
    let result = try Analyses.named(
      "swing-states",
      choices: .init(
        allyRules: ["treaty"], years: CalendarYear(2016)...CalendarYear(2024))
    ).run(on: BuiltIn.data.get())
    let model = try #require(
      result.models.first { $0.model == "administrations" && $0.estimator == .ppml })
    #expect(model.coefficient("swing:ally:window:obama") == nil)
    #expect(model.coefficient("swing:ally:obama") != nil)
    #expect(Set(model.omitted.map(\.term)) == ["swing:ally:window:obama", "swing:ally:trump-2"])
    #expect(result.notIdentified.contains { $0.estimand.contains("swing:ally:window:obama") })
    let relation = try #require(result.reputations.first)
    #expect(relation.points.map(\.incumbent) == ["biden", "trump-1"])
    #expect(relation.points.map(\.rank) == [1, 2])
    #expect(relation.smallestAttainableP == 0.5)
    #expect(result.specification.limits.first?.contains("departs") == true)
  }

  @Test func `years that a rule or the calendar leaves empty are refused with what to do`() throws {
    let data = try BuiltIn.data.get()
    func error(_ choices: AnalysisChoices) -> DataError? {
      #expect(throws: DataError.self) {
        try Analyses.named("swing-states", choices: choices).run(on: data)
      }
    }
    let silent = error(.init(allyRules: ["atop-defense"]))
    #expect(silent?.message == "the ally rule atop-defense reports nothing for 2019–2025")
    #expect(silent?.hint.contains("--years 2014-2018") == true)
    let inside = error(.init(years: CalendarYear(2017)...CalendarYear(2018)))
    #expect(inside?.message.contains("no year inside") == true)
    let mixed = #expect(throws: DataError.self) {
      try Analyses.named(
        "national-concessions", choices: .init(allyRules: ["treaty", "nato"])
      ).run(on: data)
    }
    #expect(mixed?.hint == "name one --ally at a time")
    let outside = error(.init(years: CalendarYear(2015)...CalendarYear(2016)))
    #expect(outside?.message.contains("no year outside") == true)
  }

  @Test func `another window is used and printed and one that fills the cycle is refused`() throws {
    let choices = AnalysisChoices(window: try .chosen(yearsBefore: 0))
    let result = try Analyses.named("bts-canada-mexico", choices: choices).run(
      on: BuiltIn.data.get())
    let inside = result.panel.years.indices.filter(result.panel.isInWindow)
      .map { result.panel.years[$0].number }
    #expect(inside == [2004, 2008, 2012, 2016, 2020, 2024])
    let rule = try #require(result.rules.first { $0.concept == "window" })
    #expect(rule.id == "year-of" && rule.definition == "the year of the presidential election")
    #expect(
      result.specification.limits.first?.contains("window the year of the presidential election")
        == true)
    for (years, part) in [
      (3, "fills the cycle of four years"), (4, "is longer than the cycle"),
      (-1, "cannot begin 1 years after"),
    ] {
      let error = #expect(throws: DataError.self) {
        try PreElectionWindow.chosen(yearsBefore: years)
      }
      #expect(error?.message.contains(part) == true)
    }
  }

  @Test func `treated clusters are counted for every term`() throws {
    let result = try BuiltIn.result("swing-states")
    let model = try #require(result.models.first { $0.model == "administrations" })
    let obama = try #require(model.support.first { $0.term == "swing:ally:window:obama" })
    let origins = obama.treatedClusters.first { $0.dimension == "origin" }
    #expect(origins?.count == 4)
    #expect(model.support.map(\.term) == model.variances.first?.coefficients.map(\.term))
  }

  @Test func `every lower-order product is a term or is absorbed by a named fixed effect`() throws {
    for id in Analyses.ids {
      for model in try Analyses.named(id).models {
        for product in model.lowerOrderProducts {
          #expect(
            model.fixedEffects.contains { $0.absorbs(product) }
              || product.components == [.reassurance]
              || product.components == [.reassurance, .window],
            "\(id) \(model.id) \(product.name)")
        }
      }
    }
    let absorbed = try #require(BuiltIn.result("swing-states").models.first).absorbed
    #expect(
      Dictionary(uniqueKeysWithValues: absorbed.map { ($0.term, $0.reason) }) == [
        "swing": "absorbed by origin^year", "ally": "absorbed by destination^year",
        "window": "absorbed by destination^year and by origin^year",
        "swing:window": "absorbed by origin^year",
        "ally:window": "absorbed by destination^year",
      ])
  }

  @Test func `rows are dropped by reason and every row is accounted for`() throws {
    for id in Analyses.ids {
      for model in try BuiltIn.result(id).models {
        let dropped = model.dropped.reduce(0) { $0 + $1.rows }
        #expect(model.observations + dropped == model.panelRows, "\(id) \(model.model)")
        #expect(model.achievedTolerance < 1e-9)
      }
    }
  }

  @Test func `the same data give the same result to the last bit`() throws {
    let again = try Analyses.named("bts-canada-mexico").run(on: BuiltIn.data.get())
    #expect(try BuiltIn.result("bts-canada-mexico").models == again.models)
  }

  @Test func `an unknown analysis or rule is refused with the list`() throws {
    let data = try BuiltIn.data.get()
    let unknown = #expect(throws: DataError.self) { try Analyses.named("swing") }
    #expect(unknown?.hint.contains("swing-states") == true)
    let swing = #expect(throws: DataError.self) {
      try Analyses.named("ten-states-2012", choices: .init(swingRule: "close")).run(on: data)
    }
    #expect(swing?.kind.exitCode == .usage)
    let ally = #expect(throws: DataError.self) {
      try Analyses.named("ten-states-2012", choices: .init(allyRules: ["friends"])).run(on: data)
    }
    #expect(ally?.hint.contains("treaty") == true)
    let years = #expect(throws: DataError.self) {
      try Analyses.named(
        "ten-states-2012", choices: .init(years: CalendarYear(2010)...CalendarYear(2017))
      ).run(on: data)
    }
    #expect(years?.hint == "use years from 2012 to 2017")
  }
}
