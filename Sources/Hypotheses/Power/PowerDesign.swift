import Codes
import Estimation
import Panels

/// What stays the same in all draws of a power study: rows, weights, and the regression of the tested
/// term on everything else.
///
/// Each draw is estimated by one Newton step of the Poisson likelihood from the parameters that
/// generated it, under the weights of the fit without the effect. That step is a weighted linear
/// regression on a fixed design, in which estimates and scores are linear in the drawn errors: all that
/// is costly is done once. For least squares the step is the estimate itself.
struct PowerDesign: Sendable {
  /// The model with its tested term.
  let model: ModelSpecification
  /// The term: swing × ally × window.
  let term: TermSpecification
  /// Rows by origin, destination and year.
  let rows: [SampleRow]
  let outcome: [Double]
  /// The fitted means of the model without the effect; ones for least squares.
  let weights: [Double]
  /// Outcome over mean, less one; for least squares the residual.
  let residuals: [Double]
  /// The tested term, and the product of its components without the window.
  let tested: [Double]
  let treatable: [Double]
  /// The model's other terms with their columns and coefficients in the fit without the effect.
  let others: [(name: String, column: [Double], coefficient: Double)]
  /// The tested term less what fixed effects and other terms explain of it, and its squares.
  let direction: [Double]
  let curvature: Double
  /// The other terms without fixed effects, and the inverse of their products.
  let otherParts: [[Double]]
  let otherBread: [[Double]]
  /// Removes fixed effects under the weights; works on one thread, so that draws may share the others.
  let projector: EstimatedModel
  let fixedEffects: [Factor]
  /// Where the rows of each pair begin, with the number of rows at the end.
  let starts: [Int]
  /// The clusters of each pair.
  private let originOfPair: [Int32]
  private let destinationOfPair: [Int32]
  private let originCount: Int
  private let destinationCount: Int

  /// Ways of putting pairs together.
  enum Partition: Sendable, Hashable {
    case origin, destination, pair
  }

  /// To which fixed effects are taken out of drawn columns.
  static let tolerance = 1e-7

  init(_ prepared: PreparedModel, term: TermSpecification) throws {
    let model = prepared.specification
    let fitted = prepared.estimated.fittedValues(.response)
    let sample = prepared.sample
    let kept = sample.rows.indices.filter { !fitted[$0].isNaN }.sorted {
      let (a, b) = (sample.rows[$0], sample.rows[$1])
      return (a.origin, a.destination, a.year) < (b.origin, b.destination, b.year)
    }
    let rows = kept.map { sample.rows[$0] }
    let fixedEffects = model.fixedEffects.map { effect in
      Factor(
        name: effect.name,
        values: rows.map { $0.index(effect.dimensions.sorted(), sizes: sample.sizes) })
    }
    let columns = prepared.estimated.names.filter { $0 != term.name }.compactMap { name in
      sample.terms.first { $0.name == name }.map { own in
        Term(name: name, values: kept.map { own.values[$0] })
      }
    }
    let outcome = kept.map { sample.outcome[$0] }
    let isPoisson = model.estimator == .ppml
    let restricted = try EstimatedModel(
      Model(
        outcomeName: prepared.outcomeName, outcome: outcome, terms: columns,
        fixedEffects: fixedEffects, family: isPoisson ? .poisson : .gaussian), tolerance: 1e-9,
      threads: 1)
    let product = sample.product(of: term.components)
    let without = sample.product(of: term.components.filter { $0 != .window })
    let tested = kept.map { product[$0] }
    let estimates = try restricted.fit(
      variances: [], smallSample: .fixest, describesClusters: false
    ).coefficients
    others = columns.map { column in
      (
        column.name, column.values,
        estimates.first { $0.term == column.name }?.estimate ?? 0
      )
    }
    let means = restricted.fittedValues(.response)
    // A row that the smaller model drops has no mean: it has no part in any draw either.
    let weights = means.map { $0.isNaN ? 0 : isPoisson ? $0 : 1 }
    residuals = restricted.residuals(.working).map { $0.isNaN ? 0 : $0 }
    let parts = try restricted.withoutFixedEffects(
      [tested] + columns.map(\.values), tolerance: 1e-10)
    let otherParts = Array(parts.dropFirst())
    func dot(_ a: [Double], _ b: [Double]) -> Double {
      var sum = 0.0
      for row in a.indices { sum += weights[row] * a[row] * b[row] }
      return sum
    }
    let gram = otherParts.map { a in otherParts.map { dot(a, $0) } }
    guard let bread = NormalEquations.inverse(gram) else {
      throw Self.unidentified(term, model)
    }
    let slopes = bread.map { row in
      zip(row, otherParts).reduce(0) { $0 + $1.0 * dot($1.1, parts[0]) }
    }
    var direction = parts[0]
    for (slope, part) in zip(slopes, otherParts) {
      for row in direction.indices { direction[row] -= slope * part[row] }
    }
    curvature = dot(direction, direction)
    guard curvature > 1e-9 * dot(tested, tested) else {
      throw Self.unidentified(term, model)
    }
    self.model = model
    self.term = term
    self.rows = rows
    self.outcome = outcome
    self.weights = weights
    self.tested = tested
    treatable = kept.map { without[$0] }
    self.direction = direction
    self.otherParts = otherParts
    otherBread = bread
    projector = restricted
    self.fixedEffects = fixedEffects
    var starts: [Int] = []
    for row in rows.indices
    where row == 0 || rows[row].origin != rows[row - 1].origin
      || rows[row].destination != rows[row - 1].destination
    {
      starts.append(row)
    }
    func partition(_ key: (SampleRow) -> Int) -> (levels: [Int32], count: Int) {
      let factor = Factor(name: "", values: starts.map { key(rows[$0]) })
      return (factor.codes, factor.levels)
    }
    (originOfPair, originCount) = partition(\.origin)
    (destinationOfPair, destinationCount) = partition(\.destination)
    self.starts = starts + [rows.count]
  }

  private static func unidentified(
    _ term: TermSpecification, _ model: ModelSpecification
  ) -> DataError {
    DataError(
      .notEstimable,
      "the term \(term.name) of the model '\(model.id)' is not identified, so that nothing can be "
        + "said about the power of its tests", hint: "use other years or rules")
  }

  /// The factor of a partition on the rows.
  func factor(_ partition: Partition) -> Factor {
    Factor(
      name: "\(partition)",
      values: rows.map { row in
        switch partition {
        case .origin: row.origin
        case .destination: row.destination
        case .pair: row.origin * 100_000 + row.destination
        }
      })
  }

  /// The level of each pair, and the number of levels.
  func levels(_ partition: Partition) -> (ofPair: [Int32], count: Int) {
    switch partition {
    case .origin: (originOfPair, originCount)
    case .destination: (destinationOfPair, destinationCount)
    case .pair: ((0..<(starts.count - 1)).map { Int32($0) }, starts.count - 1)
    }
  }

  /// The sum over rows of a product of columns with the weights, by level of a partition.
  func sums(_ a: [Double], _ b: [Double], by partition: Partition) -> [Double] {
    let (levels, count) = self.levels(partition)
    var sums = [Double](repeating: 0, count: count)
    for group in levels.indices {
      for row in starts[group]..<starts[group + 1] {
        sums[Int(levels[group])] += weights[row] * a[row] * b[row]
      }
    }
    return sums
  }

  /// The columns times the weights, for sums with draws.
  func grouped(_ columns: [[Double]]) -> GroupedColumns {
    var grouped = GroupedColumns(starts: starts)
    for column in columns { grouped.append(zip(column, weights).map { $0 * $1 }) }
    return grouped
  }

  /// The tested term's direction in some rows alone: fixed effects and other terms are taken out of
  /// them anew.
  ///
  /// - Returns: The weighted column whose sum of products with a response is the coefficient in those
  ///   rows; nil where it is not identified there.
  func functional(isKept: (Int) -> Bool) -> [Double]? {
    let outcome = rows.indices.map { isKept($0) && weights[$0] > 0 ? tested[$0] : .nan }
    let terms = others.map { Term(name: $0.name, values: $0.column) }
    func residuals(_ terms: [Term]) -> [Double]? {
      (try? EstimatedModel(
        Model(
          outcomeName: term.name, outcome: outcome, terms: terms, fixedEffects: fixedEffects,
          family: .gaussian, weights: weights.map { max($0, .leastNormalMagnitude) }),
        tolerance: 1e-9, threads: 1))?.residuals(.response)
    }
    // Within one election, swing × ally may be constant in every pair, and absorbed.
    guard let found = residuals(terms) ?? residuals([]) else { return nil }
    let column = found.map { $0.isNaN ? 0 : $0 }
    var squares = 0.0
    var before = 0.0
    for row in column.indices {
      squares += weights[row] * column[row] * column[row]
      if isKept(row) { before += weights[row] * tested[row] * tested[row] }
    }
    guard squares > 1e-9 * before, squares > 0 else { return nil }
    return column.indices.map { column[$0] * weights[$0] / squares }
  }
}
