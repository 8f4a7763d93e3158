import Codes
import FoundationEssentials
import Hypotheses
import Panels
import Testing

/// The freight panel without each state, destination, election and incumbent, estimated once.
private enum Freight {
  static let work = Result { () throws -> LeaveOneOut in
    try LeaveOneOut(Analyses.named("bts-canada-mexico"), data: BuiltIn.data.get())
  }
  static let parts = Result { () throws -> [LeaveOneOutPart] in
    let own = try Freight.work.get()
    return own.steps.map(own.run)
  }

  static func rows() throws -> [LeaveOneOutRow] { try parts.get().flatMap(\.rows) }

  static func row(_ dimension: LeaveOneOut.Dimension, _ code: String) throws -> LeaveOneOutRow {
    let rows = try Freight.rows()
    return try #require(rows.first { $0.dimension == dimension && $0.code == code })
  }
}

@Suite struct `Leaving one out` {
  @Test func `begins with the registered estimate and leaves out everything once`() throws {
    let rows = try Freight.rows()
    let model = try #require(BuiltIn.result("bts-canada-mexico").models.first)
    let own = try #require(model.coefficient("swing:ally:window"))
    for row in rows {
      #expect(abs(row.fullEstimate - own.estimate) < 1e-8)
      #expect(abs(row.fullStandardError - own.standardError) < 1e-8)
    }
    #expect(rows.count { $0.dimension == .state } == 51)
    #expect(rows.count { $0.dimension == .destination } == 2)
    #expect(rows.count { $0.dimension == .election } == 7)
    #expect(rows.count { $0.dimension == .incumbent } == 5)
    #expect(Set(rows.map { "\($0.dimension) \($0.code)" }).count == rows.count)
  }

  @Test func `without an election is the analysis of the other years`() throws {
    let result = try Analyses.named(
      "bts-canada-mexico",
      choices: AnalysisChoices(years: CalendarYear(2004)...CalendarYear(2024))
    ).run(on: BuiltIn.data.get())
    let own = try #require(result.models.first?.coefficient("swing:ally:window"))
    let election = try Freight.row(.election, "2028")
    let incumbent = try Freight.row(.incumbent, "trump-2")
    for row in [election, incumbent] {
      #expect(abs((row.estimate ?? 0) - own.estimate) < 1e-8)
      #expect(abs((row.standardError ?? 0) - own.standardError) < 1e-8)
      #expect(row.observations == result.models.first?.observations)
    }
  }

  @Test func `states the change also in standard errors and what turns the sign`() throws {
    for row in try Freight.rows() {
      guard let estimate = row.estimate, let change = row.change else {
        #expect(row.reason?.isEmpty == false && !row.flipsSign)
        continue
      }
      #expect(abs(estimate - row.fullEstimate - change) < 1e-15)
      #expect(abs((row.changeInErrors ?? 0) * row.fullStandardError - change) < 1e-12)
      #expect(row.flipsSign == (estimate * row.fullEstimate < 0))
    }
    #expect(try Freight.rows().contains { $0.flipsSign })
  }

  @Test func `without one of two destinations says that nothing is left`() throws {
    let row = try Freight.row(.destination, "2010")
    #expect(row.estimate == nil)
    #expect(
      row.reason == "one destination is left (Canada), which leaves nothing to compare it with")
  }

  @Test func `a national panel has no states to leave out`() throws {
    let work = try LeaveOneOut(Analyses.named("national-concessions"), data: BuiltIn.data.get())
    #expect(!work.steps.contains { $0.id.contains("-state-") })
    #expect(Set(work.steps.map(\.id)).count == work.steps.count)
  }

  @Test func `parts are the same when written and read back`() throws {
    let parts = try Freight.parts.get()
    let read = try JSONDecoder().decode(
      [LeaveOneOutPart].self, from: JSONEncoder().encode(parts))
    #expect(read == parts)
  }
}

@Suite struct `Diagnostics of models` {
  private func rows() throws -> [ModelDiagnostics.Row] {
    try ModelDiagnostics(BuiltIn.result("ten-states-2012")).run().rows
  }

  @Test func `say of every pooled model whether logs or Poisson fit`() throws {
    let rows = try rows()
    #expect(rows.count { $0.test == .park } == 1)
    let park = try #require(rows.first { $0.test == .park })
    #expect(park.estimator == .ppml && (park.value ?? 0) > 0.5 && (park.value ?? 9) < 3)
    #expect(rows.filter { $0.test == .reset }.map(\.estimator) == [.ppml, .logLeastSquares])
    for row in rows where row.value != nil && row.standardError != nil {
      #expect((row.pValue ?? -1) >= 0 && (row.pValue ?? 2) <= 1)
    }
  }

  @Test func `the robustness value is that of the partial R squared`() throws {
    let rows = try rows()
    let share = try #require(rows.first { $0.test == .partialRSquared }?.value)
    let value = try #require(rows.first { $0.test == .robustnessValue }?.value)
    // Cinelli & Hazlett 2020: with f² = R² / (1 − R²), RV = (√(f⁴ + 4 f²) − f²) / 2.
    let square = share / (1 - share)
    #expect(abs(value - ((square * square + 4 * square).squareRoot() - square) / 2) < 1e-12)
    let atLevel = try #require(rows.first { $0.test == .robustnessValueAtFivePercent }?.value)
    #expect(atLevel <= value && atLevel >= 0)
  }
}
