import Drawing

/// The SVG of one map: legend, states, borders, swing marks, labels, callouts, intervals.
struct ChoroplethDrawing {
  /// The least width of the page; callouts with long values widen it.
  static let leastWidth = 1100.0
  /// Where the canvas of the projection starts: the Aleutians reach 58 units to its left.
  private static let mapLeft = 66.0

  private let plan: FigurePlan

  init(_ plan: FigurePlan) { self.plan = plan }

  /// The whole document.
  var document: String {
    let page = Page(
      figureID: plan.figure.figureID, theme: plan.theme, size: plan.figure.page,
      words: PageWords(
        title: plan.figure.title, subtitle: plan.figure.subtitle, note: plan.fullNote,
        source: plan.figure.source, description: plan.description, metadata: plan.metadata))
    return page.document(leastWidth: Self.leastWidth) { pen, top in
      switch plan.figure.view {
      case .map: mapContent(pen, top: top)
      case .tiles: tileContent(pen, top: top)
      case .symbols: symbolContent(pen, top: top)
      }
    }
  }

  private func legend(_ pen: Pen, top: Double) -> (XMLElement, Double) {
    let legend = LegendPlan([plan], pen: pen, top: top)
    return (
      XMLElement("g", [("id", plan.id("legend"))], children: legend.elements(pen)), legend.bottom
    )
  }

  private func placed(_ elements: [XMLElement], top: Double, _ pen: Pen) -> XMLElement {
    XMLElement(
      "g",
      [
        ("id", plan.id("map")),
        ("transform", "translate(\(pen.number(Self.mapLeft)) \(pen.number(top)))"),
      ], children: elements)
  }

  /// Beside the inset where there is room for it; the note under the map says it always.
  private func alaskaNote(_ pen: Pen) -> [XMLElement] {
    let alaska = plan.geometry.window(of: .alaska)
    let size = pen.size(9.5)
    guard size < 16 else { return [] }
    return [
      pen.text(
        "Alaska at 35% scale", x: Page.margin - Self.mapLeft, y: alaska.minY - size * 0.4,
        size: size, color: pen.theme.muted)
    ]
  }

  private func group(_ role: String, _ children: [XMLElement], isCentred: Bool) -> XMLElement {
    var attributes: [(StaticString, String)] = [("id", plan.id(role))]
    if isCentred { attributes += [("text-anchor", "middle"), ("pointer-events", "none")] }
    return XMLElement("g", attributes + [("aria-hidden", "true")], children: children)
  }

  private func mapContent(_ pen: Pen, top: Double) -> Page.Content {
    let (legend, legendBottom) = legend(pen, top: top)
    let mapTop = legendBottom - 2
    let labels = LabelPlan(plan, pen: pen)
    let drawing = LabelDrawing(plan: plan, pen: pen)
    let layer = MapLayer(
      plan: plan, pen: pen, weight: 1, left: Page.margin - Self.mapLeft)
    var elements = [
      legend,
      placed(
        layer.elements + alaskaNote(pen) + [
          group("labels", labels.inside.flatMap(drawing.elements), isCentred: true),
          group("callouts", labels.callouts.flatMap(drawing.elements), isCentred: false),
        ] + (plan.hasIntervals ? [group("clear", drawing.dots(labels), isCentred: false)] : []),
        top: mapTop, pen),
    ]
    var bottom = mapTop + 632
    if plan.hasIntervals {
      let strip = IntervalStrip(plan: plan, pen: pen).content(top: bottom + 8)
      elements.append(
        XMLElement("g", [("id", plan.id("intervals"))], children: strip.elements))
      bottom = strip.bottom + 10
    }
    return Page.Content(
      definitions: SwatchDrawing.patterns([plan], pen: pen, pitch: 6), elements: elements,
      bottom: bottom, right: Self.mapLeft + (labels.callouts.map(\.box.maxX).max() ?? 0))
  }

  private func tileContent(_ pen: Pen, top: Double) -> Page.Content {
    let (legend, legendBottom) = legend(pen, top: top)
    let pitch = 82.0
    let left = (pen.canvas - pitch * Double(TileLayout.size.columns)) / 2
    let layer = TileLayer(
      plan: plan, pen: pen, pitch: pitch, origin: CanvasPoint(x: left, y: legendBottom + 14))
    return Page.Content(
      definitions: SwatchDrawing.patterns([plan], pen: pen, pitch: 6),
      elements: [legend, XMLElement("g", [("id", plan.id("map"))], children: layer.elements)],
      bottom: legendBottom + pitch * Double(TileLayout.size.rows) + 26)
  }

  private func symbolContent(_ pen: Pen, top: Double) -> Page.Content {
    let (legend, legendBottom) = legend(pen, top: top)
    let mapTop = legendBottom - 2
    let symbols = SymbolLayer(plan, pen: pen)
    let labels = LabelPlan(plan, pen: pen, showsInside: false)
    let drawing = LabelDrawing(plan: plan, pen: pen)
    let layer = MapLayer(
      plan: plan, pen: pen, weight: 1, left: Page.margin - Self.mapLeft, flat: pen.theme.neutral)
    // South of the Carolinas and east of Florida there is only sea.
    let lowest = labels.callouts.filter { !$0.isLeft }.map(\.box.maxY).max() ?? 0
    // Where callouts take that place, the key stands beside the legend.
    let isBeside = lowest > 366
    var key = symbols.key(left: 880, top: 372)
    if isBeside {
      let wide = key.right - 880
      key = symbols.key(left: pen.canvas - Page.margin - wide, top: top)
    }
    return Page.Content(
      definitions: SwatchDrawing.patterns([plan], pen: pen, pitch: 6),
      elements: [
        legend,
        placed(
          layer.elements + alaskaNote(pen) + symbols.elements(labels) + [
            group("callouts", labels.callouts.flatMap(drawing.elements), isCentred: false)
          ] + (isBeside ? [] : [group("key", key.elements, isCentred: false)]), top: mapTop, pen),
      ] + (isBeside ? [group("key", key.elements, isCentred: false)] : []),
      bottom: mapTop + 632,
      right: Self.mapLeft
        + max(isBeside ? 0 : key.right, labels.callouts.map(\.box.maxX).max() ?? 0))
  }
}
