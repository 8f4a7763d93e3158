/// What is assumed about deviations from parallel trends (Rambachan and Roth 2023, section 2.4).
///
/// δ_t is the deviation in period t, zero in the reference period 0. Every set is a polyhedron or a
/// union of polyhedra, one for each place and sign of the largest deviation before the reference.
public struct TrendRestriction: Sendable, Hashable {
  /// The bound on deviations after the reference.
  public enum Bound: Sendable, Hashable {
    /// Δ^SD(M): the slope changes by at most M between periods, before and after.
    case smoothness(Double)
    /// Δ^RM(M̄): the change between periods after the reference is at most M̄ times the largest before.
    case relativeMagnitude(Double)
    /// Δ^SDRM(M̄): the change of the slope after the reference is at most M̄ times the largest before.
    case relativeSmoothness(Double)
  }

  /// The sign of all deviations after the reference.
  public enum Sign: String, Sendable, Hashable, CaseIterable {
    /// Zero or above: the estimates are biased upwards.
    case positive
    /// Zero or below.
    case negative
  }

  /// The direction of the deviations over all periods.
  public enum Direction: String, Sendable, Hashable, CaseIterable {
    /// They never fall.
    case increasing
    /// They never rise.
    case decreasing
  }

  /// The bound on the deviations.
  public var bound: Bound
  /// The sign of the deviations after the reference, or nil for either.
  public var sign: Sign?
  /// Their direction, or nil for any.
  public var direction: Direction?

  /// States a restriction; without sign and direction only the bound holds.
  public init(_ bound: Bound, sign: Sign? = nil, direction: Direction? = nil) {
    self.bound = bound
    self.sign = sign
    self.direction = direction
  }

  /// M or M̄.
  public var size: Double {
    switch bound {
    case .smoothness(let size), .relativeMagnitude(let size), .relativeSmoothness(let size): size
    }
  }

  /// The same restriction with another M or M̄.
  public func resized(_ size: Double) -> TrendRestriction {
    var copy = self
    switch bound {
    case .smoothness: copy.bound = .smoothness(size)
    case .relativeMagnitude: copy.bound = .relativeMagnitude(size)
    case .relativeSmoothness: copy.bound = .relativeSmoothness(size)
    }
    return copy
  }
}

/// A polyhedron of deviations: coefficients · δ ≤ limits, δ without the reference period.
struct TrendPolyhedron {
  var coefficients: [[Double]] = []
  var limits: [Double] = []

  mutating func add(_ row: [Double], _ limit: Double) {
    coefficients.append(row)
    limits.append(limit)
  }
}

extension TrendRestriction {
  /// The polyhedra whose union is the set, for K periods before and T after the reference.
  ///
  /// With more than one period after, inequalities that hold of periods before alone are left out: they
  /// say nothing of the effect, and only cost the test power (Rambachan and Roth 2023, section 5.3).
  func polyhedra(
    prePeriods: Int, postPeriods: Int
  ) throws(EstimationError) -> [TrendPolyhedron] {
    if !(size >= 0 && size.isFinite) {
      throw .sensitivity(
        "a bound of \(size) on deviations from parallel trends makes no sense",
        hint: "pass a bound of 0 or more")
    }
    let differences = Differences(prePeriods: prePeriods, postPeriods: postPeriods)
    var polyhedra: [TrendPolyhedron] = []
    switch bound {
    case .smoothness(let limit):
      var polyhedron = TrendPolyhedron()
      let (before, after) = differences.second
      for row in before + after { polyhedron.add(row, limit) }
      for row in before + after { polyhedron.add(row.map { -$0 }, limit) }
      polyhedra = [polyhedron]
    case .relativeMagnitude(let multiple):
      let (before, after) = differences.first
      polyhedra = TrendRestriction.relative(before, after, multiple)
    case .relativeSmoothness(let multiple):
      let (before, after) = differences.second
      if before.isEmpty {
        throw .sensitivity(
          "one period before the reference shows no change of the slope to compare with",
          hint: "use two or more periods before, or bound relative magnitudes")
      }
      polyhedra = TrendRestriction.relative(before, after, multiple)
    }
    let extra = signRows(differences) + directionRows(differences)
    for index in polyhedra.indices {
      for row in extra { polyhedra[index].add(row, 0) }
      if postPeriods > 1 {
        let kept = polyhedra[index].coefficients.indices.filter { row in
          polyhedra[index].coefficients[row][prePeriods...].contains { $0 != 0 }
        }
        polyhedra[index] = TrendPolyhedron(
          coefficients: kept.map { polyhedra[index].coefficients[$0] },
          limits: kept.map { polyhedra[index].limits[$0] })
      }
    }
    return polyhedra
  }

  /// For each difference before the reference and each sign: it is the largest before, and its multiple
  /// bounds those after (Rambachan and Roth 2023, section 2.4.2).
  private static func relative(
    _ before: [[Double]], _ after: [[Double]], _ multiple: Double
  ) -> [TrendPolyhedron] {
    before.flatMap { largest in
      [1.0, -1].map { sign in
        var polyhedron = TrendPolyhedron()
        for side in [1.0, -1] {
          for row in before {
            let coefficients = zip(row, largest).map { side * $0 - sign * $1 }
            if coefficients.contains(where: { $0 != 0 }) { polyhedron.add(coefficients, 0) }
          }
          for row in after {
            polyhedron.add(zip(row, largest).map { side * $0 - multiple * sign * $1 }, 0)
          }
        }
        return polyhedron
      }
    }
  }

  private func signRows(_ differences: Differences) -> [[Double]] {
    guard let sign else { return [] }
    return (1...differences.postPeriods).map { period in
      differences.row([(period, sign == .positive ? -1 : 1)])
    }
  }

  private func directionRows(_ differences: Differences) -> [[Double]] {
    guard let direction else { return [] }
    let (before, after) = differences.first
    return (before + after).map { row in row.map { direction == .increasing ? -$0 : $0 } }
  }
}

/// First and second differences of deviations, with the reference period at zero.
private struct Differences {
  let prePeriods: Int
  let postPeriods: Int

  /// A row with the given coefficients of periods; that of the reference is dropped.
  func row(_ parts: [(period: Int, coefficient: Double)]) -> [Double] {
    var row = [Double](repeating: 0, count: prePeriods + postPeriods)
    for (period, coefficient) in parts where period != 0 {
      row[period < 0 ? prePeriods + period : prePeriods + period - 1] = coefficient
    }
    return row
  }

  /// δ_t - δ_{t-1}, for t up to the reference and after it.
  var first: (before: [[Double]], after: [[Double]]) {
    let rows = { (t: Int) in row([(t - 1, -1), (t, 1)]) }
    return ((1 - prePeriods...0).map(rows), (1...postPeriods).map(rows))
  }

  /// δ_{t+1} - 2 δ_t + δ_{t-1}, for t before the reference, and for t from it on.
  var second: (before: [[Double]], after: [[Double]]) {
    let rows = { (t: Int) in row([(t - 1, 1), (t, -2), (t + 1, 1)]) }
    return ((1 - prePeriods..<0).map(rows), (0..<postPeriods).map(rows))
  }
}
