/// Draws elements in a theme's colours, at sizes that a page's width allows.
///
/// Everything that stands on a page goes through a pen, so that no text is printed too small, no
/// coordinate has more than one decimal, and ids start with the figure's.
public struct Pen: Sendable {
  /// The colours.
  public let theme: Theme
  /// The width on paper.
  public let page: PageSize
  /// How many canvas units make the width of the page.
  public let canvas: Double
  /// The prefix of all ids.
  public let figureID: String

  /// Makes a pen.
  ///
  /// - Parameters:
  ///   - figureID: The prefix of all ids in the file.
  ///   - theme: The colours.
  ///   - page: The width on paper.
  ///   - canvas: How many canvas units make the width of the page.
  public init(figureID: String, theme: Theme, page: PageSize, canvas: Double) {
    self.figureID = figureID
    self.theme = theme
    self.page = page
    self.canvas = canvas
  }

  /// An id within the file.
  public func id(_ role: String) -> String { "\(figureID)-\(role)" }

  /// A font size in canvas units, never below `points` on paper.
  public func size(_ base: Double, atLeast points: Double = PageSize.leastPoints) -> Double {
    page.size(base, atLeast: points, canvas: canvas)
  }

  /// A number with at most one decimal.
  public func number(_ value: Double) -> String { FixedDecimal.coordinate(value) }

  /// Where a text is held.
  public enum Anchor: String, Sendable {
    /// At its left end.
    case start
    /// At its middle.
    case middle
    /// At its right end.
    case end
  }

  /// A line of text.
  ///
  /// - Parameters:
  ///   - line: The text.
  ///   - x: Where it is held.
  ///   - y: The line it stands on.
  ///   - size: The font size, from ``size(_:atLeast:)``.
  ///   - color: Its colour; the theme's ink unless said.
  ///   - isBold: Whether the face is bold.
  ///   - anchor: Where it is held.
  ///   - halo: The colour of a plate behind it, for text over lines; not every program knows
  ///     `paint-order`, which would draw it around the letters.
  public func text(
    _ line: String, x: Double, y: Double, size: Double, color: Color? = nil,
    isBold: Bool = false, anchor: Anchor = .start, halo: Color? = nil
  ) -> XMLElement {
    var attributes: [(StaticString, String)] = [
      ("x", number(x)), ("y", number(y)), ("font-size", number(size)),
    ]
    if let color { attributes.append(("fill", color.hex)) }
    if isBold { attributes.append(("font-weight", "bold")) }
    if anchor != .start { attributes.append(("text-anchor", anchor.rawValue)) }
    let text = XMLElement("text", attributes, text: line)
    guard let halo else { return text }
    return XMLElement(
      "g",
      children: [
        plate(
          line, x: x, y: y, size: size, isBold: isBold, anchor: anchor, color: halo, padding: 0.06),
        text,
      ])
  }

  /// A plate behind a line of text, so that a pattern or a border under it does not break the letters.
  ///
  /// - Parameters:
  ///   - line: The text.
  ///   - x: Where it is held.
  ///   - y: The line it stands on.
  ///   - size: The font size.
  ///   - isBold: Whether the face is bold.
  ///   - anchor: Where it is held.
  ///   - color: The plate's colour.
  ///   - padding: How far it reaches beyond the text, in font sizes.
  public func plate(
    _ line: String, x: Double, y: Double, size: Double, isBold: Bool = false,
    anchor: Anchor = .middle, color: Color, padding: Double = 0.2
  ) -> XMLElement {
    let width = TextMetrics.width(line, size: size, isBold: isBold) + 2 * padding * size
    let left =
      switch anchor {
      case .start: x - padding * size
      case .middle: x - width / 2
      case .end: x - width + padding * size
      }
    return XMLElement(
      "rect",
      [
        ("x", number(left)), ("y", number(y - size * (0.78 + padding))), ("width", number(width)),
        ("height", number(size * (0.84 + 2 * padding))), ("rx", "2"), ("fill", color.hex),
      ])
  }

  /// A box.
  public func rectangle(
    _ box: CanvasBox, fill: String, stroke: Color? = nil, width: Double = 0.8
  ) -> XMLElement {
    var attributes: [(StaticString, String)] = [
      ("x", number(box.minX)), ("y", number(box.minY)), ("width", number(box.maxX - box.minX)),
      ("height", number(box.maxY - box.minY)), ("fill", fill),
    ]
    if let stroke { attributes += [("stroke", stroke.hex), ("stroke-width", number(width))] }
    return XMLElement("rect", attributes)
  }

  /// A circle.
  public func circle(
    _ centre: CanvasPoint, radius: Double, fill: String, stroke: Color? = nil, width: Double = 0.8
  ) -> XMLElement {
    var attributes: [(StaticString, String)] = [
      ("cx", number(centre.x)), ("cy", number(centre.y)), ("r", number(radius)), ("fill", fill),
    ]
    if let stroke { attributes += [("stroke", stroke.hex), ("stroke-width", number(width))] }
    return XMLElement("circle", attributes)
  }

  /// A line that is stroked and not filled, hidden from screen readers.
  public func line(
    _ path: String, _ stroke: Color, width: Double, dashes: String? = nil
  ) -> XMLElement {
    var attributes: [(StaticString, String)] = [
      ("d", path), ("fill", "none"), ("stroke", stroke.hex), ("stroke-width", number(width)),
      ("stroke-linejoin", "round"), ("pointer-events", "none"), ("aria-hidden", "true"),
    ]
    if let dashes { attributes.append(("stroke-dasharray", dashes)) }
    return XMLElement("path", attributes)
  }

  /// Path data through points.
  public func path(_ points: [CanvasPoint]) -> String {
    "M" + points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
  }
}
