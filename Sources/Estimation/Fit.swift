/// One estimation: coefficients, their variances, and what became of rows and terms.
public struct Fit: Sendable, Equatable {
  /// An estimated coefficient.
  public struct Coefficient: Sendable, Equatable {
    /// The name of the term.
    public let term: String
    /// The estimate; for Poisson a semi-elasticity in logs.
    public let estimate: Double
  }

  /// The absorbed fixed effects, with the levels that remain in the estimation sample.
  public struct FixedEffect: Sendable, Equatable {
    /// The name of the factor.
    public let name: String
    /// The number of levels that have a row in the estimation sample.
    public let levels: Int
  }

  /// The estimated coefficients in the order of the terms, without the omitted ones.
  public let coefficients: [Coefficient]
  /// The variances in the order in which they were asked for.
  public let variances: [VarianceEstimate]
  /// The number of rows passed in.
  public let rows: Int
  /// The rows of the estimation sample, ascending; put in order at each call.
  public var keptRows: [Int] {
    var isKept = [Bool](repeating: false, count: rows)
    for row in sampleRows { isKept[row] = true }
    return isKept.indices.filter { isKept[$0] }
  }
  /// The rows left out, by reason.
  public let dropped: DroppedRows
  /// The rows that are separated (Poisson), by fixed effects or by regressors, ascending.
  public let separatedRows: [Int]
  /// The terms that could not be estimated, each with its reason.
  public let omitted: [OmittedTerm]
  /// The absorbed fixed effects in the order of the model.
  public let fixedEffects: [FixedEffect]
  /// The dimension of the space of the fixed effects.
  public let fixedEffectRank: FixedEffectRank
  /// Newton steps taken (Poisson), or 1 (least squares).
  public let iterations: Int
  /// Whether the stated tolerance was reached; `fit` throws otherwise, so a value in hand says true.
  public let converged: Bool
  /// The largest change of a coefficient, relative to the coefficient or to its standard error if
  /// that is larger, from the working tolerance to one a hundred times tighter.
  public let achievedTolerance: Double
  /// Poisson deviance, or the sum of squared residuals.
  public let deviance: Double
  /// The log likelihood at the estimate (Gaussian: with the variance at its maximum).
  public let logLikelihood: Double
  /// The rows in the order of the estimation, and the residuals in that order.
  let sampleRows: [Int]
  let sampleResiduals: [Double]

  /// The outcome less its fitted mean, for each kept row; put in order at each call.
  public var residuals: [Double] {
    var byRow = [Double](repeating: 0, count: rows)
    for (row, residual) in zip(sampleRows, sampleResiduals) { byRow[row] = residual }
    return keptRows.map { byRow[$0] }
  }

  /// The number of rows in the estimation sample.
  public var observations: Int { sampleRows.count }
}

/// The rows left out of an estimation, by reason; each row is counted once.
public struct DroppedRows: Sendable, Hashable {
  /// The outcome, a term, the weight or the offset is missing (NaN).
  public internal(set) var missing = 0
  /// The weight is zero.
  public internal(set) var zeroWeight = 0
  /// The only row left in a level of a fixed effect.
  public internal(set) var singleton = 0
  /// All outcomes in a level of a fixed effect are zero, or a combination of fixed effects alone
  /// predicts the zero perfectly (Poisson).
  public internal(set) var separatedByFixedEffects = 0
  /// A combination of terms and fixed effects predicts the zero perfectly (Poisson).
  public internal(set) var separatedByRegressors = 0

  /// All of them.
  public var total: Int {
    missing + zeroWeight + singleton + separatedByFixedEffects + separatedByRegressors
  }
}

/// A term that is not estimated, and why.
public struct OmittedTerm: Sendable, Hashable {
  /// Why a term cannot be estimated.
  public enum Reason: Sendable, Hashable, CustomStringConvertible {
    /// It lies in the space of these fixed effects: the smallest set of them that suffices.
    case absorbed(by: [String])
    /// It is a combination of these earlier terms, and of the fixed effects if there are any.
    case collinear(with: [String])
    /// It is zero in every row of the estimation sample.
    case zero

    /// The reason in words.
    public var description: String {
      switch self {
      case .absorbed(let names): "absorbed by \(names.joined(separator: " + "))"
      case .collinear(let names): "collinear with \(names.joined(separator: " + "))"
      case .zero: "zero in the whole estimation sample"
      }
    }
  }

  /// The name of the term.
  public let name: String
  /// Why it is omitted.
  public let reason: Reason

  /// Pairs a term with its reason.
  public init(name: String, reason: Reason) {
    self.name = name
    self.reason = reason
  }
}

/// The number of independent columns among the dummies of all fixed effects.
public struct FixedEffectRank: Sendable, Hashable {
  /// How the number was found.
  public enum Method: String, Sendable, Hashable {
    /// Counting levels, connected components and independent cycles: exact.
    case components
    /// The numerical rank (tolerance 1e-9) of the dummies' cross product: exact but for rounding.
    case factorization
    /// Levels less the components of pairs: never below the rank, but may exceed it.
    case upperBound
  }

  /// The rank, or an upper bound of it.
  public let value: Int
  /// How it was found.
  public let method: Method
  /// Whether the value is the rank itself.
  public var isExact: Bool { method != .upperBound }
}
