extension BlockStatistics {
  /// Takes the measure of a block.
  ///
  /// Rows are pruned, fixed effects absorbed and, for Poisson, fitted at the coefficients of the
  /// question with the code of `fit`. Cost is that of one estimation of the block without its terms
  /// (Poisson), or of one projection (least squares); memory is about three times that of the columns.
  /// `threads` changes no bit of the result, nor does the order of the rows.
  ///
  /// Throws an `EstimationError` if columns differ in length or hold infinite values, if an outcome is
  /// negative (Poisson), if the question has not one coefficient a term, or if fixed effects cannot be
  /// fitted. A block without a row that can be used is no error: it says nothing.
  public init(
    of block: Block, question: BlockQuestion, threads: Int? = nil
  ) throws(EstimationError) {
    let threads = max(1, threads ?? processorCount())
    let count = block.model.terms.count
    var question = question
    if question.coefficients.isEmpty {
      question.coefficients = [Double](repeating: 0, count: count)
    }
    if question.coefficients.count != count {
      throw .blocks(
        "block '\(block.id)' has \(count) terms, and the question of round \(question.round) has "
          + "\(question.coefficients.count) coefficients",
        hint: "use the question that the same formula led to")
    }
    self.init(of: block, question: question)
    var pruning = try Pruning(model: block.model, threads: threads)
    if !pruning.kept.isEmpty {
      let measured =
        block.model.family == .gaussian
        ? try BlockSample.leastSquares(block, question, pruning, threads: threads)
        : try BlockSample.poisson(block, question, &pruning, threads: threads)
      if let measured { take(measured, of: block) }
    }
    let dropped = pruning.dropped
    missing = dropped.missing - block.excludedRows
    zeroWeight = dropped.zeroWeight
    singleton = dropped.singleton
    separated = dropped.separatedByFixedEffects + dropped.separatedByRegressors
  }

  private mutating func take(_ measured: BlockSample, of block: Block) {
    let sample = measured.sample
    observations = sample.rows.count
    deviance = measured.deviance
    outcomeSquares = measured.outcomeSquares
    logLikelihood = measured.logLikelihood
    levels = sample.fixedEffects.map(\.levels)
    let rank = FixedEffectRank(sample: sample)
    (self.rank, rankIsExact) = (rank.value, rank.isExact)
    var pair = 0
    for later in sample.fixedEffects.indices {
      for earlier in 0..<later {
        let both = [sample.fixedEffects[earlier], sample.fixedEffects[later]]
        components[pair] =
          both[0].levels + both[1].levels
          - FixedEffectRank(fixedEffects: both).value
        pair += 1
      }
    }
    let one = measured.sums(
      by: [Int32](repeating: 0, count: observations), cells: 1, products: true)
    (gradient, products) = (one.scores, one.products)
    for (index, term) in block.model.terms.enumerated() {
      for row in sample.rows {
        sums[index] += term.values[row]
        squares[index] += term.values[row] * term.values[row]
      }
    }
    extremes = measured.terms.map { $0.reduce(0) { max($0, abs($1)) } }
    if !meat.isEmpty { meat = measured.rowMeat() }
    var next = 0
    for case .clustered(let dimensions) in block.variances {
      take(dimensions, measured, into: &clusters[next])
      next += 1
    }
  }

  /// The sums by cluster of one variance.
  private func take(
    _ dimensions: [Block.Dimension], _ measured: BlockSample, into result: inout Clusters
  ) {
    let sample = measured.sample
    // Clusters of the sample, which keep the numbers that the labels have.
    let factors = dimensions.map { dimension in
      Factor(
        trusted: dimension.factor.name, codes: sample.rows.map { dimension.factor.codes[$0] },
        levels: dimension.factor.levels)
    }
    result.nested = factors.flatMap { factor in sample.fixedEffects.map { $0.isNested(in: factor) }
    }
    let finest = factors.dropFirst().reduce(factors[0].dense()) { $0.crossed(with: $1) }
    let isWithin = Self.isWithin(dimensions)
    let found = measured.sums(
      by: finest.codes, cells: finest.levels,
      products: !isWithin && question.wantsClusterProducts && family == "gaussian")
    if isWithin {
      result.meat = BlockSample.meat(found.scores, terms: terms.count)
      result.clusters = finest.levels
      return
    }
    result.scores = found.scores
    result.products = found.products
    result.cells = [Int32](repeating: 0, count: finest.levels * factors.count)
    for (place, factor) in factors.enumerated() {
      var isUsed = [Bool](repeating: false, count: factor.levels)
      for code in factor.codes { isUsed[Int(code)] = true }
      var position = [Int32](repeating: -1, count: factor.levels)
      for level in isUsed.indices where isUsed[level] {
        position[level] = Int32(result.labels[place].count)
        result.labels[place].append(dimensions[place].labels[level])
      }
      for row in finest.codes.indices {
        result.cells[Int(finest.codes[row]) * factors.count + place] =
          position[Int(factor.codes[row])]
      }
    }
  }
}
