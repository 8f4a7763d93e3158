/// Gzip streams made by hand, for servers that compress.
public enum Gzip {
  private static let head: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]

  /// A stream that holds bytes as they are.
  public static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var stream = head
    for start in stride(from: 0, to: max(bytes.count, 1), by: 65_535) {
      let block = bytes[start..<min(start + 65_535, bytes.count)]
      let length = UInt16(block.count)
      stream.append(start + 65_535 >= bytes.count ? 1 : 0)
      for number in [length, ~length] {
        stream += [UInt8(truncatingIfNeeded: number), UInt8(number >> 8)]
      }
      stream += block
    }
    for number in [checksum(bytes), UInt32(truncatingIfNeeded: bytes.count)] {
      stream += (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    return stream
  }

  /// A stream of zeros: a literal, then copies of 258 bytes, 13 bits each (RFC 1951, 3.2.6).
  ///
  /// - Parameter count: How many copies.
  public static func bomb(copies count: Int) -> [UInt8] {
    var stream = head
    var bits: UInt64 = 0
    var held = 0
    func put(_ value: UInt64, _ width: Int) {
      bits |= value << UInt64(held)
      held += width
      while held >= 8 {
        stream.append(UInt8(truncatingIfNeeded: bits))
        bits >>= 8
        held -= 8
      }
    }
    // Huffman codes stand with their first bit lowest: 00110000, 11000101 and 00000, 0000000.
    put(0b011, 3)
    put(0b0000_1100, 8)
    for _ in 0..<count { put(0b0_0000_1010_0011, 13) }
    put(0, 7)
    put(0, 7)
    return stream
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var state: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      state ^= UInt32(byte)
      for _ in 0..<8 { state = state & 1 == 1 ? state >> 1 ^ 0xEDB8_8320 : state >> 1 }
    }
    return ~state
  }
}
