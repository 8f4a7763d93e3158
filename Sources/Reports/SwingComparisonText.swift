import Codes
import Elections
import Tables

/// A comparison of swing rules as text for a terminal, as CSV and as JSON.
public enum SwingComparisonText {
  /// The matrix, its counts and the pairwise disagreement, for reading.
  ///
  /// A column a rule, a row a state and year in which at least one rule says swing; `x` is swing, `.`
  /// is not, `?` is not defined.
  public static func text(_ comparison: SwingComparison) -> String {
    var lines = ["Swing rules"]
    for (index, rule) in comparison.rules.enumerated() {
      lines.append("  \(letter(index))  \(rule.name), version \(rule.version)")
      lines.append("     \(rule.definition)")
    }
    lines.append("")
    let letters = comparison.rules.indices.map(letter).joined(separator: " ")
    lines.append(
      "x swing  . not swing  ? not defined; states that no rule calls swing are left out")
    for (year, number) in comparison.years.enumerated() {
      lines.append("")
      lines.append("\(number)      \(letters)")
      for (state, name) in comparison.states.enumerated() {
        let marks = comparison.rules.indices.map { mark(comparison[$0, state, year]) }
        if marks.contains("x") {
          lines.append("  \(name.usps)      \(marks.joined(separator: " "))")
        }
      }
      let counts = comparison.rules.indices.map { rule in
        "\(letter(rule)) " + (comparison.count(rule: rule, year: year).map(String.init) ?? "?")
      }
      lines.append("  count   " + counts.joined(separator: ", "))
    }
    lines.append("")
    lines.append("State-years in which two rules differ")
    for pair in comparison.disagreements {
      lines.append("  \(pair.first) and \(pair.second): \(pair.differing) of \(pair.compared)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// One row a rule, state and year: `rule, version, looks_ahead, state_fips, state, year, swing`;
  /// `swing` is 1, 0, or empty where the rule is not defined.
  public static func csv(_ comparison: SwingComparison) -> [UInt8] {
    var writer = DelimitedTextWriter(
      header: ["rule", "version", "looks_ahead", "state_fips", "state", "year", "swing"])
    for (rule, definition) in comparison.rules.enumerated() {
      for (state, name) in comparison.states.enumerated() {
        for (year, number) in comparison.years.enumerated() {
          let status = comparison[rule, state, year]
          writer.append([
            definition.id, "\(definition.version)", definition.looksAhead ? "1" : "0", name.fips,
            name.usps, "\(number)", status == .swing ? "1" : status == .notSwing ? "0" : "",
          ])
        }
      }
    }
    return writer.bytes
  }

  /// Why each rule calls one state a swing state in one year or not.
  ///
  /// - Parameters:
  ///   - state: The state.
  ///   - year: The year.
  ///   - rules: The rules to ask.
  ///   - measures: The continuous measures to give beside them.
  ///   - returns: The returns; each rule sees of them what it may.
  public static func explanation(
    of state: State, in year: CalendarYear, rules: [any SwingRule], measures: [SwingMeasure] = [],
    returns: PresidentialReturns
  ) -> String {
    var lines = ["\(state.name) in \(year)"]
    for rule in rules {
      let visible = returns.visible(to: rule, in: year)
      let answer =
        switch rule.status(of: state, given: visible) {
        case .swing: "swing"
        case .notSwing: "not swing"
        case .notDefined: "not defined"
        }
      lines.append("")
      lines.append("\(rule.name), version \(rule.version): \(answer)")
      lines += rule.evidence(of: state, given: visible).map { "  \($0)" }
    }
    let earlier = returns.earlier(than: year)
    for measure in measures {
      lines += [
        "",
        "\(measure.rawValue), version \(measure.version): "
          + measure.words(of: state, given: earlier),
      ]
      lines += measure.evidence(of: state, given: earlier).map { "  \($0)" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func letter(_ index: Int) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return index < letters.count ? String(letters[index]) : "\(index + 1)"
  }

  private static func mark(_ status: SwingStatus) -> String {
    switch status {
    case .swing: "x"
    case .notSwing: "."
    case .notDefined: "?"
    }
  }
}
