import Crypto

/// The name of immutable bytes in the store: their SHA-256 as 64 lower-case hexadecimal digits.
public struct ObjectID: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
  /// The 64 digits.
  public let text: String

  /// The name of bytes; costs one pass over them.
  public init(of bytes: [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for byte in SHA256.hash(data: bytes) {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    self.text = String(decoding: text, as: UTF8.self)
  }

  /// Reads a name.
  ///
  /// - Returns: Nil unless the text is 64 lower-case hexadecimal digits.
  public init?(_ text: some StringProtocol) {
    guard text.utf8.count == 64,
      text.utf8.allSatisfy({
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      })
    else { return nil }
    self.text = String(text)
  }

  /// Reads a name from a catalogue or sidecar.
  ///
  /// - Throws: `DecodingError` when the text is no name.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let name = ObjectID(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is no SHA-256")
    }
    self = name
  }

  /// Writes the name as text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  /// Orders names as texts.
  public static func < (left: ObjectID, right: ObjectID) -> Bool { left.text < right.text }

  /// The 64 digits.
  public var description: String { text }
}
