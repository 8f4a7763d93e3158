import Codes
import Panels

/// An event study of the election cycle: the bump year by year, against a reference year.
public struct EventStudySpecification: Sendable, Hashable {
  /// The years of the cycle, by their distance to the election: 3 is the year after the last one.
  public static let positions = [3, 2, 1, 0]

  /// The reference, in years before the election; its coefficient is zero by construction.
  public let reference: Int
  /// Whether the level of `swing × ally` is free in each cycle, as in a stacked event study, and not
  /// one for all cycles.
  public let byCycle: Bool

  /// States an event study.
  ///
  /// - Parameters:
  ///   - reference: 0 to 3 years before the election; 2, the last year outside the window, unless
  ///     stated.
  ///   - byCycle: Whether each cycle has a level of its own.
  /// - Throws: `DataError` of kind `notCovered` for a year that the cycle does not have.
  public init(reference: Int = 2, byCycle: Bool = false) throws {
    guard Self.positions.contains(reference) else {
      throw DataError(
        .notCovered,
        "the election cycle has no year \(reference) years before the election",
        hint: "use a reference of 0 to 3; the default is 2, the last year outside the window")
    }
    self.reference = reference
    self.byCycle = byCycle
  }

  /// The identifier of its model.
  public var model: String { byCycle ? "event-study-by-cycle" : "event-study" }

  /// The positions with a coefficient, earliest first.
  public var estimated: [Int] { Self.positions.filter { $0 != reference } }

  /// The model on the pattern of an analysis' own.
  ///
  /// - Parameters:
  ///   - pattern: The model whose estimator, rule, fixed effects and clusters are used.
  ///   - isNational: Whether the panel has no states.
  ///   - cycles: The cycles of the panel, by the year of their election.
  func model(
    after pattern: ModelSpecification, isNational: Bool, cycles: [Int]
  ) -> ModelSpecification {
    let base: [Component] = isNational ? [.ally] : [.swing, .ally]
    let levels = byCycle ? cycles.map { base + [.cycle($0)] } : [base]
    return ModelSpecification(
      id: model, estimator: pattern.estimator, allyRule: pattern.allyRule,
      terms: (estimated.map { base + [.position($0)] } + levels)
        .map { TermSpecification(components: $0) },
      fixedEffects: pattern.fixedEffects, clusterings: pattern.clusterings)
  }
}
