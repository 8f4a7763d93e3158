/// Random numbers that are a function of a seed and a position, so that a draw is the same whoever
/// computes it and in whatever order: SplitMix64 (Steele, Lea and Flood 2014), whose n-th number is
/// a mix of the key plus n times an odd constant, read at any n.
package struct CounterGenerator: Sendable {
  private let key: UInt64

  /// Seeds that differ by little give unrelated keys.
  package init(seed: UInt64) { key = CounterGenerator.mix(seed &+ CounterGenerator.increment) }

  private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// The 64 bits at a position.
  @inline(__always) func word(_ position: UInt64) -> UInt64 {
    CounterGenerator.mix(key &+ (position &+ 1) &* CounterGenerator.increment)
  }

  /// A whole number in `0..<count` at a position; the bias, below count / 2^64, is of no account.
  @inline(__always) func index(below count: Int, _ position: UInt64) -> Int {
    Int(word(position).multipliedFullWidth(by: UInt64(count)).high)
  }

  /// A number in [0, 1) at a position.
  @inline(__always) func uniform(_ position: UInt64) -> Double {
    Double(word(position) >> 11) * 0x1p-53
  }

  /// A generator of its own for one draw.
  package func stream(_ draw: Int) -> CounterGenerator {
    CounterGenerator(seed: word(UInt64(draw)))
  }
}
