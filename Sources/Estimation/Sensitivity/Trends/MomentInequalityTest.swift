/// Tests that some nuisance parameters τ satisfy E[y] - X τ ≤ 0, for y normal with known covariance.
///
/// The statistic is the least η with y - X τ ≤ η σ; its dual maximizes γ'y over the γ ≥ 0 with
/// γ'X = 0 and γ'σ = 1. Given the optimal vertex γ and what is independent of γ'y, the statistic is
/// normal between two bounds (Andrews, Roth and Pakes 2023, sections 4 and 5; Rambachan and Roth 2023,
/// section 3.2). Everything is kept in units of the standard deviations σ.
struct MomentInequalityTest {
  /// What a test found.
  struct Result {
    /// The statistic η.
    let statistic: Double
    /// The p-value of the conditional test without a first stage.
    let conditionalPValue: Double
    /// The standard deviation of γ'y; zero where the statistic has no sampling error.
    let deviation: Double
    /// The bounds that the statistic is known to lie between.
    let lower: Double
    let upper: Double
    /// The optimal γ times the standard deviations.
    let vertex: [Double]
  }

  /// The covariance matrix of y over the standard deviations.
  private let correlation: SymmetricMatrix
  private let deviations: [Double]
  private var program: LinearProgram

  /// `nuisance` has one row for each inequality; rows whose standard deviation is not positive are
  /// refused with nil.
  init?(covariance: SymmetricMatrix, nuisance: [[Double]]) {
    let count = covariance.size
    var deviations: [Double] = []
    for row in 0..<count {
      if !(covariance[row, row] > 0) { return nil }
      deviations.append(covariance[row, row].squareRoot())
    }
    var correlation = covariance
    for i in 0..<count {
      for j in 0..<count { correlation[i, j] /= deviations[i] * deviations[j] }
    }
    self.deviations = deviations
    self.correlation = correlation
    var equations = [[Double](repeating: 1, count: count)]
    for column in 0..<(nuisance.first?.count ?? 0) {
      equations.append((0..<count).map { nuisance[$0][column] / deviations[$0] })
    }
    program = LinearProgram(
      equations: equations,
      values: [1] + [Double](repeating: 0, count: equations.count - 1), columns: count)
  }

  /// The statistic alone; nil if no γ exists, when the inequalities can always be satisfied.
  mutating func statistic(_ moments: [Double]) -> Double? {
    let scaled = zip(moments, deviations).map { $0 / $1 }
    guard case .optimal(let value, _) = program.maximize(scaled) else { return nil }
    return value
  }

  /// The conditional test; nil as for `statistic`.
  mutating func test(_ moments: [Double]) -> Result? {
    let scaled = zip(moments, deviations).map { $0 / $1 }
    guard case .optimal(let value, let vertex) = program.maximize(scaled) else { return nil }
    let image = correlation.times(vertex)
    let variance = zip(vertex, image).reduce(0) { $0 + $1.0 * $1.1 }
    let deviation = max(variance, 0).squareRoot()
    if deviation < 1e-9 {
      return Result(
        statistic: value, conditionalPValue: value > 1e-9 ? 0 : 1, deviation: 0,
        lower: -.infinity, upper: .infinity, vertex: vertex)
    }
    let direction = image.map { $0 / variance }
    let rest = zip(scaled, direction).map { $0 - $1 * value }
    // Beyond forty standard deviations no bound changes a probability.
    let reach = 40 * deviation
    let lower = bound(from: value - reach, value, rest, direction)
    let upper = bound(from: value + reach, value, rest, direction)
    return Result(
      statistic: value,
      conditionalPValue: MomentInequalityTest.pValue(
        value, deviation: deviation, lower: lower, upper: upper),
      deviation: deviation, lower: lower, upper: upper, vertex: vertex)
  }

  /// The probability of a larger statistic between the bounds; 1 for one not above zero, which never
  /// speaks against the inequalities.
  static func pValue(
    _ statistic: Double, deviation: Double, lower: Double, upper: Double
  ) -> Double {
    if statistic <= 0 { return 1 }
    return TruncatedNormalDistribution.upperTail(
      statistic / deviation, lower: lower / deviation, upper: upper / deviation)
  }

  /// The end, on the side of `start`, of the values c at which the vertex of `value` stays optimal.
  ///
  /// The maximum over vertices of γ'(rest + direction c) is convex in c, at least c, and equal to c
  /// where the vertex is optimal: Newton's steps from outside arrive in finitely many.
  private mutating func bound(
    from start: Double, _ value: Double, _ rest: [Double], _ direction: [Double]
  ) -> Double {
    var at = start
    let isUpper = start > value
    for _ in 0..<200 {
      let objective = zip(rest, direction).map { $0 + $1 * at }
      guard case .optimal(let maximum, let vertex) = program.maximize(objective) else { break }
      if maximum <= at + 1e-10 * max(1, abs(at)) { break }
      let level = zip(vertex, rest).reduce(0) { $0 + $1.0 * $1.1 }
      let slope = zip(vertex, direction).reduce(0) { $0 + $1.0 * $1.1 }
      let next = level / (1 - slope)
      if !next.isFinite { break }
      // Rounding must not carry the bound past the statistic itself.
      if isUpper ? next >= at || next <= value : next <= at || next >= value {
        if isUpper ? next <= value : next >= value { at = value }
        break
      }
      at = next
    }
    return at == start ? (isUpper ? .infinity : -.infinity) : at
  }
}
