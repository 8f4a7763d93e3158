/// A coefficient estimated in each group of the data by itself, such as each election.
///
/// What the t-test of groups and the test by sign changes start from. A group in which the term cannot
/// be estimated is named with the reason and takes no part.
public struct GroupEstimates: Sendable, Equatable {
  /// One group.
  public struct Group: Sendable, Equatable {
    /// The level of the factor.
    public let level: Int
    /// The rows of its estimation sample; zero where nothing could be estimated.
    public let observations: Int
    /// The coefficient, or nil.
    public let estimate: Double?
    /// Why there is none; nil if there is one.
    public let reason: String?
  }

  /// The groups that have rows, in the order of the levels.
  public let groups: [Group]

  /// The coefficients of the groups that have one.
  public var estimates: [Double] { groups.compactMap(\.estimate) }

  /// Estimates the model anew in the rows of each level.
  ///
  /// Costs about as much as one estimation of the whole. Throws `estimate.length` if the factor is not as
  /// long as the outcome, and `estimate.restriction` if the model has no such term.
  public init(
    _ model: Model, term: String, by factor: Factor, tolerance: Double = 1e-8, threads: Int? = nil
  ) throws(EstimationError) {
    if factor.codes.count != model.outcome.count {
      throw .length(
        column: factor.name, rows: factor.codes.count, expected: model.outcome.count)
    }
    if !model.terms.contains(where: { $0.name == term }) {
      throw .unknownTerm(term, known: model.terms.map(\.name))
    }
    var rows = [[Int]](repeating: [], count: factor.levels)
    for (row, code) in factor.codes.enumerated() { rows[Int(code)].append(row) }
    groups = rows.indices.filter { !rows[$0].isEmpty }.map { level in
      GroupEstimates.group(
        level, model.keeping(rows[level]), term: term, tolerance: tolerance, threads: threads)
    }
  }

  private static func group(
    _ level: Int, _ model: Model, term: String, tolerance: Double, threads: Int?
  ) -> Group {
    do throws(EstimationError) {
      let estimated = try EstimatedModel(model, tolerance: tolerance, threads: threads)
      let fit = try estimated.fit(variances: [], smallSample: .fixest)
      if let coefficient = fit.coefficients.first(where: { $0.term == term }) {
        return Group(
          level: level, observations: estimated.observations, estimate: coefficient.estimate,
          reason: nil)
      }
      let reason = fit.omitted.first { $0.name == term }?.reason.description
      return Group(
        level: level, observations: estimated.observations, estimate: nil,
        reason: reason ?? "not estimated")
    } catch {
      return Group(level: level, observations: 0, estimate: nil, reason: error.message)
    }
  }
}

extension Model {
  /// The model at some of its rows.
  fileprivate func keeping(_ rows: [Int]) -> Model {
    Model(
      outcomeName: outcomeName, outcome: rows.map { outcome[$0] },
      terms: terms.map { term in
        Term(name: term.name, values: rows.map { term.values[$0] })
      },
      fixedEffects: fixedEffects.map { factor in
        Factor(
          trusted: factor.name, codes: rows.map { factor.codes[$0] }, levels: factor.levels)
      }, family: family, weights: weights.map { weights in rows.map { weights[$0] } },
      offset: offset.map { offset in rows.map { offset[$0] } })
  }
}
