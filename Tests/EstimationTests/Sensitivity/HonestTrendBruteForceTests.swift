import Estimation
import Foundation
import Testing

/// Robust intervals against closed forms and against slow solvers written for these tests.
struct HonestTrendBruteForceTests {
  static func example(_ pre: Int, _ post: Int, seed: UInt64) throws -> EventStudyEstimates {
    var generator = RNormals(seed: UInt32(seed))
    let count = pre + post
    let root = (0..<count).map { _ in (0..<count + 2).map { _ in generator.next() } }
    let covariance = (0..<count).map { i in
      (0..<count).map { j in zip(root[i], root[j]).reduce(0) { $0 + $1.0 * $1.1 } / 100 }
    }
    return try EventStudyEstimates(
      estimates: (0..<count).map { Double($0) / 5 + 0.3 * generator.next() },
      covariance: covariance, prePeriods: pre)
  }

  static func quadratic(_ a: [Double], _ matrix: [[Double]], _ b: [Double]) -> Double {
    zip(a, matrix).reduce(0) { $0 + $1.0 * zip($1.1, b).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  @Test(arguments: [0, 0.1, 0.7])
  func `one period before the reference leaves one estimate, in closed form`(
    smoothness: Double
  ) throws {
    let estimates = try Self.example(1, 2, seed: 3)
    let target = [0.5, 0.5]
    // The line through the period before, extrapolated to the average of 1 and 2.
    let weights = [1.5, 0.5, 0.5]
    let error = Self.quadratic(weights, estimates.covariance, weights).squareRoot()
    // Bends at the reference weigh 1.5 and at period one 0.5.
    let ratio = smoothness * 2 / error
    let half = error * FoldedNormalDistribution.quantile(upperTail: 0.1, mean: ratio)
    let interval = try estimates.fixedLengthInterval(
      smoothness: smoothness, target: target, level: 0.9)
    #expect(zip(interval.weights, weights).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(abs(interval.halfLength - half) < 1e-12)
    #expect(abs(interval.worstBias - 2 * smoothness) < 1e-12)
  }

  @Test func `a large bound leaves the extrapolation with the least bias`() throws {
    let estimates = try Self.example(4, 3, seed: 5)
    let interval = try estimates.fixedLengthInterval(smoothness: 100, target: [0, 1, 0])
    #expect(interval.weights == [0, 0, 0, 2, 0, 1, 0])
    #expect(abs(interval.worstBias - 300) < 1e-9)
    // Far from zero the folded normal is a normal: one tail remains.
    let error = interval.standardError
    let half = 300 + error * NormalDistribution.quantile(upperTail: 0.05)
    #expect(abs(interval.halfLength - half) < 1e-9)
  }

  @Test func `the folded normal quantile is solved exactly`() {
    for mean in [0, 0.3, 2, 17.5, -4] {
      for tail in [0.5, 0.1, 0.05, 0.001] {
        let value = FoldedNormalDistribution.quantile(upperTail: tail, mean: mean)
        let mass =
          NormalDistribution.upperTail(value - mean) + NormalDistribution.upperTail(value + mean)
        #expect(abs(mass / tail - 1) < 1e-12)
      }
    }
    #expect(
      abs(
        FoldedNormalDistribution.quantile(upperTail: 0.05, mean: 0)
          - NormalDistribution.quantile(upperTail: 0.025)) < 1e-14)
    #expect(FoldedNormalDistribution.quantile(upperTail: 0, mean: 0).isNaN)
  }

  /// The shortest half-length by searching every sign pattern of the second sums and a fine grid of the
  /// trade-off between bias and variance, refined by golden sections.
  static func slowHalfLength(
    _ estimates: EventStudyEstimates, _ smoothness: Double
  ) -> Double {
    let interior = estimates.prePeriods - 1
    func weights(_ u: [Double]) -> [Double] {
      let sums: [Double] = [1] + u + [0, 0]
      var weights: [Double] = []
      for t in 1...(interior + 1) {
        let bend: Double = sums[t - 1] - 2 * sums[t] + sums[t + 1]
        weights.insert(bend, at: 0)
      }
      weights.append(1)
      while weights.count < estimates.estimates.count { weights.append(0) }
      return weights
    }
    func half(_ u: [Double]) -> Double {
      let w = weights(u)
      let error = Self.quadratic(w, estimates.covariance, w).squareRoot()
      let bias = smoothness * u.reduce(1) { $0 + abs($1) }
      return error * FoldedNormalDistribution.quantile(upperTail: 0.05, mean: bias / error)
    }
    // Searches along every diagonal with shrinking steps from many starts: the half-length is convex.
    var best = Double.infinity
    for start in [-0.5, 0, 0.5] {
      var u = [Double](repeating: start, count: interior)
      var value = half(u)
      var step = 0.5
      while step > 1e-10 {
        var improved = false
        for pattern in 0..<Self.power(3, interior) {
          var rest = pattern
          var trial = u
          for k in 0..<interior {
            trial[k] += step * Double(rest % 3 - 1)
            rest /= 3
          }
          for k in 0..<interior where abs(trial[k]) < step / 2 { trial[k] = 0 }
          let attempt = half(trial)
          if attempt < value - 1e-15 { (u, value, improved) = (trial, attempt, true) }
        }
        if !improved { step /= 2 }
      }
      best = min(best, value)
    }
    return best
  }

  static func power(_ base: Int, _ exponent: Int) -> Int {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }

  @Test(arguments: [2, 3, 4], [0.0, 0.02, 0.1, 0.4])
  func `no search finds a shorter interval`(pre: Int, smoothness: Double) throws {
    for seed in [UInt64(1), 2, 3] {
      let estimates = try Self.example(pre, 2, seed: seed)
      let interval = try estimates.fixedLengthInterval(smoothness: smoothness)
      let slow = Self.slowHalfLength(estimates, smoothness)
      #expect(interval.halfLength <= slow + 1e-12)
      #expect(abs(interval.halfLength - slow) < 1e-6)
    }
  }

  // MARK: Conditional tests by enumerating vertices

  /// Every vertex of γ ≥ 0, γ'X = 0, γ'σ = 1, by trying all sets of columns.
  static func vertices(_ deviations: [Double], _ nuisance: [[Double]]) -> [[Double]] {
    let count = deviations.count
    let size = 1 + (nuisance.first?.count ?? 0)
    var found: [[Double]] = []
    for set in 0..<(1 << count) where set.nonzeroBitCount == size {
      let columns = (0..<count).filter { set & (1 << $0) != 0 }
      var system = [columns.map { deviations[$0] } + [1]]
      for k in 0..<(size - 1) { system.append(columns.map { nuisance[$0][k] } + [0]) }
      guard let solution = solve(system), solution.allSatisfy({ $0 > -1e-10 }) else { continue }
      var vertex = [Double](repeating: 0, count: count)
      for (column, value) in zip(columns, solution) { vertex[column] = max(value, 0) }
      found.append(vertex)
    }
    return found
  }

  static func solve(_ system: [[Double]]) -> [Double]? {
    var rows = system
    let size = rows.count
    for k in 0..<size {
      guard let pivot = (k..<size).max(by: { abs(rows[$0][k]) < abs(rows[$1][k]) }),
        abs(rows[pivot][k]) > 1e-10
      else { return nil }
      rows.swapAt(k, pivot)
      for i in 0..<size where i != k {
        let factor = rows[i][k] / rows[k][k]
        for j in k...size { rows[i][j] -= factor * rows[k][j] }
      }
    }
    return (0..<size).map { rows[$0][size] / rows[$0][$0] }
  }

  /// Relative magnitudes for the first effect after the reference, written out for two periods after.
  static func slowAccepts(
    _ value: Double, _ estimates: EventStudyEstimates, size: Double, critical: Double?,
    draws: [[Double]]? = nil
  ) -> Bool {
    parts(estimates, size: size).contains { rows in
      accepts(
        value, rows, estimates,
        critical: draws.map { leastFavourable(rows, estimates, draws: $0) } ?? critical)
    }
  }

  /// The inequalities of each place and sign of the largest change before, for two periods after.
  static func parts(_ estimates: EventStudyEstimates, size: Double) -> [[[Double]]] {
    let pre = estimates.prePeriods
    let count = estimates.estimates.count
    func position(_ t: Int) -> Int? { t == 0 ? nil : (t < 0 ? pre + t : pre + t - 1) }
    func difference(_ t: Int) -> [Double] {
      var row = [Double](repeating: 0, count: count)
      if let p = position(t) { row[p] += 1 }
      if let p = position(t - 1) { row[p] -= 1 }
      return row
    }
    var parts: [[[Double]]] = []
    for s in (1 - pre)...0 {
      for sign in [1.0, -1] {
        var rows: [[Double]] = []
        for side in [1.0, -1] {
          for t in 1...2 {
            rows.append(zip(difference(t), difference(s)).map { side * $0 - size * sign * $1 })
          }
        }
        parts.append(rows)
      }
    }
    return parts
  }

  /// The 99.5 % quantile of the largest statistic where all inequalities bind, over given draws and all
  /// vertices.
  static func leastFavourable(
    _ rows: [[Double]], _ estimates: EventStudyEstimates, draws: [[Double]]
  ) -> Double {
    let pre = estimates.prePeriods
    let covariance = rows.map { a in rows.map { quadratic(a, estimates.covariance, $0) } }
    let deviations = rows.indices.map { covariance[$0][$0].squareRoot() }
    let all = vertices(deviations, rows.map { [$0[pre + 1]] })
    let root = symmetricRoot(covariance)
    let statistics = draws.map { draw -> Double in
      let moments = root.map { zip($0, draw).reduce(0) { $0 + $1.0 * $1.1 } }
      return all.map { zip($0, moments).reduce(0) { $0 + $1.0 * $1.1 } }.max() ?? -.infinity
    }.sorted()
    let position = 0.995 * Double(statistics.count - 1)
    let below = Int(position)
    let above = min(below + 1, statistics.count - 1)
    return statistics[below] + (position - Double(below)) * (statistics[above] - statistics[below])
  }

  /// The symmetric square root by Jacobi's rotations.
  static func symmetricRoot(_ matrix: [[Double]]) -> [[Double]] {
    let size = matrix.count
    var values = matrix
    var vectors = (0..<size).map { row in (0..<size).map { $0 == row ? 1.0 : 0 } }
    for _ in 0..<60 {
      for p in 0..<size {
        for q in (p + 1)..<size where abs(values[p][q]) > 1e-300 {
          let angle = 0.5 * atan2(2 * values[p][q], values[p][p] - values[q][q])
          let (c, s) = (cos(angle), sin(angle))
          for k in 0..<size {
            let (a, b) = (values[k][p], values[k][q])
            (values[k][p], values[k][q]) = (c * a + s * b, c * b - s * a)
          }
          for k in 0..<size {
            let (a, b) = (values[p][k], values[q][k])
            (values[p][k], values[q][k]) = (c * a + s * b, c * b - s * a)
          }
          for k in 0..<size {
            let (a, b) = (vectors[k][p], vectors[k][q])
            (vectors[k][p], vectors[k][q]) = (c * a + s * b, c * b - s * a)
          }
        }
      }
    }
    return (0..<size).map { i in
      (0..<size).map { j in
        (0..<size).reduce(0) {
          $0 + vectors[i][$1] * max(values[$1][$1], 0).squareRoot() * vectors[j][$1]
        }
      }
    }
  }

  /// Smoothness for the first of two effects after the reference.
  static func slowAcceptsBent(
    _ value: Double, _ estimates: EventStudyEstimates, bound: Double
  ) -> Bool {
    let pre = estimates.prePeriods
    let count = estimates.estimates.count
    var rows: [[Double]] = []
    for side in [1.0, -1] {
      // The bends at the reference and at the first period after; earlier ones say nothing.
      var first = [Double](repeating: 0, count: count)
      (first[pre], first[pre - 1]) = (side, side)
      var second = [Double](repeating: 0, count: count)
      (second[pre + 1], second[pre]) = (side, -2 * side)
      rows += [first, second]
    }
    return accepts(
      value, rows, limits: rows.map { _ in bound }, estimates, critical: nil)
  }

  static func accepts(
    _ value: Double, _ rows: [[Double]], limits: [Double]? = nil, _ estimates: EventStudyEstimates,
    critical: Double?
  ) -> Bool {
    let pre = estimates.prePeriods
    let covariance = rows.map { a in rows.map { quadratic(a, estimates.covariance, $0) } }
    let deviations = rows.indices.map { covariance[$0][$0].squareRoot() }
    let moments = rows.map { row in
      zip(row, estimates.estimates).reduce(0) { $0 + $1.0 * $1.1 } - row[pre] * value
    }.enumerated().map { $1 - (limits?[$0] ?? 0) }
    let all = vertices(deviations, rows.map { [$0[pre + 1]] })
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    guard let best = all.max(by: { dot($0, moments) < dot($1, moments) }) else { return true }
    let statistic = dot(best, moments)
    let variance = quadratic(best, covariance, best)
    let direction = covariance.map { dot($0, best) / variance }
    let rest = zip(moments, direction).map { $0 - $1 * statistic }
    var (lower, upper) = (-Double.infinity, Double.infinity)
    for vertex in all {
      let slope = 1 - dot(vertex, direction)
      if slope > 1e-9 { lower = max(lower, dot(vertex, rest) / slope) }
      if slope < -1e-9 { upper = min(upper, dot(vertex, rest) / slope) }
    }
    let error = variance.squareRoot()
    var alpha = 0.05
    if let critical {
      if statistic > critical { return false }
      upper = min(upper, critical)
      alpha = (0.05 - 0.005) / (1 - 0.005)
    }
    if statistic <= 0 { return true }
    let tail = NormalDistribution.upperTail
    let above = tail(upper / error)
    return (tail(statistic / error) - above) / (tail(lower / error) - above) >= alpha
  }

  @Test(arguments: [0.3, 1.0], [UInt64(1), 4])
  func `conditional sets are those of enumerated vertices`(size: Double, seed: UInt64) throws {
    let estimates = try Self.example(3, 2, seed: seed)
    let set = try estimates.robustConfidenceSet(
      TrendRestriction(.relativeMagnitude(size)), test: .conditional)
    for (end, outward) in [(set.lower, -1.0), (set.upper, 1.0)] {
      let end = try #require(end)
      #expect(
        Self.slowAccepts(end - outward * 1e-6, estimates, size: size, critical: nil))
      #expect(
        !Self.slowAccepts(end + outward * 1e-6, estimates, size: size, critical: nil))
    }
  }

  @Test(arguments: [0.05, 0.4], [UInt64(2), 7])
  func `conditional sets under smoothness are those of enumerated vertices`(
    bound: Double, seed: UInt64
  ) throws {
    let estimates = try Self.example(3, 2, seed: seed)
    let set = try estimates.robustConfidenceSet(
      TrendRestriction(.smoothness(bound)), test: .conditional)
    for (end, outward) in [(set.lower, -1.0), (set.upper, 1.0)] {
      let end = try #require(end)
      #expect(Self.slowAcceptsBent(end - outward * 1e-6, estimates, bound: bound))
      #expect(!Self.slowAcceptsBent(end + outward * 1e-6, estimates, bound: bound))
    }
  }

  @Test(arguments: [0.5, 1.0], [UInt64(3), 8])
  func `hybrid sets are those of enumerated vertices with the same draws`(
    size: Double, seed: UInt64
  ) throws {
    let estimates = try Self.example(3, 2, seed: seed)
    var generator = RNormals(seed: 4)
    let draws = (0..<500).map { _ in (0..<4).map { _ in generator.next() } }
    let set = try estimates.robustConfidenceSet(
      TrendRestriction(.relativeMagnitude(size)),
      test: .leastFavourableHybrid(draws: .given(draws)))
    for (end, outward) in [(set.lower, -1.0), (set.upper, 1.0)] {
      let end = try #require(end)
      #expect(
        Self.slowAccepts(
          end - outward * 1e-6, estimates, size: size, critical: nil, draws: draws))
      #expect(
        !Self.slowAccepts(
          end + outward * 1e-6, estimates, size: size, critical: nil, draws: draws))
    }
  }

  @Test func `a value beyond the least favourable critical value is rejected at the first stage`()
    throws
  {
    let estimates = try Self.example(2, 2, seed: 9)
    let restriction = TrendRestriction(.relativeMagnitude(0.5))
    // Draws of zero make the critical value zero: what any inequality speaks against is rejected.
    let set = try estimates.robustConfidenceSet(
      restriction,
      test: .leastFavourableHybrid(
        draws: .given([[Double]](repeating: [Double](repeating: 0, count: 4), count: 2))))
    for (end, outward) in [(set.lower, -1.0), (set.upper, 1.0)] {
      let end = try #require(end)
      #expect(Self.slowAccepts(end - outward * 1e-6, estimates, size: 0.5, critical: 1e-300))
      #expect(!Self.slowAccepts(end + outward * 1e-6, estimates, size: 0.5, critical: 1e-300))
    }
    // The usual draws give a longer set; it does not depend on the threads.
    let usual = try estimates.robustConfidenceSet(restriction)
    #expect(try #require(usual.lower) < #require(set.lower))
    #expect(try usual == estimates.robustConfidenceSet(restriction, threads: 3))
  }

  @Test func `what cannot be bounded is refused`() throws {
    let estimates = try Self.example(1, 2, seed: 2)
    func id(_ body: () throws -> Void) -> String? {
      do { try body() } catch let error as EstimationError { return error.id } catch {}
      return nil
    }
    #expect(
      id { _ = try estimates.fixedLengthInterval(smoothness: -1) } == "estimate.sensitivity")
    #expect(
      id { _ = try estimates.fixedLengthInterval(smoothness: 0, level: 1) }
        == "estimate.resampling")
    #expect(
      id { _ = try estimates.fixedLengthInterval(smoothness: 0, target: [1]) } == "estimate.length")
    #expect(
      id { _ = try estimates.robustConfidenceSet(TrendRestriction(.relativeSmoothness(1))) }
        == "estimate.sensitivity")
    #expect(
      id {
        _ = try EventStudyEstimates(
          estimates: [1, 2], covariance: [[1, 1], [1, 1]], prePeriods: 1)
      } == "estimate.sensitivity")
    #expect(
      id {
        _ = try EventStudyEstimates(
          estimates: [1, 2], covariance: [[1, 0], [0, 1]], prePeriods: 2)
      } == "estimate.sensitivity")
  }

  @Test func `the conditional test keeps its size at the edge of what the trend allows`() throws {
    // Deviations of one a period before and after: with M̄ = 1 the first effect may be one too low.
    let covariance = SensitivityReference.covariance([0.3, 0.25, 0.3, 0.35], 0.5)
    var root = [[Double]](repeating: [Double](repeating: 0, count: 4), count: 4)
    for i in 0..<4 {
      for j in 0...i {
        let sum = (0..<j).reduce(covariance[i][j]) { $0 - root[i][$1] * root[j][$1] }
        root[i][j] = i == j ? sum.squareRoot() : sum / root[j][j]
      }
    }
    var generator = RNormals(seed: 12)
    var rejections = 0
    let draws = 1_500
    for _ in 0..<draws {
      let normals = (0..<4).map { _ in generator.next() }
      let estimates = [-2.0, -1, 1, 2].indices.map { i in
        [-2.0, -1, 1, 2][i] + zip(root[i], normals).reduce(0) { $0 + $1.0 * $1.1 }
      }
      let study = try EventStudyEstimates(
        estimates: estimates, covariance: covariance, prePeriods: 2)
      let set = try study.robustConfidenceSet(
        TrendRestriction(.relativeMagnitude(1)), test: .conditional,
        grid: TrendGrid(lower: 0, upper: 1e-9, points: 2))
      if set.lowestAccepted != 0 { rejections += 1 }
    }
    // Five percent and three standard errors of the simulation.
    #expect(Double(rejections) / Double(draws) < 0.05 + 3 * 0.0056)
    #expect(rejections > 0)
  }

  @Test func `a year of months on each side is no trouble`() throws {
    let estimates = try Self.example(12, 12, seed: 8)
    let interval = try estimates.fixedLengthInterval(
      smoothness: 0.01, target: [Double](repeating: 1.0 / 12, count: 12))
    #expect(interval.halfLength > 0)
    let set = try estimates.robustConfidenceSet(
      TrendRestriction(.relativeMagnitude(0.5)),
      test: .leastFavourableHybrid(draws: .simulated(count: 200, seed: 1)),
      grid: TrendGrid(lower: -20, upper: 20, points: 101), threads: 2)
    #expect(try #require(set.lowestAccepted) < #require(set.highestAccepted))
  }

  @Test func `the hybrid with fixed-length intervals lies within its first stage`() throws {
    let estimates = try Self.example(3, 2, seed: 6)
    let restriction = TrendRestriction(.smoothness(0.05))
    let set = try estimates.robustConfidenceSet(restriction, test: .fixedLengthHybrid())
    let first = try estimates.fixedLengthInterval(smoothness: 0.05, level: 0.995)
    let (lower, upper) = (try #require(set.lower), try #require(set.upper))
    #expect(lower >= first.lower && upper <= first.upper && lower < upper)
    // With nearly all of the error in the first stage only its interval is left.
    let almost = try estimates.robustConfidenceSet(
      restriction, test: .fixedLengthHybrid(firstStage: 0.05 - 1e-9))
    let interval = try estimates.fixedLengthInterval(smoothness: 0.05)
    #expect(abs(try #require(almost.lower) - interval.lower) < 1e-4)
    #expect(abs(try #require(almost.upper) - interval.upper) < 1e-4)
    #expect(throws: EstimationError.self) {
      try estimates.robustConfidenceSet(
        TrendRestriction(.relativeMagnitude(1)), test: .fixedLengthHybrid())
    }
  }

  @Test func `without bends the conditional set is an interval in closed form`() throws {
    // Of what precedes only the last period bears on the first effect: the line through it.
    let estimates = try Self.example(3, 2, seed: 15)
    let weights = [0, 0, 1.0, 1, 0]
    let middle = estimates.estimates[2] + estimates.estimates[3]
    let reach =
      Self.quadratic(weights, estimates.covariance, weights).squareRoot()
      * NormalDistribution.quantile(upperTail: 0.025)
    let set = try estimates.robustConfidenceSet(
      TrendRestriction(.smoothness(0)), test: .conditional)
    #expect(abs(try #require(set.lower) - middle + reach) < 1e-8)
    #expect(abs(try #require(set.upper) - middle - reach) < 1e-8)
    #expect(!set.hasGaps && !set.isOpen)
  }
}
