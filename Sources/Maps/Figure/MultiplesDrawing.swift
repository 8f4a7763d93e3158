import Drawing

/// The SVG of small multiples.
struct MultiplesDrawing {
  private static let gap = 22.0

  private let multiples: SmallMultiples
  let plans: [FigurePlan]
  private let columns: Int
  private let scale: Double

  init(_ multiples: SmallMultiples, boundaries: Boundaries) throws(DrawingError) {
    let panels = multiples.panels
    guard (1...12).contains(panels.count) else {
      throw DrawingError(
        .composition, "\(panels.count) panels are asked for", hint: "give 1 to 12 panels")
    }
    guard multiples.figure.view != .symbols else {
      throw DrawingError(
        .composition, "circles are too small to read on panels",
        hint: "draw panels as maps or tiles, or one map with circles")
    }
    for (number, panel) in panels.enumerated() {
      try FigureChecks.requireID("p\(panel.id)")
      if panels.prefix(number).contains(where: { $0.id == panel.id }) {
        throw DrawingError(
          .composition, "two panels have the id \"\(panel.id)\"", hint: "give each its own")
      }
    }
    let wanted = panels.count <= 4 ? panels.count : panels.count <= 6 ? 3 : 4
    let text = multiples.figure.page.size(9, canvas: ChoroplethDrawing.leastWidth)
    func scaled(_ columns: Int) -> Double {
      let width = Self.panelWidth(columns, canvas: ChoroplethDrawing.leastWidth)
      return min(1, ((width - Self.keyWidth(text)) / 998 * 1000).rounded(.down) / 1000)
    }
    // On narrow paper there are fewer panels a row, so that keys and codes have room.
    func hasRoom(_ columns: Int) -> Bool {
      if multiples.figure.view == .tiles {
        return Self.pitch(columns) >= TileLayer.leastPitch(multiples.figure.page)
      }
      return Self.keyHeight(text) <= 606 * scaled(columns)
    }
    columns = (1...wanted).last(where: hasRoom) ?? 1
    scale = scaled(columns)
    let geometry = try MapGeometry(boundaries: boundaries, scale: scale)
    var numbers: [Double] = []
    for reading in panels.flatMap(\.readings) {
      if case .value(let number) = reading.value { numbers.append(number) }
    }
    let shared = try Classification(numbers, rule: multiples.figure.rule)
    func resolve(_ maxHatched: Double) throws(DrawingError) -> [FigurePlan] {
      var plans: [FigurePlan] = []
      for panel in panels {
        var figure = multiples.figure
        figure.readings = panel.readings
        figure.swing = panel.swing
        figure.comparison = panel.comparison
        plans.append(
          try FigurePlan(
            figure, geometry: geometry, panel: panel.id, shared: shared, maxHatched: maxHatched))
      }
      return plans
    }
    var plans = try resolve(0.4)
    // Either all panels are hatched or none.
    if plans.contains(where: { $0.hasSwing && !$0.isHatching }) { plans = try resolve(0) }
    self.plans = plans
    self.multiples = multiples
  }

  private static func panelWidth(_ columns: Int, canvas: Double) -> Double {
    (canvas - 2 * Page.margin - gap * Double(columns - 1)) / Double(columns)
  }

  /// How wide the key of the small states is: a swatch and two letters.
  private static func keyWidth(_ size: Double) -> Double { size * 2.7 + 6 }

  /// How high the key of the small states is.
  private static func keyHeight(_ size: Double) -> Double {
    size * (1 + 1.22 * Double(LabelPlan.atlantic.count))
  }

  /// How far the squares of a panel are apart, to a tenth.
  private static func pitch(_ columns: Int) -> Double {
    let width = panelWidth(columns, canvas: ChoroplethDrawing.leastWidth)
    return (width / Double(TileLayout.size.columns) * 10).rounded(.down) / 10
  }

  /// The whole document.
  var document: String {
    let figure = multiples.figure
    let plan = plans[0]
    let description =
      zip(multiples.panels, plans).map { "\($0.title): \($1.description)" }
      .joined(separator: " ")
    let page = Page(
      figureID: figure.figureID, theme: figure.theme, size: figure.page,
      words: PageWords(
        title: figure.title, subtitle: figure.subtitle,
        note: plan.fullNote
          + (plans.count > 1 && figure.categories.isEmpty
            ? " All panels share their classes." : ""),
        source: figure.source, description: description, metadata: metadata))
    return page.document(leastWidth: ChoroplethDrawing.leastWidth) { pen, top in
      content(pen, top: top)
    }
  }

  private var metadata: String {
    plans[0].metadata(adding: [
      "panels": .array(
        zip(multiples.panels, plans).map { panel, plan in
          func codes(_ isIn: (FigurePlan.State) -> Bool) -> JSONText {
            .array(plan.states.filter(isIn).map { .text($0.shape.fips) })
          }
          return .object([
            "id": .text(panel.id), "title": .text(panel.title), "swing": codes(\.isSwing),
            "not_reported": codes { $0.mark == .missing },
          ])
        }),
      "projection": .text(
        "Albers composite, scale 1300, 975 x 610, drawn at \(scale); Alaska 0.35 linear"),
    ])
  }

  private func content(_ pen: Pen, top: Double) -> Page.Content {
    let legend = LegendPlan(plans, pen: pen, top: top)
    var elements = [
      XMLElement(
        "g", [("id", plans[0].id("legend"))], children: legend.elements(pen))
    ]
    let width = Self.panelWidth(columns, canvas: pen.canvas)
    // Where a subtitle has no room beside its title, all stand below.
    let isBelow = multiples.panels.contains { !Self.fitsBeside($0, pen, width: width) }
    let head = pen.size(14, atLeast: 6.5) * 1.5 + (isBelow ? pen.size(11) * 1.3 : 0)
    let isTiles = multiples.figure.view == .tiles
    let pitch = Self.pitch(columns)
    let body = isTiles ? pitch * Double(TileLayout.size.rows) : 612 * scale
    var bottom = legend.bottom
    for (number, plan) in plans.enumerated() {
      let x = Page.margin + Double(number % columns) * (width + Self.gap)
      let y = legend.bottom + 4 + Double(number / columns) * (head + body + 16)
      elements.append(
        XMLElement(
          "g",
          [
            ("id", plan.id(plan.panel)),
            ("transform", "translate(\(pen.number(x)) \(pen.number(y)))"),
          ],
          children: heading(multiples.panels[number], pen, width: width, isBelow: isBelow)
            + (isTiles
              ? TileLayer(
                plan: plan, pen: pen, pitch: pitch, origin: CanvasPoint(x: 0, y: head)
              ).elements : map(plan, pen, top: head))))
      bottom = y + head + body + 12
    }
    return Page.Content(
      definitions: SwatchDrawing.patterns(plans, pen: pen, pitch: 4), elements: elements,
      bottom: bottom)
  }

  private static func fitsBeside(
    _ panel: SmallMultiples.Panel, _ pen: Pen, width: Double
  ) -> Bool {
    let size = pen.size(14, atLeast: 6.5)
    return panel.subtitle.isEmpty
      || TextMetrics.width(panel.title, size: size, isBold: true) + size * 0.6
        + TextMetrics.width(panel.subtitle, size: pen.size(11)) <= width
  }

  private func heading(
    _ panel: SmallMultiples.Panel, _ pen: Pen, width: Double, isBelow: Bool
  ) -> [XMLElement] {
    let size = pen.size(14, atLeast: 6.5)
    let title = TextMetrics.shortened(panel.title, size: size, isBold: true, width: width)
    let left = isBelow ? 0 : TextMetrics.width(title, size: size, isBold: true) + size * 0.6
    let small = pen.size(11)
    let subtitle = TextMetrics.shortened(panel.subtitle, size: small, width: width - left)
    return [pen.text(title, x: 0, y: size, size: size, isBold: true)]
      + (panel.subtitle.isEmpty
        ? []
        : [
          pen.text(
            subtitle, x: left, y: size + (isBelow ? small * 1.3 : 0), size: small,
            color: pen.theme.secondary)
        ])
  }

  private func map(_ plan: FigurePlan, _ pen: Pen, top: Double) -> [XMLElement] {
    let left = 58 * scale
    let layer = MapLayer(plan: plan, pen: pen, weight: 0.6, left: -left)
    let size = pen.size(9)
    let pitch = size * 1.22
    let swatches = SwatchDrawing(plan: plan, pen: pen)
    let column = plan.states.filter { LabelPlan.atlantic.contains($0.shape.usps) }
      .sorted { ($0.shape.pole.y, $0.shape.fips) < ($1.shape.pole.y, $1.shape.fips) }
    let first = max(
      0, min(180 * scale, 545 * scale - pitch * Double(column.count)))
    var key: [XMLElement] = []
    for (row, state) in column.enumerated() {
      let y = first + pitch * Double(row)
      let x = 944 * scale
      key += swatches.swatch(
        state.mark, isSwing: state.isSwing,
        CanvasBox(minX: x, minY: y, maxX: x + size, maxY: y + size), weight: 0.6)
      key.append(pen.text(state.shape.usps, x: x + size * 1.25, y: y + size * 0.87, size: size))
    }
    return [
      XMLElement(
        "g", [("transform", "translate(\(pen.number(left)) \(pen.number(top)))")],
        children: layer.elements + [XMLElement("g", [("aria-hidden", "true")], children: key)])
    ]
  }
}
