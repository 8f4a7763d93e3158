import Estimation

/// The jackknife that leaves out each cluster in turn.
struct JackknifePower: PowerTest {
  let methods: [PowerMethod]
  private let columns: GroupedColumns
  private let groups: [Int32]

  /// Nil where the term is not identified without some cluster; costs one estimation a cluster.
  init?(_ design: PowerDesign, _ partition: PowerDesign.Partition, unit: String, threads: Int) {
    let factor = design.factor(partition)
    let found = mapInParallel(factor.levels, threads: threads) { cluster in
      design.functional { factor.codes[$0] != Int32(cluster) }
    }
    var columns = GroupedColumns(starts: design.starts)
    for functional in found {
      guard let functional else { return nil }
      columns.append(functional)
    }
    self.columns = columns
    groups = [Int32](repeating: 0, count: design.starts.count - 1)
    methods = [PowerMethod(method: .jackknife, unit: unit)]
  }

  func verdicts(on draws: PowerDraws, effects: [Double], level: Double) -> [[[Verdict]]] {
    let without = columns.sums(of: draws.response, by: groups, levels: 1)
    let count = Double(columns.count)
    var squares = SIMD8<Double>.zero
    for estimate in without {
      squares += (estimate - draws.estimates) * (estimate - draws.estimates)
    }
    let errors = (squares * ((count - 1) / count)).squareRoot()
    let critical = StudentDistribution.quantile(upperTail: level / 2, degreesOfFreedom: count - 1)
    return [
      effects.map { effect in
        (0..<8).map { lane in
          abs(draws.estimates[lane] + effect) >= critical * errors[lane] ? .rejects : .keeps
        }
      }
    ]
  }
}

/// The t-test and the sign changes of estimates by election.
struct ElectionPower: PowerTest {
  let methods: [PowerMethod]
  private let columns: GroupedColumns
  private let groups: [Int32]

  /// Nil where fewer than two elections have an estimate of their own.
  init?(_ design: PowerDesign, elections: [[Int]]) {
    var columns = GroupedColumns(starts: design.starts)
    for years in elections {
      let own = Set(years)
      guard let functional = design.functional(isKept: { own.contains(design.rows[$0].year) })
      else { continue }
      columns.append(functional)
    }
    guard columns.count >= 2, columns.count <= 24 else { return nil }
    self.columns = columns
    groups = [Int32](repeating: 0, count: design.starts.count - 1)
    let count = columns.count
    methods = [
      PowerMethod(method: .perElection, unit: "election", note: "\(count) elections"),
      PowerMethod(
        method: .signChange, unit: "election", smallestAttainableP: 2 / Double(1 << count),
        note: "\(count) elections"),
    ]
  }

  func verdicts(on draws: PowerDraws, effects: [Double], level: Double) -> [[[Verdict]]] {
    let found = columns.sums(of: draws.response, by: groups, levels: 1)
    var verdicts: [[[Verdict]]] = [[], []]
    for effect in effects {
      var (student, signs): ([Verdict], [Verdict]) = ([], [])
      for lane in 0..<8 {
        let estimates = found.map { $0[lane] + effect }
        let test = try? GroupTest(estimates)
        student.append(test.map { $0.pValue <= level ? .rejects : .keeps } ?? .undefined)
        let change = try? SignChangeTest(estimates)
        signs.append(change.map { $0.pValue <= level ? .rejects : .keeps } ?? .undefined)
      }
      verdicts[0].append(student)
      verdicts[1].append(signs)
    }
    return verdicts
  }
}
