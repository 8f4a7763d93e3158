import Alliances
import Codes
import Elections
import Panels
import Tables

/// What components are computed from beside the panel: facts by year and by incumbent.
public struct ComponentTables: Sendable {
  /// The returns of presidential elections, for classes of states.
  public let returns: PresidentialReturns
  /// Whether the incumbent of a year may be elected again and is a candidate; no entry: not reported.
  public let eligible: [CalendarYear: Bool]
  /// Whether the government of a year is divided; no entry: not reported.
  public let divided: [CalendarYear: Bool]
  /// The incumbents' places in the ranking of reputations, from 0 to 1; no entry: not reported.
  public let reputation: [String: Double]

  /// Puts tables together.
  public init(
    returns: PresidentialReturns, eligible: [CalendarYear: Bool], divided: [CalendarYear: Bool],
    reputation: [String: Double]
  ) {
    self.returns = returns
    self.eligible = eligible
    self.divided = divided
    self.reputation = reputation
  }

  /// Eligibility in a sentence, as it is printed on outputs.
  public static let eligibleDefinition =
    "the incumbent may be elected again (Amendment XXII) and has not withdrawn: in the year of an "
    + "election as of election day, in other years as of 31 December"

  /// The score of reputation in a sentence, as it is printed on outputs.
  public static let reputationDefinition =
    "the incumbent's place in the ranking \(AnalysisSpecification.rankingScale), measured before the "
    + "window: 1 the strongest, 0 the weakest of those ranked, equal steps between"

  /// Reads the tables of the built-in data.
  ///
  /// - Throws: `DataError` naming a table and a row that cannot be read.
  public init(_ data: BuiltInData) throws {
    let ranking = try data.ranking(AnalysisSpecification.rankingScale)
    let order = ranking.ranks.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
    let steps = Double(max(order.count - 1, 1))
    let divided = try DividedGovernment(
      table: data.electionTable("congress-majorities"), presidents: data.context.presidents)
    self.init(
      returns: data.context.returns,
      eligible: Self.eligible(data.incumbency),
      divided: Dictionary(
        uniqueKeysWithValues: divided.coverage.compactMap { year in
          divided[year].map { (year, $0.isDivided) }
        }),
      reputation: Dictionary(
        uniqueKeysWithValues: order.enumerated().map { ($1.key, 1 - Double($0) / steps) }))
  }

  /// The years with whether the incumbent is eligible; those after the last president's term have none.
  private static func eligible(_ incumbency: Incumbency) -> [CalendarYear: Bool] {
    let years = (1945...2060).map { CalendarYear($0) }
    return Dictionary(
      uniqueKeysWithValues: years.compactMap { year in
        incumbency.status(in: year)?.isEligible.map { (year, $0) }
      })
  }
}
