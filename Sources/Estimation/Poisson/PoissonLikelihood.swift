extension PoissonState {
  /// The residuals, the deviance and the log likelihood at the present predictor.
  func likelihood() -> (residuals: [Double], deviance: Double, logLikelihood: Double) {
    let rows = sample.rows.count
    let length = 1 << 12
    let pieces = (rows + length - 1) / length
    let sums = Storage<Double>(count: 2 * pieces)
    let predictor = self.predictor
    let residuals = withColumns([sample.outcome]) { outcome in
      withColumns(sample.weights.map { [$0] } ?? []) { prior in
        [Double](count: rows) { target in
          inPieces(rows, of: length, threads: threads) { piece in
            let first = piece.lowerBound
            PoissonPass.means(
              predictor.base + first, count: piece.count, into: target.base + first)
            var (deviance, likelihood) = (0.0, 0.0)
            for row in piece {
              let (y, mean) = (outcome[0].base[row], target.base[row])
              let weight = prior.first?.base[row] ?? 1
              let logarithm = max(min(predictor.base[row], 700), -460)
              var part = mean - y
              // A mean's logarithm is the predictor itself.
              if y > 0 { part += y * (naturalLogarithm(y) - logarithm) }
              deviance += weight * part
              likelihood += weight * (y * logarithm - mean - logFactorial(y))
              target.base[row] = y - mean
            }
            sums.base[2 * (first / length)] = deviance
            sums.base[2 * (first / length) + 1] = likelihood
          }
        }
      }
    }
    var (deviance, likelihood) = (0.0, 0.0)
    for piece in 0..<pieces {
      deviance += sums[2 * piece]
      likelihood += sums[2 * piece + 1]
    }
    return (residuals, 2 * deviance, likelihood)
  }
}

/// The logarithm of y!, from a table for small whole numbers.
private func logFactorial(_ y: Double) -> Double {
  if y >= 0 && y < 64, y == y.rounded(.towardZero) { return smallLogFactorials[Int(y)] }
  return logGamma(y + 1)
}

private let smallLogFactorials: [Double] = (0..<64).map { logGamma(Double($0) + 1) }
