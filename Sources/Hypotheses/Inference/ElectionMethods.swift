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
    let rows = model.bumps.flatMap { bump in
      let (estimates, skipped) = byElection(bump.name)
      return tests(of: bump.name, estimates, skipped)
    }
    return InferencePart(step: step, rows: rows, draws: [])
  }

  /// The bump in each cycle that has years inside and outside the window, and what was left out.
  private func byElection(_ term: String) -> (estimates: [(Int, Double)], skipped: [String]) {
    let cycles = Set(suite.panel.years.map(YearComponents.cycle)).sorted()
    var estimates: [(Int, Double)] = []
    var skipped: [String] = []
    for cycle in cycles {
      let years = suite.panel.years.indices.filter {
        YearComponents.cycle(of: suite.panel.years[$0]) == cycle
      }
      let inside = years.count(where: suite.panel.isInWindow)
      guard inside > 0, inside < years.count else {
        skipped.append("\(cycle): no year \(inside == 0 ? "inside" : "outside") the window")
        continue
      }
      do {
        let prepared = try PreparedModel(
          model, on: YearSubset(base: data, years: Set(years)), analysis: suite.specification.id)
        let fit = try prepared.estimated.fit(
          variances: [], smallSample: .fixest, describesClusters: false)
        if let own = fit.coefficients.first(where: { $0.term == term }) {
          estimates.append((cycle, own.estimate))
        } else {
          skipped.append("\(cycle): the term is not identified")
        }
      } catch {
        skipped.append("\(cycle): \((error as? DataError)?.message ?? "not estimated")")
      }
    }
    return (estimates, skipped)
  }

  private func tests(
    of term: String, _ found: [(election: Int, estimate: Double)], _ skipped: [String]
  ) -> [InferenceRow] {
    let estimates = found.map(\.estimate)
    let note =
      (found.map { "\($0.election): \(Self.rounded($0.estimate))" } + skipped)
      .joined(separator: "; ")
    func row(
      _ method: InferenceRow.Method, estimate: Double, error: Double?, p: Double, low: Double?,
      high: Double?, attainable: Double?, draws: Int?, pivot: (Int, Double)? = nil, note: String
    ) -> InferenceRow {
      InferenceRow(
        analysis: suite.specification.id, model: model.id, estimator: model.estimator,
        allyRule: model.allyRule, term: term, method: method, unit: "election",
        units: [.init(dimension: "election", count: estimates.count)],
        treated: [.init(dimension: "election", count: estimates.count)], estimate: estimate,
        standardError: error, pValue: p, confidenceLow: low, confidenceHigh: high,
        smallestAttainableP: attainable, simulationError: nil, draws: draws, familyP: nil,
        pivotalCluster: pivot.map { String($0.0) }, estimateWithout: pivot?.1, note: note)
    }
    func missing(_ method: InferenceRow.Method, _ reason: String) -> InferenceRow {
      InferenceRow(
        missing: term, method, unit: "election", model: model, analysis: suite.specification.id,
        note: reason)
    }
    var rows: [InferenceRow] = []
    do throws(EstimationError) {
      let test = try GroupTest(estimates)
      let interval = try test.interval()
      rows.append(
        row(
          .perElection, estimate: test.estimate, error: test.standardError, p: test.pValue,
          low: interval.lower, high: interval.upper, attainable: nil, draws: nil,
          pivot: Self.pivot(found), note: "t(\(test.degreesOfFreedom)); \(note)"))
    } catch {
      rows.append(missing(.perElection, "\(error.message); \(note)"))
    }
    do throws(EstimationError) {
      let test = try SignChangeTest(estimates)
      let interval = try test.interval()
      rows.append(
        row(
          .signChange, estimate: estimates.reduce(0, +) / Double(estimates.count), error: nil,
          p: test.pValue, low: interval.lower, high: interval.upper,
          attainable: test.smallestAttainable, draws: test.changes, note: note))
    } catch {
      rows.append(missing(.signChange, "\(error.message); \(note)"))
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

  /// Four decimals, for a note.
  private static func rounded(_ value: Double) -> String {
    let scaled = (abs(value) * 10_000).rounded()
    let digits = String(Int(scaled) % 10_000)
    return (value < 0 && scaled > 0 ? "-" : "") + "\(Int(scaled) / 10_000)."
      + String(repeating: "0", count: 4 - digits.count) + digits
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
