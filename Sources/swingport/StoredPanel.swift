import Codes
import Descriptors
import Foundation
import Panels
import Store
import Tables

/// A vintage of the store as figures of a panel.
struct StoredPanel {
  let store: StoreReader
  let vintage: Vintage
  private let wantsAllGoods: Bool
  private let years: ClosedRange<Int>?

  /// Finds the vintage that a panel's choices need.
  ///
  /// - Throws: `DataError`: a source that the store never holds (64), or a vintage that is not
  ///   there (66).
  init(command: PanelCommand, source: ExportSource) throws {
    let commodities = try CommodityChoice.list(command.commodities)
    wantsAllGoods = commodities.contains(.all)
    if wantsAllGoods, commodities.count > 1 {
      throw DataError(
        .wrongUse, "all goods and chapters are two sources of the store, which are never spliced",
        hint: "build a panel of each")
    }
    let id = try Self.identifier(
      of: source, period: command.period, allGoods: wantsAllGoods)
    // Lags and leads read the periods around those of the panel.
    let all = try command.shifts()
    let shifts = all.map { $0.resolved(among: all).periods }
    let perYear = command.period == .year ? 1 : 12
    let back = (max(0, shifts.max() ?? 0) + perYear - 1) / perYear
    let ahead = (max(0, -(shifts.min() ?? 0)) + perYear - 1) / perYear
    // Of which destinations the source speaks may depend on all of its years.
    let span = source.coverage.hasLists ? nil : try command.years.map(YearSpan.read)
    years = span.map {
      $0.lowerBound.number - back...$0.upperBound.number + ahead
    }
    (store, vintage) = try Self.find(
      id, label: command.vintage, in: command.store.openIfAny(),
      otherwise: "leave --store out for the built-in figures")
  }

  /// Finds a vintage of a source, all goods unless said otherwise.
  ///
  /// - Parameters:
  ///   - id: The source.
  ///   - label: The vintage; nil for the one in use.
  ///   - store: The store; nil where there is none.
  ///   - years: The years wanted; nil for all.
  ///   - allGoods: Whether the source is of all goods together.
  /// - Throws: `DataError` of exit status 66 where the store or the vintage is not there.
  init(
    source id: String, label: String?, store: StoreReader?, years: ClosedRange<CalendarYear>? = nil,
    allGoods: Bool = true
  ) throws {
    wantsAllGoods = allGoods
    self.years = years.map { $0.lowerBound.number...$0.upperBound.number }
    (self.store, vintage) = try Self.find(
      id, label: label, in: store, otherwise: "name another folder with --store")
  }

  private static func find(
    _ id: String, label: String?, in store: StoreReader?, otherwise: String
  ) throws -> (StoreReader, Vintage) {
    guard let store else {
      throw DataError(
        .noStoredExports, "there is no store to take figures from",
        hint: "run 'swingport refresh \(id)', or \(otherwise)")
    }
    if let label { return (store, try store.vintage(id, label: label)) }
    guard let current = try store.current(id) else {
      throw DataError(
        .noStoredExports, "the store has no figures of \(id)",
        hint: "run 'swingport refresh \(id)'")
    }
    return (store, current)
  }

  /// The source of the store that holds what is wanted.
  private static func identifier(
    of source: ExportSource, period: PeriodLength, allGoods: Bool
  ) throws -> String {
    switch (source, allGoods) {
    case (.censusOriginOfMovement, true):
      period == .year ? "census-statehs-annual" : "census-statehs-monthly"
    case (.censusOriginOfMovement, false): "census-statehs-hs2"
    case (.transborderFreight, _): "bts-transborder"
    case (.censusCountryTotals, _):
      period == .year ? "census-country-totals" : "census-country-totals-monthly"
    case (.censusTenStates, _):
      throw DataError(
        .wrongUse, "the ten-state table of 2019 is built in and not part of any store",
        hint: "leave --store, --stored and --vintage out")
    }
  }

  /// The figures.
  func part(isNational: Bool) throws -> ExportPart {
    let exports = try store.exports(
      of: vintage, commodity: wantsAllGoods ? "" : nil, years: years)
    let length: PeriodLength = exports.periods.first?.month == nil ? .year : .month
    var ordinals: [Int32] = []
    ordinals.reserveCapacity(exports.count)
    for period in exports.periods {
      ordinals.append(
        Int32(length == .year ? period.year : period.year * 12 + (period.month ?? 1) - 1))
    }
    let name = "\(vintage.source) \(vintage.label)"
    var destinations = exports.destinations.codes
    if years != nil {
      // A panel of some years has the destinations of all of them.
      let all = try store.destinations(of: vintage, commodity: wantsAllGoods ? "" : nil)
      destinations += Set(all).subtracting(destinations).sorted()
    }
    return ExportPart(
      name: name, vintage: vintage.label, length: length, rowCount: exports.count,
      origins: .init(
        texts: isNational
          ? exports.states.codes.map { _ in Origin.unitedStates.code } : exports.states.codes,
        indices: exports.states.indices),
      destinations: .init(
        texts: destinations, indices: exports.destinations.indices),
      commodities: wantsAllGoods
        ? nil : .init(texts: exports.commodities.codes, indices: exports.commodities.indices),
      periods: ordinals, dollars: exports.dollars, place: { "row \($0 + 1) of the vintage" })
  }

  /// The published national totals that the store holds beside the states; nil where it has none.
  func published() throws -> PublishedTotals? {
    guard wantsAllGoods, let totals = try store.current("census-country-totals") else { return nil }
    let exports = try store.exports(of: totals, commodity: "", years: years)
    var byYear: [CalendarYear: Int64] = [:]
    var byDestination: [ScheduleC: [CalendarYear: Int64]] = [:]
    for row in 0..<exports.count where exports.periods[row].month == nil {
      let year = CalendarYear(exports.periods[row].year)
      byYear[year, default: 0] += exports.dollars[row]
      byDestination[ScheduleC(exports.destinations[row]), default: [:]][year] =
        exports.dollars[row]
    }
    return PublishedTotals(
      name: "the national totals of the store (\(totals.source), vintage \(totals.label))",
      byYear: byYear, byDestination: byDestination)
  }

  /// How the vintage is cited.
  func citation() throws -> DataPackageDescriptor.Source { try Self.citation(of: vintage) }

  /// How a vintage of the store is cited.
  static func citation(of vintage: Vintage) throws -> DataPackageDescriptor.Source {
    let descriptors = try DescriptorFolder.read(
      user: nil, environment: ProcessInfo.processInfo.environment)
    let descriptor = descriptors.first { $0.id == vintage.source }
    let host = descriptor?.allowedHosts.first.map { "https://\($0)" } ?? ""
    return DataPackageDescriptor.Source(
      title: descriptor?.citation ?? vintage.source, publisher: descriptor?.publisher ?? "",
      vintage: vintage.label, path: host,
      retrieved: String(vintage.committedAt.description.prefix(10)),
      hash: "sha256:" + vintage.digest.description)
  }
}
