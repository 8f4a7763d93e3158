import FoundationEssentials

/// Long rows of numbers as bytes, little-endian words one after the other, which JSON holds as base64.
///
/// A block has tens of thousands of sums by cluster; read one by one as decimals they cost more than
/// measuring the block. Packed, they are the same to the bit and half as long.
enum PackedNumbers {
  /// Words as bytes.
  static func data<Word: FixedWidthInteger & UnsignedInteger>(_ words: [Word]) -> Data {
    words.map(\.littleEndian).withUnsafeBytes { Data($0) }
  }

  /// The bytes of a text as it was written, or nil for any other text: some letters at its end stand for
  /// the same bytes.
  static func data(base64 text: String) -> Data? {
    guard let data = Data(base64Encoded: text) else { return nil }
    let rest = data.suffix(data.count % 3)
    let isWhole = rest.isEmpty || text.utf8.suffix(4).elementsEqual(rest.base64EncodedString().utf8)
    return isWhole ? data : nil
  }

  /// The words of bytes, or nil if the last one is cut.
  static func words<Word: FixedWidthInteger & UnsignedInteger>(_ data: Data) -> [Word]? {
    let width = Word.bitWidth / 8
    if data.count % width != 0 { return nil }
    let words = [Word](unsafeUninitializedCapacity: data.count / width) { buffer, count in
      count = data.copyBytes(to: buffer) / width
    }
    return words.map(Word.init(littleEndian:))
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
    try parts.encode(PackedNumbers.data(cells.map(UInt32.init(bitPattern:))), forKey: .cells)
    for (key, numbers) in [(CodingKeys.scores, scores), (.products, products)] {
      if !numbers.allSatisfy(\.isFinite) {
        throw EncodingError.invalidValue(
          numbers, .init(codingPath: parts.codingPath + [key], debugDescription: "not finite"))
      }
      try parts.encode(PackedNumbers.data(numbers.map(\.bitPattern)), forKey: key)
    }
    try parts.encode(nested, forKey: .nested)
    try parts.encode(meat, forKey: .meat)
    try parts.encode(clusters, forKey: .clusters)
  }

  private static func words<Word: FixedWidthInteger & UnsignedInteger>(
    _ parts: KeyedDecodingContainer<CodingKeys>, _ key: CodingKeys
  ) throws -> [Word] {
    let text = try parts.decode(String.self, forKey: key)
    if let data = PackedNumbers.data(base64: text), let words: [Word] = PackedNumbers.words(data) {
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
