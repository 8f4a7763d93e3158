import Drawing

/// How often tests find effects of each size: power curves, with size at no effect.
public struct PowerChart: Chart {
  /// How often a test rejected at one effect.
  public struct Point: Sendable, Hashable {
    /// The effect, percent.
    public var effect: Double
    /// The share of draws in which it was found, 0...1.
    public var rate: Double
    /// The standard error of that share from the finite number of draws; nil where not known.
    public var error: Double?

    /// Makes a point.
    public init(effect: Double, rate: Double, error: Double? = nil) {
      self.effect = effect
      self.rate = rate
      self.error = error
    }
  }

  /// One test.
  public struct Curve: Sendable, Hashable {
    /// The name of the test.
    public var name: String
    /// Its rates.
    public var points: [Point]

    /// Makes a curve.
    public init(_ name: String, _ points: [Point]) {
      self.name = name
      self.points = points
    }

    /// Whether the test rejects too often where there is no effect.
    ///
    /// That is more than two standard errors of simulation above its level; false where no effect was
    /// not simulated.
    public func isTooLarge(level: Double) -> Bool {
      points.first { $0.effect == 0 }.map { $0.rate > level + 2 * ($0.error ?? 0) } ?? false
    }

    /// The smallest effect above zero that is found with a probability, interpolated linearly; nil
    /// where no effect simulated is found so often.
    public func detectable(_ power: Double) -> Double? {
      let curve = points.filter { $0.effect >= 0 }.sorted { $0.effect < $1.effect }
      guard let index = curve.firstIndex(where: { $0.rate >= power }) else { return nil }
      guard index > 0 else { return curve[0].effect }
      let (low, high) = (curve[index - 1], curve[index])
      return low.effect
        + (high.effect - low.effect) * (power - low.rate) / (high.rate - low.rate)
    }
  }

  /// What stands around the chart and how it looks.
  public var frame: ChartFrame
  /// The tests, at most four.
  public var curves: [Curve]
  /// The level of the tests, 0...1.
  public var level: Double
  /// The power that is thought enough, 0...1.
  public var target: Double

  /// Makes a chart; level 0.05 and target 0.8 unless said.
  public init(frame: ChartFrame, curves: [Curve], level: Double = 0.05, target: Double = 0.8) {
    self.frame = frame
    self.curves = curves
    self.level = level
    self.target = target
  }

  /// The title by rule; see ``Chart/finding``.
  public var finding: String {
    let times = target == 0.8 ? "four times in five" : "in \(percent(target)) of runs"
    // A test that rejects too often without an effect finds nothing by rejecting.
    let own = curves.filter { !$0.isTooLarge(level: level) }
    let others = curves.filter { $0.isTooLarge(level: level) }
    let tail =
      others.isEmpty
      ? ""
      : "; \(others.count == 1 ? others[0].name : "the other tests") "
        + "\(others.count == 1 ? "rejects" : "reject") too often where there is no change"
    guard !own.isEmpty else {
      let rates = others.compactMap { $0.points.first { $0.effect == 0 }?.rate }
      let (low, high) = (percent(rates.min() ?? 0), percent(rates.max() ?? 0))
      return "No test here keeps its level: where there is no change it rejects in "
        + "\(low == high ? low : "\(low) to \(high)") of panels"
    }
    let found = own.compactMap { curve in
      curve.detectable(target).map { (effect: $0, name: curve.name) }
    }.sorted { $0.effect < $1.effect }
    guard let best = found.first else {
      let most = own.flatMap(\.points).map(\.effect).max() ?? 0
      return
        "No test \(others.isEmpty ? "here" : "that keeps its level") finds even a change of "
        + "\(ChartNumber.text(most, 1))% \(times)"
    }
    let size = "\(ChartNumber.text(best.effect, 1))%"
    guard own.count > 1 else {
      return others.isEmpty
        ? "A change of \(size) would be found \(times); smaller ones mostly would not"
        : "A change of \(size) would be found \(times) (\(best.name))\(tail)"
    }
    let worst =
      found.count < own.count
      ? "not every test finds one here"
      : "the weakest test needs \(ChartNumber.text(found[found.count - 1].effect, 1))%"
    return "A change of \(size) would be found \(times) (\(best.name)); \(worst)\(tail)"
  }

  /// The variable with its unit.
  public var variable: String {
    "Share of simulated panels in which a test at the \(percent(level)) level rejects, by the true change"
  }

  /// How to read the marks.
  public var reading: String {
    "Upright lines are two standard errors of simulation. At no change a test should reject in "
      + "\(percent(level)) of panels, the lower dashed line; the upper one is \(percent(target))."
  }

  /// The values in words.
  public var alternative: String {
    curves.map { curve in
      "\(curve.name): "
        + curve.points.sorted { $0.effect < $1.effect }.map {
          "\(percent($0.rate)) at \(ChartNumber.change($0.effect))"
        }.joined(separator: ", ")
        + (curve.detectable(target).map {
          "; \(percent(target)) at \(ChartNumber.change($0))"
        } ?? "; never \(percent(target))")
    }.joined(separator: ". ") + "."
  }

  /// The values as rows of text, the heading first.
  public var rows: [[String]] {
    [["test", "effect", "rate", "simulation_error"]]
      + curves.flatMap { curve in
        curve.points.map {
          [
            curve.name, ChartNumber.exact($0.effect), ChartNumber.exact($0.rate),
            ChartNumber.exact($0.error),
          ]
        }
      }
  }

  private func percent(_ share: Double) -> String {
    let value = share * 100
    return ChartNumber.text(value, value == value.rounded() ? 0 : 1) + "%"
  }

  /// Refuses values that cannot be drawn; see ``Chart/check()``.
  public func check() throws(DrawingError) {
    try ChartChecks.count(curves.count, of: "curves", in: 1...Marks.Shape.allCases.count)
    for curve in curves {
      try ChartChecks.text("name of a test", curve.name)
      try ChartChecks.count(curve.points.count, of: "effects of \(curve.name)", in: 2...200)
      for point in curve.points {
        try ChartChecks.finite(point.effect, "an effect of \(curve.name)")
        guard (0...1).contains(point.rate) else {
          throw DrawingError(
            .value, "a rate of \(curve.name) is \(point.rate)", hint: "give shares from 0 to 1")
        }
      }
    }
    guard (0...1).contains(level), (0...1).contains(target) else {
      throw DrawingError(
        .value, "level \(level) and power \(target)", hint: "give shares from 0 to 1")
    }
  }

  /// Draws the chart; see ``Chart/content(_:top:)``.
  public func content(_ pen: Pen, top: Double) -> Page.Content {
    let marks = Marks(pen: pen)
    let right = pen.canvas - Page.margin
    let key = marks.legend(
      curves.enumerated().map { index, curve in
        (
          { point in
            [
              pen.line(
                "M\(pen.number(point.x - 13)),\(pen.number(point.y))h26", marks.seriesColors[index],
                width: 2.2, dashes: Marks.Shape.allCases[index].dashes),
              marks.shape(
                Marks.Shape.allCases[index], at: point, color: marks.seriesColors[index],
                isFilled: index == 0),
            ]
          }, curve.name
        )
      }, left: Page.margin, right: right, top: top)
    let (plotTop, plotBottom) = (key.bottom + 8, key.bottom + 8 + 0.42 * pen.canvas)
    let vertical = Scale(
      0...100, ticks: [0, 20, 40, 60, 80, 100], from: plotBottom, to: plotTop)
    let left = Page.margin + marks.labelWidth(vertical, signed: false) + 8
    let level = Scale(
      holding: curves.flatMap { $0.points.map(\.effect) } + [0], steps: 8, from: left + 8,
      to: right - 8)
    var elements = key.elements
    elements += marks.horizontalGrid(
      vertical, left: left, right: right, signed: false, emphasized: 0)
    elements += marks.verticalGrid(level, top: plotTop, bottom: plotBottom)
    for share in [self.level, target] {
      elements.append(
        pen.line(
          "M\(pen.number(left)),\(pen.number(vertical(share * 100)))H\(pen.number(right))",
          pen.theme.secondary, width: 1.2, dashes: "4 4"))
    }
    for (index, curve) in curves.enumerated() {
      let color = marks.seriesColors[index]
      let shape = Marks.Shape.allCases[index]
      let points = curve.points.sorted { $0.effect < $1.effect }
      let places = points.map { CanvasPoint(x: level($0.effect), y: vertical($0.rate * 100)) }
      elements.append(pen.line(pen.path(places), color, width: 2.2, dashes: shape.dashes))
      for (number, (point, place)) in zip(points, places).enumerated() {
        var drawn: [XMLElement] = []
        if let error = point.error, error > 0 {
          let interval = Interval(
            low: max(0, point.rate - 2 * error) * 100, high: min(1, point.rate + 2 * error) * 100)
          drawn.append(marks.upright(interval, x: place.x, vertical, color: color, width: 1.1))
        }
        drawn.append(marks.shape(shape, at: place, radius: 4, color: color, isFilled: index == 0))
        elements.append(
          marks.value(
            "c\(index)-\(number)",
            "\(curve.name): \(percent(point.rate)) at a change of \(ChartNumber.change(point.effect))",
            drawn))
      }
      if let effect = curve.detectable(target) {
        let x = level(effect)
        elements.append(
          pen.line(
            "M\(pen.number(x)),\(pen.number(vertical(target * 100)))V\(pen.number(plotBottom))",
            color, width: 1.2, dashes: "1 3"))
      }
    }
    let y = plotBottom + marks.tiny * 2.7
    elements.append(
      pen.text(
        "true change in exports", x: (left + right) / 2, y: y, size: marks.tiny,
        color: pen.theme.secondary, anchor: .middle))
    return Page.Content(elements: elements, bottom: y + 14)
  }
}
