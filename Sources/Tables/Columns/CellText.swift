/// The text of a single cell that the fast way could not settle.
enum CellText {
  /// The bytes without spaces and tabs at either end.
  static func trimmed<Bytes: BidirectionalCollection<UInt8>>(
    _ bytes: Bytes
  ) -> Bytes.SubSequence {
    var rest = bytes[...]
    while let byte = rest.first, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
      rest = rest.dropFirst()
    }
    while let byte = rest.last, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
      rest = rest.dropLast()
    }
    return rest
  }

  /// The number that the bytes are; nil where they are none, and never NaN.
  ///
  /// Infinite where it is beyond the largest double or an infinity is spelled out.
  static func number(_ bytes: some Collection<UInt8>) -> Double? {
    var rest = bytes[...]
    let sign = rest.first
    if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest = rest.dropFirst() }
    let lower = rest.prefix(9).map { $0 | 0x20 }
    if lower.elementsEqual("inf".utf8) || lower.elementsEqual("infinity".utf8) {
      return sign == UInt8(ascii: "-") ? -.infinity : .infinity
    }
    func dropDigits() -> Int {
      var count = 0
      while let byte = rest.first, byte &- UInt8(ascii: "0") < 10 {
        rest = rest.dropFirst()
        count += 1
      }
      return count
    }
    var digits = dropDigits()
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      digits += dropDigits()
    }
    if digits == 0 { return nil }
    if let byte = rest.first, byte | 0x20 == UInt8(ascii: "e") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
        rest = rest.dropFirst()
      }
      if dropDigits() == 0 { return nil }
    }
    guard rest.isEmpty else { return nil }
    return Double(String(decoding: bytes, as: UTF8.self))
  }
}
