/// In how many clusters each term is not zero, and in how many it varies.
///
/// Rows stand in runs of one cluster in every dimension: of each run only the first value counts and
/// whether there is another one, so that a row costs one look for all dimensions together.
struct ClusterVariation {
  /// By dimension and term.
  let counts: [[(treated: Int, varying: Int)]]

  init(_ estimated: EstimatedModel, dimensions: [Factor]) {
    let kept = estimated.collinearity.kept
    let sample = estimated.sample
    let (starts, clusters) = ClusterVariation.runs(dimensions, rows: sample.rows.count)
    let levels = dimensions.reduce(0) { $0 + $1.levels }
    let ends = dimensions.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.levels) }
    let found = Storage<Int>(repeating: 0, count: 2 * max(1, kept.count * dimensions.count))
    let isOrdered = sample.isCallersOrder
    let (width, runs) = (dimensions.count, starts.count - 1)
    inParallel(kept.count, threads: estimated.threads) { index in
      // What is open in a cluster: 1 whether the term is ever not zero, 2 whether it varies.
      let open = Storage<UInt8>(repeating: 3, count: levels)
      let first = Storage<Double>(repeating: .nan, count: levels)
      let (state, value) = (open.base, first.base)
      let (bounds, places) = (starts.base, clusters.base)
      estimated.model.terms[kept[index]].values.withUnsafeBufferPointer { values in
        sample.rows.withUnsafeBufferPointer { rows in
          for run in 0..<runs {
            let own = places + run * width
            var isOpen: UInt8 = 0
            for k in 0..<width { isOpen |= state[Int(own[k])] }
            if isOpen == 0 { continue }
            let (begin, end) = (Int(bounds[run]), Int(bounds[run + 1]))
            // Adding zero makes one number of the two zeros.
            let start = (isOrdered ? values[begin] : values[rows[begin]]) + 0
            var difference: UInt64 = 0
            if isOrdered {
              for row in begin..<end {
                difference |= (values[row] + 0).bitPattern ^ start.bitPattern
              }
            } else {
              for row in begin..<end {
                difference |= (values[rows[row]] + 0).bitPattern ^ start.bitPattern
              }
            }
            for k in 0..<width {
              let cluster = Int(own[k])
              if start != 0 || difference != 0 { state[cluster] &= 2 }
              if value[cluster].isNaN { value[cluster] = start }
              if difference != 0 || start != value[cluster] { state[cluster] &= 1 }
            }
          }
        }
      }
      for number in 0..<width {
        let place = 2 * (number * kept.count + index)
        for cluster in ends[number]..<ends[number + 1] {
          if state[cluster] & 1 == 0 { found.base[place] += 1 }
          if state[cluster] & 2 == 0 { found.base[place + 1] += 1 }
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

  /// Where runs of rows begin that are of one cluster in every dimension, and the end; and for each run
  /// its clusters, those of each dimension numbered behind those of the one before.
  private static func runs(
    _ dimensions: [Factor], rows: Int
  ) -> (starts: Storage<Int32>, clusters: Storage<Int32>) {
    var starts: [Int32] = []
    var clusters: [Int32] = []
    starts.reserveCapacity(rows / 16 + 2)
    clusters.reserveCapacity((rows / 16 + 1) * dimensions.count)
    func scan(_ index: Int, _ codes: [(UnsafeBufferPointer<Int32>, Int32)], _ shift: Int32) {
      if index < dimensions.count {
        return dimensions[index].codes.withUnsafeBufferPointer {
          scan(index + 1, codes + [($0, shift)], shift + Int32(dimensions[index].levels))
        }
      }
      for row in 0..<rows
      where row == 0 || codes.contains(where: { $0.0[row] != $0.0[row - 1] }) {
        starts.append(Int32(row))
        for (code, shift) in codes { clusters.append(code[row] + shift) }
      }
    }
    scan(0, [], 0)
    return (Storage(starts + [Int32(rows)]), Storage(clusters))
  }
}
