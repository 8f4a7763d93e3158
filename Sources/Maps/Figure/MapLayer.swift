import Drawing

/// The land of a map: insets' frames, fills, hatching, borders and outlines, in the geometry's units.
struct MapLayer {
  let plan: FigurePlan
  let pen: Pen
  /// How heavy lines are; 1 on the full canvas, less on a panel.
  let weight: Double
  /// Where the frame of Alaska starts.
  let left: Double
  /// How states are filled; `nil` for their own class.
  var flat: Color?

  private var theme: Theme { pen.theme }

  /// Everything, from the lowest to the highest.
  var elements: [XMLElement] {
    let drawn = Set(plan.states.map(\.index))
    let swing = Set(plan.states.filter(\.isSwing).map(\.index))
    var list = [frames]
    list.append(
      XMLElement(
        "g",
        [
          ("id", plan.id((plan.panel.isEmpty ? "" : plan.panel + "-") + "states")),
          ("fill-rule", "evenodd"), ("stroke", theme.borderUnder.hex),
          ("stroke-width", pen.number(0.6 * weight)), ("stroke-linejoin", "round"),
        ], children: fills))
    if plan.isHatching, flat == nil, !swing.isEmpty {
      let hatching = plan.states.filter(\.isSwing).map { state in
        XMLElement("path", [("d", state.shape.shortPath), ("fill", plan.hatch(state.mark))])
      }
      list.append(
        XMLElement(
          "g", [("fill-rule", "evenodd"), ("pointer-events", "none"), ("aria-hidden", "true")],
          children: hatching))
    }
    // Dark under light: one of the two stands out from any fill, and shared arcs are drawn once.
    let borders = plan.geometry.mesh {
      $0.count == 2 && drawn.contains($0[0]) && swing.isDisjoint(with: $0)
    }
    list += [
      pen.line(borders, theme.borderUnder, width: 1.3 * weight),
      pen.line(borders, theme.borderOver, width: 0.7 * weight),
    ]
    if !swing.isEmpty {
      // Coasts of many small islands would clot at the full weight, and need no casing.
      let coast = plan.geometry.mesh { $0.count == 1 && swing.contains($0[0]) }
      let border = plan.geometry.mesh { $0.count == 2 && !swing.isDisjoint(with: $0) }
      list += [
        pen.line(border, theme.outlineCasing, width: 3.2 * weight),
        pen.line(coast, theme.outline, width: 1 * weight),
        pen.line(border, theme.outline, width: 1.8 * weight),
      ]
    }
    return list.filter { !$0.isEmptyPath }
  }

  private var fills: [XMLElement] {
    plan.states.map { state in
      var attributes: [(StaticString, String)] = [
        ("id", plan.stateID(state)), ("fill", flat?.hex ?? plan.fill(state.mark)),
      ]
      switch state.value {
      case .value(let number): attributes.append(("data-value", "\(number)"))
      case .category(let id): attributes.append(("data-value", id))
      case .zero: attributes.append(("data-value", "0"))
      case .notReported: break
      }
      return XMLElement(
        "path", attributes + [("d", state.shape.path)],
        children: [XMLElement("title", text: plan.tooltip(state))])
    }
  }

  private var frames: XMLElement {
    let alaska = plan.geometry.window(of: .alaska)
    let hawaii = plan.geometry.window(of: .hawaii)
    let foot = 6 * plan.geometry.scale
    func n(_ value: Double) -> String { pen.number(value) }
    var path =
      "M\(n(left)),\(n(alaska.minY))H\(n(alaska.maxX - 30 * plan.geometry.scale))"
      + "L\(n(alaska.maxX)),\(n(hawaii.minY))V\(n(alaska.maxY + foot))"
      + "M\(n(alaska.maxX)),\(n(hawaii.minY))H\(n(hawaii.maxX))V\(n(hawaii.maxY + foot))"
    if plan.states.contains(where: { $0.shape.part == .puertoRico }) {
      let box = plan.geometry.window(of: .puertoRico)
      path += "M\(n(box.minX)),\(n(box.maxY + foot))V\(n(box.minY))H\(n(box.maxX))"
    }
    return pen.line(path, theme.rule, width: 0.8 * max(weight, 0.6))
  }
}

/// Boxes and patterns that layers, legends and callouts share.
struct SwatchDrawing {
  let plan: FigurePlan
  let pen: Pen

  /// The patterns that marks refer to.
  ///
  /// - Parameters:
  ///   - plans: All panels of the page.
  ///   - pitch: How far the lines of the hatch are apart.
  static func patterns(_ plans: [FigurePlan], pen: Pen, pitch: Double) -> [XMLElement] {
    guard let plan = plans.first else { return [] }
    var list: [XMLElement] = []
    if plans.contains(where: { $0.isHatching && $0.hasSwing }) {
      var marks = Set(plans.flatMap(\.states).filter(\.isSwing).map(\.mark))
      // The legend's key stands on the middle class.
      marks.formUnion(plans.map(\.keyMark))
      for mark in marks.sorted(by: { $0.key < $1.key }) {
        list.append(
          XMLElement(
            "pattern",
            [
              ("id", plan.id("hatch-\(mark.key)")), ("patternUnits", "userSpaceOnUse"),
              ("width", pen.number(pitch)), ("height", pen.number(pitch)),
              ("patternTransform", "rotate(45)"),
            ],
            children: [
              XMLElement(
                "path",
                [
                  ("d", "M\(pen.number(pitch / 2)),0V\(pen.number(pitch))"),
                  ("stroke", plan.color(mark).hatchColor.hex),
                  ("stroke-width", pen.number(pitch * 0.2)),
                ])
            ]))
      }
    }
    if plans.contains(where: { $0.states.contains { $0.mark == .zero } }) {
      // Level lines, so that a zero is not taken for the near-white of a middle class.
      list.append(
        XMLElement(
          "pattern",
          [
            ("id", plan.id("level")), ("patternUnits", "userSpaceOnUse"),
            ("width", pen.number(pitch)), ("height", pen.number(pitch)),
          ],
          children: [
            XMLElement(
              "rect",
              [
                ("width", pen.number(pitch)), ("height", pen.number(pitch)),
                ("fill", plan.theme.zero.hex),
              ]),
            XMLElement(
              "path",
              [
                ("d", "M0,\(pen.number(pitch / 2))H\(pen.number(pitch))"),
                ("stroke", plan.theme.missingDot.hex), ("stroke-width", pen.number(pitch * 0.15)),
              ]),
          ]))
    }
    if plans.contains(where: { $0.states.contains { $0.mark == .missing } }) {
      let step = pitch * 7 / 6
      list.append(
        XMLElement(
          "pattern",
          [
            ("id", plan.id("dots")), ("patternUnits", "userSpaceOnUse"),
            ("width", pen.number(step)), ("height", pen.number(step)),
          ],
          children: [
            XMLElement(
              "rect",
              [
                ("width", pen.number(step)), ("height", pen.number(step)),
                ("fill", plan.theme.missing.hex),
              ]),
            pen.circle(
              CanvasPoint(x: step / 2, y: step / 2), radius: step * 0.13,
              fill: plan.theme.missingDot.hex),
          ]))
    }
    return list
  }

  /// A box with a state's fill, hatched and outlined like the state.
  func swatch(
    _ mark: FigurePlan.Mark, isSwing: Bool, _ box: CanvasBox, weight: Double = 1
  ) -> [XMLElement] {
    guard isSwing else {
      return [pen.rectangle(box, fill: plan.fill(mark), stroke: edge, width: 0.8 * weight)]
    }
    return [pen.rectangle(box, fill: plan.fill(mark))]
      + (plan.isHatching ? [pen.rectangle(box, fill: plan.hatch(mark))] : [])
      + [pen.rectangle(box, fill: "none", stroke: pen.theme.outline, width: 1.6 * weight)]
  }

  /// The mark of an estimate whose interval leaves zero out.
  static func dot(_ centre: CanvasPoint, radius: Double, _ pen: Pen) -> XMLElement {
    pen.circle(
      centre, radius: radius, fill: pen.theme.outline.hex, stroke: pen.theme.outlineCasing,
      width: 1.2)
  }

  private var edge: Color { pen.theme.isDark ? Color(0x9A9EA6) : Color(0x666666) }
}
