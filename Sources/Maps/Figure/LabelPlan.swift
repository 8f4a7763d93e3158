/// Where each state's label goes: inside it, beside it, or in a callout with a leader.
struct LabelPlan {
  /// A label inside a state or beside an inset.
  struct Inside {
    let state: FigurePlan.State
    let lines: [String]
    let size: Double
    let centre: CanvasPoint
    /// Whether it stands on the state's colour.
    let isOnFill: Bool
  }

  /// A label beside the map with a swatch and a line to its state.
  struct Callout {
    let state: FigurePlan.State
    let text: String
    let swatch: CanvasBox
    /// From the state to the swatch.
    let leader: [CanvasPoint]
    /// Where the text starts, or ends when it stands left of the swatch.
    let anchor: CanvasPoint
    let isLeft: Bool

    /// The box around swatch and text.
    var box: CanvasBox {
      let width = TextMetrics.width(text, size: LabelPlan.calloutSize, isBold: true)
      return CanvasBox(
        minX: isLeft ? anchor.x - width : swatch.minX, minY: swatch.minY - 1,
        maxX: isLeft ? swatch.maxX : anchor.x + width, maxY: swatch.maxY + 1)
    }
  }

  static let calloutSize = 11.0
  static let lineHeight = 1.12
  private static let atlantic: Set<String> = ["MA", "RI", "CT", "NJ", "DE", "MD", "DC"]
  private static let northern = ["NH", "VT"]

  let inside: [Inside]
  let callouts: [Callout]

  init(_ plan: FigurePlan) {
    var inside: [Inside] = []
    var callouts: [Callout] = []
    // Ordered by latitude on the page, so that leaders fan out and never cross.
    let column = plan.states.filter { Self.atlantic.contains($0.shape.usps) }
      .sorted { ($0.shape.pole.y, $0.shape.fips) < ($1.shape.pole.y, $1.shape.fips) }
    for (row, state) in column.enumerated() {
      callouts.append(
        Self.callout(state, plan, x: 940, y: 180 + 19 * Double(row), isLeft: false))
    }
    for (row, usps) in Self.northern.enumerated() {
      guard let state = plan.states.first(where: { $0.shape.usps == usps }) else { continue }
      callouts.append(Self.callout(state, plan, x: 806, y: 36 + 19 * Double(row), isLeft: true))
    }
    let called = Set(callouts.map(\.state.shape.usps))
    if plan.figure.labels != .none {
      for state in plan.states where !called.contains(state.shape.usps) {
        if let label = Self.label(state, plan) { inside.append(label) }
      }
    }
    self.inside = inside
    self.callouts = callouts
  }

  /// The value as it is written on the map.
  static func valueText(_ state: FigurePlan.State, _ plan: FigurePlan) -> String {
    switch state.value {
    case .value(let number): plan.figure.format.text(number)
    case .zero: "0"
    case .notReported: "\u{2013}"
    }
  }

  private static func callout(
    _ state: FigurePlan.State, _ plan: FigurePlan, x: Double, y: Double, isLeft: Bool
  ) -> Callout {
    let value = valueText(state, plan)
    let text =
      switch plan.figure.labels {
      case .none, .code: state.shape.usps
      case .value, .both: state.shape.usps + " " + value
      }
    let swatch = CanvasBox(minX: x, minY: y - 6.5, maxX: x + 18, maxY: y + 6.5)
    let start = isLeft ? swatch.maxX + 1 : swatch.minX - 1
    let elbow = isLeft ? start + 9 : start - 9
    return Callout(
      state: state, text: text, swatch: swatch,
      leader: [
        state.shape.pole, CanvasPoint(x: elbow, y: y), CanvasPoint(x: start, y: y),
      ],
      anchor: CanvasPoint(x: isLeft ? swatch.minX - 5 : swatch.maxX + 5, y: y), isLeft: isLeft)
  }

  private static func label(_ state: FigurePlan.State, _ plan: FigurePlan) -> Inside? {
    let value = valueText(state, plan)
    let code = state.shape.usps
    let choices: [[String]] =
      switch plan.figure.labels {
      case .none: []
      case .code: [[code]]
      case .value: [[value], [code]]
      case .both: [[code, value], [code]]
      }
    if state.shape.part == .hawaii || state.shape.part == .puertoRico {
      guard let lines = choices.first else { return nil }
      let line = lines.joined(separator: " ")
      let box = state.shape.box
      let half = TextMetrics.width(line, size: 11, isBold: true) / 2
      let edge = CompositeProjection.atlas.window(of: .hawaii).maxX - 6
      let centre =
        state.shape.part == .hawaii
        ? CanvasPoint(x: min(box.maxX - 18, edge - half), y: box.minY + 8)
        : CanvasPoint(x: (box.minX + box.maxX) / 2, y: box.minY - 11)
      return Inside(
        state: state, lines: [line], size: 11, centre: centre, isOnFill: false)
    }
    for lines in choices {
      for size in stride(from: 11.0, through: 9.0, by: -0.5)
      where fits(lines, size: size, room: state.shape.room) {
        return Inside(
          state: state, lines: lines, size: size, centre: state.shape.pole, isOnFill: true)
      }
    }
    // A state too small for the smallest label keeps its tooltip and its row in the table.
    return choices.last.map {
      Inside(state: state, lines: $0, size: 9, centre: state.shape.pole, isOnFill: true)
    }
  }

  /// Whether the half-diagonal of the label, corners cut, lies within the room around the pole.
  private static func fits(_ lines: [String], size: Double, room: Double) -> Bool {
    let width = lines.map { TextMetrics.width($0, size: size, isBold: true) }.max() ?? 0
    let height = Double(lines.count) * size * lineHeight
    return (width * width + height * height).squareRoot() / 2 <= room * 1.12
  }
}
