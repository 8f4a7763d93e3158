import Drawing

/// The parts that charts have in common: grids, intervals, marks with their values in words.
struct Marks {
  let pen: Pen

  /// The size of labels.
  var small: Double { pen.size(12) }
  /// The size of the labels of axes.
  var tiny: Double { pen.size(11) }

  /// What a mark looks like; shapes tell series apart without colour.
  enum Shape: Int, CaseIterable {
    case circle, square, diamond, triangle

    /// Dashes of a line of this series; nil for a solid one.
    var dashes: String? { [nil, "6 3", "2 3", "9 3 2 3"][rawValue] }
  }

  /// Horizontal lines across a box at the ticks of a vertical axis, with the ticks' labels to the left.
  func horizontalGrid(
    _ scale: Scale, left: Double, right: Double, signed: Bool = true, suffix: String = "%",
    emphasized: Double? = 0
  ) -> [XMLElement] {
    var elements: [XMLElement] = []
    for tick in scale.ticks {
      let y = scale(tick)
      let isMain = tick == emphasized
      elements.append(
        pen.line(
          "M\(pen.number(left)),\(pen.number(y))H\(pen.number(right))",
          isMain ? pen.theme.ink : gridColor, width: isMain ? 1.2 : 0.7))
      elements.append(
        pen.text(
          ChartNumber.text(tick, scale.decimals, signed: signed) + suffix, x: left - 6,
          y: y + tiny * 0.35, size: tiny, color: pen.theme.secondary, anchor: .end))
    }
    return elements
  }

  /// The width of the widest label of an axis.
  func labelWidth(_ scale: Scale, signed: Bool = true, suffix: String = "%") -> Double {
    scale.ticks.map {
      TextMetrics.width(
        ChartNumber.text($0, scale.decimals, signed: signed) + suffix, size: tiny)
    }.max() ?? 0
  }

  /// Vertical lines at the ticks of a horizontal axis, with labels below.
  func verticalGrid(
    _ scale: Scale, top: Double, bottom: Double, signed: Bool = true, suffix: String = "%",
    emphasized: Double? = 0
  ) -> [XMLElement] {
    verticalGrid(
      scale, over: [top...bottom], labelsAt: bottom, signed: signed, suffix: suffix,
      emphasized: emphasized)
  }

  /// Vertical lines over several spans of height, with labels below.
  func verticalGrid(
    _ scale: Scale, over spans: [ClosedRange<Double>], labelsAt bottom: Double, signed: Bool = true,
    suffix: String = "%", emphasized: Double? = 0
  ) -> [XMLElement] {
    var elements: [XMLElement] = []
    for tick in scale.ticks {
      let x = scale(tick)
      let isMain = tick == emphasized
      let path = spans.map {
        "M\(pen.number(x)),\(pen.number($0.lowerBound))V\(pen.number($0.upperBound))"
      }.joined()
      elements.append(
        pen.line(path, isMain ? pen.theme.ink : gridColor, width: isMain ? 1.2 : 0.7))
      elements.append(
        pen.text(
          ChartNumber.text(tick, scale.decimals, signed: signed) + suffix, x: x,
          y: bottom + tiny * 1.25, size: tiny, color: pen.theme.secondary, anchor: .middle))
    }
    return elements
  }

  /// The colour of grid lines.
  var gridColor: Color { pen.theme.rule.mixed(into: pen.theme.background, strength: 0.6) }

  /// A mark at a point.
  func shape(
    _ shape: Shape, at point: CanvasPoint, radius: Double = 4.5, color: Color,
    isFilled: Bool = true,
    filling: Color? = nil
  ) -> XMLElement {
    let fill = isFilled ? (filling ?? color).hex : pen.theme.background.hex
    let (x, y) = (point.x, point.y)
    switch shape {
    case .circle:
      return pen.circle(point, radius: radius, fill: fill, stroke: color, width: 1.6)
    case .square:
      let half = radius * 0.9
      return pen.rectangle(
        CanvasBox(minX: x - half, minY: y - half, maxX: x + half, maxY: y + half), fill: fill,
        stroke: color, width: 1.6)
    case .diamond:
      let half = radius * 1.3
      return polygon(
        [(x, y - half), (x + half, y), (x, y + half), (x - half, y)], fill: fill, stroke: color)
    case .triangle:
      let half = radius * 1.15
      return polygon(
        [(x, y - half), (x + half, y + half * 0.8), (x - half, y + half * 0.8)], fill: fill,
        stroke: color)
    }
  }

  private func polygon(_ points: [(Double, Double)], fill: String, stroke: Color) -> XMLElement {
    XMLElement(
      "path",
      [
        ("d", pen.path(points.map { CanvasPoint(x: $0.0, y: $0.1) }) + "Z"), ("fill", fill),
        ("stroke", stroke.hex), ("stroke-width", "1.6"), ("stroke-linejoin", "round"),
      ])
  }

  /// A group that belongs to one value and says it in words: a tooltip without any script.
  func value(_ role: String, _ words: String, _ elements: [XMLElement]) -> XMLElement {
    XMLElement(
      "g", [("id", pen.id(role)), ("class", "mark")],
      children: [XMLElement("title", text: words)] + elements)
  }

  /// A label above a height, on a ground that hides what runs behind it.
  func label(
    _ text: String, above y: Double, x: Double, size: Double, isBold: Bool = false, ground: Color
  ) -> [XMLElement] {
    let half = TextMetrics.width(text, size: size, isBold: isBold) / 2 + 2
    let base = y - size * 0.35
    return [
      pen.rectangle(
        CanvasBox(minX: x - half, minY: base - size * 0.85, maxX: x + half, maxY: base + 2),
        fill: ground.hex),
      pen.text(text, x: x, y: base, size: size, isBold: isBold, anchor: .middle),
    ]
  }

  /// An upright interval.
  func upright(
    _ interval: Interval, x: Double, _ scale: Scale, color: Color, width: Double,
    dashes: String? = nil
  ) -> XMLElement {
    pen.line(
      "M\(pen.number(x)),\(pen.number(scale(interval.low)))V\(pen.number(scale(interval.high)))",
      color, width: width, dashes: dashes)
  }

  /// A level interval.
  func level(
    _ interval: Interval, y: Double, _ scale: Scale, color: Color, width: Double,
    dashes: String? = nil
  ) -> XMLElement {
    pen.line(
      "M\(pen.number(scale(interval.low))),\(pen.number(y))H\(pen.number(scale(interval.high)))",
      color, width: width, dashes: dashes)
  }

  /// A legend in one line or more: marks with their names, from left to right.
  ///
  /// - Returns: The elements, and where the legend ends below.
  func legend(
    _ entries: [(draw: (CanvasPoint) -> [XMLElement], name: String)], left: Double, right: Double,
    top: Double
  ) -> (elements: [XMLElement], bottom: Double) {
    var elements: [XMLElement] = []
    var (x, y) = (left, top + small)
    for entry in entries {
      let width = 40 + TextMetrics.width(entry.name, size: small)
      if x > left, x + width > right {
        x = left
        y += small * 1.6
      }
      elements += entry.draw(CanvasPoint(x: x + 13, y: y - small * 0.33))
      elements.append(
        pen.text(entry.name, x: x + 32, y: y, size: small, color: pen.theme.secondary))
      x += width + 14
    }
    return (elements, entries.isEmpty ? top : y + small * 0.8)
  }

  /// The colours of series, the first the one that the chart is about.
  var seriesColors: [Color] {
    // Paper has greys alone, each with three to one against white.
    pen.theme == .print
      ? [pen.theme.ink, Color(0x757575), Color(0x333333), Color(0x555555)]
      : [pen.theme.accent, pen.theme.accentOther, pen.theme.secondary, pen.theme.muted]
  }

  /// The first series' colour in words that hold in every theme.
  static func accentWords(_ theme: Theme) -> String { theme == .print ? "black" : "blue" }

  /// The colour of what cannot be told apart from zero, beside the first series' colour.
  var unclear: Color { pen.theme == .print ? Color(0x8A8A8A) : pen.theme.muted }
}
