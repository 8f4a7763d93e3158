import Codes
import Elections

/// The definitions of the columns that every panel has, in the order of the header.
///
/// They stand apart from the values, so that the data dictionary is made without data.
enum StandardColumns {
  static let iso3 = ColumnDefinition(
    name: "iso3c", kind: .code,
    description: "destination, ISO 3166-1 alpha-3 code; destinations may share one in a year",
    missing: "the destination has no such code (Kosovo, the Gaza Strip, the West Bank)")
  static let cow = ColumnDefinition(
    name: "cown", kind: .code,
    description: "destination, Correlates of War number valid on 31 December of the year",
    missing: "the destination is no member of the state system in that year")
  static let scheduleC = ColumnDefinition(
    name: "schedule_c", kind: .code, description: "destination, Census Schedule C code")
  static let stateFIPS = ColumnDefinition(
    name: "state_fips", kind: .code,
    description: "origin of movement, FIPS code with its leading zero; 00 is the United States")
  static let state = ColumnDefinition(
    name: "state", kind: .code,
    description: "origin of movement, postal code; US is the United States")
  static let year = ColumnDefinition(
    name: "year", kind: .wholeNumber, unit: "calendar year", description: "calendar year")
  static let month = ColumnDefinition(
    name: "month", kind: .wholeNumber, unit: "calendar month",
    description: "month, 1 to 12; only in panels by month")
  static let commodity = ColumnDefinition(
    name: "commodity", kind: .code,
    description: "all, a Harmonized System code, a sum of them, or a named group")
  static let destination = ColumnDefinition(
    name: "destination", kind: .text, description: "destination, name",
    missing: "the code is not in the table of codes and was kept by --on-unmatched list")
  static let destinationKind = ColumnDefinition(
    name: "destination_kind", kind: .text,
    description: "country, territory, former, other (no place) or unmatched")
  static let sovereign = ColumnDefinition(
    name: "sovereign_iso3c", kind: .code,
    description: "the state as which the destination is joined with alliances; only under "
      + "--territories sovereign",
    missing: "the destination has no ISO 3166 code")
  static let exports = ColumnDefinition(
    name: "exports_usd", kind: .wholeNumber, unit: "current U.S. dollars",
    description:
      "exports, f.a.s. value; whether goods are domestic, foreign or both is as the source "
      + "says",
    missing: "not reported: see exports_status")
  static let status = ColumnDefinition(
    name: "exports_status", kind: .text,
    description:
      "reported (a figure), zero (printed by the publisher), filled (an absent pair under "
      + "--fill zero), not_reported (a row without an amount), not_covered (outside the periods or "
      + "pairs of which the source speaks, or in a month of the year in which the destination's code "
      + "begins or ends) or reported_in_part (a sum over months or codes of which at least one has no "
      + "row and adds nothing)")
  static let realExports = ColumnDefinition(
    name: "exports_real_usd", kind: .wholeNumber, unit: "U.S. dollars of the base year",
    description:
      "exports in prices of the base year, rounded to whole dollars; only under --dollars "
      + "real",
    missing: "exports_usd is missing")
  static let vintage = ColumnDefinition(
    name: "vintage", kind: .code, description: "the vintage of the period's figures",
    missing: "the source does not say")
  static let window = ColumnDefinition(
    name: "window", kind: .flag,
    description:
      "pre-election window: by year the year before a presidential election and the year of "
      + "it; by month the whole months before the month of it, twelve unless --window says 3, 6 or 24"
  )
  static let toElection = ColumnDefinition(
    name: "periods_to_election", kind: .wholeNumber, unit: "years or months",
    description: "periods until the next presidential election, 0 in its own")
  static let incumbent = ColumnDefinition(
    name: "incumbent", kind: .code, description: "the president on the last day of the period",
    missing: "before the table of presidents begins")
  static let incumbentParty = ColumnDefinition(
    name: "incumbent_party", kind: .code, description: "the president's party, D or R",
    missing: "before the table of presidents begins")
  static let eligible = ColumnDefinition(
    name: "incumbent_eligible", kind: .flag,
    description:
      "whether the incumbent may be elected in the next presidential election and has not withdrawn: "
      + "by month on its last day, so that one who lost the election is not from the month of it on, by "
      + "year on election day in the year of an election and on 31 December in others",
    missing: "outside the table of eligibility")

  /// All of them in the order of the header.
  static let all = [
    iso3, cow, scheduleC, stateFIPS, state, year, month, commodity, destination, destinationKind,
    sovereign, exports, status, realExports, vintage, window, toElection, incumbent,
    incumbentParty, eligible,
  ]

  /// The window of a panel.
  static func window(_ length: PeriodLength, _ months: MonthlyWindow) -> ColumnDefinition {
    ColumnDefinition(
      name: window.name, kind: window.kind,
      description: "pre-election window: "
        + (length == .year ? PreElectionWindow.yearBeforeAndOf.description : months.description))
  }

  static func swing(_ id: String, definition: String, version: Int) -> ColumnDefinition {
    ColumnDefinition(
      name: "swing_" + ColumnDefinition.namePart(id), kind: .flag,
      description: "swing state by the rule \(id): \(definition)",
      missing:
        "a territory or the country as a whole, or the earlier elections are not in the table",
      origin: "\(id)/\(version)")
  }

  static func swing(_ measure: SwingMeasure) -> ColumnDefinition {
    ColumnDefinition(
      name: "swing_" + ColumnDefinition.namePart(measure.rawValue),
      kind: measure == .pivotDistance ? .wholeNumber : .decimal, unit: measure.unit,
      description: "measure \(measure.rawValue): \(measure.definition)",
      missing:
        "a territory or the country as a whole, or the earlier election is not in the table",
      origin: "\(measure.rawValue)/\(measure.version)")
  }

  static func ally(_ id: String, definition: String, version: Int) -> ColumnDefinition {
    ColumnDefinition(
      name: "ally_" + ColumnDefinition.namePart(id), kind: .flag,
      description: "ally by the rule \(id): \(definition)",
      missing: "not reported: outside the years of the rule's source, or no code in it",
      origin: "\(id)/\(version)")
  }

  static func control(_ control: any ControlVariable) -> ColumnDefinition {
    ColumnDefinition(
      name: control.name, kind: .decimal, unit: control.unit, description: control.definition,
      missing: control.origin == nil
        ? "the table has no figure for the unit"
        : "not reported: no ally, or outside the coverage; the join report counts the reasons",
      origin: control.origin)
  }
}
