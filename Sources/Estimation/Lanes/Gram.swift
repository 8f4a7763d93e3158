/// Weighted products of columns.
enum Gram {
  /// Adds the products of two batches, rows weighted, to a matrix of eight by eight.
  ///
  /// With `symmetric` the batches are the same, and only what is on or above the diagonal is sure to
  /// be added.
  static func add(
    _ a: UnsafePointer<Lanes>, _ b: UnsafePointer<Lanes>, weights: UnsafePointer<Double>,
    count: Int, symmetric: Bool, to sums: UnsafeMutablePointer<Lanes>
  ) {
    // Pieces that stay in the nearest cache while they are read four times.
    var first = 0
    while first < count {
      let end = min(first + 256, count)
      for half in 0..<(symmetric ? 2 : 4) {
        let column = 2 * half
        var (one, two) = (sums[column], sums[column + 1])
        for row in first..<end {
          let weighted = b[row] * weights[row]
          let left = a[row]
          one += weighted * left[column]
          two += weighted * left[column + 1]
        }
        (sums[column], sums[column + 1]) = (one, two)
      }
      if symmetric {
        var (p, q) = (sums[4].highHalf, sums[5].highHalf)
        var (r, s) = (sums[6].highHalf, sums[7].highHalf)
        for row in first..<end {
          let left = a[row].highHalf
          let weighted = left * weights[row]
          p += weighted * left[0]
          q += weighted * left[1]
          r += weighted * left[2]
          s += weighted * left[3]
        }
        sums[4].highHalf = p
        sums[5].highHalf = q
        sums[6].highHalf = r
        sums[7].highHalf = s
      }
      first = end
    }
  }

  /// The weighted products of columns, in pieces of a fixed length added in their order.
  static func products(
    _ columns: [Shared<Double>], weights: Shared<Double>?, rows: Int, threads: Int
  ) -> SymmetricMatrix {
    let size = columns.count
    let length = 1024
    let pieces = (rows + length - 1) / length
    // Sixty-four pieces share a sum, so that the sums need little memory.
    let groups = (pieces + 63) / 64
    let sums = Storage<Double>(repeating: 0, count: groups * size * size)
    inParallel(groups, threads: threads) { group in
      let target = sums.base + group * size * size
      withUnsafeTemporaryAllocation(of: Double.self, capacity: length) { buffer in
        guard let weighted = buffer.baseAddress else { return }
        for piece in (group * 64)..<min((group + 1) * 64, pieces) {
          let range = (piece * length)..<min((piece + 1) * length, rows)
          for i in 0..<size {
            let column = columns[i].base + range.lowerBound
            if let weights {
              let w = weights.base + range.lowerBound
              for k in 0..<range.count { weighted[k] = column[k] * w[k] }
            }
            let left = weights == nil ? UnsafePointer(column) : UnsafePointer(weighted)
            var j = 0
            while j <= i {
              let two = j + 1 <= i ? j + 1 : j
              let (p, q) = dot(
                left, columns[j].base + range.lowerBound, columns[two].base + range.lowerBound,
                range.count)
              target[i * size + j] += p
              if two != j { target[i * size + two] += q }
              j += 2
            }
          }
        }
      }
    }
    var result = SymmetricMatrix(size: size)
    for i in 0..<size {
      for j in 0...i {
        var sum = 0.0
        for group in 0..<groups { sum += sums[group * size * size + i * size + j] }
        result[i, j] = sum
        result[j, i] = sum
      }
    }
    return result
  }

  /// The products of one column with two others.
  @inline(__always)
  private static func dot(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ c: UnsafePointer<Double>, _ count: Int
  ) -> (Double, Double) {
    var (p, q) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
    var k = 0
    while k + 4 <= count {
      let left = SIMD4(a[k], a[k + 1], a[k + 2], a[k + 3])
      p += left * SIMD4(b[k], b[k + 1], b[k + 2], b[k + 3])
      q += left * SIMD4(c[k], c[k + 1], c[k + 2], c[k + 3])
      k += 4
    }
    var (r, s) = ((p[0] + p[1]) + (p[2] + p[3]), (q[0] + q[1]) + (q[2] + q[3]))
    while k < count {
      r += a[k] * b[k]
      s += a[k] * c[k]
      k += 1
    }
    return (r, s)
  }
}
