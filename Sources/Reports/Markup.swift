/// Writes elements and escaped text, as HTML that is also well-formed XML.
///
/// Text and attribute values can only get in through escaping; the two exceptions, a style sheet of
/// our own and a finished drawing, have functions of their own.
struct Markup {
  /// A part of the document, for other forms of the same page.
  indirect enum Node {
    case element(String, style: String, [Node])
    case text(String)
  }

  /// The document so far.
  private(set) var text = ""
  /// The elements that are open, each with what is in it; the first is the document.
  private var open: [[Node]] = [[]]

  /// Whether the document is prose, whose signs are set; a table of a user's fit keeps its own.
  let isProse: Bool

  /// Begins a document.
  init(isProse: Bool = false) { self.isProse = isProse }

  /// How many elements of code are open.
  private var codeDepth = 0

  /// The document so far as a tree; drawings, scripts and style sheets are left out.
  var nodes: [Node] { open[0] }

  typealias Attributes = KeyValuePairs<String, String>

  /// The elements after whose end a line ends, so that a page can be compared line by line.
  private static let blocks: Set<String> = [
    "article", "body", "button", "details", "summary", "caption", "dd", "desc", "div", "dl", "dt",
    "figcaption", "figure", "footer",
    "g", "h1", "h2", "h3", "h4", "head", "header", "html", "li", "line", "main", "meta", "nav",
    "ol",
    "p", "path", "rect", "section", "svg", "table", "tbody", "td", "text", "th", "thead", "title",
    "tr", "ul",
  ]

  /// Writes an element around content.
  mutating func element(
    _ name: String, _ attributes: Attributes = [:], _ content: (inout Markup) -> Void
  ) {
    start(name, attributes)
    text += ">"
    open.append([])
    let isCode = name == "code" || name == "pre"
    if isCode { codeDepth += 1 }
    content(&self)
    if isCode { codeDepth -= 1 }
    let inner = open.removeLast()
    let style = attributes.first { $0.key == "class" }?.value ?? ""
    open[open.count - 1].append(.element(name, style: style, inner))
    text += "</\(name)>"
    endLine(name)
  }

  /// Writes an element around text.
  mutating func element(_ name: String, _ attributes: Attributes = [:], text content: String) {
    element(name, attributes) { $0.write(content) }
  }

  /// Writes an element around text, with attributes that were put together in code.
  mutating func element(_ name: String, pairs: [(String, String)], text content: String) {
    text += "<\(name)"
    for (key, value) in pairs { text += " \(key)=\"\(Self.escaped(value))\"" }
    text += ">" + Self.escaped(content) + "</\(name)>"
    open[open.count - 1].append(.element(name, style: "", [.text(content)]))
    endLine(name)
  }

  /// Writes an element without content, closed as XML asks.
  mutating func void(_ name: String, _ attributes: Attributes = [:]) {
    start(name, attributes)
    open[open.count - 1].append(.element(name, style: "", []))
    text += "/>"
    endLine(name)
  }

  /// Writes text, escaped; on a page of prose with typographic signs except in code.
  mutating func write(_ content: String) {
    let content = isProse && codeDepth == 0 ? Typography.page(content) : content
    text += Self.escaped(content)
    open[open.count - 1].append(.text(content))
  }

  /// Writes the document type of HTML.
  mutating func documentType() { text += "<!DOCTYPE html>\n" }

  /// Writes a style sheet of this module, which holds no `<` and no `&`.
  mutating func style(_ sheet: StaticString) { text += "<style>\n\(sheet)</style>\n" }

  /// Writes a script of this module, which holds no `<` and no `&`.
  mutating func script(_ code: StaticString) { text += "<script>\n\(code)</script>\n" }

  /// Writes data for a script: JSON in which nothing can be read as markup.
  mutating func data(id: String, _ json: String) {
    let safe = json.replacing("&", with: "\\u0026").replacing("<", with: "\\u003c")
      .replacing(">", with: "\\u003e")
    text += "<script type=\"application/json\" id=\"\(Self.escaped(id))\">\(safe)</script>\n"
  }

  /// Writes a finished drawing of this program, without the XML declaration that a file begins with.
  mutating func drawing(_ svg: String) {
    guard let start = svg.firstRange(of: "<svg") else { return }
    text += svg[start.lowerBound...]
    if text.utf8.last != UInt8(ascii: "\n") { text += "\n" }
  }

  private mutating func start(_ name: String, _ attributes: Attributes) {
    text += "<\(name)"
    for (key, value) in attributes { text += " \(key)=\"\(Self.escaped(value))\"" }
  }

  private mutating func endLine(_ name: String) {
    if Self.blocks.contains(name) { text += "\n" }
  }

  /// Text that no element, attribute or character reference can be read from.
  ///
  /// Characters that XML does not allow become U+FFFD.
  static func escaped(_ content: String) -> String {
    var result = ""
    result.reserveCapacity(content.utf8.count)
    for scalar in content.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\u{9}", "\u{A}", "\u{D}": result.unicodeScalars.append(scalar)
      case "\0"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Text as an identifier of an element: ASCII letters, digits and hyphens.
  static func identifier(_ parts: String...) -> String {
    let bytes = parts.joined(separator: "-").lowercased().utf8.map { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
      default: UInt8(ascii: "-")
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
