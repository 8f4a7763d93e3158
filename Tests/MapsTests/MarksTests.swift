import Drawing
import Foundation
import Maps
import Testing

/// What stands on states: plates, zeros, classes about zero, and the texts of values.
struct MarksTests {
  private func draw(
    _ kind: FigureKindsTests.Kind, _ change: (inout Choropleth) throws -> Void = { _ in }
  ) throws -> DrawnFigure { try DrawnFigure(FigureKindsTests.draw(kind, change)) }

  /// LibreOffice and others leave `paint-order` out and paint the halo over the letters.
  @Test(arguments: FigureKindsTests.Kind.allCases)
  func `no text depends on the order in which it is painted`(kind: FigureKindsTests.Kind) throws {
    let drawn = try draw(kind)
    #expect(!drawn.text.contains("paint-order"))
    #expect(!drawn.elements.contains { $0.name == "text" && $0.attributes["stroke"] != nil })
  }

  @Test(arguments: [FigureKindsTests.Kind.map, .tiles], Theme.all)
  func `a label on a hatch stands on a plate of its state's colour`(
    kind: FigureKindsTests.Kind, theme: Theme
  ) throws {
    let drawn = try draw(kind) { $0.theme = theme }
    let plates = drawn.elements.filter { $0.name == "rect" && $0.attributes["rx"] == "2" }
    let colors = Set(
      try #require(Palette.yellowGreenBlue.colors(classes: 5, theme: theme)).map(\.hex))
    for code in ["AZ", "GA", "MI", "NC", "NV", "PA", "WI"] {
      let text = try #require(drawn.elements.first { $0.name == "text" && $0.text == code })
      let x = try #require(Double(text.attributes["x"] ?? ""))
      let y = try #require(Double(text.attributes["y"] ?? ""))
      let size = try #require(Double(text.attributes["font-size"] ?? ""))
      let half = TextMetrics.width(code, size: size, isBold: true) / 2
      let isOn = plates.contains { plate in
        let box = ["x", "y", "width", "height"].compactMap { Double(plate.attributes[$0] ?? "") }
        return box.count == 4 && colors.contains(plate.attributes["fill"] ?? "")
          && box[0] <= x - half && box[0] + box[2] >= x + half && box[1] <= y - 0.72 * size
          && box[1] + box[3] >= y
      }
      #expect(isOn, "\(code) on \(theme.name)")
    }
  }

  @Test(arguments: Theme.all) func `a zero has lines that no class has`(theme: Theme) throws {
    let drawn = try draw(.estimates) {
      $0.theme = theme
      $0.readings[4] = StateReading($0.readings[4].code, .zero)
    }
    let zero = try #require(drawn.elements.first { $0.attributes["data-value"] == "0" })
    #expect(zero.attributes["fill"] == "url(#simulated-share-level)")
    let lines = try #require(
      drawn.elements.first {
        $0.path.last == "pattern" && $0.attributes["d"]?.hasPrefix("M0,") == true
      })
    let ink = try #require(lines.attributes["stroke"].flatMap { UInt32($0.dropFirst(), radix: 16) })
    #expect(Color(ink).contrast(with: theme.zero) >= 3)
    #expect(drawn.lines.contains("Zero"))
  }

  @Test func `a change that rounds to nothing keeps its sign`() throws {
    let drawn = try draw(.estimates) {
      $0.readings[4].value = .value(-0.2)
      $0.readings[6].value = .value(0.2)
    }
    let tips = drawn.elements.filter { $0.name == "title" && $0.path.last == "path" }.map(\.text)
    #expect(tips.contains { $0.hasPrefix("California: \u{2212}0%") })
    #expect(tips.contains { $0.hasPrefix("Connecticut: +0%") || $0.hasPrefix("Colorado: +0%") })
  }

  @Test func `circles write every value with the same digits`() throws {
    let drawn = try draw(.symbols)
    let tips = drawn.elements.filter { $0.name == "title" && $0.path.last == "circle" }
    #expect(tips.count == 52 && !tips.contains { $0.text.contains(".") })
  }

  @Test func `values of two classes are never written alike`() throws {
    let drawn = try draw(.map) {
      $0.readings[0].value = .value(49.6)
      $0.readings[1].value = .value(50.4)
      $0.rule = .breaks([20, 50])
    }
    let tips = drawn.elements.filter { $0.name == "title" && $0.path.last == "path" }.map(\.text)
    #expect(tips.contains { $0.hasPrefix("Alabama: 49.6% (class 2") })
    #expect(tips.contains { $0.hasPrefix("Alaska: 50.4% (class 3") })
    #expect(drawn.lines.contains("50.0%"))
  }

  @Test func `quantiles about zero fill the classes alike by distance`() throws {
    let values = (1...30).map { Double($0 * $0) * ($0.isMultiple(of: 4) ? -1 : 1) }
    let classes = try Classification(values, rule: .symmetricQuantiles(classes: 5))
    #expect(classes.breaks == classes.breaks.map { -$0 }.reversed())
    // A fall on a break belongs to the class below, so that thirds may differ by one.
    let thirds = [
      classes.counts[2], classes.counts[1] + classes.counts[3],
      classes.counts[0] + classes.counts[4],
    ]
    #expect(thirds.allSatisfy { (9...11).contains($0) } && thirds.reduce(0, +) == 30)
  }

  @Test func `classes that mix rises and falls are refused`() throws {
    func refusal(_ rule: ClassRule, _ palette: Palette) throws -> DrawingError? {
      do {
        _ = try draw(.estimates) {
          $0.rule = rule
          $0.palette = palette
        }
        return nil
      } catch let error as DrawingError { return error }
    }
    for rule in [
      ClassRule.quantiles(classes: 5), .naturalBreaks(classes: 5), .equalIntervals(classes: 5),
      .pretty(classes: 5), .breaks([5, 10]), .breaks([-10, -5]),
    ] {
      #expect(try refusal(rule, .yellowGreenBlue)?.id == .classes, "\(rule)")
    }
    #expect(try refusal(.breaks([5, 10]), .purpleOrange)?.id == .classes)
    #expect(try refusal(.breaks([-5, 10]), .purpleOrange) == nil)
    #expect(try refusal(.symmetricQuantiles(classes: 5), .purpleOrange) == nil)
  }

  @Test func `a group has no circle, and a palette without the classes names one that has them`()
    throws
  {
    let group = #expect(throws: DrawingError.self) { try draw(.categories) { $0.view = .symbols } }
    #expect(group?.id == .composition)
    let seven = #expect(throws: DrawingError.self) {
      try draw(.map) { $0.rule = .naturalBreaks(classes: 7) }
    }
    #expect(seven?.id == .palette && seven?.hint.contains("cividis") == true)
    let diverging = #expect(throws: DrawingError.self) {
      try draw(.estimates) {
        $0.rule = .symmetric(classes: 7)
        $0.palette = .brownGreen
      }
    }
    #expect(diverging?.hint.contains("PuOr") == true)
  }

  @Test func `a class beyond all values says that it has none`() throws {
    let drawn = try draw(.map) { $0.rule = .breaks([200]) }
    #expect(drawn.lines.contains("200%") && drawn.lines.contains("none"))
    #expect(
      drawn.lines.joined(separator: " ").contains("One of the given classes holds no value."))
    #expect(!(try draw(.map) { $0.rule = .breaks([20]) }).lines.contains("none"))
  }

  @Test func `origins beyond the largest are drawn as one and lose nothing`() throws {
    var flows = try Simulated.flows()
    flows.drawn = 3
    let drawn = try DrawnFigure(flows.svg(on: Simulated.sharedBoundaries.get()))
    #expect(drawn.lines.contains("Other states (5)"))
    let sums = Dictionary(grouping: flows.links, by: \.origin)
      .mapValues { $0.reduce(0) { $0 + $1.value } }
    let rest = sums.values.sorted(by: >).dropFirst(3).reduce(0, +)
    #expect(drawn.lines.contains(flows.figure.format.text(rest)))
    let table = try flows.companionCSV(on: Simulated.sharedBoundaries.get())
    #expect(table.split(separator: "\n").count == 1 + flows.links.count)
    // One colour: where a flow comes from is said by where it starts.
    let group = drawn.elements.filter {
      $0.path == ["svg", "g"] && $0.attributes["fill-opacity"] != nil
    }
    #expect(!group.isEmpty && Set(group.compactMap { $0.attributes["fill"] }).count == 1)
  }

  @Test func `circles of values that are all alike leave land to be seen`() throws {
    let drawn = try draw(.symbols) {
      $0.readings = $0.readings.map { StateReading($0.code, .value(100)) }
    }
    let area = drawn.elements.filter { $0.attributes["id"]?.contains("-c-") ?? false }
      .compactMap { Double($0.attributes["r"] ?? "") }.reduce(0) { $0 + Double.pi * $1 * $1 }
    #expect(area < 45_000, "\(area)")
  }
}
