import Codes

/// Whether a state is a swing state in a year, by some rule.
public enum SwingStatus: Hashable, Sendable {
  /// The rule calls it a swing state.
  case swing
  /// The rule does not.
  case notSwing
  /// The rule cannot say: the earlier elections that it needs are not in the table.
  case notDefined
}

/// A named, versioned definition of a swing state.
public protocol SwingRule: Sendable {
  /// The rule's identifier, such as `margin-5`.
  var id: String { get }
  /// The version of the definition, raised whenever a flag could change.
  var version: Int { get }
  /// The name as it is printed; that of a rule that looks ahead says so.
  var name: String { get }
  /// The definition in a sentence, with its source.
  var definition: String { get }
  /// Whether the rule uses the election that it explains, or a later one.
  var looksAhead: Bool { get }
  /// The status of a state in a year, by elections strictly before the year.
  func status(of state: State, given returns: EarlierReturns) -> SwingStatus
  /// The figures that decide, one sentence each, such as `2012: 46.1 % of the two parties' votes`;
  /// empty where the rule has none to show.
  func evidence(of state: State, given returns: EarlierReturns) -> [String]
}

extension SwingRule {
  /// The identifier.
  public var name: String { id }
  /// False: elections strictly before the year.
  public var looksAhead: Bool { false }
  /// No figures.
  public func evidence(of state: State, given returns: EarlierReturns) -> [String] { [] }
}

/// The swing rules by their identifiers.
public enum SwingRules {
  /// All rules, in the order in which help lists them.
  public static let all: [any SwingRule] = [
    TwoPartyMarginRule(points: 5), TwoPartyMarginRule(points: 3), TwoPartyMarginRule(points: 10),
    KrinerReevesRule(.each), KrinerReevesRule(.mean), TippingPointRule(states: 5),
    TippingPointRule(states: 10), AlleyCodeRule(),
  ]

  /// Finds a rule.
  ///
  /// - Throws: `DataError` of kind `unknownRule` that lists the rules there are.
  public static func named(_ id: String) throws -> any SwingRule {
    guard let rule = all.first(where: { $0.id == id }) else {
      if let measure = SwingMeasure(rawValue: id) {
        throw DataError(
          .unknownRule,
          "\(measure.rawValue) is a measure in \(measure.unit) and tells no states apart",
          hint: "give it to the command panel, or to rules --explain; rules are "
            + all.map(\.id).joined(separator: ", "))
      }
      throw DataError(
        .unknownRule, "no swing rule is called '\(id)'",
        hint: "use one of \(all.map(\.id).joined(separator: ", "))")
    }
    return rule
  }
}

extension DataError.Kind {
  /// A rule, a measure or an analysis that does not exist.
  public static let unknownRule = Self(id: "rule.unknown", exitCode: .usage)
}
