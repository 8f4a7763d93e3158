import Estimation
import FoundationEssentials

/// One specification of the all-rules table: its choices, and its estimate or why it has none.
public struct AllRulesRow: Sendable, Hashable, Codable {
  /// The choices.
  public let specification: AllRulesSpecification
  /// The estimate, in logs; nil where there is none.
  public let estimate: Double?
  /// Its standard error, clustered by origin and by destination.
  public let standardError: Double?
  /// The two-sided p-value by itself.
  public let pValue: Double?
  /// The lower end of the 95 % interval.
  public let confidenceLow: Double?
  /// The upper end of the 95 % interval.
  public let confidenceHigh: Double?
  /// The rows used.
  public let observations: Int?
  /// The origins, which are clusters.
  public let origins: Int?
  /// The destinations, which are clusters.
  public let destinations: Int?
  /// The origins that are ever swing states in a window.
  public let treatedOrigins: Int?
  /// The estimate after one Newton step from the fit of the fixed effects, as in the joint test.
  public let stepEstimate: Double?
  /// Its two-sided p-value, clustered by origin under the hypothesis, as in the joint test.
  public let stepPValue: Double?
  /// What a reader must know.
  public let note: String?
  /// Why there is no estimate; nil where there is one.
  public let reason: String?
}

extension AllRulesRow {
  /// A row without an estimate.
  init(_ specification: AllRulesSpecification, reason: String) {
    self.init(
      specification: specification, estimate: nil, standardError: nil, pValue: nil,
      confidenceLow: nil, confidenceHigh: nil, observations: nil, origins: nil,
      destinations: nil, treatedOrigins: nil, stepEstimate: nil, stepPValue: nil, note: nil,
      reason: reason)
  }

  /// The row with its Newton step.
  func with(_ step: PeriodMoments.Step) -> AllRulesRow {
    AllRulesRow(
      specification: specification, estimate: estimate, standardError: standardError,
      pValue: pValue, confidenceLow: confidenceLow, confidenceHigh: confidenceHigh,
      observations: observations, origins: origins, destinations: destinations,
      treatedOrigins: treatedOrigins, stepEstimate: step.estimate, stepPValue: step.pValue,
      note: note, reason: nil)
  }
}

/// What a step of the all-rules table gave; written and read back, it is the same.
public struct AllRulesPart: Sendable, Codable, Equatable {
  /// A specification in every draw.
  public struct Drawn: Sendable, Codable, Equatable {
    /// The specification's number.
    public let number: Int
    /// The estimates and then the p-values, four bytes each, lowest first.
    private let bytes: Data
    /// The draws without an estimate, which count as an estimate of 0 with a p of 1.
    public let undefined: Int

    init(number: Int, estimates: [Float], pValues: [Float], undefined: Int) {
      self.number = number
      self.undefined = undefined
      var bytes = Data(capacity: 8 * estimates.count)
      for value in estimates + pValues {
        let bits = value.bitPattern
        for shift in [0, 8, 16, 24] as [UInt32] {
          bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
        }
      }
      self.bytes = bytes
    }

    /// The estimate and p-value of each draw.
    var entries: [SpecificationCurve.Entry] {
      let raw = [UInt8](bytes)
      let count = raw.count / 8
      func value(_ index: Int) -> Double {
        let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(raw[4 * index + $1]) << (8 * $1) }
        return Double(Float(bitPattern: bits))
      }
      return (0..<count).map {
        SpecificationCurve.Entry(estimate: value($0), pValue: value(count + $0))
      }
    }
  }

  /// The step.
  public let step: String
  /// Its rows.
  public let rows: [AllRulesRow]
  /// Its part of the draws.
  public let draws: [Drawn]
}

/// The all-rules table with its joint tests.
public struct AllRulesResult: Sendable, Codable, Equatable {
  /// A summary of the curve with its p-value over the draws.
  public struct Summary: Sendable, Codable, Equatable {
    /// The summary of the observed curve of Newton steps.
    public let value: Double
    /// The share of curves, the observed one among them, at least as extreme in the predicted direction.
    public let pValue: Double
  }

  /// What the specifications of one estimand say together.
  public struct Curve: Sendable, Codable, Equatable {
    /// The estimand.
    public let estimand: AllRulesAxes.Estimand
    /// The specifications with an estimate.
    public let specifications: Int
    /// The median of the estimates in full.
    public let median: Double
    /// The smallest estimate.
    public let smallest: Double
    /// The largest estimate.
    public let largest: Double
    /// The share of estimates above zero.
    public let positiveShare: Double
    /// The share above zero and significant at 5 % by themselves.
    public let significantShare: Double
    /// The share below zero and significant at 5 % by themselves.
    public let negativeSignificantShare: Double
    /// The joint test of the median.
    public let jointMedian: Summary
    /// The joint test of the share that is positive and significant.
    public let jointShare: Summary
    /// The joint test of Stouffer's Z.
    public let jointStouffer: Summary
    /// The permutations drawn.
    public let draws: Int
    /// The smallest p that so many draws allow.
    public let smallestAttainableP: Double
    /// Draws of a specification without an estimate, which count as 0 with a p of 1.
    public let undefinedDraws: Int
    /// The largest distance of a Newton step from the estimate in full, in standard errors.
    public let largestStepDistance: Double
    /// The incumbents of the window years, for a slope on reputation; nil for another estimand.
    public let incumbents: Int?
  }

  /// The analysis.
  public let analysis: String
  /// The options.
  public let options: AllRules.Options
  /// All specifications in the order of their numbers.
  public let rows: [AllRulesRow]
  /// The joint tests, one for each estimand with estimates.
  public let curves: [Curve]

  /// The rows with an estimate, by estimand and from the smallest estimate to the largest.
  public var sorted: [AllRulesRow] {
    let order = AllRulesAxes.Estimand.allCases
    return rows.filter { $0.estimate != nil }.sorted { left, right in
      let (a, b) = (left.specification, right.specification)
      return (order.firstIndex(of: a.estimand) ?? 0, left.estimate ?? 0, a.number)
        < (order.firstIndex(of: b.estimand) ?? 0, right.estimate ?? 0, b.number)
    }
  }

  /// The rows without an estimate, in the order of their numbers.
  public var missing: [AllRulesRow] { rows.filter { $0.reason != nil } }
}

extension AllRules {
  /// Puts parts together and tests the curves jointly.
  ///
  /// - Parameter parts: The parts of all steps, in any order.
  /// - Throws: `EstimationError` where draws do not fit each other.
  public func assemble(_ parts: [AllRulesPart]) throws -> AllRulesResult {
    let rows = parts.flatMap(\.rows).sorted { $0.specification.number < $1.specification.number }
    let draws = Dictionary(
      parts.flatMap(\.draws).map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
    let curves = try axes.estimands.compactMap { estimand -> AllRulesResult.Curve? in
      let own = rows.filter { $0.specification.estimand == estimand && $0.estimate != nil }
      guard !own.isEmpty, options.draws > 0 else { return nil }
      let entries = own.map { draws[$0.specification.number]?.entries ?? [] }
      let joint = try SpecificationCurve(
        // Rounded as the draws are, so that a draw equal to what is observed is a tie.
        observed: own.map {
          .init(
            estimate: Double(Float($0.stepEstimate ?? 0)), pValue: Double(Float($0.stepPValue ?? 1))
          )
        },
        drawn: (0..<options.draws).map { draw in
          entries.compactMap { draw < $0.count ? $0[draw] : nil }
        }, direction: .positive)
      let estimates = own.compactMap(\.estimate).sorted()
      func share(_ holds: (AllRulesRow) -> Bool) -> Double {
        Double(own.count(where: holds)) / Double(own.count)
      }
      func isSignificant(_ row: AllRulesRow) -> Bool { (row.pValue ?? 1) < 0.05 }
      return AllRulesResult.Curve(
        estimand: estimand, specifications: own.count,
        median: (estimates[(estimates.count - 1) / 2] + estimates[estimates.count / 2]) / 2,
        smallest: estimates.first ?? 0, largest: estimates.last ?? 0,
        positiveShare: share { ($0.estimate ?? 0) > 0 },
        significantShare: share { ($0.estimate ?? 0) > 0 && isSignificant($0) },
        negativeSignificantShare: share { ($0.estimate ?? 0) < 0 && isSignificant($0) },
        jointMedian: .init(joint.median), jointShare: .init(joint.significantShare),
        jointStouffer: .init(joint.stouffer), draws: joint.draws,
        smallestAttainableP: joint.smallestAttainable,
        undefinedDraws: own.reduce(0) {
          $0 + (draws[$1.specification.number]?.undefined ?? 0)
        },
        largestStepDistance: own.reduce(0) { largest, row in
          guard let full = row.estimate, let step = row.stepEstimate,
            let error = row.standardError, error > 0
          else { return largest }
          return max(largest, abs(full - step) / error)
        },
        incumbents: estimand == .reputation
          ? data.incumbents(in: data.panel.years.indices.filter(data.panel.isInWindow)).count : nil)
    }
    return AllRulesResult(
      analysis: data.panel.name, options: options, rows: rows, curves: curves)
  }
}

extension AllRulesResult.Summary {
  init(_ summary: SpecificationCurve.Summary) {
    self.init(value: summary.value, pValue: summary.pValue)
  }
}
