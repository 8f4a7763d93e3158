import Drawing

/// The legend laid out in a strip: classes side by side, then what is not a class.
struct LegendPlan {
  /// A coloured box.
  struct Swatch {
    let mark: FigurePlan.Mark
    let isSwing: Bool
    let box: CanvasBox
    let isClass: Bool
    /// Whether the dot of an estimate stands on it.
    var hasDot = false
  }

  /// A line of text.
  struct Caption {
    let text: String
    let x: Double
    let y: Double
    let anchor: Pen.Anchor
    let isBold: Bool
  }

  private(set) var swatches: [Swatch] = []
  private(set) var captions: [Caption] = []
  private(set) var bottom = 0.0

  let size: Double
  private let plan: FigurePlan
  /// Whether some panel writes a value with another digit to tell it from its neighbour's class.
  private let needsDigit: Bool
  private let left: Double
  private let right: Double
  private var x: Double
  private var y: Double

  /// Lays the legend out between the margins, starting at `top`.
  ///
  /// - Parameters:
  ///   - plans: All panels of the page; they share classes and colours.
  ///   - pen: For the sizes that the page's width allows.
  ///   - top: Where the legend starts.
  init(_ plans: [FigurePlan], pen: Pen, top: Double) {
    plan = plans[0]
    needsDigit = plans.contains { !$0.ambiguous.isEmpty }
    size = pen.size(12, atLeast: 6.3)
    left = Page.margin
    right = pen.canvas - Page.margin
    x = left
    y = top + size * 1.65
    let isSymbols = plan.figure.view == .symbols
    if plan.classes.ends != nil || !plan.figure.categories.isEmpty || isSymbols {
      // An arrow of words where the order of the colours is the reverse of paper.
      let isTurned = plan.theme.isDark && plan.figure.palette.kind == .sequential
      let title = TextMetrics.shortened(
        plan.figure.legendTitle
          + (isTurned && plan.figure.categories.isEmpty && !isSymbols ? " (lighter is more)" : ""),
        size: size, isBold: true, width: right - left)
      captions.append(
        Caption(text: title, x: left, y: top + size * 0.92, anchor: .start, isBold: true))
    }
    if isSymbols {
      x += 0
    } else if !plan.figure.categories.isEmpty {
      for (index, category) in plan.figure.categories.enumerated()
      where plans.contains(where: { $0.states.contains { $0.mark == .classed(index) } }) {
        let isSwing =
          plans.contains { $0.states.contains { $0.mark == .classed(index) && $0.isSwing } }
        entry(.classed(index), category.label, isSwing: isSwing)
      }
    } else {
      bar()
    }
    let states = plans.flatMap(\.states)
    if states.contains(where: \.isClear) {
      entry(plan.keyMark, "Interval leaves zero out", hasDot: true)
    }
    if plan.figure.categories.isEmpty, states.contains(where: \.isSwing) {
      entry(isSymbols ? .plain : plan.keyMark, plan.figure.swingLabel, isSwing: true)
    }
    if states.contains(where: { $0.mark == .zero }) { entry(.zero, "Zero") }
    if states.contains(where: { $0.mark == .missing }) { entry(.missing, "Not reported") }
    bottom = y + size * (plan.figure.categories.isEmpty ? 2.8 : 1.9)
  }

  /// The classes side by side, with the breaks at their edges.
  private mutating func bar() {
    guard let ends = plan.classes.ends else { return }
    let breaks = plan.classes.breaks
    let height = size * 1.17
    // An end that lies beyond the first or last given break has nothing to mark.
    let low = breaks.first.map { ends.lowerBound < $0 } ?? true
    let high = breaks.last.map { ends.upperBound > $0 } ?? (ends.lowerBound < ends.upperBound)
    let values =
      (low ? [ends.lowerBound] : []) + breaks + (high ? [ends.upperBound] : [])
    let texts = plan.figure.format.distinctTexts(values, atLeast: needsDigit ? 1 : 0)
    let widths = texts.map { TextMetrics.width($0, size: size) }
    let widest = widths.max() ?? 0
    let count = Double(plan.classes.counts.count)
    let width = min(max(size * 5.2, widest + size), (right - left - widest) / count)
    if low { x += (widths.first ?? 0) / 2 }
    for index in plan.classes.counts.indices {
      swatches.append(
        Swatch(
          mark: .classed(index), isSwing: false,
          box: CanvasBox(
            minX: x + Double(index) * width, minY: y, maxX: x + Double(index + 1) * width,
            maxY: y + height), isClass: true))
    }
    let offset = low ? 0 : 1
    for (index, text) in texts.enumerated() {
      captions.append(
        Caption(
          text: text, x: x + Double(index + offset) * width, y: y + size * 2.33, anchor: .middle,
          isBold: false))
    }
    // An end class beyond all values has no end of its own to mark.
    for (isShown, place) in [(low, 0.3), (high, count - 0.3)] where !isShown {
      captions.append(
        Caption(
          text: "none", x: x + place * width, y: y + size * 2.33, anchor: .middle, isBold: false))
    }
    x += count * width + max(size * 2.3, widest / 2 + size * 1.3)
  }

  /// One entry beside the classes, in a new line where it does not fit.
  private mutating func entry(
    _ mark: FigurePlan.Mark, _ text: String, isSwing: Bool = false, hasDot: Bool = false
  ) {
    let box = size * 2
    let gap = size * 0.5
    let text = TextMetrics.shortened(text, size: size, width: right - left - box - gap)
    let width = box + gap + TextMetrics.width(text, size: size)
    if x + width > right, x > left {
      x = left
      y += size * (plan.figure.categories.isEmpty ? 3.2 : 1.8)
    }
    swatches.append(
      Swatch(
        mark: mark, isSwing: isSwing,
        box: CanvasBox(minX: x, minY: y, maxX: x + box, maxY: y + size * 1.17), isClass: false,
        hasDot: hasDot))
    captions.append(
      Caption(
        text: text, x: x + box + gap, y: y + size * 0.95, anchor: .start, isBold: false))
    x += width + size * 1.8
  }

  /// The legend drawn.
  func elements(_ pen: Pen) -> [XMLElement] {
    let drawing = SwatchDrawing(plan: plan, pen: pen)
    return swatches.flatMap {
      drawing.swatch($0.mark, isSwing: $0.isSwing, $0.box)
        + ($0.hasDot ? [SwatchDrawing.dot($0.box.centre, radius: size * 0.3, pen)] : [])
    }
      + captions.map {
        pen.text($0.text, x: $0.x, y: $0.y, size: size, isBold: $0.isBold, anchor: $0.anchor)
      }
  }
}
