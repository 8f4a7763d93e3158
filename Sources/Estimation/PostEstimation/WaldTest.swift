/// The joint test of several linear restrictions (Wald 1943).
public struct WaldTest: Sendable, Equatable {
  /// The restrictions in the order in which they were passed.
  public let restrictions: [LinearRestriction]
  /// The quadratic form of the restrictions' misses in the inverse of their covariance matrix.
  public let chiSquared: Double
  /// The number of restrictions.
  public let degreesOfFreedom: Int
  /// The upper tail of the chi-squared distribution.
  public let chiSquaredPValue: Double
  /// The quadratic form divided by the number of restrictions.
  public let f: Double
  /// The F distribution's second number: clusters of the smallest dimension less one, observations
  /// less parameters, or the fewest degrees of freedom of the coefficients tested (CR2), rounded down.
  public let denominatorDegreesOfFreedom: Int
  /// The upper tail of the F distribution.
  public let fPValue: Double
}

extension VarianceEstimate {
  /// Tests that all restrictions hold.
  ///
  /// The chi-squared p-value is the customary one for Poisson and the F p-value that for least
  /// squares. With G clusters no more than G - 1 restrictions can be tested. Throws
  /// `estimate.restriction` if there are none, if a term is unknown, or if the covariance matrix of
  /// the restrictions is singular, naming the first that adds nothing, and `estimate.indefinite` if
  /// it has a negative variance.
  public func waldTest(
    _ restrictions: [LinearRestriction]
  ) throws(EstimationError) -> WaldTest {
    if restrictions.isEmpty { throw .emptyRestriction }
    var vectors: [[Double]] = []
    var misses: [Double] = []
    for restriction in restrictions {
      let vector = try restriction.vector(names: table.map(\.term))
      vectors.append(vector)
      misses.append(
        zip(vector, table).reduce(-restriction.value) { $0 + $1.0 * $1.1.estimate })
    }
    let images = vectors.map { image(of: $0) }
    let count = restrictions.count
    // Cholesky's factors of the restrictions' covariance, scaled to a unit diagonal; the solution of
    // the triangular system has the quadratic form as its sum of squares.
    var lower = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    var solution = [Double](repeating: 0, count: count)
    func covariance(_ i: Int, _ j: Int) -> Double {
      zip(vectors[i], images[j]).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let scales = (0..<count).map { covariance($0, $0).squareRoot() }
    var chiSquared = 0.0
    for i in 0..<count {
      if covariance(i, i) < 0 { throw .indefiniteRestrictions("\(restrictions[i])") }
      if !(scales[i] > 0) { throw .dependentRestrictions("\(restrictions[i])") }
      var miss = misses[i] / scales[i]
      for j in 0...i {
        var sum = covariance(i, j) / (scales[i] * scales[j])
        for k in 0..<j { sum -= lower[i][k] * lower[j][k] }
        if i == j {
          if sum < -1e-9 { throw .indefiniteRestrictions("\(restrictions[i])") }
          if sum <= 1e-11 { throw .dependentRestrictions("\(restrictions[i])") }
          lower[i][i] = sum.squareRoot()
        } else {
          lower[i][j] = sum / lower[j][j]
          miss -= lower[i][j] * solution[j]
        }
      }
      solution[i] = miss / lower[i][i]
      chiSquared += solution[i] * solution[i]
    }
    if !chiSquared.isFinite { throw .notFinite(what: "the statistic of the joint test") }
    let f = chiSquared / Double(count)
    // Degrees of freedom that differ by coefficient: the fewest of those that are tested.
    let denominator = max(
      1,
      zip(table.indices, table).compactMap { index, row in
        vectors.contains { $0[index] != 0 } ? row.degreesOfFreedom : nil
      }.min().map { Int($0) } ?? degreesOfFreedom)
    return WaldTest(
      restrictions: restrictions, chiSquared: chiSquared, degreesOfFreedom: count,
      chiSquaredPValue: ChiSquaredDistribution.upperTail(
        chiSquared, degreesOfFreedom: Double(count)),
      f: f, denominatorDegreesOfFreedom: denominator,
      fPValue: FisherDistribution.upperTail(
        f, numerator: Double(count), denominator: Double(denominator)))
  }

  /// Tests that the coefficients of all these terms are zero; errors as above.
  public func waldTest(zero terms: [String]) throws(EstimationError) -> WaldTest {
    try waldTest(terms.map { LinearRestriction($0) })
  }
}
