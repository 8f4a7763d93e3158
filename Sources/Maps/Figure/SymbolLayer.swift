import Drawing

/// Circles whose area is the value, over land without classes.
struct SymbolLayer {
  let plan: FigurePlan
  let pen: Pen
  /// The value whose circle has `largestRadius`.
  let greatest: Double

  static let largestRadius = 46.0

  init(_ plan: FigurePlan, pen: Pen) {
    self.plan = plan
    self.pen = pen
    greatest = plan.states.compactMap { Self.number($0.value) }.max() ?? 0
  }

  /// The radius of a value's circle.
  func radius(_ value: Double) -> Double {
    greatest > 0 ? Self.largestRadius * (value / greatest).squareRoot() : 0
  }

  private static func number(_ value: MapValue) -> Double? {
    if case .value(let number) = value { number } else { nil }
  }

  /// The circles, largest first so that none hides another, and their labels.
  func elements(_ callouts: LabelPlan) -> [XMLElement] {
    let valued = plan.states.compactMap { state in
      Self.number(state.value).map { (state: state, value: $0) }
    }.sorted {
      $0.value != $1.value ? $0.value > $1.value : $0.state.shape.fips < $1.state.shape.fips
    }
    var circles: [XMLElement] = []
    for (state, value) in valued where value > 0 {
      circles.append(
        XMLElement(
          "circle",
          [
            ("id", plan.id("c-\(state.shape.fips)")), ("cx", pen.number(state.shape.pole.x)),
            ("cy", pen.number(state.shape.pole.y)), ("r", pen.number(max(1, radius(value)))),
            ("fill", pen.theme.accent.hex), ("fill-opacity", "0.75"),
            ("stroke", state.isSwing ? pen.theme.outline.hex : pen.theme.background.hex),
            ("stroke-width", state.isSwing ? "2" : "1"),
          ], children: [XMLElement("title", text: plan.tooltip(state))]))
    }
    return [
      XMLElement("g", [("id", plan.id("circles"))], children: circles),
      XMLElement(
        "g",
        [
          ("id", plan.id("labels")), ("text-anchor", "middle"), ("aria-hidden", "true"),
          ("pointer-events", "none"),
        ],
        children: labels(valued, callouts: callouts)
          + callouts.inside.flatMap(LabelDrawing(plan: plan, pen: pen).elements)),
    ]
  }

  /// A state's label, the most that fits first: code and value in the circle, the code in it, the
  /// code above it.
  private func labels(
    _ valued: [(state: FigurePlan.State, value: Double)], callouts: LabelPlan
  ) -> [XMLElement] {
    guard plan.figure.labels != .none else { return [] }
    var taken: [CanvasBox] = []
    let called = Set(callouts.callouts.map(\.state.shape.usps))
      .union(callouts.inside.map(\.state.shape.usps))
    var elements: [XMLElement] = []
    for (number, (state, value)) in valued.enumerated()
    where !called.contains(state.shape.usps) {
      // Smaller circles are drawn later, so that no text may stand where one of them is.
      let above = valued.dropFirst(number + 1).filter { $0.value > 0 }.map {
        Self.box(around: $0.state.shape.pole, radius: max(1, radius($0.value)))
      }
      for choice in choices(state, value)
      where !(taken + above).contains(where: { $0.overlaps(choice.box) }) {
        taken.append(choice.box)
        elements += choice.elements
        break
      }
    }
    return elements
  }

  private static func box(around centre: CanvasPoint, radius: Double) -> CanvasBox {
    CanvasBox(
      minX: centre.x - radius, minY: centre.y - radius, maxX: centre.x + radius,
      maxY: centre.y + radius)
  }

  private func choices(
    _ state: FigurePlan.State, _ value: Double
  ) -> [(box: CanvasBox, elements: [XMLElement])] {
    let radius = radius(value)
    let size = pen.size(11)
    let centre = state.shape.pole
    let code = state.shape.usps
    let written = plan.valueText(state)
    let room = 2 * radius * 0.86
    let codeWidth = TextMetrics.width(code, size: size, isBold: true)
    let width = max(codeWidth, TextMetrics.width(written, size: size))
    var list: [(box: CanvasBox, elements: [XMLElement])] = []
    if plan.figure.labels != .code, room >= width, radius > size * 1.3 {
      list.append(
        (
          CanvasBox(
            minX: centre.x - width / 2, minY: centre.y - size * 0.95, maxX: centre.x + width / 2,
            maxY: centre.y + size * 1.05),
          [(code, -0.2), (written, 0.95)].map { line, offset in
            pen.text(
              line, x: centre.x, y: centre.y + offset * size, size: size,
              color: fillColor.textColor, isBold: offset < 0)
          }
        ))
    }
    if room >= codeWidth + 2 {
      list.append(
        (
          CanvasBox(
            minX: centre.x - codeWidth / 2, minY: centre.y - size * 0.4,
            maxX: centre.x + codeWidth / 2, maxY: centre.y + size * 0.4),
          [
            pen.text(
              code, x: centre.x, y: centre.y + 0.36 * size, size: size,
              color: fillColor.textColor, isBold: true)
          ]
        ))
    } else if state.shape.room > size {
      let small = pen.size(9.5)
      let half = TextMetrics.width(code, size: small) / 2
      let base = centre.y - max(1, radius) - 0.3 * size
      list.append(
        (
          CanvasBox(
            minX: centre.x - half, minY: base - small * 0.73, maxX: centre.x + half, maxY: base),
          [pen.text(code, x: centre.x, y: base, size: small)]
        ))
    }
    return list
  }

  /// The circles' colour as it looks over the land.
  private var fillColor: Color { pen.theme.accent.mixed(into: pen.theme.neutral, strength: 0.75) }

  /// Three circles, one in another, with their values; right of the legend's other entries.
  ///
  /// - Parameters:
  ///   - left: Where they start.
  ///   - top: Where the largest starts.
  func key(left: Double, top: Double) -> (elements: [XMLElement], right: Double) {
    let size = pen.size(12, atLeast: 6.3)
    guard greatest > 0 else { return ([], left) }
    let values = [greatest, greatest / 4, greatest / 16].map(Self.rounded)
    let reach = radius(values[0])
    let bottom = top + 2 * reach
    var elements: [XMLElement] = []
    var lowest = top - size
    for value in values {
      let r = radius(value)
      let centre = CanvasPoint(x: left + reach, y: bottom - r)
      elements.append(
        pen.circle(
          centre, radius: r,
          fill: pen.theme.accent.mixed(into: pen.theme.background, strength: 0.3).hex,
          stroke: pen.theme.ink, width: 0.8))
      let y = max(bottom - 2 * r, lowest + size * 1.15)
      lowest = y
      elements.append(
        pen.line(
          pen.path([
            CanvasPoint(x: centre.x, y: bottom - 2 * r),
            CanvasPoint(x: left + 2 * reach + 6, y: y),
          ]), pen.theme.muted, width: 0.6))
      elements.append(
        pen.text(
          plan.figure.format.text(value), x: left + 2 * reach + 10, y: y + size * 0.36, size: size))
    }
    let widest =
      values.map { TextMetrics.width(plan.figure.format.text($0), size: size) }.max() ?? 0
    return (elements, left + 2 * reach + 10 + widest)
  }

  /// A number of one digit: 1, 2 or 5 times a power of ten, not above `value`.
  private static func rounded(_ value: Double) -> Double {
    var power = 1.0
    while power * 10 <= value { power *= 10 }
    while power > value, power > 1e-9 { power /= 10 }
    return [5.0, 2, 1].first { $0 * power <= value }.map { $0 * power } ?? value
  }
}
