/// A kind of table that a user can bring for a hypothesis that the built-in data cannot test.
public enum TableKind: String, Sendable, Hashable, CaseIterable, Codable {
  /// Economic demands of the patron on its allies.
  case demands
  /// Orders of arms from the United States.
  case arms
  /// Exports by Harmonized System chapter.
  case products
  /// National exports by month.
  case months
  /// Tariffs of partners on the United States.
  case tariffs

  /// The command's option.
  public var option: String { "--\(rawValue)" }

  /// Whether a store can give the table in a user's place.
  public var isStored: Bool { self == .products || self == .months }

  /// Whether the figures are counts, hence whole numbers.
  var isCount: Bool { self == .demands || self == .arms }

  /// The columns of the tidy layout.
  public var columns: [String] {
    switch self {
    case .demands: ["iso3c", "period", "demands"]
    case .arms: ["iso3c", "year", "orders"]
    case .products: ["iso3c", "year", "chapter", "value_usd"]
    case .months: ["iso3c", "year", "month", "value_usd"]
    case .tariffs: ["iso3c", "year", "tariff"]
    }
  }

  /// What the table makes it possible to test.
  public var subject: String {
    switch self {
    case .demands: "economic demands of allies"
    case .arms: "orders of arms"
    case .products: "purchasable goods against other goods"
    case .months: "national exports by month"
    case .tariffs: "partners' tariffs on the United States"
    }
  }

  /// Why the built-in data cannot.
  var reason: String {
    switch self {
    case .demands: "the built-in data hold no count of economic demands"
    case .arms: "the built-in data hold no register of orders of arms"
    case .products: "the built-in exports are of all goods together"
    case .months: "the built-in national exports are by year"
    case .tariffs: "no table of partners' tariffs on the United States was given"
    }
  }

  /// What is needed, with the option that takes it.
  var needed: String {
    let layout = "columns \(columns.joined(separator: ", "))"
    return switch self {
    case .demands:
      "a table of demands by ally and year, \(option) FILE (\(layout); the template is "
        + "docs/templates/economic-demands.csv)"
    case .arms: "a register of orders, \(option) FILE (\(layout); or a SIPRI trade register)"
    case .products:
      "exports by HS chapter, \(option) FILE (\(layout)); or those of the store, --source census after "
        + "'swingport refresh census-statehs-hs2 census-country-totals'"
    case .months:
      "exports by month, \(option) FILE (\(layout)); or those of the store, --source census after "
        + "'swingport refresh census-country-totals-monthly'"
    case .tariffs: "tariffs in percent, \(option) FILE (\(layout))"
    }
  }
}
