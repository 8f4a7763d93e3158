/// Sums of projected terms by cluster.
extension ProjectedTerms {
  /// For each factor and level the weighted products of the terms, on and below the diagonal.
  func products(weights: [Double], by factors: [Factor]) -> [Storage<Double>] {
    let (batches, count) = (self.batches, self.count)
    let square = laneCount * batches * batches
    let levels = factors.reduce(0) { $0 + $1.levels }
    let size = square * levels
    let parts = max(1, min(8, layout.runs.count, layout.rowCount / max(size, 1)))
    let sums = Storage<Lanes>(repeating: .zero, count: parts * size)
    var starts: [Int] = []
    for factor in factors { starts.append((starts.last ?? 0) + factor.levels) }
    let ends = starts
    withColumns([weights]) { weights in
      let weights = weights[0]
      withCodes(factors) { codes in
        scan(parts) { part, range, buffers in
          let w = weights.base + range.lowerBound
          for (number, codes) in codes.enumerated() {
            let shift = number == 0 ? 0 : ends[number - 1]
            let target = sums.base + part * size + shift * square
            ProjectedTerms.add(
              buffers, codes: codes.base + range.lowerBound, weights: w, count: range.count,
              terms: count, to: target)
          }
        }
      }
    }
    for part in 1..<max(parts, 1) {
      for k in 0..<size { sums[k] += sums[part * size + k] }
    }
    return ProjectedTerms.products(sums, by: factors, count: count, batches: batches)
  }

  /// The products of each level as matrices.
  private static func products(
    _ sums: Storage<Lanes>, by factors: [Factor], count: Int, batches: Int
  ) -> [Storage<Double>] {
    let square = laneCount * batches * batches
    var first = 0
    return factors.map { factor in
      let result = Storage<Double>(count: max(1, factor.levels * count * count))
      for level in 0..<factor.levels {
        let matrix = ProjectedTerms.matrix(
          sums.base + (first + level) * square, count: count, batches: batches)
        for i in 0..<count {
          for j in 0..<count { result[(level * count + i) * count + j] = matrix[i, j] }
        }
      }
      first += factor.levels
      return result
    }
  }

  private func withCodes(_ factors: [Factor], _ body: ([Shared<Int32>]) -> Void) {
    func open(_ index: Int, _ opened: [Shared<Int32>]) {
      if index == factors.count { return body(opened) }
      factors[index].codes.withUnsafeBufferPointer { codes in
        if let base = codes.baseAddress { open(index + 1, opened + [Shared(reading: base)]) }
      }
    }
    open(0, [])
  }

  /// Adds the weighted products of rows to those of their levels, on and above the diagonal.
  private static func add(
    _ buffers: [UnsafeMutablePointer<Lanes>], codes: UnsafePointer<Int32>,
    weights: UnsafePointer<Double>, count: Int, terms: Int,
    to target: UnsafeMutablePointer<Lanes>
  ) {
    let batches = buffers.count
    let square = laneCount * batches * batches
    var first = 0
    while first < count {
      var end = first + 1
      while end < count && codes[end] == codes[first] { end += 1 }
      let matrix = target + Int(codes[first]) * square
      for a in 0..<batches {
        for b in a..<batches {
          let block = matrix + (a * batches + b) * laneCount
          if end - first >= 8 {
            Gram.add(
              buffers[a] + first, buffers[b] + first, weights: weights + first,
              count: end - first, symmetric: a == b, to: block)
            continue
          }
          let lanes = min(laneCount, terms - a * laneCount)
          for i in first..<end {
            let (left, right) = (buffers[a][i] * weights[i], buffers[b][i])
            for lane in 0..<min(lanes, 4) { block[lane] += right * left[lane] }
            if lanes <= 4 { continue }
            let high = right.highHalf
            for lane in 4..<lanes {
              if a != b { block[lane].lowHalf += right.lowHalf * left[lane] }
              block[lane].highHalf += high * left[lane]
            }
          }
        }
      }
      first = end
    }
  }

  /// For each term the sum, in each level, of the term times a column.
  func sums(times column: [Double], by factor: Factor) -> [[Double]] {
    let (levels, batches, count) = (factor.levels, self.batches, self.count)
    // Parts of a fixed number, as many as there is room for.
    let parts = max(1, min(8, layout.runs.count, layout.rowCount / max(4 * levels, 1)))
    let size = levels * batches
    let sums = Storage<Lanes>(repeating: .zero, count: parts * size)
    withColumns([column]) { column in
      factor.codes.withUnsafeBufferPointer { codes in
        guard let codes = codes.baseAddress else { return }
        let (source, column) = (Shared(reading: codes), column[0])
        scan(parts) { part, range, buffers in
          let (code, value) = (source.base + range.lowerBound, column.base + range.lowerBound)
          for (batch, rows) in buffers.enumerated() {
            let target = sums.base + part * size + batch * levels
            for i in 0..<range.count { target[Int(code[i])] += rows[i] * value[i] }
          }
        }
      }
    }
    for part in 1..<max(parts, 1) {
      for k in 0..<size { sums[k] += sums[part * size + k] }
    }
    return ProjectedTerms.columns(sums, levels: levels, count: count)
  }

  /// The residuals of the last column, and the scores and products of the others by cluster, from one
  /// reading of the rows.
  func residualsAndSums(
    of coefficients: [Double], weights: Shared<Double>?, _ reading: ClusterReading
  ) -> (LazyResiduals.Made, ClusterSums) {
    let (batches, terms) = (self.batches, count - 1)
    let square = laneCount * batches * batches
    let levels = reading.finest.levels
    let described = reading.described.reduce(0) { $0 + $1.levels }
    let size = levels * batches + described * square
    // Parts of a fixed number, as many as there is room for.
    let parts = max(1, min(8, layout.runs.count, 2 * layout.rowCount / max(size, 1)))
    let sums = Storage<Lanes>(repeating: .zero, count: parts * size)
    let squares = Storage<Double>(repeating: 0, count: parts)
    let steps = self.steps(coefficients)
    let longest = max(512, layout.longestMajor)
    let ones = Storage<Double>(repeating: 1, count: longest)
    let scores = Storage<Double>(count: threads * longest)
    let residuals = [Double](count: layout.rowCount) { target in
      withCodes([reading.finest] + reading.described) { codes in
        scan(parts) { part, worker, range, buffers in
          let result = target.base + range.lowerBound
          let w = weights.map { $0.base + range.lowerBound } ?? ones.base
          ProjectedTerms.combine(buffers, steps, count: range.count, into: result)
          let score = scores.base + worker * longest
          var square = 0.0
          for i in 0..<range.count {
            score[i] = result[i] * w[i]
            square += result[i] * score[i]
          }
          squares.base[part] += square
          let base = sums.base + part * size
          let code = codes[0].base + range.lowerBound
          for (batch, rows) in buffers.enumerated() {
            let target = base + batch * levels
            for i in 0..<range.count { target[Int(code[i])] += rows[i] * score[i] }
          }
          var shift = levels * batches
          for (dimension, codes) in zip(reading.described, codes.dropFirst()) {
            ProjectedTerms.add(
              buffers, codes: codes.base + range.lowerBound, weights: w, count: range.count,
              terms: terms, to: base + shift)
            shift += dimension.levels * laneCount * batches * batches
          }
        }
      }
    }
    for part in 1..<max(parts, 1) {
      for k in 0..<size { sums[k] += sums[part * size + k] }
    }
    let products = Storage<Lanes>(count: described * square)
    for k in 0..<(described * square) { products[k] = sums[levels * batches + k] }
    return (
      LazyResiduals.Made(residuals: residuals, squares: squares.array.reduce(0, +)),
      ClusterSums(
        scores: ProjectedTerms.columns(sums, levels: levels, count: terms),
        products: ProjectedTerms.products(
          products, by: reading.described, count: terms, batches: batches))
    )
  }

  /// The sums by level of each term.
  private static func columns(
    _ sums: Storage<Lanes>, levels: Int, count: Int
  ) -> [[Double]] {
    (0..<count).map { term in
      let (batch, lane) = (term / laneCount * levels, term % laneCount)
      return (0..<levels).map { sums[batch + $0][lane] }
    }
  }
}
