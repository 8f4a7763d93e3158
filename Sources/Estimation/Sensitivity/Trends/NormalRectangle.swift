/// The probability that normal variables all lie between bounds, by numerical integration.
///
/// The sequence of conditional probabilities of Genz (1992), averaged over a lattice (square roots of
/// primes, shifted by a generator, folded at one half): deterministic, and a smooth function of mean
/// and bounds since the points never change. Errors are about 1e-5 for a dozen variables. A covariance
/// matrix of lower rank is allowed.
struct NormalRectangle {
  private let size: Int
  /// The lower factor of the correlation matrix, rows in the order of the variables.
  private let factor: [[Double]]
  private let points: [[Double]]

  private static let primes = [
    2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
    101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173, 179, 181, 191, 193,
    197, 199, 211, 223, 227, 229,
  ]

  /// The most variables that can be integrated over.
  static var largestSize: Int { primes.count + 1 }

  /// Takes a correlation matrix with at most `largestSize` rows.
  init(correlation: SymmetricMatrix, points count: Int = 4_096, seed: UInt64 = 0) {
    size = correlation.size
    var lower = [[Double]](
      repeating: [Double](repeating: 0, count: correlation.size), count: correlation.size)
    for i in 0..<correlation.size {
      for j in 0...i {
        var sum = correlation[i, j]
        for k in 0..<j { sum -= lower[i][k] * lower[j][k] }
        if i == j {
          lower[i][i] = sum > 1e-12 ? sum.squareRoot() : 0
        } else if lower[j][j] > 0 {
          lower[i][j] = sum / lower[j][j]
        }
      }
    }
    factor = lower
    let generator = CounterGenerator(seed: seed)
    let dimensions = max(correlation.size - 1, 0)
    var points: [[Double]] = []
    for shift in 0..<8 {
      for index in 1...max(count / 8, 1) {
        points.append(
          (0..<dimensions).map { dimension in
            let root = Double(NormalRectangle.primes[dimension]).squareRoot()
            let start = generator.uniform(UInt64(shift * dimensions + dimension))
            let position = Double(index) * root + start
            let fraction = position - position.rounded(.down)
            return abs(2 * fraction - 1)
          })
      }
    }
    self.points = points
  }

  /// The probability that every variable of variance one with the given means is between -bound and
  /// bound.
  func probability(within bound: Double, means: [Double]) -> Double {
    var total = 0.0
    var normals = [Double](repeating: 0, count: size)
    for point in points {
      var product = 1.0
      for i in 0..<size {
        var shift = means[i]
        for k in 0..<i { shift += factor[i][k] * normals[k] }
        let scale = factor[i][i]
        if scale == 0 {
          if abs(shift) > bound { product = 0 }
          if product == 0 { break }
          continue
        }
        // Probabilities from the side on which the tails are small keep their digits.
        let (a, b) = ((-bound - shift) / scale, (bound - shift) / scale)
        let flipped = a > 0
        let (low, high) = flipped ? (-b, -a) : (a, b)
        let below = NormalDistribution.upperTail(-low)
        let mass = NormalDistribution.upperTail(-high) - below
        product *= max(mass, 0)
        if product == 0 { break }
        if i < size - 1 {
          let quantile = -NormalDistribution.quantile(upperTail: below + point[i] * mass)
          normals[i] = flipped ? -quantile : quantile
        }
      }
      total += product
    }
    return total / Double(points.count)
  }

  /// The bound within which all variables of mean zero lie with the given probability.
  func bound(probability: Double) -> Double {
    let zeros = [Double](repeating: 0, count: size)
    // Between the bound of one variable and that of Bonferroni.
    var low = NormalDistribution.quantile(upperTail: (1 - probability) / 2)
    var high = NormalDistribution.quantile(upperTail: (1 - probability) / 2 / Double(size))
    while high - low > 1e-10 {
      let middle = (low + high) / 2
      if self.probability(within: middle, means: zeros) < probability {
        low = middle
      } else {
        high = middle
      }
    }
    return (low + high) / 2
  }
}

extension SymmetricMatrix {
  /// The correlations, for a matrix with a positive diagonal.
  var correlations: SymmetricMatrix {
    var result = self
    let scales = diagonal.map { $0.squareRoot() }
    for i in 0..<size {
      for j in 0..<size { result[i, j] = i == j ? 1 : self[i, j] / (scales[i] * scales[j]) }
    }
    return result
  }
}
