import Drawing

/// The labels of circles: in the circle where it is large enough, else beside it, where they cover the
/// least of other circles and no other text.
struct SymbolLabels {
  let layer: SymbolLayer
  let callouts: LabelPlan

  private var plan: FigurePlan { layer.plan }
  private var pen: Pen { layer.pen }

  private struct Choice {
    let box: CanvasBox
    let elements: [XMLElement]
    let isInside: Bool
  }

  /// The labels, those of the largest values first, and those of the insets.
  var elements: [XMLElement] {
    guard plan.figure.labels != .none else { return [] }
    let insets = callouts.inside.map(clear)
    var taken = callouts.callouts.map(\.box) + insets.map(\.box)
    let called = Set(callouts.callouts.map(\.state.index)).union(insets.map(\.state.index))
    var elements: [XMLElement] = []
    for (rank, circle) in layer.valued.enumerated() where !called.contains(circle.state.index) {
      let free = choices(circle).filter { choice in
        !taken.contains { $0.overlaps(choice.box) }
      }
      // The titles of maps of circles name the greatest three, which have a label wherever it is.
      let bound = rank < 3 ? .infinity : 0.3
      var best: (choice: Choice, cost: Double)?
      for choice in free {
        let cost = covered(choice, of: circle)
        if cost <= bound, best.map({ cost < $0.cost - 0.02 }) ?? true { best = (choice, cost) }
        if choice.isInside, cost <= 0.3 { break }
      }
      guard let best else { continue }
      taken.append(best.choice.box)
      elements += best.choice.elements
    }
    return elements + insets.flatMap(LabelDrawing(plan: plan, pen: pen).elements)
  }

  /// A label beside an inset, moved above the circle where that would lie under it.
  private func clear(_ label: LabelPlan.Inside) -> LabelPlan.Inside {
    guard let circle = layer.valued.first(where: { $0.state.index == label.state.index }) else {
      return label
    }
    let pole = circle.state.shape.pole
    let reach = CanvasBox(
      minX: pole.x - circle.radius, minY: pole.y - circle.radius, maxX: pole.x + circle.radius,
      maxY: pole.y + circle.radius)
    guard label.box.overlaps(reach) else { return label }
    let height = label.box.maxY - label.box.minY
    return LabelPlan.Inside(
      state: label.state, lines: label.lines, size: label.size,
      centre: CanvasPoint(x: label.centre.x, y: reach.minY - height / 2 - 2),
      isOnFill: label.isOnFill)
  }

  /// How much of the label's box other circles have, 0 and more.
  private func covered(_ choice: Choice, of own: SymbolLayer.Valued) -> Double {
    let box = choice.box
    let area = (box.maxX - box.minX) * (box.maxY - box.minY)
    return layer.valued.filter { $0.state.index != own.state.index && $0.value > 0 }
      .reduce(0) { sum, other in
        // In a circle only smaller ones, which are drawn above it, matter.
        guard !choice.isInside || other.value < own.value else { return sum }
        let half = other.radius * 0.88
        let pole = other.state.shape.pole
        let width = min(box.maxX, pole.x + half) - max(box.minX, pole.x - half)
        let height = min(box.maxY, pole.y + half) - max(box.minY, pole.y - half)
        return sum + max(0, width) * max(0, height) / area
      }
  }

  private func choices(_ circle: SymbolLayer.Valued) -> [Choice] {
    let size = pen.size(11)
    let centre = circle.state.shape.pole
    let code = circle.state.shape.usps
    let written = plan.valueText(circle.state)
    let room = 2 * circle.radius * 0.86
    let codeWidth = TextMetrics.width(code, size: size, isBold: true)
    let width = max(codeWidth, TextMetrics.width(written, size: size))
    var list: [Choice] = []
    if plan.figure.labels != .code, room >= width, circle.radius > size * 1.3 {
      list.append(
        Choice(
          box: CanvasBox(
            minX: centre.x - width / 2, minY: centre.y - size * 0.95, maxX: centre.x + width / 2,
            maxY: centre.y + size * 1.05),
          elements: [(code, -0.2), (written, 0.95)].map { line, offset in
            pen.text(
              line, x: centre.x, y: centre.y + offset * size, size: size,
              color: layer.fillColor.textColor, isBold: offset < 0)
          }, isInside: true))
    }
    if room >= codeWidth + 2 {
      list.append(
        Choice(
          box: CanvasBox(
            minX: centre.x - codeWidth / 2, minY: centre.y - size * 0.4,
            maxX: centre.x + codeWidth / 2, maxY: centre.y + size * 0.4),
          elements: [
            pen.text(
              code, x: centre.x, y: centre.y + 0.36 * size, size: size,
              color: layer.fillColor.textColor, isBold: true)
          ], isInside: true))
    }
    return list + beside(circle, code)
  }

  /// The code above, below, right and left of the circle, then at its corners.
  private func beside(_ circle: SymbolLayer.Valued, _ code: String) -> [Choice] {
    let small = pen.size(9.5)
    let centre = circle.state.shape.pole
    let half = TextMetrics.width(code, size: small) / 2
    let high = small * 0.73
    let gap = circle.radius + small * 0.25
    let places: [(x: Double, y: Double)] = [
      (0, -gap - high / 2), (0, gap + high / 2), (gap + half, 0), (-gap - half, 0),
    ]
    let corners = [(1.0, -1.0), (-1, -1), (1, 1), (-1, 1)].map { x, y in
      (x: x * (gap * 0.72 + half), y: y * (gap * 0.72 + high / 2))
    }
    return (places + corners).map { place in
      let x = centre.x + place.x
      let base = centre.y + place.y + high / 2
      return Choice(
        box: CanvasBox(minX: x - half - 1, minY: base - high, maxX: x + half + 1, maxY: base),
        elements: [
          pen.plate(code, x: x, y: base, size: small, color: pen.theme.neutral, padding: 0.06),
          pen.text(code, x: x, y: base, size: small),
        ], isInside: false)
    }
  }
}
