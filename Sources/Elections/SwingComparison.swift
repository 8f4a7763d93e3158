import Codes

/// The states that several rules call swing states, side by side over years.
public struct SwingComparison: Sendable {
  /// How often two rules differ.
  public struct Disagreement: Hashable, Sendable {
    /// The first rule's printed name.
    public let first: String
    /// The second rule's printed name.
    public let second: String
    /// State-years in which exactly one of them says swing.
    public let differing: Int
    /// State-years in which both are defined.
    public let compared: Int
  }

  /// The rules, in the order given.
  public let rules: [any SwingRule]
  /// The years, ascending.
  public let years: [CalendarYear]
  /// The states, by postal code.
  public let states: [State]
  /// The status by rule, then state, then year.
  private let statuses: [SwingStatus]

  /// Asks every rule about every state and year.
  ///
  /// - Parameters:
  ///   - rules: The rules.
  ///   - years: The years to describe, usually those of elections.
  ///   - states: The states.
  ///   - returns: The returns; each rule sees of them what it may.
  public init(
    rules: [any SwingRule], years: [CalendarYear], states: [State],
    returns: PresidentialReturns
  ) {
    self.rules = rules
    self.years = years
    self.states = states
    statuses = rules.flatMap { rule in
      let visible = years.map { returns.visible(to: rule, in: $0) }
      return states.flatMap { state in visible.map { rule.status(of: state, given: $0) } }
    }
  }

  /// The status of a state in a year by a rule, each by its position.
  public subscript(rule: Int, state: Int, year: Int) -> SwingStatus {
    statuses[(rule * states.count + state) * years.count + year]
  }

  /// The number of swing states in a year by a rule; nil where the rule is not defined.
  public func count(rule: Int, year: Int) -> Int? {
    let column = states.indices.map { self[rule, $0, year] }
    return column.contains(.notDefined) ? nil : column.count { $0 == .swing }
  }

  /// Every pair of rules, in order.
  public var disagreements: [Disagreement] {
    rules.indices.flatMap { first in
      rules.indices.dropFirst(first + 1).map { second in
        var differing = 0
        var compared = 0
        for state in states.indices {
          for year in years.indices {
            let pair = (self[first, state, year], self[second, state, year])
            if pair.0 == .notDefined || pair.1 == .notDefined { continue }
            compared += 1
            if pair.0 != pair.1 { differing += 1 }
          }
        }
        return Disagreement(
          first: rules[first].name, second: rules[second].name, differing: differing,
          compared: compared)
      }
    }
  }
}
