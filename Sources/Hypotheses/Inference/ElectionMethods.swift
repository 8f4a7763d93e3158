import Codes
import Estimation
import Panels

/// Tests that take each election as one observation: the model is estimated in each cycle by itself.
struct ElectionMethods<Data: ModelData> {
  let model: ModelSpecification
  let data: Data
  let suite: InferenceSuite

  /// All rows of the step.
  func part(_ step: String) throws -> InferencePart {
    InferencePart(step: step, rows: model.moderator == nil ? bumps() : slopes(), draws: [])
  }

  /// The tests of the mean of each bump.
  private func bumps() -> [InferenceRow] {
    let (byTerm, skipped) = byElection(model)
    return model.bumps.flatMap { bump in
      tests(of: bump.name, byTerm[bump.name] ?? [], skipped[bump.name] ?? [])
    }
  }

  /// What each election says of a bump, and why another says nothing.
  private typealias ByElection = (
    estimates: [String: [(election: Int, estimate: Double)]], skipped: [String: [String]]
  )

  /// Each bump in each cycle that has periods inside and outside the window.
  private func byElection(_ model: ModelSpecification) -> ByElection {
    var estimates: [String: [(election: Int, estimate: Double)]] = [:]
    var skipped: [String: [String]] = [:]
    for cycle in suite.frame.cycles {
      func skip(_ reason: String, _ terms: [TermSpecification]) {
        for term in terms { skipped[term.name, default: []].append(reason) }
      }
      if let obstacle = suite.frame.obstacle(in: cycle) {
        skip(obstacle, model.bumps)
        continue
      }
      do {
        let prepared = try PreparedModel(
          model, on: YearSubset(base: data, years: Set(suite.frame.periods(of: cycle))),
          analysis: suite.id)
        let fit = try prepared.estimated.fit(
          variances: [], smallSample: .fixest, describesClusters: false)
        for bump in model.bumps {
          if let own = fit.coefficients.first(where: { $0.term == bump.name }) {
            estimates[bump.name, default: []].append((cycle, own.estimate))
          } else {
            skip("\(cycle): the term is not identified", [bump])
          }
        }
      } catch {
        skip("\(cycle): \((error as? DataError)?.message ?? "not estimated")", model.bumps)
      }
    }
    return (estimates, skipped)
  }

  /// How the elections' bumps go with the moderator: a line through them, whose height at zero is the
  /// bump without it.
  private func slopes() -> [InferenceRow] {
    guard let moderator = model.moderator else { return [] }
    let (byTerm, skipped) = byElection(model.withoutModerator)
    let column = data.column(moderator, allyRule: model.allyRule).values
    return model.moderatedBumps.flatMap { term, base -> [InferenceRow] in
      guard let base else { return [] }
      var reasons = skipped[base.name] ?? []
      var points: [(election: Int, estimate: Double, value: Double)] = []
      for point in byTerm[base.name] ?? [] {
        let values = suite.frame.periods(of: point.election)
          .filter { suite.frame.periods[$0].isInWindow }.map { column[$0] }
        // Where the value changes within a window its mean stands for it.
        let mean = values.reduce(0, +) / Double(values.count)
        if mean.isFinite {
          points.append((point.election, point.estimate, mean))
        } else {
          reasons.append("\(point.election): \(moderator.name) is not reported")
        }
      }
      let said = points.map {
        "\($0.election): \(InferenceRow.rounded($0.estimate, 4)) at "
          + InferenceRow.rounded($0.value, 3)
      }
      let note = (said + reasons).joined(separator: "; ")
      let signs = missing(
        term.name, .signChange,
        "changes of sign test whether bumps are zero, not how they differ with \(moderator.name)")
      let shown = Set(points.map(\.value))
      if points.count < 3 || shown.count < 2 {
        let count = points.count
        let reason =
          count < 3
          ? "a slope needs three elections, and \(count) "
            + "\(count == 1 ? "shows" : "show") a bump by \(count == 1 ? "itself" : "themselves")"
          : "\(moderator.name) is \(InferenceRow.rounded(points[0].value, 2)) in all \(count) "
            + "elections that show a bump by themselves"
        return [term.name, base.name].map {
          missing($0, .perElection, "not identified: \(reason); \(note)")
        } + [signs]
      }
      do throws(EstimationError) {
        let test = try GroupSlopeTest(points.map(\.estimate), on: points.map(\.value))
        func line(
          _ term: String, _ own: GroupSlopeTest.Coefficient, _ what: String
        ) throws(EstimationError) -> InferenceRow {
          let interval = try own.interval()
          return row(
            term, .perElection, elections: points.count, estimate: own.estimate,
            error: own.standardError, p: own.pValue, low: interval.lower, high: interval.upper,
            attainable: nil, draws: nil,
            note: "t(\(test.degreesOfFreedom)); \(what); \(note)")
        }
        return [
          try line(
            term.name, test.slope,
            "slope of the elections' bumps on \(moderator.name), each election counted alike"),
          signs,
          try line(
            base.name, test.intercept,
            "the same line where \(moderator.name) is zero"),
        ]
      } catch {
        return [term.name, base.name].map {
          missing($0, .perElection, "not identified: \(error.message); \(note)")
        } + [signs]
      }
    }
  }

  private func row(
    _ term: String, _ method: InferenceRow.Method, elections: Int, estimate: Double,
    error: Double?, p: Double, low: Double?, high: Double?, attainable: Double?, draws: Int?,
    pivot: (Int, Double)? = nil, note: String
  ) -> InferenceRow {
    InferenceRow(
      analysis: suite.id, model: model.id, estimator: model.estimator,
      allyRule: model.allyRule, term: term, method: method, unit: "election",
      units: [.init(dimension: "election", count: elections)],
      treated: [.init(dimension: "election", count: elections)], estimate: estimate,
      standardError: error, pValue: p, confidenceLow: low, confidenceHigh: high,
      smallestAttainableP: attainable, simulationError: nil, draws: draws, familyP: nil,
      pivotalCluster: pivot.map { String($0.0) }, estimateWithout: pivot?.1, note: note,
      caution: nil)
  }

  private func missing(
    _ term: String, _ method: InferenceRow.Method, _ reason: String
  ) -> InferenceRow {
    InferenceRow(
      missing: term, method, unit: "election", model: model, analysis: suite.id, note: reason)
  }

  private func tests(
    of term: String, _ found: [(election: Int, estimate: Double)], _ skipped: [String]
  ) -> [InferenceRow] {
    let estimates = found.map(\.estimate)
    let note =
      (found.map { "\($0.election): \(InferenceRow.rounded($0.estimate, 4))" } + skipped)
      .joined(separator: "; ")
    var rows: [InferenceRow] = []
    do throws(EstimationError) {
      let test = try GroupTest(estimates)
      let interval = try test.interval()
      rows.append(
        row(
          term, .perElection, elections: estimates.count, estimate: test.estimate,
          error: test.standardError, p: test.pValue, low: interval.lower, high: interval.upper,
          attainable: nil, draws: nil, pivot: Self.pivot(found),
          note: "t(\(test.degreesOfFreedom)); \(note)"))
    } catch {
      rows.append(missing(term, .perElection, "\(error.message); \(note)"))
    }
    do throws(EstimationError) {
      let test = try SignChangeTest(estimates)
      let interval = try test.interval()
      rows.append(
        row(
          term, .signChange, elections: estimates.count,
          estimate: estimates.reduce(0, +) / Double(estimates.count), error: nil,
          p: test.pValue, low: interval.lower, high: interval.upper,
          attainable: test.smallestAttainable, draws: test.changes, note: note))
    } catch {
      rows.append(missing(term, .signChange, "\(error.message); \(note)"))
    }
    return rows
  }

  /// The election without which the mean of the others has another sign, or else moves most, and that
  /// mean; nil for fewer than three elections.
  private static func pivot(_ found: [(election: Int, estimate: Double)]) -> (Int, Double)? {
    guard found.count > 2 else { return nil }
    let sum = found.reduce(0) { $0 + $1.estimate }
    let mean = sum / Double(found.count)
    let others = found.map { ($0.election, (sum - $0.estimate) / Double(found.count - 1)) }
    let turning = others.filter { $0.1 * mean < 0 }
    return (turning.isEmpty ? others : turning).max { abs($0.1 - mean) < abs($1.1 - mean) }
  }
}

/// The rows of some years of a data set.
struct YearSubset<Base: ModelData>: ModelData {
  let base: Base
  let years: Set<Int>

  var cells: [(row: SampleRow, outcome: Double)] {
    base.cells.filter { years.contains($0.row.year) }
  }

  var sizes: [Dimension: Int] { base.sizes }

  func column(_ component: Component, allyRule: String) -> ComponentColumn {
    base.column(component, allyRule: allyRule)
  }

  func exclusion(of row: SampleRow, allyRule: String, partial: Component?) -> String? {
    base.exclusion(of: row, allyRule: allyRule, partial: partial)
  }
}
