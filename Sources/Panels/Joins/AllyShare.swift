import Alliances
import Codes
import Elections

/// The share of each origin's exports that went to allies in one year.
public struct AllyShare: Sendable, Equatable {
  /// One origin's exports.
  public struct Entry: Sendable, Equatable {
    /// The origin.
    public let origin: Origin
    /// Exports to allies.
    public let toAllies: Dollars
    /// Exports to all destinations but those that the ally rule's source has no code for.
    public let total: Dollars
    /// Exports to destinations that the ally rule's source has no code for, such as Hong Kong and
    /// Greenland in the Correlates of War's state system.
    public let leftOut: Dollars
    /// Whether the swing rule calls the origin a swing state; nil where it has no electors.
    public let isSwing: Bool?

    /// Exports to allies as a percentage of ``total``; nil where there are none.
    public var percent: Double? {
      total > .zero ? 100 * Double(toAllies.count) / Double(total.count) : nil
    }
  }

  /// The year.
  public let year: CalendarYear
  /// The origins in FIPS order.
  public let entries: [Entry]
  /// The destinations in ``Entry/leftOut``, by name, largest first.
  public let destinationsLeftOut: [String]

  /// Adds up a lattice's exports of one year.
  ///
  /// Absent pairs add nothing. A destination that the ally rule's source has no code for is left
  /// out of share and total alike, and counted.
  ///
  /// - Parameters:
  ///   - exports: The lattice.
  ///   - year: A year of the lattice.
  ///   - allyRule: Which destinations are allies.
  ///   - swingRule: Which origins are swing states.
  ///   - context: Returns and codes.
  /// - Throws: `DataError` where the lattice lacks the year, or the ally rule does not report a
  ///   destination that has exports for another reason, such as a year beyond its source, since the
  ///   share would then be too small.
  public init(
    exports: ExportLattice, year: CalendarYear, allyRule: any AllyRule,
    swingRule: any SwingRule, context: PanelContext
  ) throws {
    guard let index = exports.years.firstIndex(of: year) else {
      throw DataError(
        .yearOutOfRange, "\(exports.name) has no figures for \(year)",
        hint: "use one of its years")
    }
    let statuses = exports.destinations.map {
      context.codes.status(of: $0.scheduleC, by: allyRule, in: year)
    }
    let returns = context.returns.visible(to: swingRule, in: year)
    self.year = year
    var without: [Int: Dollars] = [:]
    entries = try exports.origins.indices.map { origin in
      var toAllies = Dollars.zero
      var total = Dollars.zero
      var leftOut = Dollars.zero
      for (destination, status) in statuses.enumerated() {
        guard let amount = exports[origin, destination, index].reported else { continue }
        if case .notReported(.noCode) = status {
          leftOut += amount
          without[destination, default: .zero] += amount
          continue
        }
        total += amount
        switch status {
        case .ally: toAllies += amount
        case .notAlly: break
        case .notReported(let reason):
          throw DataError(
            .allyNotReported,
            "the rule \(allyRule.id) does not report \(exports.destinations[destination].name) in "
              + "\(year) (\(reason))",
            hint: "use a rule that covers the year, such as treaty")
        }
      }
      var isSwing: Bool?
      if case .state(let state) = exports.origins[origin], state.kind != .territory {
        isSwing = swingRule.status(of: state, given: returns) == .swing
      }
      return Entry(
        origin: exports.origins[origin], toAllies: toAllies, total: total, leftOut: leftOut,
        isSwing: isSwing)
    }
    destinationsLeftOut = without.filter { $0.value > .zero }.sorted {
      $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key
    }.map { exports.destinations[$0.key].name }
  }
}

extension DataError.Kind {
  /// An ally status that a figure needs and the rule does not report.
  public static let allyNotReported = Self(
    id: "panel.ally_not_reported", exitCode: .dataRejected)
}
