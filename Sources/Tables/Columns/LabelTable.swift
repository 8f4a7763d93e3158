/// The distinct texts of a column as one thread meets them, numbered in that order.
///
/// A hash table with linear probing over one array of bytes: a look-up compares eight bytes in most
/// cases and makes no string.
struct LabelTable {
  private struct Entry {
    let hash: UInt64
    let offset: Int
    let length: Int
  }

  private var entries: [Entry] = []
  private var bytes: [UInt8] = []
  private var slots: [Int32]
  private var mask: Int

  init() {
    slots = [Int32](repeating: -1, count: 64)
    mask = 63
  }

  /// The number of distinct texts.
  var count: Int { entries.count }

  /// The bytes of a text.
  func label(_ code: Int) -> ArraySlice<UInt8> {
    bytes[entries[code].offset..<entries[code].offset + entries[code].length]
  }

  /// The number of a text, a new one if it was not met before.
  mutating func code(of text: UnsafeBufferPointer<UInt8>) -> Int32 {
    let hash = Self.hash(of: text)
    var slot = Int(truncatingIfNeeded: hash) & mask
    while case let code = slots[slot], code >= 0 {
      let entry = entries[Int(code)]
      if entry.hash == hash, entry.length == text.count, isEqual(entry, text) { return code }
      slot = (slot + 1) & mask
    }
    let code = Int32(entries.count)
    entries.append(Entry(hash: hash, offset: bytes.count, length: text.count))
    bytes.append(contentsOf: text)
    slots[slot] = code
    if entries.count * 2 > slots.count { grow() }
    return code
  }

  private func isEqual(_ entry: Entry, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    for index in 0..<text.count where bytes[entry.offset + index] != text[index] { return false }
    return true
  }

  private mutating func grow() {
    mask = slots.count * 2 - 1
    slots = [Int32](repeating: -1, count: mask + 1)
    for (code, entry) in entries.enumerated() {
      var slot = Int(truncatingIfNeeded: entry.hash) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(code)
    }
  }

  /// Mixes eight bytes at a time by a multiplication whose halves are folded.
  private static func hash(of text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var state = UInt64(truncatingIfNeeded: text.count) &+ 0x9E37_79B9_7F4A_7C15
    var index = 0
    while index < text.count {
      var word: UInt64 = 0
      for offset in 0..<min(8, text.count - index) {
        word |= UInt64(text[index + offset]) &<< UInt64(8 * offset)
      }
      let product = (state ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
      state = product.high ^ product.low ^ UInt64(index)
      index += 8
    }
    return state ^ (state >> 32)
  }
}
