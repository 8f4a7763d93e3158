/// The legend laid out in a strip: classes side by side, then what is not a class.
struct LegendPlan {
  /// A coloured box.
  struct Swatch {
    let mark: FigurePlan.Mark
    let isHatched: Bool
    let box: CanvasBox
    let isClass: Bool
  }

  /// A line of text.
  struct Caption {
    let text: String
    let x: Double
    let y: Double
    let anchor: String
    let isBold: Bool
  }

  let swatches: [Swatch]
  let captions: [Caption]
  let bottom: Double

  static let size = 12.0

  /// Lays the legend out between two edges, starting at `top`.
  init(_ plan: FigurePlan, left: Double, right: Double, top: Double) {
    var swatches: [Swatch] = []
    var captions: [Caption] = []
    var x = left
    let barTop = top + 20
    if let ends = plan.classes.ends {
      let title = TextMetrics.shortened(
        plan.figure.legendTitle, size: 12, isBold: true, width: right - left)
      captions.append(Caption(text: title, x: left, y: top + 11, anchor: "start", isBold: true))
      let breaks = plan.classes.breaks
      // An end that lies beyond the first or last given break has nothing to mark.
      let low = breaks.first.map { ends.lowerBound < $0 } ?? true
      let high = breaks.last.map { ends.upperBound > $0 } ?? (ends.lowerBound < ends.upperBound)
      let values =
        (low ? [ends.lowerBound] : []) + breaks + (high ? [ends.upperBound] : [])
      let texts = plan.figure.format.distinctTexts(values)
      let widest = texts.map { TextMetrics.width($0, size: Self.size) }.max() ?? 0
      let width = min(max(62, widest + 12), (right - left) / Double(plan.classes.counts.count + 1))
      if low { x += (texts.first.map { TextMetrics.width($0, size: Self.size) } ?? 0) / 2 }
      let edgeOffset = low ? 0 : 1
      for index in plan.classes.counts.indices {
        swatches.append(
          Swatch(
            mark: .classed(index), isHatched: false,
            box: CanvasBox(
              minX: x + Double(index) * width, minY: barTop,
              maxX: x + Double(index + 1) * width, maxY: barTop + 14), isClass: true))
      }
      for (index, text) in texts.enumerated() {
        captions.append(
          Caption(
            text: text, x: x + Double(index + edgeOffset) * width, y: barTop + 28,
            anchor: "middle", isBold: false))
      }
      x += Double(plan.classes.counts.count) * width + max(28, widest / 2 + 16)
    }
    var y = barTop
    func entry(_ mark: FigurePlan.Mark, _ text: String, isHatched: Bool = false) {
      let text = TextMetrics.shortened(text, size: Self.size, width: right - left - 40)
      let width = 30 + TextMetrics.width(text, size: Self.size)
      if x + width > right {
        x = left
        y += 38
      }
      swatches.append(
        Swatch(
          mark: mark, isHatched: isHatched,
          box: CanvasBox(minX: x, minY: y, maxX: x + 24, maxY: y + 14), isClass: false))
      captions.append(
        Caption(text: text, x: x + 30, y: y + 11, anchor: "start", isBold: false))
      x += width + 22
    }
    if plan.states.contains(where: \.isSwing) {
      let middle = plan.classes.counts.count / 2
      entry(
        plan.classes.ends == nil ? .zero : .classed(middle), plan.figure.swingLabel,
        isHatched: true)
    }
    if plan.states.contains(where: { $0.mark == .zero }) { entry(.zero, "Zero") }
    if plan.states.contains(where: { $0.mark == .missing }) { entry(.missing, "Not reported") }
    self.swatches = swatches
    self.captions = captions
    bottom = y + 34
  }
}
