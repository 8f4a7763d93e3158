import Alliances
import Codes
import Elections
import FoundationEssentials
import Hypotheses
import Panels
import Tables
import TestSupport

/// Text that would break out of an element, an attribute or a script if it were not escaped.
let hostile = "</title><script>alert('x')</script>\"&"

/// A rule by which Pennsylvania alone is a swing state.
private struct SimulatedSwing: SwingRule {
  let id = "simulated-swing"
  let version = 2
  let definition = "Pennsylvania, by assumption"
  func status(of state: State, given returns: EarlierReturns) -> SwingStatus {
    state.usps == "PA" ? .swing : .notSwing
  }
}

/// A rule that knows Canada and Germany, and says nothing about destinations without a code.
private struct SimulatedAllies: AllyRule {
  let id: String
  let version = 1
  let definition = "Canada and Germany, by assumption"
  func status(of partner: Partner, in year: CalendarYear) -> AllyStatus {
    guard let code = partner.iso3?.text else { return .notReported(.noCode("ISO 3166")) }
    return ["CAN", "DEU"].contains(code) ? .ally : .notAlly
  }
}

/// Results that were made up, on a panel of three states, four destinations and twelve years.
struct Simulated: Decodable {
  let states: [ModelResult]
  let reputations: [ReputationRelation]
  let national: [ModelResult]

  static func read() throws -> Simulated {
    try JSONDecoder().decode(
      Simulated.self,
      from: Data(Checkout.bytes("Tests/Snapshots/Reports/simulated-results.json")))
  }

  /// The two analyses of the snapshots; `label` goes into every text that comes from data.
  static func results(label: String = "") throws -> [AnalysisResult] {
    let simulated = try read()
    return [
      try result(models: simulated.states, reputations: simulated.reputations, label: label),
      try result(
        id: "simulated-national", models: simulated.national, swing: false, label: label),
    ]
  }

  /// One analysis with given models.
  static func result(
    id: String = "simulated-states", models: [ModelResult],
    reputations: [ReputationRelation] = [], swing: Bool = true, label: String = "",
    years: ClosedRange<Int> = 2014...2025, byElection: [InferenceRow] = []
  ) throws -> AnalysisResult {
    let rules = ["treaty", "nato"].map(SimulatedAllies.init)
    let span = CalendarYear(years.lowerBound)...CalendarYear(years.upperBound)
    let lattice = try lattice(span)
    let panel = try Panel(
      name: id, exports: lattice,
      definitions: PanelDefinitions(
        swingRule: swing ? SimulatedSwing() : nil, allyRules: rules, window: .yearBeforeAndOf,
        fill: .zero, reassurance: nil),
      context: PanelContext(
        returns: try PresidentialReturns(
          table: table("returns", "election_year,state,democratic,republican,total\n"),
          electoralVotes: nil, districts: .none),
        presidents: try presidents(label), codes: try codes()))
    return AnalysisResult(
      specification: AnalysisSpecification(
        id: id, letter: swing ? "S" : "N", title: "Simulated exports\(label)",
        question: "Do made-up numbers come out as they went in\(label)?",
        source: .censusOriginOfMovement, years: span, swingRule: swing ? "simulated-swing" : nil,
        allyRules: rules.map(\.id), fill: .zero, models: [], incumbents: [],
        limits: ["All numbers are made up\(label)."]),
      panel: panel,
      join: JoinReport(
        panel: panel, exports: lattice,
        published: [
          CalendarYear(2016): Dollars(3_300_000_000), CalendarYear(2017): Dollars(2_999_000_000),
        ]),
      models: models, reputations: reputations,
      notIdentified: swing
        ? [NotIdentified(estimand: "β\(label)", reason: "the numbers are made up\(label)")] : [],
      rules: [
        RuleStatement(
          concept: "swing", id: "simulated-swing", version: 2,
          definition: "Pennsylvania, by assumption\(label)"),
        RuleStatement(
          concept: "window", id: "year-before-and-of", version: 1,
          definition: "the year before and the year of the presidential election"),
      ], byElection: byElection)
  }

  /// A data package with two tables from one source.
  static func package(label: String = "") -> DataPackageDescriptor {
    let source = DataPackageDescriptor.Source(
      title: "Simulated series\(label)", publisher: "Nobody", vintage: "2026-03",
      path: label.isEmpty ? "https://example.org/series" : "javascript:alert(1)",
      retrieved: "2026-11-21", hash: "sha256:0123456789abcdef")
    return DataPackageDescriptor(
      name: "simulated", title: "Simulated exports\(label)", description: "Made up\(label).",
      resources: ["early", "late"].map {
        .init(
          name: $0, title: $0, description: "one row a pair", path: "\($0).csv", bytes: 10,
          hash: "sha256:ff", rows: 1, sources: [source],
          licenses: [.init(name: "CC0-1.0", title: "Creative Commons Zero 1.0\(label)")],
          schema: .init(fields: [], primaryKey: [], missingMeaning: "no figure"))
      })
  }

  private static func lattice(_ years: ClosedRange<CalendarYear>) throws -> ExportLattice {
    let columns = { (range: ClosedRange<Int>) in range.map(String.init).joined(separator: ",") }
    let rows = { (range: ClosedRange<Int>) in
      ["PA", "OH", "CA"].enumerated().flatMap { state, code in
        ["1220", "2010", "4280", "4799"].enumerated().map { place, destination in
          let figures = range.map { year in
            place == 3 && state > 0
              ? "" : year % 5 == state && place == 2 ? "0" : "\((place + 1) * 100_000_000 + year)"
          }
          return "\(code),\(destination),\(figures.joined(separator: ","))\n"
        }
      }.joined() + "PA,0001,\(range.map { _ in "7" }.joined(separator: ","))\n"
    }
    return try ExportLattice(
      name: "census",
      parts: [
        .init(
          table: table(
            "simulated/early.csv", "state,schedule_c,\(columns(2008...2015))\n\(rows(2008...2015))"),
          vintage: "2019-03"),
        .init(
          table: table(
            "simulated/late.csv", "state,schedule_c,\(columns(2016...2025))\n\(rows(2016...2025))"),
          vintage: "2026-03"),
      ], codes: codes(), years: years,
      origins: ["PA", "OH", "CA"].compactMap { State.usps($0) }.map(Origin.state))
  }

  private static func codes() throws -> DestinationCodes {
    try DestinationCodes(
      destinations: table(
        "destinations",
        """
        schedule_c,destination,iso3c,kind
        1220,Canada,CAN,country
        2010,Mexico,MEX,country
        4280,Germany,DEU,country
        4799,"Nowhere </title><script>",,territory

        """),
      cowCodes: table("cow", "schedule_c,cown,year_from,year_to\n1220,20,1920,\n"))
  }

  private static func presidents(_ label: String) throws -> Presidents {
    let name = "Alma Ash\(label)".replacing("\"", with: "\"\"")
    return try Presidents(
      table: table(
        "presidents",
        """
        president,name,party,term_from,term_to
        first,"\(name)",D,2005-01-20,2017-01-20
        third,Carl Cox,R,2017-01-20,2021-01-20
        second,Bea Birch,D,2021-01-20,2025-01-20
        fourth,Carl Cox,R,2025-01-20,

        """))
  }

  private static func table(_ name: String, _ text: String) throws -> Table {
    try DelimitedText(name: name).table(from: Array(text.utf8))
  }
}
