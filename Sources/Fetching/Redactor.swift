/// Takes secrets out of text that others wrote, in each way that a server may repeat them.
public struct Redactor: Sendable {
  private let forms: [[UInt8]]

  /// Prepares the forms of each secret: as it is, percent-encoded in capitals and small letters
  /// (wholly or only where needed), with `+` for spaces, in base64 with and without padding, in
  /// hexadecimal, as a JSON string, and reversed.
  public init(_ secrets: [Secret]) {
    var forms: Set<[UInt8]> = []
    for secret in secrets { forms.formUnion(Self.forms(of: secret.text)) }
    // The longest first, so that no part of a longer form stays behind.
    self.forms = forms.sorted { ($1.count, $0.description) < ($0.count, $1.description) }
  }

  /// The text with `REDACTED` where a secret was.
  public func redact(_ text: String) -> String {
    guard !forms.isEmpty else { return text }
    let bytes = Array(text.utf8)
    var kept: [UInt8] = []
    var position = 0
    while position < bytes.count {
      if let form = forms.first(where: { Self.occurs($0, in: bytes, at: position) }) {
        kept += "REDACTED".utf8
        position += form.count
      } else {
        kept.append(bytes[position])
        position += 1
      }
    }
    return String(decoding: kept, as: UTF8.self)
  }

  private static func occurs(_ form: [UInt8], in bytes: [UInt8], at position: Int) -> Bool {
    position + form.count <= bytes.count
      && bytes[position] == form[0]
      && bytes[position..<position + form.count].elementsEqual(form)
  }

  /// The ways in which a text may come back; short fragments are left out, for they hide nothing.
  static func forms(of text: String) -> Set<[UInt8]> {
    let strict = PercentEncoding.encode(text, keeping: [])
    let loose = PercentEncoding.encode(text, keeping: Set(",:/@*()!$'+=&;?".utf8))
    let every = text.utf8.map { byte in
      "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
    let encoded = Base64.encode(Array(text.utf8))
    let hexadecimal = text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    let texts = [
      text, strict, lowerEscapes(strict), loose, lowerEscapes(loose), every, every.lowercased(),
      strict.replacing("%20", with: "+"), lowerEscapes(strict.replacing("%20", with: "+")),
      loose.replacing("%20", with: "+"), text.replacing(" ", with: "+"),
      encoded, String(encoded.prefix { $0 != "=" }),
      hexadecimal, hexadecimal.uppercased(), String(text.reversed()),
      text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""),
      text.replacing("/", with: "\\/"),
      text.replacing("&", with: "&amp;"),
    ]
    return Set(texts.map { Array($0.utf8) }.filter { !$0.isEmpty })
  }

  /// The text with the letters of its percent escapes, and only those, in lower case.
  private static func lowerEscapes(_ text: String) -> String {
    var inEscape = 0
    return String(
      text.map { character in
        if character == "%" {
          inEscape = 2
          return character
        }
        defer { inEscape -= 1 }
        return inEscape > 0 ? Character(character.lowercased()) : character
      })
  }
}
