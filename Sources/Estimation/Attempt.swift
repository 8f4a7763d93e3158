/// Whether the rows in use may be separated (Poisson).
enum Suspicion {
  /// Nobody has looked: a run that diverges is a reason to.
  case strong
  /// No certificate was found, nor that there is none: zeros without weight are refused.
  case unresolved
  /// There is none: the estimate exists, however small its means are.
  case refuted
}

/// One estimation of a model on a given sample.
struct Attempt {
  let model: Model
  let sample: Sample
  let rank: FixedEffectRank
  let tolerance: Double
  let threads: Int
  /// What terms were kept, if their independence had to be looked into.
  private(set) var collinearity: Collinearity?
  /// Projects under the final weights, once there is a solution.
  private(set) var absorber: Absorber?

  init(
    model: Model, sample: Sample, rank: FixedEffectRank, tolerance: Double, threads: Int
  ) {
    self.model = model
    self.sample = sample
    self.rank = rank
    self.tolerance = tolerance
    self.threads = threads
  }

  /// Estimates, taking all terms for independent until something speaks against it.
  ///
  /// Nil if rows were separated and dropped: the sample is then another one.
  mutating func solve(
    _ pruning: inout Pruning, _ suspicion: inout Suspicion
  ) throws(EstimationError) -> Solution? {
    if rank.isExact, model.terms.count + rank.value >= sample.rows.count { try examine() }
    switch model.family {
    case .gaussian:
      let unweighted = Absorber(sample, threads: threads)
      absorber = unweighted
      let squares = LeastSquares(
        sample: sample, absorber: unweighted, tolerance: tolerance, threads: threads,
        outcomeName: model.outcomeName)
      if !mayBeFarFromZero, let solution = try squares.solve(kept: kept) { return solution }
      if try examineAnew(), !mayBeFarFromZero, let solution = try squares.solve(kept: kept) {
        return solution
      }
      return try squares.solve(try examine())
    case .poisson:
      return try poisson(&pruning, &suspicion)
    }
  }

  /// Without fixed effects to take out their means, columns may be far from zero: the terms are then
  /// looked into in any case.
  private var mayBeFarFromZero: Bool { sample.fixedEffects.isEmpty }

  private mutating func poisson(
    _ pruning: inout Pruning, _ suspicion: inout Suspicion
  ) throws(EstimationError) -> Solution? {
    // Whatever goes wrong may be due to a term that cannot be estimated.
    if !mayBeFarFromZero, let solution = optimistic(suspicion) { return solution }
    if try examineAnew(), !mayBeFarFromZero, let solution = optimistic(suspicion) {
      return solution
    }
    let collinearity = try examine()
    var regression = PoissonRegression(
      sample: sample, collinearity: collinearity, threads: threads)
    switch try regression.solve(tolerance: tolerance, suspicion: suspicion) {
    case .solved(var solution, let elimination):
      absorber = Absorber(sample, elimination: elimination)
      solution.take(collinearity.basis)
      return solution
    case .divergent, .doubtful:
      if suspicion != .strong { throw .noConvergence(what: "the normal equations", iterations: 1) }
      let plain = Absorber(sample, threads: threads)
      switch try Separation.find(sample: sample, terms: collinearity.absorbed, absorber: plain) {
      case .none: suspicion = .refuted
      case .undecided: suspicion = .unresolved
      case .rows(let separated):
        let byEffects =
          collinearity.absorbed.isEmpty ? separated : try separatedByEffectsAlone(plain)
        pruning.drop(
          separated: Set(separated.map { sample.rows[$0] }),
          byEffects: Set(byEffects.map { sample.rows[$0] }), model: model)
      }
      return nil
    }
  }

  /// The rows that a combination of fixed effects separates without any term.
  private func separatedByEffectsAlone(_ absorber: Absorber) throws(EstimationError) -> [Int] {
    if sample.fixedEffects.count < 2 { return [] }
    guard case .rows(let rows) = try Separation.find(sample: sample, terms: [], absorber: absorber)
    else { return [] }
    return rows
  }

  /// The terms taken for independent.
  private var kept: [Int] { collinearity?.kept ?? Array(model.terms.indices) }

  /// A Poisson estimate with the terms taken for independent, if nothing stands in its way.
  private mutating func optimistic(_ suspicion: Suspicion) -> Solution? {
    var regression = PoissonRegression(sample: sample, kept: kept, threads: threads)
    guard
      let outcome = try? regression.solve(tolerance: tolerance, suspicion: suspicion),
      case .solved(let solution, let elimination) = outcome
    else { return nil }
    absorber = Absorber(sample, elimination: elimination)
    return solution
  }

  /// Looks into the terms if that has not been done; returns whether some of them are left out.
  private mutating func examineAnew() throws(EstimationError) -> Bool {
    if collinearity != nil { return false }
    return !(try examine()).omitted.isEmpty
  }

  /// Decides which terms can be estimated, and refuses where none is or the rows are too few.
  @discardableResult
  private mutating func examine() throws(EstimationError) -> Collinearity {
    if let collinearity { return collinearity }
    let found = try Collinearity(
      sample: sample, names: model.terms.map(\.name),
      absorber: Absorber(sample, threads: threads))
    if found.kept.isEmpty && !model.terms.isEmpty { throw .allAbsorbed(found.omitted) }
    if rank.isExact, found.kept.count + rank.value >= sample.rows.count {
      throw .tooManyTerms(terms: found.kept.count + rank.value, rows: sample.rows.count)
    }
    collinearity = found
    return found
  }
}
