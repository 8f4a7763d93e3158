import Codes
import JSONText

/// How the refresh of one source ended.
public struct RefreshOutcome: Sendable, Equatable {
  /// What became of a part.
  public enum PartState: String, Sendable, CaseIterable {
    /// It is new or changed, and in use.
    case updated
    /// It is what the store has already.
    case unchanged
    /// The publisher has nothing to report for it.
    case notReported = "not_reported"
    /// It waits for approval; what was in use still is.
    case held
    /// It went into quarantine; what was in use still is.
    case rejected
    /// It did not come; what was in use still is.
    case failed
    /// It came and passed, and waits for the other parts that replace stored ones.
    case postponed
  }

  /// One part.
  public struct Part: Sendable, Equatable {
    /// The part's name.
    public let name: String
    /// What became of it.
    public let state: PartState
    /// Its rows, totals and groups included; nil where nothing was read.
    public let rows: Int?
    /// Why, in sentences that end with what to do; empty where nothing is to be said.
    public let reasons: [String]
    /// The identifiers of the reasons, such as `states.missing` or `network.refused`.
    public let ids: [String]
    /// The explanation of the gate; nil where it was not asked.
    public let verdict: JSONValue?
  }

  /// The source's id.
  public let source: String
  /// Its parts that were due, in order.
  public let parts: [Part]
  /// The label of the vintage that is in use now; nil without one.
  public let current: String?
  /// The label of a vintage that waits for approval.
  public let held: String?
  /// The exit status that this source asks for.
  public let exitCode: ExitCode

  /// A source none of whose parts could be asked for, as without a key.
  public static func failed(
    source: String, parts: [String], error: DataError, current: String?
  ) -> RefreshOutcome {
    RefreshOutcome(
      source: source,
      parts: parts.map {
        Part(
          name: $0, state: .failed, rows: nil, reasons: ["\(error.message); \(error.hint)"],
          ids: [error.kind.id], verdict: nil)
      }, current: current, held: nil, exitCode: error.kind.exitCode)
  }

  /// How many parts are in a state.
  public func count(_ state: PartState) -> Int { parts.count { $0.state == state } }

  /// The outcome as an object of the form that `--json` prints.
  public var json: JSONValue {
    .members([
      "source": .text(source), "current": current.map(JSONValue.text) ?? .null,
      "held": held.map(JSONValue.text) ?? .null, "exit": .whole(exitCode.rawValue),
      "parts": .list(
        parts.map { part in
          .members([
            "name": .text(part.name), "state": .text(part.state.rawValue),
            "rows": part.rows.map { .whole($0) } ?? .null,
            "ids": .list(part.ids.map(JSONValue.text)),
            "reasons": .list(part.reasons.map(JSONValue.text)), "gate": part.verdict ?? .null,
          ])
        }),
    ])
  }

  /// A line for people: what changed, or that nothing did.
  public var line: String {
    var words: [String] = []
    for state in PartState.allCases where count(state) > 0 {
      words.append("\(count(state)) \(state.rawValue.replacing("_", with: " "))")
    }
    let summary = words.isEmpty ? "nothing was due" : words.joined(separator: ", ")
    var line = "\(source): \(summary)"
    if let held { line += "; accept it with 'swingport accept \(source) \(held)'" }
    return line
  }

  /// Why parts are not in use as they came, for people: each sentence once, behind the parts that it
  /// is about.
  ///
  /// - Parameter said: The sentences that were said before, of other sources too; those of this one
  ///   are added.
  public func explanations(besides said: inout Set<String>) -> [String] {
    var sentences: [String] = []
    var names: [String: [String]] = [:]
    for part in parts where [.failed, .rejected, .held].contains(part.state) {
      for reason in part.reasons {
        if names[reason] == nil { sentences.append(reason) }
        names[reason, default: []].append(part.name)
      }
    }
    return sentences.map { sentence in
      let names = names[sentence] ?? []
      let shown = names.prefix(3).joined(separator: ", ")
      let more = names.count > 3 ? " and \(names.count - 3) more" : ""
      return "\(shown)\(more): \(said.insert(sentence).inserted ? sentence : "as said above")"
    }
  }
}

extension ExitCode {
  /// The status of a run whose sources ended with these: data that were refused weigh most, then a
  /// missing key, a publisher that cannot be reached, and one that asks to be left alone.
  public static func worst(of codes: [ExitCode]) -> ExitCode {
    let order: [ExitCode] = [
      .bug, .inputOutput, .cannotCreate, .dataRejected, .keyRefused, .configuration, .unavailable,
      .tryLater,
    ]
    return order.first { codes.contains($0) } ?? codes.first { $0 != .done } ?? .done
  }
}
