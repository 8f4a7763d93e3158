import Alliances
import Codes
import Elections
import Panels

/// Monthly exports joined with swing states and allies, by months to election day.
///
/// A month belongs to the election that follows its last day, so that October of an election year lies 1
/// month before it and November of that year 48 months before the next.
public struct MonthlyPanel: Sendable {
  /// A destination as the panel names it, and what the name means in a year; nil for a code of none.
  struct Partner: Sendable {
    let name: String
    let known: @Sendable (CalendarYear) -> ScheduleC?
  }

  /// A figure by the places of its origin, destination and month.
  typealias Figure = (row: SampleRow, dollars: Double)

  /// The name of the file or of the vintage, for outputs.
  public let file: String
  /// The origins in FIPS order; the United States alone in a national panel.
  public let origins: [Origin]
  /// The destinations by ISO or Schedule C code, in order.
  public let destinations: [String]
  /// The months that have a figure, in order.
  public let months: [CalendarMonth]
  /// The figures that were set aside, by reason.
  public let setAside: [String: Int]
  private let figures: [Figure]
  private let swing: [Bool]
  private let ally: [AllyStatus]
  /// The identifier of the swing rule; nil in a national panel.
  public let swingRule: String?
  /// The identifier of the ally rule.
  public let allyRule: String

  /// Joins figures with rules.
  ///
  /// - Parameters:
  ///   - file: The name of the file or of the vintage.
  ///   - origins: The origins in FIPS order.
  ///   - destinations: The destinations in order.
  ///   - months: The months in order.
  ///   - figures: One entry an origin, destination and month with a figure.
  ///   - setAside: The figures that were set aside, by reason.
  ///   - swing: The swing rule, which sees elections strictly before the month's year; nil for a national
  ///     panel.
  ///   - ally: The ally rule, as of 31 December of the month's year.
  ///   - context: Returns, presidents and codes.
  /// - Throws: `DataError` for a year for which the swing rule cannot say.
  init(
    file: String, origins: [Origin], destinations: [Partner], months: [CalendarMonth],
    figures: [Figure], setAside: [String: Int], swing: (any SwingRule)?, ally: any AllyRule,
    context: PanelContext
  ) throws {
    self.file = file
    self.origins = origins
    self.destinations = destinations.map(\.name)
    self.months = months
    self.figures = figures
    self.setAside = setAside
    swingRule = swing?.id
    allyRule = ally.id
    let years = months.map { CalendarYear($0.year) }
    self.swing = try origins.flatMap { origin -> [Bool] in
      guard case .state(let state) = origin, let swing else { return years.map { _ in false } }
      var known: [CalendarYear: Bool] = [:]
      return try years.map { year in
        if let status = known[year] { return status }
        let status = swing.status(
          of: state, given: context.returns.visible(to: swing, in: year))
        guard status != .notDefined else {
          throw DataError(
            .swingNotDefined,
            "the rule \(swing.id) needs an election before \(year) that the returns lack for "
              + "\(origin.code)", hint: "start later, or add the earlier returns")
        }
        known[year] = status == .swing
        return status == .swing
      }
    }
    self.ally = destinations.flatMap { destination in
      var known: [CalendarYear: AllyStatus] = [:]
      return years.map { year in
        let status =
          known[year]
          ?? destination.known(year).map { context.codes.status(of: $0, by: ally, in: year) }
          ?? .notReported(.unknownCode)
        known[year] = status
        return status
      }
    }
  }

  /// The months from a month to the election that follows its last day: 1 to 48.
  static func distance(_ month: CalendarMonth) -> Int {
    let election = (month.year + 3) / 4 * 4
    let months = (election - month.year) * 12 + 11 - month.month
    return months > 0 ? months : months + 48
  }

  /// The year of the election that follows a month's last day.
  static func election(_ month: CalendarMonth) -> Int {
    let election = (month.year + 3) / 4 * 4
    return month.year == election && month.month >= 11 ? election + 4 : election
  }
}

extension MonthlyPanel: ModelData {
  var cells: [(row: SampleRow, outcome: Double)] { figures.map { ($0.row, $0.dollars) } }

  var sizes: [Dimension: Int] {
    [.origin: origins.count, .destination: destinations.count, .year: months.count]
  }

  func exclusion(of row: SampleRow, allyRule: String, partial: Component?) -> String? {
    if case .notReported(let reason) = ally[row.destination * months.count + row.year] {
      return "ally not reported: \(reason)"
    }
    return nil
  }

  /// Positions are the last month of a bin: `position-15` is 13 to 15 months before the election.
  func column(_ component: Component, allyRule: String) -> ComponentColumn {
    ComponentColumn(component, sizes: sizes) { at in
      switch component {
      case .swing: swingRule == nil ? nil : swing[at[0] * months.count + at[1]] ? 1 : 0
      case .ally:
        switch ally[at[0] * months.count + at[1]] {
        case .ally: 1
        case .notAlly: 0
        case .notReported: nil
        }
      case .window: Self.distance(months[at[0]]) <= MonthlyEventStudy.window ? 1 : 0
      case .position(let last):
        MonthlyEventStudy.bin(of: Self.distance(months[at[0]])) == last ? 1 : 0
      case .cycle(let election): Self.election(months[at[0]]) == election ? 1 : 0
      default: nil
      }
    }
  }
}
