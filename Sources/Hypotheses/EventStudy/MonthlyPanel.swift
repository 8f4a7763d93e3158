import Alliances
import Codes
import Elections
import Panels
import Tables

/// A user's monthly exports joined with swing states and allies, by months to election day.
///
/// A month belongs to the election that follows its last day, so that October of an election year lies 1
/// month before it and November of that year 48 months before the next.
public struct MonthlyPanel: Sendable {
  /// The name of the file, for outputs.
  public let file: String
  /// The origins in FIPS order.
  public let origins: [State]
  /// The destinations by ISO code, in order.
  public let destinations: [ISO3]
  /// The months that have a figure, in order.
  public let months: [CalendarMonth]
  private let figures: [(row: SampleRow, dollars: Double)]
  private let swing: [Bool]
  private let ally: [AllyStatus]
  /// The identifier of the swing rule.
  public let swingRule: String
  /// The identifier of the ally rule.
  public let allyRule: String

  /// Reads and joins a table.
  ///
  /// - Parameters:
  ///   - table: Columns `state, iso3c, year, month, value_usd`, one row a state, destination and month;
  ///     an absent row is not reported and left out.
  ///   - file: The name of the file.
  ///   - swing: The swing rule, which sees elections strictly before the month's year.
  ///   - ally: The ally rule, as of 31 December of the month's year.
  ///   - context: Returns, presidents and codes.
  /// - Throws: `DataError` naming the row: a state, code, month or amount that cannot be read, a
  ///   negative amount, or a key that stands twice; and a year for which the swing rule cannot say.
  public init(
    table: Table, file: String, swing: any SwingRule, ally: any AllyRule, context: PanelContext
  ) throws {
    let state = try table.column("state")
    let partner = try table.column("iso3c")
    let year = try table.column("year")
    let month = try table.column("month")
    let value = try table.column("value_usd")
    try table.requireUnique(["state", "iso3c", "year", "month"])
    var read: [(state: State, partner: String, month: CalendarMonth, dollars: Double)] = []
    for row in table.rows {
      let number = try month.requiredWholeNumber(row)
      guard let own = CalendarMonth(year: try year.year(row).number, month: Int(number)) else {
        throw month.error(row, "'\(month[row])' is no month", hint: "write 1 to 12")
      }
      let code = try partner.text(row)
      guard code.utf8.count == 3, code.utf8.allSatisfy({ (65...90).contains($0) }) else {
        throw partner.error(
          row, "'\(code)' is no ISO 3166 code", hint: "write three capital letters, such as CAN")
      }
      guard let dollars = Double(value[row]), dollars.isFinite, dollars >= 0 else {
        throw value.error(
          row, "'\(value[row])' is no amount of dollars",
          hint: "leave the row out where nothing is known; a zero means none")
      }
      read.append((try state.state(row), code, own, dollars))
    }
    guard !read.isEmpty else {
      throw DataError(
        .malformedTable, "\(file) has no row",
        hint: "give rows of state, iso3c, year, month, value_usd")
    }
    let origins = Set(read.map(\.state)).sorted()
    let destinations = Set(read.map(\.partner)).sorted()
    let months = Set(read.map(\.month)).sorted()
    let originIndex = Dictionary(uniqueKeysWithValues: origins.enumerated().map { ($1, $0) })
    let partnerIndex = Dictionary(uniqueKeysWithValues: destinations.enumerated().map { ($1, $0) })
    let monthIndex = Dictionary(uniqueKeysWithValues: months.enumerated().map { ($1, $0) })
    figures = read.map {
      (
        SampleRow(
          origin: originIndex[$0.state] ?? 0, destination: partnerIndex[$0.partner] ?? 0,
          year: monthIndex[$0.month] ?? 0), $0.dollars
      )
    }
    self.swing = try origins.flatMap { origin in
      try months.map { month in
        let year = CalendarYear(month.year)
        let status = swing.status(
          of: origin, given: context.returns.visible(to: swing, in: year))
        guard status != .notDefined else {
          throw DataError(
            .swingNotDefined,
            "the rule \(swing.id) needs an election before \(year) that the returns lack for "
              + "\(origin)", hint: "start later, or add the earlier returns")
        }
        return status == .swing
      }
    }
    self.ally = destinations.flatMap { code in
      months.map { month in
        let year = CalendarYear(month.year)
        return context.codes.destination(ISO3(code), in: year).map {
          context.codes.status(of: $0.scheduleC, by: ally, in: year)
        } ?? .notReported(.unknownCode)
      }
    }
    self.file = file
    self.origins = origins
    self.destinations = destinations.map { ISO3($0) }
    self.months = months
    swingRule = swing.id
    allyRule = ally.id
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
      case .swing: swing[at[0] * months.count + at[1]] ? 1 : 0
      case .ally:
        switch ally[at[0] * months.count + at[1]] {
        case .ally: 1
        case .notAlly: 0
        case .notReported: nil
        }
      case .position(let last):
        MonthlyEventStudy.bin(of: Self.distance(months[at[0]])) == last ? 1 : 0
      case .cycle(let election): Self.election(months[at[0]]) == election ? 1 : 0
      default: nil
      }
    }
  }
}
