/// The columns by which users' tables name countries, the same in sources, controls and lists.
public enum CountryColumns {
  /// The columns, of which the first that is filled counts, and the systems in which each is looked up.
  public static let all: [(name: String, systems: [CountryCodeSystem])] = [
    ("schedule_c", [.scheduleC]), ("iso3c", [.iso3, .worldBank, .cepii]), ("iso2c", [.iso2]),
    ("cown", [.cow]),
  ]

  /// The column for codes of a system; nil where there is none.
  public static func name(of system: CountryCodeSystem) -> String? {
    all.first { $0.systems.contains(system) }?.name
  }
}
