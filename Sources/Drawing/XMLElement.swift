/// An XML element that is written with everything escaped.
///
/// Names are given in the source and never come from data; texts and attribute values may.
public struct XMLElement: Sendable {
  private enum Content: Sendable {
    case empty
    case text(String)
    case children([XMLElement])
  }

  private let name: String
  private let attributes: [(name: String, value: String)]
  private let content: Content

  /// Makes an element with children, or with nothing in it.
  public init(
    _ name: StaticString, _ attributes: [(StaticString, String)] = [],
    children: [XMLElement] = []
  ) {
    self.name = "\(name)"
    self.attributes = attributes.map { ("\($0.0)", $0.1) }
    content = children.isEmpty ? .empty : .children(children)
  }

  /// Makes an element with a text in it.
  public init(
    _ name: StaticString, _ attributes: [(StaticString, String)] = [], text: String
  ) {
    self.name = "\(name)"
    self.attributes = attributes.map { ("\($0.0)", $0.1) }
    content = .text(text)
  }

  /// Whether anything is in the element.
  package var hasChildren: Bool { if case .children = content { true } else { false } }

  /// Whether the element is a path that draws nothing.
  package var isEmptyPath: Bool { attributes.contains { $0.name == "d" && $0.value.isEmpty } }

  /// The element and what is in it, one element a line, each line ending in LF.
  public var document: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to out: inout String) {
    out += "<" + name
    for attribute in attributes {
      out += " " + attribute.name + "=\"" + Self.escaped(attribute.value, inAttribute: true) + "\""
    }
    switch content {
    case .empty:
      out += "/>\n"
    case .text(let text):
      out += ">" + Self.escaped(text, inAttribute: false) + "</" + name + ">\n"
    case .children(let children):
      out += ">\n"
      for child in children { child.write(to: &out) }
      out += "</" + name + ">\n"
    }
  }

  /// Escapes a text; characters that XML 1.0 does not allow become U+FFFD.
  public static func escaped(_ text: String, inAttribute: Bool) -> String {
    // Path data, which is most of a map, has nothing to escape.
    if text.utf8.allSatisfy({ plain[Int($0)] }) { return text }
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += inAttribute ? "&quot;" : "\""
      case "\t", "\n", "\r":
        out += inAttribute || scalar == "\r" ? "&#\(scalar.value);" : "\(scalar)"
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": out += "\u{FFFD}"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  /// Which bytes stand for themselves anywhere: printable ASCII but for the four that mark up.
  private static let plain = (0..<256).map { byte in
    (0x20..<0x7F).contains(byte) && !"&<>\"".utf8.contains(UInt8(byte))
  }
}
