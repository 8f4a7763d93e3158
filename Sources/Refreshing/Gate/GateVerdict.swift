import JSONText

/// What the gate says of a part, and why.
public struct GateVerdict: Sendable, Equatable {
  /// What becomes of the part.
  public enum Outcome: String, Sendable {
    /// It becomes current.
    case accepted
    /// It is kept and waits for a person's approval; the last good part stays in use.
    case held
    /// It goes into quarantine; the last good part stays in use.
    case rejected
  }

  /// The source's id.
  public let source: String
  /// The part's name.
  public let partition: String
  /// The findings, in the order of the steps.
  public let reasons: [GateReason]
  /// The steps that there was nothing to compare with.
  public let skipped: [GateStep]

  /// The heaviest finding decides.
  public var outcome: Outcome {
    switch reasons.map(\.severity).max() {
    case .rejected: .rejected
    case .held: .held
    case .noted, nil: .accepted
    }
  }

  /// The ids of the findings that keep the part from being accepted.
  public var blocking: [String] { reasons.filter { $0.severity > .noted }.map(\.id) }

  /// The explanation for logs, the catalogue and `--json`; form `swingport.gate/1`.
  public var json: JSONValue {
    .members([
      "form": .text("swingport.gate/1"), "source": .text(source), "partition": .text(partition),
      "outcome": .text(outcome.rawValue),
      "steps": .list(
        GateStep.allCases.map { step in
          let heaviest = reasons.filter { $0.step == step }.map(\.severity).max()
          return .members([
            "step": .whole(step.rawValue), "name": .text(step.name),
            "result": .text(
              skipped.contains(step) ? "skipped" : heaviest?.rawValue ?? "passed"),
          ])
        }),
      "reasons": .list(reasons.map(\.json)),
    ])
  }
}
