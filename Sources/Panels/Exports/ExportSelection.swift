import Codes

/// Which figures of a source a panel is made of.
public struct ExportSelection: Sendable {
  /// Calendar years or months.
  public var length: PeriodLength
  /// The years wanted; nil for all that the source holds.
  public var years: ClosedRange<CalendarYear>?
  /// The origins.
  public var origins: OriginChoice
  /// The destinations by Schedule C code; nil for all that the source has.
  public var destinations: Set<ScheduleC>?
  /// The commodities, each a series of its own.
  public var commodities: [CommodityChoice]
  /// Whether territories are left out.
  public var territories: TerritoryPolicy
  /// What becomes of codes that are not known.
  public var onUnmatched: UnmatchedPolicy
  /// What becomes of destinations that share an ISO code in a year.
  public var sharedCodes: SharedCodePolicy

  /// Of which pairs the source speaks.
  public var coverage: ExportCoverage

  /// Creates a selection.
  public init(
    length: PeriodLength, years: ClosedRange<CalendarYear>?, origins: OriginChoice,
    destinations: Set<ScheduleC>?, commodities: [CommodityChoice], territories: TerritoryPolicy,
    onUnmatched: UnmatchedPolicy, sharedCodes: SharedCodePolicy = .keep,
    coverage: ExportCoverage = .everything
  ) {
    self.length = length
    self.years = years
    self.origins = origins
    self.destinations = destinations
    self.commodities = commodities
    self.territories = territories
    self.onUnmatched = onUnmatched
    self.sharedCodes = sharedCodes
    self.coverage = coverage
  }
}

extension DestinationCodes {
  /// The systems in which a user may name a destination.
  static let namingSystems: [CountryCodeSystem] = [
    .scheduleC, .iso3, .iso2, .worldBank, .cepii, .cow,
  ]

  /// Finds destinations by codes with commas between them: Schedule C, ISO 3166 of two and three
  /// letters (older ones and those of the World Bank and CEPII too), or Correlates of War.
  ///
  /// A code gives every destination that has it in some year, former ones included, so that a span of
  /// years is whole.
  ///
  /// - Throws: `DataError` of kind `unknownChoice` that lists the codes that are not known, each with
  ///   the nearest one.
  public func destinations(_ text: String) throws -> Set<ScheduleC> {
    var found = Set<ScheduleC>()
    var unknown: [String] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      // Blanks around a code are how people write lists.
      let name = String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
      var matching = Set(
        all.filter { $0.scheduleC.text == name || $0.iso3?.text == name }.map(\.scheduleC))
      if let crosswalk {
        matching.formUnion(
          crosswalk.destinations(everMeantBy: name, in: Self.namingSystems)
            .filter { self[$0] != nil })
      }
      found.formUnion(matching)
      if matching.isEmpty {
        let near = nearest(to: name)
        unknown.append("'\(name)'" + (near.map { " (nearest: \($0))" } ?? ""))
      }
    }
    guard unknown.isEmpty else {
      throw DataError(
        .unknownChoice, "no destination has the code \(unknown.joined(separator: ", "))",
        hint:
          "give Schedule C codes such as 5880, ISO codes such as JPN or JP, or Correlates of War "
          + "numbers such as 740, or all")
    }
    return found
  }

  /// What a text that is no Schedule C code is in another system; nil where it is none.
  func otherSystem(of text: String) -> String? {
    guard let found = crosswalk?.meanings(of: text, apartFrom: .scheduleC).first else { return nil }
    let column = UserDestinations.column(of: found.system)
    return "the \(found.system.title) code of \(found.destination) "
      + (self[found.destination]?.name ?? "")
      + (column.map { ", which belongs in a column \($0)" } ?? "")
  }

  /// The nearest code of a system, with its destination, to a text that is none of its codes.
  func nearest(to text: String, in system: CountryCodeSystem) -> String? {
    guard system != .scheduleC, let crosswalk else { return nearest(to: text) }
    // Codes of the European Union that are reserved and never given.
    let reserved = ["UK": "GB", "EL": "GR"]
    let named = crosswalk.spells.filter { $0.system == system && $0.destination != nil }
    // Numbers of Correlates of War have no leading zeros.
    let bare = system == .cow ? String(text.drop { $0 == "0" }) : text
    let wanted = reserved[text] ?? bare
    let code = named.contains { $0.code == wanted } ? wanted : nil
    return (code ?? NearestName.to(text, among: named.map(\.code))).map { code in
      let place = named.last { $0.code == code }?.destination.flatMap { self[$0] }
      return "\(code) \(place?.name ?? "")"
    }
  }

  /// The nearest code or name to a text that is none of them.
  func nearest(to text: String) -> String? {
    if let name = NearestName.to(text, among: all.map(\.name)) {
      return all.first { $0.name == name }.map { "\($0.scheduleC) \(name)" }
    }
    let codes = all.map(\.scheduleC.text) + all.compactMap(\.iso3?.text)
    return NearestName.to(text, among: codes).map { code in
      let named = all.first { $0.scheduleC.text == code || $0.iso3?.text == code }
      return "\(code) \(named?.name ?? "")"
    }
  }
}
