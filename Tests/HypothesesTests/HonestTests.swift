import Codes
import Estimation
import Hypotheses
import Panels
import Testing

@Suite struct `Robust intervals of an event study` {
  private static let studies = Result {
    try Analyses.named("bts-canada-mexico").eventStudy(
      EventStudySpecification(), data: BuiltIn.data.get())
  }

  @Test func `they are those of the estimator for the effect asked for`() throws {
    let study = try #require(try Self.studies.get().first)
    let result = try study.honest(
      HonestOptions(target: .position(0), smoothness: [0, 0.02], magnitudes: [0.5, 1]))
    let estimates = try study.estimates()
    let weights = [0.0, 1]
    #expect(result.target.map(\.position) == [-1, 0] && result.target.map(\.weight) == weights)
    let point = try #require(study.points.first { $0.position == 0 })
    #expect(result.estimate == point.estimate)
    #expect(abs(result.standardError - (point.standardError ?? 0)) < 1e-12)
    let bent = try #require(result.rows.first { $0.restriction == .smoothness && $0.bound == 0.02 })
    let interval = try estimates.fixedLengthInterval(smoothness: 0.02, target: weights)
    #expect(bent.low == interval.lower && bent.high == interval.upper)
    let moved = try #require(
      result.rows.first { $0.restriction == .relativeMagnitudes && $0.bound == 1 })
    let set = try estimates.robustConfidenceSet(
      TrendRestriction(.relativeMagnitude(1)), target: weights)
    #expect(moved.low == set.lower && moved.high == set.upper)
  }

  @Test func `without bends the interval of one year before is the closed form`() throws {
    // The line through the one year before and the reference is taken off: b - 2.5 slopes on average.
    let study = try #require(try Self.studies.get().first)
    let result = try study.honest(HonestOptions(smoothness: [0], magnitudes: [0]))
    let weights = [1.5, 0.5, 0.5]
    let own = study.points.filter { !$0.isReference }
    let middle = zip(weights, own).reduce(0) { $0 + $1.0 * $1.1.estimate }
    var variance = 0.0
    for i in 0..<3 {
      for j in 0..<3 { variance += weights[i] * weights[j] * study.covariance[i][j] }
    }
    let reach = NormalDistribution.quantile(upperTail: 0.025) * variance.squareRoot()
    let row = try #require(result.rows.first { $0.restriction == .smoothness })
    #expect(abs(try #require(row.low) - (middle - reach)) < 1e-9)
    #expect(abs(try #require(row.high) - (middle + reach)) < 1e-9)
  }

  @Test func `weaker restrictions never give shorter intervals`() throws {
    for study in try Self.studies.get() {
      let result = try study.honest(HonestOptions())
      let lengths = result.rows.filter { $0.restriction == .smoothness }
        .map { ($0.high ?? .infinity) - ($0.low ?? -.infinity) }
      #expect(lengths.count == 5 && lengths == lengths.sorted())
      #expect(result.breakdowns.map(\.restriction) == [.smoothness, .relativeMagnitudes])
      #expect(result.notes.contains { $0.contains("one position lies before") })
      #expect(result.notes.contains { $0.contains("shocks common to an election") })
    }
  }

  @Test func `a breakdown value is where zero enters`() throws {
    // Clustered by origin with five elections: at a level of 0.51 intervals are short.
    let study = try #require(try Self.studies.get().first)
    let result = try study.honest(HonestOptions(level: 0.51))
    for value in result.breakdowns {
      let rows = result.rows.filter { $0.restriction == value.restriction }
      guard let largest = value.largest else {
        #expect(rows.first?.excludesZero == false)
        continue
      }
      for row in rows {
        guard let bound = row.bound, abs(bound - largest) > 1e-3 * largest else { continue }
        if bound < largest { #expect(row.excludesZero) }
      }
    }
  }

  @Test func `what cannot be asked is refused by name`() throws {
    let study = try #require(try Self.studies.get().first)
    #expect(throws: DataError.self) { try study.honest(HonestOptions(target: .position(-3))) }
    #expect(throws: DataError.self) { try HonestOptions(magnitudes: [-1]) }
    #expect(throws: DataError.self) { try HonestOptions(level: 2) }
    let late = try Analyses.named("bts-canada-mexico").eventStudy(
      EventStudySpecification(reference: 3), data: BuiltIn.data.get())
    let error = #expect(throws: DataError.self) { try late[0].honest(HonestOptions()) }
    #expect(error?.kind.id == "honest.options" && error?.message.contains("before") == true)
  }
}

@Suite struct `Permutation tests of one component` {
  private func test(
    _ component: PermutedComponent, _ id: String = "bts-canada-mexico", draws: Int = 99,
    statistic: PermutationOptions.Statistic = .studentized
  ) throws -> PermutationResult {
    try Analyses.named(id).permutation(
      PermutationOptions(component: component, statistic: statistic, draws: draws, seed: 7),
      data: BuiltIn.data.get())
  }

  @Test func `few assignments are all gone through with their smallest p`() throws {
    let allies = try test(.allies)
    #expect(allies.isExact && allies.distribution.count == 2 && allies.smallestAttainableP == 1)
    let calendar = try test(.calendar)
    #expect(calendar.isExact && calendar.distribution.count == 4)
    // Two years later the window is its own complement, and the statistic its opposite.
    #expect(calendar.smallestAttainableP == 0.5 && calendar.pValue >= 0.5)
    let incumbents = try test(.incumbents)
    #expect(incumbents.distribution.count == 24 && incumbents.options.statistic == .coefficient)
    #expect(abs(incumbents.smallestAttainableP - 1.0 / 24) < 1e-15)
    #expect(incumbents.distribution.contains(incumbents.statistic))
  }

  @Test func `by region it is the suite's own test`() throws {
    let result = try test(.swingByRegion)
    let suite = InferenceSuite(
      try BuiltIn.result("bts-canada-mexico"),
      options: InferenceOptions(seed: 7, bootstrapDraws: 19, assignments: 99))
    let step = try #require(suite.steps.first { $0.work == .assignments })
    let row = try #require(
      try suite.run(step).rows.first { $0.method == .randomizedSwing })
    #expect(result.pValue == row.pValue && result.estimate == row.estimate)
    #expect(result.smallestAttainableP == 0.01)
  }

  @Test func `regions and statistics make other distributions`() throws {
    let byRegion = try test(.swingByRegion)
    let within = try test(.swingWithinCycle)
    #expect(byRegion.distribution != within.distribution && within.distribution.count == 99)
    #expect(byRegion.statistic == within.statistic)
    let raw = try test(.swingWithinCycle, statistic: .coefficient)
    #expect(abs(raw.statistic) < abs(within.statistic))
    // The p-value is the count that the distribution shows, with the one observed.
    let extreme = within.distribution.count { abs($0) >= abs(within.statistic) * (1 - 1e-6) }
    #expect(within.pValue == Double(extreme + 1) / 100)
  }

  @Test func `a component that the analysis lacks is refused`() throws {
    for component in [PermutedComponent.swingByRegion, .incumbents] {
      let error = #expect(throws: DataError.self) {
        try test(component, "national-concessions")
      }
      #expect(error?.kind.id == "permute.options")
    }
    #expect(throws: DataError.self) { try PermutationOptions(component: .allies, draws: 3) }
    #expect(throws: DataError.self) {
      try Analyses.named("bts-canada-mexico").permutation(
        PermutationOptions(component: .allies), estimator: .logLeastSquares,
        data: BuiltIn.data.get())
    }
  }
}
