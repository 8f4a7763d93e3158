import Codes
import Readers

/// Steps 7 to 10: totals, values, continuity and revisions.
extension Gate {
  /// The largest gap between states and published total, in percent.
  static let totalTolerance = 2.0

  func totals(_ flows: CensusFlows) -> [GateReason] {
    guard flows.commodities.first == .total else { return [] }
    var sums: [TradePeriod: Double] = [:]
    for row in flows.rows { sums[flows.periods[row], default: 0] += Double(flows.dollars[row]) }
    return context.publishedTotals.sorted { $0.key < $1.key }.compactMap { period, published in
      guard let sum = sums[period], published > 0 else { return nil }
      let gap = 100 * (sum - Double(published)) / Double(published)
      guard abs(gap) > Self.totalTolerance else { return nil }
      return GateReason(
        .totals, "totals.mismatch", .held,
        "the states sum to \(Self.whole(sum)) dollars in \(period), where \(published) are published: "
          + (gap > 0 ? "more" : "less") + " by over \(Int(Self.totalTolerance)) %",
        "look whether totals or groups were counted, or states are missing")
    }
  }

  private static func whole(_ sum: Double) -> String {
    Int64(exactly: sum.rounded()).map(String.init) ?? "more than 64 bits hold of"
  }

  func values(_ flows: CensusFlows, _ comparison: FlowComparison?) -> [GateReason] {
    var reasons: [GateReason] = []
    let negative = flows.rows.filter { flows.dollars[$0] < 0 }.map {
      "\(flows.origins[$0]) to \(flows.destinations[$0]) in \(flows.periods[$0])"
    }
    if !negative.isEmpty {
      reasons.append(
        GateReason(
          .values, "values.negative", .rejected, "negative exports: \(Self.some(negative))",
          "fetch the part again; exports have no negative values"))
    }
    guard let comparison else { return reasons }
    if let ratio = comparison.medianRatio,
      (900...1100).contains(ratio) || (0.0009...0.0011).contains(ratio)
    {
      reasons.append(
        GateReason(
          .values, "drift.unit", .held,
          "the figures are \(ratio > 1 ? "a thousand times" : "a thousandth of") the last vintage's",
          "look whether the publisher now counts in \(ratio > 1 ? "dollars" : "thousands")"))
      return reasons
    }
    let jumps = comparison.changes.filter { change in
      guard let before = change.before, let after = change.after else { return false }
      return before > 0 && after > 10_000_000 && after / 5 > before
    }
    if !jumps.isEmpty {
      reasons.append(
        GateReason(
          .values, "values.jump", .held,
          "more than five times the last vintage's figure: "
            + Self.some(
              jumps.map { "\($0.cell.origin) to \($0.cell.destination) in \($0.cell.period)" }),
          "compare with the publisher's page, then accept the part"))
    }
    return reasons
  }

  func continuity(_ candidate: GateCandidate, _ flows: CensusFlows) -> [GateReason] {
    var reasons: [GateReason] = []
    let present = Set(flows.periods)
    if let months = candidate.months, descriptor.layout.measure == .month {
      let missing = stride(from: months.lowerBound, through: months.upperBound, by: 1).filter {
        TradePeriod($0).map { !present.contains($0) } ?? false
      }
      if !missing.isEmpty {
        reasons.append(
          GateReason(
            .continuity, "months.missing", .held,
            "months are missing: \(Self.some(missing.map(\.description)))",
            "fetch the part again; a month that is not out yet will follow"))
      }
    }
    // National tables have no origins, and a chapter need not be exported by every state.
    guard descriptor.columns.contains(where: { $0.name == "STATE" }),
      flows.commodities.first == .total
    else { return reasons }
    let expected =
      context.last?.flows.map { Set($0.origins.map(\.text)) }
      ?? Set(State.electing.map(\.usps))
    var origins: [TradePeriod: Set<PackedCode>] = [:]
    for row in flows.rows { origins[flows.periods[row], default: []].insert(flows.origins[row]) }
    for (period, found) in origins.sorted(by: { $0.key < $1.key }) {
      let missing = expected.subtracting(found.map(\.text)).sorted()
      if !missing.isEmpty {
        reasons.append(
          GateReason(
            .continuity, "states.missing", .held,
            "origins are missing in \(period): \(Self.some(missing))",
            "fetch the part again; accept it only if the publisher says why"))
      }
    }
    return reasons
  }

  func revisions(_ comparison: FlowComparison) -> [GateReason] {
    let closed = comparison.changes.filter { isClosed($0.cell.period) }
    guard !closed.isEmpty else { return [] }
    let quiet = descriptor.revisions.quietPerMille
    let season = descriptor.revisions.season.flatMap { $0.contains(context.today) ? $0 : nil }
    let unexpected = closed.filter { change in
      season.map { change.cell.period.year < context.today.year - $0.yearsBack } ?? true
    }
    let cells = "\(closed.count) of \(comparison.cells) cells of closed periods"
    if unexpected.count * 1000 > quiet * comparison.cells {
      return [
        GateReason(
          .revisions, "revision.out_of_season", .held,
          "\(unexpected.count) of \(comparison.cells) cells of closed periods changed, such as "
            + Self.some(
              unexpected.map { "\($0.cell.origin) to \($0.cell.destination) in \($0.cell.period)" })
            + (season == nil ? ", outside of the revision's season" : ", which are too old for it"),
          "look at what changed, then accept the part if the publisher has revised it")
      ]
    }
    return [
      GateReason(
        .revisions, "revision.applied", .noted, "\(cells) changed",
        "nothing: it is the revision that the source announces, or less than it allows")
    ]
  }
}
