import Drawing
import Maps
import TestSupport
import Testing

/// Nothing on the page overlaps, crosses or runs off.
struct LayoutTests {
  static let formats = [
    ValueFormat.percent(), .percent(decimals: 1),
    ValueFormat(prefix: "$", suffix: "bn", decimals: 1),
  ]

  private func elements(_ format: ValueFormat) throws -> [WellFormedXML.Element] {
    var map = try Simulated.map()
    map.format = format
    map.readings[10].value = .zero
    map.readings[20].value = .notReported(reason: "simulated gap")
    return try WellFormedXML(map.svg(on: Simulated.geometry.get())).elements
  }

  private func box(_ element: WellFormedXML.Element) throws -> CanvasBox {
    let x = try #require(Double(element.attributes["x"] ?? ""))
    let y = try #require(Double(element.attributes["y"] ?? ""))
    let size = try #require(Double(element.attributes["font-size"] ?? ""))
    let width = TextMetrics.width(
      element.text, size: size, isBold: element.attributes["font-weight"] == "bold")
    let left =
      switch element.attributes["text-anchor"] {
      case "end": x - width
      case "middle": x - width / 2
      // Labels inside states take the anchor from their group and are the only ones there to
      // have a colour of their own; all other texts start at x.
      default: element.path.count == 3 && element.attributes["fill"] != nil ? x - width / 2 : x
      }
    return CanvasBox(minX: left, minY: y - 0.73 * size, maxX: left + width, maxY: y + 0.1 * size)
  }

  @Test(arguments: formats) func `labels on the map do not overlap`(format: ValueFormat) throws {
    let texts = try elements(format).filter { $0.name == "text" && $0.path == ["svg", "g", "g"] }
    #expect(texts.count > 90)
    let boxes = try texts.map(box)
    for i in boxes.indices {
      for j in 0..<i {
        #expect(!boxes[i].overlaps(boxes[j]), "\(texts[i].text) on \(texts[j].text)")
      }
    }
  }

  @Test(arguments: formats) func `texts stay on the page`(format: ValueFormat) throws {
    let elements = try elements(format)
    let view = try #require(elements.first?.attributes["viewBox"]).split(separator: " ")
      .compactMap { Double($0) }
    for text in elements where text.name == "text" {
      let box = try box(text)
      let isOnMap = text.path.count == 3 || text.text.hasPrefix("Alaska at")
      let shift = isOnMap ? 66.0 : 0
      #expect(box.minX + shift >= 0 && box.maxX + shift <= view[2], "\(text.text)")
    }
  }

  @Test func `leaders of callouts do not cross`() throws {
    let leaders = try elements(.percent()).filter {
      $0.name == "path" && $0.attributes["stroke"] == "#555555" && $0.path.count == 3
    }.map { element in
      (element.attributes["d"] ?? "").dropFirst().split(separator: " ").map { pair in
        let numbers = pair.split(separator: ",").compactMap { Double($0) }
        return CanvasPoint(x: numbers[0], y: numbers[1])
      }
    }
    #expect(leaders.count == 9)
    func side(_ a: CanvasPoint, _ b: CanvasPoint, _ c: CanvasPoint) -> Double {
      (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
    }
    for i in leaders.indices {
      for j in 0..<i {
        for (a, b) in zip(leaders[i], leaders[i].dropFirst()) {
          for (c, d) in zip(leaders[j], leaders[j].dropFirst()) {
            let crosses =
              side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
            #expect(!crosses, "leaders \(i) and \(j)")
          }
        }
      }
    }
  }

  @Test func `legend edges and entries do not overlap`() throws {
    for format in Self.formats {
      let texts = try elements(format).filter { $0.name == "text" && $0.path == ["svg", "g"] }
        .filter { $0.attributes["fill"] == nil }
      let boxes = try texts.map(box)
      #expect(texts.map(\.text).contains("Swing state"))
      for i in boxes.indices {
        for j in 0..<i { #expect(!boxes[i].overlaps(boxes[j]), "\(texts[i].text)") }
      }
    }
  }
}
