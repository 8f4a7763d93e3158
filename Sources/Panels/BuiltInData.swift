import Alliances
import Codes
import Elections
import Tables

/// The built-in tables, read, checked and typed.
public struct BuiltInData: Sendable {
  /// The returns, presidents and codes that panels are joined with.
  public let context: PanelContext
  /// The electoral votes.
  public let electoralVotes: ElectoralVotes
  /// Who was in office and eligible, by day, month and year.
  public let incumbency: Incumbency
  /// The codes of destinations in every system, by year.
  public let crosswalk: CountryCrosswalk
  /// The territories and their sovereigns, by year.
  public let sovereigns: Sovereigns
  /// The counts of statements of reassurance.
  public let statements: ReassuranceStatements
  /// The ally rules, in the order in which help lists them.
  public private(set) var allyRules: [any AllyRule]
  /// The swing rules, in the order in which help lists them.
  public private(set) var swingRules: [any SwingRule] = SwingRules.all
  private let rankings: Table
  private let elections: DataPackage
  private let exports: DataPackage
  private(set) var userMeasures: [any ReputationMeasure] = []
  private var stored: [ExportSource: [ExportLattice.Part]] = [:]
  /// What the two packages hold and where it comes from.
  public let descriptors: [DataPackageDescriptor]

  /// Reads the tables.
  ///
  /// - Parameters:
  ///   - elections: The package `election-data/`.
  ///   - exports: The package `export-data/`; its large tables are read when they are asked for.
  /// - Throws: `DataError` naming the table and the row, for anything damaged, missing or not adding
  ///   up; and whatever reading throws.
  public init(elections: DataPackage, exports: DataPackage) throws {
    self.elections = elections
    self.exports = exports
    descriptors = [elections.descriptor, exports.descriptor]
    let votes = try ElectoralVotes(table: elections.table("electoral-votes"))
    let presidents = try Presidents(table: elections.table("presidents"))
    incumbency = try Incumbency(
      table: elections.table("eligibility"), presidents: presidents)
    sovereigns = try Sovereigns(table: exports.table("territory-sovereigns"))
    crosswalk = try CountryCrosswalk(
      codes: exports.table("country-codes"), cowCodes: exports.table("destination-cow-codes"))
    context = PanelContext(
      returns: try PresidentialReturns(
        table: elections.table("returns"), electoralVotes: votes,
        districts: DistrictElectors(table: elections.table("district-electors"))),
      presidents: presidents,
      codes: try DestinationCodes(
        destinations: exports.table("destinations"),
        cowCodes: exports.table("destination-cow-codes"), crosswalk: crosswalk),
      sovereigns: sovereigns, incumbency: incumbency)
    electoralVotes = votes
    statements = try ReassuranceStatements(table: elections.table("reassurance-statements"))
    let treaties = try TreatyTable(table: elections.table("treaties"))
    allyRules = [
      TreatyAllyRule(treaties: treaties), NorthAtlanticAllyRule(treaties: treaties),
      TreatyWithoutAmericasRule(treaties: treaties),
      try AtopDefenseRule(table: elections.table("atop-defense")),
    ]
    rankings = try elections.table("reputation-rankings")
  }

  /// Uses figures of a store in place of the built-in ones of a source; the two are never mixed.
  ///
  /// Published totals are then left out, since the built-in ones are of another vintage.
  ///
  /// - Parameters:
  ///   - parts: Tables in the layout of the built-in ones.
  ///   - source: The source whose figures they are.
  public mutating func use(_ parts: [ExportLattice.Part], for source: ExportSource) {
    stored[source] = parts
  }

  /// Adds a user's own rule, found by its identifier from then on.
  public mutating func add(_ rule: any SwingRule) { swingRules.append(rule) }

  /// Adds a user's own rule, found by its identifier from then on.
  public mutating func add(_ rule: any AllyRule) { allyRules.append(rule) }

  /// Adds a user's own measure of reputation, found by its identifier from then on.
  public mutating func add(_ measure: any ReputationMeasure) { userMeasures.append(measure) }

  /// The signals of support, read when they are asked for.
  func supportSignals() throws -> SupportSignalTable {
    try SupportSignalTable(table: elections.table("support-signals"))
  }

  /// Finds a swing rule.
  ///
  /// - Throws: `DataError` of kind `unknownRule` that lists the rules there are.
  public func swingRule(_ id: String) throws -> any SwingRule {
    if let rule = swingRules.first(where: { $0.id == id }) { return rule }
    return try SwingRules.named(id)
  }

  /// Finds an ally rule.
  ///
  /// - Throws: `DataError` of kind `unknownRule` that lists the rules there are.
  public func allyRule(_ id: String) throws -> any AllyRule {
    guard let rule = allyRules.first(where: { $0.id == id }) else {
      throw DataError(
        .unknownRule, "no ally rule is called '\(id)'",
        hint: "use one of \(allyRules.map(\.id).joined(separator: ", "))")
    }
    return rule
  }

  /// A table of `election-data/` by its name.
  ///
  /// - Throws: `DataError` when the package has no such table or the table is damaged.
  public func electionTable(_ name: String) throws -> Table { try elections.table(name) }

  /// A table of `export-data/` by its name.
  ///
  /// - Throws: `DataError` when the package has no such table or the table is damaged.
  public func exportTable(_ name: String) throws -> Table { try exports.table(name) }

  /// The description of a table of `election-data/`.
  ///
  /// - Throws: `DataError` when the package has no such table.
  public func electionResource(_ name: String) throws -> DataPackageDescriptor.Resource {
    try elections.resource(name)
  }

  /// Finds a ranking of incumbents.
  ///
  /// - Throws: `DataError` that lists the scales there are.
  public func ranking(_ scale: String) throws -> ReputationRanking {
    try ReputationRanking(table: rankings, scale: scale)
  }

  /// The exports of a source.
  ///
  /// - Parameters:
  ///   - source: The source.
  ///   - years: The years wanted.
  ///   - origins: The origins wanted; nil for those that the source's analyses use.
  /// - Throws: `DataError` when the source lacks a year or its tables do not add up.
  public func exports(
    _ source: ExportSource, years: ClosedRange<CalendarYear>, origins: [Origin]? = nil
  ) throws -> ExportLattice {
    let parts = try stored[source] ?? tables(of: source)
    return try ExportLattice(
      name: source.rawValue, parts: parts, codes: context.codes, years: years,
      origins: origins ?? source.origins)
  }

  /// The built-in tables of a source with the vintages of their figures.
  ///
  /// - Throws: `DataError` for a table that is damaged or missing, and whatever reading throws.
  public func tables(of source: ExportSource) throws -> [ExportLattice.Part] {
    let names =
      switch source {
      case .censusOriginOfMovement: ["census-exports-2019-03", "census-exports-2026-03"]
      case .censusTenStates: ["ten-states-2012-2017"]
      case .transborderFreight: ["bts-exports"]
      case .censusCountryTotals: ["census-country-totals"]
      }
    return try names.map { name in
      // The descriptor's vintage goes on to say which copy was read; the first part dates it.
      let resource = try exports.resource(name)
      let stated = resource.sources.first?.vintage ?? ""
      return ExportLattice.Part(
        table: try exports.table(name),
        vintage: stated.split(separator: ",").first.map(String.init) ?? stated,
        sha256: resource.digits)
    }
  }

  /// The built-in figures of a source for a panel.
  ///
  /// - Throws: `DataError` for a table that is damaged, missing or holds a cell that is no amount.
  public func exportParts(of source: ExportSource) throws -> [ExportPart] {
    try tables(of: source).map {
      try ExportPart(wide: $0, isNational: source.origins == [.unitedStates])
    }
  }

  /// The totals that the publisher of a built-in source states, by year and by destination, with the
  /// parts of them that no state has; or why there are none.
  ///
  /// - Throws: `DataError` when a table is damaged or missing.
  public func panelTotals(of source: ExportSource) throws -> PublishedTotals {
    switch source {
    case .censusOriginOfMovement:
      var totals = PublishedTotals(
        name: "the Census Bureau's national totals of the same vintages", byYear: [:],
        byDestination: [:])
      let world = try exports.table("census-world-totals")
      let origin = try world.column("origin")
      try totals.add(world, byDestination: false) { origin[$0] == "ALL" }
      try totals.add(exports.table("census-national-totals"), byDestination: true)
      var unknown = PublishedTotals.Part(name: "state unknown")
      try unknown.add(world, byDestination: false) { origin[$0] == "XX" }
      try unknown.add(exports.table("census-state-unknown"), byDestination: true)
      var unidentified = PublishedTotals.Part(name: "unidentified destinations")
      let places = try exports.table("census-unidentified-destinations")
      let from = try places.column("origin")
      try unidentified.add(places, byDestination: false) { from[$0] == "ALL" }
      totals.parts = [unknown, unidentified]
      return totals
    case .censusTenStates:
      var totals = PublishedTotals(
        name: "all origins together in the same answer, by year their sum", byYear: [:],
        byDestination: [:])
      try totals.add(exports.table("ten-states-all-origins"), byDestination: true)
      totals.sumDestinations()
      totals.rest = "the other origins, of which the table has no rows"
      return totals
    case .censusCountryTotals:
      var totals = PublishedTotals(
        name: "the Census Bureau's world totals", byYear: [:], byDestination: [:])
      try totals.add(exports.table("census-country-world-totals"), byDestination: false)
      return totals
    case .transborderFreight:
      return PublishedTotals(
        absentBecause:
          "the Bureau of Transportation Statistics states no total beside its rows, and "
          + "Census totals count other modes and dates; exports of unknown state (bts-state-unknown) "
          + "are not in the panel")
    }
  }

  /// The published total over all origins by year, where the built-in tables have one.
  ///
  /// - Throws: `DataError` when the table does not add up.
  public func publishedTotals(_ source: ExportSource) throws -> [CalendarYear: Dollars] {
    guard source == .censusOriginOfMovement, stored[source] == nil else { return [:] }
    let table = try exports.table("census-world-totals")
    let origin = try table.column("origin")
    var totals: [CalendarYear: Dollars] = [:]
    for name in table.header {
      guard let number = Int(name) else { continue }
      let column = try table.column(name)
      for row in table.rows where origin[row] == "ALL" {
        if let amount = try column.wholeNumber(row) {
          totals[CalendarYear(number)] = Dollars(amount)
        }
      }
    }
    return totals
  }
}
