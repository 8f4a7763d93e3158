import Alliances
import Codes

/// What a join did: every row accounted for, and states reconciled with the published total.
public struct JoinReport: Sendable, Codable, Equatable {
  /// States' exports beside the published national figure of a year.
  public struct Reconciliation: Sendable, Codable, Equatable {
    /// The year.
    public let year: Int
    /// The sum over the panel's origins and destinations, in dollars.
    public let panelDollars: Int64
    /// The published total over all origins, in dollars.
    public let publishedDollars: Int64
    /// Published minus panel, in dollars: state unknown, territories, destinations left out.
    public let gapDollars: Int64
    /// The gap as a percentage of the published total.
    public let gapPercent: Double
  }

  /// The analysis that the panel is for.
  public let analysis: String
  /// The source of the exports.
  public let source: String
  /// The tables that were read.
  public let tables: [ExportLattice.TableIntake]
  /// The vintage of each year's figures.
  public let vintages: [String: String]
  /// The number of origins.
  public let origins: Int
  /// The number of destinations.
  public let destinations: Int
  /// The first and the last year.
  public let years: [Int]
  /// The cells of the full lattice.
  public let latticeCells: Int
  /// The cells with a figure other than zero.
  public let values: Int
  /// The zeros that the publisher printed.
  public let reportedZeros: Int
  /// The pairs without a row in the publisher's answer.
  public let absentPairs: Int
  /// What became of them.
  public let fillPolicy: FillPolicy
  /// The rows of the panel.
  public let panelRows: Int
  /// Panel rows whose ally status is not reported, by rule and reason.
  public let allyNotReported: [String: [String: Int]]
  /// Panel rows of allies whose reassurance is not reported; nil where the panel uses none.
  public let reassuranceNotReported: Int?
  /// The panel's dollars by year.
  public let dollarsByYear: [String: Int64]
  /// The comparison with published totals, for the years that have them.
  public let reconciliation: [Reconciliation]
  /// The years without a published total of the same vintage; empty for a source that has none.
  public let yearsWithoutPublishedTotal: [Int]

  /// Accounts for a panel.
  ///
  /// - Parameters:
  ///   - panel: The panel.
  ///   - exports: The lattice from which it was built.
  ///   - published: The published totals over all origins by year, where there are any.
  public init(panel: Panel, exports: ExportLattice, published: [CalendarYear: Dollars]) {
    analysis = panel.name
    source = exports.name
    tables = exports.intake
    vintages = Dictionary(
      uniqueKeysWithValues: exports.vintages.map { ($0.key.description, $0.value) })
    origins = panel.origins.count
    destinations = panel.destinations.count
    years = [panel.years.first?.number ?? 0, panel.years.last?.number ?? 0]
    latticeCells = panel.origins.count * panel.destinations.count * panel.years.count
    values = panel.rows.count { $0.exports != .zero }
    let filled = panel.rows.count(where: \.isFilled)
    reportedZeros = panel.rows.count - values - filled
    absentPairs = latticeCells - values - reportedZeros
    fillPolicy = panel.definitions.fill
    panelRows = panel.rows.count

    var notReported: [String: [String: Int]] = [:]
    for rule in panel.definitions.allyRules {
      var reasons: [String: Int] = [:]
      for row in panel.rows {
        if case .notReported(let reason) = panel.ally(
          rule.id, destination: row.destination, year: row.year)
        {
          reasons[reason.description, default: 0] += 1
        }
      }
      notReported[rule.id] = reasons
    }
    allyNotReported = notReported
    reassuranceNotReported =
      panel.definitions.reassurance == nil
      ? nil
      : panel.rows.count { row in
        panel.reassurance(destination: row.destination, year: row.year) == .notReported
          && panel.definitions.allyRules.contains {
            panel.ally($0.id, destination: row.destination, year: row.year) == .ally
          }
      }

    var byYear = [Int64](repeating: 0, count: panel.years.count)
    for row in panel.rows { byYear[row.year] += row.exports.count }
    dollarsByYear = Dictionary(
      uniqueKeysWithValues: zip(panel.years.map(\.description), byYear))
    yearsWithoutPublishedTotal =
      published.isEmpty
      ? [] : panel.years.filter { published[$0] == nil }.map(\.number)
    reconciliation = panel.years.enumerated().compactMap { index, year in
      guard let total = published[year], total != .zero else { return nil }
      let gap = total.count - byYear[index]
      return Reconciliation(
        year: year.number, panelDollars: byYear[index], publishedDollars: total.count,
        gapDollars: gap, gapPercent: 100 * Double(gap) / Double(total.count))
    }
  }
}
