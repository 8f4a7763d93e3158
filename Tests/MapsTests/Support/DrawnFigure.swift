import Foundation
import Maps
import TestSupport
import Testing

/// A figure as it was drawn, read back.
struct DrawnFigure {
  let text: String
  let elements: [WellFormedXML.Element]
  /// Width and height of the canvas.
  let canvas: (width: Double, height: Double)

  init(_ text: String) throws {
    self.text = text
    elements = try WellFormedXML(text).elements
    let view = try #require(elements.first?.attributes["viewBox"]).split(separator: " ")
      .compactMap { Double($0) }
    canvas = (view[2], view[3])
  }

  /// The size of a canvas unit on paper, in points; nil without a width on paper.
  var pointsPerUnit: Double? {
    guard let width = elements.first?.attributes["width"], width.hasSuffix("mm"),
      let millimetres = Double(width.dropLast(2))
    else { return nil }
    return millimetres * 72 / 25.4 / canvas.width
  }

  /// The font sizes used, smallest first.
  var fontSizes: [Double] {
    elements.compactMap { $0.attributes["font-size"].flatMap(Double.init) }.sorted()
  }

  /// All lines of text.
  var lines: [String] { elements.filter { $0.name == "text" }.map(\.text) }

  /// What must hold of every file, whatever is drawn.
  func requireSound(id: String) {
    #expect(text.hasPrefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg "))
    #expect(text.hasSuffix("</svg>\n") && !text.contains("\r"))
    let ids = elements.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
    #expect(ids.allSatisfy { $0.hasPrefix("\(id)-") })
    let allowed: Set = [
      "svg", "title", "desc", "metadata", "defs", "pattern", "path", "rect", "circle", "g", "text",
    ]
    #expect(Set(elements.map(\.name)).isSubset(of: allowed))
    for element in elements {
      for (name, value) in element.attributes {
        #expect(!name.hasPrefix("on") && name != "href", "\(name)")
        if value.hasPrefix("url(#") {
          #expect(ids.contains(String(value.dropFirst(5).dropLast())), "\(value)")
        }
        if ["d", "x", "y", "cx", "cy", "r", "width", "height"].contains(name),
          element.name != "svg"
        {
          #expect(
            value.firstMatch(of: /\.\d\d|-0[^.]|e-|NaN|inf/) == nil, "\(name)=\(value.prefix(80))")
        }
      }
    }
    let root = elements.first?.attributes ?? [:]
    #expect(root["role"] == "img" && root["lang"] == "en")
    for part in (root["aria-labelledby"] ?? "").split(separator: " ") {
      #expect(ids.contains(String(part)))
    }
  }
}

extension Simulated {
  /// Boundaries made once.
  static let sharedBoundaries = Result { try boundaries() }

  /// Made-up estimates with intervals, every third of them around zero.
  static func estimates() throws -> [StateReading] {
    try readings().enumerated().map { index, reading in
      guard case .value(let share) = reading.value else { return reading }
      let value = (share - 30) / 2
      let half = index.isMultiple(of: 3) ? abs(value) + 2 : abs(value) / 2
      return StateReading(
        reading.code, .value(value), interval: (value - half)...(value + half))
    }
  }

  /// Made-up panels of so many elections.
  static func multiples(_ count: Int) throws -> SmallMultiples {
    let base = try readings()
    let panels = (0..<count).map { number in
      SmallMultiples.Panel(
        id: "\(2000 + 4 * number)", title: "\(2000 + 4 * number)", subtitle: "Incumbent",
        readings: base.enumerated().map { index, reading in
          StateReading(reading.code, base[(index + 7 * number) % base.count].value)
        }, swing: ["OH", "FL", "DE", "NV"])
    }
    return SmallMultiples(figure: try map(), panels: panels)
  }

  /// Made-up flows from eight states to twelve places.
  static func flows(names: (Int) -> String = { "Ally \($0)" }) throws -> FlowMap {
    var figure = try map()
    figure.format = .dollars()
    figure.swing = ["AZ", "GA", "MI", "NC", "NV", "PA", "WI", "FL"]
    var links: [FlowMap.Link] = []
    for (i, origin) in figure.swing.sorted().enumerated() {
      for j in 0..<12 {
        let size = Double((i * 13 + j * 7) % 11)
        links.append(
          FlowMap.Link(origin: origin, destination: names(j), value: size * 4e9 / Double(j + 1)))
      }
    }
    return FlowMap(figure: figure, links: links)
  }
}
