import Estimation
import Testing

/// Robust intervals against numbers that other people's software has printed.
struct HonestTrendPublishedTests {
  /// The example in the documentation of HonestDiD.jl, which solves the folded normal exactly.
  static func documented() throws -> EventStudyEstimates {
    let errors = [0.060, 0.050, 0.055, 0.050, 0.052, 0.060, 0.065, 0.070]
    var covariance: [[Double]] = []
    for i in errors.indices {
      covariance.append(
        errors.indices.map { j in
          var correlation = 1.0
          for _ in 0..<abs(i - j) { correlation *= 0.6 }
          return errors[i] * errors[j] * correlation
        })
    }
    return try EventStudyEstimates(
      estimates: [0.02, -0.01, 0.03, 0.15, 0.20, 0.25, 0.22, 0.18], covariance: covariance,
      prePeriods: 3)
  }

  @Test(arguments: [
    (0, "0.03849", "0.23376"), (0.01, "0.027367", "0.2422"), (0.02, "0.0061132", "0.25851"),
    (0.03, "-0.01481", "0.27416"), (0.04, "-0.028729", "0.294"), (0.05, "-0.041775", "0.31396"),
    (0.06, "-0.054089", "0.33366"),
  ])
  func `fixed-length intervals have the documented lengths, and ends to the fifth digit`(
    smoothness: Double, lower: String, upper: String
  ) throws {
    let interval = try Self.documented().fixedLengthInterval(smoothness: smoothness)
    var (units, ends): (Double, [Double]) = (0, [])
    for (value, printed) in [(interval.lower, lower), (interval.upper, upper)] {
      // Five significant digits, of which trailing zeros are not printed.
      let number = try #require(Double(printed))
      var unit = 1e-5
      var size = abs(number)
      while size < 0.1 {
        size *= 10
        unit /= 10
      }
      // The manual's optimizer stops where the length is flat: its middle is up to 1e-6 off the optimum,
      // which moves four of the fourteen ends by less than one unit of the last digit.
      #expect(abs(value - number) < unit, "\(value) \(printed)")
      units += unit
      ends.append(number)
    }
    #expect(abs(2 * interval.halfLength - (ends[1] - ends[0])) < 0.5000001 * units)
  }

  @Test(arguments: [
    (0.5, 0.031031, 0.28328), (1, -0.003003, 0.33734), (1.5, -0.053053, 0.39339),
    (2, -0.10511, 0.45345),
  ])
  func `relative magnitudes end at the documented values of the grid`(
    size: Double, lower: Double, upper: Double
  ) throws {
    let set = try Self.documented().robustConfidenceSet(
      TrendRestriction(.relativeMagnitude(size)))
    let step = (set.grid.upper - set.grid.lower) / 999
    #expect(abs(try #require(set.lowestAccepted) - lower) < 1.01 * step)
    #expect(abs(try #require(set.highestAccepted) - upper) < 1.01 * step)
  }

  /// The event study of Benzarti and Carloni (2019), as HonestDiD distributes it.
  static func restaurants() throws -> EventStudyEstimates {
    let json = try #require(
      ReferenceFolder.json("honestdid/BCdata_EventStudy.json") as? [String: Any])
    return try EventStudyEstimates(
      estimates: json.numbers("betahat"), covariance: json.matrix("sigma"), prePeriods: 4)
  }

  @Test(.enabled(if: ReferenceFolder.isPresent, "the reference folder is not beside the checkout"))
  func `fixed-length intervals have R's digits with R's draws for the quantile`() throws {
    // A million draws after setting the seed to zero, as the package takes them.
    var generator = RNormals(seed: 0)
    let draws = (0..<1_000_000).map { _ in generator.next() }
    // Where bends matter little, R's weights are off their optimum by its solver's tolerance (M = 0) and
    // by its search over a simulated objective (0.01, 0.02), which moves the flat optimum's middle.
    for (smoothness, lower, upper, middle, length) in [
      (0, 0.13141131596381356, 0.216169648209591, 1e-6, 1e-6),
      (0.01, 0.1549652670807741, 0.2703845303265206, 1e-4, 5e-6),
      (0.02, 0.17730108790014376, 0.31595646819476952, 1e-3, 5e-6),
      (0.03, 0.18940446443439926, 0.34854775003919292, 1e-11, 1e-11),
      (0.1, 0.1194440001, 0.4185082143, 1e-10, 1e-10),
      (0.2, 0.01944400015, 0.5185082143, 1e-10, 1e-10),
    ] {
      let interval = try Self.restaurants().fixedLengthInterval(smoothness: smoothness)
      let mean = interval.worstBias / interval.standardError
      let folded = draws.map { abs($0 + mean) }.sorted()
      let position = 0.95 * 999_999
      let below = Int(position)
      let quantile =
        folded[below] + (position - Double(below)) * (folded[below + 1] - folded[below])
      let half = quantile * interval.standardError
      #expect(abs(interval.estimate - (lower + upper) / 2) < middle)
      #expect(abs(half - (upper - lower) / 2) < length)
    }
  }

  @Test(
    .enabled(if: ReferenceFolder.isPresent, "the reference folder is not beside the checkout"),
    arguments: [
      (0, 0.13141131596381356, 0.216169648209591),
      (0.01, 0.1549652670807741, 0.2703845303265206),
      (0.02, 0.17730108790014376, 0.31595646819476952),
      (0.03, 0.18940446443439926, 0.34854775003919292), (0.1, 0.1194440001, 0.4185082143),
      (0.2, 0.01944400015, 0.5185082143),
    ])
  func `fixed-length intervals are R's up to its simulated quantile`(
    smoothness: Double, lower: Double, upper: Double
  ) throws {
    let interval = try Self.restaurants().fixedLengthInterval(smoothness: smoothness)
    // R simulates the quantile of the folded normal from a million draws.
    #expect(abs(interval.halfLength / ((upper - lower) / 2) - 1) < 2e-3)
  }

  @Test(.enabled(if: ReferenceFolder.isPresent, "the reference folder is not beside the checkout"))
  func `without bends the interval is the closed form to 1e-9`() throws {
    let json = try #require(
      ReferenceFolder.json("honestdid/exact_FLCI_M0_BC_post1.json") as? [String: Any])
    let interval = try Self.restaurants().fixedLengthInterval(smoothness: 0)
    #expect(abs(interval.estimate - json.number("est")) < 1e-12)
    #expect(abs(interval.standardError - json.number("se")) < 1e-12)
    #expect(abs(interval.lower - json.number("lb")) < 1e-9)
    #expect(abs(interval.upper - json.number("ub")) < 1e-9)
    // The file states the weights of what is subtracted.
    #expect(
      relativeDifference(
        Array(interval.weights[..<4]), json.numbers("weights_pre").map { -$0 }) < 1e-9)
  }

  @Test(
    .enabled(if: ReferenceFolder.isPresent, "the reference folder is not beside the checkout"),
    arguments: [
      (TrendRestriction(.smoothness(0)), 1000, 0.2100501789, 0.3277998271),
      (TrendRestriction(.smoothness(0.1)), 200, 0.1228761035, 0.4168150178),
      (TrendRestriction(.smoothness(0.1)), 1000, 0.1195044811, 0.4180257149),
      (TrendRestriction(.smoothness(0.2)), 1000, 0.02030132213, 0.5179737331),
      (TrendRestriction(.relativeMagnitude(1)), 200, 0.07055244362, 0.3184394077),
      (TrendRestriction(.smoothness(0.1), sign: .positive), 100, 0.1191803207, 0.2232912874),
      (
        TrendRestriction(.smoothness(0.1), direction: .increasing), 100, 0.1191803207,
        0.2232912874
      ),
      (TrendRestriction(.relativeMagnitude(1), sign: .positive), 100, 0.07282522231, 0.33346286),
      (
        TrendRestriction(.relativeMagnitude(1), direction: .increasing), 100, 0.07282522231,
        0.33346286
      ),
      (TrendRestriction(.relativeSmoothness(1)), 100, 0.07282522231, 0.3794577373),
      (
        TrendRestriction(.relativeSmoothness(1), sign: .negative), 100, 0.06515940943,
        0.3794577373
      ),
      (
        TrendRestriction(.relativeSmoothness(1), direction: .decreasing), 100, 0.06515940943,
        0.3794577373
      ),
    ])
  func `conditional sets end at R's values of the grid`(
    restriction: TrendRestriction, points: Int, lower: Double, upper: Double
  ) throws {
    let estimates = try Self.restaurants()
    // Twenty standard errors around what the restriction allows without a trend before.
    let reach = 20 * estimates.covariance[4][4].squareRoot()
    var (below, above) = (reach, reach)
    if case .smoothness(let limit) = restriction.bound {
      below += limit
      if restriction.sign == nil && restriction.direction == nil { above += limit }
    }
    let set = try estimates.robustConfidenceSet(
      restriction, test: .conditional, grid: TrendGrid(lower: -below, upper: above, points: points))
    #expect(abs(try #require(set.lowestAccepted) - lower) < 1e-9)
    #expect(abs(try #require(set.highestAccepted) - upper) < 1e-9)
  }

  @Test(
    .enabled(if: ReferenceFolder.isPresent, "the reference folder is not beside the checkout"),
    arguments: [
      (0.5, 0.11812948578177346, 0.27158386602562062),
      (1.0, 0.06723125075039843, 0.31868372530838568),
      (1.5, 0.013294315120135292, 0.36958196033976071),
      (2.0, -0.042161970809571847, 0.3794577372861469),
    ])
  func `hybrid sets under relative magnitudes end at R's values of the grid`(
    size: Double, lower: Double, upper: Double
  ) throws {
    // The package draws a thousand times eight numbers after setting its seed to zero.
    var generator = RNormals(seed: 0)
    let draws = (0..<1_000).map { _ in (0..<8).map { _ in generator.next() } }
    let set = try Self.restaurants().robustConfidenceSet(
      TrendRestriction(.relativeMagnitude(size)),
      test: .leastFavourableHybrid(draws: .given(draws)))
    #expect(abs(try #require(set.lowestAccepted) - lower) < 1e-12)
    #expect(abs(try #require(set.highestAccepted) - upper) < 1e-12)
  }

  @Test(.enabled(if: ReferenceFolder.isPresent, "the reference folder is not beside the checkout"))
  func `the hybrid with fixed-length intervals ends at R's values of the grid`() throws {
    let estimates = try Self.restaurants()
    // R's grid reaches to the interval of the first stage with its simulated quantile.
    let interval = try estimates.fixedLengthInterval(smoothness: 0.1, level: 0.995)
    var generator = RNormals(seed: 0)
    let mean = interval.worstBias / interval.standardError
    let folded = (0..<1_000_000).map { _ in abs(generator.next() + mean) }.sorted()
    let position = 0.995 * 999_999
    let below = Int(position)
    let half =
      interval.standardError
      * (folded[below] + (position - Double(below)) * (folded[below + 1] - folded[below]))
    let set = try estimates.robustConfidenceSet(
      TrendRestriction(.smoothness(0.1)), test: .fixedLengthHybrid(),
      grid: TrendGrid(
        lower: interval.estimate - half, upper: interval.estimate + half, points: 200))
    #expect(abs(try #require(set.lowestAccepted) - 0.1197138266) < 1e-9)
    #expect(abs(try #require(set.highestAccepted) - 0.4182383879) < 1e-9)
  }
}
