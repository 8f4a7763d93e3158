import Alliances
import Codes
import Elections
import Maps
import Panels

/// Values of the states in election years by several measures, with the swing states of several rules, for
/// readers who want to look further than the printed map.
public struct StateExplorer: Sendable, Equatable {
  /// One measure.
  public struct Measure: Sendable, Equatable {
    /// Its identifier.
    public let id: String
    /// Its name with its unit.
    public let name: String
    /// What stands before and behind a number.
    public let prefix: String, suffix: String
    /// How classes are made, each election by itself, as on the map of the measure.
    public let rule: String
    /// The borders of the classes by election, one less than there are classes.
    public let breaks: [[Double]]
    /// The class by election and state, from 0; nil where there is no value above zero.
    public let classes: [[Int?]]
    /// Of a share, the measures that are divided; nil for a sum of dollars.
    public let parts: [Int]?
    /// Values by election and state; nil is not reported.
    public let values: [[Double?]]
  }

  /// One swing rule.
  public struct Rule: Sendable, Equatable {
    /// Its identifier.
    public let id: String
    /// Its definition.
    public let definition: String
    /// Whether each state is a swing state, by election and state; nil where the rule says nothing.
    public let swing: [[Bool?]]
  }

  /// The states by postal code and name, in FIPS order.
  public let states: [(code: String, name: String)]
  /// The elections.
  public let elections: [Int]
  /// The measures.
  public let measures: [Measure]
  /// The rules; the first is that of the report.
  public let rules: [Rule]
  /// The ally rule of all measures.
  public let allyRule: String

  /// Compares all values.
  public static func == (one: StateExplorer, other: StateExplorer) -> Bool {
    one.states.map(\.code) == other.states.map(\.code) && one.elections == other.elections
      && one.measures == other.measures && one.rules == other.rules
      && one.allyRule == other.allyRule
  }

  /// Adds up exports of the states in the elections of a span of years.
  ///
  /// - Parameters:
  ///   - data: The tables.
  ///   - source: The exports, those of the analysis.
  ///   - years: The years; elections outside are left out.
  ///   - swingRule: The rule of the report, which comes first.
  ///   - allyRule: Who is an ally.
  /// - Throws: `DataError` where the exports lack a year or the ally rule does not report one.
  public init(
    data: BuiltInData, source: ExportSource, years: ClosedRange<CalendarYear>,
    swingRule: any SwingRule, allyRule: any AllyRule
  ) throws {
    let found = years.filter(\.isPresidentialElection)
    let known = source.origins.compactMap { origin -> State? in
      if case .state(let state) = origin { state } else { nil }
    }
    // The map of the census has Puerto Rico too, which has no electors.
    let listed =
      known + (source == .censusOriginOfMovement ? State.all.filter { $0.usps == "PR" } : [])
    let states = listed.sorted { $0.fips < $1.fips }
    let lattice = try data.exports(source, years: years, origins: states.map(Origin.state))
    let shares = try found.map {
      try AllyShare(
        exports: lattice, year: $0, allyRule: allyRule, swingRule: swingRule, context: data.context)
    }
    func values(_ value: (AllyShare.Entry) -> Double?) -> [[Double?]] {
      shares.map { share in
        states.map { state in
          share.entries.first { $0.origin == .state(state) }.flatMap(value)
        }
      }
    }
    func measure(
      _ id: String, _ name: String, _ prefix: String, _ suffix: String, rule: ClassRule,
      parts: [Int]? = nil, decimals factor: Double, _ values: [[Double?]]
    ) -> Measure {
      let found = values.map { election in
        try? Classification(election.compactMap { $0 }.filter { $0 > 0 }, rule: rule)
      }
      return Measure(
        id: id, name: name, prefix: prefix, suffix: suffix, rule: rule.name,
        breaks: found.map { $0?.breaks ?? [] },
        classes: zip(values, found).map { election, classes in
          election.map { value in value.flatMap { $0 > 0 ? classes?.classIndex(of: $0) : nil } }
        }, parts: parts,
        values: values.map { $0.map { $0.map { Self.rounded($0, factor) } } })
    }
    measures = [
      measure(
        "ally-share", "Share of exports that went to allies, percent", "", "%",
        rule: .naturalBreaks(classes: 5), parts: [1, 2], decimals: 10, values(\.percent)),
      measure(
        "ally-exports", "Exports to allies, millions of current dollars", "$", " mn",
        rule: .geometric(classes: 5), decimals: 1,
        values { $0.total > .zero ? Double($0.toAllies.count) / 1e6 : nil }),
      measure(
        "exports", "Exports to all destinations, millions of current dollars", "$", " mn",
        rule: .geometric(classes: 5), decimals: 1,
        values { $0.total > .zero ? Double($0.total.count) / 1e6 : nil }),
    ]
    // A rule that looks ahead has no place beside the others.
    let others = SwingRules.all.filter { $0.id != swingRule.id && !$0.looksAhead }
    rules = ([swingRule] + others).map { rule in
      Rule(
        id: rule.id, definition: rule.definition,
        swing: found.map { year in
          let returns = data.context.returns.visible(to: rule, in: year)
          return states.map { state in
            guard State.electing.contains(state) else { return nil }
            return switch rule.status(of: state, given: returns) {
            case .swing: true
            case .notSwing: false
            case .notDefined: nil
            }
          }
        })
    }
    self.states = states.map { ($0.usps, $0.name) }
    elections = found.map(\.number)
    self.allyRule = allyRule.id
  }

  private static func rounded(_ value: Double, _ factor: Double) -> Double {
    (value * factor).rounded() / factor
  }
}
