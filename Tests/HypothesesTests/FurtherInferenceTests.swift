import Codes
import FoundationEssentials
import Hypotheses
import Panels
import Tables
import TestSupport
import Testing

/// The numbers of `Tests/Reference/inference`, made by NumPy, SciPy and statsmodels.
struct InferenceReference: Decodable {
  struct Line: Decodable {
    let slope: Double
    let slopeSe: Double
    let slopeP: Double
    let slopeLow: Double
    let slopeHigh: Double
    let intercept: Double
    let interceptSe: Double
    let interceptP: Double
  }
  struct Exchange: Decodable {
    let assignments: Int
    let p: Double
    let smallest: Double
  }
  struct Freight: Decodable {
    let byElection: [String: Double]
    let reputationLine: Line
    let eligibleLine: Line
    let reputationExchanged: Exchange
    let eligibleExchanged: Exchange
    let dividedExchanged: Exchange
  }
  struct Tariffs: Decodable {
    let estimate: Double
    let se: Double
    let jackknifeSe: Double
    let bootstrapP: Double
    let byElection: [Double]
    let mean: Double
    let tP: Double
    let signP: Double
    let calendarP: Double
    let calendarSmallest: Double
    let alliesP: Double
    let alliesSmallest: Double
  }
  let freight: Freight
  let tariffs: Tariffs

  static let shared = Result { () throws -> InferenceReference in
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(
      InferenceReference.self,
      from: Data(Checkout.bytes("Tests/Reference/inference/expected.json")))
  }
}

/// The suites of panels with their further models, each run once.
private enum Suites {
  static let options = InferenceOptions(seed: 7, bootstrapDraws: 1_999, assignments: 499)

  static func parts(_ id: String) throws -> [InferencePart] {
    let suite = InferenceSuite(try Further.result(id), options: options)
    return try suite.steps.filter { $0.work != .assignments }.map(suite.run)
  }

  static let parts: [String: Result<[InferencePart], any Error>] = Dictionary(
    uniqueKeysWithValues: ["bts-canada-mexico", "ten-states-2012", "national-concessions"].map {
      id in (id, Result { try parts(id) })
    })

  static func rows(_ id: String) throws -> [InferenceRow] {
    let result = try Further.result(id)
    return try InferenceSuite(result, options: options).assemble(
      try #require(parts[id]).get(), reputations: result.reputations)
  }
}

@Suite struct `Inference for the further models` {
  private func row(
    _ rows: [InferenceRow], _ model: String, _ term: String, _ method: InferenceRow.Method
  ) throws -> InferenceRow {
    try #require(rows.first { $0.model == model && $0.term == term && $0.method == method })
  }

  private func agree(_ row: InferenceRow, _ line: (Double, Double, Double)) throws {
    #expect(abs(try #require(row.estimate) - line.0) < 1e-7)
    #expect(abs(try #require(row.standardError) - line.1) < 1e-7)
    #expect(abs(try #require(row.pValue) - line.2) < 1e-6)
  }

  @Test func `the line through the elections' bumps is that of other software`() throws {
    let reference = try InferenceReference.shared.get().freight
    let rows = try Suites.rows("bts-canada-mexico")
    for (model, moderator, line) in [
      ("incumbent-reputation", "incumbent-reputation", reference.reputationLine),
      ("eligibility", "eligible", reference.eligibleLine),
    ] {
      let slope = try row(rows, model, "swing:ally:window:\(moderator)", .perElection)
      try agree(slope, (line.slope, line.slopeSe, line.slopeP))
      #expect(abs(try #require(slope.confidenceLow) - line.slopeLow) < 1e-6)
      #expect(abs(try #require(slope.confidenceHigh) - line.slopeHigh) < 1e-6)
      #expect(slope.note?.hasPrefix("t(3); slope") == true)
      let base = try row(rows, model, "swing:ally:window", .perElection)
      try agree(base, (line.intercept, line.interceptSe, line.interceptP))
      for (election, estimate) in reference.byElection {
        let digits = String(Int((abs(estimate) * 1e4).rounded()))
        let shown = "-0." + String(repeating: "0", count: 4 - digits.count) + digits
        #expect(slope.note?.contains("\(election): \(shown) at") == true, "\(slope.note ?? "")")
      }
      #expect(slope.note?.contains("2004: no year outside the window") == true)
    }
  }

  @Test func `values exchanged give the p of every assignment gone through by other software`()
    throws
  {
    let reference = try InferenceReference.shared.get().freight
    let rows = try Suites.rows("bts-canada-mexico")
    for (model, moderator, exact, unit) in [
      (
        "incumbent-reputation", "incumbent-reputation", reference.reputationExchanged, "incumbent"
      ),
      ("eligibility", "eligible", reference.eligibleExchanged, "election cycle"),
      ("legislative-constraint", "divided", reference.dividedExchanged, "election cycle"),
    ] {
      let own = try row(rows, model, "swing:ally:window:\(moderator)", .permutedIncumbents)
      #expect(own.draws == exact.assignments)
      #expect(abs(try #require(own.pValue) - exact.p) < 1e-12, "\(moderator)")
      #expect(abs(try #require(own.smallestAttainableP) - exact.smallest) < 1e-12, "\(moderator)")
      #expect(own.unit == unit && own.simulationError == 0)
      // What is said beside the coefficient without any draw is never more than that.
      let result = try #require(
        Further.result("bts-canada-mexico").further.first { $0.model == model })
      let moderation = try #require(result.moderations?.first)
      #expect(moderation.assignments == Double(exact.assignments))
      #expect(moderation.smallestAttainableP <= exact.smallest + 1e-12)
    }
  }

  @Test func `beside every slope stands the smallest p that its incumbents allow`() throws {
    // Three, four and two ranked incumbents; four at equal steps, and two, mirror themselves.
    for (id, least) in [
      ("swing-states", 1.0 / 6), ("bts-canada-mexico", 2.0 / 24), ("national-concessions", 1.0),
    ] {
      let model = try #require(
        Further.result(id).further.first { $0.model == "incumbent-reputation" })
      let moderation = try #require(model.moderations?.first)
      #expect(abs(moderation.smallestAttainableP - least) < 1e-12)
      #expect(moderation.scale.contains("of the 4 ranked incumbents"))
      #expect(
        model.remarks?.contains {
          $0.contains("cannot be taken at its word") && $0.contains(moderation.units[0])
        } == true, "\(id)")
    }
    let eligible = try #require(
      Further.result("bts-canada-mexico").further.first { $0.model == "eligibility" })
    #expect(eligible.remarks?.contains { $0.contains("at its word") } != true)
  }

  @Test func `a difference that one election shows is said and not tested over elections`() throws {
    let rows = try Suites.rows("bts-canada-mexico")
    let slope = try row(
      rows, "legislative-constraint", "swing:ally:window:divided", .perElection)
    #expect(slope.pValue == nil)
    #expect(
      slope.note?.hasPrefix("not identified: divided is 1.00 in all 5 elections") == true,
      "\(slope.note ?? "")")
    let model = try #require(
      Further.result("bts-canada-mexico").further.first { $0.model == "legislative-constraint" })
    let remarks = (model.remarks ?? []).joined(separator: "\n")
    #expect(remarks.contains("divided is 0.00 in the window of one election alone, 2004 (2004)"))
    #expect(remarks.contains("the cycle of 2004 has no year outside the window"))
    // One election alone has years on both sides here, so that no line can be drawn.
    let single = try row(
      Suites.rows("ten-states-2012"), "eligibility", "swing:ally:window:eligible", .perElection)
    #expect(single.pValue == nil && single.note?.contains("a slope needs three") == true)
  }

  @Test func `every bump of a further model has rows, each with a number or a reason`() throws {
    for id in ["bts-canada-mexico", "ten-states-2012", "national-concessions"] {
      let rows = try Suites.rows(id)
      for model in try Further.result(id).further {
        for term in model.support.map(\.term) where term.contains("window") {
          for method in [InferenceRow.Method.clustered, .bootstrap, .perElection] {
            #expect(
              rows.contains { $0.model == model.model && $0.term == term && $0.method == method },
              "\(id) \(model.model) \(term) \(method)")
          }
        }
      }
      for row in rows { #expect(row.pValue != nil || row.note?.isEmpty == false) }
    }
  }

  @Test func `few treated clusters are cautioned of wherever a term rests on them`() throws {
    let national = try #require(
      Further.result("national-concessions").further.first { $0.model == "ally-groups" })
    #expect(
      national.remarks?.contains {
        $0.hasPrefix("ally-africa-middle-east:window rests on 1 treated cluster by destination")
      } == true)
    let obama = try #require(
      BuiltIn.result("swing-states").models.first { $0.model == "administrations" })
    #expect(
      obama.remarks?.contains {
        $0.hasPrefix("swing:ally:window:obama rests on 4 treated clusters by origin")
      } == true)
    for row in try Suites.rows("national-concessions")
    where row.term == "ally-africa-middle-east:window" && row.pValue != nil {
      let isClustered = row.method == .clustered || row.method == .bootstrap
      #expect((row.caution?.contains("rests on 1 treated") == true) == isClustered, "\(row.method)")
    }
  }
}

@Suite struct `The bootstraps of the suite` {
  @Test func `sampled draws count the data as a draw and no p is zero`() throws {
    for part in try #require(Suites.parts["bts-canada-mexico"]).get() {
      for draws in part.draws {
        let row = part.rows[draws.row]
        let extreme = draws.statistics.count { abs($0) > abs(draws.observed) * (1 + 1e-10) }
        #expect(!draws.isEnumerated && draws.statistics.count == 1_999)
        #expect(row.pValue == Double(extreme + 1) / 2_000)
        #expect(row.smallestAttainableP == 1.0 / 2_000)
      }
    }
  }

  @Test func `draws that are all assignments are counted among themselves, by the family too`()
    throws
  {
    let parts = try #require(Suites.parts["ten-states-2012"]).get()
    let drawn = parts.flatMap { part in part.draws.map { (part.rows[$0.row], $0) } }
    #expect(drawn.count > 2 && drawn.allSatisfy { $0.1.isEnumerated })
    let members = drawn.filter { $0.1.undefined == 0 }
    #expect(members.allSatisfy { $0.1.statistics.count == 1_024 })
    for (row, draws) in members {
      let extreme = draws.statistics.count { abs($0) >= abs(draws.observed) * (1 - 1e-10) }
      #expect(row.pValue == Double(extreme) / 1_024)
      #expect(row.smallestAttainableP == 2.0 / 1_024)
    }
    // The step-down by its definition: each against the largest of those not yet passed.
    let order = members.indices.sorted {
      abs(members[$0].1.observed) > abs(members[$1].1.observed)
    }
    var running = 0.0
    let rows = try Suites.rows("ten-states-2012").filter { $0.familyP != nil }
    #expect(rows.count == members.count)
    for (place, index) in order.enumerated() {
      let rest = order[place...]
      let count = (0..<1_024).count { draw in
        rest.contains {
          abs(members[$0].1.statistics[draw])
            >= abs(members[index].1.observed) * (1 - 1e-10)
        }
      }
      running = max(running, Double(count) / 1_024)
      let own = members[index].0
      let row = try #require(
        rows.first {
          $0.model == own.model && $0.term == own.term && $0.estimator == own.estimator
        })
      #expect(row.familyP == running, "\(own.model) \(own.term)")
    }
  }

  @Test func `draws without a statistic are counted in the note and left out of the p`() throws {
    let row = try #require(
      Suites.rows("ten-states-2012").first {
        $0.model == "pooled" && $0.estimator == .ppml && $0.method == .bootstrap
          && $0.unit == "origin + destination"
      })
    #expect(row.note?.contains("10 of 1024 draws have no statistic") == true, "\(row.note ?? "")")
    let p = try #require(row.pValue)
    #expect(abs(p * 1_014 - (p * 1_014).rounded()) < 1e-9)
    #expect(row.smallestAttainableP == 2.0 / 1_014)
  }

  @Test func `what the summary of all rules says of its test is in the study of size`() throws {
    let table = try DelimitedText(name: "study").table(
      from: Checkout.bytes("docs/monte-carlo/simulated-swing-states.csv"))
    let (method, effect) = (try table.column("method").texts, try table.column("effect").texts)
    let rates = try table.column("rate").texts.compactMap { Double($0) }
    let row = try #require(
      method.indices.first { method[$0] == "randomized-swing" && Double(effect[$0]) == 0 })
    #expect(abs(rates[row - method.startIndex] - AllRules.sizeOfPermutation) < 5e-4)
  }
}
