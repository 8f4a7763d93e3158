import Codes
import Elections

/// A named class of states that are no swing states, to compare swing states with.
///
/// Classes look at elections strictly before the year alone, like the swing rules.
public enum StateClass: String, Sendable, Hashable, CaseIterable, Codable {
  /// States on which the president's party counts: its share of the two-party vote was 55 % or more on
  /// the mean of the last three elections (the core states of Kriner & Reeves 2015).
  case core
  /// States that are safe for either party: the two-party margin of the last election was 15 points
  /// or more.
  case safe

  /// The identifier used in terms.
  public var id: String { rawValue }

  /// The version of the definition.
  public var version: Int { 1 }

  /// The definition in a sentence.
  public var definition: String {
    switch self {
    case .core:
      "no swing state, and the president's party won at least 55 % of the two-party vote on the mean "
        + "of the last three presidential elections in years strictly before t (core states, Kriner & "
        + "Reeves 2015)"
    case .safe:
      "no swing state, and a two-party margin of 15 points or more, for either party, in the last "
        + "presidential election in a year strictly before t"
    }
  }

  /// Whether a state belongs to the class.
  ///
  /// - Parameters:
  ///   - state: The state.
  ///   - returns: The elections before the year.
  ///   - party: The party of the year's president, `D` or `R`.
  /// - Returns: nil where the elections that the class needs are not in the table.
  func contains(_ state: State, given returns: EarlierReturns, party: String) -> Bool? {
    let margins = returns.lastElections(self == .core ? 3 : 1).compactMap {
      returns[state, $0]?.twoPartyMargin
    }
    switch self {
    case .safe: return margins.first.map { abs($0) >= 15 }
    case .core:
      guard margins.count == 3 else { return nil }
      // The margin is Democratic less Republican in points, so that a share of 55 % is one of 10.
      let mean = margins.reduce(0, +) / 3
      return (party == "D" ? mean : -mean) >= 10
    }
  }
}
