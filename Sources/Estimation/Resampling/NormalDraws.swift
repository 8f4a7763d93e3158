/// Standard normal numbers that are a function of a generator and a position.
///
/// By the polar form of Box and Muller (1958) without rejection: two words give two numbers, so that
/// every position has its own.
package struct NormalDraws: Sendable {
  private let generator: CounterGenerator

  package init(_ generator: CounterGenerator) { self.generator = generator }

  /// The numbers at positions draw · count onwards, `count` of them, in pairs.
  package func vector(_ draw: Int, count: Int) -> [Double] {
    let pairs = (count + 1) / 2
    var numbers: [Double] = []
    numbers.reserveCapacity(2 * pairs)
    for pair in 0..<pairs {
      let position = 2 * UInt64(draw * pairs + pair)
      // One less a number in [0, 1) is never zero.
      let radius =
        (-2 * naturalLogarithm(1 - generator.uniform(position))).squareRoot()
      let angle = 2 * Double.pi * generator.uniform(position + 1)
      numbers.append(radius * cosine(angle))
      numbers.append(radius * sine(angle))
    }
    if numbers.count > count { numbers.removeLast() }
    return numbers
  }
}

/// The value below which a share of ascending numbers lies, interpolated linearly between neighbours
/// (definition 7 of Hyndman and Fan 1996).
func quantile(ofSorted numbers: [Double], probability: Double) -> Double {
  let position = probability * Double(numbers.count - 1)
  let below = min(max(Int(position), 0), numbers.count - 1)
  let above = min(below + 1, numbers.count - 1)
  let share = position - Double(below)
  return numbers[below] + share * (numbers[above] - numbers[below])
}

extension SymmetricMatrix {
  /// The symmetric matrix whose square is this one, which has no negative eigenvalue but rounding.
  func symmetricRoot() -> SymmetricMatrix {
    let (values, vectors) = eigen()
    var root = SymmetricMatrix(size: size)
    for (value, vector) in zip(values, vectors) where value > 0 {
      let scale = value.squareRoot()
      for i in 0..<size {
        for j in 0..<size { root[i, j] += scale * vector[i] * vector[j] }
      }
    }
    return root
  }
}
