/// How strong a confounder that was left out would have to be to overturn a least squares coefficient.
///
/// Cinelli and Hazlett (2020): the bias from a confounder Z is the standard error times the root of the
/// degrees of freedom times the root of R²(Y~Z|D,X) R²(D~Z|X) / (1 - R²(D~Z|X)), equations (7) and (9),
/// with partial R² of the outcome Y and of the regressor D. Classical standard errors are assumed, and
/// the model's own fixed effects are among the X.
public struct OmittedConfounder: Sendable, Equatable {
  /// The coefficient.
  public let estimate: Double
  /// Its classical standard error.
  public let standardError: Double
  /// Observations less all parameters, those of fixed effects included.
  public let degreesOfFreedom: Double

  /// Takes a coefficient with its classical standard error.
  ///
  /// Throws `estimate.sensitivity` unless the error is positive and there are more than one degree of
  /// freedom.
  public init(
    estimate: Double, standardError: Double, degreesOfFreedom: Double
  ) throws(EstimationError) {
    try EstimationError.check([estimate], column: "estimate", count: 1)
    if !(standardError > 0 && standardError.isFinite) || !(degreesOfFreedom > 1) {
      throw .sensitivity(
        "a standard error of \(standardError) with \(degreesOfFreedom) degrees of freedom says nothing "
          + "of confounders",
        hint: "pass a positive standard error and more than one degree of freedom")
    }
    self.estimate = estimate
    self.standardError = standardError
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The coefficient over its standard error.
  public var statistic: Double { estimate / standardError }

  /// The share of the outcome's variance left by the other regressors that this one explains: also the
  /// least share of its own variance that a confounder explaining all of the outcome's must explain.
  public var partialRSquared: Double {
    statistic * statistic / (statistic * statistic + degreesOfFreedom)
  }

  /// RV_q: the partial R² that a confounder must have with both outcome and regressor to reduce the
  /// coefficient by the share q (equation 18).
  public func robustnessValue(reducingBy share: Double = 1) -> Double {
    OmittedConfounder.value(abs(share) * abs(statistic) / degreesOfFreedom.squareRoot())
  }

  /// RV_{q,α}: the same to make a coefficient reduced by q insignificant at a level; zero if it is so
  /// already (equation 20, with the bound that the partial R² of the outcome is at most one).
  public func robustnessValue(
    reducingBy share: Double = 1, insignificantAt level: Double
  ) throws(EstimationError) -> Double {
    try EstimationError.check(level: level)
    let f = abs(share) * abs(statistic) / degreesOfFreedom.squareRoot()
    let rest = degreesOfFreedom - 1
    let critical =
      StudentDistribution.quantile(upperTail: level / 2, degreesOfFreedom: rest)
      / rest.squareRoot()
    if f <= critical { return 0 }
    if f > 1 / critical { return (f * f - critical * critical) / (1 + f * f) }
    return OmittedConfounder.value(f - critical)
  }

  private static func value(_ f: Double) -> Double {
    let square = f * f
    return ((square * square + 4 * square).squareRoot() - square) / 2
  }

  /// A coefficient corrected for a confounder of stated strength that works against it.
  public struct Adjusted: Sendable, Equatable {
    /// The confounder's partial R² with the regressor.
    public let regressorRSquared: Double
    /// Its partial R² with the outcome.
    public let outcomeRSquared: Double
    /// The coefficient less the bias, towards zero.
    public let estimate: Double
    /// The standard error with the confounder in the model.
    public let standardError: Double
    /// The one over the other.
    public var statistic: Double { estimate / standardError }
    /// The lower end of the 95 % interval.
    public let lower: Double
    /// The upper end.
    public let upper: Double
  }

  /// The coefficient with such a confounder in the model.
  ///
  /// Throws `estimate.sensitivity` unless both shares are at least zero, that of the regressor below one
  /// and that of the outcome at most one.
  public func adjusted(
    regressorRSquared: Double, outcomeRSquared: Double
  ) throws(EstimationError) -> Adjusted {
    if !(regressorRSquared >= 0 && regressorRSquared < 1)
      || !(0...1).contains(outcomeRSquared)
    {
      throw .sensitivity(
        "a confounder cannot explain \(regressorRSquared) of the regressor and \(outcomeRSquared) of "
          + "the outcome", hint: "pass shares of at least 0 and below 1")
    }
    let rest = 1 - regressorRSquared
    let bias =
      standardError
      * (outcomeRSquared * regressorRSquared / rest * degreesOfFreedom).squareRoot()
    let corrected = estimate < 0 ? estimate + bias : estimate - bias
    let error =
      standardError
      * ((1 - outcomeRSquared) / rest * degreesOfFreedom / (degreesOfFreedom - 1)).squareRoot()
    let reach =
      error
      * StudentDistribution.quantile(
        upperTail: 0.025, degreesOfFreedom: degreesOfFreedom - 1)
    return Adjusted(
      regressorRSquared: regressorRSquared, outcomeRSquared: outcomeRSquared,
      estimate: corrected, standardError: error, lower: corrected - reach,
      upper: corrected + reach)
  }

  /// The correction for a confounder `multiple` times as strong as an observed regressor (equations 25
  /// and 26 of section 4.4).
  ///
  /// `regressor` and `outcome` are the observed one's partial R² with the regressor of interest, given
  /// the others, and with the outcome, given all others. Throws `estimate.sensitivity` if so strong a
  /// confounder is impossible.
  public func benchmark(
    multiple: Double, regressor: Double, outcome: Double
  ) throws(EstimationError) -> Adjusted {
    let withRegressor = multiple * regressor / (1 - regressor)
    let shared =
      multiple * regressor * regressor / ((1 - multiple * regressor) * (1 - regressor))
    if !(multiple >= 0 && withRegressor < 1 && shared < 1 && multiple * regressor < 1)
      || !(0..<1).contains(outcome)
    {
      throw .sensitivity(
        "no confounder can be \(multiple) times as strong as one that explains \(regressor) of the "
          + "regressor", hint: "pass a smaller multiple, or another benchmark")
    }
    let factor = (multiple.squareRoot() + shared.squareRoot()) / (1 - shared).squareRoot()
    // More than all of the outcome's variance cannot be explained.
    let withOutcome = min(1, factor * factor * outcome / (1 - outcome))
    return try adjusted(regressorRSquared: withRegressor, outcomeRSquared: withOutcome)
  }
}

extension EstimatedModel {
  /// What is known of confounders of one term of a least squares model, from its classical variance with
  /// the exact rank of the fixed effects.
  ///
  /// Throws `estimate.sensitivity` for a Poisson or weighted model, to which the algebra does not apply,
  /// and `estimate.restriction` for a term that is not estimated.
  public func omittedConfounder(of term: String) throws(EstimationError) -> OmittedConfounder {
    let (index, freedom, variance) = try confounderParts(term)
    return try OmittedConfounder(
      estimate: solution.coefficients[index],
      standardError: (variance * solution.bread[index, index]).squareRoot(),
      degreesOfFreedom: freedom)
  }

  /// The partial R² of an observed term with the regressor of interest and with the outcome, to state a
  /// confounder's strength in multiples of it; errors as above.
  public func confounderBenchmark(
    _ benchmark: String, of term: String
  ) throws(EstimationError) -> (regressor: Double, outcome: Double) {
    let (index, freedom, variance) = try confounderParts(term)
    let (other, _, _) = try confounderParts(benchmark)
    if index == other {
      throw .sensitivity(
        "'\(term)' cannot be its own benchmark", hint: "name another term of the model")
    }
    let bread = solution.bread
    // Partial correlations are the scaled elements of the inverse of the cross products.
    let shared = bread[index, other]
    let regressor = shared * shared / (bread[index, index] * bread[other, other])
    let t = solution.coefficients[other]
    let square = t * t / (variance * bread[other, other])
    return (regressor, square / (square + freedom))
  }

  private func confounderParts(
    _ term: String
  ) throws(EstimationError) -> (index: Int, freedom: Double, variance: Double) {
    if model.family != .gaussian || model.weights != nil {
      throw .sensitivity(
        "robustness to omitted confounders is defined for least squares without weights",
        hint: "estimate the model in logs, or without weights")
    }
    guard let index = names.firstIndex(of: term) else {
      throw .unknownTerm(term, known: names)
    }
    let freedom = Double(observations - names.count - fixedEffectRank.value)
    if freedom < 2 { throw .tooManyTerms(terms: names.count, rows: observations) }
    return (index, freedom, solution.deviance / freedom)
  }
}
