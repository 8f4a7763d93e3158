import JSONText

/// One finding of the gate.
public struct GateReason: Sendable, Equatable {
  /// How much a finding weighs.
  public enum Severity: String, Sendable, Comparable, CaseIterable {
    /// Worth a line in the log.
    case noted
    /// The part waits until a person has looked at it.
    case held
    /// The part cannot be used.
    case rejected

    /// Orders severities from light to heavy.
    public static func < (left: Severity, right: Severity) -> Bool {
      left.weight < right.weight
    }

    private var weight: Int {
      switch self {
      case .noted: 0
      case .held: 1
      case .rejected: 2
      }
    }
  }

  /// The step that found it.
  public let step: GateStep
  /// A stable identifier, such as `states.missing`.
  public let id: String
  /// How much it weighs.
  public let severity: Severity
  /// What was found, lower-case, naming codes, periods and figures.
  public let sentence: String
  /// What to do next.
  public let action: String

  init(_ step: GateStep, _ id: String, _ severity: Severity, _ sentence: String, _ action: String) {
    self.step = step
    self.id = id
    self.severity = severity
    self.sentence = sentence
    self.action = action
  }

  /// The finding as an object.
  public var json: JSONValue {
    .members([
      "step": .whole(step.rawValue), "id": .text(id), "severity": .text(severity.rawValue),
      "sentence": .text(sentence), "action": .text(action),
    ])
  }
}

/// The steps of the gate, in order.
public enum GateStep: Int, Sendable, CaseIterable {
  /// The bytes look like their type and are the pinned ones.
  case type = 1
  /// The size lies between the source's bounds.
  case size
  /// The header is the one expected.
  case schema
  /// No key stands twice.
  case keys
  /// The number of rows is near the last vintage's.
  case rows
  /// The codes are known.
  case codes
  /// The states add up to the published total.
  case totals
  /// No value is negative, and none has jumped.
  case values
  /// No month and no state is missing.
  case continuity
  /// Closed periods change in their season alone.
  case revisions

  /// The step's name in the explanation.
  public var name: String { "\(self)" }
}
