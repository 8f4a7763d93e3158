/// A drawing of this program, read back and judged by what must hold of every one of them.
public struct DrawnSVG {
  /// The document.
  public let text: String
  /// Its elements in the order in which they open.
  public let elements: [WellFormedXML.Element]
  /// Width of the canvas.
  public let width: Double
  /// Height of the canvas.
  public let height: Double

  /// Reads a drawing.
  ///
  /// - Throws: `WellFormedXML.Fault`.
  public init(_ text: String) throws {
    self.text = text
    elements = try WellFormedXML(text).elements
    let view = (elements.first?.attributes["viewBox"] ?? "").split(separator: " ")
      .compactMap { Double($0) }
    guard view.count == 4 else { throw WellFormedXML.Fault(description: "no viewBox") }
    (width, height) = (view[2], view[3])
  }

  /// The size of a canvas unit on paper, in points; nil without a width on paper.
  public var pointsPerUnit: Double? {
    guard let width = elements.first?.attributes["width"], width.hasSuffix("mm"),
      let millimetres = Double(width.dropLast(2))
    else { return nil }
    return millimetres * 72 / 25.4 / self.width
  }

  /// What is wrong with the file, whatever is drawn; empty for a sound one.
  ///
  /// - Parameter id: What all ids must begin with.
  public func faults(id: String) -> [String] {
    var faults: [String] = []
    if !text.hasPrefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg ") {
      faults.append("head")
    }
    if !text.hasSuffix("</svg>\n") || text.contains("\r") { faults.append("end") }
    let ids = elements.compactMap { $0.attributes["id"] }
    if Set(ids).count != ids.count { faults.append("an id stands twice") }
    faults += ids.filter { !$0.hasPrefix("\(id)-") }.map { "the id \($0)" }
    // No script, no style sheet, nothing from outside, and nothing that Inkscape or Word ignore.
    let allowed: Set = [
      "svg", "title", "desc", "metadata", "defs", "pattern", "path", "rect", "circle", "g", "text",
    ]
    faults += Set(elements.map(\.name)).subtracting(allowed).sorted().map { "<\($0)>" }
    for element in elements {
      for (name, value) in element.attributes {
        if name.hasPrefix("on") || name == "href" || name == "style" { faults.append(name) }
        if value.hasPrefix("url(#"), !ids.contains(String(value.dropFirst(5).dropLast())) {
          faults.append(value)
        }
        let isCoordinate = [
          "d", "x", "y", "cx", "cy", "r", "width", "height", "stroke-width", "font-size",
        ].contains(name)
        if isCoordinate, element.name != "svg", !Self.isPlain(value) {
          faults.append("\(name)=\(value.prefix(60))")
        }
      }
    }
    let root = elements.first?.attributes ?? [:]
    if root["role"] != "img" || root["lang"] != "en" { faults.append("role or language") }
    for part in (root["aria-labelledby"] ?? "none").split(separator: " ")
    where !ids.contains(String(part)) { faults.append("nothing is called \(part)") }
    return faults
  }

  /// Whether numbers have at most one decimal, no exponent and no minus before a zero.
  private static func isPlain(_ value: String) -> Bool {
    var decimals = -1
    var last: Character = " "
    for character in value {
      if character.isLetter, !"MLHVZhv".contains(character) { return false }
      if character == "." {
        decimals = 0
      } else if character.isNumber {
        if decimals >= 0 { decimals += 1 }
        if decimals > 1 { return false }
        if last == "-", character == "0" { return value.contains("-0.") }
      } else {
        decimals = -1
      }
      last = character
    }
    return true
  }
}
