import Estimation
import Tables

extension FitDocument {
  /// The recovered fixed effects, one row a level: `model, fixed_effect, level, value, reference,
  /// normalization`.
  ///
  /// Levels are written as the values of their columns joined by `^`. A level without a row in the
  /// estimation sample has no row here. `reference` is 1 for levels that the normalization sets to
  /// zero.
  ///
  /// Throws an `EstimationError` for a model without fixed effects.
  public static func fixedEffectsCSV(
    _ fits: [SpecifiedFit], of data: DataColumns
  ) throws -> [UInt8] {
    var writer = DelimitedTextWriter(
      header: ["model", "fixed_effect", "level", "value", "reference", "normalization"])
    for (index, fit) in fits.enumerated() {
      let estimates = try fit.estimated.fixedEffects()
      for (position, effect) in estimates.effects.enumerated() {
        let columns = fit.formula.fixedEffects[position].columns
        let codes = fit.estimated.model.fixedEffects[position].codes
        var rowOfLevel = [Int?](repeating: nil, count: effect.values.count)
        for (row, code) in codes.enumerated() where rowOfLevel[Int(code)] == nil {
          rowOfLevel[Int(code)] = row
        }
        let references = Set(effect.references)
        for (level, value) in effect.values.enumerated() where value.isFinite {
          guard let row = rowOfLevel[level] else { continue }
          writer.append([
            String(index + 1), effect.name,
            columns.map { data.text(of: $0, row: row) }.joined(separator: "^"), value.description,
            references.contains(level) ? "1" : "0", estimates.normalization.rawValue,
          ])
        }
      }
    }
    return writer.bytes
  }

  /// Effects on the scale of the outcome, one row a term and variance: the semi-elasticity in
  /// percent, 100 (exp(b) − 1), with the interval of the delta method and the transformed one, and
  /// the average marginal effect, whose error allows for the fixed effects.
  ///
  /// The semi-elasticity is empty for least squares. Throws an `EstimationError` where a variance
  /// gives no marginal effect, such as a jackknife.
  public static func marginsCSV(
    _ fits: [SpecifiedFit], of specification: FitSpecification
  ) throws -> [UInt8] {
    var writer = DelimitedTextWriter(header: [
      "model", "variance", "term", "semi_elasticity", "semi_elasticity.std.error",
      "semi_elasticity.delta.low", "semi_elasticity.delta.high", "semi_elasticity.conf.low",
      "semi_elasticity.conf.high", "marginal_effect", "marginal_effect.std.error",
      "marginal_effect.conf.low", "marginal_effect.conf.high",
    ])
    let level = specification.level / 100
    for (index, fit) in fits.enumerated() {
      for (position, variance) in fit.fit.variances.enumerated() {
        for term in fit.fit.coefficients.map(\.term) {
          var percent = [String](repeating: "", count: 6)
          if fit.estimated.model.family == .poisson {
            let change = try variance.semiElasticity(of: term, level: level)
            percent = [
              change.estimate, change.standardError, change.lower, change.upper,
              change.transformedLower, change.transformedUpper,
            ].map(\.description)
          }
          let effect = try fit.estimated.averageMarginalEffect(
            of: term, variance: variance.variance,
            smallSample: specification.smallSample.convention, level: level)
          writer.append(
            [
              String(index + 1), specification.variances[position].description, term,
            ] + percent
              + [effect.estimate, effect.standardError, effect.lower, effect.upper]
              .map(\.description))
        }
      }
    }
    return writer.bytes
  }
}
