import Alliances
import Codes
import Elections
import Panels

/// A year or a month of a table.
struct TablePeriod: Hashable, Comparable, Sendable {
  let year: CalendarYear
  let month: CalendarMonth?

  /// The year, or the month, that a row is of.
  init(_ row: HypothesisTable.Row) {
    year = row.year
    month = row.month
  }

  static func < (left: TablePeriod, right: TablePeriod) -> Bool {
    if let first = left.month, let second = right.month { return first < second }
    return left.year < right.year
  }

  /// Whether the period lies in the pre-election window of years, or is one of the twelve months before
  /// election day.
  func isIn(_ window: PreElectionWindow) -> Bool {
    month.map(MonthlyWindow.twelveMonths.contains) ?? window.contains(year)
  }

  /// Who was in office on its last day; nil where the table of presidents has nobody.
  func incumbent(_ presidents: Presidents) -> String? {
    (month.map { presidents.incumbent(on: $0.lastDay) } ?? presidents.incumbent(in: year))?.id
  }
}

/// A user's table joined with allies, the window and incumbents, as models read it.
///
/// In a table by month the dimension `year` is the month.
struct TableData: ModelData {
  let table: HypothesisTable
  let partners: [ISO3]
  let periods: [TablePeriod]
  let goods: [String]
  let window: PreElectionWindow
  let tables: ComponentTables?
  private let eligible: [Bool?]
  private let reassurance: [Reassurance]
  private let status: [AllyStatus]
  private let groups: [Int?]
  private let incumbents: [String]
  /// Partners whose code means no destination in some years, in words: their rows are not used.
  let withoutCode: [String]

  /// Joins a table with a rule, and with a measure of an ally's reputation by month.
  ///
  /// - Throws: `DataError` when a period has no president.
  init(
    _ table: HypothesisTable, rule: any AllyRule, measure: any ReputationMeasure,
    context: PanelContext, window: PreElectionWindow, tables: ComponentTables?
  ) throws {
    self.table = table
    self.window = window
    self.tables = tables
    let partners = Set(table.rows.map(\.partner.text)).sorted().map { ISO3($0) }
    let periods = Set(table.rows.map(TablePeriod.init)).sorted()
    self.partners = partners
    self.periods = periods
    goods = Set(table.rows.map(\.good)).sorted()
    let joined = partners.flatMap { code in
      periods.map { (year: $0.year, destination: context.codes.destination(code, in: $0.year)) }
    }
    withoutCode = Self.withoutCode(partners, periods, joined.map { $0.destination == nil })
    status = joined.map { pair in
      pair.destination.map { context.codes.status(of: $0.scheduleC, by: rule, in: pair.year) }
        ?? .notReported(.unknownCode)
    }
    groups = joined.map { pair in
      pair.destination.flatMap { context.codes.cow(of: $0.scheduleC, in: pair.year) }
        .flatMap { Int($0.text) }
    }
    incumbents = try periods.map { period in
      guard let incumbent = period.incumbent(context.presidents) else {
        throw DataError(
          .yearOutOfRange, "the table of presidents has nobody for \(period.year)",
          hint: "use later years")
      }
      return incumbent
    }
    eligible = periods.map { period in
      period.month.map { context.incumbency?.status(in: $0)?.status.isEligible }
        ?? tables?.eligible[period.year]
    }
    let cumulated = CumulatedReassurance(
      measure: measure, presidents: context.presidents, rule: rule, codes: context.codes)
    reassurance =
      table.kind == .months
      ? zip(joined, partners.flatMap { _ in periods }).map { pair, period -> Reassurance in
        guard let destination = pair.destination, let month = period.month else {
          return .notReported
        }
        return cumulated.measure(for: destination.scheduleC, in: month)
      } : []
  }

  /// Names partners that are no destination of exports, which no rule can be asked about.
  private static func withoutCode(
    _ partners: [ISO3], _ periods: [TablePeriod], _ isUnknown: [Bool]
  ) -> [String] {
    let unknown = partners.indices.filter { partner in
      periods.indices.contains { isUnknown[partner * periods.count + $0] }
    }
    guard !unknown.isEmpty else { return [] }
    return [
      "the rows of \(unknown.map { partners[$0].text }.joined(separator: ", ")) are not used: no table "
        + "of destinations has the \(unknown.count == 1 ? "code" : "codes") in their years"
    ]
  }

  /// The elections and incumbents of the periods, and the names of the partners.
  var frame: InferenceFrame {
    let isMonthly = periods.contains { $0.month != nil }
    let own = periods.indices.map { index -> InferenceFrame.Period in
      let period = periods[index]
      var cycle = YearComponents.cycle(of: period.year)
      var place = period.year.number % 4
      // October of an election year is the last of its 48 months, the November after it the first.
      if let month = period.month, let left = month.monthsToElection {
        cycle = month.advanced(by: left).year
        place = 48 - left
      }
      return InferenceFrame.Period(
        cycle: cycle, place: place, isInWindow: period.isIn(window),
        incumbent: incumbents[index],
        label: period.month?.description ?? period.year.description)
    }
    let inside: [Bool] =
      isMonthly
      ? (0..<48).map { $0 >= 36 } : (0..<4).map { window.contains(CalendarYear(2000 + $0)) }
    let names = partners.map(\.text)
    guard !isMonthly else {
      return InferenceFrame(
        periods: own, window: inside, destinations: names, value: { _, _, _ in nil })
    }
    return InferenceFrame(
      periods: own, window: inside, destinations: names,
      value: InferenceFrame.byYear(window: window, tables: tables))
  }

  /// The years in order.
  var years: [CalendarYear] { Set(periods.map(\.year)).sorted() }

  var sizes: [Dimension: Int] {
    [.origin: 1, .destination: partners.count, .year: periods.count, .good: goods.count]
  }

  var cells: [(row: SampleRow, outcome: Double)] {
    let partner = Dictionary(uniqueKeysWithValues: partners.enumerated().map { ($1, $0) })
    let period = Dictionary(uniqueKeysWithValues: periods.enumerated().map { ($1, $0) })
    let good = Dictionary(uniqueKeysWithValues: goods.enumerated().map { ($1, $0) })
    return table.rows.map {
      (
        SampleRow(
          origin: 0, destination: partner[$0.partner] ?? 0, year: period[TablePeriod($0)] ?? 0,
          good: good[$0.good] ?? 0), $0.value
      )
    }
  }

  func exclusion(of row: SampleRow, allyRule: String, partial: Component?) -> String? {
    if case .notReported(let reason) = status[row.destination * periods.count + row.year] {
      return "ally not reported: \(reason)"
    }
    return nil
  }

  func column(_ component: Component, allyRule: String) -> ComponentColumn {
    ComponentColumn(component, sizes: sizes) { at in
      switch component {
      case .ally: return isAlly(at)
      case .allyGroup(let group):
        guard isAlly(at) == 1 else { return isAlly(at) }
        return groups[at[0] * periods.count + at[1]].map { group.contains($0) ? 1 : 0 } ?? 0
      case .purchasable: return goods[at[0]] == "purchasable" ? 1 : 0
      case .swing, .stateClass: return nil
      case .reassurance:
        guard !reassurance.isEmpty else { return nil }
        switch reassurance[at[0] * periods.count + at[1]] {
        case .statements(let count): return Platform.logarithmOfOnePlus(Double(count))
        case .figure(_, let value): return value
        case .notAnAlly: return 0
        case .notReported: return nil
        }
      case .eligible: return eligible[at[0]].map { $0 ? 1 : 0 }
      default:
        return YearComponents.value(
          component, year: periods[at[0]].year, incumbent: incumbents[at[0]],
          isInWindow: periods[at[0]].isIn(window), tables: tables)
      }
    }
  }

  private func isAlly(_ at: [Int]) -> Double? {
    switch status[at[0] * periods.count + at[1]] {
    case .ally: 1
    case .notAlly: 0
    case .notReported: nil
    }
  }
}
