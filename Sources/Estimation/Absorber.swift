/// Projects columns off the space of the fixed effects, under given weights.
///
/// A pair of fixed effects that falls apart into blocks is eliminated exactly, block by block, or
/// else the fixed effect with the most levels; conjugate gradients solve for the others (see
/// `Layout`, `Elimination`, `ConjugateGradients`). What depends on the weights alone is kept, so that
/// further columns cost two readings of them and the steps of the solver.
struct Absorber: Sendable {
  let rowCount: Int
  private let layout: Layout
  private let threads: Int
  private var elimination: Elimination?

  /// Prepares for the sample's prior weights.
  init(_ sample: Sample, threads: Int) {
    rowCount = sample.rows.count
    layout = sample.layout
    self.threads = threads
    setWeights(sample.weights)
  }

  /// Takes over weights that have been worked out.
  init(_ sample: Sample, elimination: Elimination) {
    rowCount = sample.rows.count
    layout = sample.layout
    threads = elimination.threads
    self.elimination = elimination
  }

  /// Changes the weights, one positive number for each row, or nil if all are one.
  mutating func setWeights(_ weights: [Double]?) {
    if !layout.hasEffects { return }
    let values = weights.map { Storage($0) } ?? Storage(repeating: 1, count: rowCount)
    let new = Elimination(layout, weights: values, isUniform: weights == nil, threads: threads)
    new.factorize()
    elimination = new
  }

  /// The projection under the present weights; nil without fixed effects.
  func projection() -> Projection? { elimination.map { Projection($0) } }

  /// Replaces each column by its part orthogonal to the fixed effects.
  ///
  /// Tolerances are those of `Projection.project`; a projection at hand saves making its memory. Returns the largest number of steps; throws
  /// `estimate.no_convergence` after 20,000 of them.
  @discardableResult
  func absorb(
    _ columns: inout [[Double]], tolerances: [Double], with known: Projection? = nil
  ) throws(EstimationError) -> Int {
    guard let projection = known ?? projection(), rowCount > 0 else { return 0 }
    var steps = 0
    for first in stride(from: 0, to: columns.count, by: laneCount) {
      let count = min(laneCount, columns.count - first)
      var tolerance = Lanes(repeating: tolerances[first])
      for lane in 0..<count { tolerance[lane] = tolerances[first + lane] }
      var part = Array(columns[first..<(first + count)])
      for lane in 0..<count { columns[first + lane] = [] }
      let report = Absorber.withMutableColumns(&part) { pointers in
        projection.project(
          ColumnBatch(pointers, index: nil), tolerance: tolerance, into: pointers)
      }
      for lane in 0..<count { swap(&columns[first + lane], &part[lane]) }
      if !report.converged {
        throw .noConvergence(
          what: "absorbing fixed effects", iterations: ConjugateGradients.limit)
      }
      steps = max(steps, report.steps)
    }
    return steps
  }

  private static func withMutableColumns<Result>(
    _ columns: inout [[Double]], _ body: ([Shared<Double>]) -> Result
  ) -> Result {
    var pointers: [Shared<Double>] = []
    func open(_ index: Int, _ columns: inout [[Double]]) -> Result {
      if index == columns.count { return body(pointers) }
      var column: [Double] = []
      swap(&column, &columns[index])
      let result = column.withUnsafeMutableBufferPointer { buffer in
        if let base = buffer.baseAddress { pointers.append(Shared(base)) }
        return open(index + 1, &columns)
      }
      swap(&column, &columns[index])
      return result
    }
    return open(0, &columns)
  }
}
