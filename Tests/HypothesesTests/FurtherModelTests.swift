import Codes
import Elections
import Hypotheses
import Panels
import Tables
import TestSupport
import Testing

/// The headline and the two other panels of states with their further models, each run once.
enum Further {
  static let results: [String: Result<AnalysisResult, any Error>] = Dictionary(
    uniqueKeysWithValues: Analyses.ids.map { id in
      (
        id,
        Result {
          try Analyses.named(id).run(
            on: BuiltIn.data.get(), further: true, moderator: .legislativeConstraint)
        }
      )
    })

  static func result(_ id: String) throws -> AnalysisResult {
    try #require(results[id]).get()
  }
}

@Suite struct `The further models` {
  @Test func `they leave the registered models as they are`() throws {
    for id in Analyses.ids {
      #expect(try Further.result(id).models == BuiltIn.result(id).models)
      #expect(try Further.result(id).notIdentified == BuiltIn.result(id).notIdentified)
    }
  }

  @Test func `the headline has one for each question`() throws {
    let result = try Further.result("swing-states")
    #expect(
      result.further.map(\.model) == [
        "incumbent-reputation", "eligibility", "core-states", "safe-states", "ally-groups",
        "legislative-constraint",
      ])
    for model in result.further {
      let dropped = model.dropped.reduce(0) { $0 + $1.rows }
      #expect(model.observations + dropped == model.panelRows, "\(model.model)")
    }
  }

  @Test func `a moderator that is the same in every window year is said not to be identified`()
    throws
  {
    let result = try Further.result("swing-states")
    let statement = try #require(
      result.furtherNotIdentified.first { $0.estimand.contains("window:divided") })
    #expect(statement.reason.contains("one value in all window years (2015, 2016, 2019, 2020"))
    let model = try #require(result.further.first { $0.model == "legislative-constraint" })
    #expect(model.coefficient("swing:ally:window:divided") == nil)
    // From 2004 the window has a year of unified government, so that the term is there.
    let freight = try Further.result("bts-canada-mexico")
    let same = try #require(freight.further.first { $0.model == "legislative-constraint" })
    #expect(same.coefficient("swing:ally:window:divided") != nil)
  }

  @Test func `years that a table does not reach are dropped by name and not set to zero`() throws {
    let models = try Further.result("swing-states").further
    // The ranking of incumbents does not have the one of 2025.
    let model = try #require(models.first { $0.model == "incumbent-reputation" })
    let first = try #require(model.dropped.first)
    #expect(first.reason == "incumbent-reputation not reported")
    #expect(first.rows == 51 * 234)
    // He may not be elected again, which is known of every year of his term.
    let eligibility = try #require(models.first { $0.model == "eligibility" })
    #expect(!eligibility.dropped.contains { $0.reason == "eligible not reported" })
  }

  @Test func `swing states and the classes they are compared with share no state`() throws {
    let result = try Further.result("swing-states")
    for model in result.further where model.model.hasSuffix("-states") {
      let contrasts = try #require(model.contrasts)
      #expect(contrasts.count == model.variances.count)
      let coefficients = try #require(model.variances.first).coefficients
      let difference = coefficients[0].estimate - coefficients[1].estimate
      #expect(abs(contrasts[0].estimate - difference) < 1e-15)
      #expect(contrasts[0].confidenceLow < difference && difference < contrasts[0].confidenceHigh)
    }
  }

  @Test func `the groups of allies share out all allies`() throws {
    let result = try Further.result("swing-states")
    let groups = try #require(result.further.first { $0.model == "ally-groups" })
    let pooled = try #require(result.models.first { $0.estimator == .ppml })
    let rows = groups.support.filter { $0.term.hasSuffix(":window") }.reduce(0) { $0 + $1.rows }
    #expect(rows == pooled.support.first { $0.term == "swing:ally:window" }?.rows)
    #expect(
      result.furtherNotIdentified.contains {
        $0.estimand.contains("ally-africa-middle-east") && $0.reason.contains("zero in the whole")
      })
  }

  @Test func `a moderator alone is no departure from the registered analysis`() throws {
    let plain = try Analyses.named("swing-states")
    let moderated = try Analyses.named(
      "swing-states", choices: .init(moderator: .legislativeConstraint))
    #expect(moderated.limits == plain.limits)
  }
}

@Suite struct `The cell means` {
  @Test func `their signed logarithms are the saturated coefficient`() throws {
    for id in ["swing-states", "ten-states-2012", "bts-canada-mexico"] {
      let table = try #require(Further.result(id).cellMeans)
      let sum = try #require(table.tripleDifference)
      let coefficient = try #require(table.saturatedCoefficient)
      #expect(abs(sum - coefficient) < 1e-10, "\(id)")
      #expect(table.cells.count == 8)
    }
    #expect(try Further.result("national-concessions").cellMeans == nil)
  }

  @Test func `their dollars add up to the panel's`() throws {
    let result = try Further.result("swing-states")
    let table = try #require(result.cellMeans)
    let dollars = result.panel.rows.reduce(Int64(0)) { $0 + $1.exports.count }
    #expect(table.cells.reduce(Int64(0)) { $0 + $1.dollars } == dollars)
    #expect(table.cells.reduce(0) { $0 + $1.rows } == result.panel.rows.count)
  }
}

@Suite struct `Divided government` {
  private func committed() throws -> DividedGovernment {
    let data = try BuiltIn.data.get()
    return try DividedGovernment(
      table: data.electionTable("congress-majorities"), presidents: data.context.presidents)
  }

  @Test func `the years of divided government are those of the histories of Congress`() throws {
    let table = try committed()
    #expect(table.coverage == Array(CalendarYear(1977)...CalendarYear(2026)))
    let divided = table.coverage.filter { table[$0]?.isDivided == true }.map(\.number)
    #expect(
      divided == Array(1981...1992) + Array(1995...2002) + [2007, 2008] + Array(2011...2016)
        + [2019, 2020, 2023, 2024])
    #expect(table[CalendarYear(1976)] == nil)
  }

  @Test func `a party that is none and a year that stands twice are refused with their row`() throws
  {
    let presidents = try BuiltIn.data.get().context.presidents
    func error(_ text: String) throws -> DataError? {
      let table = try DelimitedText(name: "congress").table(from: Array(text.utf8))
      return #expect(throws: DataError.self) {
        try DividedGovernment(table: table, presidents: presidents)
      }
    }
    #expect(
      try error("year,house,senate\n2001,R,I\n")?.message.contains("'I' is no party") == true)
    #expect(
      try error("year,house,senate\n2001,R,D\n2001,R,R\n")?.message.contains("twice") == true)
  }
}
