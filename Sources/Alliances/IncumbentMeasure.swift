import Codes

/// Reputation without a scale: one effect for each incumbent, compared and not ordered.
public struct IncumbentMeasure: ReputationMeasure {
  /// Creates the measure.
  public init() {}

  /// `incumbent`.
  public var id: String { "incumbent" }
  /// The version of the definition.
  public var version: Int { 1 }
  /// The publication to cite: none, the design's own.
  public var citation: String { "" }
  /// The definition in a sentence.
  public var definition: String {
    "no scale: one bump for each incumbent, in office on 31 December, and no order of them"
  }
  /// None: nothing is measured.
  public var coverage: ClosedRange<CalendarYear>? { nil }
  /// As it is.
  public var transform: ReputationTransform { .identity }
}
