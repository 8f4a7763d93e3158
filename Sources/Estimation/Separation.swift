/// Finds observations that terms and fixed effects together predict to be zero.
///
/// The iterative rectifier of Correia, Guimaraes and Zylkin (2019, "Verifying the existence of
/// maximum likelihood estimates for generalized linear models", algorithm 1): regress a nonnegative
/// target on terms and fixed effects, holding positive outcomes at zero by a large weight, replace
/// the target by the positive part of the fit, and repeat. What stays positive is a certificate: a
/// combination that is zero where the outcome is positive, and never negative elsewhere.
enum Separation {
  /// The weight of positive outcomes.
  private static let weight = 1e8

  /// What was found.
  enum Finding {
    /// Rows of the sample that a verified certificate separates.
    case rows([Int])
    /// The target died away: no combination separates any row, and the estimate exists.
    case none
    /// In 2,000 rounds no combination was found that is zero, to 1e-10 of its largest value, wherever
    /// the outcome is positive, and the target did not die away either.
    case undecided
  }

  /// Looks for rows that terms and fixed effects together separate.
  ///
  /// `terms` are without their fixed effects, under any weights.
  static func find(
    sample: Sample, terms: [[Double]], absorber: Absorber
  ) throws(EstimationError) -> Finding {
    let isPositive = sample.outcome.map { $0 > 0 }
    let weights = isPositive.map { $0 ? weight : 1 }
    var weighted = absorber
    weighted.setWeights(weights)
    let basis = try orthonormal(terms, weights: weights, absorber: weighted)
    var target = isPositive.map { $0 ? 0.0 : 1.0 }
    for _ in 0..<2000 {
      var columns = [target]
      try weighted.absorb(&columns, tolerances: [1e-13])
      for direction in basis {
        var product = 0.0
        for row in target.indices { product += weights[row] * direction[row] * columns[0][row] }
        for row in target.indices { columns[0][row] -= product * direction[row] }
      }
      var highest = 0.0
      var lowest = 0.0
      var held = 0.0
      for row in target.indices {
        let fitted = target[row] - columns[0][row]
        if isPositive[row] {
          held = max(held, abs(fitted))
        } else {
          highest = max(highest, fitted)
          lowest = min(lowest, fitted)
          target[row] = max(fitted, 0)
        }
      }
      if highest < 1e-6 { return .none }
      if -lowest <= 1e-8 * highest && held <= 1e-10 * highest {
        return .rows(target.indices.filter { target[$0] > 1e-4 * highest })
      }
    }
    return .undecided
  }

  /// A basis of the terms' space beyond the fixed effects, orthonormal under the weights.
  private static func orthonormal(
    _ terms: [[Double]], weights: [Double], absorber: Absorber
  ) throws(EstimationError) -> [[Double]] {
    var columns = terms
    try absorber.absorb(&columns, tolerances: [Double](repeating: 1e-13, count: terms.count))
    func product(_ a: [Double], _ b: [Double]) -> Double {
      var sum = 0.0
      for row in a.indices { sum += weights[row] * a[row] * b[row] }
      return sum
    }
    var basis: [[Double]] = []
    for column in columns {
      var rest = column
      for _ in 0..<3 {
        for direction in basis {
          let overlap = product(direction, rest)
          for row in rest.indices { rest[row] -= overlap * direction[row] }
        }
      }
      let length = product(rest, rest).squareRoot()
      if length > 0 { basis.append(rest.map { $0 / length }) }
    }
    return basis
  }
}
