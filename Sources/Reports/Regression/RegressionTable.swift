/// Models side by side: a column for each model and variance.
///
/// Standard errors stand in parentheses under the coefficients. Below come the fixed effects, the
/// observations, the rows left out by reason, family, variance, clusters, small-sample convention and
/// the tolerance that was reached.
public struct RegressionTable: Sendable, Equatable {
  /// What is up to the reader's taste.
  public struct Style: Sendable, Equatable {
    /// The decimals of coefficients and standard errors, 1 to 10.
    public var decimals: Int
    /// Whether small p-values are marked by stars.
    public var hasStars: Bool

    /// States both; four decimals and no stars unless said.
    public init(decimals: Int = 4, hasStars: Bool = false) {
      self.decimals = min(max(decimals, 1), 10)
      self.hasStars = hasStars
    }
  }

  /// A line of the table.
  struct Line: Sendable, Equatable {
    let label: String
    let cells: [String]
    /// Whether the label is a name from the data, which a page may set apart.
    var isNumeric = true
  }

  /// The heading, numbers of the columns and outcomes.
  let head: [Line]
  /// Coefficients, fixed effects and statistics, set apart by rules.
  let sections: [[Line]]
  /// What is said below the table.
  let notes: [String]
  /// The number of columns beside the labels.
  let width: Int

  /// Lays out models.
  public init(_ results: [RegressionResult], style: Style = Style()) {
    let columns = results.flatMap { result in
      result.variances.map { (result: result, variance: $0) }
    }
    width = columns.count
    func line(_ label: String, isNumeric: Bool = true, _ cell: (Column) -> String) -> Line {
      Line(
        label: label, cells: columns.map { cell(($0.result, $0.variance)) }, isNumeric: isNumeric)
    }
    head = [
      Line(label: "", cells: columns.indices.map { "(\($0 + 1))" }),
      line("outcome") { $0.result.outcome },
    ]
    sections = [
      Self.coefficients(columns, style),
      Self.distinct(results.flatMap { $0.fixedEffects.map(\.name) }).map { name in
        line(name) { column in
          column.result.fixedEffects.contains { $0.name == name } ? "yes" : ""
        }
      },
      Self.statistics(columns, line),
    ].filter { !$0.isEmpty }
    notes = Self.notes(columns, results, style)
  }

  private typealias Column = (result: RegressionResult, variance: RegressionResult.Variance)

  private static func distinct(_ names: [String]) -> [String] {
    var seen = Set<String>()
    return names.filter { seen.insert($0).inserted }
  }

  private static func coefficients(_ columns: [Column], _ style: Style) -> [Line] {
    let terms = distinct(columns.flatMap { $0.variance.coefficients.map(\.term) })
    return terms.flatMap { term in
      let rows = columns.map { column in
        column.variance.coefficients.first { $0.term == term }
      }
      return [
        Line(
          label: term,
          cells: rows.map { row in
            row.map {
              figure($0.estimate, style.decimals) + (style.hasStars ? stars($0.pValue) : "")
            } ?? ""
          }),
        Line(
          label: "",
          cells: rows.map { $0.map { "(\(figure($0.standardError, style.decimals)))" } ?? "" }),
      ]
    }
  }

  /// A number with fixed decimals, or in powers of ten where those would hide it.
  static func figure(_ value: Double, _ decimals: Int) -> String {
    let text = NumberText.plain.fixed(value, decimals)
    let isHidden = value != 0 && abs(value) < 5 * Platform.powerOfTen(-Double(decimals))
    return isHidden || abs(value) >= 1e9 ? NumberText.plain.scientific(value) : text
  }

  private static func stars(_ pValue: Double) -> String {
    pValue < 0.01 ? "***" : pValue < 0.05 ? "**" : pValue < 0.1 ? "*" : ""
  }

  /// The reasons for which rows are left out, in the order in which they are.
  static func reasons(_ dropped: RegressionResult.Dropped) -> [(name: String, rows: Int)] {
    [
      ("outside the restriction", dropped.restriction), ("missing", dropped.missing),
      ("zero weight", dropped.zeroWeight), ("singleton", dropped.singleton),
      ("separated by fixed effects", dropped.separatedByFixedEffects),
      ("separated by regressors", dropped.separatedByRegressors),
    ]
  }

  private static func statistics(
    _ columns: [Column], _ line: (String, Bool, (Column) -> String) -> Line
  ) -> [Line] {
    let whole = { (count: Int) in NumberText.plain.whole(count) }
    var lines = [line("observations", true) { whole($0.result.observations) }]
    for reason in reasons(columns[0].result.dropped).map(\.name) {
      let count = { (column: Column) in
        reasons(column.result.dropped).first { $0.name == reason }?.rows ?? 0
      }
      if columns.contains(where: { count($0) > 0 }) {
        lines.append(line("dropped: \(reason)", true) { whole(count($0)) })
      }
    }
    lines.append(line("family", false) { $0.result.family })
    if columns.contains(where: { $0.result.weights != nil }) {
      lines.append(line("weights", false) { $0.result.weights ?? "" })
    }
    if columns.contains(where: { $0.result.offset != nil }) {
      lines.append(line("offset", false) { $0.result.offset ?? "" })
    }
    lines.append(line("variance", false) { $0.variance.type })
    if columns.contains(where: { !$0.variance.clusters.isEmpty }) {
      lines.append(
        line("clusters", false) {
          $0.variance.clusters.map { "\($0.name) \(whole($0.levels))" }.joined(separator: ", ")
        })
    }
    lines.append(line("small sample", false) { $0.variance.smallSample })
    lines.append(
      line("log likelihood", true) { NumberText.plain.fixed($0.result.logLikelihood, 2) })
    for (name, decimals, measure) in Self.measures
    where columns.contains(where: { $0.result.goodness.flatMap(measure) != nil }) {
      lines.append(
        line(name, true) { column in
          column.result.goodness.flatMap(measure).map { NumberText.plain.fixed($0, decimals) } ?? ""
        })
    }
    lines.append(
      line("tolerance reached", true) {
        NumberText.plain.reached($0.result.toleranceReached)
      })
    return lines
  }

  /// The measures of fit of a table, with their decimals.
  private static var measures: [(String, Int, (RegressionResult.Goodness) -> Double?)] {
    [
      ("R2", 4, { $0.rSquared }), ("within R2", 4, { $0.withinRSquared }),
      ("pseudo-R2", 4, { $0.rSquared == nil ? $0.pseudoRSquared : nil }),
      ("AIC", 2, { $0.akaike }), ("BIC", 2, { $0.bayesian }),
    ]
  }

  private static func notes(
    _ columns: [Column], _ results: [RegressionResult], _ style: Style
  ) -> [String] {
    var notes = ["Standard errors in parentheses."]
    if style.hasStars { notes.append("*** p < 0.01, ** p < 0.05, * p < 0.1.") }
    notes.append("Data: \(distinct(results.map(\.data)).joined(separator: ", ")).")
    for text in distinct(results.compactMap(\.restriction)) {
      let numbers = columns.indices.filter { columns[$0].result.restriction == text }
      notes.append("Sample of \(list(numbers)): \(text).")
    }
    func group(_ what: String, _ texts: (Column) -> [String]) {
      for text in distinct(columns.flatMap(texts)) {
        let numbers = columns.indices.filter { texts(columns[$0]).contains(text) }
        notes.append("\(what) in \(list(numbers)): \(text).")
      }
    }
    group("Omitted") { $0.result.omitted.map { "\($0.term), \($0.text)" } }
    group("Reference") { $0.result.references.map { "\($0.term), \($0.text)" } }
    group("Caution") { $0.variance.cautions }
    notes.append("\(distinct(results.map(\.program)).joined(separator: ", ")).")
    return notes
  }

  private static func list(_ indices: [Int]) -> String {
    indices.map { "(\($0 + 1))" }.joined(separator: ", ")
  }
}
