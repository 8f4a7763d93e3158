/// Which drawn statistics count as at least as extreme as the one observed.
public enum TestTails: String, Sendable, Hashable, CaseIterable {
  /// Those as large in absolute value.
  case symmetric
  /// Twice the smaller of the shares as small and as large, at most one.
  case equal
  /// Those as large.
  case upper
  /// Those as small.
  case lower
}

/// Whether a drawn statistic equal to the one observed, up to rounding, counts as extreme.
public enum TieRule: String, Sendable, Hashable, CaseIterable {
  /// It does not: the convention of the bootstrap (Roodman, Nielsen, MacKinnon and Webb 2019).
  case excluded
  /// It does: the convention of exact tests, by which a p-value is never zero when the assignment
  /// observed is among the draws.
  case included
}

/// What the count of extreme draws is divided by.
public enum DrawShare: String, Sendable, Hashable, CaseIterable {
  /// c / B, as boottest and fwildclusterboot report it: zero where no draw is extreme.
  case draws
  /// (c + 1) / (B + 1): the observed assignment counts as a draw, so that the p-value is never zero and
  /// the test valid for any B (Davison and Hinkley 1997, section 4.2; Phipson and Smyth 2010).
  case withObserved
}

/// The end points of an interval found by inverting a test; nil where no value is rejected up to 4,096
/// standard errors off, as happens with few clusters.
public struct InvertedInterval: Sendable, Equatable {
  /// The lower end.
  public let lower: Double?
  /// The upper end.
  public let upper: Double?

  init(lower: Double?, upper: Double?) {
    self.lower = lower
    self.upper = upper
  }

  /// Walks outwards from `estimate` by doubling steps of `scale` until a value is rejected, and then
  /// bisects to `precision` times `scale`.
  init<Failure: Error>(
    estimate: Double, scale: Double, precision: Double, steps: Int = 12,
    accepts: (Double) throws(Failure) -> Bool
  ) throws(Failure) {
    var ends: [Double?] = []
    for direction in [-1.0, 1] {
      var inside = estimate
      var outside = estimate + direction * scale
      var width = scale
      var found = false
      for _ in 0..<steps {
        if try !accepts(outside) {
          found = true
          break
        }
        inside = outside
        width *= 2
        outside = estimate + direction * width
      }
      if !found {
        ends.append(nil)
        continue
      }
      while abs(outside - inside) > precision * scale {
        let middle = (inside + outside) / 2
        if middle == inside || middle == outside { break }
        if try accepts(middle) { inside = middle } else { outside = middle }
      }
      ends.append((inside + outside) / 2)
    }
    lower = ends[0]
    upper = ends[1]
  }
}

/// Counts of drawn statistics beside the one observed.
struct ExtremeCount {
  let extreme: Int
  let draws: Int
  /// Two for the doubled smaller tail.
  let multiple: Double

  /// Statistics within `precision` of the one observed, relative to it, are ties.
  init(
    _ observed: Double, _ drawn: [Double], _ tails: TestTails, _ ties: TieRule,
    precision: Double = 1e-10
  ) {
    let slack = (ties == .included ? -precision : precision) * abs(observed)
    draws = drawn.count
    switch tails {
    case .symmetric:
      extreme = drawn.count { abs($0) > abs(observed) + slack }
      multiple = 1
    case .upper:
      extreme = drawn.count { $0 > observed + slack }
      multiple = 1
    case .lower:
      extreme = drawn.count { $0 < observed - slack }
      multiple = 1
    case .equal:
      extreme = min(
        drawn.count { $0 > observed + slack }, drawn.count { $0 < observed - slack })
      multiple = 2
    }
  }

  /// The share of the draws.
  var share: Double { min(1, multiple * Double(extreme) / Double(max(draws, 1))) }

  /// (c + 1) / (n + 1) (Phipson and Smyth 2010): the observed assignment counts as a draw.
  var shareWithObserved: Double { min(1, multiple * Double(extreme + 1) / Double(draws + 1)) }

  func share(_ rule: DrawShare) -> Double { rule == .draws ? share : shareWithObserved }

  /// The standard error of the share from the finite number of draws.
  var simulationError: Double {
    let p = Double(extreme) / Double(max(draws, 1))
    return multiple * (p * (1 - p) / Double(max(draws, 1))).squareRoot()
  }
}
