extension EstimationError {
  static func unknownTerm(_ name: String, known: [String]) -> EstimationError {
    EstimationError(
      .restriction,
      "the restriction names '\(name)', which is not among the estimated terms "
        + known.map { "'\($0)'" }.joined(separator: ", "),
      hint: "name an estimated term; omitted terms have no coefficient")
  }

  static var emptyRestriction: EstimationError {
    EstimationError(
      .restriction, "the restriction holds no coefficient",
      hint: "name at least one term with a multiple other than zero")
  }

  static func restrictionSyntax(
    _ text: String, position: Int, expected: String
  ) -> EstimationError {
    EstimationError(
      .restriction, "cannot read '\(text)' at position \(position): expected \(expected)",
      hint: "write sums of multiples such as 'a + 2*b - c = 0', other names in back quotes")
  }

  static func dependentRestrictions(_ text: String) -> EstimationError {
    EstimationError(
      .restriction,
      "the restriction '\(text)' follows from those before it, or its variance is zero",
      hint: "drop it, or cluster by a dimension with more levels than there are restrictions")
  }

  static func indefiniteCombination(_ text: String) -> EstimationError {
    EstimationError(
      .indefinite, "the variance of '\(text)' is negative",
      hint: "cluster by fewer dimensions, or leave the combination out: a matrix clustered in "
        + "several dimensions need not be positive definite")
  }

  static func indefiniteRestrictions(_ text: String) -> EstimationError {
    EstimationError(
      .indefinite,
      "with '\(text)' the covariance matrix of the restrictions has a negative variance, so that "
        + "they have no joint test",
      hint: "cluster by fewer dimensions, or leave the test out: a matrix clustered in several "
        + "dimensions need not be positive definite")
  }

  static func overflowingEffect(_ term: String, estimate: Double) -> EstimationError {
    EstimationError(
      .notFinite,
      "the semi-elasticity of '\(term)' is beyond the largest number: its coefficient is "
        + "\(Float(estimate))",
      hint: "rescale '\(term)' so that a change by one is of the size that is meant")
  }

  static var noFixedEffects: EstimationError {
    EstimationError(
      .prediction, "the model has no fixed effects to recover",
      hint: "read the coefficients instead")
  }

  static func normalization(effects: Int) -> EstimationError {
    EstimationError(
      .prediction,
      "first levels are zero by a rule for one or two fixed effects, and the model has \(effects)",
      hint: "ask for least squares")
  }

  static func missingForPrediction(_ what: String) -> EstimationError {
    EstimationError(
      .prediction, "a prediction needs \(what)",
      hint: "pass the columns the model was estimated with, for the new rows")
  }

  static func unsupportedVariance(_ what: String) -> EstimationError {
    EstimationError(
      .prediction,
      "the variance asked for is not a sum over scores, which \(what) is computed from",
      hint: "ask for a clustered or heteroskedastic variance")
  }

  static func noEstimatedTerm(_ what: String) -> EstimationError {
    EstimationError(
      .prediction, "\(what) needs a model with at least one estimated term",
      hint: "add a term to the model")
  }

  static var zeroAverageWeights: EstimationError {
    EstimationError(
      .prediction, "no row of the estimation sample has a weight in the average",
      hint: "choose rows that are in the estimation sample")
  }

  static func unknownRegressor(_ name: String, known: [String]) -> EstimationError {
    EstimationError(
      .prediction,
      "'\(name)' is not among the estimated terms "
        + known.map { "'\($0)'" }.joined(separator: ", "),
      hint: "name an estimated term")
  }
}
