import Tables

extension FitDocument {
  /// The columns of ``csv(_:)``; `term` to `conf.high` are those of R's broom.
  public static let columns = [
    "model", "formula", "family", "term", "estimate", "std.error", "statistic", "p.value",
    "conf.low", "conf.high", "df", "conf.level", "vcov", "ssc", "nobs", "clusters",
  ]

  /// All coefficients as comma-separated text, one row a model, variance and term.
  ///
  /// Numbers are the shortest decimals that read back as the same binary number. `model` counts from
  /// 1; `df` is empty under the normal distribution; `clusters` looks like `state=51;year=12`.
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
                clusters.joined(separator: ";"),
              ])
        }
      }
    }
    return writer.bytes
  }
}
