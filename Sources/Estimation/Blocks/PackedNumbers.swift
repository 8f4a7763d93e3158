/// Long rows of numbers as one text in JSON: base64 (RFC 4648, section 4) of little-endian words.
///
/// A block has tens of thousands of sums by cluster; read one by one as decimals they cost more than
/// measuring the block. Packed, they are the same to the bit and half as long.
enum PackedNumbers {
  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let pad = UInt8(ascii: "=")
  /// For each byte the six bits that it stands for, or 255.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
    return values
  }()

  /// Words as text.
  static func text<Word: FixedWidthInteger & UnsignedInteger>(_ words: [Word]) -> String {
    let width = Word.bitWidth / 8
    let count = words.count * width
    let letters = letters
    var out: [UInt8] = []
    out.reserveCapacity((count + 2) / 3 * 4)
    // Bits that wait for their letter; there are fewer than six of them between bytes.
    var waiting: UInt32 = 0
    var bits = 0
    for word in words {
      var rest = word
      for _ in 0..<width {
        waiting = waiting << 8 | UInt32(truncatingIfNeeded: rest) & 0xFF
        rest >>= 8
        bits += 8
        while bits >= 6 {
          bits -= 6
          out.append(letters[Int(waiting >> UInt32(bits)) & 63])
        }
      }
    }
    if bits > 0 { out.append(letters[Int(waiting << UInt32(6 - bits)) & 63]) }
    while out.count % 4 != 0 { out.append(pad) }
    return String(decoding: out, as: UTF8.self)
  }

  /// The words of a text, or nil if it is not one that `text` makes.
  static func words<Word: FixedWidthInteger & UnsignedInteger>(_ text: String) -> [Word]? {
    let letters = Array(text.utf8)
    let values = values
    let width = Word.bitWidth / 8
    let padding = letters.suffix(2).count { $0 == pad }
    let count = letters.count / 4 * 3 - padding
    if letters.count % 4 != 0 || count % width != 0 { return nil }
    var words: [Word] = []
    words.reserveCapacity(count / width)
    var waiting: UInt32 = 0
    var bits = 0
    var word: Word = 0
    var place = 0
    for letter in letters.dropLast(padding) {
      let value = values[Int(letter)]
      if value > 63 { return nil }
      waiting = waiting << 6 | UInt32(value)
      bits += 6
      if bits < 8 { continue }
      bits -= 8
      word |= Word(truncatingIfNeeded: waiting >> UInt32(bits) & 0xFF) << Word(8 * place)
      place += 1
      if place == width {
        words.append(word)
        (word, place) = (0, 0)
      }
    }
    // What pads the last letter is zero.
    return waiting & (1 << UInt32(bits) - 1) == 0 ? words : nil
  }
}

extension BlockStatistics.Clusters {
  enum CodingKeys: String, CodingKey {
    case dimensions, labels, cells, scores, products, nested, meat, clusters
  }

  /// Reads them; `cells`, `scores` and `products` are packed.
  ///
  /// Throws a `DecodingError` if a part is missing, cut or not finite.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: CodingKeys.self)
    dimensions = try parts.decode([String].self, forKey: .dimensions)
    labels = try parts.decode([[String]].self, forKey: .labels)
    cells = try Self.words(parts, .cells).map { (word: UInt32) in Int32(bitPattern: word) }
    scores = try Self.numbers(parts, .scores)
    products = try Self.numbers(parts, .products)
    nested = try parts.decode([Bool].self, forKey: .nested)
    meat = try parts.decode([Double].self, forKey: .meat)
    clusters = try parts.decode(Int.self, forKey: .clusters)
  }

  /// Writes them; `cells` are packed as 32-bit, `scores` and `products` as 64-bit words.
  ///
  /// Throws an `EncodingError` if a number is not finite.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: CodingKeys.self)
    try parts.encode(dimensions, forKey: .dimensions)
    try parts.encode(labels, forKey: .labels)
    try parts.encode(
      PackedNumbers.text(cells.map(UInt32.init(bitPattern:))), forKey: .cells)
    for (key, numbers) in [(CodingKeys.scores, scores), (.products, products)] {
      if !numbers.allSatisfy(\.isFinite) {
        throw EncodingError.invalidValue(
          numbers, .init(codingPath: parts.codingPath + [key], debugDescription: "not finite"))
      }
      try parts.encode(PackedNumbers.text(numbers.map(\.bitPattern)), forKey: key)
    }
    try parts.encode(nested, forKey: .nested)
    try parts.encode(meat, forKey: .meat)
    try parts.encode(clusters, forKey: .clusters)
  }

  private static func words<Word: FixedWidthInteger & UnsignedInteger>(
    _ parts: KeyedDecodingContainer<CodingKeys>, _ key: CodingKeys
  ) throws -> [Word] {
    if let words: [Word] = PackedNumbers.words(try parts.decode(String.self, forKey: key)) {
      return words
    }
    throw DecodingError.dataCorruptedError(
      forKey: key, in: parts, debugDescription: "not packed numbers")
  }

  private static func numbers(
    _ parts: KeyedDecodingContainer<CodingKeys>, _ key: CodingKeys
  ) throws -> [Double] {
    let numbers = try words(parts, key).map { (word: UInt64) in Double(bitPattern: word) }
    if numbers.allSatisfy(\.isFinite) { return numbers }
    throw DecodingError.dataCorruptedError(
      forKey: key, in: parts, debugDescription: "not finite")
  }
}
