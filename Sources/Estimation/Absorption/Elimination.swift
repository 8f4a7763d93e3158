/// Weights on a layout, and all that follows from them for eliminating its blocks.
final class Elimination: Sendable {
  let layout: Layout
  /// The weight of each row.
  let weights: Storage<Double>
  /// Whether all weights are one.
  let isUniform: Bool
  let threads: Int
  /// One over the weight of each level of the major effect.
  let inverseMajor: Storage<Double>
  /// One over the weight of each level of the rest.
  let inverseRest: Storage<Double>
  /// For each block the Cholesky factor of the minor effect's equations once the major effect is
  /// taken out, packed by rows, with the inverses of its diagonal.
  let factors: Storage<Double>
  /// How many blocks a block stands for, or 0 if another one stands for it.
  let multiplicity: [Double]

  /// Takes weights without working anything out from them.
  init(_ layout: Layout, weights: Storage<Double>, isUniform: Bool, threads: Int) {
    self.layout = layout
    self.weights = weights
    self.isUniform = isUniform
    self.threads = threads
    inverseMajor = Storage(count: max(layout.majorStart.count - 1, 0))
    inverseRest = Storage(count: layout.restSize)
    factors = Storage(count: layout.factorSize)
    var multiplicity = [Double](repeating: isUniform ? 0 : 1, count: layout.blocks.count)
    if isUniform { for block in layout.alike { multiplicity[block] += 1 } }
    self.multiplicity = multiplicity
  }

  /// Works out the levels' weights and the factors.
  func factorize() {
    let sums = Storage<Double>(repeating: 0, count: layout.restSize * layout.runs.count)
    let width = layout.widestBlock
    let scratch = Storage<Double>(count: threads * Elimination.scratchSize(width))
    inParallel(layout.runs.count, threads: threads) { run, worker in
      let part = scratch.base + worker * Elimination.scratchSize(width)
      for block in layout.runs[run] {
        factorize(block, scratch: part, restSums: sums.base + run * layout.restSize)
      }
    }
    finishRest(sums)
  }

  /// Adds up what the runs of blocks found as the weights of the rest's levels.
  func finishRest(_ sums: Storage<Double>) {
    let (size, runs) = (layout.restSize, layout.runs.count)
    inPieces(size, of: 4096, threads: threads) { piece in
      for level in piece {
        var sum = 0.0
        for run in 0..<runs { sum += sums.base[run * size + level] }
        inverseRest.base[level] = 1 / sum
      }
    }
  }

  static func scratchSize(_ width: Int) -> Int { (width + 1) * (width + 8) }

  /// The weights of one block's levels and its factor.
  func factorize(
    _ index: Int, scratch: UnsafeMutablePointer<Double>, restSums: UnsafeMutablePointer<Double>
  ) {
    let block = layout.blocks[index]
    let w = weights.base
    let start = layout.majorStart.base
    for level in block.majors {
      var sum = 0.0
      for row in Int(start[level])..<Int(start[level + 1]) { sum += w[row] }
      inverseMajor.base[level] = 1 / sum
    }
    let codes = layout.restCodes.base
    if layout.rest.count == 1 {
      for row in block.rows { restSums[Int(codes[row])] += w[row] }
    } else {
      let width = layout.rest.count
      for row in block.rows {
        for k in (row * width)..<((row + 1) * width) { restSums[Int(codes[k])] += w[row] }
      }
    }
    if block.minors > 0 && !(isUniform && block.isComplete) {
      Elimination.factorize(
        block, start: start, minorCodes: layout.minorCodes.base, weights: w,
        inverseMajor: inverseMajor.base, scratch: scratch,
        factor: factors.base + block.factor)
    }
  }

  /// The Laplacian of the minor levels, formed from its off-diagonal elements, and its factor.
  private static func factorize(
    _ block: Layout.Block, start: UnsafePointer<Int32>, minorCodes: UnsafePointer<Int32>,
    weights: UnsafePointer<Double>, inverseMajor: UnsafePointer<Double>,
    scratch: UnsafeMutablePointer<Double>, factor: UnsafeMutablePointer<Double>
  ) {
    let size = block.minors
    // Rows of the matrix are padded to whole pairs; four dense rows of weights follow it.
    let stride = (size + 1) & ~1
    let matrix = scratch
    let dense = scratch + size * stride
    for k in 0..<(size * stride + 4 * stride) { matrix[k] = 0 }
    var level = block.majors.lowerBound
    while level < block.majors.upperBound {
      let count = min(4, block.majors.upperBound - level)
      for k in 0..<count {
        let row = dense + k * stride
        for position in Int(start[level + k])..<Int(start[level + k + 1]) {
          row[Int(minorCodes[position])] += weights[position]
        }
      }
      let (p, q) = (inverseMajor[level], count > 1 ? inverseMajor[level + 1] : 0)
      let (r, s) = (
        count > 2 ? inverseMajor[level + 2] : 0, count > 3 ? inverseMajor[level + 3] : 0
      )
      for i in 1..<max(size, 1) {
        let (a, b) = (dense[i] * p, dense[stride + i] * q)
        let (c, d) = (dense[2 * stride + i] * r, dense[3 * stride + i] * s)
        if a == 0 && b == 0 && c == 0 && d == 0 { continue }
        let target = matrix + i * stride
        for pair in 0..<((i + 1) >> 1) {
          let j = 2 * pair
          let one = SIMD2(dense[j], dense[j + 1]) * a
          let two = SIMD2(dense[stride + j], dense[stride + j + 1]) * b
          let three = SIMD2(dense[2 * stride + j], dense[2 * stride + j + 1]) * c
          let four = SIMD2(dense[3 * stride + j], dense[3 * stride + j + 1]) * d
          let sum = SIMD2(target[j], target[j + 1]) + ((one + two) + (three + four))
          target[j] = sum[0]
          target[j + 1] = sum[1]
        }
      }
      for k in 0..<(count * stride) { dense[k] = 0 }
      level += count
    }
    // The diagonal is the sum of the row: nothing is lost by subtraction.
    for i in 0..<size { matrix[i * stride + i] = 0 }
    for i in 0..<size {
      for j in 0..<i {
        let value = matrix[i * stride + j]
        matrix[i * stride + i] += value
        matrix[j * stride + j] += value
        matrix[i * stride + j] = -value
      }
    }
    // The last level is the reference: the block is connected, so the others are determined.
    for i in 0..<size {
      let row = matrix + i * stride
      let packed = factor + i * (i + 1) / 2
      let diagonal = row[i]
      for j in 0...i {
        var sum = row[j]
        let other = factor + j * (j + 1) / 2
        var pair = SIMD2<Double>.zero
        var k = 0
        while k + 1 < j {
          pair += SIMD2(packed[k], packed[k + 1]) * SIMD2(other[k], other[k + 1])
          k += 2
        }
        sum -= pair[0] + pair[1]
        if k < j { sum -= packed[k] * other[k] }
        if j < i {
          packed[j] = sum * other[j]
        } else {
          let isFree = i < size - 1 && sum > 1e-15 * diagonal
          packed[i] = isFree ? 1 / sum.squareRoot() : 0
        }
      }
    }
  }

  /// Solves a block's equations of the minor effect in place.
  @inline(__always)
  func solveMinor(_ block: Layout.Block, _ x: UnsafeMutablePointer<Lanes>) {
    let size = block.minors
    if isUniform && block.isComplete {
      let inverse = 1 / Double(block.majors.count)
      for i in 0..<size { x[i] *= inverse }
      return
    }
    let factor = UnsafePointer(factors.base + block.factor)
    var row = factor
    for i in 0..<size {
      var sum = x[i]
      for j in 0..<i { sum -= x[j] * row[j] }
      x[i] = sum * row[i]
      row += i + 1
    }
    for i in (0..<size).reversed() {
      row -= i + 1
      let value = x[i] * row[i]
      x[i] = value
      for j in 0..<i { x[j] -= value * row[j] }
    }
  }

  /// Takes the eliminated effects out of a block's rows in place; `minor` has room for its levels.
  ///
  /// What is taken out is left there, and, if `majors` is given, at the levels of the major effect.
  @inline(__always)
  func eliminate(
    _ index: Int, _ rows: UnsafeMutablePointer<Lanes>, minor: UnsafeMutablePointer<Lanes>,
    majors: UnsafeMutablePointer<Lanes>? = nil
  ) {
    let block = layout.blocks[index]
    let first = block.rows.lowerBound
    let start = layout.majorStart.base
    let w = UnsafePointer(weights.base + first)
    if block.minors == 0 {
      for level in block.majors {
        let group = (Int(start[level]) - first)..<(Int(start[level + 1]) - first)
        var sum = Lanes.zero
        for i in group { sum += rows[i] * w[i] }
        let mean = sum * inverseMajor.base[level]
        if let majors { majors[level] = mean }
        for i in group { rows[i] -= mean }
      }
      return
    }
    let codes = UnsafePointer(layout.minorCodes.base + first)
    for k in 0..<block.minors { minor[k] = .zero }
    for level in block.majors {
      let group = (Int(start[level]) - first)..<(Int(start[level + 1]) - first)
      var sum = Lanes.zero
      for i in group { sum += rows[i] * w[i] }
      let mean = sum * inverseMajor.base[level]
      if let majors { majors[level] = mean }
      for i in group {
        let value = rows[i] - mean
        rows[i] = value
        minor[Int(codes[i])] += value * w[i]
      }
    }
    solveMinor(block, minor)
    for level in block.majors {
      let group = (Int(start[level]) - first)..<(Int(start[level + 1]) - first)
      var sum = Lanes.zero
      for i in group {
        let value = rows[i] - minor[Int(codes[i])]
        rows[i] = value
        sum += value * w[i]
      }
      let mean = sum * inverseMajor.base[level]
      if let majors { majors[level] += mean }
      for i in group { rows[i] -= mean }
    }
  }

  /// Adds a block's weighted rows to the sums of the rest's levels.
  @inline(__always)
  func addRest(
    _ index: Int, _ rows: UnsafePointer<Lanes>, to sums: UnsafeMutablePointer<Lanes>
  ) {
    let range = layout.blocks[index].rows
    let w = weights.base + range.lowerBound
    let width = layout.rest.count
    let codes = layout.restCodes.base + range.lowerBound * width
    if width == 1 {
      for i in 0..<range.count { sums[Int(codes[i])] += rows[i] * w[i] }
    } else {
      for i in 0..<range.count {
        let value = rows[i] * w[i]
        for k in (i * width)..<((i + 1) * width) { sums[Int(codes[k])] += value }
      }
    }
  }

  /// Subtracts the rest's levels from a block's rows.
  @inline(__always)
  func subtractRest(
    _ index: Int, _ levels: UnsafePointer<Lanes>, from rows: UnsafeMutablePointer<Lanes>
  ) {
    let range = layout.blocks[index].rows
    let width = layout.rest.count
    let codes = layout.restCodes.base + range.lowerBound * width
    if width == 1 {
      for i in 0..<range.count { rows[i] -= levels[Int(codes[i])] }
    } else {
      for i in 0..<range.count {
        for k in (i * width)..<((i + 1) * width) { rows[i] -= levels[Int(codes[k])] }
      }
    }
  }
}
