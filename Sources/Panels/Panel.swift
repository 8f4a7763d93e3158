import Alliances
import Codes
import Elections

/// A panel of exports with the components of the test: swing, ally, window, incumbent, reassurance.
///
/// Components are kept once for what they vary over (origin and year, destination and year, year) and
/// not multiplied out, so that a test can permute one of them and rebuild the interactions.
public struct Panel: Sendable {
  /// One cell of the panel.
  public struct Row: Hashable, Sendable {
    /// The index of the origin.
    public let origin: Int
    /// The index of the destination.
    public let destination: Int
    /// The index of the year.
    public let year: Int
    /// The exports; zero for a reported or a filled zero.
    public let exports: Dollars
    /// Whether the zero was filled in for an absent pair.
    public let isFilled: Bool
  }

  /// The analysis that the panel is for.
  public let name: String
  /// The origins in FIPS order.
  public let origins: [Origin]
  /// The destinations in order of Schedule C code.
  public let destinations: [Destination]
  /// The years in order.
  public let years: [CalendarYear]
  /// The vintage of each year's figures.
  public let vintages: [CalendarYear: String]
  /// The cells, by origin, then destination, then year.
  public let rows: [Row]
  /// The definitions behind the components.
  public let definitions: PanelDefinitions

  private let swing: [SwingStatus]
  private let ally: [String: [AllyStatus]]
  private let window: [Bool]
  /// The incumbent of each year.
  public let incumbents: [Incumbent]
  private let reassurances: [Reassurance]
  private let cow: [COWCode?]

  /// Builds a panel from a lattice of exports.
  ///
  /// - Parameters:
  ///   - name: The analysis that the panel is for.
  ///   - exports: The lattice.
  ///   - definitions: The rules of swing, ally, window, fill and reputation.
  ///   - context: Returns, presidents and codes.
  /// - Throws: `DataError` when a year has no president, or when the swing rule cannot say for a state
  ///   and a year because an earlier election is not in the table.
  public init(
    name: String, exports: ExportLattice, definitions: PanelDefinitions, context: PanelContext
  ) throws {
    self.name = name
    origins = exports.origins
    destinations = exports.destinations
    years = exports.years
    vintages = exports.vintages
    self.definitions = definitions

    var swing: [SwingStatus] = []
    for origin in exports.origins {
      for year in exports.years {
        guard case .state(let state) = origin, let rule = definitions.swingRule else {
          swing.append(.notDefined)
          continue
        }
        let status = rule.status(of: state, given: context.returns.visible(to: rule, in: year))
        guard status != .notDefined else {
          if rule.id.hasPrefix("list:") {
            throw DataError(
              .swingNotDefined, "\(rule.id) has no row for \(state) in \(year)",
              hint: "add the row, or use years that the list covers with --years")
          }
          throw DataError(
            .swingNotDefined,
            "the rule \(rule.id) needs an election before \(year) that the returns lack for \(state)",
            hint: "start later, or add the earlier returns")
        }
        swing.append(status)
      }
    }
    self.swing = swing

    var ally: [String: [AllyStatus]] = [:]
    for rule in definitions.allyRules {
      ally[rule.id] = exports.destinations.flatMap { destination in
        exports.years.map {
          context.codes.status(of: destination.scheduleC, by: rule, in: $0)
        }
      }
    }
    self.ally = ally
    window = exports.years.map(definitions.window.contains)
    incumbents = try exports.years.map { year in
      guard let incumbent = context.presidents.incumbent(in: year) else {
        throw DataError(
          .yearOutOfRange, "the table of presidents has nobody for \(year)",
          hint: "use later years")
      }
      return incumbent
    }
    reassurances = exports.destinations.flatMap { destination in
      exports.years.map { year in
        definitions.reassurance?.measure(for: destination.scheduleC, in: year) ?? .notReported
      }
    }
    cow = exports.destinations.flatMap { destination in
      exports.years.map { context.codes.cow(of: destination.scheduleC, in: $0) }
    }

    var rows: [Row] = []
    rows.reserveCapacity(origins.count * destinations.count * years.count)
    for origin in origins.indices {
      for destination in destinations.indices {
        for year in years.indices {
          let cell = exports[origin, destination, year]
          if let amount = cell.reported {
            rows.append(
              Row(
                origin: origin, destination: destination, year: year, exports: amount,
                isFilled: false))
          } else if definitions.fill == .zero,
            context.codes.exists(
              exports.destinations[destination].scheduleC, in: exports.years[year])
          {
            rows.append(
              Row(
                origin: origin, destination: destination, year: year, exports: .zero,
                isFilled: true))
          }
        }
      }
    }
    self.rows = rows
  }

  /// The swing status of an origin in a year, by their indices.
  public func swing(origin: Int, year: Int) -> SwingStatus { swing[origin * years.count + year] }

  /// The ally status of a destination in a year, by their indices; nil for a rule that the panel
  /// does not have.
  public func ally(_ rule: String, destination: Int, year: Int) -> AllyStatus? {
    ally[rule]?[destination * years.count + year]
  }

  /// Whether a year, by its index, lies in the pre-election window.
  public func isInWindow(year: Int) -> Bool { window[year] }

  /// The reassurance that a destination had before a year, by their indices.
  public func reassurance(destination: Int, year: Int) -> Reassurance {
    reassurances[destination * years.count + year]
  }

  /// The Correlates of War code of a destination in a year, by their indices.
  public func cow(destination: Int, year: Int) -> COWCode? {
    cow[destination * years.count + year]
  }
}

/// The named choices behind a panel, none of which has a default.
public struct PanelDefinitions: Sendable {
  /// The swing rule; nil in a national panel, which has no states.
  public let swingRule: (any SwingRule)?
  /// The ally rules, side by side.
  public let allyRules: [any AllyRule]
  /// The pre-election window.
  public let window: PreElectionWindow
  /// What becomes of absent pairs.
  public let fill: FillPolicy
  /// The reassurance measure; nil where the panel uses none.
  public let reassurance: CumulatedReassurance?

  /// Creates the choices.
  public init(
    swingRule: (any SwingRule)?, allyRules: [any AllyRule], window: PreElectionWindow,
    fill: FillPolicy, reassurance: CumulatedReassurance?
  ) {
    self.swingRule = swingRule
    self.allyRules = allyRules
    self.window = window
    self.fill = fill
    self.reassurance = reassurance
  }
}

/// What a panel is joined with.
public struct PanelContext: Sendable {
  /// The returns of presidential elections.
  public let returns: PresidentialReturns
  /// The presidents.
  public let presidents: Presidents
  /// The destinations' codes.
  public let codes: DestinationCodes
  /// Whose the territories among the destinations are, by year; nil where no table says.
  public let sovereigns: Sovereigns?
  /// Whether incumbents may be elected again, by day; nil where no table says.
  public let incumbency: Incumbency?

  /// Creates a context.
  public init(
    returns: PresidentialReturns, presidents: Presidents, codes: DestinationCodes,
    sovereigns: Sovereigns? = nil, incumbency: Incumbency? = nil
  ) {
    self.returns = returns
    self.presidents = presidents
    self.codes = codes
    self.sovereigns = sovereigns
    self.incumbency = incumbency
  }
}

extension DataError.Kind {
  /// A swing rule that cannot say for a year of the panel.
  public static let swingNotDefined = Self(id: "panel.swing_not_defined", exitCode: .dataRejected)
}
