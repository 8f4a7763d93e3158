extension JSONValue {
  /// The value on one line, members in their own order, without blanks.
  public var line: String {
    var out = ""
    write(into: &out, indent: nil)
    return out
  }

  /// The value over several lines, indented by two blanks, with a line feed at the end.
  public var indented: String {
    var out = ""
    write(into: &out, indent: 0)
    return out + "\n"
  }

  private func write(into out: inout String, indent: Int?) {
    switch self {
    case .null: out += "null"
    case .flag(let flag): out += flag ? "true" : "false"
    case .number(let digits): out += digits
    case .text(let text): Self.quote(text, into: &out)
    case .list(let items):
      Self.enclose("[", "]", items, into: &out, indent: indent) { item, out, inner in
        item.write(into: &out, indent: inner)
      }
    case .object(let object):
      Self.enclose("{", "}", object.members, into: &out, indent: indent) { member, out, inner in
        Self.quote(member.name, into: &out)
        out += inner == nil ? ":" : ": "
        member.value.write(into: &out, indent: inner)
      }
    }
  }

  private static func enclose<Item>(
    _ opening: String, _ closing: String, _ items: [Item], into out: inout String, indent: Int?,
    each: (Item, inout String, Int?) -> Void
  ) {
    out += opening
    let inner = indent.map { $0 + 2 }
    for (index, item) in items.enumerated() {
      if index > 0 { out += "," }
      if let inner { out += "\n" + String(repeating: " ", count: inner) }
      each(item, &out, inner)
    }
    if let indent, !items.isEmpty { out += "\n" + String(repeating: " ", count: indent) }
    out += closing
  }

  private static func quote(_ text: String, into out: inout String) {
    out += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\t": out += "\\t"
      case "\r": out += "\\r"
      case "\u{0}"..."\u{1F}", "\u{7F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: out.unicodeScalars.append(scalar)
      }
    }
    out += "\""
  }
}
