/// The kept terms orthogonal to the fixed effects: what variances read, row by row or as columns.
///
/// They are not stored as columns until someone asks: what is kept is the caller's columns with the
/// levels to subtract (least squares) or the rows the estimation worked on (Poisson). Reading them
/// block by block then costs less than storing them would.
final class ProjectedTerms: Sendable {
  /// Where the rows come from.
  enum Source: Sendable {
    case columns([[Double]])
    /// Eight columns side by side in each.
    case rows([Storage<Lanes>])
    case levels([LevelledColumns])
  }

  /// The number of terms.
  let count: Int
  private let source: Source
  let layout: Layout
  let threads: Int
  private let made = Lazily<[[Double]]>()

  init(_ source: Source, count: Int, layout: Layout, threads: Int) {
    self.source = source
    self.count = count
    self.layout = layout
    self.threads = threads
  }

  /// Each term as a column in the order of the sample; the first call makes them.
  var columns: [[Double]] {
    if case .columns(let columns) = source { return Array(columns.prefix(count)) }
    return made.value {
      makeColumns(count, rows: layout.rowCount) { targets in
        scan(layout.runs.count) { _, range, batches in
          for (column, target) in targets.enumerated() {
            let rows =
              UnsafeRawPointer(batches[column / laneCount]).assumingMemoryBound(to: Double.self)
              + column % laneCount
            let base = target.base + range.lowerBound
            for i in 0..<range.count { base[i] = rows[i * laneCount] }
          }
        }
      }
    }
  }

  var batches: Int { max(1, (count + laneCount - 1) / laneCount) }

  /// Reads all rows a few at a time, in parallel.
  ///
  /// The runs of blocks are cut into `parts` of a fixed extent; `body` is given the part, the rows
  /// and eight columns of them for each batch. Lanes beyond the terms hold what they like.
  func scan(
    _ parts: Int,
    _ body: @Sendable (_ part: Int, Range<Int>, [UnsafeMutablePointer<Lanes>]) -> Void
  ) {
    scan(parts) { part, _, range, buffers in body(part, range, buffers) }
  }

  /// As above; the second argument of `body` numbers the thread.
  func scan(
    _ parts: Int,
    _ body:
      @Sendable (
        _ part: Int, _ worker: Int, Range<Int>, [UnsafeMutablePointer<Lanes>]
      ) -> Void
  ) {
    let share = (layout.runs.count + parts - 1) / max(parts, 1)
    let longest = max(512, layout.longestMajor)
    let (batches, layout) = (self.batches, self.layout)
    withReader { reader in
      let scratch = Storage<Lanes>(count: threads * batches * longest)
      inParallel(parts, threads: threads) { part, worker in
        let buffers = (0..<batches).map { scratch.base + (worker * batches + $0) * longest }
        for run in (part * share)..<max(part * share, min((part + 1) * share, layout.runs.count)) {
          for index in layout.runs[run] {
            layout.forEachPiece(of: index, atMost: longest) { rows, majors in
              reader.read(rows, majors, layout.blocks[index], layout, buffers)
              switch reader {
              case .stored(let columns):
                body(part, worker, rows, columns.map { $0.base + rows.lowerBound })
              default: body(part, worker, rows, buffers)
              }
            }
          }
        }
      }
    }
  }

  /// The source with its pointers at hand.
  private enum Reader: Sendable {
    case stored([Storage<Lanes>])
    case batches([ColumnBatch])
    case levels([(ColumnBatch, FixedEffectLevels)])

    func read(
      _ rows: Range<Int>, _ majors: Range<Int>, _ block: Layout.Block, _ layout: Layout,
      _ buffers: [UnsafeMutablePointer<Lanes>]
    ) {
      switch self {
      case .stored: return
      case .batches(let batches):
        for (batch, buffer) in zip(batches, buffers) { batch.load(rows, into: buffer) }
      case .levels(let batches):
        for ((batch, levels), buffer) in zip(batches, buffers) {
          batch.load(rows, into: buffer)
          levels.subtract(from: buffer, rows, majors, block, layout)
        }
      }
    }
  }

  private func withReader(_ body: (Reader) -> Void) {
    switch source {
    case .rows(let rows): body(.stored(Array(rows.prefix(batches))))
    case .columns(let columns):
      withColumns(columns) { pointers in
        let parts = stride(from: 0, to: pointers.count, by: laneCount).map { first in
          ColumnBatch(
            Array(pointers[first..<min(first + laneCount, pointers.count)]), index: nil)
        }
        body(.batches(parts))
      }
    case .levels(let all):
      let parts = all.prefix(batches)
      func open(_ index: Int, _ opened: [(ColumnBatch, FixedEffectLevels)]) {
        if index == parts.count { return body(.levels(opened)) }
        parts[index].withBatch { open(index + 1, opened + [($0, parts[index].levels)]) }
      }
      open(0, [])
    }
  }

  /// The weighted products of all columns, in parts of a fixed extent added in their order.
  func products(weights: Shared<Double>?) -> SymmetricMatrix {
    let (parts, batches) = (max(layout.runs.count, 1), self.batches)
    let square = laneCount * batches * batches
    let sums = Storage<Lanes>(repeating: .zero, count: parts * square)
    let longest = weights == nil ? max(512, layout.longestMajor) : 0
    let ones = Storage<Double>(repeating: 1, count: longest)
    scan(parts) { part, range, buffers in
      let target = sums.base + part * square
      let w = weights.map { $0.base + range.lowerBound } ?? ones.base
      for a in 0..<batches {
        for b in a..<batches {
          Gram.add(
            buffers[a], buffers[b], weights: w, count: range.count, symmetric: a == b,
            to: target + (a * batches + b) * laneCount)
        }
      }
    }
    for part in 1..<parts {
      for k in 0..<square { sums[k] += sums[part * square + k] }
    }
    return ProjectedTerms.matrix(sums.base, count: count, batches: batches)
  }

  /// The products of columns, from those of batches by batches, on and above the diagonal.
  static func matrix(
    _ sums: UnsafePointer<Lanes>, count: Int, batches: Int
  ) -> SymmetricMatrix {
    var result = SymmetricMatrix(size: count)
    for i in 0..<count {
      for j in i..<count {
        let (a, b) = (i / laneCount, j / laneCount)
        let value = sums[(a * batches + b) * laneCount + i % laneCount][j % laneCount]
        result[i, j] = value
        result[j, i] = value
      }
    }
    return result
  }

  /// The multiples of all columns that make residuals of the last one.
  func steps(_ coefficients: [Double]) -> [Lanes] {
    var slopes = [Lanes](repeating: .zero, count: batches)
    for (index, slope) in coefficients.enumerated() {
      slopes[index / laneCount][index % laneCount] = -slope
    }
    slopes[(count - 1) / laneCount][(count - 1) % laneCount] = 1
    return slopes
  }

  /// Adds up multiples of the columns.
  @inline(__always)
  static func combine(
    _ buffers: [UnsafeMutablePointer<Lanes>], _ steps: [Lanes], count: Int,
    into result: UnsafeMutablePointer<Double>
  ) {
    for (batch, rows) in buffers.enumerated() {
      let slope = steps[batch]
      if batch == 0 {
        for i in 0..<count { result[i] = (rows[i] * slope).sum() }
      } else {
        for i in 0..<count { result[i] += (rows[i] * slope).sum() }
      }
    }
  }

  /// The last column less what the others explain of it, and its weighted squares.
  func residuals(
    of coefficients: [Double], weights: Shared<Double>?
  ) -> (residuals: [Double], squares: Double) {
    let parts = max(layout.runs.count, 1)
    let sums = Storage<Double>(repeating: 0, count: parts)
    let (steps, rows) = (self.steps(coefficients), layout.rowCount)
    let residuals = [Double](count: rows) { target in
      scan(parts) { part, range, buffers in
        let result = target.base + range.lowerBound
        let w = weights.map { $0.base + range.lowerBound }
        var squares = 0.0
        ProjectedTerms.combine(buffers, steps, count: range.count, into: result)
        for i in 0..<range.count { squares += result[i] * result[i] * (w?[i] ?? 1) }
        sums.base[part] += squares
      }
    }
    return (residuals, sums.array.reduce(0, +))
  }
}
