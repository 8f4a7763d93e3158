import Drawing

/// What chance gives under assignments drawn anew, with the estimate that was observed.
public struct PermutationChart: Chart {
  /// Which draws are as extreme as the estimate.
  public enum Tail: String, Sendable, Hashable {
    /// Those at least as large.
    case upper
    /// Those at least as small.
    case lower
    /// Those at least as far from zero.
    case both
  }

  /// What stands around the chart and how it looks.
  public var frame: ChartFrame
  /// The estimates under the assignments drawn.
  public var draws: [Double]
  /// The estimate that was observed, in the same unit.
  public var observed: Double
  /// Which draws are as extreme.
  public var tail: Tail
  /// The p-value, as the test gives it.
  public var pValue: Double
  /// The smallest p that could have come out; nil where that is not known.
  public var smallestP: Double?
  /// What is estimated with its unit, such as `Bump under incumbents' ranks assigned anew, percent`.
  public var quantity: String
  /// What stands behind every number, such as `%`.
  public var suffix: String

  /// Makes a chart.
  public init(
    frame: ChartFrame, draws: [Double], observed: Double, tail: Tail = .both, pValue: Double,
    smallestP: Double? = nil, quantity: String, suffix: String = "%"
  ) {
    self.frame = frame
    self.draws = draws
    self.observed = observed
    self.tail = tail
    self.pValue = pValue
    self.smallestP = smallestP
    self.quantity = quantity
    self.suffix = suffix
  }

  /// The title by rule; see ``Chart/finding``.
  public var finding: String {
    let how =
      switch tail {
      case .upper: "as large as"
      case .lower: "as small as"
      case .both: "as far from zero as"
      }
    let sentence =
      "Chance alone gives an estimate \(how) the observed one with probability "
      + ChartNumber.pValue(pValue)
    guard let smallestP, smallestP > 0.05 else { return sentence }
    return sentence + "; less than \(ChartNumber.pValue(smallestP)) was not possible"
  }

  /// The variable with its unit.
  public var variable: String { quantity }

  /// How to read the marks.
  public var reading: String {
    "\(ChartNumber.text(Double(draws.count), 0)) assignments; filled: those as extreme as the observed "
      + "estimate, which is the upright line."
  }

  /// The values in words.
  public var alternative: String {
    let sorted = draws.sorted()
    let middle =
      sorted.isEmpty
      ? 0 : (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    return
      "\(ChartNumber.text(Double(draws.count), 0)) draws from "
      + "\(number(sorted.first ?? 0)) to \(number(sorted.last ?? 0)), in the middle "
      + "\(number(middle)). Observed: \(number(observed)), p \(ChartNumber.pValue(pValue))."
  }

  /// The values as rows of text, the heading first.
  public var rows: [[String]] {
    [["kind", "value"], ["observed", ChartNumber.exact(observed)]]
      + draws.map { ["draw", ChartNumber.exact($0)] }
  }

  /// Refuses values that cannot be drawn; see ``Chart/check()``.
  public func check() throws(DrawingError) {
    try ChartChecks.count(draws.count, of: "draws", in: 1...1_000_000)
    try ChartChecks.finite(observed, "the observed estimate")
    for draw in draws { try ChartChecks.finite(draw, "a draw") }
    guard (0...1).contains(pValue) else {
      throw DrawingError(
        .value, "the p-value is \(pValue)", hint: "give a number from 0 to 1")
    }
  }

  private func isExtreme(_ value: Double) -> Bool {
    let slack = 1e-10 * max(abs(observed), 1e-300)
    return switch tail {
    case .upper: value >= observed - slack
    case .lower: value <= observed + slack
    case .both: abs(value) >= abs(observed) - slack
    }
  }

  private func number(_ value: Double) -> String {
    ChartNumber.text(value, Self.decimals(draws + [observed]), signed: true) + suffix
  }

  /// As many decimals as tell the values apart: two digits of their spread.
  static func decimals(_ values: [Double]) -> Int {
    let spread = (values.max() ?? 1) - (values.min() ?? 0)
    return spread >= 20 ? 0 : spread >= 2 ? 1 : spread >= 0.2 ? 2 : spread >= 0.02 ? 3 : 4
  }

  /// Draws the chart; see ``Chart/content(_:top:)``.
  public func content(_ pen: Pen, top: Double) -> Page.Content {
    let marks = Marks(pen: pen)
    let (left, right) = (Page.margin, pen.canvas - Page.margin)
    let labelTop = top + marks.small * 1.6
    let (plotTop, plotBottom) = (
      labelTop + 10, labelTop + 10 + (draws.count <= 60 ? 0.14 : 0.32) * pen.canvas
    )
    let all = draws + [observed]
    let scale = Scale(
      holding: all + [0], steps: 8, from: left + 10, to: right - 10)
    let dark = marks.seriesColors[0]
    var elements = marks.verticalGrid(
      scale, top: plotTop, bottom: plotBottom, suffix: suffix)
    // Bars lie between the grid's lines; few draws are shown one by one.
    let bins = draws.count <= 60 ? 0 : min(60, max(12, Int(Double(draws.count).squareRoot())))
    if bins == 0 {
      var stacked: [Int: Int] = [:]
      for (index, draw) in draws.sorted().enumerated() {
        let column = Int((scale(draw) / 12).rounded())
        let height = stacked[column, default: 0]
        stacked[column] = height + 1
        let centre = CanvasPoint(
          x: scale(draw), y: plotBottom - 9 - min(Double(height) * 13, plotBottom - plotTop - 20))
        elements.append(
          marks.value(
            "d\(index)", "draw \(number(draw))",
            [
              marks.shape(
                isExtreme(draw) ? .circle : .square, at: centre, radius: 5,
                color: isExtreme(draw) ? dark : pen.theme.muted, isFilled: isExtreme(draw))
            ]))
      }
    } else {
      elements += histogram(bins, scale, marks, top: plotTop, bottom: plotBottom, dark)
    }
    let x = scale(observed)
    // The line leaves draws shown one by one to be seen.
    let lineEnd = plotBottom - (bins == 0 ? 22 : 0)
    elements.append(
      pen.line(
        "M\(pen.number(x)),\(pen.number(plotTop - 4))V\(pen.number(lineEnd))",
        pen.theme.background, width: 6))
    elements.append(
      pen.line(
        "M\(pen.number(x)),\(pen.number(plotTop - 4))V\(pen.number(lineEnd))",
        pen.theme.ink, width: 2.4))
    let text = "observed \(number(observed)), p \(ChartNumber.pValue(pValue))"
    let half = TextMetrics.width(text, size: marks.small, isBold: true) / 2
    elements.append(
      pen.text(
        text, x: min(max(x, left + half), right - half), y: labelTop, size: marks.small,
        isBold: true, anchor: .middle))
    return Page.Content(elements: elements, bottom: plotBottom + marks.tiny * 1.25 + 14)
  }

  private func histogram(
    _ bins: Int, _ scale: Scale, _ marks: Marks, top: Double, bottom: Double, _ color: Color
  ) -> [XMLElement] {
    let pen = marks.pen
    let width = (scale.high - scale.low) / Double(bins)
    var counts = [(all: Int, extreme: Int)](repeating: (0, 0), count: bins)
    for draw in draws {
      let bin = min(max(Int((draw - scale.low) / width), 0), bins - 1)
      counts[bin].all += 1
      if isExtreme(draw) { counts[bin].extreme += 1 }
    }
    let most = Double(counts.map(\.all).max() ?? 1)
    var elements: [XMLElement] = []
    for (bin, count) in counts.enumerated() where count.all > 0 {
      let from = scale(scale.low + Double(bin) * width) + 0.5
      let to = scale(scale.low + Double(bin + 1) * width) - 0.5
      let height = { (number: Int) in Double(number) / most * (bottom - top - 6) }
      var bars: [XMLElement] = []
      bars.append(
        pen.rectangle(
          CanvasBox(minX: from, minY: bottom - height(count.all), maxX: to, maxY: bottom),
          fill: pen.theme.background.hex, stroke: color, width: 0.9))
      if count.extreme > 0 {
        bars.append(
          pen.rectangle(
            CanvasBox(minX: from, minY: bottom - height(count.extreme), maxX: to, maxY: bottom),
            fill: color.hex, stroke: color, width: 0.9))
      }
      let range =
        "\(number(scale.low + Double(bin) * width)) to \(number(scale.low + Double(bin + 1) * width))"
      elements.append(
        marks.value(
          "h\(bin)",
          "\(range): \(count.all) draws"
            + (count.extreme > 0 ? ", \(count.extreme) as extreme" : ""), bars))
    }
    return elements
  }
}
