import Drawing
import Foundation
import Maps
import Testing

/// What holds of every kind of figure.
struct FigureKindsTests {
  enum Kind: CaseIterable {
    case map, tiles, symbols, estimates, estimateTiles, categories, multiples, tilePanels, flows
  }

  static func draw(
    _ kind: Kind, _ change: (inout Choropleth) throws -> Void = { _ in },
    ally: String = "Ally"
  ) throws -> String {
    let geometry = try Simulated.geometry.get()
    let boundaries = try Simulated.sharedBoundaries.get()
    var map = try Simulated.map()
    switch kind {
    case .map: break
    case .tiles: map.view = .tiles
    case .symbols:
      map.view = .symbols
      map.format = .dollars(decimals: 0)
      map.readings = map.readings.map { reading in
        guard case .value(let value) = reading.value else { return reading }
        return StateReading(reading.code, .value(value * value * 1e7))
      }
    case .estimates, .estimateTiles:
      if kind == .estimateTiles { map.view = .tiles }
      map.readings = try Simulated.estimates()
      map.rule = .symmetricNaturalBreaks(classes: 5)
      map.palette = .purpleOrange
      map.format = ValueFormat(suffix: "%", isSigned: true)
    case .categories:
      map.categories = [
        MapCategory(id: "a", label: "First"), MapCategory(id: "b", label: "Second"),
        MapCategory(id: "c", label: "Neither", tone: .neutral),
      ]
      map.palette = .okabeIto
      map.readings = map.readings.enumerated().map {
        StateReading($1.code, .category(["a", "b", "c"][$0 % 3]))
      }
    case .multiples, .tilePanels:
      var multiples = try Simulated.multiples(7)
      if kind == .tilePanels { multiples.figure.view = .tiles }
      try change(&multiples.figure)
      return try multiples.svg(on: boundaries)
    case .flows:
      var flows = try Simulated.flows { "\(ally) \($0)" }
      try change(&flows.figure)
      return try flows.svg(on: boundaries)
    }
    try change(&map)
    return try map.svg(on: geometry)
  }

  @Test(arguments: Kind.allCases, Theme.all)
  func `the file is sound, the same twice, and small`(kind: Kind, theme: Theme) throws {
    let text = try Self.draw(kind) { $0.theme = theme }
    #expect(try Self.draw(kind) { $0.theme = theme } == text)
    let drawn = try DrawnFigure(text)
    drawn.requireSound(id: "simulated-share")
    let bound = kind == .multiples || kind == .tilePanels ? 600_000 : 220_000
    #expect(text.utf8.count <= bound, "\(text.utf8.count)")
    #expect(text.contains("fill=\"\(theme.background.hex)\""))
  }

  @Test(arguments: Kind.allCases)
  func `a text that tries to break out stays text`(kind: Kind) throws {
    let nasty = "</title><script>alert(1)</script>\"'&]]>"
    let text = try Self.draw(
      kind,
      {
        $0.title = nasty
        $0.subtitle = nasty
        $0.note = nasty
        $0.source = nasty
        $0.legendTitle = nasty
        $0.swingLabel = nasty
        $0.boundarySource = nasty
      }, ally: nasty)
    let drawn = try DrawnFigure(text)
    drawn.requireSound(id: "simulated-share")
    #expect(!text.contains("<script"))
    #expect(drawn.elements.contains { $0.name == "title" && $0.text == nasty })
  }

  /// Point 11 of a reviewer: no text under 6 points in print.
  @Test(arguments: Kind.allCases, [88.0, 120, 180])
  func `no text on paper is under six points, and none runs off`(
    kind: Kind, millimetres: Double
  ) throws {
    let drawn = try DrawnFigure(
      Self.draw(kind) {
        $0.theme = .print
        $0.page = try PageSize(millimetres: millimetres)
        $0.title = String(repeating: "A finding that is long ", count: 6)
      })
    let scale = try #require(drawn.pointsPerUnit)
    // Sizes are written with one decimal.
    #expect(try #require(drawn.fontSizes.first) * scale >= 5.98)
    let root = try #require(drawn.elements.first).attributes
    #expect(root["width"]?.hasSuffix("mm") == true && root["height"]?.hasSuffix("mm") == true)
    for element in drawn.elements where element.name == "text" && element.path == ["svg"] {
      let size = try #require(Double(element.attributes["font-size"] ?? ""))
      let x = try #require(Double(element.attributes["x"] ?? ""))
      let width = TextMetrics.width(
        element.text, size: size, isBold: element.attributes["font-weight"] == "bold")
      let isEnd = element.attributes["text-anchor"] == "end"
      #expect((isEnd ? x - width : x) >= 0 && (isEnd ? x : x + width) <= drawn.canvas.width)
    }
  }

  @Test(arguments: Kind.allCases)
  func `a title of 300 characters is set in lines that fit and leave no word alone`(
    kind: Kind
  ) throws {
    let title = String(String(repeating: "concession ", count: 30).prefix(300))
    let drawn = try DrawnFigure(Self.draw(kind) { $0.title = title })
    let lines = drawn.elements.filter {
      $0.name == "text" && $0.text.hasPrefix("concession") && $0.path == ["svg"]
    }
    #expect(lines.count > 2)
    let widths = try lines.map { line in
      let size = try #require(Double(line.attributes["font-size"] ?? ""))
      return TextMetrics.width(line.text, size: size, isBold: true)
    }
    #expect(try #require(widths.max()) <= drawn.canvas.width - 48)
    #expect(try #require(widths.last) >= 0.4 * (try #require(widths.max())))
  }

  @Test func `a page narrower or wider than paper is refused`() {
    for width in [0.0, 39, 601, .nan, .infinity] {
      let error = #expect(throws: DrawingError.self) { try PageSize(millimetres: width) }
      #expect(error?.id == .width)
    }
  }
}
