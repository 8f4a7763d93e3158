/// Bytes that may be read past their end, where line feeds seem to stand.
struct PaddedBytes: @unchecked Sendable {
  // Unchecked because of the pointer: the bytes outlive every reader and nobody writes to them.
  private let base: UnsafePointer<UInt8>
  /// The number of bytes.
  let count: Int

  /// Wraps bytes that stay where they are for as long as they are read; nil where there are none.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.assumingMemoryBound(to: UInt8.self).baseAddress, !bytes.isEmpty else {
      return nil
    }
    base = start
    count = bytes.count
  }

  /// The byte at a position.
  @inline(__always)
  func byte(at position: Int) -> UInt8 { position < count ? base[position] : 10 }

  /// The eight bytes from a position on, the first in the lowest bits.
  @inline(__always)
  func word(at position: Int) -> UInt64 {
    if position &+ 8 <= count {
      return UInt64(
        littleEndian: UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self))
    }
    return tail(at: position)
  }

  @inline(never)
  private func tail(at position: Int) -> UInt64 {
    (0..<8).reduce(0) { $0 | UInt64(byte(at: position + $1)) << UInt64(8 * $1) }
  }

  /// A part of the bytes.
  func slice(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: base + range.lowerBound, count: range.count)
  }

  /// The bytes of a word that equal a byte, as a high bit each; bits above the first may be wrong.
  @inline(__always)
  static func matches(_ word: UInt64, _ byte: UInt8) -> UInt64 {
    let offset = word ^ (0x0101_0101_0101_0101 &* UInt64(byte))
    return (offset &- 0x0101_0101_0101_0101) & ~offset & 0x8080_8080_8080_8080
  }

  /// The bytes of a word that equal a byte, as a high bit each, all of them right.
  @inline(__always)
  static func exactMatches(_ word: UInt64, _ byte: UInt8) -> UInt64 {
    let offset = word ^ (0x0101_0101_0101_0101 &* UInt64(byte))
    let low = (offset & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7F7F_7F7F_7F7F_7F7F
    return ~(low | offset) & 0x8080_8080_8080_8080
  }
}
