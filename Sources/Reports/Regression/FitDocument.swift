import Codes
import FoundationEssentials

/// Results for programs: the JSON documents `swingport.fit/1` and `swingport.fits/1`, and tidy CSV.
public enum FitDocument {
  /// The layout of one model under one variance.
  public static let schema = "swingport.fit/1"
  /// The layout of several: `fits` is a list of documents of ``schema``.
  public static let listSchema = "swingport.fits/1"

  /// The results as JSON with sorted keys and a line feed at its end, numbers in full precision.
  ///
  /// One model under one variance is a document of ``schema``; several are one of ``listSchema`` that
  /// holds one such document for each model and variance, models first. A value that is missing has no
  /// key. Throws `DataError` of kind `notPrintable` when a number is not finite.
  public static func json(_ results: [RegressionResult]) throws -> [UInt8] {
    let documents = results.flatMap { result in
      result.variances.map { Document(result, $0) }
    }
    if documents.count == 1 { return try SavedFits.encode(documents[0]) }
    return try SavedFits.encode(List(schema: listSchema, fits: documents))
  }

  private struct List: Encodable {
    let schema: String
    let fits: [Document]
  }

  private struct Document: Encodable {
    let schema = FitDocument.schema
    let program: String
    let data: String
    let formula: String
    let family: String
    let `where`: String?
    let weights: String?
    let offset: String?
    let nobs: Int
    let rows: Int
    let dropped: Dropped
    let fixedEffects: [String: Int]
    let fixedEffectsRank: Rank
    let coefficients: [Coefficient]
    let omitted: [String: String]
    let references: [String: String]
    let vcov: Variance
    let iterations: Int
    let converged: Bool
    let tolerance: Tolerance
    let deviance: Double
    let logLikelihood: Double
    let goodness: Goodness?
    let level: Double
    let cautions: [String]
    let combinations: [Coefficient]
    let jointTests: [JointTest]
    let bootstraps: [Bootstrap]
    let corrected: [Corrected]?
    let correction: Correction?

    init(_ result: RegressionResult, _ variance: RegressionResult.Variance) {
      program = result.program
      data = result.data
      formula = result.formula
      family = result.family
      self.where = result.restriction
      weights = result.weights
      offset = result.offset
      nobs = result.observations
      rows = result.rows
      dropped = Dropped(result.dropped)
      fixedEffects = Self.dictionary(result.fixedEffects.map { ($0.name, $0.levels) })
      fixedEffectsRank = Rank(
        value: result.fixedEffectRank, exact: result.fixedEffectRankIsExact)
      coefficients = variance.coefficients.map(Coefficient.init)
      omitted = Self.dictionary(result.omitted.map { ($0.term, $0.text) })
      references = Self.dictionary(result.references.map { ($0.term, $0.text) })
      vcov = Variance(variance)
      iterations = result.iterations
      converged = result.converged
      tolerance = Tolerance(asked: result.tolerance, reached: result.toleranceReached)
      deviance = result.deviance
      logLikelihood = result.logLikelihood
      goodness = result.goodness.map(Goodness.init)
      level = result.level
      cautions = variance.cautions
      combinations = variance.combinations.map(Coefficient.init)
      jointTests = variance.jointTests.map(JointTest.init)
      bootstraps = result.bootstraps.map(Bootstrap.init)
      corrected = result.corrected?.map {
        Corrected(bias: $0.bias, corrected: Coefficient($0.row))
      }
      correction = result.correction.map(Correction.init)
    }

    static func dictionary<Value>(_ pairs: [(String, Value)]) -> [String: Value] {
      Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    enum CodingKeys: String, CodingKey {
      case schema, program, data, formula, family, `where`, weights, offset, nobs, rows, dropped
      case fixedEffects = "fixed_effects"
      case fixedEffectsRank = "fixed_effects_rank"
      case coefficients, omitted, references, vcov, iterations, converged, tolerance, deviance
      case logLikelihood = "log_likelihood"
      case goodness = "fit"
      case level, cautions, combinations
      case jointTests = "joint_tests"
      case bootstraps
      case corrected = "incidental_parameter_correction"
      case correction = "incidental_parameter_roles"
    }
  }

  private struct Dropped: Encodable {
    let restriction: Int
    let missing: Int
    let zeroWeight: Int
    let singleton: Int
    let separated: Int
    let separatedByFixedEffects: Int
    let separatedByRegressors: Int

    init(_ dropped: RegressionResult.Dropped) {
      restriction = dropped.restriction
      missing = dropped.missing
      zeroWeight = dropped.zeroWeight
      singleton = dropped.singleton
      separated = dropped.separatedByFixedEffects + dropped.separatedByRegressors
      separatedByFixedEffects = dropped.separatedByFixedEffects
      separatedByRegressors = dropped.separatedByRegressors
    }

    enum CodingKeys: String, CodingKey {
      case restriction = "where"
      case missing
      case zeroWeight = "zero_weight"
      case singleton, separated
      case separatedByFixedEffects = "separated_by_fixed_effects"
      case separatedByRegressors = "separated_by_regressors"
    }
  }

  private struct Rank: Encodable {
    let value: Int
    let exact: Bool
  }

  private struct Tolerance: Encodable {
    let asked: Double
    let reached: Double
  }

  private struct Goodness: Encodable {
    let measures: RegressionResult.Goodness

    init(_ measures: RegressionResult.Goodness) { self.measures = measures }

    enum CodingKeys: String, CodingKey {
      case parameters, aic, bic, r2, rmse
      case nullLogLikelihood = "null_log_likelihood"
      case adjusted = "adjusted_r2"
      case within = "within_r2"
      case adjustedWithin = "adjusted_within_r2"
      case pseudo = "pseudo_r2"
      case adjustedPseudo = "adjusted_pseudo_r2"
      case squaredCorrelation = "squared_correlation"
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(measures.parameters, forKey: .parameters)
      try container.encode(measures.nullLogLikelihood, forKey: .nullLogLikelihood)
      try container.encode(measures.akaike, forKey: .aic)
      try container.encode(measures.bayesian, forKey: .bic)
      try container.encodeIfPresent(measures.rSquared, forKey: .r2)
      try container.encodeIfPresent(measures.adjustedRSquared, forKey: .adjusted)
      try container.encodeIfPresent(measures.withinRSquared, forKey: .within)
      try container.encodeIfPresent(measures.adjustedWithinRSquared, forKey: .adjustedWithin)
      try container.encodeIfPresent(measures.pseudoRSquared, forKey: .pseudo)
      try container.encodeIfPresent(measures.adjustedPseudoRSquared, forKey: .adjustedPseudo)
      try container.encodeIfPresent(measures.squaredCorrelation, forKey: .squaredCorrelation)
      try container.encodeIfPresent(measures.rootMeanSquare, forKey: .rmse)
    }
  }

  private struct Coefficient: Encodable {
    let row: RegressionResult.Row

    init(_ row: RegressionResult.Row) { self.row = row }

    enum CodingKeys: String, CodingKey {
      case term, estimate
      case standardError = "std_error"
      case statistic
      case pValue = "p_value"
      case low = "conf_low"
      case high = "conf_high"
      case freedom = "df"
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(row.term, forKey: .term)
      try container.encode(row.estimate, forKey: .estimate)
      try container.encode(row.standardError, forKey: .standardError)
      try container.encode(row.statistic, forKey: .statistic)
      try container.encode(row.pValue, forKey: .pValue)
      try container.encode(row.confidenceLow, forKey: .low)
      try container.encode(row.confidenceHigh, forKey: .high)
      try container.encodeIfPresent(row.degreesOfFreedom, forKey: .freedom)
    }
  }

  private struct Corrected: Encodable {
    let bias: Double
    let corrected: Coefficient
  }

  private struct Correction: Encodable {
    let origin: String
    let destination: String
    let time: String
    let standardErrors: String

    init(_ correction: RegressionResult.Correction) {
      origin = correction.origin
      destination = correction.destination
      time = correction.time
      standardErrors = correction.errors
    }

    enum CodingKeys: String, CodingKey {
      case origin, destination, time
      case standardErrors = "std_errors"
    }
  }

  private struct JointTest: Encodable {
    let restrictions: String
    let statistic: Double
    let df: Int
    let dfDenominator: Int?
    let pValue: Double

    init(_ test: RegressionResult.JointTest) {
      restrictions = test.restrictions
      statistic = test.statistic
      df = test.degreesOfFreedom
      dfDenominator = test.denominator
      pValue = test.pValue
    }

    enum CodingKeys: String, CodingKey {
      case restrictions, statistic, df
      case dfDenominator = "df_denominator"
      case pValue = "p_value"
    }
  }

  private struct Bootstrap: Encodable {
    struct Row: Encodable {
      let term: String
      let pValue: Double
      let low: Double?
      let high: Double?
      let undefined: Int?

      enum CodingKeys: String, CodingKey {
        case term
        case pValue = "p_value"
        case low = "conf_low"
        case high = "conf_high"
        case undefined = "undefined_draws"
      }
    }

    let type: String
    let draws: Int
    let enumerated: Bool
    /// How p-values come of the count of extreme draws.
    let pValueRule: String
    let coefficients: [Row]

    enum CodingKeys: String, CodingKey {
      case type, draws, enumerated, coefficients
      case pValueRule = "p_value_rule"
    }

    init(_ bootstrap: RegressionResult.Bootstrap) {
      type = bootstrap.type
      draws = bootstrap.draws
      enumerated = bootstrap.isEnumerated
      coefficients = bootstrap.rows.map {
        Row(
          term: $0.term, pValue: $0.pValue, low: $0.confidenceLow, high: $0.confidenceHigh,
          undefined: $0.undefinedDraws)
      }
      pValueRule = bootstrap.isEnumerated ? "c / B, ties count" : "(c + 1) / (B + 1)"
    }
  }

  private struct Diagnostics: Encodable {
    let clusters: Int
    let leverage: [String: Double]
    let treated: [String: Int]
    let effective: [String: Double]

    init(_ diagnostics: RegressionResult.Diagnostics) {
      clusters = diagnostics.clusters
      leverage = ["mean": diagnostics.meanLeverage, "max": diagnostics.largestLeverage]
      treated = Document.dictionary(diagnostics.terms.map { ($0.term, $0.treated) })
      effective = Document.dictionary(diagnostics.terms.map { ($0.term, $0.effective) })
    }
  }

  private struct Variance: Encodable {
    let type: String
    let clusters: [String: Int]
    let diagnostics: [String: Diagnostics]
    let ssc: String
    let distribution: String
    let parameters: Int
    let matrix: [[Double]]
    let smallestEigenvalue: Double?
    let repaired: Bool?

    enum CodingKeys: String, CodingKey {
      case type, clusters, diagnostics, ssc, distribution, parameters, matrix, repaired
      case smallestEigenvalue = "smallest_eigenvalue"
    }

    init(_ variance: RegressionResult.Variance) {
      type = variance.type
      clusters = Document.dictionary(variance.clusters.map { ($0.name, $0.levels) })
      diagnostics = Document.dictionary(
        variance.diagnostics.map { ($0.dimension, Diagnostics($0)) })
      ssc = variance.smallSample
      distribution = variance.distribution
      parameters = variance.parameters
      matrix = variance.covariance
      smallestEigenvalue = variance.smallestEigenvalue
      repaired = variance.isRepaired
    }
  }
}
