/// A regressor: one number for each row.
public struct Term: Sendable, Equatable {
  /// The name used in results and messages.
  public let name: String
  /// The value of each row; NaN means missing, and the row is then left out of the estimation.
  public let values: [Double]

  /// Makes a regressor from its name and its values.
  public init(name: String, values: [Double]) {
    self.name = name
    self.values = values
  }
}

/// What is estimated from what: an outcome, its regressors and the fixed effects to absorb.
public struct Model: Sendable, Equatable {
  /// The conditional mean and the objective.
  public enum Family: String, Sendable, Hashable {
    /// The mean is the exponential of the linear predictor; Poisson pseudo-maximum likelihood
    /// (Gourieroux, Monfort and Trognon 1984; Santos Silva and Tenreyro 2006).
    case poisson
    /// The mean is the linear predictor; least squares.
    case gaussian
  }

  /// The name of the outcome, for messages.
  public let outcomeName: String
  /// The outcome of each row; NaN means missing, and the row is then left out.
  public let outcome: [Double]
  /// The regressors; the constant is not implied: where nothing is absorbed, pass a term of ones.
  public let terms: [Term]
  /// The fixed effects to absorb, any number of them.
  public let fixedEffects: [Factor]
  /// Poisson or least squares.
  public let family: Family

  /// Puts a model together; the columns are checked by `fit`.
  public init(
    outcomeName: String, outcome: [Double], terms: [Term], fixedEffects: [Factor], family: Family
  ) {
    self.outcomeName = outcomeName
    self.outcome = outcome
    self.terms = terms
    self.fixedEffects = fixedEffects
    self.family = family
  }
}
