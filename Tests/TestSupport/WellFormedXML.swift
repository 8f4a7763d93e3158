/// A strict checker of the XML our figures are made of, which refuses what it does not know.
///
/// It knows elements, attributes in double quotes, texts, the five named entities and decimal
/// character references. Comments, CDATA, doctypes and processing instructions other than the
/// declaration are faults here.
public struct WellFormedXML {
  /// What is not well-formed.
  public struct Fault: Error, CustomStringConvertible {
    /// The fault in words.
    public let description: String
  }

  /// An element with its attributes and the text directly in it.
  public struct Element {
    /// Its name.
    public let name: String
    /// Its attributes, unescaped.
    public let attributes: [String: String]
    /// The names of the elements around it, the outermost first.
    public let path: [String]
    /// The text directly in it, unescaped.
    public var text: String
  }

  /// All elements in the order in which they open.
  public private(set) var elements: [Element] = []

  /// Reads a document.
  ///
  /// - Throws: `Fault` for the first thing that is not well-formed.
  public init(_ document: String) throws {
    var rest = Substring(document)
    let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    guard rest.hasPrefix(declaration) else { throw Fault(description: "no declaration") }
    rest.removeFirst(declaration.count)
    var open: [Int] = []
    var isClosed = false
    while let next = rest.first {
      if next != "<" {
        let text = rest.prefix { $0 != "<" }
        rest.removeFirst(text.count)
        let plain = try Self.unescaped(text)
        if let top = open.last {
          elements[top].text += plain
        } else if plain.contains(where: { !$0.isWhitespace }) {
          throw Fault(description: "text outside the root: \(plain)")
        }
        continue
      }
      guard let end = rest.firstIndex(of: ">") else { throw Fault(description: "unclosed tag") }
      var tag = rest[rest.index(after: rest.startIndex)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.first == "/" {
        guard let top = open.popLast(), elements[top].name == tag.dropFirst() else {
          throw Fault(description: "</\(tag.dropFirst())> closes nothing")
        }
        isClosed = open.isEmpty
        continue
      }
      guard !isClosed else { throw Fault(description: "a second root") }
      let isEmpty = tag.last == "/"
      if isEmpty { tag.removeLast() }
      let name = tag.prefix { $0.isLetter || $0 == "-" }
      guard !name.isEmpty else { throw Fault(description: "a tag without a name: <\(tag)>") }
      let attributes = try Self.attributes(tag.dropFirst(name.count))
      elements.append(
        Element(
          name: String(name), attributes: attributes, path: open.map { elements[$0].name },
          text: ""))
      if isEmpty {
        isClosed = open.isEmpty
      } else {
        open.append(elements.count - 1)
      }
    }
    guard open.isEmpty, isClosed else { throw Fault(description: "an element stays open") }
  }

  private static func attributes(_ text: Substring) throws -> [String: String] {
    var attributes: [String: String] = [:]
    var rest = text
    while !rest.isEmpty {
      guard rest.first == " ", let equals = rest.firstIndex(of: "=") else {
        throw Fault(description: "attributes end in \(rest)")
      }
      let name = String(rest[rest.index(after: rest.startIndex)..<equals])
      rest = rest[rest.index(after: equals)...]
      guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0 == "-" }), rest.first == "\"" else {
        throw Fault(description: "attribute \(name) has no quotation mark")
      }
      rest.removeFirst()
      guard let close = rest.firstIndex(of: "\"") else {
        throw Fault(description: "attribute \(name) stays open")
      }
      guard attributes[name] == nil else { throw Fault(description: "\(name) repeats") }
      attributes[name] = try unescaped(rest[..<close])
      rest = rest[rest.index(after: close)...]
    }
    return attributes
  }

  private static func unescaped(_ text: Substring) throws -> String {
    var out = ""
    var rest = text
    while let next = rest.first {
      guard next == "&" else {
        guard next != "<", next != ">" else { throw Fault(description: "a bare \(next)") }
        for scalar in next.unicodeScalars
        where scalar.value < 32 && scalar != "\n" && scalar != "\t" {
          throw Fault(description: "control character \(scalar.value)")
        }
        out.append(next)
        rest.removeFirst()
        continue
      }
      guard let end = rest.firstIndex(of: ";") else { throw Fault(description: "a bare &") }
      let name = rest[rest.index(after: rest.startIndex)..<end]
      rest = rest[rest.index(after: end)...]
      switch name {
      case "amp": out += "&"
      case "lt": out += "<"
      case "gt": out += ">"
      case "quot": out += "\""
      case "apos": out += "'"
      default:
        guard name.first == "#", let code = UInt32(name.dropFirst()),
          let scalar = Unicode.Scalar(code)
        else { throw Fault(description: "unknown entity \(name)") }
        out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
