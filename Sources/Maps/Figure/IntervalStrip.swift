import Drawing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Estimates side by side with their intervals, ranked, so that a map of them is not read as data.
struct IntervalStrip {
  let plan: FigurePlan
  let pen: Pen

  private static let height = 190.0

  /// Draws the strip from `top` down between the margins.
  func content(top: Double) -> (elements: [XMLElement], bottom: Double) {
    let ranked = plan.states.compactMap { state -> Row? in
      guard case .value(let value) = state.value, let interval = state.interval else { return nil }
      return Row(state: state, value: value, interval: interval)
    }.sorted {
      $0.value != $1.value ? $0.value > $1.value : $0.state.shape.fips < $1.state.shape.fips
    }
    guard !ranked.isEmpty else { return ([], top) }
    let size = pen.size(11)
    let reach = Self.reach(ranked)
    let step = Self.step(reach)
    let ticks = stride(from: -(reach / step).rounded(.down), through: reach / step, by: 1)
      .map { $0 * step }
    let labels = plan.figure.format.distinctTexts(ticks)
    let gutter = (labels.map { TextMetrics.width($0, size: size) }.max() ?? 0) + 8
    let left = Page.margin + gutter
    let right = pen.canvas - Page.margin
    let first = top + size * 2.1
    func y(_ value: Double) -> Double {
      first + Self.height * (0.5 - 0.5 * min(1, max(-1, value / reach)))
    }
    var elements = [
      pen.text(
        "\(plan.figure.legendTitle): estimates and 95% intervals, ranked", x: Page.margin,
        y: top + size * 0.7, size: pen.size(12, atLeast: 6.3), isBold: true)
    ]
    for (tick, label) in zip(ticks, labels) {
      elements.append(
        pen.line(
          "M\(pen.number(left)),\(pen.number(y(tick)))H\(pen.number(right))",
          tick == 0 ? pen.theme.ink : pen.theme.rule, width: tick == 0 ? 1 : 0.5))
      elements.append(
        pen.text(
          label, x: left - 6, y: y(tick) + size * 0.36, size: size, color: pen.theme.muted,
          anchor: .end))
    }
    let pitch = (right - left) / Double(ranked.count)
    let codeSize = pen.size(min(10, pitch * 0.5))
    // As many rows of codes as keep neighbours in a row apart.
    let widest = TextMetrics.width("WV", size: codeSize, isBold: true) + codeSize * 0.25
    let rows = max(1, Int((widest / pitch).rounded(.up)))
    let base = first + Self.height + 6 + codeSize * 1.2
    for (index, row) in ranked.enumerated() {
      let x = left + pitch * (Double(index) + 0.5)
      elements += bar(row, x: x, y: y, reach: reach)
      elements.append(
        pen.text(
          row.state.shape.usps, x: x, y: base + Double(index % rows) * codeSize * 1.15,
          size: codeSize, color: row.state.isSwing ? nil : pen.theme.muted,
          isBold: row.state.isSwing, anchor: .middle))
    }
    return (elements, base + Double(rows - 1) * codeSize * 1.15 + codeSize)
  }

  private struct Row {
    let state: FigurePlan.State
    let value: Double
    let interval: ClosedRange<Double>
  }

  private func bar(
    _ row: Row, x: Double, y: (Double) -> Double, reach: Double
  ) -> [XMLElement] {
    let low = y(row.interval.lowerBound)
    let high = y(row.interval.upperBound)
    let ink = row.state.isSwing ? pen.theme.ink : pen.theme.muted
    var list = [
      pen.line(
        "M\(pen.number(x)),\(pen.number(high))V\(pen.number(low))", ink,
        width: row.state.isSwing ? 2 : 1.1)
    ]
    // An interval that runs off the strip ends in an arrow.
    if row.interval.upperBound > reach {
      list.append(arrow(x: x, y: high, isUp: true, ink))
    }
    if row.interval.lowerBound < -reach {
      list.append(arrow(x: x, y: low, isUp: false, ink))
    }
    list.append(
      XMLElement(
        "circle",
        [
          ("cx", pen.number(x)), ("cy", pen.number(y(row.value))), ("r", "4"),
          ("fill", plan.color(row.state.mark).hex), ("stroke", ink.hex), ("stroke-width", "1.2"),
        ], children: [XMLElement("title", text: plan.tooltip(row.state))]))
    return list
  }

  private func arrow(x: Double, y: Double, isUp: Bool, _ color: Color) -> XMLElement {
    let tip = isUp ? y - 5 : y + 5
    return XMLElement(
      "path",
      [
        (
          "d",
          "M\(pen.number(x - 3)),\(pen.number(y)) \(pen.number(x)),\(pen.number(tip)) "
            + "\(pen.number(x + 3)),\(pen.number(y))Z"
        ), ("fill", color.hex),
      ])
  }

  /// How far the axis reaches: all estimates, and the ends of nine tenths of the intervals.
  private static func reach(_ rows: [Row]) -> Double {
    let ends = rows.flatMap { [abs($0.interval.lowerBound), abs($0.interval.upperBound)] }.sorted()
    let values = rows.map { abs($0.value) }.max() ?? 0
    let most = ends[min(ends.count - 1, ends.count * 9 / 10)]
    let reach = max(values * 1.12, most)
    return reach > 0 ? reach * 1.04 : 1
  }

  private static func step(_ reach: Double) -> Double {
    let power = (0..<12).reduce(1e-6) { step, _ in step * 10 <= reach ? step * 10 : step }
    return [0.25, 0.5, 1, 2.5].map { $0 * power }.first { reach / $0 <= 2.5 } ?? power * 5
  }
}
