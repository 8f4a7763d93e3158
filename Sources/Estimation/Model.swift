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
  /// The weight of each row in the objective, or nil if all count once.
  ///
  /// NaN means missing; a row of weight zero is left out and counted (`DroppedRows.zeroWeight`).
  public let weights: [Double]?
  /// A part of the linear predictor with a coefficient of one, or nil for none; NaN means missing.
  public let offset: [Double]?

  /// Puts a model together; the columns are checked by `fit`.
  ///
  /// `weights` and `offset` have one number a row, or are nil.
  public init(
    outcomeName: String, outcome: [Double], terms: [Term], fixedEffects: [Factor], family: Family,
    weights: [Double]? = nil, offset: [Double]? = nil
  ) {
    self.outcomeName = outcomeName
    self.outcome = outcome
    self.terms = terms
    self.fixedEffects = fixedEffects
    self.family = family
    self.weights = weights
    self.offset = offset
  }
}
