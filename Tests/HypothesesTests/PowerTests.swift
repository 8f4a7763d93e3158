import Codes
import Hypotheses
import Panels
import Testing

/// Studies on small panels, each run once.
private enum Studies {
  static func study(
    _ id: String, _ options: PowerOptions, estimator: Estimator = .ppml, threads: Int? = nil
  ) throws -> PowerStudy {
    try PowerStudy(
      Analyses.named(id), estimator: estimator, data: BuiltIn.data.get(), options: options,
      threads: threads)
  }

  static let freight = Result {
    try study(
      "bts-canada-mexico",
      PowerOptions(draws: 400, seed: 5, effects: [0.1, 0.3], refits: 200, suites: 40)
    ).run()
  }

  static func method(
    _ result: PowerResult, _ method: InferenceRow.Method, _ unit: String
  ) throws -> PowerResult.Method {
    try #require(result.methods.first { $0.method == method && $0.unit == unit })
  }
}

@Suite struct `A power study` {
  @Test func `its tests are those of the suite where the model is linear`() throws {
    let options = try PowerOptions(draws: 40, seed: 3, bootstrapDraws: 1_999, assignments: 99)
    let study = try Studies.study("ten-states-2012", options, estimator: .logLeastSquares)
    for (draw, effect) in [(0, 0.0), (3, 0.1)] {
      let rows = try study.suiteRows(draw: draw, effect: effect)
      var compared = 0
      for row in rows {
        // Over ten states all 1,024 signs are gone through here, and drawn at random there.
        let slack = row.method == .bootstrap ? 0.05 : 1e-4
        guard let p = row.pValue, p > 2 * slack, p < 0.5 - slack else { continue }
        for (level, rejects) in [(p + slack, true), (p - slack, false)] {
          let verdict = try #require(
            try study.verdicts(draw: draw, effect: effect, level: level).first {
              $0.method == row.method && $0.unit == row.unit
            })
          #expect(verdict.rejects == rejects, "\(row.method) by \(row.unit), p \(p)")
        }
        compared += 1
      }
      #expect(compared >= 5)
    }
  }

  @Test func `one Newton step decides as the suite does with exact estimates`() throws {
    let result = try Studies.freight.get()
    let rates = try #require(result.suites)
    #expect(rates.count == 8)
    for rate in rates {
      #expect(rate.draws == 40)
      #expect(rate.disagreements <= 4, "\(rate.method)")
    }
  }

  @Test func `effects that were put in are recovered without bias`() throws {
    let rows = try #require(try Studies.freight.get().refits).rows
    #expect(rows.map(\.effect) == [0, 0.3])
    for row in rows {
      // The exact interval of the t-test by election covers the effect as often as it says.
      let coverage = try #require(row.coverage.first { $0.clustering == "t-test by election" })
      #expect(abs(coverage.share - 0.95) < 3.5 * (0.05 * 0.95 / 200).squareRoot())
      #expect(row.draws == 200)
      #expect(abs(row.bias) < 3 * row.biasError + 0.002)
      #expect(row.meanDifference < 0.15)
    }
  }

  @Test func `the t-test by election keeps its size and clustering by state does not`() throws {
    let result = try Studies.freight.get()
    let byElection = try Studies.method(result, .perElection, "election")
    let size = try #require(byElection.size)
    #expect(abs(size.rate - 0.05) < 3.5 * (0.05 * 0.95 / 400).squareRoot())
    #expect(byElection.verdict != .tooLarge && byElection.minimumDetectableEffect != nil)
    let clustered = try Studies.method(result, .clustered, "origin")
    #expect(clustered.verdict == .tooLarge && clustered.minimumDetectableEffect == nil)
    #expect(result.recommended == byElection)
  }

  @Test func `the t-test by election has nominal size without common shocks as well`() throws {
    let result = try Studies.study(
      "bts-canada-mexico",
      PowerOptions(
        draws: 800, seed: 2, effects: [0],
        shocks: .init(state: 0.02, year: 0, election: 0, cycle: 0))
    ).run()
    let size = try #require(try Studies.method(result, .perElection, "election").size)
    #expect(abs(size.rate - 0.05) < 3.5 * (0.05 * 0.95 / 800).squareRoot())
    #expect(result.shocks.election == 0 && result.shocks.cycle == 0)
    #expect(abs(result.shocks.state - 0.02) < 1e-12)
  }

  @Test func `a shock common to an election makes clustered tests reject more`() throws {
    func size(_ shock: Double) throws -> Double {
      let result = try Studies.study(
        "bts-canada-mexico",
        PowerOptions(draws: 400, effects: [0], shocks: .init(election: shock, cycle: 0))
      ).run()
      return try #require(try Studies.method(result, .clustered, "origin").size).rate
    }
    #expect(try size(0.1) > size(0) + 0.15)
  }

  @Test func `shocks that persist between elections spoil the t-test by election too`() throws {
    let result = try Studies.study(
      "bts-canada-mexico",
      PowerOptions(
        draws: 400, effects: [0], shocks: .init(election: 0.2), electionCorrelation: 0.9)
    ).run()
    let test = try Studies.method(result, .perElection, "election")
    #expect(try #require(test.size).rate > 0.15 && test.verdict == .tooLarge)
    #expect(result.recommended == nil && result.shocks.electionCorrelation == 0.9)
  }

  @Test func `the slope on reputation is safe, and found where it is large`() throws {
    let result = try PowerStudy(
      Analyses.named("bts-canada-mexico"), estimator: .ppml, data: BuiltIn.data.get(),
      options: PowerOptions(draws: 400, seed: 5, effects: [0.3, 0.9]), ofReputation: true
    ).run()
    #expect(result.term == "swing:ally:window:incumbent-reputation")
    #expect(result.methods.map(\.method) == [.perElection, .permutedIncumbents])
    #expect(abs(result.meanEstimate) < 4 * result.deviation / 20)
    for method in result.methods {
      let size = try #require(method.size)
      #expect(size.rate < 0.05 + 3.5 * (0.05 * 0.95 / 400).squareRoot())
      let found = method.rates.map(\.rate)
      #expect(found[0] < found[1] && found[1] < found[2] && found[2] > 0.9, "\(found)")
    }
    // Four incumbents have 24 orders.
    #expect(result.methods[1].smallestAttainableP == 1.0 / 24)
  }

  @Test func `three incumbents can be ordered in six ways, and no bump is clear`() throws {
    let result = try PowerStudy(
      Analyses.named("swing-states"), estimator: .ppml, data: BuiltIn.data.get(),
      options: PowerOptions(draws: 40, effects: [1]), ofReputation: true
    ).run()
    let permuted = result.methods[1]
    #expect(permuted.verdict == .cannotReject && permuted.rates.allSatisfy { $0.rate == 0 })
    #expect(permuted.smallestAttainableP == 1.0 / 6)
  }

  @Test func `a slope on reputation needs two incumbents and one step`() throws {
    func study(_ id: String, refits: Int = 0) throws -> PowerResult {
      try PowerStudy(
        Analyses.named(id), estimator: .ppml, data: BuiltIn.data.get(),
        options: PowerOptions(draws: 40, effects: [0.1], refits: refits), ofReputation: true
      ).run()
    }
    #expect { try study("ten-states-2012") } throws: {
      ($0 as? DataError)?.message.hasPrefix("fewer than two incumbents of ten-states-2012") == true
    }
    #expect(throws: DataError.self) { try study("bts-canada-mexico", refits: 4) }
  }

  @Test func `too few panels are no safe size`() throws {
    let few = try Studies.study(
      "bts-canada-mexico", PowerOptions(draws: 48, seed: 2, effects: [0.1, 0.3])
    ).run()
    for method in few.methods where method.verdict == .right || method.verdict == .cautious {
      let size = try #require(method.size)
      #expect(size.rate + 2 * (0.05 * 0.95 / 48).squareRoot() <= 0.1, "\(method.method)")
    }
    #expect(few.methods.contains { $0.verdict == .uncertain })
    #expect(
      few.methods.allSatisfy { $0.verdict != .uncertain || $0.minimumDetectableEffect == nil })
  }

  @Test func `few draws recommend nothing that could be twice too large`() throws {
    let few = try Studies.study(
      "bts-canada-mexico", PowerOptions(draws: 48, seed: 5, effects: [0.1, 0.3])
    ).run()
    for method in few.methods where method == few.recommended {
      let size = try #require(method.size)
      #expect(size.rate + 2 * (0.05 * 0.95 / 48).squareRoot() <= 0.1)
    }
    #expect(try Studies.freight.get().recommended != nil)
  }

  @Test func `the bootstrap that costs most is applied to as many panels as are asked for`() throws
  {
    func twoWay(_ panels: Int?) throws -> PowerResult.Method {
      try Studies.method(
        try Studies.study(
          "ten-states-2012",
          PowerOptions(draws: 80, effects: [0.1], assignments: 19, twoWayDraws: panels)
        ).run(), .bootstrap, "origin + destination")
    }
    let (usual, none, all) = try (twoWay(nil), twoWay(0), twoWay(80))
    #expect(usual.draws + usual.undefined == 24 && all.draws + all.undefined == 80)
    #expect(none.rates.isEmpty && none.note?.contains("--two-way-draws") == true)
  }

  @Test func `power rises with the effect and an exact test of few elections has none`() throws {
    let result = try Studies.freight.get()
    for method in result.methods where method.verdict != .cannotReject {
      let rates = method.rates.map(\.rate)
      #expect(rates == rates.sorted(), "\(method.method)")
    }
    for name: InferenceRow.Method in [.signChange, .shiftedCalendar] {
      let method = try #require(result.methods.first { $0.method == name })
      #expect(method.verdict == .cannotReject)
      #expect(method.rates.allSatisfy { $0.rate == 0 })
    }
  }

  @Test func `threads change no number and another seed changes all`() throws {
    func run(_ seed: UInt64, threads: Int) throws -> PowerResult {
      try Studies.study(
        "bts-canada-mexico",
        PowerOptions(draws: 44, seed: seed, effects: [0.1], assignments: 39), threads: threads
      ).run()
    }
    let one = try run(1, threads: 1)
    #expect(try run(1, threads: 3) == one)
    #expect(try run(2, threads: 3).deviation != one.deviation)
  }

  @Test func `where one election is there alone its tests say why they cannot be applied`() throws {
    let result = try Studies.study(
      "ten-states-2012", PowerOptions(draws: 40, effects: [0.1], assignments: 19)
    ).run()
    let method = try Studies.method(result, .perElection, "election")
    #expect(method.rates.isEmpty && method.verdict == nil)
    #expect(method.note?.contains("fewer than two elections") == true)
  }

  @Test func `what makes no sense is refused`() throws {
    func id(_ body: () throws -> Void) -> String? {
      do {
        try body()
        return nil
      } catch { return (error as? DataError)?.kind.id }
    }
    #expect(id { _ = try PowerOptions(draws: 3) } == "power.options")
    #expect(id { _ = try PowerOptions(effects: [.nan]) } == "power.options")
    #expect(id { _ = try PowerOptions(effects: [3]) } == "power.options")
    #expect(id { _ = try PowerOptions(level: 1) } == "power.options")
    #expect(id { _ = try PowerOptions(draws: 40, refits: 41) } == "power.options")
    #expect(id { _ = try PowerOptions(shocks: .init(election: -1)) } == "power.options")
    #expect(id { _ = try PowerOptions(persistence: 2) } == "power.options")
    #expect(id { _ = try PowerOptions(electionCorrelation: 1) } == "power.options")
    #expect(id { _ = try PowerOptions(draws: 40, twoWayDraws: 41) } == "power.options")
    let options = try PowerOptions(draws: 40)
    #expect(id { _ = try Studies.study("national-concessions", options) } == "power.options")
    #expect(
      id { _ = try Studies.study("bts-canada-mexico", options, estimator: .logLeastSquares) }
        == "power.options")
    #expect(try PowerOptions(effects: [0.1, 0.1]).effects == [0, 0.1])
  }
}
