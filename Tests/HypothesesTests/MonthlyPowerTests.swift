import Codes
import Estimation
import Hypotheses
import Panels
import Tables
import Testing

@Suite struct `A power study of months` {
  /// Exports of twelve states to three destinations in twelve years, with noise and no bump.
  private static func panel(years: ClosedRange<Int> = 2013...2024) throws -> MonthlyPanel {
    var text = "state,iso3c,year,month,value_usd\n"
    let noise = NormalDraws(CounterGenerator(seed: 11))
    var place = 0
    for state in ["PA", "OH", "CA", "TX", "WI", "NC", "FL", "NY", "MI", "GA", "AZ", "WA"] {
      for code in ["CAN", "MEX", "DEU"] {
        for year in years {
          for (month, number) in noise.vector(place, count: 12).enumerated() {
            text += "\(state),\(code),\(year),\(month + 1),\(Int(1e6 * (1 + 0.1 * number)))\n"
          }
          place += 1
        }
      }
    }
    let data = try BuiltIn.data.get()
    return try MonthlyPanel(
      table: DelimitedText(name: "simulated.csv").table(from: Array(text.utf8)),
      file: "simulated.csv", swing: data.swingRule("margin-5"), ally: data.allyRule("treaty"),
      context: data.context)
  }

  private static func run(
    _ options: PowerOptions, threads: Int? = nil
  ) throws -> PowerResult {
    try PowerStudy(panel(), estimator: .ppml, options: options, threads: threads).run()
  }

  @Test func `has the elections of the months and all places of the window`() throws {
    let result = try Self.run(
      PowerOptions(draws: 400, seed: 4, effects: [0.05, 0.2], assignments: 99, twoWayDraws: 0))
    #expect(result.unit == "months" && result.analysis == "simulated.csv")
    #expect(result.elections == [2016, 2020, 2024])
    #expect(abs(result.meanEstimate) < 4 * result.deviation / 20)
    let shifted = try #require(result.methods.first { $0.method == .shiftedCalendar })
    #expect(shifted.smallestAttainableP == 1.0 / 48 && shifted.note == "all 48 assignments")
    let byElection = try #require(result.methods.first { $0.method == .perElection })
    let size = try #require(byElection.size)
    #expect(abs(size.rate - 0.05) < 3.5 * (0.05 * 0.95 / 400).squareRoot())
    #expect(byElection.rates.map(\.rate) == byElection.rates.map(\.rate).sorted())
  }

  @Test func `threads change no number`() throws {
    let options = try PowerOptions(draws: 40, effects: [0.1], assignments: 39, refits: 2)
    #expect(try Self.run(options, threads: 1) == Self.run(options, threads: 3))
  }

  @Test func `what it cannot do is refused by name`() throws {
    let suites = #expect(throws: DataError.self) {
      try Self.run(PowerOptions(draws: 40, suites: 2))
    }
    #expect(suites?.kind.id == "power.options" && suites?.message.contains("simulated.csv") == true)
    // Without a month inside a window there is no bump.
    let error = #expect(throws: DataError.self) {
      try PowerStudy(
        Self.panel(years: 2017...2018), estimator: .ppml, options: PowerOptions(draws: 40)
      ).run()
    }
    #expect(error?.kind == .notEstimable)
  }
}
