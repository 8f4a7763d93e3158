/// In how many clusters each term is not zero, and in how many it varies.
///
/// Rows stand in runs of one cluster in every dimension: of each run only the smallest and the largest
/// value count, so that a row costs one comparison for all dimensions together.
struct ClusterVariation {
  /// By dimension and term.
  let counts: [[(treated: Int, varying: Int)]]

  init(_ estimated: EstimatedModel, dimensions: [Factor]) {
    let kept = estimated.collinearity.kept
    let sample = estimated.sample
    let starts = ClusterVariation.runs(dimensions, rows: sample.rows.count)
    let found = Storage<Int>(repeating: 0, count: 2 * max(1, kept.count * dimensions.count))
    let isOrdered = sample.isCallersOrder
    inParallel(kept.count, threads: estimated.threads) { index in
      estimated.model.terms[kept[index]].values.withUnsafeBufferPointer { values in
        sample.rows.withUnsafeBufferPointer { rows in
          var states = dimensions.map { State($0.levels) }
          for run in 0..<(starts.count - 1) {
            let (first, end) = (Int(starts[run]), Int(starts[run + 1]))
            let start = isOrdered ? values[first] : values[rows[first]]
            var (low, high) = (start, start)
            if isOrdered {
              for row in first..<end {
                let value = values[row]
                low = value < low ? value : low
                high = value > high ? value : high
              }
            } else {
              for row in first..<end {
                let value = values[rows[row]]
                low = value < low ? value : low
                high = value > high ? value : high
              }
            }
            var isOpen = false
            for number in states.indices {
              states[number].take(Int(dimensions[number].codes[first]), low, high)
              isOpen = isOpen || states[number].remaining > 0
            }
            if !isOpen { break }
          }
          for (number, state) in states.enumerated() {
            let place = 2 * (number * kept.count + index)
            found[place] = state.open.count { $0 & 1 == 0 }
            found[place + 1] = state.open.count { $0 & 2 == 0 }
          }
        }
      }
    }
    counts = dimensions.indices.map { number in
      kept.indices.map { index in
        let place = 2 * (number * kept.count + index)
        return (found[place], found[place + 1])
      }
    }
  }

  /// What is open in the clusters of a dimension.
  private struct State {
    /// By cluster: 1 whether the term is ever not zero, 2 whether it varies.
    var open: [UInt8]
    /// What has not been settled.
    var remaining: Int
    private var first: [Double]

    init(_ clusters: Int) {
      open = [UInt8](repeating: 3, count: clusters)
      remaining = 2 * clusters
      first = [Double](repeating: .nan, count: clusters)
    }

    mutating func take(_ cluster: Int, _ low: Double, _ high: Double) {
      let state = open[cluster]
      if state == 0 { return }
      if state & 1 != 0, low != 0 || high != 0 {
        open[cluster] &= 2
        remaining -= 1
      }
      if state & 2 != 0 {
        if first[cluster].isNaN { first[cluster] = low }
        if low != high || low != first[cluster] {
          open[cluster] &= 1
          remaining -= 1
        }
      }
    }
  }

  /// Where runs of rows begin that are of one cluster in every dimension, and the end.
  private static func runs(_ dimensions: [Factor], rows: Int) -> [Int32] {
    var starts: [Int32] = []
    starts.reserveCapacity(rows / 16 + 2)
    func scan(_ index: Int, _ codes: [UnsafeBufferPointer<Int32>]) {
      if index < dimensions.count {
        return dimensions[index].codes.withUnsafeBufferPointer { scan(index + 1, codes + [$0]) }
      }
      if codes.count == 2 {
        let (a, b) = (codes[0], codes[1])
        for row in 0..<rows where row == 0 || a[row] != a[row - 1] || b[row] != b[row - 1] {
          starts.append(Int32(row))
        }
        return
      }
      for row in 0..<rows where row == 0 || codes.contains(where: { $0[row] != $0[row - 1] }) {
        starts.append(Int32(row))
      }
    }
    scan(0, [])
    return starts + [Int32(rows)]
  }
}
