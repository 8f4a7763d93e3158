import Codes
import Readers

/// Steps 4 and 6: keys and codes.
extension Gate {
  func keys(_ flows: CensusFlows) -> [GateReason] {
    var seen = Set<FlowComparison.Cell>(minimumCapacity: flows.count)
    var doubles: [String] = []
    for row in flows.rows {
      let cell = FlowComparison.Cell(flows, row)
      if !seen.insert(cell).inserted {
        doubles.append("\(cell.origin) to \(cell.destination) in \(cell.period)")
      }
    }
    guard !doubles.isEmpty else { return [] }
    return [
      GateReason(
        .keys, "keys.duplicate", .rejected,
        "rows stand twice: \(Self.some(doubles))",
        "fetch the part again; if it lasts, a dimension is missing among the columns")
    ]
  }

  func codes(_ flows: CensusFlows, setAside: CensusFlows?) -> [GateReason] {
    var reasons: [GateReason] = []
    func report(
      _ id: String, _ severity: GateReason.Severity, _ codes: Set<PackedCode>, _ what: String,
      _ action: String
    ) {
      guard !codes.isEmpty else { return }
      reasons.append(
        GateReason(
          .codes, id, severity, "\(what): \(Self.some(codes.sorted().map(\.text)))", action))
    }
    let origins = Set(flows.origins).union(setAside.map { Set($0.origins) } ?? [])
    report(
      "codes.unknown_origin", .rejected,
      origins.filter {
        $0 != .total && $0 != .unidentified && State.usps($0.text) == nil
      }, "origins that are no state's postal code",
      "compare with the publisher's list of states")
    let groups = Set(setAside?.destinations ?? []).filter { $0 != .total && !$0.isCountry }
    report(
      "codes.malformed", .rejected, groups.filter { !Self.isGroup($0.text) },
      "destinations that are neither a country nor a group of Schedule C",
      "look whether leading zeros were lost on the way; fetch the part again")
    let goods = Set(flows.commodities).filter {
      $0 != .total && ![2, 4, 6, 10].contains($0.text.utf8.count)
    }
    report(
      "codes.malformed", .rejected, goods, "commodities that have lost their leading zero",
      "fetch the part again; codes are text of two, four, six or ten digits")
    if !context.knownDestinations.isEmpty {
      report(
        "codes.list_grew", descriptor.newDestinations == .hold ? .held : .noted,
        Set(flows.destinations).filter { !context.knownDestinations.contains($0.text) },
        "destinations that the table of destinations lacks",
        "look them up in Schedule C (census.gov/foreign-trade/schedules/c) and add them to "
          + "export-data/tables/destinations.csv by its import program, for an analysis refuses "
          + "what is not there; then accept the part")
    }
    return reasons
  }

  /// `0` and three digits, or a digit and `XXX`.
  private static func isGroup(_ code: String) -> Bool {
    guard code.utf8.count == 4, let first = code.utf8.first, (0x30...0x39).contains(first) else {
      return false
    }
    return code.hasSuffix("XXX")
      || (first == 0x30 && code.utf8.allSatisfy { (0x30...0x39).contains($0) })
  }
}
