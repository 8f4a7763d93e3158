import Alliances
import Codes
import Elections
import Panels

/// A user's table joined with allies, the window and incumbents, as models read it.
struct TableData: ModelData {
  let table: HypothesisTable
  let partners: [ISO3]
  let years: [CalendarYear]
  let goods: [String]
  let window: PreElectionWindow
  let tables: ComponentTables?
  private let status: [AllyStatus]
  private let groups: [Int?]
  private let incumbents: [String]

  /// Joins a table with a rule.
  ///
  /// - Throws: `DataError` when a year has no president.
  init(
    _ table: HypothesisTable, rule: any AllyRule, context: PanelContext, window: PreElectionWindow,
    tables: ComponentTables?
  ) throws {
    self.table = table
    self.window = window
    self.tables = tables
    let partners = Set(table.rows.map(\.partner.text)).sorted().map { ISO3($0) }
    let years = Set(table.rows.map(\.year)).sorted()
    self.partners = partners
    self.years = years
    goods = Set(table.rows.map(\.good)).sorted()
    let joined = partners.flatMap { code in
      years.map { (year: $0, destination: context.codes.destination(code, in: $0)) }
    }
    status = joined.map { pair in
      pair.destination.map { context.codes.status(of: $0.scheduleC, by: rule, in: pair.year) }
        ?? .notReported(.unknownCode)
    }
    groups = joined.map { pair in
      pair.destination.flatMap { context.codes.cow(of: $0.scheduleC, in: pair.year) }
        .flatMap { Int($0.text) }
    }
    incumbents = try years.map { year in
      guard let incumbent = context.presidents.incumbent(in: year) else {
        throw DataError(
          .yearOutOfRange, "the table of presidents has nobody for \(year)",
          hint: "use later years")
      }
      return incumbent.id
    }
  }

  var sizes: [Dimension: Int] {
    [.origin: 1, .destination: partners.count, .year: years.count, .good: goods.count]
  }

  var cells: [(row: SampleRow, outcome: Double)] {
    let partner = Dictionary(uniqueKeysWithValues: partners.enumerated().map { ($1, $0) })
    let year = Dictionary(uniqueKeysWithValues: years.enumerated().map { ($1, $0) })
    let good = Dictionary(uniqueKeysWithValues: goods.enumerated().map { ($1, $0) })
    return table.rows.map {
      (
        SampleRow(
          origin: 0, destination: partner[$0.partner] ?? 0, year: year[$0.year] ?? 0,
          good: good[$0.good] ?? 0), $0.value
      )
    }
  }

  func exclusion(of row: SampleRow, allyRule: String, partial: Component?) -> String? {
    if case .notReported(let reason) = status[row.destination * years.count + row.year] {
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
        return groups[at[0] * years.count + at[1]].map { group.contains($0) ? 1 : 0 } ?? 0
      case .purchasable: return goods[at[0]] == "purchasable" ? 1 : 0
      case .swing, .stateClass, .reassurance: return nil
      default:
        return YearComponents.value(
          component, year: years[at[0]], incumbent: incumbents[at[0]],
          isInWindow: window.contains(years[at[0]]), tables: tables)
      }
    }
  }

  private func isAlly(_ at: [Int]) -> Double? {
    switch status[at[0] * years.count + at[1]] {
    case .ally: 1
    case .notAlly: 0
    case .notReported: nil
    }
  }
}
