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
        refit(poissonModel(terms: terms, offset: offset), variance: variance))
    }
    return results
  }

  private func refit(_ model: Model, variance: Variance?) -> [Double]? {
    do throws(EstimationError) {
      let fitted = try EstimatedModel(model, tolerance: 1e-8, threads: options.threads)
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
