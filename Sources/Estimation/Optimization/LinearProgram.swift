/// Maximizes linear functions over one set of the form A x = b, x ≥ 0, by the simplex method.
///
/// Dense tableau, two phases (Dantzig 1963), the entering and the leaving column chosen by the
/// smallest index (Bland 1977), so that it ends on degenerate programs and the same program always
/// gives the same vertex. The set is given once; every objective starts from the vertex of the one
/// before, which is what sweeps over a parameter want. Meant for tens of rows and columns.
package struct LinearProgram: Sendable {
  /// What became of a maximization.
  package enum Outcome: Sendable, Equatable {
    /// The largest value, and a vertex where it is taken.
    case optimal(value: Double, vertex: [Double])
    /// The objective grows without bound.
    case unbounded
    /// No point satisfies the equations.
    case infeasible
  }

  /// Columns of A, and the rows that are left once redundant ones are gone.
  private let columns: Int
  private var rows: Int
  /// B⁻¹ [A | b], row by row, with the basic column of each row.
  private var tableau: [Double]
  private var basis: [Int]
  private let isFeasible: Bool
  /// Where phase one ended, to return to before rounding adds up.
  private var firstTableau: [Double] = []
  private var firstBasis: [Int] = []
  private var pivotsSinceStart = 0

  private static let tolerance = 1e-11
  private static let pivotsBeforeRestart = 200

  /// Finds a vertex of A x = b, x ≥ 0; `equations` are the rows of A.
  ///
  /// Rows are scaled to a largest coefficient of one, which does not change the set.
  package init(equations: [[Double]], values: [Double], columns: Int) {
    self.columns = columns
    let width = columns + 1
    rows = equations.count
    tableau = []
    basis = []
    var phaseOne = [Double](repeating: 0, count: width)
    for (row, value) in zip(equations, values) {
      let scale = row.reduce(abs(value)) { max($0, abs($1)) }
      let factor = scale > 0 ? (value < 0 ? -1 : 1) / scale : 1
      tableau += row.map { $0 * factor } + [value * factor]
    }
    for row in 0..<rows {
      // Artificial columns are not stored: numbers from `columns` on stand for them in the basis.
      basis.append(columns + row)
      for column in 0..<width { phaseOne[column] += tableau[row * width + column] }
    }
    isFeasible = LinearProgram.removeArtificials(
      &tableau, &basis, &rows, columns: columns, objective: &phaseOne)
    firstTableau = tableau
    firstBasis = basis
  }

  /// Maximizes the sum of objective times x over the set.
  package mutating func maximize(_ objective: [Double]) -> Outcome {
    if !isFeasible { return .infeasible }
    if pivotsSinceStart > LinearProgram.pivotsBeforeRestart {
      tableau = firstTableau
      basis = firstBasis
      pivotsSinceStart = 0
    }
    let width = columns + 1
    let scale = objective.reduce(0) { max($0, abs($1)) }
    let threshold = LinearProgram.tolerance * max(scale, 1e-300)
    // Reduced costs: the objective less its values at the basic columns.
    var reduced = objective + [0]
    for row in 0..<rows {
      let cost = objective[basis[row]]
      if cost == 0 { continue }
      for column in 0..<width { reduced[column] -= cost * tableau[row * width + column] }
    }
    while let entering = (0..<columns).first(where: { reduced[$0] > threshold }) {
      guard
        let leaving = LinearProgram.leavingRow(
          tableau, basis, rows: rows, width: width, entering: entering)
      else { return .unbounded }
      LinearProgram.pivot(
        &tableau, &basis, rows: rows, width: width, row: leaving, column: entering,
        objective: &reduced)
      pivotsSinceStart += 1
    }
    var vertex = [Double](repeating: 0, count: columns)
    for row in 0..<rows { vertex[basis[row]] = max(tableau[row * width + columns], 0) }
    let value = zip(objective, vertex).reduce(0) { $0 + $1.0 * $1.1 }
    return .optimal(value: value, vertex: vertex)
  }

  /// Phase one: drives the artificial columns out; false if they cannot all become zero.
  private static func removeArtificials(
    _ tableau: inout [Double], _ basis: inout [Int], _ rows: inout Int, columns: Int,
    objective: inout [Double]
  ) -> Bool {
    let width = columns + 1
    while let entering = (0..<columns).first(where: { objective[$0] > tolerance }) {
      guard
        let leaving = leavingRow(tableau, basis, rows: rows, width: width, entering: entering)
      else { break }
      pivot(
        &tableau, &basis, rows: rows, width: width, row: leaving, column: entering,
        objective: &objective)
    }
    if objective[columns] > 1e-9 { return false }
    // Artificial columns that stay at zero: exchange them, or drop their row as redundant.
    var row = 0
    while row < rows {
      if basis[row] < columns {
        row += 1
        continue
      }
      let candidate = (0..<columns).max {
        abs(tableau[row * width + $0]) < abs(tableau[row * width + $1])
      }
      if let candidate, abs(tableau[row * width + candidate]) > 1e-9 {
        pivot(
          &tableau, &basis, rows: rows, width: width, row: row, column: candidate,
          objective: &objective)
        row += 1
      } else {
        tableau.removeSubrange((row * width)..<((row + 1) * width))
        basis.remove(at: row)
        rows -= 1
      }
    }
    return true
  }

  /// The row with the smallest ratio, among equals the one with the smallest basic column.
  private static func leavingRow(
    _ tableau: [Double], _ basis: [Int], rows: Int, width: Int, entering: Int
  ) -> Int? {
    var best: (row: Int, ratio: Double)?
    for row in 0..<rows {
      let coefficient = tableau[row * width + entering]
      if coefficient <= 1e-10 { continue }
      let ratio = max(tableau[row * width + width - 1], 0) / coefficient
      guard let current = best else {
        best = (row, ratio)
        continue
      }
      let slack = 1e-13 * (1 + current.ratio)
      if ratio < current.ratio - slack
        || (ratio <= current.ratio + slack && basis[row] < basis[current.row])
      {
        best = (row, ratio)
      }
    }
    return best?.row
  }

  private static func pivot(
    _ tableau: inout [Double], _ basis: inout [Int], rows: Int, width: Int, row: Int, column: Int,
    objective: inout [Double]
  ) {
    let pivot = tableau[row * width + column]
    for k in 0..<width { tableau[row * width + k] /= pivot }
    tableau[row * width + column] = 1
    for other in 0..<rows where other != row {
      let factor = tableau[other * width + column]
      if factor == 0 { continue }
      for k in 0..<width { tableau[other * width + k] -= factor * tableau[row * width + k] }
      tableau[other * width + column] = 0
    }
    let factor = objective[column]
    if factor != 0 {
      for k in 0..<width { objective[k] -= factor * tableau[row * width + k] }
      objective[column] = 0
    }
    basis[row] = column
  }
}
