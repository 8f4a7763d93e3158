import Drawing

/// Bumps by incumbent against the incumbents' reputation, with the line through them.
public struct ReputationChart: Chart {
  /// The bump under one incumbent.
  public struct Bump: Sendable, Hashable {
    /// The incumbent's name.
    public var incumbent: String
    /// What stands under the name, such as the years; empty for nothing.
    public var detail: String
    /// The reputation, larger for a stronger one; of a ranking, minus the rank.
    public var reputation: Double
    /// The series, by its index.
    public var series: Int
    /// The bump, percent.
    public var estimate: Double
    /// Its 95 % interval; nil where there is none.
    public var interval: Interval?

    /// Makes a bump.
    public init(
      incumbent: String, detail: String = "", reputation: Double, series: Int = 0,
      estimate: Double, interval: Interval? = nil
    ) {
      self.incumbent = incumbent
      self.detail = detail
      self.reputation = reputation
      self.series = series
      self.estimate = estimate
      self.interval = interval
    }
  }

  /// What the test over all orders of the incumbents says, by series.
  public struct Test: Sendable, Hashable {
    /// Whether bumps rise with reputation.
    public var rises: Bool
    /// The share of all orders with a slope at least as large.
    public var oneSidedP: Double
    /// The smallest p that so many incumbents could give.
    public var smallestP: Double

    /// Makes a test.
    public init(rises: Bool, oneSidedP: Double, smallestP: Double) {
      self.rises = rises
      self.oneSidedP = oneSidedP
      self.smallestP = smallestP
    }
  }

  /// What stands around the chart and how it looks.
  public var frame: ChartFrame
  /// The bumps of all series.
  public var bumps: [Bump]
  /// The names of the series.
  public var series: [String]
  /// The tests, one a series, or none.
  public var tests: [Test]
  /// Whether reputation is an order without distances.
  public var isRanking: Bool
  /// Who is an ally, in the title, such as `treaty`; empty where one chart stands alone.
  public var allies: String

  /// Makes a chart.
  public init(
    frame: ChartFrame, bumps: [Bump], series: [String], tests: [Test] = [], isRanking: Bool = true,
    allies: String = ""
  ) {
    self.allies = allies
    self.frame = frame
    self.bumps = bumps
    self.series = series
    self.tests = tests
    self.isRanking = isRanking
  }

  /// The incumbents from the weakest to the strongest reputation.
  private var incumbents: [Bump] {
    bumps.reduce(into: [Bump]()) { list, bump in
      if !list.contains(where: { $0.incumbent == bump.incumbent }) { list.append(bump) }
    }.sorted { ($0.reputation, $1.incumbent) < ($1.reputation, $0.incumbent) }
  }

  /// The title by rule; see ``Chart/finding``.
  public var finding: String {
    let count = ChartNumber.word(incumbents.count)
    let bumps = allies.isEmpty ? "Bumps" : "With allies by \(allies), bumps"
    guard let first = tests.first else {
      return "\(bumps) under \(count) incumbents, from the weakest to the strongest reputation"
    }
    let rising = tests.count(where: \.rises)
    let direction =
      rising == tests.count
      ? "rise with reputation"
      : rising == 0 ? "do not rise with reputation" : "rise with reputation in some models only"
    let least = tests.map(\.smallestP).min() ?? first.smallestP
    let smallest = tests.map(\.oneSidedP).min() ?? first.oneSidedP
    if least > 0.05 {
      return
        "\(bumps) \(direction), but \(count) incumbents cannot give a p below "
        + ChartNumber.pValue(least)
    }
    return "\(bumps) \(direction), one-sided p \(ChartNumber.pValue(smallest)) over all orders"
  }

  /// The variable with its unit.
  public var variable: String {
    "Change in exports before elections by incumbent, percent"
  }

  /// How to read the marks.
  public var reading: String {
    "Reputation grows to the right\(isRanking ? ", by rank" : ""). Lines upright are 95% intervals; the "
      + "line across is the least-squares line through the estimates."
  }

  /// The values in words.
  public var alternative: String {
    "From the weakest to the strongest reputation. "
      + incumbents.map { person in
        "\(person.incumbent): "
          + bumps.filter { $0.incumbent == person.incumbent }.map { words($0) }
          .joined(separator: "; ")
      }.joined(separator: ". ") + "."
  }

  /// The values as rows of text, the heading first.
  public var rows: [[String]] {
    [["incumbent", "reputation", "series", "estimate", "low", "high"]]
      + bumps.map {
        [
          $0.incumbent, ChartNumber.exact($0.reputation), series[$0.series],
          ChartNumber.exact($0.estimate), ChartNumber.exact($0.interval?.low),
          ChartNumber.exact($0.interval?.high),
        ]
      }
  }

  /// Refuses values that cannot be drawn; see ``Chart/check()``.
  public func check() throws(DrawingError) {
    try ChartChecks.count(series.count, of: "series", in: 1...Marks.Shape.allCases.count)
    try ChartChecks.count(incumbents.count, of: "incumbents", in: 2...40)
    for bump in bumps {
      try ChartChecks.text("name of an incumbent", bump.incumbent)
      try ChartChecks.finite(bump.reputation, "the reputation of \(bump.incumbent)")
      try ChartChecks.finite(bump.estimate, "the bump of \(bump.incumbent)")
      try ChartChecks.interval(bump.interval, around: bump.estimate, bump.incumbent)
      guard series.indices.contains(bump.series) else {
        throw DrawingError(
          .value, "\(bump.incumbent) has a series \(bump.series) that has no name",
          hint: "number series from 0 and name them all")
      }
    }
  }

  /// Draws the chart; see ``Chart/content(_:top:)``.
  public func content(_ pen: Pen, top: Double) -> Page.Content {
    let marks = Marks(pen: pen)
    let right = pen.canvas - Page.margin
    let key =
      series.count > 1
      ? marks.legend(
        series.enumerated().map { index, name in
          ({ self.sample(index, at: $0, marks) }, name)
        }, left: Page.margin, right: right, top: top)
      : (elements: [XMLElement](), bottom: top)
    // Room for the value above the highest interval.
    let plotTop = key.bottom + 8 + marks.tiny * 1.5
    let plotBottom = plotTop + 0.44 * pen.canvas
    let values = bumps.flatMap {
      [$0.estimate, $0.interval?.low, $0.interval?.high].compactMap(\.self)
    }
    let scale = Scale(holding: values + [0], steps: 7, from: plotBottom, to: plotTop)
    let left = Page.margin + marks.labelWidth(scale) + 8
    let people = incumbents
    let slot = (right - left) / Double(people.count)
    let spread = Scale(
      (people.first?.reputation ?? 0)...max(
        people.last?.reputation ?? 1, (people.first?.reputation ?? 0) + 1e-9),
      ticks: [], from: left + slot / 2, to: right - slot / 2)
    let x = { (bump: Bump) -> Double in
      let index = people.firstIndex { $0.incumbent == bump.incumbent } ?? 0
      return isRanking ? left + (Double(index) + 0.5) * slot : spread(bump.reputation)
    }
    var elements = key.elements + marks.horizontalGrid(scale, left: left, right: right)
    let step = min(slot / Double(series.count + 1), 64)
    let isRoomy = bumps.allSatisfy {
      TextMetrics.width(ChartNumber.change($0.estimate), size: marks.tiny) + 8
        <= (series.count > 1 ? step : slot)
    }
    let offset = { (number: Int) in
      (Double(number) - Double(series.count - 1) / 2) * step
    }
    for number in series.indices {
      let own = bumps.filter { $0.series == number }
      let points = own.map { (x($0), $0.estimate) }
      if let line = Self.line(points) {
        let ends = [points.map(\.0).min() ?? left, points.map(\.0).max() ?? right]
        elements.append(
          pen.line(
            pen.path(
              ends.map { CanvasPoint(x: $0 + offset(number), y: scale(line($0))) }),
            marks.seriesColors[number], width: 1.2,
            dashes: Marks.Shape.allCases[number].dashes ?? "1 0"))
      }
    }
    for (index, bump) in bumps.enumerated() {
      let centre = CanvasPoint(x: x(bump) + offset(bump.series), y: scale(bump.estimate))
      let color = marks.seriesColors[bump.series]
      var drawn: [XMLElement] = []
      if let interval = bump.interval {
        drawn.append(
          marks.upright(
            interval, x: centre.x, scale, color: color, width: 2.4,
            dashes: Marks.Shape.allCases[bump.series].dashes))
      }
      drawn.append(
        marks.shape(
          Marks.Shape.allCases[bump.series], at: centre, radius: 5, color: color,
          isFilled: bump.series == 0))
      if isRoomy {
        drawn += marks.label(
          ChartNumber.change(bump.estimate),
          above: min(scale(bump.interval?.high ?? bump.estimate), centre.y - 6), x: centre.x,
          size: marks.tiny, ground: pen.theme.background)
      }
      elements.append(
        marks.value("b\(index)", "\(bump.incumbent): \(words(bump))", drawn))
    }
    let axis = names(people, marks, slot: slot, top: plotBottom, x: x)
    return Page.Content(elements: elements + axis.elements, bottom: axis.bottom)
  }

  private func names(
    _ people: [Bump], _ marks: Marks, slot: Double, top: Double, x: (Bump) -> Double
  ) -> (elements: [XMLElement], bottom: Double) {
    let pen = marks.pen
    var elements: [XMLElement] = []
    var lowest = top
    for (index, person) in people.enumerated() {
      var y = top + marks.small * 0.3
      let end = index == 0 ? "weakest" : index == people.count - 1 ? "strongest" : ""
      for (text, isBold) in [(person.incumbent, true), (person.detail, false), (end, false)]
      where !text.isEmpty {
        for line in TextMetrics.wrap(text, size: marks.tiny, isBold: isBold, width: slot - 4) {
          y += marks.tiny * 1.25
          elements.append(
            pen.text(
              line, x: x(person), y: y, size: marks.tiny,
              color: isBold ? nil : pen.theme.secondary, isBold: isBold, anchor: .middle))
        }
      }
      lowest = max(lowest, y)
    }
    return (elements, lowest + 14)
  }

  private func sample(_ index: Int, at point: CanvasPoint, _ marks: Marks) -> [XMLElement] {
    let pen = marks.pen
    let shape = Marks.Shape.allCases[index]
    return [
      pen.line(
        "M\(pen.number(point.x - 13)),\(pen.number(point.y))h26", marks.seriesColors[index],
        width: 2.2, dashes: shape.dashes),
      marks.shape(shape, at: point, color: marks.seriesColors[index], isFilled: index == 0),
    ]
  }

  /// The least-squares line through points; nil for fewer than two abscissas.
  static func line(_ points: [(Double, Double)]) -> ((Double) -> Double)? {
    let count = Double(points.count)
    guard count > 1 else { return nil }
    let meanX = points.reduce(0) { $0 + $1.0 } / count
    let meanY = points.reduce(0) { $0 + $1.1 } / count
    let spread = points.reduce(0) { $0 + ($1.0 - meanX) * ($1.0 - meanX) }
    guard spread > 0 else { return nil }
    let slope = points.reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) } / spread
    return { meanY + slope * ($0 - meanX) }
  }

  private func words(_ bump: Bump) -> String {
    (series.count > 1 ? series[bump.series] + " " : "") + ChartNumber.change(bump.estimate)
      + (bump.interval.map {
        ", 95% interval \(ChartNumber.change($0.low)) to \(ChartNumber.change($0.high))"
      } ?? "")
  }
}
