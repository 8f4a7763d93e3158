import Charts
import Drawing
import TestSupport
import Testing

/// What must hold of every chart, in every theme and at every width.
@Suite struct `Every chart` {
  static let pages: [(theme: Theme, millimetres: Double?)] = Theme.all.flatMap { theme in
    [nil, 60, 88, 180].map { (theme, $0) }
  }

  private func drawn(
    _ chart: any Chart, _ theme: Theme = .light, _ millimetres: Double? = nil
  ) throws -> DrawnSVG {
    var chart = chart
    chart.frame.theme = theme
    if let millimetres { chart.frame.page = try PageSize(millimetres: millimetres) }
    return try DrawnSVG(chart.svg())
  }

  @Test(arguments: Simulated.all.map(\.name), pages.indices)
  func `is sound, keeps its text on the page and above six points`(
    name: String, page: Int
  ) throws {
    let chart = try #require(Simulated.all.first { $0.name == name }?.chart)
    let (theme, millimetres) = Self.pages[page]
    let drawn = try drawn(chart, theme, millimetres)
    #expect(drawn.faults(id: chart.frame.figureID) == [])
    for element in drawn.elements where element.name == "text" {
      let size = try #require(Double(element.attributes["font-size"] ?? ""))
      if let points = drawn.pointsPerUnit {
        #expect(size * points >= 5.97, "\(element.text) has \(size * points) points")
      }
      let x = try #require(Double(element.attributes["x"] ?? ""))
      let y = try #require(Double(element.attributes["y"] ?? ""))
      let width = TextMetrics.width(
        element.text, size: size, isBold: element.attributes["font-weight"] == "bold")
      let left =
        switch element.attributes["text-anchor"] {
        case "middle": x - width / 2
        case "end": x - width
        default: x
        }
      #expect(
        left >= 0 && left + width <= drawn.width && y > 0 && y < drawn.height,
        "'\(element.text)' from \(left) to \(left + width) of \(drawn.width)")
      let color = try #require(
        Self.color(element.attributes["fill"] ?? drawn.elements[0].attributes["fill"] ?? ""))
      #expect(color.contrast(with: theme.background) >= 4.5, "\(element.text)")
      #expect(color.contrast(with: theme.neutral) >= 4.5, "\(element.text) on a band")
    }
  }

  @Test(arguments: Simulated.all.map(\.name))
  func `says its values in words, in marks and in a table`(name: String) throws {
    let chart = try #require(Simulated.all.first { $0.name == name }?.chart)
    let drawn = try drawn(chart)
    let title = drawn.elements.first { $0.name == "title" && $0.path == ["svg"] }
    #expect(title?.text == chart.title && chart.title == chart.finding)
    #expect(chart.title.count <= 160)
    let words = drawn.elements.first { $0.name == "desc" }
    #expect(words?.text == chart.alternative && chart.alternative.count > 60)
    let tips = drawn.elements.filter { $0.name == "title" && $0.path.last == "g" }
    #expect(tips.count > 2 && tips.allSatisfy { !$0.text.isEmpty })
    let lines = chart.csv().split(separator: "\n")
    #expect(lines.count == chart.rows.count && chart.rows.count > 2)
    #expect(Set(chart.rows.map(\.count)).count == 1)
    let texts = drawn.elements.filter { $0.name == "text" }.map(\.text).joined(separator: " ")
    #expect(texts.contains("Source: made up for tests.") && texts.contains("Simulated values"))
  }

  @Test(arguments: Simulated.all.map(\.name))
  func `escapes what breaks out, and sets a title of 300 characters`(name: String) throws {
    var chart = try #require(Simulated.all.first { $0.name == name }?.chart)
    for title in [String(repeating: "long ", count: 60), "</title><script>alert(1)</script>"] {
      chart.frame.title = title
      chart.frame.note = "]]><!-- & \"quoted\" \u{0}"
      let drawn = try DrawnSVG(chart.svg())
      #expect(drawn.faults(id: chart.frame.figureID) == [])
      #expect(!drawn.text.contains("<script"))
    }
  }

  /// Marks of the series, light and dark and in grey, against the page and the bands on it.
  @Test func `tells its series apart from the page`() throws {
    for theme in Theme.all {
      for chart in [Simulated.power as any Chart, Simulated.series, Simulated.specifications()] {
        let drawn = try drawn(chart, theme, nil)
        // Every stroke but rules and grid lines has three to one.
        let strokes = Set(
          drawn.elements.filter { $0.path.last == "g" }.compactMap { $0.attributes["stroke"] })
        #expect(!strokes.isEmpty)
        for stroke in strokes {
          let color = try #require(Self.color(stroke))
          #expect(color.contrast(with: theme.background) >= 3, "\(stroke) in \(theme.name)")
        }
      }
    }
  }

  @Test func `of a name that breaks out is escaped in marks and table`() throws {
    let name = "</title><script>alert(1)</script>"
    var chart = Simulated.coefficients
    chart.values[0].label = name
    let drawn = try DrawnSVG(chart.svg())
    #expect(drawn.faults(id: chart.frame.figureID) == [])
    #expect(!drawn.text.contains("<script"))
    chart.values[0].label = "=cmd|'/c calc'!A1"
    #expect(chart.csv().contains("'=cmd"))
  }

  static func color(_ hex: String) -> Color? {
    guard hex.hasPrefix("#"), let value = UInt32(hex.dropFirst(), radix: 16) else { return nil }
    return Color(value)
  }
}
