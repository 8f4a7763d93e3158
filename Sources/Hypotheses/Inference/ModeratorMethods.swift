import Estimation

/// Exact tests of how bumps vary with a moderator: its values exchanged among incumbents or elections.
struct ModeratorMethods {
  let prepared: PreparedModel
  let suite: InferenceSuite

  private var model: ModelSpecification { prepared.specification }

  /// One row for each bump that varies with the moderator; none for a model without one.
  func rows() -> [InferenceRow] {
    guard let moderator = model.moderator else { return [] }
    return model.moderatedBumps.map { bump, _ in row(bump, moderator) }
  }

  private func row(_ bump: TermSpecification, _ moderator: Component) -> InferenceRow {
    func missing(_ unit: String, _ reason: String) -> InferenceRow {
      InferenceRow(
        missing: bump.name, .permutedIncumbents, unit: unit, model: model, analysis: suite.id,
        note: reason)
    }
    guard
      let exchange = ModeratorExchange(
        moderator, in: suite.frame, values: prepared.sample.byPeriod(moderator))
    else { return missing("incumbent", "\(moderator.name) is not reported in the sample") }
    guard prepared.estimated.names.contains(bump.name) else {
      return missing(exchange.unit, "not identified: the term is not estimated in the sample")
    }
    do throws(EstimationError) {
      let cluster = model.clusterDimensions.first ?? .destination
      let test = try prepared.estimated.randomizationTest(
        of: bump.name, components: [exchange.component(of: prepared.sample)],
        rebuilt: model.terms.filter { $0.components.contains(moderator) }.map { term in
          RebuiltTerm(
            term.name, components: [moderator.name],
            multiplier: prepared.sample.product(
              of: term.components.filter { $0 != moderator }))
        },
        options: .init(
          draws: suite.options.assignments, seed: suite.options.seed,
          statistic: .studentized(
            clusters: [prepared.factor(FixedEffectSpecification(cluster))])),
        smallSample: .fixest)
      return InferenceRow(
        analysis: suite.id, model: model.id, estimator: model.estimator,
        allyRule: model.allyRule, term: bump.name, method: .permutedIncumbents,
        unit: exchange.unit,
        units: [.init(dimension: exchange.unit, count: exchange.names.count)], treated: [],
        estimate: test.estimate, standardError: nil, pValue: test.pValue(), confidenceLow: nil,
        confidenceHigh: nil, smallestAttainableP: test.smallestAttainable,
        simulationError: test.pValueError(), draws: test.draws, familyP: nil,
        pivotalCluster: nil, estimateWithout: nil,
        note: "two-sided; the values of \(moderator.name) exchanged among "
          + "\(exchange.names.joined(separator: ", "))"
          + (test.isExact ? ", all \(test.draws) assignments" : "")
          + "; studentized by \(cluster.rawValue)"
          + (model.estimator == .ppml ? ", score statistic" : "")
          + "; the hypothesis is that \(moderator.name) matters for nothing in the model"
          + (test.undefinedDraws > 0 ? "; \(test.undefinedDraws) draws not defined" : ""),
        caution: test.smallestAttainable > 0.05
          ? "no p of this test can be below \(InferenceRow.rounded(test.smallestAttainable, 3)): a "
            + "clustered p below that cannot be taken at its word" : nil)
    } catch {
      return missing(exchange.unit, "not identified: \(error.message)")
    }
  }
}

extension InferenceRow {
  /// A number with fixed decimals, for a note.
  static func rounded(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
    let unit = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
    let scaled = (abs(value) * unit).rounded()
    let digits = String(Int(scaled))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return (value < 0 && scaled > 0 ? "-" : "") + padded.dropLast(decimals) + "."
      + padded.suffix(decimals)
  }
}
