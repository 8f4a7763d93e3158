import Drawing
import Foundation
import Maps
import TestSupport
import Testing

/// The drawn map as a reader, a parser and a reviewer see it.
struct ChoroplethTests {
  private func draw(_ change: (inout Choropleth) throws -> Void = { _ in }) throws -> String {
    var map = try Simulated.map()
    try change(&map)
    return try map.svg(on: Simulated.geometry.get())
  }

  private func error(_ change: (inout Choropleth) throws -> Void) throws -> DrawingError {
    try #require(#expect(throws: DrawingError.self) { try draw(change) })
  }

  @Test func `the order of readings and a second run change nothing`() throws {
    let first = try draw()
    #expect(try draw { $0.readings.reverse() } == first)
    #expect(try draw { $0.readings.sort { $0.code.hashValue < $1.code.hashValue } } == first)
    #expect(try draw { $0.swing = ["04", "13", "26", "37", "32", "42", "55"] } == first)
  }

  @Test func `the file is well formed, small, and refers only to itself`() throws {
    let text = try draw()
    let elements = try WellFormedXML(text).elements
    #expect(text.utf8.count <= 220_000)
    #expect(text.hasSuffix("</svg>\n") && !text.contains("\r"))
    let ids = elements.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
    #expect(ids.allSatisfy { $0.hasPrefix("simulated-share-") })
    for (_, value) in elements.flatMap(\.attributes) {
      if value.hasPrefix("url(#") { #expect(ids.contains(String(value.dropFirst(5).dropLast()))) }
      #expect(
        !value.contains("-0,") && !value.contains(" -0 ") && value.firstMatch(of: /\de-\d/) == nil)
    }
    let root = try #require(elements.first)
    #expect(root.attributes["role"] == "img" && root.attributes["lang"] == "en")
    for id in (root.attributes["aria-labelledby"] ?? "").split(separator: " ") {
      #expect(ids.contains(String(id)))
    }
    let allowed: Set = [
      "svg", "title", "desc", "metadata", "defs", "pattern", "path", "rect", "circle", "g", "text",
    ]
    #expect(Set(elements.map(\.name)).isSubset(of: allowed))
  }

  @Test func `coordinates have at most one decimal and paths open and close`() throws {
    for element in try WellFormedXML(draw()).elements {
      guard let path = element.attributes["d"] else { continue }
      #expect(path.hasPrefix("M"))
      #expect(path.firstMatch(of: /\.\d\d|-0[^.]|--|NaN|inf/) == nil)
      if element.attributes["data-value"] != nil { #expect(path.hasSuffix("Z")) }
    }
  }

  @Test func `every state has a path, a tooltip and its value`() throws {
    let elements = try WellFormedXML(draw()).elements
    let states = elements.filter { $0.attributes["id"]?.contains("-share-s-") ?? false }
    #expect(states.count == 52)
    let tips = elements.filter { $0.name == "title" && $0.path.last == "path" }.map(\.text)
    #expect(tips.count == 52)
    #expect(tips.contains { $0.hasPrefix("Pennsylvania: ") && $0.hasSuffix("; swing state") })
    #expect(tips.contains { $0.hasPrefix("District of Columbia: ") })
  }

  /// F60.
  @Test func `a title that tries to break out stays text`() throws {
    let nasty = "x</title><script>alert(\"1\")</script>&amp;<![CDATA["
    let text = try draw {
      $0.title = nasty
      $0.subtitle = nasty
      $0.note = nasty
      $0.source = nasty
      $0.legendTitle = nasty
      $0.swingLabel = nasty
      $0.boundarySource = nasty
      $0.format = ValueFormat(prefix: "<b>", suffix: "\"&")
      $0.sources = [MapSource(id: nasty, vintage: nasty, sha256: "]]>")]
      $0.ruleIDs = [nasty]
      $0.readings[0].value = .notReported(reason: nasty)
    }
    let elements = try WellFormedXML(text).elements
    #expect(!text.contains("<script") && !text.contains("<![CDATA["))
    #expect(elements.contains { $0.name == "title" && $0.text == nasty })
  }

  @Test func `the metadata is JSON with breaks, counts and rules`() throws {
    let element = try #require(try WellFormedXML(draw()).elements.first { $0.name == "metadata" })
    let object = try JSONSerialization.jsonObject(with: Data(element.text.utf8))
    let members = try #require(object as? [String: Any])
    let classes = try #require(members["classes"] as? [String: Any])
    let counts = try #require(classes["counts"] as? [Int])
    #expect(counts.count == 5 && counts.reduce(0, +) == 52)
    #expect((classes["breaks"] as? [Double])?.count == 4)
    #expect(try #require(classes["gvf"] as? Double) > 0.9)
    #expect(members["rules"] as? [String] == ["list"])
    #expect(members["schema"] as? String == "swingport.map/1")
  }

  @Test func `zero, missing and a low value are three things`() throws {
    let text = try draw {
      $0.readings[0].value = .zero
      $0.readings[1].value = .notReported(reason: "suppressed")
      $0.readings[2].value = .value(0)
    }
    let elements = try WellFormedXML(text).elements
    func state(_ fips: String) throws -> WellFormedXML.Element {
      try #require(elements.first { $0.attributes["id"] == "simulated-share-s-\(fips)" })
    }
    #expect(try state("01").attributes["fill"] == "url(#simulated-share-level)")
    #expect(try state("02").attributes["fill"] == "url(#simulated-share-dots)")
    #expect(try state("02").attributes["data-value"] == nil)
    #expect(try state("04").attributes["fill"] == "#ffffcc")
    let texts = elements.filter { $0.name == "text" }.map(\.text)
    #expect(texts.contains("Zero") && texts.contains("Not reported"))
  }

  @Test func `Puerto Rico is drawn when the data have it, and only then`() throws {
    #expect(try draw().contains("simulated-share-s-72"))
    #expect(try !draw { $0.readings.removeAll { $0.code == "72" } }.contains("share-s-72"))
  }

  @Test func `a state without a row is drawn as not reported`() throws {
    let text = try draw { $0.readings.removeAll { $0.code == "48" } }
    #expect(text.contains("Texas: not reported (no row in the data)"))
    #expect(text.contains(">Not reported</text>"))
  }

  // MARK: Sensible pictures from poor inputs

  @Test func `all values equal make one class, and none at all make a map of gaps`() throws {
    let equal = try draw {
      $0.readings = $0.readings.map { StateReading($0.code, .value(5)) }
    }
    #expect(equal.contains("5 classes were asked for; the values allow 1."))
    let none = try draw {
      $0.readings = $0.readings.map { StateReading($0.code, .notReported(reason: "embargo")) }
    }
    _ = try WellFormedXML(none)
    #expect(none.contains("No area has a value"))
    #expect(!none.contains("NaN"))
    #expect(try draw { $0.readings = [] }.contains("No area has a value"))
  }

  @Test func `a title of 300 characters is broken into lines that fit`() throws {
    let word = "concession "
    let title = String(String(repeating: word, count: 30).prefix(300))
    let texts = try WellFormedXML(draw { $0.title = title }).elements.filter { $0.name == "text" }
    let lines = texts.filter { $0.text.hasPrefix("concession") }
    #expect(lines.count > 2)
    for line in lines {
      let size = try #require(Double(line.attributes["font-size"] ?? ""))
      #expect(TextMetrics.width(line.text, size: size, isBold: true) <= 1052)
    }
  }

  // MARK: Refusals

  @Test func `codes that are not on the map are listed`() throws {
    let unknown = try error {
      $0.readings += [StateReading("XX", .zero), StateReading("78", .value(1))]
      $0.swing.insert("ZZ")
    }
    #expect(unknown.id == .unknownCode)
    #expect(unknown.message.contains("78, XX, ZZ"))
  }

  @Test func `two readings of one state are refused by name`() throws {
    let twice = try error { $0.readings.append(StateReading("PA", .value(1))) }
    #expect(twice.id == .duplicateCode && twice.message.contains("Pennsylvania"))
  }

  @Test func `other inputs that make no picture are refused by id`() throws {
    #expect(try error { $0.readings[0].value = .value(.nan) }.id == .valueNotFinite)
    #expect(try error { $0.figureID = "1 bad\"" }.id == .figureID)
    #expect(try error { $0.figureID = "" }.id == .figureID)
    #expect(try error { $0.title = "  " }.id == .text)
    #expect(try error { $0.note = String(repeating: "n", count: 2001) }.id == .text)
    #expect(try error { $0.palette = .purpleOrange }.id == .palette)
    #expect(try error { $0.rule = .symmetric(classes: 5) }.id == .palette)
    #expect(try error { $0.rule = .naturalBreaks(classes: 7) }.id == .palette)
    #expect(try error { $0.rule = .naturalBreaks(classes: 9) }.id == .classes)
  }

  /// F60.
  @Test func `the companion table has one row a state and no formula`() throws {
    var map = try Simulated.map()
    map.readings[0].value = .notReported(reason: "=SUM(A1), \"quoted\"")
    let lines = try map.companionCSV(on: Simulated.geometry.get()).split(separator: "\n")
    #expect(lines.count == 53)
    #expect(
      lines[1] == "01,AL,Alabama,not_reported,,\"'=SUM(A1), \"\"quoted\"\"\",,,,false")
    #expect(lines[0].hasPrefix("fips,usps,name,status,value,reason,class"))
  }
}
