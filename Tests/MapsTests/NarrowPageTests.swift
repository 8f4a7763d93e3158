import Drawing
import Foundation
import Maps
import TestSupport
import Testing

/// A journal's column: nothing runs into anything, and what cannot be set is refused.
struct NarrowPageTests {
  static let widths = [80.0, 88, 120, 180]

  private func draw(
    _ kind: FigureKindsTests.Kind, _ millimetres: Double,
    _ change: (inout Choropleth) throws -> Void = { _ in }
  ) throws -> DrawnFigure {
    try DrawnFigure(
      FigureKindsTests.draw(kind) {
        $0.page = try PageSize(millimetres: millimetres)
        try change(&$0)
      })
  }

  private func numbers(_ transform: String?) -> [Double] {
    (transform ?? "translate(0 0)").dropFirst("translate(".count).dropLast().split(separator: " ")
      .compactMap { Double($0) }
  }

  private func width(_ element: WellFormedXML.Element) -> Double {
    TextMetrics.width(
      element.text, size: Double(element.attributes["font-size"] ?? "") ?? 0,
      isBold: element.attributes["font-weight"] == "bold")
  }

  @Test(arguments: FigureKindsTests.Kind.allCases, [40.0, 60, 79.9])
  func `a page too narrow for legible text is refused`(
    kind: FigureKindsTests.Kind, millimetres: Double
  ) throws {
    let error = #expect(throws: DrawingError.self) { try draw(kind, millimetres) }
    #expect(error?.id == .width && error?.hint.contains("80 mm") == true)
  }

  /// The panels of a page with what is drawn in each: place, and the texts' lowest lines.
  @Test(arguments: widths, [3, 5, 7])
  func `keys of panels end above the next panel and the note`(millimetres: Double, count: Int)
    throws
  {
    var multiples = try Simulated.multiples(count)
    multiples.figure.page = try PageSize(millimetres: millimetres)
    let drawn = try DrawnFigure(multiples.svg(on: Simulated.sharedBoundaries.get()))
    var panel = (x: 0.0, y: 0.0)
    var shift = (x: 0.0, y: 0.0)
    var keys: [(x: Double, bottom: Double)] = []
    var heads: [(x: Double, top: Double)] = []
    var rule = 0.0
    for element in drawn.elements {
      let id = element.attributes["id"] ?? ""
      let place = numbers(element.attributes["transform"])
      if element.name == "g", id.hasPrefix("simulated-share-20") {
        if element.attributes["transform"] != nil { panel = (place[0], place[1]) }
        shift = (0, 0)
      } else if element.name == "g", element.attributes["transform"] != nil, place.count == 2 {
        shift = (place[0], place[1])
      }
      if element.name == "text", element.path.count == 4, element.text.utf8.count == 2 {
        keys.append((panel.x, panel.y + shift.y + (Double(element.attributes["y"] ?? "") ?? 0)))
      }
      if element.name == "text", element.path.count == 2, element.text.hasPrefix("20"),
        element.text.utf8.count == 4
      {
        let size = Double(element.attributes["font-size"] ?? "") ?? 0
        heads.append(
          (panel.x, panel.y + (Double(element.attributes["y"] ?? "") ?? 0) - 0.75 * size))
      }
      if element.path == ["svg"], element.attributes["d"]?.hasPrefix("M24,") == true {
        rule =
          Double(element.attributes["d"]?.split(separator: ",")[1].split(separator: "H")[0] ?? "")
          ?? 0
      }
    }
    #expect(keys.count == 7 * count && heads.count == count && rule > 100)
    for key in keys {
      #expect(key.bottom < rule, "\(key)")
      // The seven keys of a panel end before a panel below it starts.
      let next = heads.filter { $0.x == key.x && $0.top > key.bottom - 1 }.map(\.top).min() ?? rule
      #expect(next > key.bottom + 1)
    }
    #expect(!drawn.lines.contains { $0.hasSuffix("\u{2026}") }, "a heading is cut")
  }

  @Test(arguments: widths) func `every square of every panel has its code`(millimetres: Double)
    throws
  {
    let drawn = try draw(.tilePanels, millimetres)
    for area in try Simulated.sharedBoundaries.get().areas {
      #expect(drawn.lines.filter { $0 == area.usps }.count == 7, "\(area.usps)")
    }
    #expect(!drawn.lines.contains { $0.hasSuffix("\u{2026}") })
  }

  @Test(arguments: widths) func `ranked codes under intervals do not touch`(millimetres: Double)
    throws
  {
    let drawn = try draw(.estimates, millimetres)
    let codes = drawn.elements.filter {
      $0.name == "text" && $0.path == ["svg", "g"] && $0.text.utf8.count == 2
        && $0.attributes["text-anchor"] == "middle"
    }
    #expect(codes.count == 52)
    let rows = Dictionary(grouping: codes) { $0.attributes["y"] ?? "" }
    for row in rows.values {
      let ends = row.compactMap { code in
        Double(code.attributes["x"] ?? "").map { ($0 - width(code) / 2, $0 + width(code) / 2) }
      }.sorted { $0.0 < $1.0 }
      for (one, next) in zip(ends, ends.dropFirst()) { #expect(next.0 > one.1 + 1) }
    }
  }

  @Test(arguments: [FigureKindsTests.Kind.symbols, .map, .estimates], widths)
  func `labels, callouts and the key of circles keep apart`(
    kind: FigureKindsTests.Kind, millimetres: Double
  ) throws {
    let drawn = try draw(kind, millimetres)
    // The map's group is moved; the key stands in it or on the page.
    let map = try #require(
      drawn.elements.first { $0.attributes["id"] == "simulated-share-map" })
    let shift = numbers(map.attributes["transform"])
    var boxes: [(String, CanvasBox)] = []
    var group = ""
    for element in drawn.elements {
      if element.name == "g", let id = element.attributes["id"] { group = id }
      guard element.path.count >= 2, ["labels", "callouts", "key"].contains(where: group.hasSuffix)
      else { continue }
      let isInMap = element.path.count == 3
      let (dx, dy) = isInMap ? (shift[0], shift[1]) : (0, 0)
      if element.name == "text" {
        let x = try #require(Double(element.attributes["x"] ?? "")) + dx
        let y = try #require(Double(element.attributes["y"] ?? "")) + dy
        let size = try #require(Double(element.attributes["font-size"] ?? ""))
        let wide = width(element)
        let anchor =
          element.attributes["text-anchor"] ?? (group.hasSuffix("labels") ? "middle" : "start")
        let left = anchor == "end" ? x - wide : anchor == "middle" ? x - wide / 2 : x
        boxes.append(
          (element.text, CanvasBox(minX: left, minY: y - 0.7 * size, maxX: left + wide, maxY: y)))
      } else if element.name == "circle", group.hasSuffix("key") {
        let x = try #require(Double(element.attributes["cx"] ?? "")) + dx
        let y = try #require(Double(element.attributes["cy"] ?? "")) + dy
        let r = try #require(Double(element.attributes["r"] ?? ""))
        if r > 20 {
          boxes.append(("key", CanvasBox(minX: x - r, minY: y - r, maxX: x + r, maxY: y + r)))
        }
      }
    }
    #expect(boxes.count > 40)
    for i in boxes.indices {
      #expect(boxes[i].1.minX >= 0 && boxes[i].1.maxX <= drawn.canvas.width, "\(boxes[i].0)")
      for j in 0..<i {
        #expect(!boxes[i].1.overlaps(boxes[j].1), "\(boxes[i].0) on \(boxes[j].0)")
      }
    }
    guard kind == .symbols else { return }
    // The greatest three are in titles and have labels.
    let ranked = try Simulated.readings().compactMap { reading -> (String, Double)? in
      if case .value(let value) = reading.value { (reading.code, value) } else { nil }
    }.sorted { $0.1 > $1.1 }
    let areas = try Simulated.sharedBoundaries.get().areas
    for (fips, _) in ranked.prefix(3) {
      let usps = try #require(areas.first { $0.fips == fips }).usps
      #expect(drawn.lines.contains { $0 == usps || $0.hasPrefix(usps + " ") }, "\(usps)")
    }
  }

  @Test(arguments: widths) func `labels of flows stay on the page and apart`(millimetres: Double)
    throws
  {
    let drawn = try draw(.flows, millimetres)
    let texts = drawn.elements.filter { $0.name == "text" && $0.path.first == "svg" }
    var boxes: [(String, CanvasBox)] = []
    for element in texts {
      let x = try #require(Double(element.attributes["x"] ?? ""))
      let y = try #require(Double(element.attributes["y"] ?? ""))
      let size = try #require(Double(element.attributes["font-size"] ?? ""))
      let wide = width(element)
      let anchor = element.attributes["text-anchor"]
      let left = anchor == "end" ? x - wide : anchor == "middle" ? x - wide / 2 : x
      boxes.append(
        (element.text, CanvasBox(minX: left, minY: y - 0.7 * size, maxX: left + wide, maxY: y)))
    }
    for i in boxes.indices {
      #expect(boxes[i].1.minX >= 0 && boxes[i].1.maxX <= drawn.canvas.width - 10, "\(boxes[i].0)")
      for j in 0..<i { #expect(!boxes[i].1.overlaps(boxes[j].1), "\(boxes[i].0) on \(boxes[j].0)") }
    }
    #expect(drawn.canvas.width <= 1100)
  }

  /// In grey the two ends of a diverging palette are alike.
  @Test(arguments: [88.0, 180]) func `a rise and a fall differ without colour`(millimetres: Double)
    throws
  {
    let drawn = try draw(.estimates, millimetres) { $0.theme = .print }
    let areas = Dictionary(
      uniqueKeysWithValues: try Simulated.sharedBoundaries.get().areas.map { ($0.fips, $0.usps) })
    let estimates = try Simulated.estimates()
    let values = estimates.compactMap { reading -> Double? in
      if case .value(let value) = reading.value { value } else { nil }
    }
    let classes = try Classification(values, rule: .symmetricNaturalBreaks(classes: 5))
    var without: [String] = []
    for reading in estimates {
      guard case .value(let value) = reading.value, classes.classIndex(of: value) != 2 else {
        continue
      }
      let code = try #require(areas[reading.code])
      let sign = value < 0 ? "\u{2212}" : "+"
      let isSigned = drawn.lines.contains { $0.hasPrefix(code) && $0.contains(sign) }
      // A value under its code.
      let at = drawn.lines.firstIndex(of: code)
      let isValued = at.map { drawn.lines[$0 + 1].hasPrefix(sign) } ?? false
      if !isSigned, !isValued { without.append(code) }
    }
    // Made-up rises beside made-up falls crowd a column; no real map there is has a state without.
    #expect(without.count <= (millimetres < 100 ? 2 : 0), "\(without)")
  }
}
