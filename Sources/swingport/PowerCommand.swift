import ArgumentParser
import Codes
import Estimation
import Hypotheses
import Panels
import Reports
import Tables

/// Size and power of the methods of inference.
struct Power: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Simulate what each method of inference finds, and what it finds by mistake.",
    discussion: """
      EXAMPLES
        swingport power                                    the headline's panel, 400 panels drawn
        swingport power bts-canada-mexico --draws 1000
        swingport power --effects 0.02,0.05,0.1 --csv > power.csv
        swingport power --election-shock 0.02              with a shock common to each election
        swingport power --refits 100 --out power           also estimated exactly
        swingport power --reputation                       bumps by reputation
        swingport power --months exports.csv               a monthly panel
        swingport power --period month --draws 200         months of the store

      Panels are drawn from the model fitted without the bump, with the real
      calendar, map of swing states and allies, and with shocks of states,
      destinations, pairs, years and elections whose sizes are estimated, or
      given here. Every method is applied to each: the share of rejections at no
      effect is its size, at other effects its power. docs/monte-carlo.md has
      the details.

      Analyses: swing-states, ten-states-2012, bts-canada-mexico
      """)

  @Argument(help: "An analysis of states: swing-states unless said.")
  var analysis: String?

  @Option(help: "The estimator: ppml or log-ols.")
  var estimator = "ppml"

  @Option(
    parsing: .unconditional, help: "The number of simulated panels, 40 to 100000.")
  var draws = 400

  @Option(help: "The seed of the random numbers.")
  var seed: UInt64 = 1

  @Option(
    parsing: .unconditional,
    help: "Effects in logs with commas between; 0 to 0.3 in steps of 0.02 unless said.")
  var effects: String?

  @Option(
    parsing: .unconditional, help: "The nominal level of the tests.")
  var level = 0.05

  @Option(
    parsing: .unconditional, help: "The draws of each bootstrap test.")
  var bootstrapDraws = 399

  @Option(
    parsing: .unconditional, help: "The assignments of each randomization test.")
  var assignments = 199

  @Option(
    parsing: .unconditional,
    help: "The panels that are also estimated exactly, at no effect and at the largest.")
  var refits = 0

  @Option(
    parsing: .unconditional,
    help: "The panels to which the inference suite itself is applied, at no effect.")
  var suites = 0

  @Option(
    parsing: .unconditional,
    help: "The standard deviation of a state's shocks, in logs; estimated unless said.")
  var stateShock: Double?

  @Option(
    parsing: .unconditional, help: "That of a destination's shocks.")
  var destinationShock: Double?

  @Option(
    parsing: .unconditional, help: "That of a year's shock to all swing states and allies.")
  var yearShock: Double?

  @Option(
    parsing: .unconditional, help: "That of an election's shock to all swing states and allies.")
  var electionShock: Double?

  @Option(
    parsing: .unconditional, help: "That of a whole cycle's shock to all swing states and allies.")
  var cycleShock: Double?

  @Option(
    parsing: .unconditional, help: "The correlation of a unit's shocks between two cycles, 0 to 1.")
  var persistence = 0.5

  @Option(
    parsing: .unconditional,
    help: "The correlation of the shocks of an election with those of the one before.")
  var electionCorrelation = 0.0

  @Option(
    parsing: .unconditional,
    help: "The panels for the bootstrap by two dimensions; a quarter unless said.")
  var twoWayDraws: Int?

  @Flag(
    help: """
      Study how bumps rise with the incumbents' reputation: effects are then differences \
      between the weakest and the strongest incumbent.
      """)
  var reputation = false

  @OptionGroup var options: AnalysisOptions

  @OptionGroup var output: PieceOutput

  @OptionGroup var months: MonthOptions

  func run() throws {
    try output.check()
    guard let method = Estimator(rawValue: estimator) else {
      throw DataError(
        .wrongUse, "'\(estimator)' is no estimator", hint: "give ppml or log-ols")
    }
    let settings = try PowerOptions(
      draws: draws, seed: seed,
      effects: try effects.map { try NumberList.read($0, "--effects") }
        ?? PowerOptions.defaultEffects, level: level,
      bootstrapDraws: bootstrapDraws, assignments: assignments, refits: refits, suites: suites,
      shocks: .init(
        state: stateShock, destination: destinationShock, year: yearShock,
        election: electionShock, cycle: cycleShock), persistence: persistence,
      electionCorrelation: electionCorrelation, twoWayDraws: twoWayDraws)
    let study = try study(method, settings)
    let line = ShareProgress()
    let result: PowerResult
    do {
      result = try study.run(progress: line.show)
    } catch let error as EstimationError {
      throw DataError(.notEstimable, error.message, hint: error.hint)
    }
    line.clear()
    var beside: [(path: String, bytes: [UInt8])] = []
    if result.refits != nil { beside.append(("power-refits.csv", PowerTable.refitsCSV(result))) }
    if result.suites != nil { beside.append(("power-suites.csv", PowerTable.suitesCSV(result))) }
    try output.deliver(
      "power", text: PowerTable.text(result), csv: PowerTable.csv(result),
      json: PowerTable.json(
        result, version: Swingport.version,
        run: studied.record(studied.data(), months: months)), beside: beside)
  }

  /// The analysis that is studied.
  private var studied: AnalysisPanel { options.panel(of: analysis ?? "swing-states") }

  private func study(_ estimator: Estimator, _ settings: PowerOptions) throws -> PowerStudy {
    if months.months != nil, analysis != nil || options.years != nil {
      throw DataError(
        .wrongUse,
        "--months names a panel, and an analysis and its --years are not studied with it",
        hint: "leave them out")
    }
    try months.requireUse(years: options.years)
    let panel = studied
    let data = try panel.data()
    if let monthly = try months.panel(of: panel, data: data) {
      guard !reputation else {
        throw DataError(
          .wrongUse, "--reputation is for analyses of years", hint: "leave it or the months out")
      }
      return try PowerStudy(monthly, estimator: estimator, options: settings)
    }
    return try PowerStudy(
      panel.specification(), estimator: estimator, data: data, options: settings,
      ofReputation: reputation)
  }
}
