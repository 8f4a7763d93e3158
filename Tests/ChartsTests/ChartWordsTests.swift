import Charts
import Drawing
import Testing

/// What a chart says of its own marks holds in every theme, and no line runs through its values.
@Suite struct `The marks of a chart` {
  /// The groups of marks of a chart that hold a text, as SVG.
  private func labelled(_ svg: String) -> [String] {
    svg.components(separatedBy: "class=\"mark\"").dropFirst()
      .compactMap { $0.components(separatedBy: "</g>").first }.filter { $0.contains("<text") }
  }

  /// The numbers of an attribute in the order of the elements of one name.
  private func numbers(_ attribute: String, of element: String, in svg: String) -> [Double] {
    svg.components(separatedBy: "<\(element) ").dropFirst().compactMap { part in
      let tag = part.components(separatedBy: ">").first ?? ""
      let value = (" " + tag).components(separatedBy: " \(attribute)=\"").dropFirst().first?
        .components(separatedBy: "\"").first
      return value.flatMap { Double($0) }
    }
  }

  @Test(arguments: Theme.all) func `are called what they are in every theme`(theme: Theme) throws {
    for (name, chart) in Simulated.all {
      var chart = chart
      chart.frame.theme = theme
      // Dark and pale change places on a dark page.
      for word in ["dark", "pale", "light", "bright"] {
        #expect(!chart.reading.lowercased().contains(word), "\(name) in \(theme.name): \(word)")
      }
      #expect(!chart.reading.contains("blue") || theme != .print, "\(name)")
    }
    // What is called filled is filled with another colour than the page's.
    var chart = Simulated.permutation
    chart.frame.theme = theme
    let svg = try chart.svg()
    let bars = svg.components(separatedBy: "class=\"mark\"").dropFirst()
    let extreme = bars.filter { $0.contains("as extreme</title>") }
    let others = bars.filter { $0.contains("draws</title>") }
    #expect(extreme.count > 3 && others.count > 3)
    let hollow = "fill=\"\(theme.background.hex)\""
    #expect(extreme.allSatisfy { $0.contains("fill=\"\(Marked.color(theme))\"") })
    #expect(
      others.allSatisfy { $0.contains(hollow) && !$0.contains("fill=\"\(Marked.color(theme))\"") })
  }

  private enum Marked {
    /// The colour of what a chart is about.
    static func color(_ theme: Theme) -> String { (theme == .print ? theme.ink : theme.accent).hex }
  }

  @Test(arguments: [nil, 88.0, 72, 60])
  func `of an event study have their values above them, on a ground of their own`(
    millimetres: Double?
  ) throws {
    var chart = Simulated.eventStudy
    // As it was seen: a value so near to zero that the zero line ran through it.
    chart.points[0].estimate = -0.2
    if let millimetres { chart.frame.page = try PageSize(millimetres: millimetres) }
    let groups = labelled(try chart.svg())
    #expect(groups.count == 4)
    for group in groups where !group.contains("Reference") {
      let (tops, heights) = (
        numbers("y", of: "rect", in: group), numbers("height", of: "rect", in: group)
      )
      let text = try #require(numbers("y", of: "text", in: group).first)
      // The bar of the band, then the ground of the label above it, which holds the text.
      try #require(tops.count == 2 && heights.count == 2)
      #expect(tops[1] + heights[1] <= tops[0], "\(group)")
      #expect(tops[1] < text && text <= tops[1] + heights[1], "\(group)")
    }
    // No two labels touch.
    let lefts = groups.compactMap { numbers("x", of: "rect", in: $0).last }
    let widths = groups.compactMap { numbers("width", of: "rect", in: $0).last }
    for (index, left) in lefts.enumerated().dropFirst() {
      #expect(lefts[index - 1] + widths[index - 1] < left, "\(lefts) \(widths)")
    }
  }

  @Test func `of reputation have their values above their intervals`() throws {
    let groups = labelled(try Simulated.reputation.svg())
    #expect(groups.count == 6)
    for group in groups {
      let line = try #require(group.components(separatedBy: " d=\"M").dropFirst().first)
      let ends = line.components(separatedBy: "\"")[0].split { ",V".contains($0) }.compactMap {
        Double($0)
      }
      // The interval's upper end lies at the smaller ordinate.
      let highest = min(ends[1], ends[2])
      let label = try #require(numbers("y", of: "text", in: group).first)
      #expect(label < highest, "\(group)")
    }
  }

  @Test func `print no p smaller than it is`() {
    var chart = Simulated.fewPermutations
    chart.pValue = 1.0 / 16
    #expect(chart.finding.contains("with probability 0.063"))
  }
}
