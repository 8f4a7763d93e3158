import Estimation
import Foundation
import Testing

/// The numbers of `Tests/Reference/sensitivity/make.py`.
enum SensitivityReference {
  static func section(_ key: String) throws -> Any {
    let url = CommittedReference.root.appendingPathComponent("sensitivity/expected.json")
    let all = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any]
    return try #require(all?[key])
  }

  static func table(_ key: String) throws -> [String: Any] {
    try #require(section(key) as? [String: Any])
  }

  static func covariance(_ errors: [Double], _ correlation: Double) -> [[Double]] {
    errors.indices.map { i in
      errors.indices.map { j in
        errors[i] * errors[j] * (0..<abs(i - j)).reduce(1) { power, _ in power * correlation }
      }
    }
  }
}

struct PreTrendTests {
  /// Six periods before the reference and one after, which plays no part.
  static func estimates() throws -> (EventStudyEstimates, [String: Any]) {
    let expected = try SensitivityReference.table("pretrend")
    let errors = expected.numbers("errors")
    return (
      try EventStudyEstimates(
        estimates: expected.numbers("estimates") + [0.3],
        covariance: SensitivityReference.covariance(
          errors + [0.05], expected.number("correlation")), prePeriods: 6), expected
    )
  }

  @Test func `the joint test and the slopes it detects are SciPy's`() throws {
    let (estimates, expected) = try Self.estimates()
    let test = try estimates.preTrendTest()
    #expect(abs(test.statistic / expected.number("wald") - 1) < 1e-10)
    #expect(abs(test.pValue / expected.number("chi2_p") - 1) < 1e-10)
    let f = try estimates.preTrendTest(denominator: 11)
    #expect(abs(f.pValue / expected.number("f_p") - 1) < 1e-9)
    let slopes = try #require(expected["slopes"] as? [String: Any])
    #expect(abs(test.slopeAtHalfPower / slopes.number("0.5") - 1) < 1e-9)
    #expect(abs(test.slopeAtEightyPercentPower / slopes.number("0.8") - 1) < 1e-9)
  }

  @Test func `slopes that make some coefficient significant are SciPy's`() throws {
    let (estimates, expected) = try Self.estimates()
    let slopes = try #require(expected["individual"] as? [String: Any])
    for power in [0.5, 0.8] {
      let slope = try estimates.detectableSlope(power: power, by: .anyCoefficient)
      #expect(abs(slope / slopes.number("\(power)") - 1) < 1e-3)
      #expect(abs(try estimates.trendDetection(slope: slope) - power) < 1e-6)
    }
    // One coefficient: the two-sided normal test, in closed form.
    let one = try EventStudyEstimates(
      estimates: [0.1, 0.2], covariance: [[0.04, 0], [0, 0.04]], prePeriods: 1)
    let z = NormalDistribution.quantile(upperTail: 0.025)
    for slope in [0, 0.1, 0.7] {
      let power =
        NormalDistribution.upperTail(z - slope / 0.2)
        + NormalDistribution.upperTail(z + slope / 0.2)
      #expect(abs(try one.trendDetection(slope: slope) - power) < 1e-12)
      if slope > 0 {
        #expect(abs(try one.detectableSlope(power: power, by: .anyCoefficient) - slope) < 1e-9)
        #expect(abs(try one.detectableSlope(power: power, by: .joint) - slope) < 1e-9)
      }
    }
  }

  @Test func `the noncentral chi-squared tail is SciPy's`() throws {
    for row in try #require(SensitivityReference.section("ncx2") as? [[NSNumber]]) {
      let (x, k, nc, tail) = (
        row[0].doubleValue, row[1].doubleValue, row[2].doubleValue, row[3].doubleValue
      )
      let own = ChiSquaredDistribution.upperTail(x, degreesOfFreedom: k, noncentrality: nc)
      #expect(abs(own / tail - 1) < 1e-9)
    }
    #expect(
      abs(ChiSquaredDistribution.quantile(upperTail: 0.05, degreesOfFreedom: 1) - 3.841458820694124)
        < 1e-12)
  }

  @Test func `simultaneous bands have the critical values of exact quadrature`() throws {
    for band in try #require(SensitivityReference.section("bands") as? [[String: Any]]) {
      let size = Int(band.number("size"))
      let errors = (0..<size).map { 0.5 + Double($0) }
      let own = try SimultaneousBand(
        estimates: [Double](repeating: 1, count: size),
        covariance: SensitivityReference.covariance(errors, band.number("correlation")))
      #expect(abs(own.criticalValue - band.number("critical")) < 6e-4)
      #expect(zip(own.upper, errors).allSatisfy { abs($0 - 1 - own.criticalValue * $1) < 1e-12 })
      #expect(zip(own.lower, errors).allSatisfy { abs(1 - $0 - own.criticalValue * $1) < 1e-12 })
    }
  }

  @Test func `the quick normal quantile is that of bisection`() {
    for tail in [0.5, 0.4, 0.076, 0.0749, 0.01, 1e-5, 1e-11, 1.3e-11, 1e-40, 1e-300] {
      let exact = NormalDistribution.quantile(upperTail: tail)
      #expect(abs(quickNormalQuantile(tail) + exact) <= 1e-14 * max(1, exact))
      if tail > 1e-10 {
        #expect(abs(quickNormalQuantile(1 - tail) / max(exact, 1e-300) - 1) < 1e-5 || tail == 0.5)
      }
    }
    #expect(quickNormalQuantile(0) == -.infinity && quickNormalQuantile(1) == .infinity)
    #expect(quickNormalQuantile(2).isNaN)
  }

  @Test func `bands of dependent and of independent coefficients have their closed forms`() throws {
    let z = NormalDistribution.quantile(upperTail: 0.025)
    // One estimate three times over is one estimate.
    let same = try SimultaneousBand(
      estimates: [1, 2, 3], covariance: [[4, 4, 4], [4, 4, 4], [4, 4, 4]])
    #expect(abs(same.criticalValue - z) < 1e-8)
    let independent = try SimultaneousBand(
      estimates: [1, 2, 3], covariance: [[4, 0, 0], [0, 1, 0], [0, 0, 9]], level: 0.9)
    // 0.9 is the cube of each interval's probability.
    let each = NormalDistribution.twoSided(independent.criticalValue)
    #expect(abs((1 - each) * (1 - each) * (1 - each) - 0.9) < 1e-9)
    #expect(throws: EstimationError.self) {
      try SimultaneousBand(estimates: [1], covariance: [[0]])
    }
  }

  @Test func `a breakdown value is where the interval turns`() throws {
    let estimates = try HonestTrendPublishedTests.documented()
    let value = try estimates.smoothnessBreakdown(limit: 0.5)
    let largest = try #require(value.largest)
    #expect(largest > 0.02 && largest < 0.03 && !value.isBeyond)
    #expect(try !estimates.fixedLengthInterval(smoothness: largest).contains(0))
    #expect(try estimates.fixedLengthInterval(smoothness: largest + 1e-9).contains(0))
    let relative = try estimates.breakdown(of: TrendRestriction(.relativeMagnitude(1)))
    let ratio = try #require(relative.largest)
    #expect(ratio > 0.5 && ratio < 1)
    for (size, excludes) in [(ratio - 1e-4, true), (ratio + 1e-4, false)] {
      let set = try estimates.robustConfidenceSet(TrendRestriction(.relativeMagnitude(size)))
      #expect(try (#require(set.lower) > 0) == excludes)
    }
    #expect(try estimates.smoothnessBreakdown(limit: 0.001).isBeyond)
    #expect(try estimates.smoothnessBreakdown(null: 0.15, limit: 1).largest == nil)
  }

  @Test(.enabled(if: ReferenceFolder.isPresent, "the reference folder is not beside the checkout"))
  func `the yardstick for bends is R's`() throws {
    let bound = try HonestTrendPublishedTests.restaurants().smoothnessUpperBound()
    #expect(abs(bound - 0.202169869297069) < 1e-12)
  }
}
