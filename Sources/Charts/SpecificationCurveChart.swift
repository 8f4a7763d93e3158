import Drawing

/// All specifications in the order of their estimates, over the matrix of the choices behind each.
///
/// After Simonsohn, Simmons and Nelson (2020, figure 2): estimates and intervals above, one row an option
/// below, a mark where a specification takes it.
public struct SpecificationCurveChart: Chart {
  /// One specification with its estimate.
  public struct Specification: Sendable, Hashable {
    /// The estimate.
    public var estimate: Double
    /// Its 95 % interval; nil where there is none.
    public var interval: Interval?
    /// The option taken of each choice, in the order of the choices.
    public var options: [String]
    /// Whether this is the specification that was registered.
    public var isMain: Bool

    /// Makes a specification.
    public init(
      estimate: Double, interval: Interval? = nil, options: [String], isMain: Bool = false
    ) {
      self.estimate = estimate
      self.interval = interval
      self.options = options
      self.isMain = isMain
    }

    /// Whether the interval says that the estimate differs from zero.
    var isClear: Bool { interval.map { !$0.holdsZero } ?? false }
  }

  /// What chance says of the whole curve.
  public struct Joint: Sendable, Hashable {
    /// What is compared, such as `the median estimate`.
    public var summary: String
    /// Its p-value over curves drawn without an effect.
    public var pValue: Double

    /// Makes a joint test.
    public init(summary: String, pValue: Double) {
      self.summary = summary
      self.pValue = pValue
    }
  }

  /// What stands around the chart and how it looks.
  public var frame: ChartFrame
  /// The names of the choices, in the order of the matrix.
  public var choices: [String]
  /// The specifications, in any order.
  public var specifications: [Specification]
  /// The joint test; nil where none was run.
  public var joint: Joint?
  /// What is estimated, with its unit.
  public var quantity: String
  /// What stands behind every number, such as `%`.
  public var suffix: String

  /// Makes a chart.
  public init(
    frame: ChartFrame, choices: [String], specifications: [Specification], joint: Joint? = nil,
    quantity: String = "Change in exports from swing states to allies before elections, percent",
    suffix: String = "%"
  ) {
    self.frame = frame
    self.choices = choices
    self.specifications = specifications
    self.joint = joint
    self.quantity = quantity
    self.suffix = suffix
  }

  /// The title by rule; see ``Chart/finding``.
  public var finding: String {
    let count = specifications.count
    let up = specifications.count { $0.estimate > 0 }
    let clearUp = specifications.count { $0.isClear && $0.estimate > 0 }
    let clearDown = specifications.count { $0.isClear && $0.estimate < 0 }
    let clear =
      switch (clearUp, clearDown) {
      case (0, 0): "every interval holds zero"
      case (let up, 0): "\(ChartNumber.word(up)) of the intervals \(Self.lie(up)) above zero"
      case (0, let down): "\(ChartNumber.word(down)) of the intervals \(Self.lie(down)) below zero"
      case (let up, let down):
        "\(ChartNumber.word(up)) of the intervals \(Self.lie(up)) above zero and "
          + "\(ChartNumber.word(down)) below"
      }
    // The joint test judges the curve as a whole, and single intervals do not.
    let judgement =
      joint.map {
        "together they \($0.pValue > 0.05 ? "cannot" : "can") be told apart from chance "
          + "(p \(ChartNumber.pValue($0.pValue)))"
      } ?? clear
    return
      "Of \(ChartNumber.word(count)) specifications, \(up == count ? "all" : ChartNumber.word(up)) "
      + "\(up == 1 ? "has" : "have") an estimate above zero; \(judgement)"
  }

  private static func lie(_ count: Int) -> String { count == 1 ? "lies" : "lie" }

  /// The variable with its unit.
  public var variable: String { quantity }

  /// How to read the marks.
  public var reading: String {
    "Specifications in the order of their estimates. In \(Marks.accentWords(frame.theme)): the 95% "
      + "interval does not hold zero (\(ChartNumber.text(Double(specifications.count(where: \.isClear)), 0)))."
      + (specifications.contains(where: \.isMain) ? " Diamond: the registered specification." : "")
      + (joint.map {
        " Chance alone gives \($0.summary) at least as far with probability "
          + "\(ChartNumber.pValue($0.pValue))."
      } ?? " Estimates share their data, so that their number is no evidence.")
  }

  /// The specifications in the order in which they are drawn.
  private var sorted: [Specification] {
    specifications.sorted {
      $0.estimate != $1.estimate
        ? $0.estimate < $1.estimate : $0.options.lexicographicallyPrecedes($1.options)
    }
  }

  /// The options of each choice in the order in which they first occur.
  private var options: [[String]] {
    choices.indices.map { index in
      specifications.reduce(into: [String]()) { list, specification in
        if !list.contains(specification.options[index]) {
          list.append(specification.options[index])
        }
      }
    }
  }

  /// The values in words.
  public var alternative: String {
    let sorted = sorted
    let middle = sorted.isEmpty ? 0 : sorted[sorted.count / 2].estimate
    return
      "\(specifications.count) specifications. Lowest estimate "
      + "\(sorted.first.map(words) ?? "none"). Median \(text(middle)). Highest estimate "
      + "\(sorted.last.map(words) ?? "none"). Choices: "
      + zip(choices, options).map { "\($0) (\($1.joined(separator: ", ")))" }
      .joined(separator: "; ") + "."
  }

  /// The values as rows of text, the heading first.
  public var rows: [[String]] {
    [choices + ["estimate", "low", "high", "main"]]
      + sorted.map {
        $0.options + [
          ChartNumber.exact($0.estimate), ChartNumber.exact($0.interval?.low),
          ChartNumber.exact($0.interval?.high), $0.isMain ? "true" : "false",
        ]
      }
  }

  /// Refuses values that cannot be drawn; see ``Chart/check()``.
  public func check() throws(DrawingError) {
    try ChartChecks.count(specifications.count, of: "specifications", in: 2...5000)
    try ChartChecks.count(choices.count, of: "choices", in: 1...12)
    for (index, specification) in specifications.enumerated() {
      guard specification.options.count == choices.count else {
        throw DrawingError(
          .value,
          "specification \(index + 1) takes \(specification.options.count) options of "
            + "\(choices.count) choices", hint: "give each specification one option a choice")
      }
      try ChartChecks.finite(specification.estimate, "the estimate of specification \(index + 1)")
      try ChartChecks.interval(
        specification.interval, around: specification.estimate, "specification \(index + 1)")
    }
    let rows = options.reduce(0) { $0 + $1.count }
    try ChartChecks.count(rows, of: "options", in: 1...80)
  }

  /// Draws the chart; see ``Chart/content(_:top:)``.
  public func content(_ pen: Pen, top: Double) -> Page.Content {
    let marks = Marks(pen: pen)
    let sorted = sorted
    let options = options
    let right = pen.canvas - Page.margin
    let values = sorted.flatMap {
      [$0.estimate, $0.interval?.low, $0.interval?.high].compactMap(\.self)
    }
    let (plotTop, plotBottom) = (top + 6, top + 6 + 0.34 * pen.canvas)
    let scale = Scale(holding: values + [0], steps: 6, from: plotBottom, to: plotTop)
    let labels = options.joined().map { TextMetrics.width($0, size: marks.tiny) }
    let room = min(max(labels.max() ?? 0, marks.labelWidth(scale)), 0.36 * pen.canvas)
    let left = Page.margin + room + 18
    let pitch = (right - left) / Double(sorted.count)
    let x = { (index: Int) in left + (Double(index) + 0.5) * pitch }
    var elements = marks.horizontalGrid(scale, left: left, right: right)
    // Many specifications are drawn as a few long paths, few as marks with their own words.
    if sorted.count <= 240 {
      for (index, specification) in sorted.enumerated() {
        elements.append(
          marks.value(
            "s\(index)", words(specification),
            estimate(specification, x: x(index), pitch, scale, marks)))
      }
    } else {
      elements += dense(sorted, x: x, scale, marks)
    }
    let matrix = matrix(sorted, options, marks, left: left, top: plotBottom + 14, x: x, pitch)
    return Page.Content(elements: elements + matrix.elements, bottom: matrix.bottom)
  }

  private func estimate(
    _ specification: Specification, x: Double, _ pitch: Double, _ scale: Scale, _ marks: Marks
  ) -> [XMLElement] {
    let theme = marks.pen.theme
    var drawn: [XMLElement] = []
    let color = specification.isClear ? marks.seriesColors[0] : marks.unclear
    if let interval = specification.interval {
      drawn.append(
        marks.upright(interval, x: x, scale, color: color, width: min(2.2, max(0.8, pitch * 0.3))))
    }
    let radius = min(4.5, max(1.6, pitch * 0.4))
    drawn.append(
      marks.shape(
        specification.isMain ? .diamond : .circle,
        at: CanvasPoint(x: x, y: scale(specification.estimate)),
        radius: specification.isMain ? max(5.5, radius) : radius,
        color: specification.isMain ? theme.ink : color,
        isFilled: specification.isClear || specification.isMain,
        filling: specification.isMain ? theme.accentOther : nil))
    return drawn
  }

  private func dense(
    _ sorted: [Specification], x: (Int) -> Double, _ scale: Scale, _ marks: Marks
  ) -> [XMLElement] {
    let pen = marks.pen
    var elements: [XMLElement] = []
    for isClear in [false, true] {
      let chosen = sorted.enumerated().filter { $0.element.isClear == isClear }
      let color = isClear ? marks.seriesColors[0] : marks.unclear
      let intervals = chosen.compactMap { index, specification in
        specification.interval.map {
          "M\(pen.number(x(index))),\(pen.number(scale($0.low)))V\(pen.number(scale($0.high)))"
        }
      }.joined()
      if !intervals.isEmpty {
        elements.append(
          pen.line(
            intervals, color.mixed(into: pen.theme.background, strength: 0.45), width: 0.6))
      }
      let points = chosen.map { index, specification in
        "M\(pen.number(x(index) - 0.8)),\(pen.number(scale(specification.estimate)))h1.6"
      }.joined()
      if !points.isEmpty { elements.append(pen.line(points, color, width: 2)) }
    }
    for (index, specification) in sorted.enumerated() where specification.isMain {
      elements.append(
        marks.value(
          "main", words(specification),
          [
            marks.shape(
              .diamond, at: CanvasPoint(x: x(index), y: scale(specification.estimate)),
              radius: 6, color: pen.theme.ink, filling: pen.theme.accentOther)
          ]))
    }
    return elements
  }

  private func matrix(
    _ sorted: [Specification], _ options: [[String]], _ marks: Marks, left: Double, top: Double,
    x: (Int) -> Double, _ pitch: Double
  ) -> (elements: [XMLElement], bottom: Double) {
    let pen = marks.pen
    let right = pen.canvas - Page.margin
    let step = marks.tiny * 1.3
    var elements: [XMLElement] = []
    var y = top
    for (choice, names) in zip(choices.indices, options) {
      y += step * 1.15
      elements.append(
        pen.text(
          TextMetrics.shortened(
            choices[choice], size: marks.tiny, isBold: true, width: left - Page.margin - 8),
          x: Page.margin, y: y, size: marks.tiny, isBold: true))
      for name in names {
        y += step
        let middle = y - marks.tiny * 0.35
        elements.append(
          pen.line(
            "M\(pen.number(left)),\(pen.number(middle))H\(pen.number(right))", marks.gridColor,
            width: 0.6))
        elements.append(
          pen.text(
            TextMetrics.shortened(name, size: marks.tiny, width: left - Page.margin - 14),
            x: left - 8, y: y, size: marks.tiny, color: pen.theme.secondary, anchor: .end))
        let length = min(max(pitch * 0.55, 0.9), 9)
        for isClear in [false, true] {
          let path = sorted.enumerated()
            .filter { $0.element.options[choice] == name && $0.element.isClear == isClear }
            .map {
              "M\(pen.number(x($0.offset) - length / 2)),\(pen.number(middle))h\(pen.number(length))"
            }.joined()
          if !path.isEmpty {
            elements.append(
              pen.line(path, isClear ? marks.seriesColors[0] : marks.unclear, width: step * 0.5))
          }
        }
      }
    }
    return (elements, y + 16)
  }

  private func text(_ value: Double) -> String {
    ChartNumber.text(value, 1, signed: true) + suffix
  }

  private func words(_ specification: Specification) -> String {
    text(specification.estimate)
      + (specification.interval.map { ", 95% interval \(text($0.low)) to \(text($0.high))" } ?? "")
      + ": "
      + zip(choices, specification.options).map { "\($0) \($1)" }.joined(separator: ", ")
      + (specification.isMain ? " (registered)" : "")
  }
}
