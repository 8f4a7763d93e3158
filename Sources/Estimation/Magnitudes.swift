/// Whether the sums of squares that an estimation takes of its columns can be represented.
///
/// It is asked only where a result says that they could not, so that sound data are not read again.
struct Magnitudes {
  /// Column names and the largest absolute value of each, missing rows aside.
  private let outcome: (name: String, size: Double)
  private let terms: [(name: String, size: Double)]
  private let weights: Double?
  private let rows: Double

  init(_ model: Model) {
    let used = model.outcome.indices.filter { model.outcome[$0].isFinite }
    func size(_ values: [Double]) -> Double {
      used.reduce(0.0) { values[$1].isFinite ? max($0, abs(values[$1])) : $0 }
    }
    outcome = (model.outcomeName, size(model.outcome))
    terms = model.terms.map { ($0.name, size($0.values)) }
    weights = model.weights.map(size)
    rows = Double(max(used.count, 1))
  }

  /// The refusal that names the column whose own squares are too large or too small; nil if none is.
  var refusalOfColumn: EstimationError? {
    let named = [outcome] + terms + (weights.map { [("weights", $0)] } ?? [])
    for column in named where !holds(column.size * column.size, column.size) {
      return .magnitude(column: column.name, exponent: Self.exponent(column.size))
    }
    return nil
  }

  /// The same, also for columns whose products with others are.
  var refusal: EstimationError? {
    if let refusalOfColumn { return refusalOfColumn }
    // Scores are products of term, outcome and weight, and variances sums of their squares.
    for term in terms {
      let size = term.size * outcome.size * (weights ?? 1)
      if holds(size * size, size) { continue }
      let extreme = [term, outcome].max {
        abs(Self.exponent($0.size)) < abs(Self.exponent($1.size))
      }
      let chosen = extreme ?? term
      return .magnitude(column: chosen.name, exponent: Self.exponent(chosen.size))
    }
    return nil
  }

  /// Whether a square stays far from both ends of what a double holds; zero is no matter of size.
  private func holds(_ square: Double, _ size: Double) -> Bool {
    size == 0 ? true : square >= 1e-300 && square * rows <= 1e307
  }

  private static func exponent(_ size: Double) -> Int {
    size > 0 ? Int(logarithmToTen(size).rounded(.down)) : 0
  }
}

extension EstimationError {
  /// Whether columns that are too large or too small for their squares may be behind it.
  var mayBeAboutMagnitude: Bool {
    switch code {
    case .allAbsorbed, .constantOutcome, .noConvergence, .separation, .notFinite: true
    default: false
    }
  }

  static func magnitude(column: String, exponent: Int) -> EstimationError {
    EstimationError(
      .magnitude,
      exponent > 0
        ? "the values of '\(column)' reach 1e\(exponent), and sums of squares with them are beyond "
          + "what a double holds"
        : "the values of '\(column)' are below 1e\(exponent + 1), and sums of squares with them are "
          + "too small for a double",
      hint: exponent > 0
        ? "divide the column by 1e\(exponent)" : "multiply the column by 1e\(min(-exponent, 300))")
  }
}
