/// In how many clusters each term is not zero, and in how many it varies.
///
/// A value is read only while something is open in one of its row's clusters: most are settled by
/// their first rows, and all dimensions share the reading.
struct ClusterVariation {
  /// By dimension and term.
  let counts: [[(treated: Int, varying: Int)]]

  init(_ estimated: EstimatedModel, dimensions: [Factor]) {
    let kept = estimated.collinearity.kept
    let rows = estimated.sample.rows
    let found = Storage<Int>(repeating: 0, count: 2 * max(1, kept.count * dimensions.count))
    // Two dimensions at a time; one alone is paired with itself.
    let pairs = stride(from: 0, to: dimensions.count, by: 2).map {
      ($0, min($0 + 1, dimensions.count - 1))
    }
    inParallel(kept.count * pairs.count, threads: estimated.threads) { task in
      let (index, pair) = (task / pairs.count, pairs[task % pairs.count])
      let states = [State(dimensions[pair.0].levels), State(dimensions[pair.1].levels)]
      estimated.model.terms[kept[index]].values.withUnsafeBufferPointer { values in
        dimensions[pair.0].codes.withUnsafeBufferPointer { first in
          dimensions[pair.1].codes.withUnsafeBufferPointer { second in
            rows.withUnsafeBufferPointer { rows in
              let (a, b) = (states[0].open.base, states[1].open.base)
              let (p, q) = (states[0].value.base, states[1].value.base)
              for row in rows.indices {
                let (i, j) = (Int(first[row]), Int(second[row]))
                if a[i] | b[j] == 0 { continue }
                let value = values[rows[row]]
                State.take(value, &a[i], &p[i])
                State.take(value, &b[j], &q[j])
              }
            }
          }
        }
      }
      for (state, number) in zip(states, [pair.0, pair.1]) {
        let place = 2 * (number * kept.count + index)
        let (treated, varying) = state.counts
        (found.base[place], found.base[place + 1]) = (treated, varying)
      }
    }
    counts = dimensions.indices.map { number in
      kept.indices.map { index in
        let place = 2 * (number * kept.count + index)
        return (found[place], found[place + 1])
      }
    }
  }

  /// What is open in the clusters of a dimension: 1 whether the term is ever not zero, 2 whether it
  /// varies; and its first value in each.
  private struct State {
    let open: Storage<UInt8>
    let value: Storage<Double>

    init(_ clusters: Int) {
      open = Storage(repeating: 3, count: clusters)
      value = Storage(repeating: .nan, count: clusters)
    }

    @inline(__always)
    static func take(_ value: Double, _ open: inout UInt8, _ first: inout Double) {
      if value != 0 { open &= 2 }
      if first.isNaN {
        first = value
      } else if value != first {
        open &= 1
      }
    }

    var counts: (treated: Int, varying: Int) {
      var counts = (treated: 0, varying: 0)
      for cluster in 0..<open.count {
        if open[cluster] & 1 == 0 { counts.treated += 1 }
        if open[cluster] & 2 == 0 { counts.varying += 1 }
      }
      return counts
    }
  }
}
