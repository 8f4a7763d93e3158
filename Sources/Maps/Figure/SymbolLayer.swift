import Drawing

/// Circles whose area is the value, over land without classes.
struct SymbolLayer {
  let plan: FigurePlan
  let pen: Pen
  /// The value whose circle has `largestRadius`.
  let greatest: Double
  /// The radius of the greatest value's circle.
  let largestRadius: Double

  /// A state with a circle.
  struct Valued {
    let state: FigurePlan.State
    let value: Double
    let radius: Double
  }

  /// The circles, largest first so that none hides another.
  let valued: [Valued]

  init(_ plan: FigurePlan, pen: Pen) {
    self.plan = plan
    self.pen = pen
    let numbers = plan.states.compactMap { state in
      Self.number(state.value).map { (state: state, value: $0) }
    }.sorted {
      $0.value != $1.value ? $0.value > $1.value : $0.state.shape.fips < $1.state.shape.fips
    }
    let greatest = numbers.first?.value ?? 0
    // Values that are all alike would cover the land: circles then shrink to a share of it.
    let sum = greatest > 0 ? numbers.reduce(0) { $0 + $1.value / greatest } : 0
    let largest = 46 * min(1, (6 / max(sum, 1)).squareRoot())
    self.greatest = greatest
    largestRadius = largest
    valued = numbers.map { state, value in
      Valued(
        state: state, value: value,
        radius: greatest > 0 ? max(1, largest * (max(0, value) / greatest).squareRoot()) : 1)
    }
  }

  /// The radius of a value's circle.
  func radius(_ value: Double) -> Double {
    greatest > 0 ? largestRadius * (value / greatest).squareRoot() : 0
  }

  private static func number(_ value: MapValue) -> Double? {
    if case .value(let number) = value { number } else { nil }
  }

  /// The circles and their labels.
  func elements(_ callouts: LabelPlan) -> [XMLElement] {
    let circles = valued.filter { $0.value > 0 }.map { circle in
      XMLElement(
        "circle",
        [
          ("id", plan.id("c-\(circle.state.shape.fips)")),
          ("cx", pen.number(circle.state.shape.pole.x)),
          ("cy", pen.number(circle.state.shape.pole.y)), ("r", pen.number(circle.radius)),
          ("fill", pen.theme.accent.hex), ("fill-opacity", "0.75"),
          ("stroke", circle.state.isSwing ? pen.theme.outline.hex : pen.theme.background.hex),
          ("stroke-width", circle.state.isSwing ? "2" : "1"),
        ], children: [XMLElement("title", text: plan.tooltip(circle.state))])
    }
    let labels = SymbolLabels(layer: self, callouts: callouts)
    return [
      XMLElement("g", [("id", plan.id("circles"))], children: circles),
      XMLElement(
        "g",
        [
          ("id", plan.id("labels")), ("text-anchor", "middle"), ("aria-hidden", "true"),
          ("pointer-events", "none"),
        ],
        children: labels.elements),
    ]
  }

  /// The circles' colour as it looks over the land.
  var fillColor: Color { pen.theme.accent.mixed(into: pen.theme.neutral, strength: 0.75) }

  /// Three circles, one in another, with their values: the greatest, and round parts of it.
  ///
  /// - Parameters:
  ///   - left: Where they start.
  ///   - top: Where the largest starts.
  func key(left: Double, top: Double) -> (elements: [XMLElement], right: Double) {
    let size = pen.size(12, atLeast: 6.3)
    guard greatest > 0 else { return ([], left) }
    let values = [greatest, Self.rounded(greatest / 4), Self.rounded(greatest / 20)]
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
