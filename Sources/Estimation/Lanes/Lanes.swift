/// Eight columns side by side: one row of a batch.
typealias Lanes = SIMD8<Double>

/// The width of a batch of columns.
let laneCount = 8

/// Calls `body` with pointers to the elements of all columns.
func withColumns<Result>(
  _ columns: [[Double]], _ body: ([Shared<Double>]) throws -> Result
) rethrows -> Result {
  func open(_ index: Int, _ pointers: [Shared<Double>]) throws -> Result {
    if index == columns.count { return try body(pointers) }
    return try columns[index].withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return try open(index + 1, pointers) }
      return try open(index + 1, pointers + [Shared(reading: base)])
    }
  }
  return try open(0, [])
}

/// Makes columns whose elements `fill` sets, all of them, through the pointers it is given.
func makeColumns(
  _ count: Int, rows: Int, _ fill: ([Shared<Double>]) -> Void
) -> [[Double]] {
  func open(_ pointers: [Shared<Double>]) -> [[Double]] {
    if pointers.count == count {
      fill(pointers)
      return []
    }
    var later: [[Double]] = []
    let column = [Double](count: rows) { later = open(pointers + [$0]) }
    return [column] + later
  }
  return open([])
}

/// Up to eight columns to be read row by row, at given positions or one after the other.
struct ColumnBatch: Sendable {
  private let columns: [Shared<Double>]
  private let index: Shared<Int>?
  /// A further column that is read one after the other in any case, and its lane.
  private let ordered: Shared<Double>?
  private let orderedLane: Int

  /// Unused lanes repeat another column.
  init(_ columns: [Shared<Double>], index: Shared<Int>?, ordered: Shared<Double>? = nil) {
    orderedLane = columns.count
    if columns.isEmpty, let ordered {
      self.columns = Array(repeating: ordered, count: laneCount)
      self.index = nil
      self.ordered = nil
      return
    }
    self.columns = columns + Array(repeating: columns[0], count: laneCount - columns.count)
    self.index = index
    self.ordered = ordered
  }

  /// Copies the rows into `target`.
  @inline(__always)
  func load(_ rows: Range<Int>, into target: UnsafeMutablePointer<Lanes>) {
    let (a, b, c, d) = (columns[0].base, columns[1].base, columns[2].base, columns[3].base)
    let (e, f, g, h) = (columns[4].base, columns[5].base, columns[6].base, columns[7].base)
    if let index {
      for (offset, row) in rows.enumerated() {
        let i = index.base[row]
        target[offset] = Lanes(a[i], b[i], c[i], d[i], e[i], f[i], g[i], h[i])
      }
    } else {
      for (offset, i) in rows.enumerated() {
        target[offset] = Lanes(a[i], b[i], c[i], d[i], e[i], f[i], g[i], h[i])
      }
    }
    if let ordered {
      let lane = UnsafeMutableRawPointer(target).assumingMemoryBound(to: Double.self) + orderedLane
      for (offset, row) in rows.enumerated() { lane[offset * laneCount] = ordered.base[row] }
    }
  }
}
