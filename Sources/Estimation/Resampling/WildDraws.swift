/// The draws of a wild bootstrap, each reduced to the five numbers its statistic is made of: as a
/// function of d (see `WildKernel`), numerator n0 + n1 d and variance s0 + 2 s1 d + s2 d^2.
struct WildDraws: Sendable, Equatable {
  var numerator: [[Double]]
  var variance: [[Double]]
  /// A variance below this is rounding: the statistic of that draw is not defined.
  private(set) var floor: Double

  /// Computes all draws; the numbers do not depend on the number of threads.
  init(
    kernel: WildKernel, weights: BootstrapWeights, draws: Int, enumerated: Bool, seed: UInt64,
    threads: Int
  ) {
    let count = kernel.bootstrapClusters
    let parts = kernel.numerators.count
    let generator = CounterGenerator(seed: seed)
    let cases = WildDraws.forms(kernel)
    var numbers = [Double](repeating: 0, count: draws * 5)
    let block = 256
    numbers.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let output = Shared(base)
      inParallel((draws + block - 1) / block, threads: threads) { index in
        var factors = [Double](repeating: 0, count: count)
        var lanes = [SIMD4<Double>](repeating: .zero, count: count)
        let end = min((index + 1) * block, draws)
        for first in stride(from: index * block, to: end, by: 4) {
          for lane in 0..<min(4, end - first) {
            weights.fill(
              &factors, draw: first + lane, enumerated: enumerated, generator: generator)
            for cluster in 0..<count { lanes[cluster][lane] = factors[cluster] }
          }
          let five = WildDraws.evaluate(lanes, kernel: kernel, forms: cases, parts: parts)
          for lane in 0..<min(4, end - first) {
            for number in 0..<5 { output[(first + lane) * 5 + number] = five[number][lane] }
          }
        }
      }
    }
    func column(_ number: Int) -> [Double] { (0..<draws).map { numbers[$0 * 5 + number] } }
    numerator = [column(0), column(1)]
    variance = [column(2), column(3), column(4)]
    let largest = variance[0].reduce(0) { max($0, abs($1)) }
    floor = 1e-24 * largest
  }

  /// Takes draws as they are, each n0, n1, s0, s1 and s2.
  init(_ draws: [[Double]]) {
    numerator = [draws.map { $0[0] }, draws.map { $0[1] }]
    variance = [draws.map { $0[2] }, draws.map { $0[3] }, draws.map { $0[4] }]
    floor = 1e-24 * variance[0].reduce(0) { max($0, abs($1)) }
  }

  /// The two ways to compute the variance: the images themselves, or, where they have more rows than
  /// columns, the sum of their cross products.
  private enum Forms {
    case images
    case products([[Double]])
  }

  private static func forms(_ kernel: WildKernel) -> Forms {
    let size = kernel.bootstrapClusters
    let rows = kernel.clusterings.reduce(0) { $0 + $1.clusters.levels }
    if 2 * rows <= 3 * size { return .images }
    let pairs = kernel.images.count == 2 ? [(0, 0), (0, 1), (1, 1)] : [(0, 0)]
    return .products(
      pairs.map { pair in
        var product = [Double](repeating: 0, count: size * size)
        for (index, clustering) in kernel.clusterings.enumerated() {
          let (a, b) = (kernel.images[pair.0][index], kernel.images[pair.1][index])
          for h in 0..<clustering.clusters.levels {
            let row = h * size
            for i in 0..<size where a[row + i] != 0 {
              let factor = clustering.factor * a[row + i]
              for j in 0..<size { product[i * size + j] += factor * b[row + j] }
            }
          }
        }
        return product
      })
  }

  /// Four draws at once.
  private static func evaluate(
    _ factors: [SIMD4<Double>], kernel: WildKernel, forms: Forms, parts: Int
  ) -> [SIMD4<Double>] {
    typealias Lanes = SIMD4<Double>
    var result = [Lanes](repeating: .zero, count: 5)
    let size = factors.count
    factors.withUnsafeBufferPointer { factors in
      for part in 0..<parts {
        for g in 0..<size { result[part] += factors[g] * kernel.numerators[part][g] }
      }
      func product(_ matrix: UnsafeBufferPointer<Double>, _ row: Int) -> Lanes {
        var sum = Lanes.zero
        for g in 0..<size { sum += factors[g] * matrix[row * size + g] }
        return sum
      }
      switch forms {
      case .images:
        for (index, clustering) in kernel.clusterings.enumerated() {
          kernel.images[0][index].withUnsafeBufferPointer { first in
            if parts == 1 {
              for h in 0..<clustering.clusters.levels {
                let a = product(first, h)
                result[2] += clustering.factor * a * a
              }
              return
            }
            kernel.images[1][index].withUnsafeBufferPointer { second in
              for h in 0..<clustering.clusters.levels {
                let (a, b) = (product(first, h), product(second, h))
                result[2] += clustering.factor * a * a
                result[3] += clustering.factor * a * b
                result[4] += clustering.factor * b * b
              }
            }
          }
        }
      case .products(let matrices):
        for (number, matrix) in matrices.enumerated() {
          matrix.withUnsafeBufferPointer { matrix in
            for i in 0..<size { result[2 + number] += factors[i] * product(matrix, i) }
          }
        }
      }
    }
    return result
  }

  /// The statistics at one value of d, without those that are not defined.
  func statistics(at d: Double) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(numerator[0].count)
    for draw in numerator[0].indices {
      let square =
        variance[0][draw] + d * (2 * variance[1][draw] + d * variance[2][draw])
      if square > floor {
        result.append((numerator[0][draw] + d * numerator[1][draw]) / square.squareRoot())
      }
    }
    return result
  }
}
