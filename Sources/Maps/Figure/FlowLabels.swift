import Drawing

/// The labels of the states where flows start: within each state, as on other maps.
struct FlowLabels {
  let plan: FigurePlan
  let pen: Pen

  /// The labels of origins, largest first, so that a small one gives way.
  ///
  /// - Parameters:
  ///   - origins: Name, total, place in the geometry's units, and the state; nil for several together.
  ///   - offset: Where the geometry lies on the page.
  func elements(
    _ origins: [(name: String, total: Double, point: CanvasPoint, state: FigurePlan.State?)],
    offset: CanvasPoint
  ) -> [XMLElement] {
    let size = pen.size(11)
    var taken: [CanvasBox] = []
    var elements: [XMLElement] = []
    let order = origins.sorted { $0.total != $1.total ? $0.total > $1.total : $0.name < $1.name }
    for origin in order {
      var label = Lines(
        lines: [origin.name, plan.figure.format.text(origin.total)], size: size,
        centre: CanvasPoint(x: origin.point.x, y: origin.point.y + 12 + size * 1.2))
      if let state = origin.state {
        let inside = LabelPlan.label(state, plan, pen)
        label = Lines(
          lines: inside?.lines ?? [state.shape.usps], size: inside?.size ?? pen.size(9),
          centre: inside?.centre ?? state.shape.pole)
      }
      label.centre = CanvasPoint(x: label.centre.x + offset.x, y: label.centre.y + offset.y)
      let high = label.box.maxY - label.box.minY + 2
      let places = [0, -high, high, -2 * high, 2 * high].map { label.moved(down: $0) }
      let free = places.first { place in !taken.contains { $0.overlaps(place.box) } } ?? label
      taken.append(free.box)
      elements += free.elements(pen)
    }
    return [XMLElement("g", [("id", plan.id("origins"))], children: elements)]
  }

  private struct Lines {
    let lines: [String]
    let size: Double
    var centre: CanvasPoint

    var step: Double { size * LabelPlan.lineHeight }

    var box: CanvasBox {
      let width = lines.map { TextMetrics.width($0, size: size, isBold: true) }.max() ?? 0
      let height = Double(lines.count - 1) * step + 0.72 * size
      return CanvasBox(
        minX: centre.x - width / 2, minY: centre.y - height / 2, maxX: centre.x + width / 2,
        maxY: centre.y + height / 2)
    }

    func moved(down: Double) -> Lines {
      Lines(lines: lines, size: size, centre: CanvasPoint(x: centre.x, y: centre.y + down))
    }

    func elements(_ pen: Pen) -> [XMLElement] {
      lines.enumerated().map { index, line in
        pen.text(
          line, x: centre.x, y: box.minY + 0.72 * size + step * Double(index), size: size,
          isBold: index == 0, anchor: .middle)
      }
    }
  }
}
