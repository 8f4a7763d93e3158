/// The words around a figure.
public struct PageWords: Sendable, Hashable {
  /// What the figure finds.
  public var title: String
  /// Variable, unit, year and universe.
  public var subtitle: String
  /// Rules, meaning of missing, choices made; empty for none.
  public var note: String
  /// Agency, series, vintage; empty for none.
  public var source: String
  /// What a reader who cannot see the figure is told.
  public var description: String
  /// Facts as JSON, for programs.
  public var metadata: String

  /// Makes the words from their parts.
  public init(
    title: String, subtitle: String, note: String, source: String, description: String,
    metadata: String
  ) {
    self.title = title
    self.subtitle = subtitle
    self.note = note
    self.source = source
    self.description = description
    self.metadata = metadata
  }
}

/// A page: title, subtitle, content, note and source, as one SVG document.
public struct Page: Sendable {
  /// What stands between subtitle and note.
  public struct Content: Sendable {
    /// Patterns and the like.
    public var definitions: [XMLElement]
    /// What is drawn, in order.
    public var elements: [XMLElement]
    /// Where it ends below.
    public var bottom: Double
    /// Where it ends to the right; a page too narrow for it is made wider.
    public var right: Double

    /// Makes content from its parts.
    public init(
      definitions: [XMLElement] = [], elements: [XMLElement], bottom: Double, right: Double = 0
    ) {
      self.definitions = definitions
      self.elements = elements
      self.bottom = bottom
      self.right = right
    }
  }

  /// The space left free at the sides.
  public static let margin = 24.0

  /// The prefix of all ids.
  public let figureID: String
  /// The colours.
  public let theme: Theme
  /// The width on paper.
  public let size: PageSize
  /// The words around the figure.
  public let words: PageWords

  /// Makes a page from its parts.
  public init(figureID: String, theme: Theme, size: PageSize, words: PageWords) {
    self.figureID = figureID
    self.theme = theme
    self.size = size
    self.words = words
  }

  /// Sets the page.
  ///
  /// - Parameters:
  ///   - leastWidth: The canvas units that the page has at least.
  ///   - content: Draws the content with a pen, from a height downwards; called again with a wider
  ///     canvas while the content runs off the page.
  /// - Returns: An SVG document in UTF-8 with LF line ends.
  public func document<Failure>(
    leastWidth: Double, content: (Pen, Double) throws(Failure) -> Content
  ) throws(Failure) -> String {
    var width = leastWidth
    var pen = Pen(figureID: figureID, theme: theme, page: size, canvas: width)
    var (heading, top) = heading(pen)
    var middle = try content(pen, top)
    for _ in 0..<5 where middle.right + 14 > width {
      width = (middle.right + 18).rounded(.up)
      pen = Pen(figureID: figureID, theme: theme, page: size, canvas: width)
      (heading, top) = self.heading(pen)
      middle = try content(pen, top)
    }
    let (footer, bottom) = footer(pen, top: middle.bottom)
    var children: [XMLElement] = [
      XMLElement("title", [("id", pen.id("title"))], text: words.title),
      XMLElement("desc", [("id", pen.id("desc"))], text: words.description),
      XMLElement("metadata", text: words.metadata),
    ]
    if !middle.definitions.isEmpty {
      children.append(XMLElement("defs", children: middle.definitions))
    }
    children.append(
      XMLElement(
        "rect",
        [
          ("width", pen.number(width)), ("height", pen.number(bottom)),
          ("fill", theme.background.hex),
        ]))
    children += heading + middle.elements + footer
    let root = XMLElement(
      "svg",
      [("xmlns", "http://www.w3.org/2000/svg")] + size.attributes(width: width, height: bottom)
        + [
          ("viewBox", "0 0 \(pen.number(width)) \(pen.number(bottom))"), ("role", "img"),
          ("lang", "en"), ("aria-labelledby", "\(pen.id("title")) \(pen.id("desc"))"),
          ("font-family", Theme.fontFamily), ("fill", theme.ink.hex),
        ], children: children)
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + root.document
  }

  private func heading(_ pen: Pen) -> ([XMLElement], Double) {
    let room = pen.canvas - 2 * Self.margin
    var size = 0.0
    var lines: [String] = []
    // A long title is set smaller, in two lines rather than three.
    for (base, points, fits) in [(26.0, 11.0, 1), (22, 9.5, 2), (18, 8, .max)] {
      size = pen.size(base, atLeast: points)
      lines = TextMetrics.balanced(words.title, size: size, isBold: true, width: room)
      if lines.count <= fits { break }
    }
    var elements: [XMLElement] = []
    var y = 14.0
    for line in lines {
      y += size * 1.2
      elements.append(pen.text(line, x: Self.margin, y: y, size: size, isBold: true))
    }
    y += 4
    let small = pen.size(15, atLeast: 7)
    for line in TextMetrics.balanced(words.subtitle, size: small, width: room) {
      y += small * 1.27
      elements.append(pen.text(line, x: Self.margin, y: y, size: small, color: theme.secondary))
    }
    return (elements, y + small * 1.07)
  }

  private func footer(_ pen: Pen, top: Double) -> ([XMLElement], Double) {
    let right = pen.canvas - Self.margin
    let size = pen.size(11.5)
    var elements = [
      pen.line(
        "M\(pen.number(Self.margin)),\(pen.number(top))H\(pen.number(right))", theme.rule,
        width: 0.8)
    ]
    var y = top + size * 0.5
    let paragraphs = [("Note: ", words.note), ("Source: ", words.source)].filter { !$0.1.isEmpty }
    for (head, text) in paragraphs {
      for line in TextMetrics.wrap(head + text, size: size, width: right - Self.margin) {
        y += size * 1.3
        elements.append(pen.text(line, x: Self.margin, y: y, size: size, color: theme.muted))
      }
      y += size * 0.2
    }
    return (elements, (y + 14).rounded(.up))
  }
}
