import Codes
import Descriptors
import JSONText

/// A plan for people and for machines: what would be asked for, and why.
public enum PlanText {
  /// One line a request with its reason, and the instructions of sources that people fetch.
  ///
  /// - Throws: `DataError` when an address cannot be made.
  public static func text(_ plan: RefreshPlan, addresses: WireAddresses) throws -> String {
    var lines: [String] = []
    for request in plan.requests {
      lines.append("\(request.source) \(request.partition): \(request.reason)")
      lines.append("  \(try addresses.redacted(request.address, source: request.source))")
    }
    lines += byHand(plan)
    if lines.isEmpty { lines.append("nothing is due") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What people have to fetch, as lines.
  public static func byHand(_ plan: RefreshPlan) -> [String] {
    plan.byHand.flatMap { source in
      ["\(source.source) is fetched by hand: \(source.reason)"]
        + source.instructions.map { "  \($0)" }
        + ["  then: swingport refresh \(source.source) --file FILE"]
    }
  }

  /// The plan as the object that `--json` prints; form `swingport.plan/1`.
  ///
  /// - Throws: `DataError` when an address cannot be made.
  public static func json(_ plan: RefreshPlan, addresses: WireAddresses) throws -> JSONValue {
    .members([
      "form": .text("swingport.plan/1"),
      "requests": .list(
        try plan.requests.map { request in
          .members([
            "source": .text(request.source), "partition": .text(request.partition),
            "reason": .text(request.reason.id), "why": .text(request.reason.description),
            "url": .text(try addresses.redacted(request.address, source: request.source)),
          ])
        }),
      "by_hand": .list(plan.byHand.map { .text($0.source) }),
    ])
  }
}
