import Drawing

/// Estimates with their intervals, a row each, several series side by side.
public struct CoefficientChart: Chart {
  /// One estimate.
  public struct Mark: Sendable, Hashable {
    /// The series, by its index.
    public var series: Int
    /// The estimate.
    public var estimate: Double
    /// Its 95 % interval; nil where there is none.
    public var interval: Interval?

    /// Makes a mark.
    public init(series: Int = 0, estimate: Double, interval: Interval? = nil) {
      self.series = series
      self.estimate = estimate
      self.interval = interval
    }
  }

  /// One row.
  public struct Row: Sendable, Hashable {
    /// What is estimated.
    public var label: String
    /// Its estimates.
    public var marks: [Mark]

    /// Makes a row.
    public init(_ label: String, _ marks: [Mark]) {
      self.label = label
      self.marks = marks
    }
  }

  /// What stands around the chart and how it looks.
  public var frame: ChartFrame
  /// The rows from top to bottom.
  public var values: [Row]
  /// The names of the series; one name draws no legend.
  public var series: [String]
  /// What is estimated, with its unit, such as `Change in exports, percent`.
  public var quantity: String
  /// What stands behind every number, such as `%`.
  public var suffix: String
  /// Whether all intervals rest on clustered errors, which reject too often.
  public var isClustered: Bool

  /// Makes a chart.
  public init(
    frame: ChartFrame, values: [Row], series: [String], quantity: String, suffix: String = "%",
    isClustered: Bool = false
  ) {
    self.isClustered = isClustered
    self.frame = frame
    self.values = values
    self.series = series
    self.quantity = quantity
    self.suffix = suffix
  }

  private var marks: [Mark] { values.flatMap(\.marks) }

  /// The title by rule; see ``Chart/finding``.
  public var finding: String {
    let tested = marks.compactMap(\.interval)
    let clear = tested.count { !$0.holdsZero }
    if tested.isEmpty { return "Estimates without intervals, \(marks.count) of them" }
    // What is drawn, and no more: an interval that excludes zero is no finding where its errors are
    // too small.
    let kind = isClustered ? "clustered 95% interval" : "95% interval"
    if clear == 0 {
      return tested.count == 1
        ? "The \(kind) holds zero"
        : "\(tested.count == 2 ? "Both" : "All \(ChartNumber.word(tested.count))") \(kind)s hold zero"
    }
    let up = marks.count { ($0.interval.map { !$0.holdsZero } ?? false) && $0.estimate > 0 }
    let side = up == clear ? "above it" : "below it"
    let direction =
      up != clear && up != 0
      ? "\(ChartNumber.word(up)) above it and \(ChartNumber.word(clear - up)) below"
      : clear > 1 ? "all \(side)" : side
    return
      "\(ChartNumber.capital(ChartNumber.word(clear))) of \(ChartNumber.word(tested.count)) \(kind)s "
      + "\(clear == 1 ? "excludes" : "exclude") zero, \(direction)"
      + (isClustered ? "; such errors reject too often" : "")
  }

  /// The variable with its unit.
  public var variable: String { quantity }
  /// How to read the marks.
  public var reading: String { "Lines are 95% intervals." }

  /// The values in words.
  public var alternative: String {
    "Estimates. "
      + values.map { row in
        "\(row.label): " + row.marks.map { words($0) }.joined(separator: "; ")
      }.joined(separator: ". ") + "."
  }

  /// The values as rows of text, the heading first.
  public var rows: [[String]] {
    [["label", "series", "estimate", "low", "high"]]
      + values.flatMap { row in
        row.marks.map {
          [
            row.label, series[$0.series], ChartNumber.exact($0.estimate),
            ChartNumber.exact($0.interval?.low), ChartNumber.exact($0.interval?.high),
          ]
        }
      }
  }

  /// Refuses values that cannot be drawn; see ``Chart/check()``.
  public func check() throws(DrawingError) {
    try ChartChecks.count(values.count, of: "rows", in: 1...80)
    try ChartChecks.count(series.count, of: "series", in: 1...Marks.Shape.allCases.count)
    for row in values {
      try ChartChecks.text("label of a row", row.label)
      for mark in row.marks {
        guard series.indices.contains(mark.series) else {
          throw DrawingError(
            .value, "\(row.label) has a series \(mark.series) that has no name",
            hint: "number series from 0 and name them all")
        }
        try ChartChecks.finite(mark.estimate, "the estimate of \(row.label)")
        try ChartChecks.interval(mark.interval, around: mark.estimate, row.label)
      }
    }
  }

  /// Draws the chart; see ``Chart/content(_:top:)``.
  public func content(_ pen: Pen, top: Double) -> Page.Content {
    let parts = Marks(pen: pen)
    let right = pen.canvas - Page.margin
    let entries = series.enumerated().map { index, name in
      (draw: { (point: CanvasPoint) in self.sample(index, at: point, parts) }, name: name)
    }
    let key =
      series.count > 1
      ? parts.legend(entries, left: Page.margin, right: right, top: top)
      : (elements: [XMLElement](), bottom: top)
    let texts = marks.map { text($0) }
    let textWidth =
      texts.map { TextMetrics.width($0, size: parts.small) }.max() ?? 0
    // A narrow page has its labels above the marks, a wide one beside them.
    let longest = values.map { TextMetrics.width($0.label, size: parts.small) }.max() ?? 0
    let isBeside = pen.canvas >= 560
    let labelRoom = isBeside ? min(longest, 0.34 * pen.canvas) : 0
    let left = Page.margin + labelRoom + (isBeside ? 16 : 0)
    let ends = marks.flatMap {
      [$0.estimate, $0.interval?.low, $0.interval?.high].compactMap(\.self)
    }
    let scale = Scale(
      holding: ends + [0], steps: isBeside ? 8 : 6, from: left + 8, to: right - textWidth - 16)
    var drawn: [XMLElement] = []
    var y = key.bottom + 6
    let plotTop = y
    // Lines of the grid leave out the labels that stand above marks.
    var spans: [ClosedRange<Double>] = []
    let pitch = parts.small * 1.55
    for (index, row) in values.enumerated() {
      let lines = TextMetrics.wrap(
        row.label, size: parts.small, isBold: !isBeside,
        width: isBeside ? labelRoom : right - Page.margin)
      for (number, line) in lines.enumerated() {
        drawn.append(
          pen.text(
            line, x: Page.margin, y: y + parts.small * (1.1 + 1.2 * Double(number)),
            size: parts.small, isBold: !isBeside))
      }
      let labelHeight = Double(lines.count) * parts.small * 1.2
      var markTop = isBeside ? y : y + labelHeight
      for (number, mark) in row.marks.enumerated() {
        let line = CanvasPoint(x: scale(mark.estimate), y: markTop + parts.small * 0.75)
        let color = parts.seriesColors[mark.series]
        var elements: [XMLElement] = []
        if let interval = mark.interval {
          elements.append(
            parts.level(
              interval, y: line.y, scale, color: color, width: 2.2,
              dashes: Marks.Shape.allCases[mark.series].dashes))
        }
        elements.append(
          parts.shape(
            Marks.Shape.allCases[mark.series], at: line, color: color, isFilled: mark.series == 0))
        elements.append(
          pen.text(
            text(mark), x: right, y: line.y + parts.small * 0.35, size: parts.small, anchor: .end))
        drawn.append(
          parts.value("r\(index)-\(number)", "\(row.label): \(words(mark))", elements))
        markTop += pitch
      }
      spans.append((isBeside ? y : y + labelHeight)...markTop)
      y = max(markTop, isBeside ? y + labelHeight : markTop) + parts.small * 0.5
    }
    let grid = parts.verticalGrid(
      scale, over: isBeside ? [plotTop...y] : spans, labelsAt: y, suffix: suffix)
    return Page.Content(
      elements: key.elements + grid + drawn, bottom: y + parts.tiny * 1.25 + 14)
  }

  private func sample(_ index: Int, at point: CanvasPoint, _ parts: Marks) -> [XMLElement] {
    let pen = parts.pen
    let color = parts.seriesColors[index]
    let shape = Marks.Shape.allCases[index]
    return [
      pen.line(
        "M\(pen.number(point.x - 13)),\(pen.number(point.y))h26", color, width: 2.2,
        dashes: shape.dashes),
      parts.shape(shape, at: point, color: color, isFilled: index == 0),
    ]
  }

  private func text(_ mark: Mark) -> String {
    ChartNumber.text(mark.estimate, 1, signed: true) + suffix
      + (mark.interval.map {
        " (\(ChartNumber.text($0.low, 1, signed: true)) to "
          + "\(ChartNumber.text($0.high, 1, signed: true)))"
      } ?? "")
  }

  private func words(_ mark: Mark) -> String {
    (series.count > 1 ? series[mark.series] + " " : "") + text(mark)
  }
}
