/// The probability that normal variables all lie between bounds, by numerical integration.
///
/// The sequence of conditional probabilities of Genz (1992), averaged over a lattice of 8,191 points
/// (Nuyens and Cools 2006; the generating vector is from `Tests/Reference/sensitivity/lattice.py`) with
/// shifts, folded at one half: deterministic, and a smooth function of mean and bounds since the points
/// never change. Errors are about 1e-5 for half a dozen variables and 1e-4 for a dozen. A covariance
/// matrix of lower rank is allowed.
struct NormalRectangle {
  private let size: Int
  /// The lower factor of the correlation matrix, rows in the order of the variables.
  private let factor: [[Double]]
  /// The points one after the other, one number less than there are variables.
  private let points: [Double]
  private let pointCount: Int

  private static let lattice = 8_191
  private static let generators = [
    1, 3457, 2970, 3625, 3811, 2226, 2445, 892, 1131, 3756, 3313, 1963, 3705, 582, 1292, 1985,
    2700, 3196, 4061, 4008, 2085, 3415, 3333, 4050, 1100, 2543, 500, 1556, 2937, 3404, 1058, 2990,
    3497, 2594, 2866, 2016, 2492, 1018, 560, 3342, 2160, 3913, 1704, 394, 230, 2067, 3933, 1527,
    2844, 135,
  ]

  /// The most variables that can be integrated over.
  static var largestSize: Int { generators.count + 1 }

  /// Takes a correlation matrix with at most `largestSize` rows.
  init(correlation: SymmetricMatrix, shifts: Int = 2) {
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
    let generator = CounterGenerator(seed: 0)
    let dimensions = max(correlation.size - 1, 0)
    var points: [Double] = []
    for shift in 0..<shifts {
      let starts = (0..<dimensions).map {
        generator.uniform(UInt64(shift * NormalRectangle.generators.count + $0))
      }
      for index in 0..<NormalRectangle.lattice {
        for dimension in 0..<dimensions {
          let step = index * NormalRectangle.generators[dimension] % NormalRectangle.lattice
          let position = Double(step) / Double(NormalRectangle.lattice) + starts[dimension]
          points.append(abs(2 * (position - position.rounded(.down)) - 1))
        }
      }
    }
    self.points = points
    pointCount = dimensions == 0 ? 1 : shifts * NormalRectangle.lattice
  }

  /// The probability that every variable of variance one with the given means is between -bound and
  /// bound.
  func probability(within bound: Double, means: [Double]) -> Double {
    var total = 0.0
    var normals = [Double](repeating: 0, count: size)
    for point in 0..<pointCount {
      let start = point * (size - 1)
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
          let quantile = quickNormalQuantile(
            below + (flipped ? 1 - points[start + i] : points[start + i]) * mass)
          normals[i] = flipped ? -quantile : quantile
        }
      }
      total += product
    }
    return total / Double(pointCount)
  }

  /// The bound within which all variables of mean zero lie with the given probability.
  func bound(probability: Double) -> Double {
    let zeros = [Double](repeating: 0, count: size)
    // Between the bound of one variable and that of Bonferroni.
    var low = NormalDistribution.quantile(upperTail: (1 - probability) / 2)
    var high = NormalDistribution.quantile(upperTail: (1 - probability) / 2 / Double(size))
    var lowMiss = self.probability(within: low, means: zeros) - probability
    var highMiss = self.probability(within: high, means: zeros) - probability
    if lowMiss >= 0 { return low }
    if highMiss <= 0 { return high }
    // The Illinois rule: false position, with the weight of an end that stays halved.
    for _ in 0..<100 where high - low > 1e-11 {
      let middle = (low * highMiss - high * lowMiss) / (highMiss - lowMiss)
      let miss = self.probability(within: middle, means: zeros) - probability
      if abs(miss) < 1e-13 { return middle }
      if miss < 0 {
        (low, lowMiss) = (middle, miss)
        highMiss /= 2
      } else {
        (high, highMiss) = (middle, miss)
        lowMiss /= 2
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

/// The value below which a standard normal variable lies with the given probability, right to about
/// 1e-15 and some twenty times as fast as bisection: rational approximations (Wichura 1988, AS 241).
package func quickNormalQuantile(_ probability: Double) -> Double {
  func polynomial(_ x: Double, _ coefficients: [Double]) -> Double {
    var value = 0.0
    for coefficient in coefficients.reversed() { value = value * x + coefficient }
    return value
  }
  if !(probability > 0 && probability < 1) {
    return probability == 0 ? -.infinity : (probability == 1 ? .infinity : .nan)
  }
  let centred = probability - 0.5
  if abs(centred) <= 0.425 {
    let r = 0.180625 - centred * centred
    return centred * polynomial(r, Wichura.centre.above) / polynomial(r, Wichura.centre.below)
  }
  let r = (-naturalLogarithm(centred < 0 ? probability : 1 - probability)).squareRoot()
  let (shifted, part) = r <= 5 ? (r - 1.6, Wichura.shoulder) : (r - 5, Wichura.tail)
  let value = polynomial(shifted, part.above) / polynomial(shifted, part.below)
  return centred < 0 ? -value : value
}

/// The coefficients of the rational approximations, lowest powers first.
private enum Wichura {
  static let centre: (above: [Double], below: [Double]) = (
    [
      3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
      45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
    ],
    [
      1, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077,
      21213.794301586595867, 39307.895800092710610, 28729.085735721942674, 5226.4952788528545610,
    ]
  )
  static let shoulder: (above: [Double], below: [Double]) = (
    [
      1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550,
      3.64784832476320460504, 1.27045825245236838258, 0.241780725177450611770,
      0.0227238449892691845833, 7.74545014278341407640e-4,
    ],
    [
      1, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550,
      0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4,
      1.05075007164441684324e-9,
    ]
  )
  static let tail: (above: [Double], below: [Double]) = (
    [
      6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580,
      0.296560571828504891230, 0.0265321895265761230930, 1.24266094738807843860e-3,
      2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ],
    [
      1, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525,
      7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
      2.04426310338993978564e-15,
    ]
  )
}
