import Estimation
import Testing

/// Measures of fit on the simulated panel, against pyfixest 0.60 (`make.py` beside the panel says how the
/// panel was made; the calls are in the names of the tests).
@Suite struct `Measures of fit` {
  private static func goodness(
    _ formula: String, family: String, weights: String? = nil, offset: String? = nil
  ) throws -> (GoodnessOfFit, Fit) {
    var choices = FitChoices()
    choices.formula = formula
    choices.family = family
    choices.variances = ["iid"]
    choices.weights = weights
    choices.offset = offset
    let fits = try choices.specification().fits(of: FormulaPanel.columns())
    let fit = try #require(fits.first)
    return (fit.goodness, fit.fit)
  }

  private static func expect(_ value: Double?, _ expected: Double) throws {
    #expect(abs(try #require(value) / expected - 1) < 1e-10)
  }

  @Test func `feols('y ~ x + z | unit + year')`() throws {
    let (found, fit) = try Self.goodness("y ~ x + z | unit + year", family: "gaussian")
    try Self.expect(found.rSquared, 0.5343747173514134)
    try Self.expect(found.adjustedRSquared, 0.4279460813174507)
    try Self.expect(found.withinRSquared, 0.37872501180970375)
    try Self.expect(found.adjustedWithinRSquared, 0.36984965483555665)
    try Self.expect(found.rootMeanSquare, 1.4556626120681238)
    let levels = fit.fixedEffects.reduce(0) { $0 + $1.levels }
    #expect(found.parameters == 2 + levels - 1)
    try Self.expect(found.akaike, -2 * fit.logLikelihood + 2 * Double(found.parameters))
  }

  @Test func `feols('y ~ x + z')`() throws {
    let (found, fit) = try Self.goodness("y ~ x + z", family: "gaussian")
    try Self.expect(found.rSquared, 0.2926329170189186)
    try Self.expect(found.adjustedRSquared, 0.2843109513367882)
    try Self.expect(found.rootMeanSquare, 1.7941753009649062)
    #expect(found.withinRSquared == nil)
    #expect(found.parameters == 3)
    // The likelihood of the mean alone: R² = 1 - exp(2 (L0 - L) / n).
    let share = 1 - exponential(2 * (found.nullLogLikelihood - fit.logLikelihood) / 173)
    try Self.expect(found.rSquared, share)
  }

  @Test func `feols('y ~ x + z | unit', weights = 'w')`() throws {
    let (found, _) = try Self.goodness("y ~ x + z | unit", family: "gaussian", weights: "w")
    try Self.expect(found.rSquared, 0.5005656501514768)
    try Self.expect(found.adjustedRSquared, 0.4156278355513878)
    try Self.expect(found.withinRSquared, 0.36604155927001447)
    try Self.expect(found.adjustedWithinRSquared, 0.35741627436212353)
  }

  @Test func `fepois('y ~ x + z | unit + year')`() throws {
    let (found, fit) = try Self.goodness("y ~ x + z | unit + year", family: "poisson")
    try Self.expect(fit.logLikelihood, -292.035190827159)
    try Self.expect(found.nullLogLikelihood, -370.1770565766874)
    try Self.expect(found.pseudoRSquared, 0.2110932170463682)
    #expect(found.rSquared == nil && found.withinRSquared == nil && found.rootMeanSquare == nil)
    let correlation = try #require(found.squaredCorrelation)
    #expect(correlation > 0 && correlation < 1)
  }

  @Test func `the null model of a Poisson regression keeps the offset`() throws {
    let (found, _) = try Self.goodness("y ~ treat", family: "poisson", offset: "z")
    let (alone, fit) = try Self.goodness("y ~ 1", family: "poisson", offset: "z")
    try Self.expect(found.nullLogLikelihood, alone.nullLogLikelihood)
    try Self.expect(alone.nullLogLikelihood, fit.logLikelihood)
  }

  private func exponential(_ x: Double) -> Double {
    // A short series is exact enough for the small arguments above.
    var (sum, term) = (1.0, 1.0)
    for k in 1..<60 {
      term *= x / Double(k)
      sum += term
    }
    return sum
  }
}
