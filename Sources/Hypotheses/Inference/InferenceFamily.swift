import Estimation

/// The p-values of a family of bumps, adjusted so that the chance of any false rejection is kept (Romano &
/// Wolf 2005).
///
/// A family is made of bootstraps that drew the same clusters with the same factors, as many times, so
/// that a draw means the same for all of its members.
struct InferenceFamily {
  /// The adjusted p-value of a row, or why it has none.
  let adjusted: [(row: Int, pValue: Double?, note: String?)]

  /// Adjusts the largest family among the draws.
  ///
  /// - Throws: `EstimationError` where draws and statistics do not fit each other.
  init(_ drawn: [(row: Int, draws: InferencePart.Draws)]) throws(EstimationError) {
    var adjusted: [(row: Int, pValue: Double?, note: String?)] = []
    var families: [(key: String, members: [(row: Int, draws: InferencePart.Draws)])] = []
    for member in drawn {
      guard member.draws.undefined == 0 else {
        adjusted.append(
          (
            member.row, nil,
            "not adjusted for the family, since \(member.draws.undefined) draws have no statistic"
          ))
        continue
      }
      let key =
        "\(member.draws.clusters) \(member.draws.statistics.count) \(member.draws.isEnumerated)"
      if let index = families.firstIndex(where: { $0.key == key }) {
        families[index].members.append(member)
      } else {
        families.append((key, [member]))
      }
    }
    // Of families of one size the one that is met first, that of the first model.
    let largest = families.indices.max {
      (families[$0].members.count, -$0) < (families[$1].members.count, -$1)
    }
    for (index, family) in families.enumerated() {
      guard index == largest, family.members.count > 1, let first = family.members.first else {
        adjusted += family.members.map {
          (
            $0.row, nil,
            drawn.count > 1
              ? "not adjusted for the family, whose bootstraps draw other clusters" : nil
          )
        }
        continue
      }
      let values = try RomanoWolf(
        observed: family.members.map(\.draws.observed),
        drawn: first.draws.statistics.indices.map { draw in
          family.members.map { $0.draws.statistics[draw] }
        }, draws: first.draws.isEnumerated ? .enumerated : .sampled)
      adjusted += zip(family.members, values.pValues).map { ($0.row, $1, nil) }
    }
    self.adjusted = adjusted
  }
}
