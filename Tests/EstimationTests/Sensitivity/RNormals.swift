import Estimation

/// The normal numbers that R draws after `set.seed`: the Mersenne twister (Matsumoto and Nishimura
/// 1998) with R's scrambling of the seed, and inversion of the distribution at 53 bits.
struct RNormals {
  private var state = [UInt32](repeating: 0, count: 624)
  private var index = 624

  init(seed: UInt32) {
    var seed = seed
    for _ in 0..<50 { seed = 69069 &* seed &+ 1 }
    // The first number would be the index, which R then sets to the end.
    seed = 69069 &* seed &+ 1
    for position in state.indices {
      seed = 69069 &* seed &+ 1
      state[position] = seed
    }
  }

  private mutating func uniform() -> Double {
    if index == 624 {
      for k in 0..<624 {
        let word = (state[k] & 0x8000_0000) | (state[(k + 1) % 624] & 0x7FFF_FFFF)
        state[k] = state[(k + 397) % 624] ^ (word >> 1) ^ (word & 1 == 0 ? 0 : 0x9908_B0DF)
      }
      index = 0
    }
    var word = state[index]
    index += 1
    word ^= word >> 11
    word ^= (word << 7) & 0x9D2C_5680
    word ^= (word << 15) & 0xEFC6_0000
    word ^= word >> 18
    return Double(word) * 2.3283064365386963e-10
  }

  mutating func next() -> Double {
    let large = 134_217_728.0
    let first = Double(Int(large * uniform()))
    return quickNormalQuantile((first + uniform()) / large)
  }
}
