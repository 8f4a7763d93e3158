/// The SVG of a map: title, legend, states, borders, swing marks, labels, callouts, note.
struct ChoroplethDrawing {
  /// The least width of the page; callouts with long values widen it.
  private static let leastWidth = 1100.0
  private static let margin = 24.0
  /// Where the canvas of the projection starts: the Aleutians reach 58 units to its left.
  private static let mapLeft = 66.0
  private static let ink = "#1a1a1a"
  private static let grey = "#555555"
  private static let family = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"

  private let plan: FigurePlan
  private let labels: LabelPlan
  private let width: Double

  init(_ plan: FigurePlan) {
    self.plan = plan
    labels = LabelPlan(plan)
    let reach = labels.callouts.map(\.box.maxX).max() ?? 0
    width = max(Self.leastWidth, (Self.mapLeft + reach + 12).rounded(.up))
  }

  /// The whole document.
  var document: String {
    var children: [XMLElement] = [
      XMLElement("title", [("id", plan.id("title"))], text: plan.figure.title),
      XMLElement("desc", [("id", plan.id("desc"))], text: plan.description),
      XMLElement("metadata", text: plan.metadata),
    ]
    let patterns = self.patterns
    if !patterns.isEmpty { children.append(XMLElement("defs", children: patterns)) }
    let (heading, headingBottom) = self.heading
    let legend = LegendPlan(
      plan, left: Self.margin, right: width - Self.margin, top: headingBottom)
    let mapTop = legend.bottom - 2
    let (footer, bottom) = self.footer(top: mapTop + 632)
    children.insert(
      XMLElement(
        "rect",
        [("width", number(width)), ("height", number(bottom)), ("fill", "#ffffff")]),
      at: children.count)
    children += heading
    children.append(XMLElement("g", [("id", plan.id("legend"))], children: elements(legend)))
    children.append(
      XMLElement(
        "g",
        [
          ("id", plan.id("map")),
          ("transform", "translate(\(number(Self.mapLeft)) \(number(mapTop)))"),
        ], children: map))
    children += footer
    let root = XMLElement(
      "svg",
      [
        ("xmlns", "http://www.w3.org/2000/svg"), ("width", "100%"),
        ("viewBox", "0 0 \(number(width)) \(number(bottom))"), ("role", "img"),
        ("lang", "en"), ("aria-labelledby", "\(plan.id("title")) \(plan.id("desc"))"),
        ("font-family", Self.family), ("fill", Self.ink),
      ], children: children)
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + root.document
  }

  // MARK: Texts

  private var heading: ([XMLElement], Double) {
    let room = width - 2 * Self.margin
    var size = 26.0
    var lines = TextMetrics.wrap(plan.figure.title, size: size, isBold: true, width: room)
    if lines.count > 1 {
      size = 22
      lines = TextMetrics.wrap(plan.figure.title, size: size, isBold: true, width: room)
    }
    if lines.count > 2 {
      size = 18
      lines = TextMetrics.wrap(plan.figure.title, size: size, isBold: true, width: room)
    }
    var elements: [XMLElement] = []
    var y = 14.0
    for line in lines {
      y += size * 1.2
      elements.append(
        text(line, x: Self.margin, y: y, size: size, [("font-weight", "bold")]))
    }
    y += 4
    for line in TextMetrics.wrap(plan.figure.subtitle, size: 15, width: room) {
      y += 19
      elements.append(
        text(line, x: Self.margin, y: y, size: 15, [("fill", "#444444")]))
    }
    return (elements, y + 16)
  }

  private func footer(top: Double) -> ([XMLElement], Double) {
    let room = width - 2 * Self.margin
    var elements = [
      XMLElement(
        "path",
        [
          ("d", "M\(number(Self.margin)),\(number(top))H\(number(width - Self.margin))"),
          ("stroke", "#cccccc"), ("stroke-width", "0.8"), ("aria-hidden", "true"),
        ])
    ]
    var y = top + 6
    var paragraphs = ["Note: " + plan.fullNote]
    if !plan.figure.source.isEmpty { paragraphs.append("Source: " + plan.figure.source) }
    for paragraph in paragraphs {
      for line in TextMetrics.wrap(paragraph, size: 11.5, width: room) {
        y += 15
        elements.append(text(line, x: Self.margin, y: y, size: 11.5, [("fill", Self.grey)]))
      }
      y += 2
    }
    return (elements, (y + 14).rounded(.up))
  }

  private func text(
    _ line: String, x: Double, y: Double, size: Double, _ more: [(StaticString, String)] = []
  ) -> XMLElement {
    XMLElement(
      "text", [("x", number(x)), ("y", number(y)), ("font-size", number(size))] + more,
      text: line)
  }

  private func number(_ value: Double) -> String { FixedDecimal.coordinate(value) }

  // MARK: Fills

  private var hatched: [FigurePlan.Mark] {
    guard plan.figure.swingMark == .hatchAndOutline else { return [] }
    var marks = Set(plan.states.filter(\.isSwing).map(\.mark))
    guard !marks.isEmpty else { return [] }
    // The legend's key stands on the middle class.
    marks.insert(plan.classes.ends == nil ? .zero : .classed(plan.classes.counts.count / 2))
    return marks.sorted { key($0) < key($1) }
  }

  private func key(_ mark: FigurePlan.Mark) -> String {
    switch mark {
    case .classed(let index): "c\(index + 1)"
    case .zero: "zero"
    case .missing: "missing"
    }
  }

  private var patterns: [XMLElement] {
    var list = hatched.map { mark in
      XMLElement(
        "pattern",
        [
          ("id", plan.id("hatch-\(key(mark))")), ("patternUnits", "userSpaceOnUse"),
          ("width", "6"), ("height", "6"), ("patternTransform", "rotate(45)"),
        ],
        children: [
          XMLElement(
            "path",
            [
              ("d", "M3,0V6"), ("stroke", plan.color(mark).hatchColor.hex),
              ("stroke-width", "1.2"),
            ])
        ])
    }
    if plan.states.contains(where: { $0.mark == .missing }) {
      list.append(
        XMLElement(
          "pattern",
          [
            ("id", plan.id("dots")), ("patternUnits", "userSpaceOnUse"), ("width", "7"),
            ("height", "7"),
          ],
          children: [
            XMLElement(
              "rect",
              [("width", "7"), ("height", "7"), ("fill", FigurePlan.missingColor.hex)]),
            XMLElement(
              "circle", [("cx", "3.5"), ("cy", "3.5"), ("r", "0.9"), ("fill", "#6b6b6b")]),
          ]))
    }
    return list
  }

  private func fill(_ mark: FigurePlan.Mark) -> String {
    mark == .missing ? "url(#\(plan.id("dots")))" : plan.color(mark).hex
  }

  private func hatch(_ mark: FigurePlan.Mark) -> String { "url(#\(plan.id("hatch-\(key(mark))")))" }

  private func rectangle(
    _ box: CanvasBox, fill: String, stroke: String? = nil, width: String = "0.8"
  ) -> XMLElement {
    var attributes: [(StaticString, String)] = [
      ("x", number(box.minX)), ("y", number(box.minY)), ("width", number(box.maxX - box.minX)),
      ("height", number(box.maxY - box.minY)), ("fill", fill),
    ]
    if let stroke { attributes += [("stroke", stroke), ("stroke-width", width)] }
    return XMLElement("rect", attributes)
  }

  /// A box with a state's fill, hatched and outlined like the state.
  private func swatch(_ mark: FigurePlan.Mark, isSwing: Bool, _ box: CanvasBox) -> [XMLElement] {
    guard isSwing else { return [rectangle(box, fill: fill(mark), stroke: "#666666")] }
    let hatching = plan.figure.swingMark == .hatchAndOutline
    return [rectangle(box, fill: fill(mark))]
      + (hatching ? [rectangle(box, fill: hatch(mark))] : [])
      + [rectangle(box, fill: "none", stroke: "#111111", width: "1.6")]
  }

  // MARK: Legend

  private func elements(_ legend: LegendPlan) -> [XMLElement] {
    var list: [XMLElement] = []
    for item in legend.swatches {
      list += swatch(item.mark, isSwing: item.isHatched, item.box)
    }
    for caption in legend.captions {
      var more: [(StaticString, String)] = []
      if caption.isBold { more.append(("font-weight", "bold")) }
      if caption.anchor != "start" { more.append(("text-anchor", caption.anchor)) }
      list.append(
        text(caption.text, x: caption.x, y: caption.y, size: LegendPlan.size, more))
    }
    return list
  }

  // MARK: Map

  private var map: [XMLElement] {
    let drawn = Set(plan.states.map(\.index))
    let swing = Set(plan.states.filter(\.isSwing).map(\.index))
    var list = frames
    list.append(
      XMLElement(
        "g",
        [
          ("id", plan.id("states")), ("fill-rule", "evenodd"), ("stroke", "#595959"),
          ("stroke-width", "0.6"), ("stroke-linejoin", "round"),
        ], children: fills))
    if plan.figure.swingMark == .hatchAndOutline, !swing.isEmpty {
      let hatching = plan.states.filter(\.isSwing).map { state in
        XMLElement("path", [("d", state.shape.path), ("fill", hatch(state.mark))])
      }
      list.append(
        XMLElement(
          "g", [("fill-rule", "evenodd"), ("pointer-events", "none"), ("aria-hidden", "true")],
          children: hatching))
    }
    // Dark under white: one of the two stands out from any fill, and shared arcs are drawn once.
    let borders = plan.geometry.mesh { $0.count == 2 && drawn.contains($0[0]) }
    list += [line(borders, "#595959", "1.3"), line(borders, "#ffffff", "0.7")]
    if !swing.isEmpty {
      // Coasts of many small islands would clot at the full weight.
      list += [
        line(
          plan.geometry.mesh { $0.count == 1 && swing.contains($0[0]) }, "#111111", "1"),
        line(
          plan.geometry.mesh { $0.count == 2 && !swing.isDisjoint(with: $0) }, "#111111", "1.6"),
      ]
    }
    list += [
      XMLElement(
        "g",
        [
          ("id", plan.id("labels")), ("text-anchor", "middle"), ("pointer-events", "none"),
          ("aria-hidden", "true"),
        ], children: labels.inside.flatMap(elements)),
      XMLElement(
        "g", [("id", plan.id("callouts")), ("aria-hidden", "true")],
        children: labels.callouts.flatMap(elements)),
    ]
    return list
  }

  private var fills: [XMLElement] {
    plan.states.map { state in
      var attributes: [(StaticString, String)] = [
        ("id", plan.id("s-\(state.shape.fips)")), ("fill", fill(state.mark)),
      ]
      switch state.value {
      case .value(let number): attributes.append(("data-value", "\(number)"))
      case .zero: attributes.append(("data-value", "0"))
      case .notReported: break
      }
      return XMLElement(
        "path", attributes + [("d", state.shape.path)],
        children: [XMLElement("title", text: plan.tooltip(state))])
    }
  }

  private func line(_ path: String, _ stroke: String, _ width: String) -> XMLElement {
    XMLElement(
      "path",
      [
        ("d", path), ("fill", "none"), ("stroke", stroke), ("stroke-width", width),
        ("stroke-linejoin", "round"), ("pointer-events", "none"), ("aria-hidden", "true"),
      ])
  }

  private var frames: [XMLElement] {
    let projection = CompositeProjection.atlas
    let alaska = projection.window(of: .alaska)
    let hawaii = projection.window(of: .hawaii)
    let left = Self.margin - Self.mapLeft
    var path =
      "M\(number(left)),\(number(alaska.minY))H\(number(alaska.maxX - 30))"
      + "L\(number(alaska.maxX)),\(number(hawaii.minY))V\(number(alaska.maxY + 6))"
      + "M\(number(alaska.maxX)),\(number(hawaii.minY))H\(number(hawaii.maxX))"
      + "V\(number(hawaii.maxY + 6))"
    if plan.states.contains(where: { $0.shape.part == .puertoRico }) {
      let box = projection.window(of: .puertoRico)
      path +=
        "M\(number(box.minX)),\(number(box.maxY + 6))V\(number(box.minY))H\(number(box.maxX))"
    }
    return [
      XMLElement(
        "path",
        [
          ("d", path), ("fill", "none"), ("stroke", "#aaaaaa"), ("stroke-width", "0.8"),
          ("aria-hidden", "true"),
        ]),
      text(
        "Alaska at 35% scale", x: left, y: alaska.minY + 13, size: 9.5, [("fill", Self.grey)]),
    ]
  }

  // MARK: Labels

  private func elements(_ label: LabelPlan.Inside) -> [XMLElement] {
    let step = label.size * LabelPlan.lineHeight
    // Capitals and digits stand 0.72 of the size above the line they sit on.
    let first =
      label.centre.y + 0.36 * label.size - step * Double(label.lines.count - 1) / 2
    let fill = plan.color(label.state.mark)
    return label.lines.enumerated().map { index, line in
      var more: [(StaticString, String)] = [
        ("fill", label.isOnFill ? fill.textColor.hex : Self.ink)
      ]
      if index == 0 { more.append(("font-weight", "bold")) }
      if label.isOnFill, label.state.isSwing || label.state.mark == .missing {
        more += [
          ("stroke", fill.hex), ("stroke-width", "3"), ("stroke-linejoin", "round"),
          ("paint-order", "stroke"),
        ]
      }
      return text(
        line, x: label.centre.x, y: first + step * Double(index), size: label.size, more)
    }
  }

  private func elements(_ callout: LabelPlan.Callout) -> [XMLElement] {
    let points = callout.leader.map { "\(number($0.x)),\(number($0.y))" }
    var list = [
      XMLElement(
        "path",
        [
          ("d", "M" + points.joined(separator: " ")), ("fill", "none"), ("stroke", "#555555"),
          ("stroke-width", "0.6"),
        ])
    ]
    if let start = callout.leader.first {
      list.append(
        XMLElement(
          "circle",
          [
            ("cx", number(start.x)), ("cy", number(start.y)), ("r", "1.4"), ("fill", "#111111"),
            ("stroke", "#ffffff"), ("stroke-width", "0.5"),
          ]))
    }
    list += swatch(callout.state.mark, isSwing: callout.state.isSwing, callout.swatch)
    var more: [(StaticString, String)] = [("font-weight", "bold")]
    if callout.isLeft { more.append(("text-anchor", "end")) }
    list.append(
      text(
        callout.text, x: callout.anchor.x, y: callout.anchor.y + 4, size: LabelPlan.calloutSize,
        more))
    return list
  }
}
