import Codes

extension ExportGrid {
  /// The grid with destinations that have one ISO 3166 code added up, year by year, under the one that
  /// has the code on 31 December.
  ///
  /// What was added to another is no pair of the panel any more. A figure that is kept back keeps the
  /// sum back; a code without a row adds nothing. Cost: linear in the cells of such destinations.
  func summingSharedCodes(_ codes: DestinationCodes) -> ExportGrid {
    let places = destinations.indices.filter { destinations[$0].iso3 != nil }
    let groups = Dictionary(grouping: places) { destinations[$0].iso3 }.values
      .filter { $0.count > 1 }
    if groups.isEmpty { return self }
    var amounts = amounts
    var isInPart = isInPart
    for group in groups {
      for period in periods.indices {
        let target = Self.bearer(of: group, among: destinations, in: periods[period].year, codes)
        for origin in origins.indices {
          for series in commodities.indices {
            func cell(_ place: Int) -> Int {
              ((origin * destinations.count + place) * commodities.count + series) * periods.count
                + period
            }
            for place in group where place != target {
              let amount = amounts[cell(place)]
              amounts[cell(place)] = Self.summed
              if amount == Self.absent || amount == Self.noSuchDestination { continue }
              let sum = amounts[cell(target)]
              if sum >= 0, amount >= 0 {
                amounts[cell(target)] = sum + amount
              } else if sum == Self.absent || sum == Self.noSuchDestination || amount < 0 {
                amounts[cell(target)] = amount
              }
              if !isInPart.isEmpty, isInPart[cell(place)] { isInPart[cell(target)] = true }
            }
          }
        }
      }
    }
    return ExportGrid(
      origins: origins, destinations: destinations, commodities: commodities, periods: periods,
      vintages: vintages, intake: intake, unmatched: unmatched,
      droppedTerritoryDollars: droppedTerritoryDollars, setAsideDollars: setAsideDollars,
      marks: marks, sumsWithAbsentParts: sumsWithAbsentParts, amounts: amounts,
      isInPart: isInPart)
  }

  /// The destination of a group that has the ISO code in a year: by the codes of the year, or else the
  /// first that exists in it.
  private static func bearer(
    of group: [Int], among destinations: [Destination], in year: CalendarYear,
    _ codes: DestinationCodes
  ) -> Int {
    let iso = destinations[group[0]].iso3?.text ?? ""
    let valid = codes.crosswalk?.destination(iso, in: .iso3, year: year)
    return group.first { destinations[$0].scheduleC == valid }
      ?? group.first { codes.exists(destinations[$0].scheduleC, in: year) } ?? group[0]
  }
}

/// Destinations that have one ISO 3166 code in one year, so that the code and the year name more than
/// one of them.
public struct SharedCode: Sendable, Hashable, Codable {
  /// The ISO code.
  public let iso3c: String
  /// The year.
  public let year: Int
  /// The Schedule C codes with rows in the year, in order.
  public let scheduleC: [String]

  /// States a shared code.
  public init(iso3c: String, year: Int, scheduleC: [String]) {
    self.iso3c = iso3c
    self.year = year
    self.scheduleC = scheduleC
  }
}
