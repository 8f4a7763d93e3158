import Estimation

/// Eight draws of the errors, each as the regression sees it.
struct PowerDraws {
  typealias Lanes = SIMD8<Float>

  /// The drawn errors without fixed effects.
  let response: [Lanes]
  /// Those without the estimated terms as well: the residuals of the full regression.
  let residuals: [Lanes]
  /// The estimate at no effect; an effect is added to it.
  let estimates: SIMD8<Double>

  /// Takes fixed effects and terms out of eight columns, or fewer, in the order of the design's rows.
  init(_ columns: [[Double]], design: PowerDesign) throws(EstimationError) {
    let projected = try design.projector.withoutFixedEffects(
      columns, tolerance: PowerDesign.tolerance)
    let count = design.rows.count
    var response = [Lanes](repeating: .zero, count: count)
    var residuals = response
    var estimates = SIMD8<Double>.zero
    for (lane, column) in projected.enumerated() {
      var estimate = 0.0
      var products = [Double](repeating: 0, count: design.otherParts.count)
      for row in 0..<count {
        let weighted = design.weights[row] * column[row]
        estimate += weighted * design.direction[row]
        for (index, part) in design.otherParts.enumerated() {
          products[index] += weighted * part[row]
        }
      }
      estimate /= design.curvature
      let slopes = design.otherBread.map { row in
        zip(row, products).reduce(0) { $0 + $1.0 * $1.1 }
      }
      estimates[lane] = estimate
      for row in 0..<count {
        var residual = column[row] - estimate * design.direction[row]
        for (slope, part) in zip(slopes, design.otherParts) { residual -= slope * part[row] }
        response[row][lane] = Float(column[row])
        residuals[row][lane] = Float(residual)
      }
    }
    self.response = response
    self.residuals = residuals
    self.estimates = estimates
  }
}
