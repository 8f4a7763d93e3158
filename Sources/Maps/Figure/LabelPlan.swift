import Drawing

/// Where each state's label goes: inside it, beside it, or in a callout with a leader.
struct LabelPlan {
  /// A label inside a state or beside an inset.
  struct Inside {
    let state: FigurePlan.State
    var lines: [String]
    let size: Double
    let centre: CanvasPoint
    /// Whether it stands on the state's colour.
    let isOnFill: Bool
    /// Whether it runs over the state's outline, so that it needs the colour around it.
    var isTight = false

    /// The box around the lines.
    var box: CanvasBox {
      let width = lines.map { TextMetrics.width($0, size: size, isBold: true) }.max() ?? 0
      let height = Double(lines.count - 1) * size * LabelPlan.lineHeight + 0.72 * size
      return CanvasBox(
        minX: centre.x - width / 2, minY: centre.y - height / 2, maxX: centre.x + width / 2,
        maxY: centre.y + height / 2)
    }
  }

  /// A label beside the map with a swatch and a line to its state.
  struct Callout {
    let state: FigurePlan.State
    let text: String
    let size: Double
    let swatch: CanvasBox
    /// Whether the swatch is drawn; circles have a colour that says nothing.
    let hasSwatch: Bool
    /// From the state to the swatch.
    let leader: [CanvasPoint]
    /// Where the text starts, or ends when it stands left of the swatch.
    let anchor: CanvasPoint
    let isLeft: Bool

    /// The box around swatch and text.
    var box: CanvasBox {
      let width = TextMetrics.width(text, size: size, isBold: true)
      return CanvasBox(
        minX: isLeft ? anchor.x - width : swatch.minX, minY: swatch.minY - 1,
        maxX: isLeft ? swatch.maxX : anchor.x + width, maxY: swatch.maxY + 1)
    }
  }

  static let lineHeight = 1.12
  /// The states too small for a label, down the coast, and the two that have room above.
  static let atlantic: Set<String> = ["MA", "RI", "CT", "NJ", "DE", "MD", "DC"]
  private static let northern = ["NH", "VT"]

  let inside: [Inside]
  let callouts: [Callout]

  /// Lays labels out on the full canvas.
  ///
  /// - Parameters:
  ///   - plan: The figure.
  ///   - pen: For the sizes that the page's width allows.
  ///   - showsInside: Whether states without a callout are labelled; those in insets always are.
  init(_ plan: FigurePlan, pen: Pen, showsInside: Bool = true) {
    let fitting = Self.inside(plan, pen, showsInside: showsInside, outside: Self.atlantic)
    // On a narrow column letters need more room: an eastern state without it has a callout too.
    let crowded = plan.states.filter { state in
      let isAtlantic = Self.atlantic.contains(state.shape.usps)
      return pen.page.millimetres != nil && showsInside && plan.figure.labels != .none
        && !isAtlantic && !Self.northern.contains(state.shape.usps) && state.shape.pole.x > 700
        && !fitting.contains { $0.state.index == state.index }
    }
    let called = Self.atlantic.union(crowded.prefix(2).map(\.shape.usps))
    let inside = Self.inside(plan, pen, showsInside: showsInside, outside: called)
    var callouts: [Callout] = []
    let size = pen.size(11)
    let pitch = max(19, size * 1.42)
    // Ordered by latitude on the page, so that leaders fan out and never cross.
    let column = plan.states.filter { called.contains($0.shape.usps) }
      .sorted { ($0.shape.pole.y, $0.shape.fips) < ($1.shape.pole.y, $1.shape.fips) }
    for (row, state) in column.enumerated() {
      callouts.append(
        Self.callout(
          state, plan, x: 940, y: 180 + pitch * Double(row), size: size, isLeft: false))
    }
    for (row, usps) in Self.northern.enumerated() {
      guard let state = plan.states.first(where: { $0.shape.usps == usps }) else { continue }
      callouts.append(
        Self.callout(
          state, plan, x: 806, y: 36 + pitch * Double(row) - (pitch - 19) * 0.5, size: size,
          isLeft: true))
    }
    self.inside = inside
    self.callouts = callouts
  }

  /// The labels within states, without those of states that have a callout.
  private static func inside(
    _ plan: FigurePlan, _ pen: Pen, showsInside: Bool, outside: Set<String>
  ) -> [Inside] {
    guard plan.figure.labels != .none else { return [] }
    var inside: [Inside] = []
    for state in plan.states
    where !outside.contains(state.shape.usps) && !northern.contains(state.shape.usps)
      && (showsInside || state.shape.part == .hawaii || state.shape.part == .puertoRico)
    {
      if let label = Self.label(state, plan, pen) { inside.append(label) }
    }
    // A label that runs over its state's outline gives way to any other: its sign stands below, or goes, or all of it.
    // One with a sign may run over by a little.
    for label in inside
    where label.isTight || label.lines.count == 1 && label.lines[0] != label.state.shape.usps {
      let others = inside.filter { $0.state.index != label.state.index }
      func isFree(_ label: Inside) -> Bool { !others.contains { $0.box.overlaps(label.box) } }
      guard !isFree(label) else { continue }
      inside.removeAll { $0.state.index == label.state.index }
      let short = Self.label(label.state, plan, pen, isShort: true)
      var stacked = label
      stacked.lines = [label.state.shape.usps, sign(label.state, plan)]
      let signed = stacked.lines[1].isEmpty ? nil : stacked
      if let other = [signed, short].compactMap(\.self).first(where: isFree) {
        inside.append(other)
      }
    }
    return inside
  }

  private static func callout(
    _ state: FigurePlan.State, _ plan: FigurePlan, x: Double, y: Double, size: Double, isLeft: Bool
  ) -> Callout {
    let code = state.shape.usps
    let value = plan.valueText(state)
    let text =
      switch plan.figure.labels {
      case .none, .code: code
      case .value, .both: value.isEmpty ? code : code + " " + value
      }
    let half = size * 0.6
    let wide = plan.figure.view == .symbols ? 0 : size * 1.64
    let swatch = CanvasBox(minX: x, minY: y - half, maxX: x + wide, maxY: y + half)
    let start = isLeft ? swatch.maxX + 1 : swatch.minX - 1
    let elbow = isLeft ? start + 9 : start - 9
    return Callout(
      state: state, text: text, size: size, swatch: swatch,
      hasSwatch: plan.figure.view != .symbols,
      leader: [
        state.shape.pole, CanvasPoint(x: elbow, y: y), CanvasPoint(x: start, y: y),
      ],
      anchor: CanvasPoint(x: isLeft ? swatch.minX - 5 : swatch.maxX + 5, y: y), isLeft: isLeft)
  }

  /// The label of a state where its room allows one, by the figure's choice of labels.
  ///
  /// - Parameter isShort: Whether only the code is asked for.
  static func label(
    _ state: FigurePlan.State, _ plan: FigurePlan, _ pen: Pen, isShort: Bool = false
  ) -> Inside? {
    // The dots say that nothing is reported.
    let value = state.mark == .missing ? "" : plan.valueText(state)
    let code = state.shape.usps
    let signed = code + sign(state, plan)
    var choices: [[String]] =
      switch plan.figure.labels {
      case .none: []
      case .code: [[code]]
      case .value: [[value], [signed], [code]]
      case .both: [[code, value], [signed], [code]]
      }
    if isShort { choices = [[code]] }
    choices = choices.map { $0.filter { !$0.isEmpty } }.filter { !$0.isEmpty }
    let largest = pen.size(11)
    if state.shape.part == .hawaii || state.shape.part == .puertoRico {
      guard let lines = choices.first else { return nil }
      return besideInset(state, lines.joined(separator: " "), size: largest, plan)
    }
    let least = pen.size(9)
    func inside(_ lines: [String], size: Double, isTight: Bool = false) -> Inside {
      Inside(
        state: state, lines: lines, size: size, centre: state.shape.pole, isOnFill: true,
        isTight: isTight)
    }
    for lines in choices {
      for size in stride(from: largest, through: least, by: -0.5)
      where fits(lines, size: size, room: state.shape.room) { return inside(lines, size: size) }
      // A sign may run over the outline: in grey it is all that tells a rise from a fall.
      if lines == [signed], signed != code, fits(lines, size: least, room: state.shape.room * 1.8) {
        return inside(lines, size: least, isTight: true)
      }
    }
    // On a narrow column a state too small for legible text keeps its row in the table.
    return choices.last.flatMap { lines in
      pen.page.millimetres == nil || fits(lines, size: least, room: state.shape.room * 1.4)
        ? inside(lines, size: least, isTight: true) : nil
    }
  }

  /// The sign of a change outside the middle class, for a state whose value has no room.
  private static func sign(_ state: FigurePlan.State, _ plan: FigurePlan) -> String {
    guard plan.figure.format.isSigned, case .value(let value) = state.value,
      state.mark.index != plan.classes.counts.count / 2
    else { return "" }
    return value < 0 ? "\u{2212}" : "+"
  }

  private static func besideInset(
    _ state: FigurePlan.State, _ line: String, size: Double, _ plan: FigurePlan
  ) -> Inside {
    let box = state.shape.box
    let half = TextMetrics.width(line, size: size, isBold: true) / 2
    let window = plan.geometry.window(of: state.shape.part)
    var centre =
      state.shape.part == .hawaii
      ? CanvasPoint(x: min(box.maxX - 18, window.maxX - 6 - half), y: box.minY + 8)
      : CanvasPoint(x: (box.minX + box.maxX) / 2, y: box.minY - 11)
    // Text too high for the inset stands above its frame, or below Puerto Rico, where callouts end above.
    if size > 14, state.shape.part == .hawaii { centre.y = window.minY - size * 0.55 }
    if size > 14, state.shape.part == .puertoRico {
      centre = CanvasPoint(
        x: max(centre.x, window.minX + 4 + half), y: max(box.maxY, box.centre.y + 8) + size * 0.6)
    }
    return Inside(state: state, lines: [line], size: size, centre: centre, isOnFill: false)
  }

  /// Whether the half-diagonal of the label, corners cut, lies within the room around the pole.
  private static func fits(_ lines: [String], size: Double, room: Double) -> Bool {
    let width = lines.map { TextMetrics.width($0, size: size, isBold: true) }.max() ?? 0
    // Capitals and digits are 0.72 of the size high.
    let height = Double(lines.count - 1) * size * lineHeight + 0.72 * size
    return (width * width + height * height).squareRoot() / 2 <= room * 1.08
  }
}

/// Labels drawn.
struct LabelDrawing {
  let plan: FigurePlan
  let pen: Pen

  /// The lines of a label inside a state.
  func elements(_ label: LabelPlan.Inside) -> [XMLElement] {
    let step = label.size * LabelPlan.lineHeight
    // Capitals and digits stand 0.72 of the size above the line they sit on.
    let first =
      label.centre.y + 0.36 * label.size - step * Double(label.lines.count - 1) / 2
    let fill = plan.color(label.state.mark)
    let hasPlate = label.isOnFill && (plan.isPatterned(label.state) || label.isTight)
    var plates: [XMLElement] = []
    var texts: [XMLElement] = []
    for (index, line) in label.lines.enumerated() {
      let y = first + step * Double(index)
      if hasPlate {
        plates.append(
          pen.plate(
            line, x: label.centre.x, y: y, size: label.size, isBold: index == 0, color: fill,
            padding: label.isTight ? 0.06 : 0.2))
      }
      texts.append(
        pen.text(
          line, x: label.centre.x, y: y, size: label.size,
          color: label.isOnFill ? fill.textColor : pen.theme.ink, isBold: index == 0))
    }
    return plates + texts
  }

  /// The dots of estimates whose intervals leave zero out: above the label, or at the label's place.
  func dots(_ labels: LabelPlan) -> [XMLElement] {
    let called = Set(labels.callouts.map(\.state.index))
    let boxes = Dictionary(
      labels.inside.map { ($0.state.index, $0) }, uniquingKeysWith: { one, _ in one })
    let radius = pen.size(11) * 0.26
    return plan.states.filter { $0.isClear && !called.contains($0.index) }.map { state in
      let label = boxes[state.index]
      let place = label.map {
        CanvasPoint(x: $0.centre.x, y: $0.box.minY - radius - $0.size * 0.2)
      }
      return SwatchDrawing.dot(place ?? state.shape.pole, radius: radius, pen)
    }
  }

  /// The leader, the swatch and the text of a callout.
  func elements(_ callout: LabelPlan.Callout) -> [XMLElement] {
    var list = [
      XMLElement(
        "path",
        [
          ("d", pen.path(callout.leader)), ("fill", "none"), ("stroke", pen.theme.muted.hex),
          ("stroke-width", "0.6"),
        ])
    ]
    if let start = callout.leader.first {
      list.append(
        pen.circle(
          start, radius: 1.4, fill: pen.theme.outline.hex, stroke: pen.theme.outlineCasing,
          width: 0.5))
    }
    if callout.hasSwatch {
      list += SwatchDrawing(plan: plan, pen: pen)
        .swatch(callout.state.mark, isSwing: callout.state.isSwing, callout.swatch)
      if callout.state.isClear {
        list.append(
          SwatchDrawing.dot(callout.swatch.centre, radius: callout.size * 0.26, pen))
      }
    }
    list.append(
      pen.text(
        callout.text, x: callout.anchor.x, y: callout.anchor.y + callout.size * 0.36,
        size: callout.size, isBold: true, anchor: callout.isLeft ? .end : .start))
    return list
  }
}
