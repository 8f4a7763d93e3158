import Charts
import Drawing

/// A finished map for the report.
public struct ReportMap: Sendable {
  /// The map as SVG of this program, with or without an XML declaration; it is not escaped.
  public let svg: String
  /// The same drawn for a narrow page, with ids of its own; nil where there is none.
  public let narrow: String?
  /// The title.
  public let title: String
  /// What the map shows in words, printed under it for those who do not see it.
  public let alternative: String
  /// The command that draws it into a file of its own; nil where there is none.
  public let command: String?

  /// Creates a map.
  public init(
    svg: String, narrow: String? = nil, title: String, alternative: String, command: String? = nil
  ) {
    self.svg = svg
    self.narrow = narrow
    self.title = title
    self.alternative = alternative
    self.command = command
  }
}

/// A chart in the report: the drawing, the same for narrow pages, and its words.
struct ReportFigure {
  let svg: String
  /// What a phone shows, and paper where two figures stand side by side; nil where there is none.
  let narrow: String?
  let title: String
  let caption: String
  /// The command that draws it into a file of its own; nil where there is none.
  let command: String?

  /// The width for which the narrow form is drawn, in millimetres: half a sheet, or a phone.
  private static let narrowMillimetres = 76.0

  /// Draws a chart; nil where its values cannot be drawn.
  init?(chart: any Chart, command: String? = nil) {
    guard let svg = try? chart.svg() else { return nil }
    self.svg = svg
    var small = chart
    small.frame.figureID += "-narrow"
    if let page = try? PageSize(millimetres: Self.narrowMillimetres) { small.frame.page = page }
    narrow = try? small.svg()
    title = chart.title
    caption = chart.alternative
    self.command = command
  }

  /// Takes a finished map.
  init(_ map: ReportMap) {
    svg = map.svg
    narrow = map.narrow
    title = map.title
    caption = map.alternative
    command = map.command
  }

  /// Writes the figure.
  func write(into section: inout Markup, class style: String = "chart") {
    section.element("figure", ["class": style, "aria-label": title]) { figure in
      // One of the two forms is shown; the other is hidden from everybody by the style sheet.
      frame(svg, narrow == nil ? "frame" : "frame wide", into: &figure)
      if let narrow { frame(narrow, "frame small", into: &figure) }
      figure.element("figcaption") { words in
        // The drawing has its title; its values in words are for those who do not see it.
        words.element("details", ["aria-label": "\(title) (in words)"]) { details in
          details.element("summary", text: "In words")
          details.element("p") { text in
            text.element("strong", text: title)
            text.write(". \(caption)")
            text.write(" Picture: ")
            if let command {
              text.element("code", text: command)
            } else {
              text.write("in report.html")
            }
            text.write(".")
          }
        }
      }
    }
  }

  private func frame(_ svg: String, _ style: String, into figure: inout Markup) {
    figure.element(
      "div",
      ["class": style, "role": "region", "aria-label": "\(title) (figure)", "tabindex": "0"]
    ) { $0.drawing(svg) }
  }
}
