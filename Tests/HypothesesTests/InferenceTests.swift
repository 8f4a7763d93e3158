import Codes
import FoundationEssentials
import Hypotheses
import Panels
import TestSupport
import Testing

/// The suite on three small panels, run once.
private enum Suites {
  static let options = InferenceOptions(seed: 7, bootstrapDraws: 399, assignments: 99)

  static func parts(
    _ id: String, _ options: InferenceOptions = options
  ) throws -> [InferencePart] {
    let suite = InferenceSuite(try BuiltIn.result(id), options: options)
    return try suite.steps.map(suite.run)
  }

  static let rows: [String: Result<[InferenceRow], any Error>] = Dictionary(
    uniqueKeysWithValues: ["ten-states-2012", "bts-canada-mexico", "national-concessions"].map {
      id in
      (
        id,
        Result {
          let result = try BuiltIn.result(id)
          return try InferenceSuite(result, options: options).assemble(
            parts(id), reputations: result.reputations)
        }
      )
    })

  static func rows(_ id: String) throws -> [InferenceRow] { try #require(rows[id]).get() }
}

@Suite struct `The inference suite` {
  @Test func `its steps have names of their own and their models' bumps all have rows`() throws {
    for id in Analyses.ids {
      let result = try BuiltIn.result(id)
      let steps = InferenceSuite(result, options: Suites.options).steps
      #expect(Set(steps.map(\.id)).count == steps.count)
      #expect(steps.allSatisfy { !$0.id.contains("/") && !$0.id.contains(":") })
    }
    for id in Suites.rows.keys {
      let rows = try Suites.rows(id)
      for model in try BuiltIn.result(id).models {
        for term in model.support.map(\.term) where term.contains("window") {
          #expect(
            rows.contains { $0.model == model.model && $0.term == term && $0.method == .bootstrap },
            "\(id) \(model.model) \(term)")
        }
      }
    }
  }

  @Test func `clustered rows are those of the models`() throws {
    let model = try #require(BuiltIn.result("ten-states-2012").models.first)
    for variance in model.variances {
      let row = try #require(
        Suites.rows("ten-states-2012").first {
          $0.estimator == model.estimator && $0.method == .clustered
            && $0.unit == variance.clustering
        })
      let own = try #require(variance.coefficients.first { $0.term == row.term })
      #expect(row.pValue == own.pValue && row.confidenceLow == own.confidenceLow)
      let support = try #require(model.support.first { $0.term == row.term })
      for count in row.treated { #expect(support.treatedClusters.contains(count)) }
    }
  }

  @Test func `robust to dyads between states and countries is clustered by both to the bit`() throws
  {
    let rows = try Suites.rows("ten-states-2012")
    for dyadic in rows where dyadic.method == .dyadic {
      let clustered = try #require(
        rows.first {
          $0.estimator == dyadic.estimator && $0.method == .clustered
            && $0.unit == "origin + destination"
        })
      #expect(dyadic.standardError == clustered.standardError)
    }
  }

  @Test func `every exact test has the smallest p that its units allow`() throws {
    let rows = try Suites.rows("bts-canada-mexico")
    func attainable(_ method: InferenceRow.Method) throws -> Double {
      let row = try #require(rows.first { $0.method == method })
      return try #require(row.smallestAttainableP)
    }
    // Five elections; four phases of the calendar and two destinations, whose statistics are opposites
    // two by two; four incumbents.
    #expect(try attainable(.signChange) == 2.0 / 32)
    #expect(try attainable(.shiftedCalendar) == 0.5)
    #expect(try attainable(.randomizedAllies) == 1)
    #expect(abs(try attainable(.permutedIncumbents) - 1.0 / 24) < 1e-15)
    for row in rows {
      if let p = row.pValue, let least = row.smallestAttainableP {
        #expect(p >= least - 1e-12, "\(row.method)")
      }
    }
  }

  @Test func `adjusted for the family no p is smaller than by itself`() throws {
    let rows = try Suites.rows("bts-canada-mexico").filter { $0.familyP != nil }
    #expect(rows.count == 5)
    for row in rows {
      let (family, own) = try (#require(row.familyP), #require(row.pValue))
      #expect(family >= own - 1e-12)
    }
  }

  @Test func `a method that cannot be applied says why instead of a number`() throws {
    // Of the cycles of 2012 to 2017 one alone has years inside and outside the window.
    let row = try #require(
      Suites.rows("ten-states-2012").first { $0.method == .perElection })
    #expect(row.pValue == nil)
    #expect(row.note?.contains("2012: no year outside the window") == true)
  }

  @Test func `the jackknife names the state or country that moves the estimate most`() throws {
    let rows = try Suites.rows("bts-canada-mexico").filter { $0.method == .jackknife }
    #expect(!rows.isEmpty)
    for row in rows {
      #expect(row.pivotalCluster?.count == 2)
      #expect(row.estimateWithout != nil && row.estimateWithout != row.estimate)
    }
  }

  @Test func `the same seed gives the same numbers and another seed others`() throws {
    let first = try Suites.parts("bts-canada-mexico")
    #expect(try Suites.parts("bts-canada-mexico") == first)
    var options = Suites.options
    options.seed = 8
    #expect(try Suites.parts("bts-canada-mexico", options) != first)
  }

  @Test func `parts read back from JSON assemble to the same rows`() throws {
    let result = try BuiltIn.result("bts-canada-mexico")
    let suite = InferenceSuite(result, options: Suites.options)
    let parts = try Suites.parts("bts-canada-mexico").map {
      try JSONDecoder().decode(InferencePart.self, from: JSONEncoder().encode($0))
    }
    #expect(
      try suite.assemble(parts, reputations: result.reputations)
        == Suites.rows("bts-canada-mexico"))
  }
}

@Suite struct `Census regions` {
  @Test func `they share out the fifty states and the District`() {
    let counts = Dictionary(grouping: State.electing.compactMap { CensusRegion($0) }, by: { $0 })
      .mapValues(\.count)
    #expect(counts == [.northeast: 9, .midwest: 12, .south: 17, .west: 13])
  }
}
