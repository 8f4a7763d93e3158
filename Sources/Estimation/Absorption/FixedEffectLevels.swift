/// What the projection of eight columns takes out of them: a number for each level and column.
struct FixedEffectLevels: Sendable {
  let major: Storage<Lanes>
  /// By block, as in `Layout.Block.firstMinor`.
  let minor: Storage<Lanes>
  let rest: Storage<Lanes>

  /// Subtracts the levels from rows of a block, which are those of some of its major levels.
  @inline(__always)
  func subtract(
    from target: UnsafeMutablePointer<Lanes>, _ rows: Range<Int>, _ majors: Range<Int>,
    _ block: Layout.Block, _ layout: Layout
  ) {
    let start = layout.majorStart.base
    let first = rows.lowerBound
    let width = layout.rest.count
    let (b, c) = (minor.base + block.firstMinor, rest.base)
    let (minorCodes, restCodes) = (layout.minorCodes.base, layout.restCodes.base)
    for level in majors {
      let a = major.base[level]
      let group = Int(start[level])..<Int(start[level + 1])
      if block.minors > 0 && width == 1 {
        for row in group {
          target[row - first] -= (a + b[Int(minorCodes[row])]) + c[Int(restCodes[row])]
        }
        continue
      }
      for row in group {
        var sum = a
        if block.minors > 0 { sum += b[Int(minorCodes[row])] }
        for k in (row * width)..<((row + 1) * width) { sum += c[Int(restCodes[k])] }
        target[row - first] -= sum
      }
    }
  }
}

/// Up to eight of the caller's columns, and what the projection takes out of them.
struct LevelledColumns: Sendable {
  let columns: [[Double]]
  /// The caller's row of each row, or nil if they are the same.
  let index: [Int]?
  /// A further column in the order of the sample.
  let ordered: [Double]?
  let levels: FixedEffectLevels

  /// Calls `body` with the columns, before anything is taken out of them.
  func withBatch<Result>(_ body: (ColumnBatch) throws -> Result) rethrows -> Result {
    try LevelledColumns.withBatch(columns, index: index, ordered: ordered, body)
  }

  static func withBatch<Result>(
    _ columns: [[Double]], index: [Int]?, ordered: [Double]?,
    _ body: (ColumnBatch) throws -> Result
  ) rethrows -> Result {
    try withColumns(columns) { pointers in
      try withColumns(ordered.map { [$0] } ?? []) { last in
        guard let index else {
          return try body(ColumnBatch(pointers + last, index: nil))
        }
        return try index.withUnsafeBufferPointer { buffer in
          try body(
            ColumnBatch(
              pointers, index: buffer.baseAddress.map { Shared(reading: $0) },
              ordered: last.first))
        }
      }
    }
  }
}
