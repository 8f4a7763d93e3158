import Estimation
import Tables

extension FitDocument {
  /// The columns of ``csv(_:)``; `term` to `conf.high` are those of R's broom.
  public static let columns = [
    "model", "formula", "family", "term", "estimate", "std.error", "statistic", "p.value",
    "conf.low", "conf.high", "df", "conf.level", "vcov", "ssc", "nobs", "clusters", "cautions",
  ]

  /// All coefficients as comma-separated text, one row a model, variance and term.
  ///
  /// Numbers are the shortest decimals that read back as the same binary number. `model` counts from
  /// 1; `df` is empty under the normal distribution; `clusters` looks like `state=51;year=12`,
  /// and `cautions` holds what the text says as such, separated by semicolons.
  public static func csv(_ results: [RegressionResult]) -> [UInt8] {
    var writer = DelimitedTextWriter(header: columns)
    for (index, result) in results.enumerated() {
      for variance in result.variances {
        let clusters = variance.clusters.map { "\($0.name)=\($0.levels)" }
        for row in variance.coefficients {
          writer.append(
            [String(index + 1), result.formula, result.family, row.term]
              + [
                row.estimate, row.standardError, row.statistic, row.pValue, row.confidenceLow,
                row.confidenceHigh,
              ].map(\.description)
              + [
                row.degreesOfFreedom?.description ?? "", result.level.description, variance.type,
                variance.smallSample, String(result.observations),
                clusters.joined(separator: ";"), variance.cautions.joined(separator: "; "),
              ])
        }
      }
    }
    return writer.bytes
  }

  /// Predictions for other rows as comma-separated text, one row a model and row.
  ///
  /// `row` counts from 1, the first row below the header; `prediction` is the mean on the scale of the
  /// outcome and empty where there is none, with the reason in `status`: `missing` (a term or the
  /// offset), `unknown level` (one without a row in the estimation sample) or `not identified` (levels
  /// that the sample does not connect).
  public static func predictionsCSV(_ predictions: [Prediction]) -> [UInt8] {
    var writer = DelimitedTextWriter(header: ["model", "row", "prediction", "status"])
    for (index, prediction) in predictions.enumerated() {
      for (row, value) in prediction.values.enumerated() {
        writer.append([
          String(index + 1), String(row + 1), value.isFinite ? value.description : "",
          prediction.statuses[row].rawValue,
        ])
      }
    }
    return writer.bytes
  }

  /// What became of the rows of each prediction, one sentence a model.
  public static func predictionNotes(_ predictions: [Prediction]) -> [String] {
    predictions.enumerated().map { index, prediction in
      let whole = { (count: Int) in NumberText.plain.whole(count) }
      let made = prediction.statuses.count { $0 == .predicted }
      let reasons = [
        (prediction.missing, "missing a value"), (prediction.unknownLevel, "with an unknown level"),
        (prediction.notIdentified, "not identified"),
      ].filter { $0.0 > 0 }.map { "\(whole($0.0)) \($0.1)" }
      return
        "model \(index + 1): predicted \(whole(made)) of \(whole(prediction.values.count)) rows"
        + (reasons.isEmpty ? "" : "; \(reasons.joined(separator: ", "))")
    }
  }

  /// Fitted values and residuals of every row as comma-separated text, one row a model and row.
  ///
  /// `row` counts from 1, the first row below the header; `fitted` is the mean on the scale of the
  /// outcome. `status` is `in_sample`, `separated` (Poisson: the zero is predicted perfectly) or
  /// `left_out` (missing, restricted, of zero weight or a singleton); both numbers are empty where it
  /// is not `in_sample`.
  public static func fittedCSV(_ fits: [SpecifiedFit]) -> [UInt8] {
    var writer = DelimitedTextWriter(header: ["model", "row", "status", "fitted", "residual"])
    for (index, fit) in fits.enumerated() {
      let values = fit.estimated.fittedValues(.response)
      let residuals = fit.estimated.residuals(.response)
      var statuses = [String](repeating: "left_out", count: values.count)
      for row in fit.fit.keptRows { statuses[row] = "in_sample" }
      for row in fit.fit.separatedRows { statuses[row] = "separated" }
      for row in values.indices {
        writer.append(
          [String(index + 1), String(row + 1), statuses[row]]
            + [values[row], residuals[row]].map { $0.isFinite ? $0.description : "" })
      }
    }
    return writer.bytes
  }
}
