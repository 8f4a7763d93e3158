import Alliances
import Codes
import Elections
import Panels
import Tables

/// Small simulated tables: two states, three destinations, 2015–2017.
enum SimulatedTables {
  static func table(_ text: String, name: String = "simulated") throws -> Table {
    try DelimitedText(name: name).table(from: Array(text.utf8))
  }

  static let years = CalendarYear(2015)...CalendarYear(2017)

  static func codes() throws -> DestinationCodes {
    try DestinationCodes(
      destinations: table(
        """
        schedule_c,destination,iso2,iso3c,kind,note
        1010,Greenland,GL,GRL,territory,
        1220,Canada,CA,CAN,country,
        7920,Namibia,NA,NAM,country,

        """),
      cowCodes: table(
        """
        schedule_c,cown,year_from,year_to,note
        1220,20,1920,,
        7920,565,1990,,

        """))
  }

  static let exports = """
    state,schedule_c,2015,2016,2017
    PA,1220,100,,300
    PA,7920,0,5,
    OH,1220,10,20,30
    PR,1220,7,7,7
    OH,1010,,4,

    """

  static func lattice(
    _ text: String = exports, years: ClosedRange<CalendarYear> = years
  ) throws -> ExportLattice {
    try ExportLattice(
      name: "simulated", parts: [.init(table: table(text), vintage: "none")], codes: codes(),
      years: years, origins: ["PA", "OH"].compactMap { State.usps($0) }.map(Origin.state))
  }

  static func context() throws -> PanelContext {
    var returns = "election_year,state,democratic,republican,other,total\n"
    for election in [2012, 2016] {
      for state in State.electing {
        // In 2012 Pennsylvania was close, in 2016 Ohio.
        let close = state.usps == (election == 2012 ? "PA" : "OH")
        returns += "\(election),\(state.usps),\(close ? 51 : 60),\(close ? 49 : 40),0,100\n"
      }
    }
    return PanelContext(
      returns: try PresidentialReturns(
        table: table(returns), electoralVotes: nil, districts: .none),
      presidents: try Presidents(
        table: table(
          """
          president,name,party,term_from,term_to
          obama,Barack Obama,D,2009-01-20,2017-01-20
          trump-1,Donald Trump,R,2017-01-20,

          """)),
      codes: try codes())
  }

  static func atop() throws -> AtopDefenseRule {
    try AtopDefenseRule(table: table("partner_cown,year_from,year_to\n20,1949,2018\n"))
  }

  static func panel(
    fill: FillPolicy, exports text: String = exports, reassurance: CumulatedReassurance? = nil
  ) throws -> Panel {
    try Panel(
      name: "simulated", exports: lattice(text),
      definitions: PanelDefinitions(
        swingRule: TwoPartyMarginRule(points: 5), allyRules: [atop()],
        window: .yearBeforeAndOf, fill: fill, reassurance: reassurance),
      context: context())
  }
}
