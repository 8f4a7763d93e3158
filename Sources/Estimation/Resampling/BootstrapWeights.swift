/// The distribution of the random factors by which the wild bootstrap multiplies the residuals of a
/// cluster; all have mean zero and variance one.
public enum BootstrapWeights: Sendable, Hashable {
  /// Minus one or one with equal probability (Davidson and Flachaire 2008).
  case rademacher
  /// Plus or minus the roots of 1/2, 1 and 3/2 with equal probability (Webb 2023): for few clusters,
  /// where there are too few assignments of signs.
  case webb
  /// The two-point distribution of Mammen (1993), whose third moment is one.
  case mammen
  /// Factors drawn elsewhere: one list for each draw, with one number for each cluster of the
  /// bootstrap that has a row in the estimation sample, in the order of the factor's levels.
  case given([[Double]])

  /// The values where all are equally likely, and nil otherwise.
  private var support: [Double]? {
    switch self {
    case .rademacher: return [-1, 1]
    case .webb:
      let (low, high) = (0.5.squareRoot(), 1.5.squareRoot())
      return [-high, -1, -low, low, 1, high]
    case .mammen, .given: return nil
    }
  }

  /// The number of all assignments of equally likely values to clusters, if it is at most `draws`.
  func enumeration(clusters: Int, atMost draws: Int) -> Int? {
    guard let size = support?.count else { return nil }
    var assignments = 1
    for _ in 0..<clusters {
      assignments *= size
      if assignments > draws { return nil }
    }
    return assignments
  }

  /// Fills in the factors of one draw; `enumerated` takes the draw as the number of an assignment.
  func fill(
    _ factors: inout [Double], draw: Int, enumerated: Bool, generator: CounterGenerator
  ) {
    let count = factors.count
    if enumerated, let support {
      var rest = draw
      for cluster in 0..<count {
        factors[cluster] = support[rest % support.count]
        rest /= support.count
      }
      return
    }
    switch self {
    case .rademacher:
      // One bit a cluster: a draw takes as many words as there are 64s of clusters.
      let words = UInt64((count + 63) / 64)
      var bits: UInt64 = 0
      for cluster in 0..<count {
        if cluster % 64 == 0 {
          bits = generator.word(UInt64(draw) &* words &+ UInt64(cluster / 64))
        }
        factors[cluster] = bits & 1 == 0 ? -1 : 1
        bits >>= 1
      }
    case .webb:
      let values = support ?? []
      for cluster in 0..<count {
        let position = UInt64(draw) &* UInt64(count) &+ UInt64(cluster)
        factors[cluster] = values[generator.index(below: values.count, position)]
      }
    case .mammen:
      let root = 5.0.squareRoot()
      for cluster in 0..<count {
        let position = UInt64(draw) &* UInt64(count) &+ UInt64(cluster)
        let isLow = generator.uniform(position) < (root + 1) / (2 * root)
        factors[cluster] = isLow ? (1 - root) / 2 : (1 + root) / 2
      }
    case .given(let draws):
      for cluster in 0..<count { factors[cluster] = draws[draw][cluster] }
    }
  }
}
