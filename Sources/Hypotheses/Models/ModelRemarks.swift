extension PreparedModel {
  /// How each estimated bump that varies with a moderator could be tested exactly.
  func moderations(
    in frame: InferenceFrame, reputations: Int?
  ) -> [ModelResult.Moderation] {
    guard let moderator = specification.moderator,
      let exchange = ModeratorExchange(moderator, in: frame, values: sample.byPeriod(moderator))
    else { return [] }
    return specification.moderatedBumps.filter { estimated.names.contains($0.term.name) }.map {
      .init(
        term: $0.term.name, moderator: moderator.name, unit: exchange.unit,
        units: exchange.names, assignments: exchange.assignments,
        smallestAttainableP: exchange.smallestAttainable,
        scale: moderator == .incumbentReputation
          ? "from the weakest (0) to the strongest (1)"
            + (reputations.map { " of the \($0) ranked incumbents" } ?? "")
            + (exchange.values.isEmpty
              ? ""
              : ", of whom the \(exchange.names.count) of the sample are at "
                + zip(exchange.names, exchange.values).map {
                  "\($0) \(InferenceRow.rounded($1, 2))"
                }.joined(separator: ", "))
          : "from 0 to 1: where \(moderator.name) holds against where it does not")
    }
  }

  /// Why numbers of the model cannot be taken at their word: few treated clusters, few incumbents, and
  /// differences that one election shows.
  func remarks(
    support: [ModelResult.Support], moderations: [ModelResult.Moderation], frame: InferenceFrame?
  ) -> [String] {
    var remarks: [String] = []
    let bumps = Set(specification.bumps.map(\.name))
    for term in support where bumps.contains(term.term) {
      if let caution = FewTreatedClusters.caution(term.treatedClusters) {
        remarks.append("\(term.term) \(caution)")
      }
    }
    for moderation in moderations where moderation.smallestAttainableP > 0.05 {
      let unit = moderation.unit == "incumbent" ? "incumbents'" : "election cycles'"
      let floor = InferenceRow.rounded(moderation.smallestAttainableP, 3)
      remarks.append(
        "\(moderation.term) is of \(moderation.units.count) \(unit) values; exchanged among them "
          + "(\(moderation.units.joined(separator: ", "))), no two-sided p can be below \(floor), so that "
          + "a clustered p below that cannot be taken at its word")
    }
    if let frame, let moderator = specification.moderator, !moderations.isEmpty {
      remarks += single(moderator, frame)
    }
    return remarks
  }

  /// The values of a moderator that a single election shows, and elections that show no bump.
  private func single(_ moderator: Component, _ frame: InferenceFrame) -> [String] {
    let column = sample.byPeriod(moderator)
    var elections: [Double: Set<Int>] = [:]
    for (period, value) in zip(frame.periods, column) where period.isInWindow {
      if let value { elections[value, default: []].insert(period.cycle) }
    }
    var remarks: [String] = []
    if elections.count == 2 {
      for (value, cycles) in elections.sorted(by: { $0.key < $1.key }) {
        guard cycles.count == 1, let cycle = cycles.first else { continue }
        let inside = frame.periods.indices.filter {
          frame.periods[$0].isInWindow && frame.periods[$0].cycle == cycle && column[$0] == value
        }.map { frame.periods[$0].label }
        let years =
          inside.count > 2
          ? "\(inside.first ?? "") to \(inside.last ?? "")" : inside.joined(separator: " and ")
        remarks.append(
          "\(moderator.name) is \(InferenceRow.rounded(value, 2)) in "
            + "the window of one election alone, \(cycle) (\(years)): the difference is that "
            + "election's from the others")
      }
    }
    let mute = frame.cycles.filter { cycle in
      frame.periods(of: cycle).contains { frame.periods[$0].isInWindow }
        && frame.obstacle(in: cycle) != nil
    }
    if !mute.isEmpty {
      let unit = frame.window.count == 4 ? "year" : "month"
      remarks.append(
        "the cycle of \(mute.map(String.init).joined(separator: ", ")) has no \(unit) outside the "
          + "window in the sample, so that its bump is measured against other cycles alone")
    }
    return remarks
  }
}
