import Drawing
import Foundation
import Maps
import Testing

/// Tiles, circles, flows, categories and estimates.
struct OtherViewsTests {
  private func draw(
    _ kind: FigureKindsTests.Kind, _ change: (inout Choropleth) throws -> Void = { _ in }
  ) throws -> DrawnFigure { try DrawnFigure(FigureKindsTests.draw(kind, change)) }

  // MARK: Tiles

  @Test func `every area has a tile of its own and a label`() throws {
    let drawn = try draw(.tiles)
    let tiles = drawn.elements.filter { $0.attributes["id"]?.contains("-s-") ?? false }
    #expect(tiles.count == 52)
    let areas = try Simulated.sharedBoundaries.get().areas
    for area in areas { #expect(drawn.lines.contains(area.usps), "\(area.usps)") }
    let corners = drawn.elements.filter { $0.name == "rect" && $0.path.count == 4 }
      .compactMap { element in
        element.attributes["x"].map { "\($0),\(element.attributes["y"] ?? "")" }
      }
    #expect(Set(corners).count == 52)
  }

  // MARK: Circles

  @Test func `the area of a circle is the value`() throws {
    let drawn = try draw(.symbols)
    let circles = drawn.elements.filter { $0.attributes["id"]?.contains("-c-") ?? false }
    #expect(circles.count == 52)
    var readings: [String: Double] = [:]
    for reading in try Simulated.readings() {
      if case .value(let value) = reading.value { readings[reading.code] = value * value * 1e7 }
    }
    let greatest = try #require(readings.values.max())
    let sum = readings.values.reduce(0) { $0 + $1 / greatest }
    let largest = 46 * min(1, (6 / sum).squareRoot())
    #expect(largest > 20)
    for circle in circles {
      let radius = try #require(Double(circle.attributes["r"] ?? ""))
      let fips = String(try #require(circle.attributes["id"]).suffix(2))
      let expected = largest * (try #require(readings[fips]) / greatest).squareRoot()
      #expect(abs(radius - max(1, expected)) <= 0.051)
    }
    // Small circles are drawn after large ones, so that none is hidden.
    let radii = circles.compactMap { Double($0.attributes["r"] ?? "") }
    #expect(radii == radii.sorted(by: >))
  }

  @Test func `a circle for a value below zero is refused`() throws {
    let error = #expect(throws: DrawingError.self) {
      try draw(.symbols) { $0.readings[3].value = .value(-1) }
    }
    #expect(error?.id == .composition)
  }

  @Test func `texts on circles do not overlap`() throws {
    let drawn = try draw(.symbols)
    let texts = drawn.elements.filter { $0.name == "text" && $0.path == ["svg", "g", "g"] }
    #expect(texts.count > 40)
    let boxes = try texts.map { element -> CanvasBox in
      let x = try #require(Double(element.attributes["x"] ?? ""))
      let y = try #require(Double(element.attributes["y"] ?? ""))
      let size = try #require(Double(element.attributes["font-size"] ?? ""))
      let width = TextMetrics.width(
        element.text, size: size, isBold: element.attributes["font-weight"] == "bold")
      let isColumn = x > 900 || element.attributes["text-anchor"] == "end"
      let left =
        element.attributes["text-anchor"] == "end" ? x - width : isColumn ? x : x - width / 2
      return CanvasBox(minX: left, minY: y - 0.7 * size, maxX: left + width, maxY: y)
    }
    for i in boxes.indices {
      for j in 0..<i {
        #expect(!boxes[i].overlaps(boxes[j]), "\(texts[i].text) on \(texts[j].text)")
      }
    }
  }

  // MARK: Flows

  @Test func `flows add up at both ends and small destinations are drawn as one`() throws {
    let flows = try Simulated.flows()
    let drawn = try DrawnFigure(flows.svg(on: Simulated.sharedBoundaries.get()))
    let total = flows.links.reduce(0) { $0 + $1.value }
    let nodes = drawn.lines.filter { $0.hasPrefix("Ally ") }
    #expect(nodes.count == 8)
    #expect(drawn.lines.contains { $0.hasPrefix("Others (") })
    // The bars' heights are shares of the total.
    let bars = drawn.elements.filter { $0.name == "rect" && $0.attributes["width"] == "12" }
    let heights = bars.compactMap { Double($0.attributes["height"] ?? "") }
    #expect(heights.count == 9)
    let rest = Dictionary(grouping: flows.links, by: \.destination)
      .map { $0.value.reduce(0) { $0 + $1.value } }.sorted(by: >)
    for (height, value) in zip(heights, rest.prefix(8)) {
      #expect(abs(height / heights.reduce(0, +) - value / total) < 0.002)
    }
  }

  @Test func `flows are listed by state, largest first, in any order of input`() throws {
    var flows = try Simulated.flows()
    let boundaries = try Simulated.sharedBoundaries.get()
    let table = try flows.companionCSV(on: boundaries)
    let picture = try flows.svg(on: boundaries)
    flows.links.reverse()
    #expect(try flows.companionCSV(on: boundaries) == table)
    #expect(try flows.svg(on: boundaries) == picture)
    let lines = table.split(separator: "\n")
    #expect(lines[0] == "fips,usps,destination,value,swing")
    #expect(lines.count == 1 + flows.links.count)
  }

  @Test func `flows that make no figure are refused`() throws {
    let boundaries = try Simulated.sharedBoundaries.get()
    func refusal(_ change: (inout FlowMap) -> Void) throws -> DrawingError {
      var flows = try Simulated.flows()
      change(&flows)
      return try #require(#expect(throws: DrawingError.self) { try flows.svg(on: boundaries) })
    }
    #expect(try refusal { $0.links = [] }.id == .composition)
    #expect(try refusal { $0.links[0].value = -1 }.id == .composition)
    #expect(try refusal { $0.links[0].value = .nan }.id == .composition)
    #expect(try refusal { $0.links.append($0.links[0]) }.id == .composition)
    #expect(try refusal { $0.links[0].origin = "ZZ" }.id == .unknownCode)
  }

  // MARK: Categories

  @Test func `groups are named in the legend, the tooltips and the description`() throws {
    let drawn = try draw(.categories)
    for label in ["First", "Second", "Neither"] { #expect(drawn.lines.contains(label)) }
    let tips = drawn.elements.filter { $0.name == "title" && $0.path.last == "path" }.map(\.text)
    #expect(tips.contains("Alabama: First"))
    let words = try #require(drawn.elements.first { $0.name == "desc" }).text
    #expect(words.contains("Second: Alaska"))
  }

  @Test func `a group that is not listed, a number among groups, and a ramp are refused`() throws {
    let unknown = #expect(throws: DrawingError.self) {
      try draw(.categories) { $0.readings[0].value = .category("x") }
    }
    #expect(unknown?.id == .composition)
    let number = #expect(throws: DrawingError.self) {
      try draw(.categories) { $0.readings[0].value = .value(1) }
    }
    #expect(number?.id == .composition)
    let ramp = #expect(throws: DrawingError.self) { try draw(.categories) { $0.palette = .blues } }
    #expect(ramp?.id == .palette)
  }

  // MARK: Estimates

  /// A faded colour of one class is another class's colour: all estimates keep theirs.
  @Test(arguments: [FigureKindsTests.Kind.estimates, .estimateTiles])
  func `an estimate whose interval leaves zero out has a dot, keyed and told`(
    kind: FigureKindsTests.Kind
  ) throws {
    let drawn = try draw(kind)
    let estimates = try Simulated.estimates()
    let unclear = estimates.filter { $0.interval?.contains(0) ?? false }
    #expect(!unclear.isEmpty && unclear.count < estimates.count)
    let full = try #require(Palette.purpleOrange.colors(classes: 5)).map(\.hex)
    for reading in estimates {
      guard kind == .estimates else { continue }
      let element = try #require(
        drawn.elements.first { $0.attributes["id"] == "simulated-share-s-\(reading.code)" })
      #expect(full.contains(element.attributes["fill"] ?? ""), "\(reading.code)")
    }
    let dots = drawn.elements.filter {
      $0.name == "circle" && $0.attributes["fill"] == Theme.light.outline.hex
        && $0.attributes["stroke-width"] == "1.2"
    }
    #expect(dots.count == estimates.count - unclear.count + 1)
    #expect(drawn.lines.contains("Interval leaves zero out"))
    let words = try #require(drawn.elements.first { $0.name == "desc" }).text
    #expect(words.contains("The interval includes zero in \(unclear.count) of 52 areas"))
  }

  @Test func `every estimate stands in the strip with its interval, ranked`() throws {
    let drawn = try draw(.estimates)
    let dots = drawn.elements.filter {
      $0.name == "circle" && $0.attributes["r"] == "4" && $0.path == ["svg", "g"]
    }
    #expect(dots.count == 52)
    let heights = dots.compactMap { Double($0.attributes["cy"] ?? "") }
    #expect(heights == heights.sorted())
    let places = dots.compactMap { Double($0.attributes["cx"] ?? "") }
    #expect(places == places.sorted() && places.allSatisfy { $0 > 0 && $0 < drawn.canvas.width })
  }

  @Test func `the table of estimates bounds each of them`() throws {
    var map = try Simulated.map()
    map.readings = try Simulated.estimates()
    map.rule = .symmetricNaturalBreaks(classes: 5)
    map.palette = .purpleOrange
    let lines = try map.companionCSV(on: Simulated.geometry.get()).split(separator: "\n")
    #expect(lines[0].hasSuffix(",swing,low,high"))
    #expect(lines.dropFirst().allSatisfy { $0.split(separator: ",").count >= 11 })
  }

  // MARK: Hatching

  @Test func `where most land would be hatched there are outlines alone`() throws {
    let all = try Simulated.sharedBoundaries.get().areas.map(\.usps)
    let many = try draw(.map) { $0.swing = Set(all.prefix(40)) }
    #expect(!many.text.contains("-hatch-"))
    #expect(many.lines.contains("Swing state"))
    #expect(many.text.utf8.count <= 220_000, "\(many.text.utf8.count)")
    let some = try draw(.map) { $0.swing = ["TX", "CA", "MT", "AZ", "NV", "CO", "OR", "FL"] }
    #expect(some.text.contains("-hatch-"))
    #expect(some.text.utf8.count <= 220_000, "\(some.text.utf8.count)")
    let outline = try draw(.map) { $0.swingMark = .outline }
    #expect(!outline.text.contains("-hatch-"))
  }

  /// Point 9 of a reviewer: a border that shows at both ends of the ramp.
  @Test(arguments: Theme.all) func `borders have two tones and shared arcs are drawn once`(
    theme: Theme
  ) throws {
    let drawn = try draw(.map) { $0.theme = theme }
    func path(_ stroke: Color, _ width: String) throws -> String {
      try #require(
        drawn.elements.first {
          $0.attributes["stroke"] == stroke.hex && $0.attributes["stroke-width"] == width
            && $0.attributes["fill"] == "none"
        }?.attributes["d"])
    }
    let under = try path(theme.borderUnder, "1.3")
    #expect(try path(theme.borderOver, "0.7") == under)
    let arcs = under.split(separator: "M")
    #expect(Set(arcs).count == arcs.count && arcs.count > 60)
  }
}
