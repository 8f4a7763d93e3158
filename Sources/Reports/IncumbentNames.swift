import Elections
import Hypotheses
import Panels

/// The names by which incumbents and terms are called in text for people.
struct IncumbentNames: Sendable {
  /// Surnames by identifier.
  let names: [String: String]
  /// Window years by identifier, as runs.
  let windows: [String: String]

  /// Knows the incumbents that a saved document names, each with its window years; all others by
  /// their identifiers alone.
  init(names: [String: String]? = nil, windows: [String: String]? = nil) {
    self.names = names ?? [:]
    self.windows = windows ?? [:]
  }

  /// Takes the names from a panel; two of one name are told apart by their years in office.
  init(panel: Panel) {
    var distinct: [Incumbent] = []
    for incumbent in panel.incumbents where !distinct.contains(where: { $0.id == incumbent.id }) {
      distinct.append(incumbent)
    }
    let surname = { (incumbent: Incumbent) in
      incumbent.name.split(separator: " ").last.map(String.init) ?? incumbent.id
    }
    names = Dictionary(
      uniqueKeysWithValues: distinct.map { incumbent in
        let others = distinct.filter { $0.id != incumbent.id }
        let years = " (\(incumbent.from.year)–\(incumbent.to.map { String($0.year) } ?? ""))"
        let short = surname(incumbent)
        return (incumbent.id, others.contains { surname($0) == short } ? short + years : short)
      })
    windows = Dictionary(
      uniqueKeysWithValues: distinct.map { incumbent in
        let years = panel.years.indices.filter {
          panel.isInWindow(year: $0) && panel.incumbents[$0].id == incumbent.id
        }
        return (incumbent.id, NumberText.runs(of: years.map { panel.years[$0] }))
      })
  }

  /// The surname, with years in office where two share it; the identifier where it is unknown.
  func short(_ id: String) -> String {
    names[id] ?? id
  }

  /// The name as it stands alone, such as `Obama`, also where only the identifier is known.
  func title(_ id: String) -> String {
    names[id]
      ?? id.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }
      .joined(separator: " ")
  }

  /// The incumbent's window years in the panel as runs, such as `2015–16`.
  func window(_ id: String) -> String { windows[id] ?? "" }

  /// A term with its components spelled out, such as `swing × ally × window × Obama`.
  func term(_ term: String) -> String {
    term.split(separator: ":").map { short(String($0)) }.joined(separator: " × ")
  }
}

extension Estimator {
  /// The estimator in a word, as it is printed in tables.
  var label: String {
    switch self {
    case .ppml: "PPML"
    case .logLeastSquares: "log-OLS"
    case .leastSquares: "OLS"
    }
  }
}

extension Estimator {
  /// The estimator for readers who do not know its abbreviation, at the start of a sentence.
  var words: String {
    switch self {
    case .ppml: "Poisson model (PPML)"
    case .logLeastSquares: "Least squares on logs (log-OLS)"
    case .leastSquares: "Least squares (OLS)"
    }
  }
}

extension ModelResult.VarianceTable {
  /// The numbers of clusters in the order of the ways, such as `51 and 234`.
  var clusterCounts: String {
    clusters.map { NumberText.plain.whole($0.count) }.joined(separator: " and ")
  }

}

extension ModelResult {
  /// The row of a term under the variance that gives it the widest interval, and that variance.
  ///
  /// Statements are made by this interval, so that none is stronger than the weakest inference.
  func widest(_ term: String) -> (coefficient: Coefficient, variance: VarianceTable)? {
    var widest: (coefficient: Coefficient, variance: VarianceTable)?
    for variance in variances {
      guard let row = variance.coefficients.first(where: { $0.term == term }),
        row.estimate.isFinite, row.confidenceLow.isFinite, row.confidenceHigh.isFinite
      else { continue }
      if let known = widest?.coefficient,
        row.confidenceHigh - row.confidenceLow <= known.confidenceHigh - known.confidenceLow
      {
        continue
      }
      widest = (row, variance)
    }
    return widest
  }

  /// The treated clusters of a term in words, such as `origin 4, destination 52`.
  ///
  /// Pairs are left out: they repeat what origins and destinations say.
  func treated(_ term: String) -> String {
    (support.first { $0.term == term }?.treatedClusters ?? [])
      .filter { !$0.dimension.contains("^") }
      .map { "\($0.dimension) \(NumberText.plain.whole($0.count))" }.joined(separator: ", ")
  }

  /// The same as numbers alone, such as `4 · 52`.
  func treatedCounts(_ term: String) -> String {
    (support.first { $0.term == term }?.treatedClusters ?? [])
      .filter { !$0.dimension.contains("^") }
      .map { NumberText.plain.whole($0.count) }.joined(separator: " · ")
  }

  /// Cautions about the variances: a repair, a negative eigenvalue, or fewer than 30 clusters; and those
  /// about terms.
  var cautions: [String] {
    variances.flatMap { variance -> [String] in
      var texts: [String] = []
      if let eigenvalue = variance.repairedFromEigenvalue {
        texts.append(
          "the variance clustered by \(variance.clustering) had a negative entry (smallest eigenvalue "
            + "\(NumberText.plain.scientific(eigenvalue))) and was repaired, so that its errors are not "
            + "to be relied on")
      }
      if let eigenvalue = variance.negativeEigenvalue {
        texts.append(
          "the variance clustered by \(DimensionWords.plain(variance.clustering)) has a negative eigenvalue ("
            + "\(NumberText.plain.scientific(eigenvalue))); no variance is negative, so nothing was "
            + "repaired, but its standard errors may be too small")
      }
      if let fewest = variance.clusters.min(by: { $0.count < $1.count }), fewest.count < 30 {
        texts.append(
          "only \(fewest.count) clusters by \(DimensionWords.plain(fewest.dimension)): its standard errors and p are "
            + "too small")
      }
      return texts
    } + (remarks ?? [])
  }

  /// What a coefficient is as a change: percent, or for an outcome as it is its own points.
  func change(_ estimate: Double, _ numbers: NumberText) -> String {
    estimator.isInLogs
      ? numbers.change(Platform.percent(ofLogs: estimate))
      : numbers.fixed(estimate, 2, signed: true) + numbers.space + "points"
  }

  /// The terms with the window in them, in the order of the table: the bumps.
  var bumpTerms: [String] {
    (variances.first?.coefficients ?? []).map(\.term)
      .filter { $0.split(separator: ":").contains("window") }
  }
}

extension ModelResult.Coefficient {
  /// The ends of the 95 % interval in percent.
  var percentEnds: (low: Double, high: Double) {
    (Platform.percent(ofLogs: confidenceLow), Platform.percent(ofLogs: confidenceHigh))
  }

  /// Whether the 95 % interval holds zero.
  var cannotBeToldFromZero: Bool { confidenceLow <= 0 && confidenceHigh >= 0 }
}
