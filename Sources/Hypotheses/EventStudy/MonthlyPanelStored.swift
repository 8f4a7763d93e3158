import Alliances
import Codes
import Elections
import Panels

extension MonthlyPanel {
  /// Joins the months of a vintage of the store.
  ///
  /// Groups of countries, totals, origins that are no states of the panel and figures that are kept back
  /// are set aside and counted. A pair is filled, if it is to be, in the months in which the destination
  /// exists and after or before which it has a figure; other pairs would say nothing.
  ///
  /// - Parameters:
  ///   - part: The figures, by month, all goods.
  ///   - origins: The origins wanted; the United States alone for a national panel.
  ///   - fill: What becomes of months in which a pair has no figure.
  ///   - years: The years wanted; nil for all.
  ///   - swing: The swing rule; nil for a national panel.
  ///   - ally: The ally rule, as of 31 December of the month's year.
  ///   - context: Returns, presidents and codes.
  /// - Throws: `DataError` where the part is by year or has no figure that is wanted, and for a year for
  ///   which the swing rule cannot say.
  public init(
    exports part: ExportPart, origins: [Origin], fill: FillPolicy,
    years: ClosedRange<CalendarYear>?, swing: (any SwingRule)?, ally: any AllyRule,
    context: PanelContext
  ) throws {
    guard part.length == .month || part.dollars.isEmpty else {
      throw DataError(
        .notCovered, "\(part.name) has years and no months",
        hint: "use a source of months, such as census-statehs-monthly")
    }
    let wanted = Dictionary(uniqueKeysWithValues: origins.enumerated().map { ($1.code, $0) })
    let origin = part.origins.texts.map { wanted[$0] }
    let destination = part.destinations.texts.map { context.codes[ScheduleC($0)] }
    var setAside: [String: Int] = [:]
    struct Pair: Hashable {
      let origin: Int
      let destination: Int
    }
    var values: [Pair: [Int32: Double]] = [:]
    for row in part.dollars.indices {
      let period = part.periods[row]
      guard years?.contains(CalendarYear(Int(period) / 12)) ?? true else { continue }
      let target = Int(part.destinations.indices[row])
      let reason: String?
      if destination[target] == nil {
        reason = "figures of groups, totals and destinations that are not known"
      } else if origin[Int(part.origins.indices[row])] == nil {
        reason = "figures of origins that are no states of the panel"
      } else if part.dollars[row] < 0 {
        reason = "figures that are kept back"
      } else {
        reason = nil
      }
      if let reason { setAside[reason, default: 0] += 1 }
      guard reason == nil, let source = origin[Int(part.origins.indices[row])] else { continue }
      values[Pair(origin: source, destination: target), default: [:]][period] =
        Double(part.dollars[row])
    }
    guard !values.isEmpty else {
      throw DataError(
        .notCovered, "\(part.name) has no figure of the years and origins that are wanted",
        hint: "widen --years, or refresh the source")
    }
    let periods = Set(values.values.flatMap(\.keys)).sorted()
    let months = periods.compactMap {
      CalendarMonth(year: Int($0) / 12, month: Int($0) % 12 + 1)
    }
    let usedOrigins = Set(values.keys.map(\.origin)).sorted()
    let known = Set(values.keys.map(\.destination))
      .sorted { part.destinations.texts[$0] < part.destinations.texts[$1] }
    let place = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) })
    let originPlace = Dictionary(uniqueKeysWithValues: usedOrigins.enumerated().map { ($1, $0) })
    let exists = known.map { index in
      let code = ScheduleC(part.destinations.texts[index])
      return months.map { context.codes.exists(code, in: CalendarYear($0.year)) }
    }
    var figures: [Figure] = []
    figures.reserveCapacity(fill == .zero ? values.count * months.count : part.dollars.count)
    let pairs = values.keys.sorted {
      (originPlace[$0.origin] ?? 0, place[$0.destination] ?? 0)
        < (originPlace[$1.origin] ?? 0, place[$1.destination] ?? 0)
    }
    for pair in pairs {
      guard let own = values[pair], let source = originPlace[pair.origin],
        let target = place[pair.destination]
      else { continue }
      for (month, period) in periods.enumerated() {
        let filled = fill == .zero && exists[target][month] ? 0.0 : nil
        guard let dollars = own[period] ?? filled else { continue }
        figures.append((SampleRow(origin: source, destination: target, year: month), dollars))
      }
    }
    try self.init(
      file: part.name, origins: usedOrigins.map { origins[$0] },
      destinations: known.map { index in
        let code = ScheduleC(part.destinations.texts[index])
        return Partner(name: code.text) { _ in code }
      }, months: months, figures: figures, setAside: setAside, swing: swing, ally: ally,
      context: context)
  }
}
