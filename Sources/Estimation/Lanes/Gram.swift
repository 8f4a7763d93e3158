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
}
