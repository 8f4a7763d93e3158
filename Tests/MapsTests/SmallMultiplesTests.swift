import Drawing
import Foundation
import Maps
import Testing

/// Panels that can be compared with each other.
struct SmallMultiplesTests {
  private func draw(_ multiples: SmallMultiples) throws -> DrawnFigure {
    try DrawnFigure(multiples.svg(on: Simulated.sharedBoundaries.get()))
  }

  private func error(_ change: (inout SmallMultiples) -> Void) throws -> DrawingError {
    var multiples = try Simulated.multiples(3)
    change(&multiples)
    return try #require(#expect(throws: DrawingError.self) { try draw(multiples) })
  }

  @Test func `one value has one colour in every panel`() throws {
    let drawn = try draw(Simulated.multiples(7))
    var fills: [String: Set<String>] = [:]
    for element in drawn.elements {
      guard let value = element.attributes["data-value"], let fill = element.attributes["fill"]
      else { continue }
      fills[value, default: []].insert(fill)
    }
    #expect(fills.count > 40)
    for (value, colors) in fills { #expect(colors.count == 1, "\(value)") }
    #expect(Set(fills.values.joined()).count == 5)
  }

  @Test func `classes are those of all values together`() throws {
    let multiples = try Simulated.multiples(4)
    let drawn = try draw(multiples)
    var values: [Double] = []
    for reading in multiples.panels.flatMap(\.readings) {
      if case .value(let value) = reading.value { values.append(value) }
    }
    let breaks = try Classification(values, rule: .naturalBreaks(classes: 5)).breaks
    let metadata = try #require(drawn.elements.first { $0.name == "metadata" }).text
    let object = try JSONSerialization.jsonObject(with: Data(metadata.utf8)) as? [String: Any]
    let classes = try #require(object?["classes"] as? [String: Any])
    #expect(classes["breaks"] as? [Double] == breaks)
    #expect((classes["counts"] as? [Int])?.reduce(0, +) == values.count)
    #expect((object?["panels"] as? [Any])?.count == 4)
  }

  @Test(arguments: 1...12) func `panels lie on the page, in rows of four at most`(count: Int) throws
  {
    let drawn = try draw(Simulated.multiples(count))
    let panels = drawn.elements.filter {
      $0.attributes["transform"] != nil && ($0.attributes["id"]?.contains("-20") ?? false)
    }
    #expect(panels.count == count)
    let places = panels.map { element in
      (element.attributes["transform"] ?? "").dropFirst("translate(".count).dropLast()
        .split(separator: " ").compactMap { Double($0) }
    }
    #expect(Set(places.map { $0[0] }).count <= 4)
    #expect(places.allSatisfy { $0[0] >= 24 && $0[0] < drawn.canvas.width })
    #expect(places.allSatisfy { $0[1] < drawn.canvas.height })
    #expect(drawn.lines.filter { $0 == "DC" }.count == count)
  }

  @Test func `each panel has the hatch of its own swing states`() throws {
    var multiples = try Simulated.multiples(3)
    multiples.panels[1].swing = []
    multiples.panels[2].swing = ["TX"]
    let drawn = try draw(multiples)
    let tips = drawn.elements.filter { $0.name == "title" && $0.text.hasSuffix("; swing state") }
    #expect(
      tips.map { $0.text.prefix(while: { $0 != ":" }) }.sorted() == [
        "Delaware", "Florida", "Nevada", "Ohio", "Texas",
      ])
  }

  @Test func `the table names the panel of each row`() throws {
    let lines = try Simulated.multiples(3).companionCSV(on: Simulated.sharedBoundaries.get())
      .split(separator: "\n")
    #expect(lines.count == 1 + 3 * 52)
    #expect(lines[0].hasPrefix("panel,fips,usps,name,status,value"))
    #expect(lines[1].hasPrefix("2000,01,AL,Alabama,value,"))
  }

  @Test func `no panel, too many, two of one name, and circles are refused`() throws {
    #expect(try error { $0.panels = [] }.id == .composition)
    #expect(try error { $0.panels[1].id = $0.panels[0].id }.id == .composition)
    #expect(try error { $0.figure.view = .symbols }.id == .composition)
    #expect(try error { $0.panels[0].id = "Ö" }.id == .figureID)
    let many = try Simulated.multiples(13)
    #expect(throws: DrawingError.self) { try draw(many) }
  }
}
