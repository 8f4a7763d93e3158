import Hypotheses

/// Bumps by incumbent with their 95 % intervals, in order of reputation, one drawing an ally rule.
///
/// All drawings of an analysis share one scale. PPML is a filled circle on a solid line, log-OLS a
/// hollow square on a dashed line, so that neither needs colour.
public struct BumpChart: Sendable {
  /// One estimate in the chart.
  struct Mark: Sendable {
    let estimator: Estimator
    let percent: Double
    let low: Double
    let high: Double
  }

  /// One incumbent's row.
  struct Row: Sendable {
    let label: String
    let marks: [Mark]
  }

  /// The drawing of one ally rule.
  struct Drawing: Sendable {
    let allyRule: String
    let rows: [Row]
  }

  /// The ally rules, in the order of the analysis, that have a drawing.
  public var allyRules: [String] { drawings.map(\.allyRule) }

  let drawings: [Drawing]
  private let analysis: String
  private let axis: ChartAxis

  /// Takes the bumps of the models whose relation to reputation was tested.
  ///
  /// - Parameter result: The analysis.
  /// - Returns: The chart; nil where no model has bumps by incumbent, or one is not finite.
  public init?(_ result: AnalysisResult) {
    let names = IncumbentNames(panel: result.panel)
    var drawings: [Drawing] = []
    for rule in result.specification.allyRules {
      let relations = result.reputations.filter { $0.allyRule == rule }
      guard let first = relations.first else { continue }
      let rows = first.points.map { point in
        Row(
          label: "\(names.short(point.incumbent)), \(names.window(point.incumbent))",
          marks: relations.compactMap { relation in
            guard let model = Self.model(of: relation, in: result),
              let row = model.widest("swing:ally:window:\(point.incumbent)")?.coefficient
            else { return nil }
            return Mark(
              estimator: relation.estimator, percent: row.percent, low: row.percentEnds.low,
              high: row.percentEnds.high)
          })
      }
      drawings.append(Drawing(allyRule: rule, rows: rows))
    }
    let marks = drawings.flatMap { $0.rows.flatMap(\.marks) }
    guard let low = marks.map(\.low).min(), let high = marks.map(\.high).max() else { return nil }
    self.drawings = drawings
    analysis = result.specification.id
    axis = ChartAxis(low: min(0, low), high: max(0, high), from: 14, to: 308)
  }

  /// The model whose bumps a relation is about.
  static func model(of relation: ReputationRelation, in result: AnalysisResult) -> ModelResult? {
    result.models.first {
      $0.model == relation.model && $0.estimator == relation.estimator
        && $0.allyRule == relation.allyRule
    }
  }

  /// The drawing of an ally rule as a file of SVG; nil for a rule that has none.
  public func svg(allyRule: String) -> String? {
    guard let drawing = drawings.first(where: { $0.allyRule == allyRule }) else { return nil }
    var markup = Markup()
    draw(drawing, into: &markup)
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + markup.text
  }

  /// A line for the incumbent and one for each estimate.
  private var rowHeight: Double {
    28 + 20 * Double(drawings.flatMap(\.rows).map(\.marks.count).max() ?? 1)
  }
  private static let top = 64.0

  private func draw(_ drawing: Drawing, into markup: inout Markup) {
    let bottom = Self.top + Double(drawing.rows.count) * rowHeight
    let id = Markup.identifier("bumps", analysis, drawing.allyRule)
    markup.element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 400 \(Self.number(bottom + 46))",
        "role": "img", "lang": "en", "aria-labelledby": "\(id)-title \(id)-desc",
        "font-family": "system-ui, 'Segoe UI', Helvetica, Arial, sans-serif", "font-size": "13",
        "fill": "#1a1a1a",
      ]
    ) { svg in
      svg.element(
        "title", ["id": "\(id)-title"],
        text: "Bumps by incumbent, allies by the rule \(drawing.allyRule)")
      svg.element("desc", ["id": "\(id)-desc"], text: description(of: drawing))
      svg.element("g", ["aria-hidden": "true"]) { marks in
        heading(drawing, into: &marks)
        grid(drawing, bottom: bottom, into: &marks)
        for (index, row) in drawing.rows.enumerated() {
          let top = Self.top + Double(index) * rowHeight
          Self.text(row.label, x: 14, y: top + 15, ["font-weight": "600"], into: &marks)
          for (position, mark) in row.marks.enumerated() {
            draw(mark, y: top + 32 + 20 * Double(position), into: &marks)
          }
        }
      }
    }
  }

  private func heading(_ drawing: Drawing, into markup: inout Markup) {
    Self.text(
      "Allies: \(drawing.allyRule)", x: 14, y: 18, ["font-size": "15", "font-weight": "600"],
      into: &markup)
    var x = 20.0
    let marks = drawing.rows.flatMap(\.marks)
    for estimator in [Estimator.ppml, .logLeastSquares]
    where marks.contains(where: { $0.estimator == estimator }) {
      Self.line(x - 6, 40, x + 30, 40, estimator, into: &markup)
      Self.symbol(estimator, x: x + 12, y: 40, into: &markup)
      Self.text(estimator.label, x: x + 38, y: 44.5, [:], into: &markup)
      x += 110
    }
    Self.text("change", x: 386, y: 44.5, ["text-anchor": "end", "fill": "#555"], into: &markup)
  }

  private func grid(_ drawing: Drawing, bottom: Double, into markup: inout Markup) {
    // The lines leave out the incumbents' names, so that nothing is written across a line.
    let tops = drawing.rows.indices.map { Self.top + Double($0) * rowHeight }
    for tick in axis.ticks {
      let x = axis.position(tick)
      for top in tops {
        markup.void(
          "line",
          [
            "x1": Self.number(x), "x2": Self.number(x), "y1": Self.number(top + 22),
            "y2": Self.number(top + rowHeight - 4), "stroke": tick == 0 ? "#1a1a1a" : "#d5dae1",
            "stroke-width": tick == 0 ? "1.2" : "1",
          ])
      }
      Self.text(
        NumberText.typographic.fixed(tick, axis.decimals, signed: true), x: x, y: bottom + 16,
        ["text-anchor": "middle", "fill": "#444", "font-size": "12"], into: &markup)
    }
    Self.text(
      "Change in exports, percent, with 95\u{00A0}% interval", x: 14, y: bottom + 37,
      ["fill": "#444", "font-size": "12"], into: &markup)
  }

  private func draw(_ mark: Mark, y: Double, into markup: inout Markup) {
    Self.line(
      axis.position(mark.low), y, axis.position(mark.high), y, mark.estimator, into: &markup)
    Self.symbol(mark.estimator, x: axis.position(mark.percent), y: y, into: &markup)
    Self.text(
      NumberText.typographic.change(mark.percent), x: 386, y: y + 4.5, ["text-anchor": "end"],
      into: &markup)
  }

  private static func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ estimator: Estimator,
    into markup: inout Markup
  ) {
    markup.void(
      "line",
      [
        "x1": number(x1), "y1": number(y1), "x2": number(x2), "y2": number(y2),
        "stroke": color(estimator), "stroke-width": "2",
        "stroke-dasharray": estimator == .ppml ? "none" : "5 3",
      ])
  }

  private static func symbol(
    _ estimator: Estimator, x: Double, y: Double, into markup: inout Markup
  ) {
    switch estimator {
    case .ppml:
      markup.void(
        "circle", ["cx": number(x), "cy": number(y), "r": "5", "fill": color(estimator)])
    case .logLeastSquares, .leastSquares:
      markup.void(
        "rect",
        [
          "x": number(x - 4.5), "y": number(y - 4.5), "width": "9", "height": "9",
          "fill": "#ffffff", "stroke": color(estimator), "stroke-width": "2",
        ])
    }
  }

  private static func text(
    _ content: String, x: Double, y: Double, _ attributes: KeyValuePairs<String, String>,
    into markup: inout Markup
  ) {
    var all = [("x", number(x)), ("y", number(y))]
    all += attributes.map { ($0.key, $0.value) }
    markup.element("text", pairs: all, text: content)
  }

  private static func color(_ estimator: Estimator) -> String {
    estimator == .ppml ? "#1f4e79" : "#8a4b08"
  }

  private static func number(_ value: Double) -> String { NumberText.plain.fixed(value, 1) }

  private func description(of drawing: Drawing) -> String {
    let numbers = NumberText.typographic
    let rows = drawing.rows.map { row in
      row.label + ": "
        + row.marks.map {
          "\($0.estimator.label) \(numbers.change($0.percent)) "
            + "(\(numbers.change($0.low)) to \(numbers.change($0.high)))"
        }.joined(separator: ", ")
    }
    return "From the strongest to the weakest reputation. " + rows.joined(separator: ". ") + "."
  }
}
