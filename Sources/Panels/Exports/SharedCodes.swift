import Codes

extension ExportGrid {
  /// The grid with destinations that have one ISO 3166 code added up, year by year, under the one that
  /// has the code on 31 December.
  ///
  /// What was added to another is no pair of the panel any more. A figure that is kept back keeps the
  /// sum back; a code without a row adds nothing, and the sum is then one in part, unless the code is
  /// of no place in the year. Cost: linear in the cells of such destinations.
  func summingSharedCodes(_ codes: DestinationCodes) -> ExportGrid {
    let places = destinations.indices.filter { destinations[$0].iso3 != nil }
    let groups = Dictionary(grouping: places) { destinations[$0].iso3 }.values
      .filter { $0.count > 1 }
    if groups.isEmpty { return self }
    var amounts = amounts
    var isInPart = isInPart
    var sumsInPart = sumsWithAbsentParts
    var bearers: [SharedPlace: ScheduleC] = [:]
    for group in groups {
      for period in periods.indices {
        let target = Self.bearer(of: group, among: destinations, in: periods[period].year, codes)
        for place in group {
          bearers[
            SharedPlace(destination: destinations[place].scheduleC, year: periods[period].year)] =
            destinations[target].scheduleC
        }
        for origin in origins.indices {
          for series in commodities.indices {
            func cell(_ place: Int) -> Int {
              ((origin * destinations.count + place) * commodities.count + series) * periods.count
                + period
            }
            let members = group.map { amounts[cell($0)] }
            let sum = Self.sum(of: members)
            var isPartial = sum >= 0 && members.contains(where: Self.isWithoutRow)
            if isPartial { sumsInPart += 1 }
            if !isInPart.isEmpty { isPartial = isPartial || group.contains { isInPart[cell($0)] } }
            for place in group { amounts[cell(place)] = place == target ? sum : Self.summed }
            if isPartial, isInPart.isEmpty {
              isInPart = [Bool](repeating: false, count: amounts.count)
            }
            if !isInPart.isEmpty { isInPart[cell(target)] = isPartial }
          }
        }
      }
    }
    return ExportGrid(
      origins: origins, destinations: destinations, commodities: commodities, periods: periods,
      vintages: vintages, intake: intake, unmatched: unmatched,
      droppedTerritoryDollars: droppedTerritoryDollars, setAsideDollars: setAsideDollars,
      marks: marks, sumsFigures: true, sumsWithAbsentParts: sumsInPart, amounts: amounts,
      isInPart: isInPart, bearers: bearers)
  }

  /// Whether a cell is that of a pair that may exist and has no row.
  private static func isWithoutRow(_ amount: Int64) -> Bool {
    amount == absent || amount == notCovered || amount == yearOfChange
  }

  /// The sum of the codes of one country: the first that is kept back or outside the source's periods,
  /// or else the sum of the figures, or else the first of them that may exist.
  private static func sum(of members: [Int64]) -> Int64 {
    let others = members.filter { $0 != noSuchDestination }
    if let keptBack = others.first(where: { $0 < 0 && !isWithoutRow($0) }) { return keptBack }
    let figures = others.filter { $0 >= 0 }
    if !figures.isEmpty { return figures.reduce(0, +) }
    // What is not covered in part is not covered.
    return others.first { $0 != absent } ?? others.first ?? noSuchDestination
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
