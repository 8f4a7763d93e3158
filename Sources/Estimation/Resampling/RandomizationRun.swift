/// The steps of a randomization test: checks, the regression under the hypothesis, and the draws.
struct RandomizationRun {
  let estimated: EstimatedModel
  let term: String
  let components: [RandomizedComponent]
  let options: RandomizationTest.Options
  let smallSample: SmallSample
  private let samplers: [AssignmentSampler]
  /// The rebuilt terms that are estimated: their positions among the coefficients and products.
  let moving: [Int]
  let products: [RebuiltTerm]

  init(
    _ estimated: EstimatedModel, term: String, components: [RandomizedComponent],
    rebuilt: [RebuiltTerm], options: RandomizationTest.Options, smallSample: SmallSample
  ) throws(EstimationError) {
    self.estimated = estimated
    self.term = term
    self.components = components
    self.options = options
    self.smallSample = smallSample
    if options.draws < 1 || options.draws > 10_000_000 { throw .draws(options.draws) }
    _ = try LinearRestriction(term).vector(names: estimated.names)
    let rows = estimated.model.outcome.count
    if case .studentized(let clusters) = options.statistic {
      if clusters.count > 4 { throw .clusterDimensions(clusters.count) }
      for cluster in clusters where cluster.codes.count != rows {
        throw .length(column: cluster.name, rows: cluster.codes.count, expected: rows)
      }
    }
    var samplers: [AssignmentSampler] = []
    for (index, component) in components.enumerated() {
      if components[..<index].contains(where: { $0.name == component.name }) {
        throw .component(
          component.name, "is there twice", hint: "give each component a name of its own")
      }
      if component.units.codes.count != rows {
        throw .length(
          column: component.name, rows: component.units.codes.count, expected: rows)
      }
      if !rebuilt.contains(where: { $0.components.contains(component.name) }) {
        throw .component(
          component.name, "is in no rebuilt term", hint: "name it in a rebuilt term, or drop it")
      }
      samplers.append(try AssignmentSampler(component))
    }
    self.samplers = samplers
    var moving: [Int] = []
    var products: [RebuiltTerm] = []
    for product in rebuilt {
      if !estimated.model.terms.contains(where: { $0.name == product.term }) {
        throw .rebuiltTerm(product.term, "is not a term of the model")
      }
      if let unknown = product.components.first(where: { name in
        !components.contains { $0.name == name }
      }) {
        throw .rebuiltTerm(product.term, "names the component '\(unknown)', which is not given")
      }
      if product.components.isEmpty {
        throw .rebuiltTerm(product.term, "names no component")
      }
      if let multiplier = product.multiplier, multiplier.count != rows {
        throw .length(column: product.term, rows: multiplier.count, expected: rows)
      }
      // A term that could not be estimated as observed stays out.
      guard let index = estimated.names.firstIndex(of: product.term) else { continue }
      if moving.contains(index) { throw .rebuiltTerm(product.term, "is there twice") }
      moving.append(index)
      products.append(product)
    }
    self.moving = moving
    self.products = products
    if !products.contains(where: { $0.term == term }) {
      throw .rebuiltTerm(term, "is the one to be tested, but is not among the rebuilt ones")
    }
    let observed = columns(components.map(\.values), rows: estimated.sample.rows)
    for (index, column) in zip(moving, observed) {
      let actual = estimated.sample.terms[estimated.collinearity.kept[index]]
      let size = actual.reduce(0) { max($0, abs($1)) }
      for row in column.indices where !(abs(column[row] - actual[row]) <= 1e-9 * size) {
        throw .rebuiltTerm(
          estimated.names[index],
          "is \(actual[row]) in row \(estimated.sample.rows[row] + 1) of the model, but its product is "
            + "\(column[row])")
      }
    }
  }

  /// The rebuilt terms on some of the caller's rows, for the values of each component's units.
  func columns(_ assigned: [[Double]], rows: [Int]) -> [[Double]] {
    products.map { product in
      var column =
        product.multiplier.map { values in rows.map { values[$0] } }
        ?? [Double](repeating: 1, count: rows.count)
      for name in product.components {
        guard let index = components.firstIndex(where: { $0.name == name }) else { continue }
        let codes = components[index].units.codes
        for row in column.indices { column[row] *= assigned[index][Int(codes[rows[row]])] }
      }
      return column
    }
  }

  /// The assignments of the draws: all distinct ones if they are few enough, else at random.
  private var distinct: Double { samplers.reduce(1) { $0 * $1.distinct } }
  private var isExact: Bool { distinct <= Double(options.draws) }

  private func assignments() -> (count: Int, at: (Int) -> [[Double]]) {
    if isExact {
      var all: [[[Double]]] = [[]]
      for sampler in samplers {
        let values = sampler.all()
        all = all.flatMap { before in values.map { before + [$0] } }
      }
      return (all.count, { all[$0] })
    }
    let generator = CounterGenerator(seed: options.seed)
    return (
      options.draws,
      { draw in
        let stream = generator.stream(draw)
        return samplers.indices.map { samplers[$0].random(stream.stream($0)) }
      }
    )
  }

  /// Tests that the coefficient equals `value`.
  func test(_ value: Double) throws(EstimationError) -> RandomizationTest {
    let tested = products.firstIndex { $0.term == term } ?? 0
    let index = moving[tested]
    let isPoisson = estimated.model.family == .poisson
    let (count, assignment) = assignments()
    let fives: [[Double]?]
    if isPoisson, options.poisson == .refit {
      fives = try refits(value, tested: tested, count: count, assignment: assignment)
    } else {
      fives = try regressions(value, tested: tested, count: count, assignment: assignment)
    }
    guard let first = fives[0] else { throw .noVariation("the coefficient of '\(term)'") }
    let observed = WildDraws([first])
    let drawn = WildDraws(fives.dropFirst().compactMap { $0 })
    let at = isPoisson ? 0 : -value
    guard let statistic = observed.statistics(at: at).first else {
      throw .noVariation("the coefficient of '\(term)'")
    }
    let statistics = drawn.statistics(at: at)
    if statistics.isEmpty { throw .noVariation("the coefficient of '\(term)' in all draws") }
    var variance = Variance.heteroskedastic
    if case .studentized(let clusters) = options.statistic, !clusters.isEmpty {
      variance = .clustered(clusters)
    }
    let error = try Covariance(estimated, smallSample: smallSample, describesClusters: false)
      .estimate(variance).table[index].standardError
    return RandomizationTest(
      term: term, value: value, estimate: estimated.solution.coefficients[index],
      statistic: statistic, draws: count, isExact: isExact, distinctAssignments: distinct,
      undefinedDraws: count - statistics.count, statistics: statistics,
      drawn: isPoisson ? nil : drawn, observed: isPoisson ? nil : observed, searched: nil,
      standardError: error)
  }

  /// The part of the linear predictor that the hypothesis fixes, in the order of the sample.
  func fixedPart(_ value: Double, tested: Int) -> [Double] {
    var part = [Double](repeating: 0, count: estimated.sample.rows.count)
    for (position, index) in moving.enumerated() {
      let coefficient =
        position == tested
        ? value : options.others == .asEstimated ? estimated.solution.coefficients[index] : 0
      if coefficient == 0 { continue }
      let column = estimated.sample.terms[estimated.collinearity.kept[index]]
      for row in part.indices { part[row] += coefficient * column[row] }
    }
    return part
  }

  /// The observed assignment and then the draws, as five numbers each.
  private func regressions(
    _ value: Double, tested: Int, count: Int, assignment: (Int) -> [[Double]]
  ) throws(EstimationError) -> [[Double]?] {
    let (regression, engine, rows) = try regression(value, tested: tested)
    var results = [[Double]?](repeating: nil, count: count + 1)
    let batch = max(1, 16 / max(products.count, 1))
    for first in stride(from: 0, through: count, by: batch) {
      let draws = first..<min(first + batch, count + 1)
      var all: [[Double]] = []
      for draw in draws {
        let assigned = draw == 0 ? components.map(\.values) : assignment(draw - 1)
        all += columns(assigned, rows: rows)
      }
      let norms = all.map { column in
        zip(column, regression.weights).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }.squareRoot()
      }
      try engine.project(&all, tolerance: options.tolerance)
      let size = products.count
      let columns = all
      results.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        let output = Shared(base)
        inParallel(draws.count, threads: options.threads) { position in
          let own = (position * size)..<((position + 1) * size)
          output[draws.lowerBound + position] = regression.evaluate(
            Array(columns[own]), norms: Array(norms[own]))
        }
      }
    }
    return results
  }

  /// The regression under the hypothesis, what projects its columns, and the caller's rows in its
  /// order.
  private func regression(
    _ value: Double, tested: Int
  ) throws(EstimationError) -> (RandomizationRegression, EstimatedModel, [Int]) {
    var clusterings: [WildKernel.Clustering]?
    var isHeteroskedastic = false
    var scale = 1.0
    if case .studentized(let clusters) = options.statistic {
      if clusters.isEmpty {
        isHeteroskedastic = true
      } else {
        let design = try WildDesign(
          estimated, clusters: clusters, bootstrap: nil, smallSample: smallSample)
        scale = design.parameterFactor
        clusterings = design.clusterings.map {
          .init(clusters: $0.clusters, factor: $0.factor * scale)
        }
      }
    }
    let solution = estimated.solution
    let terms = solution.ownTerms
    let staying = solution.coefficients.indices.filter { !moving.contains($0) }
    if estimated.model.family == .gaussian {
      // The outcome without its fixed effects is its residual plus the terms' part without theirs.
      var outcome = solution.residuals
      for index in solution.coefficients.indices {
        if options.others == .asEstimated, moving.contains(index), index != moving[tested] {
          continue
        }
        for row in outcome.indices {
          outcome[row] += solution.coefficients[index] * terms[index][row]
        }
      }
      let regression = RandomizationRegression(
        weights: solution.weights, outcome: outcome, shift: terms[moving[tested]],
        staying: staying.map { terms[$0] }, tested: tested, clusterings: clusterings,
        isHeteroskedastic: isHeteroskedastic)
      return (regression, estimated, estimated.sample.rows)
    }
    let restricted = try EstimatedModel(
      poissonModel(
        terms: staying.map {
          Term(
            name: estimated.names[$0],
            values: estimated.sample.terms[estimated.collinearity.kept[$0]])
        }, offset: fixedPart(value, tested: tested)), tolerance: 1e-9, threads: options.threads)
    let order = restricted.sample.rows
    if order.count != estimated.sample.rows.count {
      throw .separation(rows: estimated.sample.rows.count - order.count)
    }
    let ordered = clusterings?.map { clustering in
      let codes = clustering.clusters.codes
      return WildKernel.Clustering(
        clusters: Factor(
          trusted: clustering.clusters.name, codes: order.map { codes[$0] },
          levels: clustering.clusters.levels), factor: clustering.factor)
    }
    let regression = RandomizationRegression(
      weights: restricted.solution.weights,
      outcome: ScoreRun.workingResiduals(
        restricted.sample.outcome, restricted.solution.residuals),
      shift: [Double](repeating: 0, count: order.count), staying: restricted.solution.ownTerms,
      tested: tested, clusterings: ordered, isHeteroskedastic: isHeteroskedastic)
    return (regression, restricted, order.map { estimated.sample.rows[$0] })
  }
}
