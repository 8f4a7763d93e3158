import Hypotheses

extension Placebo {
  /// What is compared, in words, such as `the bump, calendar one year earlier, outside the window`.
  var words: String {
    let what =
      switch subject {
      case .bump: "exports, swing states to allies"
      case .bumpWhereImports: "exports, in the years with imports"
      case .imports: "imports in place of exports"
      case .allies: "exports to allies alone"
      case .nonAllies: "exports to non-allies alone"
      case .safeStates: "safe states in place of swing states"
      }
    let when: String? =
      switch calendar {
      case .own: nil
      case .midterms: "midterms as elections"
      case .midtermYear: "the year of the midterm"
      case .shifted(let years): Self.shift(years, "year")
      case .shiftedByMonths(let months): Self.shift(months, "month")
      }
    return [what, when, isOutside ? "real window left out" : nil].compactMap(\.self)
      .joined(separator: "; ")
  }

  private static func shift(_ count: Int, _ unit: String) -> String {
    let size = NumberText.word(abs(count))
    return
      "calendar \(size) \(unit)\(abs(count) == 1 ? "" : "s") \(count < 0 ? "earlier" : "later")"
  }

  /// Whether this is the bump itself among fewer rows or destinations, which the hypothesis predicts,
  /// and no placebo.
  var isComparison: Bool {
    [.bump, .bumpWhereImports, .allies].contains(subject) && calendar == .own
  }
}

extension PlaceboRow {
  /// Whether its calendar compares the years of the real window with all others the other way round.
  var isReversed: Bool { note?.contains("reversed") == true }

  /// What it compares, whichever of the two groups of years is called the window.
  var comparison: [String] {
    let years = [windowYears, otherYears].map { "\($0)" }.sorted()
    return [placebo.subject.rawValue, estimator.rawValue, allyRule] + years
  }

  /// The placebos with an estimate that the hypothesis predicts nothing for, each comparison once.
  ///
  /// Left out are the bump itself and its comparisons, calendars that repeat it with its sign
  /// reversed, and what compares the same years the other way round. Rows that differ in clustering
  /// are each kept.
  static func distinct(_ rows: [PlaceboRow]) -> [PlaceboRow] {
    var seen = Set<[String]>()
    return rows.filter { row in
      row.estimate != nil && !row.placebo.isComparison && !row.isReversed
        && seen.insert(row.comparison + [row.clustering ?? ""]).inserted
    }
  }
}
