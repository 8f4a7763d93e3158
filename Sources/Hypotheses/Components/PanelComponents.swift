import Alliances
import Codes
import Elections
import Panels

/// A panel with the tables beside it, as models read it.
struct PanelComponents: ModelData {
  let panel: Panel
  let tables: ComponentTables?

  var cells: [(row: SampleRow, outcome: Double)] {
    panel.rows.map {
      (
        SampleRow(origin: $0.origin, destination: $0.destination, year: $0.year),
        Double($0.exports.count)
      )
    }
  }

  var sizes: [Dimension: Int] {
    [
      .origin: panel.origins.count, .destination: panel.destinations.count,
      .year: panel.years.count,
    ]
  }

  func exclusion(of row: SampleRow, allyRule: String, partial: Component?) -> String? {
    switch panel.ally(allyRule, destination: row.destination, year: row.year) {
    case .notReported(let reason): return "ally not reported: \(reason)"
    case nil: return "ally rule not in the panel"
    case .ally, .notAlly: break
    }
    if let partial,
      panel.reassurance(destination: row.destination, year: row.year) == .notReported
    {
      return partial == .allyReputation
        ? "reputation of an ally not reported" : "reassurance of an ally not reported"
    }
    return nil
  }

  func column(_ component: Component, allyRule: String) -> ComponentColumn {
    ComponentColumn(component, sizes: sizes) { value(component, $0, allyRule) }
  }

  /// The value at indices in the order of the component's dimensions; nil where not reported.
  private func value(_ component: Component, _ at: [Int], _ rule: String) -> Double? {
    switch component {
    case .swing: return panel.swing(origin: at[0], year: at[1]) == .swing ? 1 : 0
    case .ally: return isAlly(at, rule)
    case .reassurance, .allyReputation:
      switch panel.reassurance(destination: at[0], year: at[1]) {
      case .statements(let count): return Platform.logarithmOfOnePlus(Double(count))
      case .figure(_, let value): return value
      case .notAnAlly, .notReported: return 0
      }
    case .allyGroup(let group):
      guard let ally = isAlly(at, rule), ally == 1 else { return isAlly(at, rule) }
      let number = panel.cow(destination: at[0], year: at[1]).flatMap { Int($0.text) }
      return number.map { group.contains($0) ? 1 : 0 } ?? 0
    case .stateClass(let states):
      guard panel.swing(origin: at[0], year: at[1]) != .swing else { return 0 }
      guard case .state(let state) = panel.origins[at[0]], let tables else { return nil }
      return states.contains(
        state, given: tables.returns.earlier(than: panel.years[at[1]]),
        party: panel.incumbents[at[1]].party
      ).map { $0 ? 1 : 0 }
    case .purchasable: return nil
    default:
      return YearComponents.value(
        component, year: panel.years[at[0]], incumbent: panel.incumbents[at[0]].id,
        isInWindow: panel.isInWindow(year: at[0]), tables: tables)
    }
  }

  private func isAlly(_ at: [Int], _ rule: String) -> Double? {
    switch panel.ally(rule, destination: at[0], year: at[1]) {
    case .ally: 1
    case .notAlly: 0
    case .notReported, nil: nil
    }
  }
}

/// The components that vary by year alone.
enum YearComponents {
  /// The value in a year; nil where it is not reported, or where the component varies otherwise.
  static func value(
    _ component: Component, year: CalendarYear, incumbent: String, isInWindow: Bool,
    tables: ComponentTables?
  ) -> Double? {
    switch component {
    case .window: isInWindow ? 1 : 0
    case .incumbent(let id): incumbent == id ? 1 : 0
    case .incumbentReputation: tables?.reputation[incumbent]
    case .eligible: tables?.eligible[year].map { $0 ? 1 : 0 }
    case .divided: tables?.divided[year].map { $0 ? 1 : 0 }
    case .position(let back): position(of: year) == back ? 1 : 0
    case .cycle(let election): cycle(of: year) == election ? 1 : 0
    default: nil
    }
  }

  /// The years from a year to the election of its cycle, 0 to 3.
  static func position(of year: CalendarYear) -> Int { cycle(of: year) - year.number }

  /// The year of the election that ends a year's cycle.
  static func cycle(of year: CalendarYear) -> Int { (year.number + 3) / 4 * 4 }
}
