/// A JSON value that is written with keys in ascending order.
package indirect enum JSONText {
  case text(String)
  case number(Double)
  case integer(Int)
  case null
  case array([JSONText])
  case object([String: JSONText])

  /// The value on one line; a number that is not finite is written as `null`.
  package var line: String {
    switch self {
    case .text(let text): return Self.quoted(text)
    case .number(let number): return number.isFinite ? "\(number)" : "null"
    case .integer(let integer): return "\(integer)"
    case .null: return "null"
    case .array(let items): return "[" + items.map(\.line).joined(separator: ",") + "]"
    case .object(let members):
      let pairs = members.sorted { $0.key < $1.key }.map {
        Self.quoted($0.key) + ":" + $0.value.line
      }
      return "{" + pairs.joined(separator: ",") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\u{0}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
