import Drawing

/// Effects by dose, with the line that a model of one slope puts through them.
public struct DoseResponseChart: Chart {
  /// The effect at one dose.
  public struct Point: Sendable, Hashable {
    /// What the dose is called, such as `2 to 5 points`; empty writes the number.
    public var label: String
    /// The dose.
    public var dose: Double
    /// The effect.
    public var estimate: Double
    /// Its 95 % interval; nil where there is none, as at a reference.
    public var interval: Interval?

    /// Makes a point.
    public init(
      _ label: String = "", dose: Double, estimate: Double, interval: Interval? = nil
    ) {
      self.label = label
      self.dose = dose
      self.estimate = estimate
      self.interval = interval
    }
  }

  /// One slope for all doses.
  public struct Slope: Sendable, Hashable {
    /// The change of the effect a unit of dose.
    public var estimate: Double
    /// Its 95 % interval.
    public var interval: Interval?

    /// Makes a slope.
    public init(estimate: Double, interval: Interval?) {
      self.estimate = estimate
      self.interval = interval
    }
  }

  /// What stands around the chart and how it looks.
  public var frame: ChartFrame
  /// The points, in any order.
  public var points: [Point]
  /// The slope of a model that has one; nil where there is none.
  public var slope: Slope?
  /// What the dose is, with its unit, such as `margin of the last election, points`.
  public var dose: String
  /// What the effect is, with its unit.
  public var quantity: String
  /// What stands behind every number of the effect, such as `%`.
  public var suffix: String

  /// Makes a chart.
  public init(
    frame: ChartFrame, points: [Point], slope: Slope? = nil, dose: String,
    quantity: String = "Change in exports to allies before elections, percent",
    suffix: String = "%"
  ) {
    self.frame = frame
    self.points = points
    self.slope = slope
    self.dose = dose
    self.quantity = quantity
    self.suffix = suffix
  }

  private var sorted: [Point] { points.sorted { ($0.dose, $0.label) < ($1.dose, $1.label) } }

  /// The title by rule; see ``Chart/finding``.
  public var finding: String {
    let tested = points.compactMap(\.interval)
    let clear = tested.count { !$0.holdsZero }
    if let slope {
      guard let interval = slope.interval, !interval.holdsZero else {
        return "The effect cannot be said to change with the dose: the slope may as well be zero"
      }
      return
        "The effect \(slope.estimate > 0 ? "rises" : "falls") by "
        + "\(text(abs(slope.estimate), signed: false)) a unit of dose"
    }
    if tested.isEmpty { return "Effects at \(ChartNumber.word(points.count)) doses" }
    return clear == 0
      ? "At none of \(ChartNumber.word(tested.count)) doses can the effect be told apart from zero"
      : "At \(ChartNumber.word(clear)) of \(ChartNumber.word(tested.count)) doses the effect can be "
        + "told apart from zero"
  }

  /// The variable with its unit.
  public var variable: String { "\(quantity), by \(dose)" }

  /// How to read the marks.
  public var reading: String {
    "Upright lines are 95% intervals."
      + (slope == nil ? "" : " The dashes join what a model with one slope gives at each dose.")
  }

  /// The values in words.
  public var alternative: String {
    "By \(dose). " + sorted.map { words($0) }.joined(separator: ". ") + "."
  }

  /// The values as rows of text, the heading first.
  public var rows: [[String]] {
    [["label", "dose", "estimate", "low", "high"]]
      + sorted.map {
        [
          $0.label, ChartNumber.exact($0.dose), ChartNumber.exact($0.estimate),
          ChartNumber.exact($0.interval?.low), ChartNumber.exact($0.interval?.high),
        ]
      }
  }

  /// Refuses values that cannot be drawn; see ``Chart/check()``.
  public func check() throws(DrawingError) {
    try ChartChecks.count(points.count, of: "doses", in: 2...200)
    for point in points {
      try ChartChecks.finite(point.dose, "a dose")
      try ChartChecks.finite(point.estimate, "the effect at \(point.dose)")
      try ChartChecks.interval(point.interval, around: point.estimate, "the dose \(point.dose)")
    }
    if let slope { try ChartChecks.finite(slope.estimate, "the slope") }
  }

  /// Draws the chart; see ``Chart/content(_:top:)``.
  public func content(_ pen: Pen, top: Double) -> Page.Content {
    let marks = Marks(pen: pen)
    let sorted = sorted
    let right = pen.canvas - Page.margin
    let values = sorted.flatMap {
      [$0.estimate, $0.interval?.low, $0.interval?.high].compactMap(\.self)
    }
    let (plotTop, plotBottom) = (top + 8, top + 8 + 0.44 * pen.canvas)
    let scale = Scale(holding: values + [0], steps: 7, from: plotBottom, to: plotTop)
    let left = Page.margin + marks.labelWidth(scale, suffix: suffix) + 8
    let isNamed = sorted.contains { !$0.label.isEmpty }
    let across = Scale(
      holding: sorted.map(\.dose), steps: 8, from: left + (isNamed ? 50 : 14),
      to: right - (isNamed ? 50 : 14))
    var elements = marks.horizontalGrid(scale, left: left, right: right, suffix: suffix)
    if !isNamed {
      for tick in across.ticks {
        elements.append(
          pen.text(
            ChartNumber.text(tick, across.decimals), x: across(tick),
            y: plotBottom + marks.tiny * 1.4, size: marks.tiny, color: pen.theme.secondary,
            anchor: .middle))
      }
    }
    let slot = (right - left) / Double(sorted.count)
    let x = { (index: Int) in
      isNamed ? left + (Double(index) + 0.5) * slot : across(sorted[index].dose)
    }
    if let slope {
      // Through the mean of the points, where a line of that slope fits them best.
      let count = Double(sorted.count)
      let middle = sorted.reduce(0) { $0 + $1.dose } / count
      let level = sorted.reduce(0) { $0 + $1.estimate } / count
      let line = sorted.indices.map { index in
        CanvasPoint(
          x: x(index), y: scale(level + slope.estimate * (sorted[index].dose - middle)))
      }
      elements.append(pen.line(pen.path(line), marks.seriesColors[1], width: 1.6, dashes: "6 3"))
    }
    var lowest = plotBottom + marks.tiny * 1.4
    for (index, point) in sorted.enumerated() {
      let centre = CanvasPoint(x: x(index), y: scale(point.estimate))
      var drawn: [XMLElement] = []
      if let interval = point.interval {
        drawn.append(
          marks.upright(interval, x: centre.x, scale, color: marks.seriesColors[0], width: 2.4))
      }
      drawn.append(
        marks.shape(
          point.interval == nil ? .diamond : .circle, at: centre, radius: 5,
          color: marks.seriesColors[0], isFilled: point.interval != nil))
      elements.append(marks.value("d\(index)", words(point), drawn))
      guard isNamed else { continue }
      let lines = TextMetrics.wrap(name(point), size: marks.tiny, width: slot - 6)
      for (number, line) in lines.enumerated() {
        let y = plotBottom + marks.tiny * (1.4 + 1.2 * Double(number))
        elements.append(
          pen.text(line, x: centre.x, y: y, size: marks.tiny, anchor: .middle))
        lowest = max(lowest, y)
      }
    }
    for line in TextMetrics.wrap(dose, size: marks.tiny, width: right - left) {
      lowest += marks.tiny * 1.4
      elements.append(
        pen.text(
          line, x: (left + right) / 2, y: lowest, size: marks.tiny, color: pen.theme.secondary,
          anchor: .middle))
    }
    return Page.Content(elements: elements, bottom: lowest + 14)
  }

  private func name(_ point: Point) -> String {
    point.label.isEmpty
      ? ChartNumber.text(point.dose, point.dose == point.dose.rounded() ? 0 : 2) : point.label
  }

  private func text(_ value: Double, signed: Bool = true) -> String {
    ChartNumber.text(value, 1, signed: signed) + suffix
  }

  private func words(_ point: Point) -> String {
    "\(name(point)): \(text(point.estimate))"
      + (point.interval.map { ", 95% interval \(text($0.low)) to \(text($0.high))" }
        ?? " (no interval)")
  }
}
