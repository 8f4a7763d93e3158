import Estimation

extension RegressionResult {
  /// Takes over an estimated model of a specification.
  ///
  /// - Parameters:
  ///   - estimated: The model.
  ///   - specification: What it was estimated from.
  ///   - data: The name of the data.
  ///   - program: The program and its version, such as `swingport 0.1.0`.
  public init(
    _ estimated: SpecifiedFit, of specification: FitSpecification, data: String, program: String
  ) {
    let fit = estimated.fit
    self.data = data
    formula = estimated.formula.description
    outcome = estimated.formula.outcome.description
    family = specification.family.rawValue
    restriction = specification.restriction
    weights = specification.weights
    offset = specification.offset
    rows = fit.rows
    observations = fit.observations
    dropped = Dropped(
      restriction: estimated.excludedRows, missing: estimated.missingRows,
      zeroWeight: fit.dropped.zeroWeight, singleton: fit.dropped.singleton,
      separatedByFixedEffects: fit.dropped.separatedByFixedEffects,
      separatedByRegressors: fit.dropped.separatedByRegressors)
    fixedEffects = fit.fixedEffects.map { Count(name: $0.name, levels: $0.levels) }
    fixedEffectRank = fit.fixedEffectRank.value
    fixedEffectRankIsExact = fit.fixedEffectRank.isExact
    omitted = fit.omitted.map { Note(term: $0.name, text: $0.reason.description) }
    references = estimated.references.map { Note(term: $0.term, text: $0.level) }
    iterations = fit.iterations
    converged = fit.converged
    tolerance = specification.tolerance
    toleranceReached = fit.achievedTolerance
    deviance = fit.deviance
    logLikelihood = fit.logLikelihood
    let measures = estimated.goodness
    goodness = Goodness(
      parameters: measures.parameters, nullLogLikelihood: measures.nullLogLikelihood,
      rSquared: measures.rSquared, adjustedRSquared: measures.adjustedRSquared,
      withinRSquared: measures.withinRSquared,
      adjustedWithinRSquared: measures.adjustedWithinRSquared,
      pseudoRSquared: measures.pseudoRSquared,
      adjustedPseudoRSquared: measures.adjustedPseudoRSquared,
      squaredCorrelation: measures.squaredCorrelation, rootMeanSquare: measures.rootMeanSquare,
      akaike: measures.akaike, bayesian: measures.bayesian)
    level = specification.level
    variances = fit.variances.indices.map { index in
      Variance(
        fit.variances[index], type: specification.variances[index].description,
        smallSample: specification.smallSample.rawValue, level: specification.level,
        combinations: estimated.combinations[index], tests: estimated.jointTests[index],
        isExact: measures.isExact)
    }
    bootstraps = estimated.bootstraps.map { bootstrap in
      Bootstrap(
        type: bootstrap.words, draws: bootstrap.draws, isEnumerated: bootstrap.isEnumerated,
        rows: bootstrap.rows.map {
          .init(
            term: $0.term, pValue: $0.pValue, confidenceLow: $0.lower, confidenceHigh: $0.upper,
            undefinedDraws: $0.undefinedDraws)
        })
    }
    let critical = NormalDistribution.quantile(upperTail: (1 - specification.level / 100) / 2)
    corrected = estimated.correction?.rows.map { row in
      let half = critical * row.standardError
      return Corrected(
        bias: row.bias,
        row: Row(
          term: row.term, estimate: row.corrected, standardError: row.standardError,
          statistic: row.statistic, pValue: row.pValue, confidenceLow: row.corrected - half,
          confidenceHigh: row.corrected + half))
    }
    correction = estimated.correction == nil ? nil : specification.debiasing.map(Correction.init)
    self.program = program
  }
}

extension RegressionResult.Variance {
  init(
    _ estimate: VarianceEstimate, type: String, smallSample: String, level: Double,
    combinations: [LinearCombination], tests: [WaldTest], isExact: Bool
  ) {
    self.type = type
    smallestEigenvalue = estimate.smallestEigenvalue
    isRepaired = estimate.repair != nil
    self.smallSample = smallSample
    clusters = estimate.clusters.map { .init(name: $0.dimension, levels: $0.clusters) }
    diagnostics = estimate.diagnostics.map { dimension in
      .init(
        dimension: dimension.dimension, clusters: dimension.clusters,
        largestLeverage: dimension.leverage.maximum, meanLeverage: dimension.leverage.mean,
        terms: dimension.terms.map {
          .init(term: $0.term, treated: $0.treatedClusters, effective: $0.effectiveClusters)
        })
    }
    parameters = estimate.parameters
    covariance = estimate.covariance
    let tail = (1 - level / 100) / 2
    distribution = estimate.distribution == .normal ? "normal" : "student"
    coefficients = estimate.table.map { row in
      let critical =
        row.degreesOfFreedom.map {
          StudentDistribution.quantile(upperTail: tail, degreesOfFreedom: $0)
        } ?? NormalDistribution.quantile(upperTail: tail)
      let half = critical * row.standardError
      return .init(
        term: row.term, estimate: row.estimate, standardError: row.standardError,
        statistic: row.statistic, pValue: row.pValue, confidenceLow: row.estimate - half,
        confidenceHigh: row.estimate + half, degreesOfFreedom: row.degreesOfFreedom)
    }
    self.combinations = combinations.map { combination in
      .init(
        term: Self.words(combination.restriction), estimate: combination.estimate,
        standardError: combination.standardError, statistic: combination.statistic,
        pValue: combination.pValue, confidenceLow: combination.lower,
        confidenceHigh: combination.upper, degreesOfFreedom: combination.degreesOfFreedom)
    }
    // Joint tests have the distribution that the coefficients of the same variance have.
    let isNormal = estimate.distribution == .normal
    jointTests = tests.map { test in
      .init(
        restrictions: test.restrictions.map { "\(Self.words($0))" + ($0.value == 0 ? " = 0" : "") }
          .joined(separator: ", "),
        statistic: isNormal ? test.chiSquared : test.f, degreesOfFreedom: test.degreesOfFreedom,
        denominator: isNormal ? nil : test.denominatorDegreesOfFreedom,
        pValue: isNormal ? test.chiSquaredPValue : test.fPValue)
    }
    cautions = Self.cautions(estimate, type: type, isExact: isExact)
  }

  /// A combination without a right side of zero.
  private static func words(_ restriction: LinearRestriction) -> String {
    let text = restriction.description
    return restriction.value == 0 ? text.replacing(" = 0.0", with: "") : text
  }

  private static func cautions(
    _ estimate: VarianceEstimate, type: String, isExact: Bool
  ) -> [String] {
    var cautions: [String] = []
    if isExact { cautions.append("the outcome is fitted exactly; its errors are rounding") }
    if let repair = estimate.repair {
      cautions.append(
        "a variance was negative; negative eigenvalues of the matrix were raised to almost zero, as "
          + "fixest does (smallest eigenvalue before: "
          + NumberText.plain.scientific(repair.smallestEigenvalue) + ")")
    }
    // An eigenvalue that is zero comes out within rounding of it, on either side.
    let trace = estimate.covariance.indices.reduce(0) { $0 + estimate.covariance[$1][$1] }
    if estimate.repair == nil, estimate.smallestEigenvalue < -1e-12 * trace {
      cautions.append(
        "the matrix is not positive definite (smallest eigenvalue "
          + NumberText.plain.scientific(estimate.smallestEigenvalue)
          + "): combinations of coefficients may have negative variances")
    }
    if let fewest = estimate.clusters.map(\.clusters).min(), fewest < 30 {
      cautions.append(
        "intervals from \(fewest) clusters are unreliable"
          + (type.hasPrefix("cluster:") ? "; set crv3, cr2 or a bootstrap beside them" : ""))
    }
    return cautions
  }
}

extension RegressionResult.Correction {
  fileprivate init(_ roles: [CombinedColumns]) {
    let names = roles.map(\.description) + ["", "", ""]
    origin = names[0]
    destination = names[1]
    time = names[2]
    errors =
      "clustered by pair of \(origin) and \(destination), corrected for leverage, times "
      + "P / (P - 1) for P pairs, whatever the variances asked for"
  }
}
