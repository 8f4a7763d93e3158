import Drawing

/// Bumps by position in the election cycle against a reference position, which is drawn at zero.
///
/// The pointwise 95 % interval stands in the simultaneous band, which covers all positions at once.
public struct EventStudyChart: Chart {
  /// The bump at one position.
  public struct Point: Sendable, Hashable {
    /// The time to the election, zero or below.
    public var position: Int
    /// The difference from the reference, percent; zero at the reference.
    public var estimate: Double
    /// The pointwise 95 % interval; nil at the reference.
    public var interval: Interval?
    /// The simultaneous 95 % band; nil at the reference, or where there is none.
    public var band: Interval?

    /// Makes a point.
    public init(position: Int, estimate: Double, interval: Interval? = nil, band: Interval? = nil) {
      self.position = position
      self.estimate = estimate
      self.interval = interval
      self.band = band
    }
  }

  /// What stands around the chart and how it looks.
  public var frame: ChartFrame
  /// The points with the reference, earliest first.
  public var points: [Point]
  /// The reference position.
  public var reference: Int
  /// What positions count: `years` or `months`.
  public var unit: String
  /// What the bump is of, such as `exports from swing states to allies`.
  public var subject: String
  /// The positions of the pre-election window; nil draws none.
  public var window: ClosedRange<Int>?

  /// Makes a chart.
  public init(
    frame: ChartFrame, points: [Point], reference: Int, unit: String = "years",
    subject: String = "exports from swing states to allies", window: ClosedRange<Int>? = nil
  ) {
    self.frame = frame
    self.points = points
    self.reference = reference
    self.unit = unit
    self.subject = subject
    self.window = window
  }

  /// The title by rule; see ``Chart/finding``.
  public var finding: String {
    let others = points.filter { $0.position != reference }
    let clear = others.filter { ($0.band ?? $0.interval).map { !$0.holdsZero } ?? false }
    let against = position(reference)
    guard let most = clear.max(by: { abs($0.estimate) < abs($1.estimate) }) else {
      return "At no point of the election cycle can \(subject) be told apart from \(against)"
    }
    // What is drawn, and no more: errors by cluster reject too often (docs/monte-carlo.md).
    let size = ChartNumber.change(most.estimate)
    let what = clear.contains { $0.band != nil } ? "95% band" : "95% interval"
    let tail = "; such errors reject too often"
    return clear.count == 1
      ? "The clustered \(what) excludes zero only \(when(most.position)): \(subject) \(size)\(tail)"
      : "Clustered \(what)s of \(ChartNumber.word(clear.count)) of \(ChartNumber.word(others.count)) "
        + "points of the cycle exclude zero, most \(when(most.position)) (\(size))\(tail)"
  }

  /// The variable with its unit.
  public var variable: String {
    "Difference of \(subject) from \(position(reference)), percent"
  }

  /// How to read the marks.
  public var reading: String {
    "The line is the 95% interval of each estimate alone"
      + (points.contains { $0.band != nil }
        ? ", the wide bar the 95% band that covers all of them at once" : "")
      + "; the hollow diamond is the reference, zero by construction."
      + (window == nil ? "" : " Shaded: the pre-election window.")
  }

  /// The values in words.
  public var alternative: String {
    "Event study. "
      + points.map { point in
        guard point.position != reference else {
          return "\(ChartNumber.capital(position(point.position))): the reference"
        }
        return words(point)
      }.joined(separator: ". ") + "."
  }

  /// The values as rows of text, the heading first.
  public var rows: [[String]] {
    [["position", "estimate", "low", "high", "band_low", "band_high"]]
      + points.map {
        [
          "\($0.position)", ChartNumber.exact($0.estimate), ChartNumber.exact($0.interval?.low),
          ChartNumber.exact($0.interval?.high), ChartNumber.exact($0.band?.low),
          ChartNumber.exact($0.band?.high),
        ]
      }
  }

  /// Refuses values that cannot be drawn; see ``Chart/check()``.
  public func check() throws(DrawingError) {
    try ChartChecks.count(points.count, of: "positions", in: 2...240)
    var seen = Set<Int>()
    for point in points {
      guard seen.insert(point.position).inserted else {
        throw DrawingError(
          .value, "the position \(point.position) stands twice", hint: "give one row a position")
      }
      let name = "position \(point.position)"
      try ChartChecks.finite(point.estimate, "the estimate of \(name)")
      try ChartChecks.interval(point.interval, around: point.estimate, name)
      try ChartChecks.interval(point.band, around: point.estimate, "the band of \(name)")
    }
    guard seen.contains(reference) else {
      throw DrawingError(
        .value, "the reference \(reference) is none of the positions",
        hint: "give the reference a row of its own, with the estimate 0")
    }
  }

  /// Draws the chart; see ``Chart/content(_:top:)``.
  public func content(_ pen: Pen, top: Double) -> Page.Content {
    let marks = Marks(pen: pen)
    let theme = pen.theme
    let right = pen.canvas - Page.margin
    let key = legend(marks, right: right, top: top)
    let values = points.flatMap {
      [$0.estimate, $0.interval?.low, $0.interval?.high, $0.band?.low, $0.band?.high]
        .compactMap(\.self)
    }
    // Room for the value above the highest bar.
    let plotTop = key.bottom + 12 + marks.small * 1.5
    let plotBottom = plotTop + 0.42 * pen.canvas
    let scale = Scale(holding: values + [0], steps: 7, from: plotBottom, to: plotTop)
    let left = Page.margin + marks.labelWidth(scale) + 8
    let first = Double(points.map(\.position).min() ?? 0)
    let last = Double(points.map(\.position).max() ?? 0)
    let slot = (right - left) / (last - first + 1)
    let x = { (position: Int) in left + (Double(position) - first + 0.5) * slot }
    var elements = key.elements
    if let window {
      let (from, to) = (max(x(window.lowerBound) - slot / 2, left), x(window.upperBound) + slot / 2)
      elements.append(
        pen.rectangle(
          CanvasBox(minX: from, minY: plotTop, maxX: min(to, right), maxY: plotBottom),
          fill: theme.neutral.hex))
    }
    elements += marks.horizontalGrid(scale, left: left, right: right)
    let isRoomy = points.allSatisfy {
      TextMetrics.width(ChartNumber.change($0.estimate), size: marks.small, isBold: true) + 8
        <= slot
    }
    let thickness = min(slot * 0.3, 22)
    for point in points {
      let centre = CanvasPoint(x: x(point.position), y: scale(point.estimate))
      var drawn: [XMLElement] = []
      if point.position == reference {
        drawn.append(
          marks.shape(.diamond, at: centre, radius: 5, color: theme.ink, isFilled: false))
        // Where points stand close, the legend alone names it.
        if TextMetrics.width("reference", size: marks.tiny) + 8 <= slot {
          drawn += marks.label(
            "reference", above: centre.y - 7, x: centre.x, size: marks.tiny,
            ground: window?.contains(point.position) == true ? theme.neutral : theme.background)
        }
      } else {
        if let band = point.band {
          drawn.append(bandBox(band, centre.x, thickness, scale, marks))
        }
        if let interval = point.interval {
          drawn.append(
            marks.upright(interval, x: centre.x, scale, color: marks.seriesColors[0], width: 2.6))
        }
        drawn.append(
          marks.shape(.circle, at: centre, radius: min(5, slot * 0.4), color: marks.seriesColors[0])
        )
        if isRoomy {
          // Above its bar, on a ground of its own: no line of the grid runs through it.
          let highest = max(
            point.estimate, point.interval?.high ?? point.estimate,
            point.band?.high ?? point.estimate)
          drawn += marks.label(
            ChartNumber.change(point.estimate), above: min(scale(highest), centre.y - 6),
            x: centre.x, size: marks.small, isBold: true,
            ground: window?.contains(point.position) == true ? theme.neutral : theme.background)
        }
      }
      let words = point.position == reference ? "Reference" : self.words(point)
      elements.append(marks.value("p\(-point.position)", words, drawn))
    }
    let axis = axis(marks, slot: slot, top: plotBottom, x: x)
    return Page.Content(elements: elements + axis.elements, bottom: axis.bottom)
  }

  private func bandBox(
    _ band: Interval, _ x: Double, _ thickness: Double, _ scale: Scale, _ marks: Marks
  ) -> XMLElement {
    marks.pen.rectangle(
      CanvasBox(
        minX: x - thickness / 2, minY: scale(band.high), maxX: x + thickness / 2,
        maxY: scale(band.low)),
      fill: marks.seriesColors[0].mixed(into: marks.pen.theme.background, strength: 0.3).hex,
      stroke: marks.seriesColors[0], width: 0.7)
  }

  private func legend(
    _ marks: Marks, right: Double, top: Double
  ) -> (elements: [XMLElement], bottom: Double) {
    let pen = marks.pen
    var entries: [(draw: (CanvasPoint) -> [XMLElement], name: String)] = [
      (
        { point in
          [
            pen.line(
              "M\(pen.number(point.x - 12)),\(pen.number(point.y))h24", marks.seriesColors[0],
              width: 2.6
            ),
            marks.shape(.circle, at: point, color: marks.seriesColors[0]),
          ]
        }, "estimate, 95% interval"
      )
    ]
    if points.contains(where: { $0.band != nil }) {
      entries.append(
        (
          { point in
            [
              pen.rectangle(
                CanvasBox(
                  minX: point.x - 12, minY: point.y - 6, maxX: point.x + 12, maxY: point.y + 6),
                fill: marks.seriesColors[0].mixed(into: marks.pen.theme.background, strength: 0.3)
                  .hex,
                stroke: marks.seriesColors[0], width: 0.7)
            ]
          }, "95% band for all at once"
        ))
    }
    entries.append(
      (
        { [marks.shape(.diamond, at: $0, radius: 5, color: pen.theme.ink, isFilled: false)] },
        "reference"
      ))
    return marks.legend(entries, left: Page.margin, right: right, top: top)
  }

  private func axis(
    _ marks: Marks, slot: Double, top: Double, x: (Int) -> Double
  ) -> (elements: [XMLElement], bottom: Double) {
    let pen = marks.pen
    var elements: [XMLElement] = []
    var lowest = top
    // Names where they fit, else numbers at every few positions.
    let isNamed = unit == "years" && slot > 56
    let step = isNamed ? 1 : max(1, Int((36 / slot).rounded(.up)))
    for point in points where point.position % step == 0 {
      let lines =
        isNamed
        ? TextMetrics.wrap(shortName(point.position), size: marks.tiny, width: slot - 6)
        : ["\(point.position == 0 ? "0" : "\u{2212}\(-point.position)")"]
      for (index, line) in lines.enumerated() {
        let y = top + marks.tiny * (1.4 + 1.2 * Double(index))
        elements.append(
          pen.text(line, x: x(point.position), y: y, size: marks.tiny, anchor: .middle))
        lowest = max(lowest, y)
      }
    }
    if !isNamed {
      lowest += marks.tiny * 1.5
      elements.append(
        pen.text(
          "\(unit) to the election", x: pen.canvas / 2, y: lowest, size: marks.tiny,
          color: pen.theme.secondary, anchor: .middle))
    }
    return (elements, lowest + 16)
  }

  private func words(_ point: Point) -> String {
    var text =
      "\(ChartNumber.capital(position(point.position))): \(ChartNumber.change(point.estimate))"
    if let interval = point.interval {
      text +=
        ", 95% interval \(ChartNumber.change(interval.low)) to \(ChartNumber.change(interval.high))"
    }
    if let band = point.band {
      text += ", band \(ChartNumber.change(band.low)) to \(ChartNumber.change(band.high))"
    }
    return text
  }

  private func shortName(_ position: Int) -> String {
    position == 0
      ? "election year" : position == -1 ? "year before" : "\(-position) \(unit) before"
  }

  /// A position as a phrase that says when.
  private func when(_ position: Int) -> String {
    position == 0 && unit == "years" ? "in the election year" : self.position(position)
  }

  /// A position as a noun.
  private func position(_ position: Int) -> String {
    if position == 0 { return unit == "years" ? "the election year" : "the month of the election" }
    let one = unit.hasSuffix("s") ? String(unit.dropLast()) : unit
    return position == -1
      ? "one \(one) before the election"
      : "\(ChartNumber.word(-position)) \(unit) before the election"
  }
}
