import Drawing

/// Time series side by side, such as exports of swing and other states to allies and non-allies, with the
/// windows before elections as bands.
public struct SeriesChart: Chart {
  /// One line.
  public struct Series: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its panel, by the index in `panels`.
    public var panel: Int
    /// Its values in the order of the times; nil is not reported and breaks the line.
    public var values: [Double?]

    /// Makes a series.
    public init(_ name: String, panel: Int = 0, values: [Double?]) {
      self.name = name
      self.panel = panel
      self.values = values
    }
  }

  /// A band behind the lines.
  public struct Band: Sendable, Hashable {
    /// The first time in it.
    public var from: Double
    /// The last time in it.
    public var to: Double
    /// What is written at its top.
    public var label: String

    /// Makes a band.
    public init(from: Double, to: Double, label: String) {
      self.from = from
      self.to = to
      self.label = label
    }
  }

  /// What stands around the chart and how it looks.
  public var frame: ChartFrame
  /// The times, ascending, such as years.
  public var times: [Double]
  /// The titles of the panels, one or two, drawn side by side on one scale.
  public var panels: [String]
  /// The lines.
  public var series: [Series]
  /// The bands.
  public var bands: [Band]
  /// What is shown, with its unit.
  public var quantity: String
  /// What stands behind every number, such as `%`.
  public var suffix: String

  /// Makes a chart.
  public init(
    frame: ChartFrame, times: [Double], panels: [String], series: [Series], bands: [Band],
    quantity: String, suffix: String = ""
  ) {
    self.frame = frame
    self.times = times
    self.panels = panels
    self.series = series
    self.bands = bands
    self.quantity = quantity
    self.suffix = suffix
  }

  /// The lines that have a last value, by panel, with that value.
  private var ends: [(series: Series, value: Double)] {
    series.compactMap { line in
      line.values.last { $0 != nil }.flatMap { $0 }.map { (line, $0) }
    }
  }

  /// The title by rule; see ``Chart/finding``.
  public var finding: String {
    let last = times.last.map(time) ?? ""
    let parts = panels.indices.compactMap { panel -> (panel: String, gap: Double)? in
      let lines = ends.filter { $0.series.panel == panel }
      return lines.count > 1 ? (panels[panel], lines[0].value - lines[1].value) : nil
    }
    guard let first = parts.first, series.count > 1 else {
      return "\(series.count) series, \(times.first.map(time) ?? "") to \(last)"
    }
    let (one, other) = (Self.small(series[0].name), Self.small(series[1].name))
    func gap(_ value: Double) -> String {
      abs(value) < 0.5
        ? "level" : "\(ChartNumber.text(abs(value), 0)) points \(value < 0 ? "below" : "above")"
    }
    let start = first.panel.isEmpty ? "" : "\(first.panel), "
    let sentence =
      "\(start)\(one) stood \(gap(first.gap)) \(abs(first.gap) < 0.5 ? "with " : "")\(other) by \(last)"
    return ChartNumber.capital(sentence)
      + parts.dropFirst().map { "; \(Self.small($0.panel)), \(gap($0.gap))" }.joined()
  }

  private static func small(_ text: String) -> String {
    text.prefix(1).lowercased() + text.dropFirst()
  }

  /// The variable with its unit.
  public var variable: String { quantity }

  /// How to read the marks.
  public var reading: String { "Shaded: the year before and the year of a presidential election." }

  /// The values in words.
  public var alternative: String {
    series.map { line in
      let known = zip(times, line.values).compactMap { time, value in value.map { (time, $0) } }
      let name = panels.count > 1 ? "\(line.name), \(panels[line.panel])" : line.name
      guard let first = known.first, let last = known.last,
        let most = known.max(by: { $0.1 < $1.1 }), let least = known.min(by: { $0.1 < $1.1 })
      else { return "\(name): not reported" }
      return
        "\(name): \(text(first.1)) in \(time(first.0)), \(text(last.1)) in \(time(last.0)); highest "
        + "\(text(most.1)) in \(time(most.0)), lowest \(text(least.1)) in \(time(least.0))"
    }.joined(separator: ". ") + "."
  }

  /// The values as rows of text, the heading first.
  public var rows: [[String]] {
    [["panel", "series", "time", "value"]]
      + series.flatMap { line in
        zip(times, line.values).map {
          [panels[line.panel], line.name, ChartNumber.exact($0), ChartNumber.exact($1)]
        }
      }
  }

  /// Refuses values that cannot be drawn; see ``Chart/check()``.
  public func check() throws(DrawingError) {
    try ChartChecks.count(times.count, of: "times", in: 2...1200)
    try ChartChecks.count(panels.count, of: "panels", in: 1...2)
    try ChartChecks.count(series.count, of: "series", in: 1...8)
    for (early, late) in zip(times, times.dropFirst()) where !(early < late) {
      throw DrawingError(
        .value, "the time \(late) does not follow \(early)", hint: "put the times in order")
    }
    for line in series {
      guard panels.indices.contains(line.panel), line.values.count == times.count else {
        throw DrawingError(
          .value, "\(line.name) has \(line.values.count) values for \(times.count) times",
          hint: "give one value a time, nil where none is reported, and a panel that there is")
      }
      let own = series.filter { $0.panel == line.panel }
      try ChartChecks.count(own.count, of: "series in a panel", in: 1...Marks.Shape.allCases.count)
      for value in line.values.compactMap({ $0 }) {
        try ChartChecks.finite(value, "a value of \(line.name)")
      }
    }
    guard series.contains(where: { $0.values.contains { $0 != nil } }) else {
      throw DrawingError(
        .count, "no value of any series is reported", hint: "choose years that the source has")
    }
  }

  /// Draws the chart; see ``Chart/content(_:top:)``.
  public func content(_ pen: Pen, top: Double) -> Page.Content {
    let marks = Marks(pen: pen)
    let right = pen.canvas - Page.margin
    let names = series.reduce(into: [String]()) { if !$0.contains($1.name) { $0.append($1.name) } }
    let key = marks.legend(
      names.enumerated().map { index, name in
        (
          { point in
            [
              pen.line(
                "M\(pen.number(point.x - 13)),\(pen.number(point.y))h26", self.color(index, marks),
                width: 2.4, dashes: self.shape(index).dashes),
              marks.shape(
                self.shape(index), at: point, radius: 3.6, color: self.color(index, marks),
                isFilled: index == 0),
            ]
          }, name
        )
      }, left: Page.margin, right: right, top: top)
    // Two panels stand side by side where there is room, else one above the other.
    let isWide = pen.canvas >= 560
    let values = series.flatMap { $0.values.compactMap { $0 } }
    let columns = isWide ? panels.count : 1
    let height = (columns == 2 ? 0.4 : 0.42) * pen.canvas
    let probe = Scale(holding: values, steps: 6, from: 0, to: 1)
    let margin = marks.labelWidth(probe, signed: false, suffix: suffix) + 8
    let gap = 22.0
    let width =
      (right - Page.margin - margin - gap * Double(columns - 1)) / Double(columns)
    var elements = key.elements
    var bottom = key.bottom
    for panel in panels.indices {
      let column = isWide ? panel : 0
      let left = Page.margin + margin + Double(column) * (width + gap)
      let head = isWide ? key.bottom : bottom
      let titleY = head + marks.small * 1.4
      if panels.count > 1 || !panels[panel].isEmpty {
        elements.append(
          pen.text(panels[panel], x: left, y: titleY, size: marks.small, isBold: true))
      }
      let box = CanvasBox(
        minX: left, minY: titleY + 10, maxX: left + width, maxY: titleY + 10 + height)
      elements += drawn(panel, in: box, names, marks, hasLabels: column == 0, values: values)
      bottom = max(bottom, box.maxY + marks.tiny * 1.4 + 14)
    }
    return Page.Content(elements: elements, bottom: bottom)
  }

  private func drawn(
    _ panel: Int, in box: CanvasBox, _ names: [String], _ marks: Marks, hasLabels: Bool,
    values: [Double]
  ) -> [XMLElement] {
    let pen = marks.pen
    let scale = Scale(holding: values, steps: 6, from: box.maxY, to: box.minY)
    let (first, last) = (times.first ?? 0, times.last ?? 1)
    let half = (last - first) / Double(max(times.count - 1, 1)) / 2
    let across = Scale(
      (first - half)...(last + half), ticks: [], from: box.minX, to: box.maxX)
    var elements: [XMLElement] = []
    for band in bands where band.to >= first && band.from <= last {
      let (from, to) = (across(band.from - half), across(band.to + half))
      elements.append(
        pen.rectangle(
          CanvasBox(minX: from, minY: box.minY, maxX: to, maxY: box.maxY),
          fill: pen.theme.neutral.hex))
      if TextMetrics.width(band.label, size: marks.tiny) < to - from {
        elements.append(
          pen.text(
            band.label, x: (from + to) / 2, y: box.minY + marks.tiny * 1.2, size: marks.tiny,
            color: pen.theme.secondary, anchor: .middle))
      }
    }
    let grid = marks.horizontalGrid(
      scale, left: box.minX, right: box.maxX, signed: false, suffix: suffix, emphasized: nil)
    elements += hasLabels ? grid : grid.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    let room = TextMetrics.width(time(last), size: marks.tiny) + 8
    let step = max(
      1, Int((room * Double(times.count) / (box.maxX - box.minX)).rounded(.up)))
    for (index, moment) in times.enumerated() where index % step == 0 {
      elements.append(
        pen.text(
          time(moment), x: across(moment), y: box.maxY + marks.tiny * 1.4, size: marks.tiny,
          color: pen.theme.secondary, anchor: .middle))
    }
    for (number, line) in series.enumerated() where line.panel == panel {
      let index = names.firstIndex(of: line.name) ?? 0
      let color = color(index, marks)
      var runs: [[CanvasPoint]] = [[]]
      for (moment, value) in zip(times, line.values) {
        if let value {
          runs[runs.count - 1].append(CanvasPoint(x: across(moment), y: scale(value)))
        } else {
          runs.append([])
        }
      }
      for run in runs where run.count > 1 {
        elements.append(pen.line(pen.path(run), color, width: 2.4, dashes: shape(index).dashes))
      }
      // Marks only where they leave the line to be seen.
      let isSparse = (box.maxX - box.minX) / Double(times.count) > 9
      for (place, (moment, value)) in zip(times, line.values).enumerated() {
        guard let value, isSparse else { continue }
        elements.append(
          marks.value(
            "v\(number)-\(place)", "\(line.name), \(time(moment)): \(text(value))",
            [
              marks.shape(
                shape(index), at: CanvasPoint(x: across(moment), y: scale(value)), radius: 3.6,
                color: color, isFilled: index == 0)
            ]))
      }
    }
    return elements
  }

  private func shape(_ index: Int) -> Marks.Shape {
    Marks.Shape.allCases[index % Marks.Shape.allCases.count]
  }

  private func color(_ index: Int, _ marks: Marks) -> Color {
    marks.seriesColors[index % marks.seriesColors.count]
  }

  private func time(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : ChartNumber.text(value, 2)
  }

  private func text(_ value: Double) -> String {
    ChartNumber.text(value, abs(value) < 100 ? 1 : 0) + suffix
  }
}
