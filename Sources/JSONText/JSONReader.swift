import Codes

/// Reads JSON into a ``JSONValue``, within bounds that no honest source reaches.
///
/// Cost: one pass over the bytes to check UTF-8 and one to read.
public struct JSONReader: Sendable {
  /// The deepest nesting of arrays and objects that is read.
  public static let deepest = 32
  /// The longest string that is read, in bytes as printed.
  public static let longestString = 1 << 20
  /// The longest number that is read, in characters.
  public static let longestNumber = 1024

  /// The name by which errors call the text.
  public let name: String

  /// Sets up a reader.
  ///
  /// - Parameter name: The text's name in errors, such as a file name without its folder.
  public init(name: String) { self.name = name }

  /// Reads one value that fills the whole text.
  ///
  /// - Parameter bytes: UTF-8 text, with or without its byte-order mark.
  /// - Returns: The value.
  /// - Throws: `DataError` of kind `malformedJSON`, `invalidUTF8`, `duplicateMember` or
  ///   `boundlessJSON`, naming the offset of the byte, counted from 0.
  public func value(from bytes: some Collection<UInt8>) throws -> JSONValue {
    try Array(bytes).withUnsafeBytes { buffer in
      if let offset = UTF8Text.firstInvalidByte(in: buffer) {
        throw DataError(
          .invalidUTF8, "\(name), byte \(offset): the text is not valid UTF-8",
          hint: "fetch it again; if it is in another encoding, convert it to UTF-8")
      }
      var parser = JSONParser(name: name, bytes: buffer)
      return try parser.document()
    }
  }
}

/// The state of one reading: where it stands in the bytes and how deep.
private struct JSONParser {
  let name: String
  let bytes: UnsafeRawBufferPointer
  var index = 0
  var depth = 0

  init(name: String, bytes: UnsafeRawBufferPointer) {
    self.name = name
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
  }

  mutating func document() throws -> JSONValue {
    let value = try value()
    skipBlanks()
    guard index == bytes.count else {
      throw malformed("text stands behind the value")
    }
    return value
  }

  private mutating func value() throws -> JSONValue {
    skipBlanks()
    guard index < bytes.count else { throw malformed("the text ends where a value should be") }
    switch bytes[index] {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try list()
    case UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "t"): return try literal("true", .flag(true))
    case UInt8(ascii: "f"): return try literal("false", .flag(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw malformed("a value cannot begin so")
    }
  }

  private mutating func enter() throws {
    depth += 1
    guard depth <= JSONReader.deepest else {
      throw DataError(
        .boundlessJSON, "\(name), byte \(index): nested more than \(JSONReader.deepest) deep",
        hint: "no source of this program nests so; check that the file is the one meant")
    }
    index += 1
    skipBlanks()
  }

  private mutating func object() throws -> JSONValue {
    try enter()
    var members: [JSONObject.Member] = []
    var names = Set<String>()
    if take(UInt8(ascii: "}")) {
      depth -= 1
      return .object(JSONObject([]))
    }
    while true {
      skipBlanks()
      let start = index
      guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
        throw malformed("a member's name is wanted in quotes")
      }
      let member = try string()
      guard names.insert(member).inserted else {
        throw DataError(
          .duplicateMember, "\(name), byte \(start): the member '\(member)' stands twice",
          hint: "remove one of the two")
      }
      skipBlanks()
      guard take(UInt8(ascii: ":")) else { throw malformed("a colon is wanted behind the name") }
      members.append(JSONObject.Member(name: member, value: try value()))
      skipBlanks()
      if take(UInt8(ascii: ",")) { continue }
      guard take(UInt8(ascii: "}")) else { throw malformed("a comma or } is wanted") }
      depth -= 1
      return .object(JSONObject(members))
    }
  }

  private mutating func list() throws -> JSONValue {
    try enter()
    var items: [JSONValue] = []
    if take(UInt8(ascii: "]")) {
      depth -= 1
      return .list([])
    }
    while true {
      items.append(try value())
      skipBlanks()
      if take(UInt8(ascii: ",")) { continue }
      guard take(UInt8(ascii: "]")) else { throw malformed("a comma or ] is wanted") }
      depth -= 1
      return .list(items)
    }
  }

  private mutating func literal(_ word: StaticString, _ value: JSONValue) throws -> JSONValue {
    let length = word.utf8CodeUnitCount
    guard index + length <= bytes.count,
      (0..<length).allSatisfy({ word.utf8Start[$0] == bytes[index + $0] })
    else { throw malformed("a value cannot begin so") }
    index += length
    return value
  }

  private mutating func number() throws -> JSONValue {
    let start = index
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) {
      guard digits() > 0 else { throw malformed("a digit is wanted behind the minus sign") }
    }
    if take(UInt8(ascii: ".")) {
      guard digits() > 0 else { throw malformed("a digit is wanted behind the point") }
    }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      guard digits() > 0 else { throw malformed("a digit is wanted in the exponent") }
    }
    guard index - start <= JSONReader.longestNumber else {
      throw DataError(
        .boundlessJSON,
        "\(name), byte \(start): a number of more than \(JSONReader.longestNumber) characters",
        hint: "no figure is so long; check that the file is the one meant")
    }
    return .number(String(decoding: bytes[start..<index], as: UTF8.self))
  }

  private mutating func digits() -> Int {
    let start = index
    while index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) {
      index += 1
    }
    return index - start
  }

  private mutating func string() throws -> String {
    let opening = index
    index += 1
    var out: [UInt8] = []
    var start = index
    while true {
      guard index < bytes.count else {
        index = opening
        throw malformed("a string is not closed")
      }
      guard index - opening <= JSONReader.longestString else {
        throw DataError(
          .boundlessJSON,
          "\(name), byte \(opening): a string of more than \(JSONReader.longestString) bytes",
          hint: "no source of this program prints such; check that the file is the one meant")
      }
      switch bytes[index] {
      case UInt8(ascii: "\""):
        out.append(contentsOf: bytes[start..<index])
        index += 1
        return String(decoding: out, as: UTF8.self)
      case UInt8(ascii: "\\"):
        out.append(contentsOf: bytes[start..<index])
        index += 1
        out.append(contentsOf: String(try escape()).utf8)
        start = index
      case 0..<0x20: throw malformed("a control character stands in a string")
      default: index += 1
      }
    }
  }

  private mutating func escape() throws -> Unicode.Scalar {
    guard index < bytes.count else { throw malformed("the text ends in an escape") }
    let letter = bytes[index]
    index += 1
    switch letter {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let unit = try codeUnit()
      if let scalar = Unicode.Scalar(unit) { return scalar }
      guard unit < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
        throw malformed("half of a surrogate pair stands alone")
      }
      let low = try codeUnit()
      guard (0xDC00...0xDFFF).contains(low),
        let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
      else { throw malformed("half of a surrogate pair stands alone") }
      return scalar
    default: throw malformed("an escape is unknown")
    }
  }

  private mutating func codeUnit() throws -> UInt32 {
    guard index + 4 <= bytes.count,
      let text = String(validating: bytes[index..<index + 4], as: UTF8.self),
      text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
      let unit = UInt32(text, radix: 16)
    else { throw malformed("four hexadecimal digits are wanted") }
    index += 4
    return unit
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard index < bytes.count, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  private mutating func skipBlanks() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x0A, 0x0D, 0x09: index += 1
      default: return
      }
    }
  }

  private func malformed(_ message: String) -> DataError {
    DataError(
      .malformedJSON, "\(name), byte \(index): \(message)",
      hint: "fetch or write the text again; it is cut off or no JSON")
  }
}
