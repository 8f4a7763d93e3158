import Estimation

/// Tests of whether bumps rise with the incumbent's reputation: the slope of the estimates by election,
/// and the exact permutation of the incumbents.
///
/// An effect is the difference in bumps between the incumbent with the weakest reputation and the one
/// with the strongest; the others lie between them by their ranks, which have no distances.
struct ReputationPower: PowerTest {
  let methods: [PowerMethod]
  private let columns: GroupedColumns
  private let groups: [Int32]
  /// By election: the place of its incumbent among those with an estimate, and his score, 0 to 1.
  private let incumbents: [Int]
  private let scores: [Double]
  /// By incumbent.
  private let scoreOfIncumbent: [Double]

  /// Nil where fewer than two incumbents, or three elections, have an estimate.
  ///
  /// - Parameters:
  ///   - design: The design of the pooled bump.
  ///   - elections: The periods of each election's cycle, and its incumbent.
  ///   - ranks: The incumbents' ranks, 1 being the strongest reputation.
  init?(
    _ design: PowerDesign, elections: [(periods: [Int], incumbent: String)],
    ranks: [String: Double]
  ) {
    var columns = GroupedColumns(starts: design.starts)
    var found: [(id: String, rank: Double)] = []
    for election in elections {
      let own = Set(election.periods)
      guard let rank = ranks[election.incumbent],
        let functional = design.functional(isKept: { own.contains(design.rows[$0].year) })
      else { continue }
      columns.append(functional)
      found.append((election.incumbent, rank))
    }
    let order = Dictionary(found.map { ($0.id, $0.rank) }, uniquingKeysWith: { first, _ in first })
      .sorted { ($0.value, $0.key) > ($1.value, $1.key) }.map(\.key)
    guard order.count >= 2, order.count <= 10, columns.count >= 3 else { return nil }
    self.columns = columns
    groups = [Int32](repeating: 0, count: design.starts.count - 1)
    let places = found.map { one in order.firstIndex(of: one.id) ?? 0 }
    let steps = order.indices.map { Double($0) / Double(order.count - 1) }
    incumbents = places
    scores = places.map { steps[$0] }
    scoreOfIncumbent = steps
    let assignments = order.indices.reduce(1.0) { $0 * Double($1 + 1) }
    let note = "\(columns.count) elections, \(order.count) incumbents"
    methods = [
      PowerMethod(method: .perElection, unit: "election", note: note + ", two-sided"),
      PowerMethod(
        method: .permutedIncumbents, unit: "incumbent", smallestAttainableP: 1 / assignments,
        note: note + ", one-sided"),
    ]
  }

  /// The slopes of the estimates by election at no effect, by lane.
  func estimates(on draws: PowerDraws) -> SIMD8<Double> {
    let found = columns.sums(of: draws.response, by: groups, levels: 1)
    var slopes = SIMD8<Double>.zero
    for lane in 0..<8 {
      slopes[lane] = (try? GroupSlopeTest(found.map { $0[lane] }, on: scores))?.slope.estimate ?? 0
    }
    return slopes
  }

  func verdicts(on draws: PowerDraws, effects: [Double], level: Double) -> [[[Verdict]]] {
    let found = columns.sums(of: draws.response, by: groups, levels: 1)
    var verdicts: [[[Verdict]]] = [[], []]
    for effect in effects {
      var (student, permuted): ([Verdict], [Verdict]) = ([], [])
      for lane in 0..<8 {
        let estimates = found.indices.map { found[$0][lane] + effect * scores[$0] }
        let line = try? GroupSlopeTest(estimates, on: scores)
        student.append(line.map { $0.slope.pValue <= level ? .rejects : .keeps } ?? .undefined)
        let test = try? ExactPermutation(
          values: means(of: estimates), scores: scoreOfIncumbent)
        permuted.append(test.map { $0.pValue <= level ? .rejects : .keeps } ?? .undefined)
      }
      verdicts[0].append(student)
      verdicts[1].append(permuted)
    }
    return verdicts
  }

  /// The mean of the estimates of each incumbent's elections.
  private func means(of estimates: [Double]) -> [Double] {
    scoreOfIncumbent.indices.map { place in
      let own = estimates.indices.filter { incumbents[$0] == place }.map { estimates[$0] }
      return own.reduce(0, +) / Double(max(own.count, 1))
    }
  }
}
