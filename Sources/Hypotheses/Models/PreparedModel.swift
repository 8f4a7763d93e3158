import Codes
import Estimation

/// A model that has been estimated, with the sample and factors that variances and tests need.
struct PreparedModel: Sendable {
  let specification: ModelSpecification
  let sample: ModelSample
  let outcomeName: String
  let estimated: EstimatedModel
  /// The factors of fixed effects and clusters on the rows of the sample.
  let factors: [FixedEffectSpecification: Factor]

  /// Estimates a model.
  ///
  /// - Parameters:
  ///   - specification: The model.
  ///   - data: The data.
  ///   - analysis: The analysis' identifier, for messages.
  ///   - outcome: The name of the outcome.
  /// - Throws: `DataError` of kind `notEstimable` with the estimator's sentence and hint.
  init(
    _ specification: ModelSpecification, on data: some ModelData, analysis: String,
    outcome: String = "value_usd"
  ) throws {
    // Lower orders first: where an interaction repeats one of them, it is the interaction that is
    // not identified and must be left out, not the lower order.
    let ordered = specification.terms.enumerated().sorted {
      ($0.element.components.count, $0.offset) < ($1.element.components.count, $1.offset)
    }.map(\.element)
    let sample = ModelSample(data: data, model: specification, terms: ordered)
    let ways = specification.clusterings.flatMap(\.ways)
    let factors = Dictionary(
      uniqueKeysWithValues: Set(specification.fixedEffects + ways)
        .map { ($0, sample.factor($0)) })
    let name = specification.estimator == .logLeastSquares ? "log(\(outcome))" : outcome
    do {
      estimated = try EstimatedModel(
        Model(
          outcomeName: name, outcome: sample.outcome, terms: sample.terms,
          fixedEffects: specification.fixedEffects.compactMap { factors[$0] },
          family: specification.estimator == .ppml ? .poisson : .gaussian),
        tolerance: ModelSpecification.tolerance)
    } catch {
      throw specification.notEstimable(error, analysis: analysis)
    }
    self.specification = specification
    self.sample = sample
    self.factors = factors
    outcomeName = name
  }

  /// A factor of the sample, made where the model has no need of it.
  func factor(_ specification: FixedEffectSpecification) -> Factor {
    factors[specification] ?? sample.factor(specification)
  }
}

extension ModelSpecification {
  /// An error of the estimator with the model that it is about.
  func notEstimable(_ error: EstimationError, analysis: String) -> DataError {
    DataError(
      .notEstimable,
      "the model '\(id)' (\(estimator.rawValue), ally rule \(allyRule)) of \(analysis) cannot "
        + "be estimated: \(error.message)",
      hint: error.hint)
  }
}
