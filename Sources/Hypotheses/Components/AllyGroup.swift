import Codes

/// A named group of allies by region, from the Correlates of War numbers of their region.
///
/// Every number from 2 to 990 falls into one group, so that the groups share out the allies among
/// them; an ally without a number in the year is in none.
public enum AllyGroup: String, Sendable, Hashable, CaseIterable, Codable {
  /// Canada, Latin America and the Caribbean: numbers 2 to 199.
  case americas
  /// Europe with Turkey: numbers 200 to 399, and 640.
  case europe
  /// Asia and the Pacific: numbers 700 to 990.
  case asiaPacific = "asia-pacific"
  /// Africa and the Middle East without Turkey: numbers 400 to 699.
  case africaMiddleEast = "africa-middle-east"

  /// The identifier.
  public var id: String { rawValue }

  /// The version of the definition.
  public var version: Int { 1 }

  /// The definition in a sentence.
  public var definition: String {
    switch self {
    case .americas:
      "allies with Correlates of War numbers 2 to 199: Canada, Latin America, the Caribbean"
    case .europe: "allies with Correlates of War numbers 200 to 399, and Turkey (640)"
    case .asiaPacific: "allies with Correlates of War numbers 700 to 990: Asia and the Pacific"
    case .africaMiddleEast:
      "allies with Correlates of War numbers 400 to 699 but for Turkey: Africa, the Middle East"
    }
  }

  /// Whether a number belongs to the group.
  func contains(_ number: Int) -> Bool {
    switch self {
    case .americas: (2...199).contains(number)
    case .europe: (200...399).contains(number) || number == 640
    case .asiaPacific: (700...990).contains(number)
    case .africaMiddleEast: (400...699).contains(number) && number != 640
    }
  }
}
