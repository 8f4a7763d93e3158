/// The estimate of a linear combination of coefficients, and its test.
public struct LinearCombination: Sendable, Equatable {
  /// The combination and the value it was tested against.
  public let restriction: LinearRestriction
  /// The combination at the estimate.
  public let estimate: Double
  /// Its standard error.
  public let standardError: Double
  /// The estimate less the restriction's value, over the standard error.
  public let statistic: Double
  /// The two-sided p-value of the restriction.
  public let pValue: Double
  /// The share of samples whose interval is to hold the true value, such as 0.95.
  public let level: Double
  /// The lower end of the interval.
  public let lower: Double
  /// The upper end of the interval.
  public let upper: Double
  /// The degrees of freedom of the t distribution; nil where the standard normal is used.
  public let degreesOfFreedom: Double?

  /// Makes the interval and the test from an estimate and its standard error.
  init(
    _ restriction: LinearRestriction, estimate: Double, standardError: Double, level: Double,
    degreesOfFreedom: Double?
  ) {
    self.restriction = restriction
    self.estimate = estimate
    self.standardError = standardError
    self.level = level
    self.degreesOfFreedom = degreesOfFreedom
    let tested = TestedValue(
      estimate: estimate, value: restriction.value, standardError: standardError, level: level,
      degreesOfFreedom: degreesOfFreedom)
    statistic = tested.statistic
    pValue = tested.pValue
    lower = tested.lower
    upper = tested.upper
  }

  /// The combination as a change of the outcome in per cent, where it is one of logs.
  public var semiElasticity: SemiElasticity { SemiElasticity(self) }
}

/// The test and the interval of a number with a standard error.
struct TestedValue {
  let statistic: Double
  let pValue: Double
  let lower: Double
  let upper: Double

  init(
    estimate: Double, value: Double, standardError: Double, level: Double,
    degreesOfFreedom: Double?
  ) {
    statistic = (estimate - value) / standardError
    let critical: Double
    if let degreesOfFreedom {
      pValue = StudentDistribution.twoSided(statistic, degreesOfFreedom: degreesOfFreedom)
      critical = StudentDistribution.quantile(
        upperTail: (1 - level) / 2, degreesOfFreedom: degreesOfFreedom)
    } else {
      pValue = NormalDistribution.twoSided(statistic)
      critical = NormalDistribution.quantile(upperTail: (1 - level) / 2)
    }
    lower = estimate - critical * standardError
    upper = estimate + critical * standardError
  }
}

/// The change of an outcome in per cent, 100 (exp(b) - 1), that a coefficient b in logs stands for.
public struct SemiElasticity: Sendable, Equatable {
  /// The change in per cent.
  public let estimate: Double
  /// Its standard error by the delta method, 100 exp(b) times that of b.
  public let standardError: Double
  /// The lower end of the delta method's interval, which can be below -100.
  public let lower: Double
  /// The upper end of the delta method's interval.
  public let upper: Double
  /// The lower end of the coefficient's interval, transformed: it has the coverage of that interval.
  public let transformedLower: Double
  /// The upper end of the coefficient's interval, transformed.
  public let transformedUpper: Double

  init(_ combination: LinearCombination) {
    let growth = exponential(combination.estimate)
    estimate = 100 * exponentialLessOne(combination.estimate)
    standardError = 100 * growth * combination.standardError
    lower = estimate - 100 * growth * (combination.estimate - combination.lower)
    upper = estimate + 100 * growth * (combination.upper - combination.estimate)
    transformedLower = 100 * exponentialLessOne(combination.lower)
    transformedUpper = 100 * exponentialLessOne(combination.upper)
  }
}

extension VarianceEstimate {
  /// The names of the coefficients in the order of the matrix.
  private var names: [String] { table.map(\.term) }

  /// Estimates a linear combination of coefficients and tests it against the restriction's value.
  ///
  /// Where each coefficient has degrees of freedom of its own, the combination has its own, too
  /// (Satterthwaite's, CR2); beyond 2,000 pairs of terms and clusters the smallest among those
  /// combined. Throws `estimate.restriction` if a term is unknown or the combination's variance is zero,
  /// `estimate.indefinite` if it is negative,
  /// and `estimate.resampling` if the level is not between 0 and 1.
  public func combination(
    _ restriction: LinearRestriction, level: Double = 0.95
  ) throws(EstimationError) -> LinearCombination {
    if !(level > 0 && level < 1) { throw .levelOutside(level) }
    let vector = try restriction.vector(names: names)
    let estimate = zip(vector, table).reduce(0) { $0 + $1.0 * $1.1.estimate }
    let image = image(of: vector)
    let variance = zip(vector, image).reduce(0) { $0 + $1.0 * $1.1 }
    let size = zip(vector, image).reduce(0) { $0 + abs($1.0 * $1.1) }
    if !variance.isFinite || !estimate.isFinite {
      throw .notFinite(what: "the estimate or the variance of '\(restriction)'")
    }
    if variance < -1e-12 * size { throw .indefiniteCombination("\(restriction)") }
    if !(variance > 0) { throw .dependentRestrictions("\(restriction)") }
    var degrees: Double?
    switch distribution {
    case .normal: degrees = nil
    case .student(let freedom): degrees = Double(freedom)
    case .studentByTerm:
      degrees =
        contrastFreedom?.degrees(of: vector)
        ?? zip(vector, table).compactMap { $0 == 0 ? nil : $1.degreesOfFreedom }.min()
    }
    return LinearCombination(
      restriction, estimate: estimate, standardError: variance.squareRoot(), level: level,
      degreesOfFreedom: degrees)
  }

  /// The change in per cent that a coefficient in logs stands for; errors as of `combination`, and
  /// `estimate.not_finite` where the change or an end of an interval is beyond the largest number.
  public func semiElasticity(
    of term: String, level: Double = 0.95
  ) throws(EstimationError) -> SemiElasticity {
    let combined = try combination(LinearRestriction(term), level: level)
    let effect = combined.semiElasticity
    let numbers = [
      effect.estimate, effect.standardError, effect.lower, effect.upper, effect.transformedLower,
      effect.transformedUpper,
    ]
    if numbers.contains(where: { !$0.isFinite }) {
      throw .overflowingEffect(term, estimate: combined.estimate)
    }
    return effect
  }

  func image(of vector: [Double]) -> [Double] {
    covariance.map { row in zip(row, vector).reduce(0) { $0 + $1.0 * $1.1 } }
  }
}
