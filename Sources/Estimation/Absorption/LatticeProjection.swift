/// The means of a batch of columns in the levels of the eliminated pair, where every block is
/// complete and all weights are one: the projection then needs no equations of a block and reads each
/// row once (Wansbeek and Kapteyn 1989 have the closed forms).
struct LatticeMeans: Sendable {
  let major: Storage<Lanes>
  let minor: Storage<Lanes>
  /// By block.
  let total: Storage<Lanes>
  /// The most levels of the major effect in a block.
  private let widest: Int

  /// Nil where a block is not complete, rows have weights or there is not one effect in the rest.
  init?(_ elimination: Elimination) {
    let layout = elimination.layout
    if !elimination.isUniform || layout.rest.count != 1 { return nil }
    for block in layout.blocks where !block.isComplete { return nil }
    major = Storage(count: layout.majorStart.count - 1)
    minor = Storage(count: layout.minorSize)
    total = Storage(count: layout.blocks.count)
    widest = layout.blocks.reduce(0) { max($0, $1.majors.count) }
  }

  /// Takes the means of the columns; adds what is left of them without the pair to the sums of the
  /// rest's levels, run by run; and returns the squares of the columns before and after.
  func take(
    _ batch: ColumnBatch, _ elimination: Elimination, sums: Storage<Lanes>
  ) -> (original: Lanes, within: Lanes) {
    let layout = elimination.layout
    let runs = layout.runs.count
    let squares = Storage<Lanes>(repeating: .zero, count: 2 * max(runs, 1))
    let need = layout.widestBlock * 2 + widest
    let scratch = Storage<Lanes>(count: elimination.threads * need)
    let (major, minor, total) = (self.major, self.minor, self.total)
    inParallel(runs, threads: elimination.threads) { run, worker in
      let sum = sums.base + run * layout.restSize
      for k in 0..<layout.restSize { sum[k] = .zero }
      let rows = scratch.base + worker * need
      // The means of blocks that meet the same levels of the rest are taken out of those together.
      let held = rows + layout.widestBlock
      for k in 0..<(need - layout.widestBlock) { held[k] = .zero }
      var heldTotal = Lanes.zero
      var (original, within) = (Lanes.zero, Lanes.zero)
      for index in layout.runs[run] {
        let block = layout.blocks[index]
        let (width, height) = (block.minors, block.majors.count)
        let means = minor.base + block.firstMinor
        for k in 0..<width { means[k] = .zero }
        var (all, ofMajors, ofMinors) = (Lanes.zero, Lanes.zero, Lanes.zero)
        for (number, level) in block.majors.enumerated() {
          let first = block.rows.lowerBound + number * width
          batch.load(first..<(first + width), into: rows)
          let codes = layout.restCodes.base + first
          var (one, square) = (Lanes.zero, Lanes.zero)
          for k in 0..<width {
            let value = rows[k]
            one += value
            square += value * value
            means[k] += value
            sum[Int(codes[k])] += value
          }
          original += square
          all += one
          let mean = one / Double(width)
          ofMajors += one * mean
          major.base[level] = mean
          held[number] += mean
        }
        for k in 0..<width {
          let mean = means[k] / Double(height)
          ofMinors += means[k] * mean
          means[k] = mean
          held[widest + k] += mean
        }
        let mean = all / Double(width * height)
        total.base[index] = mean
        heldTotal += mean
        within += ofMajors + ofMinors - all * mean
        let isLast = index == layout.runs[run].upperBound - 1
        if isLast || layout.alike[index + 1] != layout.alike[index] {
          for number in 0..<height {
            let codes = layout.restCodes.base + block.rows.lowerBound + number * width
            let own = held[number] - heldTotal
            for k in 0..<width { sum[Int(codes[k])] -= own + held[widest + k] }
          }
          for k in 0..<(need - layout.widestBlock) { held[k] = .zero }
          heldTotal = .zero
        }
      }
      squares.base[2 * run] = original
      squares.base[2 * run + 1] = original - within
    }
    var (original, within) = (Lanes.zero, Lanes.zero)
    for run in 0..<runs {
      original += squares[2 * run]
      within += squares[2 * run + 1]
    }
    return (original, within.replacing(with: 0, where: within .< 0))
  }

  /// Sets the pair's levels that go with those of the rest, block by block.
  func setLevels(_ levels: FixedEffectLevels, _ elimination: Elimination, run: Int) {
    let layout = elimination.layout
    withUnsafeTemporaryAllocation(of: Lanes.self, capacity: widest + layout.widestBlock) {
      guard let means = $0.baseAddress else { return }
      var head = -1
      var mean = Lanes.zero
      for index in layout.runs[run] {
        let block = layout.blocks[index]
        let (width, height) = (block.minors, block.majors.count)
        if layout.alike[index] != head {
          head = layout.alike[index]
          mean = .zero
          for k in 0..<width { means[widest + k] = .zero }
          for number in 0..<height {
            let codes = layout.restCodes.base + block.rows.lowerBound + number * width
            var sum = Lanes.zero
            for k in 0..<width {
              let value = levels.rest[Int(codes[k])]
              sum += value
              means[widest + k] += value
            }
            mean += sum
            means[number] = sum / Double(width)
          }
          mean /= Double(width * height)
          for k in 0..<width { means[widest + k] /= Double(height) }
        }
        let shift = total.base[index] - mean
        for (number, level) in block.majors.enumerated() {
          levels.major[level] = major.base[level] - means[number] - shift
        }
        for k in 0..<width {
          levels.minor[block.firstMinor + k] =
            minor.base[block.firstMinor + k] - means[widest + k]
        }
      }
    }
  }
}
