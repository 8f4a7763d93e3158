/// The draws of a randomization test of a Poisson model that are estimations.
extension RandomizationRun {
  /// A Poisson model on the rows of the sample, with this added to its offset.
  func poissonModel(terms: [Term], offset: [Double]) -> Model {
    let sample = estimated.sample
    return Model(
      outcomeName: estimated.model.outcomeName, outcome: sample.outcome, terms: terms,
      fixedEffects: sample.fixedEffects, family: .poisson, weights: sample.weights,
      offset: sample.offset.map { zip($0, offset).map { $0 + $1 } } ?? offset)
  }

  /// The observed assignment and then the draws, each estimated anew with the hypothesis' part as
  /// offset; a draw without an estimate is nil.
  func refits(
    _ value: Double, tested: Int, count: Int, assignment: (Int) -> [[Double]]
  ) throws(EstimationError) -> [[Double]?] {
    let offset = fixedPart(value, tested: tested)
    let names = estimated.names
    var variance: Variance?
    if case .studentized(let clusters) = options.statistic {
      let rows = estimated.sample.rows
      variance =
        clusters.isEmpty
        ? .heteroskedastic
        : .clustered(
          clusters.map { factor in
            Factor(
              trusted: factor.name, codes: rows.map { factor.codes[$0] }, levels: factor.levels)
          })
    }
    let start = self.start(offset)
    var results: [[Double]?] = []
    for draw in 0...count {
      let assigned = draw == 0 ? components.map(\.values) : assignment(draw - 1)
      let rebuilt = columns(assigned, rows: estimated.sample.rows)
      let terms = names.indices.map { index in
        Term(
          name: names[index],
          values: moving.firstIndex(of: index).map { rebuilt[$0] }
            ?? estimated.sample.terms[estimated.collinearity.kept[index]])
      }
      results.append(
        refit(poissonModel(terms: terms, offset: offset), variance: variance, start: start))
    }
    return results
  }

  /// The estimate without the rebuilt terms, which is where every draw begins; nil if there is none.
  private func start(_ offset: [Double]) -> PoissonStart? {
    let names = estimated.names
    let staying = names.indices.filter { !moving.contains($0) }
    let terms = staying.map { index in
      Term(
        name: names[index],
        values: estimated.sample.terms[estimated.collinearity.kept[index]])
    }
    let restricted = try? EstimatedModel(
      poissonModel(terms: terms, offset: offset), tolerance: 1e-6, threads: options.threads)
    guard let restricted, let start = restricted.start,
      restricted.observations == estimated.observations
    else { return nil }
    var coefficients = [Double](repeating: 0, count: names.count)
    for (place, index) in staying.enumerated() {
      coefficients[index] = start.coefficients[place]
    }
    return PoissonStart(predictor: start.predictor, coefficients: coefficients)
  }

  private func refit(_ model: Model, variance: Variance?, start: PoissonStart?) -> [Double]? {
    do throws(EstimationError) {
      let fitted = try EstimatedModel(
        model, tolerance: 1e-8, threads: options.threads, start: start)
      guard let index = fitted.names.firstIndex(of: term) else { return nil }
      let coefficient = fitted.solution.coefficients[index]
      guard let variance else { return [coefficient, 0, 1, 0, 0] }
      let error = try Covariance(fitted, smallSample: smallSample, describesClusters: false)
        .estimate(variance).table[index].standardError
      return [coefficient, 0, error * error, 0, 0]
    } catch {
      return nil
    }
  }
}
