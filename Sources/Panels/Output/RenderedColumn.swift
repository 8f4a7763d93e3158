import Tables

/// A column whose values are bytes already, or whole numbers that become bytes row by row.
struct RenderedColumn {
  /// How a value of the column is found.
  enum Body {
    /// For each value of the scope where its bytes end in `bytes`; they begin where the one before ends.
    case bytes([Int32])
    /// For each cell a whole number.
    case wholeNumbers([Int64])
    /// For each cell the number of a label whose bytes end as stated.
    case labels([UInt8], [Int32])
  }

  let scope: ColumnScope
  let body: Body
  let bytes: [UInt8]
  /// The most bytes that one value has.
  let longest: Int

  /// Renders a column; `prefix` goes before each value, and text is quoted for CSV where asked.
  init(_ column: PanelColumn, prefix: [UInt8], quotes: Bool) {
    scope = column.scope
    var bytes: [UInt8] = []
    var ends: [Int32] = []
    func append(_ text: String?) {
      bytes += prefix
      if let text { Self.append(text, quotes: quotes, to: &bytes) }
      ends.append(Int32(bytes.count))
    }
    switch column.values {
    case .texts(let texts):
      for text in texts { append(text) }
      body = .bytes(ends)
    case .decimals(let numbers):
      for number in numbers { append(number.isNaN ? nil : Self.decimal(number)) }
      body = .bytes(ends)
    case .labels(let codes, let labels):
      for label in labels { append(label) }
      body = .labels(codes, ends)
    case .wholeNumbers(let numbers) where column.scope == .cell:
      body = .wholeNumbers(numbers)
      bytes = prefix
    case .wholeNumbers(let numbers):
      for number in numbers { append(number == PanelColumn.missing ? nil : String(number)) }
      body = .bytes(ends)
    }
    self.bytes = bytes
    var longest = prefix.count + 20
    var start: Int32 = 0
    for end in ends {
      longest = max(longest, Int(end - start))
      start = end
    }
    self.longest = longest
  }

  /// A number in the fewest digits that give it back; a whole one without a point.
  static func decimal(_ number: Double) -> String {
    if number == number.rounded(), abs(number) < 1e15 { return String(Int64(number)) }
    return "\(number)"
  }

  private static func append(_ text: String, quotes: Bool, to bytes: inout [UInt8]) {
    let quote = UInt8(ascii: "\"")
    guard quotes, text.utf8.contains(where: { [44, quote, 10, 13].contains($0) }) else {
      bytes += text.utf8
      return
    }
    bytes.append(quote)
    for byte in text.utf8 {
      if byte == quote { bytes.append(quote) }
      bytes.append(byte)
    }
    bytes.append(quote)
  }
}
