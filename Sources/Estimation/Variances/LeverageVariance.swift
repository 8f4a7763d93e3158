extension Covariance {
  /// HC2 and HC3 with the leverage of terms and fixed effects together.
  ///
  /// A row with a fixed effect or a combination of them to itself has leverage one and a residual of
  /// zero; it adds nothing, since the terms are zero in it beside the fixed effects. Where a term is
  /// not, the row alone identifies it: the correction is zero over zero and refused
  /// (`estimate.one_cluster_identifies`).
  func leverageDraft(_ correction: LeverageCorrection) throws(EstimationError) -> Draft {
    let leverages = try rowLeverages(what: correction.rawValue)
    for row in leverages.indices where 1 - leverages[row] < 1e-10 {
      // The row's leverage on each coefficient, the other terms taken out.
      let influence = solution.bread.times(terms.map { $0[row] })
      let shares = influence.indices.map { index in
        influence[index] * influence[index] * solution.weights[row] / solution.bread[index, index]
      }
      if let index = shares.indices.max(by: { shares[$0] < shares[$1] }), shares[index] > 1e-10 {
        throw .leverageOne(
          term: estimated.names[index], row: sample.rows[row], what: correction.rawValue)
      }
    }
    let meat = rowMeat { row in
      let rest = 1 - leverages[row]
      if rest < 1e-10 { return 0 }
      return correction == .hc2 ? 1 / rest.squareRoot() : 1 / rest
    }
    return Draft(matrix: solution.bread.sandwich(meat), adjustsForParameters: false)
  }

  /// The diagonal of the hat matrix of the weighted regression on terms and fixed effects.
  func rowLeverages(what: String) throws(EstimationError) -> [Double] {
    var result = [Double](repeating: 0, count: sample.rows.count)
    for (index, term) in terms.enumerated() {
      for (other, second) in terms.enumerated() {
        let factor = solution.bread[index, other]
        for row in result.indices { result[row] += factor * term[row] * second[row] }
      }
    }
    let effects = sample.fixedEffects
    if let largest = effects.indices.max(by: { effects[$0].levels < effects[$1].levels }) {
      let inverse = try LevelInverse(
        fixedEffects: effects, eliminating: largest, weights: solution.weights, what: what)
      // With c the row's levels less their means in its group: 1 / weight of the group + c' G c.
      let groups = inverse.compositions(of: effects[largest], weights: solution.weights)
      let images = groups.map { group in
        var image: [Int: Double] = [:]
        for (i, _) in group.levels {
          image[i] = group.levels.reduce(0) { $0 + inverse[i, $1.0] * $1.1 } / group.weight
        }
        return image
      }
      let squares = zip(groups, images).map { group, image in
        group.levels.reduce(0) { $0 + $1.1 * (image[$1.0] ?? 0) } / group.weight
      }
      for row in result.indices {
        let group = Int(effects[largest].codes[row])
        let positions = inverse.positions(of: row)
        var quadratic = 1 / groups[group].weight + squares[group]
        for i in positions {
          quadratic -= 2 * (images[group][i] ?? 0)
          for j in positions { quadratic += inverse[i, j] }
        }
        result[row] += quadratic
      }
    }
    for (row, weight) in solution.weights.enumerated() { result[row] *= weight }
    return result
  }
}
