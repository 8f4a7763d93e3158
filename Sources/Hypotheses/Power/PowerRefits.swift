import Estimation

/// Exact estimates of drawn panels, to see that one Newton step is enough and that effects are
/// recovered.
struct PowerRefits {
  let design: PowerDesign
  let shocks: ShockModel
  let draws: CounterGenerator
  let options: PowerOptions
  /// The years of each election that has some inside and some outside its window.
  let elections: [[Int]]

  /// One exact estimate.
  private struct Estimate: Sendable {
    let estimate: Double
    /// Whether the interval of each clustering, and that of the t-test by election, covers the effect;
    /// nil without an interval.
    let covers: [Bool?]
  }

  /// Estimates the first draws at no effect and at the largest.
  ///
  /// - Parameter estimates: The one-step estimates of the draws at no effect.
  func run(
    estimates: [Double], threads: Int, progress: (Double) -> Void
  ) throws -> PowerResult.Refits {
    let effects = Set([0, options.effects.last ?? 0]).sorted()
    let clusterings = design.model.clusterings
    let variances: [Variance] = clusterings.map { clustering in
      .clustered(
        clustering.ways.map { way in
          design.factor(
            way.dimensions.count > 1
              ? .pair : way.dimensions.contains(.origin) ? .origin : .destination)
        })
    }
    var rows: [PowerResult.Refits.Row] = []
    let total = effects.count * options.refits
    for effect in effects {
      var found: [Estimate?] = []
      for first in stride(from: 0, to: options.refits, by: 8) {
        let part = first..<min(first + 8, options.refits)
        found += mapInParallel(part.count, threads: threads) { index in
          try? self.estimate(draw: part.lowerBound + index, effect: effect, variances: variances)
        }
        progress(Double(rows.count * options.refits + part.upperBound) / Double(total))
      }
      let kept = found.indices.filter { found[$0] != nil }
      let exact = kept.compactMap { found[$0] }
      guard exact.count > 1 else { continue }
      let count = Double(exact.count)
      let mean = exact.reduce(0) { $0 + $1.estimate } / count
      let squares = exact.reduce(0) { $0 + ($1.estimate - mean) * ($1.estimate - mean) }
      let deviation = (squares / (count - 1)).squareRoot()
      let differences = zip(kept, exact).map {
        abs($1.estimate - effect - estimates[$0]) / deviation
      }
      rows.append(
        PowerResult.Refits.Row(
          effect: effect, draws: exact.count, bias: mean - effect,
          biasError: deviation / count.squareRoot(), deviation: deviation,
          meanDifference: differences.reduce(0, +) / count,
          largestDifference: differences.max() ?? 0,
          coverage: (clusterings.map { $0.name } + ["t-test by election"]).enumerated()
            .compactMap { index, name in
              let known = exact.compactMap { $0.covers[index] }
              guard !known.isEmpty else { return nil }
              let share = Double(known.count { $0 }) / Double(known.count)
              return PowerResult.Refits.Coverage(
                clustering: name, share: share,
                simulationError: (share * (1 - share) / Double(known.count)).squareRoot())
            }))
    }
    return PowerResult.Refits(rows: rows)
  }

  private func estimate(
    draw: Int, effect: Double, variances: [Variance]
  ) throws -> Estimate {
    let outcome = design.outcome(errors: shocks.draw(draws.stream(draw)), effect: effect)
    let fit = try self.fit(outcome, variances: variances)
    guard let own = fit.coefficients.first(where: { $0.term == design.term.name }) else {
      throw EstimationFailure.absorbed
    }
    return Estimate(
      estimate: own.estimate,
      covers: fit.variances.map { variance in
        variance.table.first { $0.term == design.term.name }.map {
          $0.lower <= effect && effect <= $0.upper
        }
      } + [byElection(outcome).map { $0.lower <= effect && effect <= $0.upper }])
  }

  private func fit(_ outcome: [Double], variances: [Variance]) throws -> Fit {
    let model = Model(
      outcomeName: "simulated", outcome: outcome,
      terms: [Term(name: design.term.name, values: design.tested)]
        + design.others.map { Term(name: $0.name, values: $0.column) },
      fixedEffects: design.fixedEffects,
      family: design.model.estimator == .ppml ? .poisson : .gaussian)
    return try EstimatedModel(model, tolerance: 1e-8, threads: 1).fit(
      variances: variances, smallSample: .fixest, describesClusters: false)
  }

  /// The interval of the t-test of exact estimates by election; nil where there are fewer than two.
  private func byElection(_ outcome: [Double]) -> (lower: Double, upper: Double)? {
    let estimates = elections.compactMap { years -> Double? in
      let own = Set(years)
      let part = outcome.indices.map { own.contains(design.rows[$0].year) ? outcome[$0] : .nan }
      return try? fit(part, variances: []).coefficients.first { $0.term == design.term.name }?
        .estimate
    }
    guard let interval = try? GroupTest(estimates).interval() else { return nil }
    return (interval.lower, interval.upper)
  }

  private enum EstimationFailure: Error { case absorbed }
}

extension PowerDesign {
  /// The outcome of a simulated panel, in the order of the rows; NaN where a row has no part.
  func outcome(errors: [Double], effect: Double) -> [Double] {
    let isPoisson = model.estimator == .ppml
    return errors.indices.map { row in
      let added = effect * tested[row]
      if isPoisson {
        return weights[row] > 0
          ? weights[row] * (1 + errors[row]) * (1 + Platform.exponentialMinusOne(added)) : .nan
      }
      return outcome[row] - residuals[row] + errors[row] + added
    }
  }
}

/// The rows of a panel with simulated outcomes in place of its own.
struct SimulatedCells<Base: ModelData>: ModelData {
  let base: Base
  /// By row; rows without one are left out.
  let outcomes: [SampleRow: Double]

  var cells: [(row: SampleRow, outcome: Double)] {
    base.cells.compactMap { cell in outcomes[cell.row].map { (cell.row, $0) } }
  }

  var sizes: [Dimension: Int] { base.sizes }

  func column(_ component: Component, allyRule: String) -> ComponentColumn {
    base.column(component, allyRule: allyRule)
  }

  func exclusion(of row: SampleRow, allyRule: String, partial: Component?) -> String? {
    base.exclusion(of: row, allyRule: allyRule, partial: partial)
  }
}
