/// A regression over blocks: which question to ask them next, until it has converged.
///
/// Least squares are solved from the first answers; another round is asked where a variance sums over
/// rows or over clusters within blocks, which needs residuals at the estimate. Poisson takes Newton
/// steps of the likelihood with the fixed effects concentrated out (each round fits them in each
/// block), halved while the deviance rises. The state is a value of a few numbers, so that rounds may
/// be run by different processes.
public struct BlockRegression: Sendable, Equatable, Codable {
  /// What follows from a round.
  public enum Outcome: Sendable {
    /// The blocks are to be asked `question`.
    case another
    /// The estimate.
    case estimated(BlockEstimate)
  }

  /// What is estimated.
  public let choices: BlockChoices
  /// What to ask every block.
  public private(set) var question = BlockQuestion()
  /// The length of the last step that is accepted, as for `fit`.
  public let tolerance: Double
  /// The terms that can be estimated, once the first round has shown it.
  private var kept: [Int] = []
  private var omitted: [String: String] = [:]
  /// The estimate before the last step and its deviance.
  private var before: [Double] = []
  private var lowest: Double?
  private var observations: Int?

  /// The rounds after which an estimation is given up.
  public static let mostRounds = 60

  /// Begins at coefficients of zero; `tolerance` is between 1e-13 and 1e-4.
  ///
  /// Throws `estimate.tolerance` otherwise.
  public init(of choices: BlockChoices, tolerance: Double) throws(EstimationError) {
    if !(1e-13...1e-4).contains(tolerance) { throw .tolerance(tolerance) }
    self.choices = choices
    self.tolerance = tolerance
  }

  /// Refuses the state of a regression whose parts do not fit together, or that is of another model,
  /// such as one from another folder.
  ///
  /// - Parameter tolerance: The tolerance that results are to be labelled with, or nil to pass it over.
  ///
  /// Throws `estimate.blocks` that names the first difference.
  public func require(
    _ chosen: BlockChoices, tolerance chosenTolerance: Double? = nil
  ) throws(EstimationError) {
    if !makesSense {
      throw .blocks(
        "the parts of the question do not fit together",
        hint: "use the question as it was written, or leave it out to begin")
    }
    var difference = choices.difference(from: chosen)?.fromChosen
    if difference == nil, let chosenTolerance, chosenTolerance != tolerance {
      difference = "its tolerance is \(tolerance) where \(chosenTolerance) is chosen"
    }
    guard let difference else { return }
    throw .blocks(
      "the question is of another model: \(difference)",
      hint: "use the question that the same choices led to, or leave it out to begin")
  }

  /// Whether the state is one that rounds lead to.
  private var makesSense: Bool {
    guard (1...Self.mostRounds).contains(question.round), (1e-13...1e-4).contains(tolerance)
    else { return false }
    let terms = choices.terms.count
    if question.round == 1 {
      return question.coefficients.isEmpty && kept.isEmpty && before.isEmpty
    }
    return question.coefficients.count == terms && before.count == terms && !kept.isEmpty
      && kept.allSatisfy { (0..<terms).contains($0) } && zip(kept, kept.dropFirst()).allSatisfy(<)
      && lowest != nil && observations.map { $0 > 0 } ?? false
  }

  /// Takes the answers of all blocks to the question.
  ///
  /// Throws an `EstimationError`: no rows, no terms that can be estimated, terms that cross products
  /// cannot tell apart, an outcome without variation, or no convergence.
  public mutating func take(_ total: BlockTotal) throws(EstimationError) -> Outcome {
    guard let sum = total.sum else {
      throw .blocks("there are no blocks", hint: "name the blocks' files")
    }
    if let difference = total.choices.difference(from: choices) {
      throw .blocks(
        "the blocks were measured with another model: \(difference.fromChosen)",
        hint: "choose what the blocks were measured with, or measure them again")
    }
    if sum.question != asked(terms: sum.terms.count) {
      throw .blocks(
        "the blocks answer the question of round \(sum.question.round), and that of round "
          + "\(question.round) was asked", hint: "measure the blocks with the last question")
    }
    if sum.observations == 0 {
      throw Self.allDropped(sum)
    }
    if let observations, observations != sum.observations {
      throw .blocks(
        "the blocks have \(sum.observations) rows in use in round \(question.round), and had "
          + "\(observations)", hint: "keep the blocks' files as they are until the end")
    }
    observations = sum.observations
    if question.round == 1 { try examine(sum) }
    let matrix = Self.matrix(sum.products, keeping: kept)
    guard let bread = matrix.inverse() else {
      throw .noConvergence(what: "the normal equations", iterations: question.round)
    }
    let current = sum.question.coefficients
    if let lowest, !(sum.deviance <= lowest + 1e-10 * (1 + abs(lowest))) {
      return try halved(current)
    }
    let step = bread.times(kept.map { sum.gradient[$0] })
    var next = current
    for (index, slope) in zip(kept, step) { next[index] += slope }
    let variance =
      sum.family == "poisson" ? 1 : max(sum.deviance, 0) / Double(sum.observations)
    let change = Regression.largestChange(
      step, kept.map { next[$0] }, scales: bread.diagonal.map { ($0 * variance).squareRoot() })
    let isLast: Bool
    switch sum.family {
    case "gaussian":
      let needsResiduals = !sum.meat.isEmpty || total.clusters.contains { !$0.meat.isEmpty }
      isLast = question.round > 1 || !needsResiduals
    default:
      // A term that only zeros have moves on by one a round, and its standard error with it: no row may
      // move by more than this, as for `fit`.
      let largest = zip(kept, step).reduce(0) { max($0, abs($1.1) * sum.extremes[$1.0]) }
      isLast = change <= tolerance && largest <= 1e-3
    }
    if isLast {
      return .estimated(
        try BlockEstimate(
          total, sum, kept: kept, omitted: omitted, bread: bread, step: step, coefficients: next,
          rounds: question.round, change: change))
    }
    if question.round >= Self.mostRounds || !next.allSatisfy(\.isFinite) {
      throw .blocks(
        "the Poisson regression did not converge in \(question.round) rounds",
        hint: "a term may be nonzero only where the outcome is zero: drop it or those rows, or "
          + "estimate a part in memory, which names such rows")
    }
    (before, lowest) = (current, sum.deviance)
    ask(next)
    return .another
  }

  private static func allDropped(_ sum: BlockStatistics) -> EstimationError {
    let restricted = sum.excluded > 0 ? "\(sum.excluded) left out by the restriction, " : ""
    let weightless = sum.zeroWeight > 0 ? "\(sum.zeroWeight) of weight zero, " : ""
    return .blocks(
      "none of the \(sum.rows) rows can be used: \(restricted)\(sum.missing) missing, \(weightless)"
        + "\(sum.singleton) singletons, \(sum.separated) separated by fixed effects",
      hint: sum.excluded == sum.rows
        ? "restrict the sample less: no row fulfils the condition"
        : "use coarser fixed effects, or check the columns for missing values"
          + (sum.excluded > 0 ? " and the restriction" : ""))
  }

  private func asked(terms: Int) -> BlockQuestion {
    var asked = question
    if asked.coefficients.isEmpty {
      asked.coefficients = [Double](repeating: 0, count: terms)
    }
    return asked
  }

  private mutating func ask(_ coefficients: [Double]) {
    question.round += 1
    question.coefficients = coefficients
    question.wantsClusterProducts = false
  }

  /// Goes back half of the last step.
  private mutating func halved(_ current: [Double]) throws(EstimationError) -> Outcome {
    if question.round >= Self.mostRounds || current == before {
      throw .noConvergence(what: "the Poisson regression over blocks", iterations: question.round)
    }
    ask(zip(before, current).map { ($0 + $1) / 2 })
    return .another
  }

  /// Decides which terms can be estimated; earlier ones have precedence.
  ///
  /// A term of which fixed effects leave less than 1e-9 of its spread is absorbed, as for `fit`.
  /// Products tell a combination of terms only to half the digits: between 1e-7 and 1e-5 of a term
  /// nothing can be said, and the model is refused.
  private mutating func examine(_ sum: BlockStatistics) throws(EstimationError) {
    let all = Self.matrix(sum.products, keeping: Array(sum.terms.indices))
    let size = Double(sum.rows)
    for index in sum.terms.indices {
      if sum.squares[index] == 0 {
        omitted[sum.terms[index]] = OmittedTerm.Reason.zero.description
        continue
      }
      let spread = max(sum.squares[index] - sum.sums[index] * sum.sums[index] / size, 0)
      if !(all[index, index] > max(1e-18 * spread, 1e-26 * sum.squares[index])) {
        omitted[sum.terms[index]] = OmittedTerm.Reason.absorbed(by: sum.fixedEffects).description
        continue
      }
      let chosen = kept + [index]
      let pivot = Self.matrix(sum.products, keeping: chosen).smallestPivot(of: chosen.count)
      if pivot > 1e-10 {
        kept = chosen
      } else if pivot <= 1e-14 {
        omitted[sum.terms[index]] =
          OmittedTerm.Reason.collinear(with: kept.map { sum.terms[$0] }).description
      } else {
        throw .blocks(
          "'\(sum.terms[index])' differs so little from a combination of "
            + "\(kept.map { sum.terms[$0] }.joined(separator: ", ")) that products over blocks cannot "
            + "tell them apart",
          hint: "drop a term, subtract what they have in common, or estimate in memory")
      }
    }
    if kept.isEmpty {
      let list = sum.terms.map { "'\($0)' is \(omitted[$0] ?? "not estimated")" }
      throw .blocks(
        "no term can be estimated: \(list.joined(separator: ", "))",
        hint: "name terms that vary within the fixed effects")
    }
  }

  /// The rows and columns of some terms, from a lower triangle.
  static func matrix(_ packed: [Double], keeping kept: [Int]) -> SymmetricMatrix {
    var result = SymmetricMatrix(size: kept.count)
    for (row, i) in kept.enumerated() {
      for (column, j) in kept.enumerated() {
        result[row, column] = packed[max(i, j) * (max(i, j) + 1) / 2 + min(i, j)]
      }
    }
    return result
  }
}
