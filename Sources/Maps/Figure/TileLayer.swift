import Drawing

/// The states as squares of one size, in rows and columns that keep neighbours near each other.
struct TileLayer {
  let plan: FigurePlan
  let pen: Pen
  /// The side of a square with the gap to the next.
  let pitch: Double
  /// Where the grid starts on the page.
  let origin: CanvasPoint

  /// Everything.
  var elements: [XMLElement] {
    let size = side
    var tiles: [XMLElement] = []
    var texts: [XMLElement] = []
    let drawing = SwatchDrawing(plan: plan, pen: pen)
    for state in plan.states {
      guard let cell = TileLayout.cells[state.shape.usps] else { continue }
      let box = CanvasBox(
        minX: origin.x + Double(cell.column) * pitch, minY: origin.y + Double(cell.row) * pitch,
        maxX: origin.x + Double(cell.column) * pitch + size,
        maxY: origin.y + Double(cell.row) * pitch + size)
      tiles.append(
        XMLElement(
          "g", [("id", plan.stateID(state))],
          children: [XMLElement("title", text: plan.tooltip(state))]
            + drawing.swatch(
              state.mark, isSwing: state.isSwing, box, weight: pitch > 50 ? 1.2 : 0.7)))
      texts += label(state, box)
      if state.isClear {
        let radius = max(2.6, size * 0.06)
        texts.append(
          SwatchDrawing.dot(
            CanvasPoint(x: box.maxX - 1.9 * radius, y: box.minY + 1.9 * radius), radius: radius, pen
          ))
      }
    }
    return [
      XMLElement("g", [("id", plan.id(prefix + "states"))], children: tiles),
      XMLElement(
        "g",
        [
          ("id", plan.id(prefix + "labels")), ("text-anchor", "middle"), ("aria-hidden", "true"),
          ("pointer-events", "none"),
        ],
        children: texts),
    ].filter(\.hasChildren)
  }

  private var prefix: String { plan.panel.isEmpty ? "" : plan.panel + "-" }
  private var side: Double { isSmall ? pitch - 1.4 : (pitch * 0.94).rounded(.down) }
  /// A square of a panel has room for the code at most.
  private var isSmall: Bool { !plan.panel.isEmpty }

  /// How far squares of panels must be apart, so that every code fits.
  static func leastPitch(_ page: PageSize) -> Double {
    let size = page.size(9, canvas: ChoroplethDrawing.leastWidth)
    return (cellCodes.map { TextMetrics.width($0, size: size) }.max() ?? 0) + 2
  }

  private static let cellCodes = TileLayout.cells.keys.sorted()

  private func label(_ state: FigurePlan.State, _ box: CanvasBox) -> [XMLElement] {
    let fill = plan.color(state.mark)
    let value = state.mark == .missing ? "" : plan.valueText(state)
    var lines: [String] =
      switch isSmall && plan.figure.labels != .none ? .code : plan.figure.labels {
      case .none: []
      case .code: [state.shape.usps]
      case .value: [value.isEmpty ? state.shape.usps : value]
      case .both: value.isEmpty ? [state.shape.usps] : [state.shape.usps, value]
      }
    var size = pen.size(isSmall ? 9 : min(13, pitch * 0.3))
    let room = isSmall ? side - 0.5 : side - 2
    func width(_ line: String) -> Double { TextMetrics.width(line, size: size, isBold: !isSmall) }
    while lines.contains(where: { width($0) > room }), size > pen.size(9) { size -= 0.5 }
    lines = lines.filter { width($0) <= room }
    let hasPlate = plan.isPatterned(state)
    let step = size * 1.2
    let first = (box.minY + box.maxY) / 2 + 0.36 * size - step * Double(lines.count - 1) / 2
    var plates: [XMLElement] = []
    var texts: [XMLElement] = []
    for (index, line) in lines.enumerated() {
      let y = first + step * Double(index)
      let isBold = index == 0 && !isSmall
      if hasPlate {
        plates.append(
          pen.plate(
            line, x: box.centre.x, y: y, size: size, isBold: isBold, color: fill,
            padding: isSmall ? 0.04 : 0.2))
      }
      texts.append(
        pen.text(
          line, x: box.centre.x, y: y, size: size, color: fill.textColor, isBold: isBold))
    }
    return plates + texts
  }
}

/// The grid of squares that National Public Radio's graphics desk made usual in 2015, with Puerto
/// Rico added.
package enum TileLayout {
  /// Rows from the top and columns from the left, both from 0, by postal code.
  package static let cells: [String: (row: Int, column: Int)] = {
    let rows = [
      "AK .. .. .. .. .. .. .. .. .. ME", ".. .. .. .. .. WI .. .. .. VT NH",
      "WA ID MT ND MN IL MI .. NY MA ..", "OR NV WY SD IA IN OH PA NJ CT RI",
      "CA UT CO NE MO KY WV VA MD DE ..", ".. AZ NM KS AR TN NC SC DC .. ..",
      ".. .. .. OK LA MS AL GA .. .. ..", "HI .. .. TX .. .. .. .. FL .. PR",
    ]
    var cells: [String: (row: Int, column: Int)] = [:]
    for (row, line) in rows.enumerated() {
      for (column, code) in line.split(separator: " ").enumerated() where code != ".." {
        cells[String(code)] = (row, column)
      }
    }
    return cells
  }()

  /// How many rows and columns there are.
  static let size = (rows: 8, columns: 11)
}
