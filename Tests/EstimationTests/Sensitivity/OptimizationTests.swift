import Estimation
import Testing

struct OptimizationTests {
  /// The best vertex by trying every set of columns.
  static func bestVertex(
    _ equations: [[Double]], _ values: [Double], _ objective: [Double]
  ) -> Double? {
    let size = equations.count
    var best: Double?
    for set in 0..<(1 << objective.count) where set.nonzeroBitCount == size {
      let columns = objective.indices.filter { set & (1 << $0) != 0 }
      let system = zip(equations, values).map { row, value in columns.map { row[$0] } + [value] }
      guard let solution = HonestTrendBruteForceTests.solve(system),
        solution.allSatisfy({ $0 > -1e-9 })
      else { continue }
      let value = zip(columns, solution).reduce(0) { $0 + objective[$1.0] * $1.1 }
      best = max(best ?? -.infinity, value)
    }
    return best
  }

  @Test(arguments: 1...12)
  func `a linear program ends at the best of all vertices`(seed: Int) throws {
    var generator = RNormals(seed: UInt32(seed))
    let columns = 8
    let equations =
      [[Double](repeating: 1, count: columns)]
      + (0..<2).map { _ in (0..<columns).map { _ in generator.next() } }
    var program = LinearProgram(equations: equations, values: [1, 0, 0], columns: columns)
    for _ in 0..<300 {
      let objective = (0..<columns).map { _ in generator.next() }
      let best = Self.bestVertex(equations, [1, 0, 0], objective)
      switch program.maximize(objective) {
      case .optimal(let value, let vertex):
        #expect(abs(value - (try #require(best))) < 1e-9)
        for (row, expected) in zip(equations, [1.0, 0, 0]) {
          #expect(abs(zip(row, vertex).reduce(-expected) { $0 + $1.0 * $1.1 }) < 1e-9)
        }
        #expect(vertex.allSatisfy { $0 >= 0 })
      case .infeasible: #expect(best == nil)
      case .unbounded: Issue.record("the set lies in a simplex")
      }
    }
  }

  @Test func `redundant, unbounded, empty and degenerate sets are told apart`() {
    var redundant = LinearProgram(
      equations: [[1, 1, 1], [2, 2, 2]], values: [1, 2], columns: 3)
    #expect(redundant.maximize([1, 3, 2]) == .optimal(value: 3, vertex: [0, 1, 0]))
    var empty = LinearProgram(equations: [[1, 1], [1, 1]], values: [1, 2], columns: 2)
    #expect(empty.maximize([1, 0]) == .infeasible)
    var unbounded = LinearProgram(equations: [[1, -1]], values: [1], columns: 2)
    #expect(unbounded.maximize([1, 0]) == .unbounded)
    #expect(unbounded.maximize([-1, 0]) == .optimal(value: -1, vertex: [1, 0]))
    // Beale's example, on which the usual rule goes round in circles.
    var circle = LinearProgram(
      equations: [
        [0.25, -60, -1.0 / 25, 9, 1, 0, 0], [0.5, -90, -1.0 / 50, 3, 0, 1, 0],
        [0, 0, 1, 0, 0, 0, 1],
      ], values: [0, 0, 1], columns: 7)
    guard case .optimal(let value, _) = circle.maximize([0.75, -150, 0.02, -6, 0, 0, 0]) else {
      Issue.record("Beale's program has an optimum")
      return
    }
    #expect(abs(value - 0.05) < 1e-12)
  }

  @Test(arguments: 1...10)
  func `the path satisfies the conditions of a minimum everywhere`(seed: Int) throws {
    var generator = RNormals(seed: UInt32(seed))
    let size = 6
    let root = (0..<size).map { _ in (0..<8).map { _ in generator.next() } }
    let quadratic = root.map { a in root.map { zip(a, $0).reduce(0) { $0 + $1.0 * $1.1 } } }
    let linear = (0..<size).map { _ in 5 * generator.next() }
    let path = try #require(AbsolutePenaltyPath(quadratic: quadratic, linear: linear))
    for step in 0...400 {
      let penalty = path.largestPenalty * 1.05 * Double(step) / 400
      let u = path.minimizer(at: penalty)
      for i in 0..<size {
        let gradient = zip(quadratic[i], u).reduce(linear[i]) { $0 + $1.0 * $1.1 }
        if u[i] == 0 {
          #expect(abs(gradient) <= penalty + 1e-9)
        } else {
          #expect(abs(gradient + penalty * (u[i] > 0 ? 1 : -1)) < 1e-9)
        }
      }
    }
    #expect(AbsolutePenaltyPath(quadratic: [[1, 0], [0, 0]], linear: [1, 2]) == nil)
  }
}
