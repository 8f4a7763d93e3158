import Codes
import Descriptors
import Readers

/// The ten steps between a part that was read and a part that is in use.
///
/// All steps are taken even where an early one fails, so that one refresh tells everything that is
/// wrong. Nothing is repaired here and no figure is changed.
public struct Gate: Sendable {
  /// What is known of the source.
  public let descriptor: SourceDescriptor
  /// What the candidate is compared with.
  public let context: GateContext

  /// Sets up a gate.
  public init(descriptor: SourceDescriptor, context: GateContext) {
    self.descriptor = descriptor
    self.context = context
  }

  /// Judges a candidate.
  ///
  /// Cost: a few passes over the flows, and one look-up a row for the comparison with the last
  /// vintage.
  public func judge(_ candidate: GateCandidate) -> GateVerdict {
    var reasons = type(candidate) + size(candidate) + schema(candidate)
    var skipped: [GateStep] = []
    reasons += rows(candidate)
    if context.last == nil { skipped.append(.rows) }
    if let flows = candidate.flows {
      let comparison = context.last?.flows.map { FlowComparison(before: $0, after: flows) }
      reasons += keys(flows) + codes(flows, setAside: candidate.setAside)
      reasons += totals(flows)
      if context.publishedTotals.isEmpty { skipped.append(.totals) }
      reasons += values(flows, comparison)
      reasons += continuity(candidate, flows)
      if let comparison {
        reasons += revisions(comparison)
      } else {
        skipped.append(.revisions)
      }
    } else {
      skipped += [.keys, .codes, .totals, .values, .continuity, .revisions]
    }
    return GateVerdict(
      source: descriptor.id, partition: candidate.partition,
      reasons: GateStep.allCases.flatMap { step in reasons.filter { $0.step == step } },
      skipped: skipped)
  }

  /// Whether a period is closed: its year is over, so only a revision may change it.
  func isClosed(_ period: TradePeriod) -> Bool { period.year < context.today.year }

  /// At most five examples and how many more there are.
  static func some(_ examples: some Collection<String>) -> String {
    let shown = examples.prefix(5).joined(separator: ", ")
    return examples.count > 5 ? "\(shown) and \(examples.count - 5) more" : shown
  }
}
