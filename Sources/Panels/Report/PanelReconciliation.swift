import Codes

/// The sum of a panel beside the totals that the publisher states.
///
/// The gap is split into parts where the source gives them: origins and destinations that the panel
/// leaves out, exports whose state is unknown, destinations that are not identified.
public struct PanelReconciliation: Sendable, Codable, Equatable {
  /// A part of a gap that has a name.
  public struct Part: Sendable, Codable, Equatable {
    /// What it is.
    public let name: String
    /// Its dollars.
    public let dollars: Int64
  }

  /// A sum and a published figure.
  public struct Line: Sendable, Codable, Equatable {
    /// The year.
    public let year: Int
    /// The destination's Schedule C code; nil for all destinations together.
    public let scheduleC: String?
    /// The destination's name; nil for all destinations together.
    public let destination: String?
    /// The sum of the panel, in dollars.
    public let panelDollars: Int64
    /// The published figure, in dollars.
    public let publishedDollars: Int64
    /// Published minus panel.
    public let gapDollars: Int64
    /// The parts of the gap that have a name, in order of name.
    public let parts: [Part]
    /// The gap minus its parts: what no source explains.
    public let unexplainedDollars: Int64
    /// The gap as a percentage of the published figure; nil where that is 0.
    public let gapPercent: Double?

    init(
      year: Int, destination: Destination?, panel: Int64, published: Int64,
      parts: [String: Int64], rest: String?
    ) {
      self.year = year
      scheduleC = destination?.scheduleC.text
      self.destination = destination?.name
      panelDollars = panel
      publishedDollars = published
      gapDollars = published - panel
      let left = gapDollars - parts.values.reduce(0, +)
      var named = parts.sorted { $0.key < $1.key }.map { Part(name: $0.key, dollars: $0.value) }
      // Less than nothing is left over by no part of a total.
      if let rest, left > 0 { named.append(Part(name: rest, dollars: left)) }
      self.parts = named.filter { $0.dollars != 0 }
      unexplainedDollars = rest != nil && left > 0 ? 0 : left
      gapPercent =
        published == 0
        ? nil : (10_000 * 100 * Double(gapDollars) / Double(published)).rounded() / 10_000
    }
  }

  /// What the published totals are; nil where there are none of the same vintage.
  public let published: String?
  /// Why nothing was reconciled; nil where something was.
  public let reason: String?
  /// The totals by year.
  public let byYear: [Line]
  /// The totals by destination and year, in order of code and year.
  public let byDestination: [Line]
  /// The ten largest gaps by destination and year, largest first.
  public let largest: [Line]
  /// The years without a published total of the same vintage.
  public let yearsWithoutTotal: [Int]

  init(grid: ExportGrid, published: PublishedTotals?) {
    let years = grid.periods.map(\.year).reduce(into: [CalendarYear]()) {
      if $0.last != $1 { $0.append($1) }
    }
    guard let published else {
      self.init(
        reason: "there are no published totals of the same vintage", published: nil, years: years)
      return
    }
    if let absence = published.absence {
      self.init(reason: absence, published: nil, years: years)
      return
    }
    guard let all = grid.commodities.firstIndex(where: { $0 == .all }) else {
      self.init(
        reason: "published totals are of all goods, and the panel is of other commodities",
        published: published.name, years: years)
      return
    }
    var sums = [[Int64]](
      repeating: [Int64](repeating: 0, count: years.count), count: grid.destinations.count)
    let place = Dictionary(uniqueKeysWithValues: years.enumerated().map { ($1, $0) })
    let yearOf = grid.periods.map { place[$0.year] ?? 0 }
    for origin in grid.origins.indices {
      for destination in grid.destinations.indices {
        let pair = origin * grid.destinations.count + destination
        let start = (pair * grid.commodities.count + all) * grid.periods.count
        for period in grid.periods.indices where grid.amounts[start + period] > 0 {
          sums[destination][yearOf[period]] += grid.amounts[start + period]
        }
      }
    }
    let parts = PartsOfGaps(grid: grid, published: published)
    var totals: [SharedPlace: Int64] = [:]
    for (destination, years) in published.byDestination {
      for (year, dollars) in years {
        totals[grid.bearer(of: destination, in: year), default: 0] += dollars
      }
    }
    let byYear = years.enumerated().compactMap { index, year -> Line? in
      published.byYear[year].map { total in
        Line(
          year: year.number, destination: nil, panel: sums.reduce(0) { $0 + $1[index] },
          published: total, parts: parts.byYear[year] ?? [:], rest: published.rest)
      }
    }
    let byDestination = grid.destinations.enumerated().flatMap { destination, place in
      years.enumerated().compactMap { index, year -> Line? in
        let key = SharedPlace(destination: place.scheduleC, year: year)
        return totals[key].map { total in
          Line(
            year: year.number, destination: place, panel: sums[destination][index],
            published: total, parts: parts.byDestination[key] ?? [:],
            rest: published.rest)
        }
      }
    }
    let largest = Array(
      byDestination.filter { $0.gapDollars != 0 }.sorted {
        ($1.gapDollars.magnitude, $0.year, $0.scheduleC ?? "")
          < ($0.gapDollars.magnitude, $1.year, $1.scheduleC ?? "")
      }.prefix(10))
    self.init(
      reason: byYear.isEmpty && byDestination.isEmpty
        ? "the published totals have none of the panel's years" : nil,
      published: published.name, years: years.filter { published.byYear[$0] == nil },
      byYear: byYear, byDestination: byDestination, largest: largest)
  }

  private init(
    reason: String?, published: String?, years: [CalendarYear], byYear: [Line] = [],
    byDestination: [Line] = [], largest: [Line] = []
  ) {
    self.reason = reason
    self.published = published
    self.byYear = byYear
    self.byDestination = byDestination
    self.largest = largest
    yearsWithoutTotal = years.map(\.number)
  }
}

extension ExportGrid {
  /// The destination and year under which the figures of one stand.
  fileprivate func bearer(of destination: ScheduleC, in year: CalendarYear) -> SharedPlace {
    let place = SharedPlace(destination: destination, year: year)
    return bearers?[place].map { SharedPlace(destination: $0, year: year) } ?? place
  }
}

/// The dollars that explain gaps, by name: what the grid set aside and what the publisher tells apart.
private struct PartsOfGaps {
  var byYear: [CalendarYear: [String: Int64]] = [:]
  var byDestination: [SharedPlace: [String: Int64]] = [:]

  init(grid: ExportGrid, published: PublishedTotals) {
    for aside in grid.setAsideDollars {
      byYear[aside.year, default: [:]][aside.part, default: 0] += aside.dollars
      let place = grid.bearer(of: ScheduleC(aside.destination), in: aside.year)
      byDestination[place, default: [:]][aside.part, default: 0] += aside.dollars
    }
    for part in published.parts {
      for (year, dollars) in part.byYear {
        byYear[year, default: [:]][part.name, default: 0] += dollars
      }
      for (destination, years) in part.byDestination {
        for (year, dollars) in years {
          byDestination[grid.bearer(of: destination, in: year), default: [:]][
            part.name, default: 0] += dollars
        }
      }
    }
  }
}
