/// Estimates a model once and as many variances from it as are asked for.
///
/// - Parameters:
///   - model: The columns; rows with a missing number are left out.
///   - variances: The variances to compute, in the order of the result.
///   - smallSample: The corrections, usually `.fixest`.
///   - tolerance: The length of the last step, relative to the coefficients, between 1e-13 and 1e-4.
///     The last step is then repeated with everything a hundred times tighter, and what changed is
///     reported. For 1e-8 the coefficients are usually right to 1e-12.
///
/// Rows are dropped until none is a singleton and, for Poisson, none is separated; terms in the span
/// of the fixed effects or of earlier terms are omitted with the reason. A model without terms is
/// estimated with its fixed effects alone. Cost is proportional to rows, terms and the steps that
/// the fixed effects need; memory is about three times that of the columns.
///
/// Throws an `EstimationError` if columns differ in length or hold infinite values, if an outcome is
/// negative (Poisson), if no rows or no terms are left, if there are more parameters than rows, if
/// the outcome does not vary beyond the fixed effects, if a dimension has fewer than two clusters,
/// or if the estimation does not converge. No result is ever NaN.
public func fit(
  _ model: Model, variances: [Variance], smallSample: SmallSample, tolerance: Double
) throws(EstimationError) -> Fit {
  try EstimatedModel(model, tolerance: tolerance).fit(
    variances: variances, smallSample: smallSample)
}
