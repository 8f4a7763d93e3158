import Drawing

/// What stands around a chart and how it looks: everything but its values.
public struct ChartFrame: Sendable, Hashable {
  /// The prefix of all ids: ASCII letters, digits and hyphens, a letter first.
  public var figureID: String
  /// A title in place of the finding.
  public var title: String?
  /// What the values are of: data, rules, years; stands in the subtitle behind variable and unit.
  public var context: String
  /// Rules and choices, in the note behind how to read the chart; empty for none.
  public var note: String
  /// Agency, series, vintage; empty for none.
  public var source: String
  /// The colours.
  public var theme: Theme
  /// The width on paper.
  public var page: PageSize

  /// Makes a frame; colours light and width that of the screen unless said.
  public init(
    figureID: String, title: String? = nil, context: String = "", note: String = "",
    source: String = "", theme: Theme = .light, page: PageSize = .screen
  ) {
    self.figureID = figureID
    self.title = title
    self.context = context
    self.note = note
    self.source = source
    self.theme = theme
    self.page = page
  }
}

/// A chart: a small value of plain numbers, drawn as SVG by a pure function.
public protocol Chart: Sendable {
  /// What stands around it and how it looks.
  var frame: ChartFrame { get set }
  /// The title, a sentence made by rule from the numbers and never stronger than they allow.
  var finding: String { get }
  /// The variable with its unit.
  var variable: String { get }
  /// How to read the marks.
  var reading: String { get }
  /// The values in words, for those who do not see them.
  var alternative: String { get }
  /// The values as rows of text, the heading first.
  var rows: [[String]] { get }

  /// Refuses values that cannot be drawn.
  ///
  /// - Throws: `value` or `count` of `DrawingError`.
  func check() throws(DrawingError)

  /// Draws what stands between subtitle and note.
  ///
  /// - Parameters:
  ///   - pen: Colours and sizes.
  ///   - top: Where the drawing begins.
  func content(_ pen: Pen, top: Double) -> Page.Content
}

extension Chart {
  /// The title that is set.
  public var title: String { frame.title ?? finding }

  /// The subtitle: variable, unit, and what they are of.
  public var subtitle: String {
    frame.context.isEmpty ? variable : "\(variable). \(frame.context)"
  }

  /// The note: how to read the chart, and what was chosen.
  public var note: String {
    [reading, frame.note].filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// The chart as an SVG document: the same bytes for the same value.
  ///
  /// - Throws: `value` or `count` for values that cannot be drawn, `figureID` or `text` for words.
  public func svg() throws(DrawingError) -> String {
    try ChartChecks.frame(frame)
    try ChartChecks.text("title", title)
    try check()
    let words = PageWords(
      title: title, subtitle: subtitle, note: note, source: frame.source,
      description: alternative,
      metadata: JSONText.object([
        "schema": .text("swingport.chart/1"), "figure": .text(frame.figureID),
      ]).line)
    let page = Page(
      figureID: frame.figureID, theme: frame.theme, size: frame.page, words: words)
    return page.document(leastWidth: Self.canvas(frame.page)) { pen, top in
      content(pen, top: top)
    }
  }

  /// The values as comma-separated text with LF line ends.
  public func csv() -> String {
    rows.map { $0.map(CSVField.quoted).joined(separator: ",") + "\n" }.joined()
  }

  /// Canvas units of a page: five a millimetre, so that letters of a column's width stay letters.
  static func canvas(_ page: PageSize) -> Double {
    page.millimetres.map { min(max($0 * 5, 420), 900) } ?? 760
  }
}

/// Fields of comma-separated text.
enum CSVField {
  /// A field, in quotes where it needs them; one that a spreadsheet would take for a formula is kept
  /// apart from it by an apostrophe.
  static func quoted(_ field: String) -> String {
    var text = field
    if let first = field.first,
      "=@\t\r".contains(first)
        || ("+-".contains(first) && Double(field) == nil)
    {
      text = "'" + field
    }
    guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    return "\""
      + text.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}

/// What every chart is refused for.
enum ChartChecks {
  /// Refuses an id that cannot prefix ids, and texts that are too long to be set.
  static func frame(_ frame: ChartFrame) throws(DrawingError) {
    let bytes = frame.figureID.utf8
    let isLetter = { (byte: UInt8) in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
    guard let first = bytes.first, isLetter(first),
      bytes.allSatisfy({
        isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || $0 == UInt8(ascii: "-")
      })
    else {
      throw DrawingError(
        .figureID, "\"\(frame.figureID)\" cannot begin ids",
        hint: "use ASCII letters, digits and hyphens, a letter first")
    }
    for (name, value) in [("note", frame.note), ("source line", frame.source)] {
      try length(name, value)
    }
    try length("context", frame.context)
  }

  /// Refuses a text that is missing or too long.
  static func text(_ name: String, _ value: String) throws(DrawingError) {
    guard value.contains(where: { !$0.isWhitespace }) else {
      throw DrawingError(.text, "the \(name) is empty", hint: "give it words")
    }
    try length(name, value)
  }

  private static func length(_ name: String, _ value: String) throws(DrawingError) {
    guard value.count <= 2000 else {
      throw DrawingError(
        .text, "the \(name) has \(value.count) characters", hint: "shorten it to 2000")
    }
  }

  /// Refuses a number that is not finite.
  static func finite(_ value: Double, _ name: @autoclosure () -> String) throws(DrawingError) {
    guard value.isFinite, abs(value) < 1e15 else {
      throw DrawingError(
        .value, "\(name()) is \(value), which has no place on an axis",
        hint: "leave the row out, and say why in the note")
    }
  }

  /// Refuses an interval that is not one or does not hold its estimate.
  static func interval(
    _ interval: Interval?, around estimate: Double, _ name: @autoclosure () -> String
  ) throws(DrawingError) {
    guard let interval else { return }
    try finite(interval.low, "the lower end of \(name())")
    try finite(interval.high, "the upper end of \(name())")
    guard interval.low <= estimate, estimate <= interval.high else {
      throw DrawingError(
        .value,
        "the interval \(interval.low) to \(interval.high) of \(name()) does not hold its estimate "
          + "\(estimate)", hint: "check which columns were taken for the ends")
    }
  }

  /// Refuses too few or too many values.
  static func count(_ count: Int, of what: String, in range: ClosedRange<Int>)
    throws(DrawingError)
  {
    guard range.contains(count) else {
      throw DrawingError(
        .count,
        "\(count) \(what) make no chart of this kind",
        hint: count < range.lowerBound
          ? "give at least \(range.lowerBound)" : "draw at most \(range.upperBound)")
    }
  }
}

/// A range of values with its ends.
public struct Interval: Sendable, Hashable {
  /// The lower end.
  public var low: Double
  /// The upper end.
  public var high: Double

  /// Makes an interval from its ends.
  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// Whether zero lies in it or on its edge.
  public var holdsZero: Bool { low <= 0 && high >= 0 }
}
