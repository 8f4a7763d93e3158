/// Writes rows of fields as comma-separated text (RFC 4180) with LF line ends.
///
/// A field is quoted where it holds a comma, a quote or a line break, and nowhere else, so that the
/// same rows always give the same bytes.
public struct DelimitedTextWriter: Sendable {
  /// The text so far, as UTF-8.
  public private(set) var bytes: [UInt8] = []

  /// Starts a table with its header line.
  public init(header: [String]) {
    append(header)
  }

  /// The text so far.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Adds a row.
  public mutating func append(_ fields: [String]) {
    for (index, field) in fields.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      append(field: field)
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  private mutating func append(field: String) {
    let quote = UInt8(ascii: "\"")
    let special = field.utf8.contains { byte in
      byte == UInt8(ascii: ",") || byte == quote || byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "\r")
    }
    guard special else {
      bytes.append(contentsOf: field.utf8)
      return
    }
    bytes.append(quote)
    // Bytes, not characters: a quote followed by a combining mark is one character.
    for byte in field.utf8 {
      if byte == quote { bytes.append(quote) }
      bytes.append(byte)
    }
    bytes.append(quote)
  }
}
