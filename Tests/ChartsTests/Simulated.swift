import Charts
import Drawing

/// Charts of made-up values, the same on every run.
enum Simulated {
  /// A frame that says that its values are made up.
  static func frame(_ name: String) -> ChartFrame {
    ChartFrame(
      figureID: "simulated-\(name)", context: "Simulated values",
      note: "Clustered by origin and destination; n = 1,234.", source: "made up for tests.")
  }

  /// The seed's numbers, even over −1...1.
  static func numbers(_ count: Int, seed: UInt64 = 1) -> [Double] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(Int64(bitPattern: state) >> 11) / 4_503_599_627_370_496
    }
  }

  static func interval(_ estimate: Double, _ half: Double) -> Interval {
    Interval(low: estimate - half, high: estimate + half)
  }

  static var eventStudy: EventStudyChart {
    EventStudyChart(
      frame: frame("event-study"),
      points: [
        .init(position: -3, estimate: -1.4, interval: interval(-1.4, 4.2), band: interval(-1.4, 5)),
        .init(position: -2, estimate: 0),
        .init(position: -1, estimate: 1.5, interval: interval(1.5, 3.4), band: interval(1.5, 4.1)),
        .init(position: 0, estimate: 8.2, interval: interval(8.2, 6.9), band: interval(8.2, 8.1)),
      ], reference: -2, window: -1...0)
  }

  static var months: EventStudyChart {
    let noise = numbers(36, seed: 3)
    return EventStudyChart(
      frame: frame("months"),
      points: (0..<36).map { index in
        let position = index - 35
        let estimate = position == -14 ? 0 : noise[index] * 4 + (position > -8 ? 5 : 0)
        return .init(
          position: position, estimate: estimate,
          interval: position == -14 ? nil : interval(estimate, 3),
          band: position == -14 ? nil : interval(estimate, 5))
      }, reference: -14, unit: "months", window: -11...0)
  }

  static var coefficients: CoefficientChart {
    let noise = numbers(12, seed: 5)
    let labels = [
      "All incumbents", "Obama, 2015–16", "Trump’s first term, 2019–20",
      "Biden, 2023–24, with a label that is rather long so that it needs two lines",
    ]
    return CoefficientChart(
      frame: frame("coefficients"),
      values: labels.enumerated().map { index, label in
        .init(
          label,
          [
            .init(estimate: noise[index] * 8, interval: interval(noise[index] * 8, 4)),
            .init(
              series: 1, estimate: noise[index + 6] * 8, interval: interval(noise[index + 6] * 8, 6)
            ),
          ])
      }, series: ["PPML", "log-OLS"], quantity: "Change in exports before elections, percent")
  }

  static var reputation: ReputationChart {
    ReputationChart(
      frame: frame("reputation"),
      bumps: [
        .init(
          incumbent: "Obama", detail: "2015–16", reputation: -1, estimate: 8.9,
          interval: interval(8.9, 9.2)),
        .init(
          incumbent: "Biden", detail: "2023–24", reputation: -2, estimate: -0.9,
          interval: interval(-0.9, 9)),
        .init(
          incumbent: "Trump", detail: "2019–20", reputation: -3, estimate: -3.9,
          interval: interval(-3.9, 6.4)),
        .init(
          incumbent: "Obama", detail: "2015–16", reputation: -1, series: 1, estimate: 5.2,
          interval: interval(5.2, 11)),
        .init(
          incumbent: "Biden", detail: "2023–24", reputation: -2, series: 1, estimate: 3,
          interval: interval(3, 16)),
        .init(
          incumbent: "Trump", detail: "2019–20", reputation: -3, series: 1, estimate: 1.1,
          interval: interval(1.1, 9.5)),
      ], series: ["PPML", "log-OLS"],
      tests: [
        .init(rises: true, oneSidedP: 0.1667, smallestP: 0.1667),
        .init(rises: true, oneSidedP: 0.1667, smallestP: 0.1667),
      ])
  }

  static func specifications(_ perOption: Int = 1) -> SpecificationCurveChart {
    let swing = ["margin-5", "margin-10", "kriner-reeves-mean", "tipping-point"]
    let allies = ["treaty", "nato", "treaty-without-americas"]
    let estimators = ["ppml", "log-ols"]
    let windows = ["year before and of", "year of"]
    var all: [SpecificationCurveChart.Specification] = []
    let noise = numbers(perOption * 48, seed: 9)
    for copy in 0..<perOption {
      for one in swing {
        for two in allies {
          for three in estimators {
            for four in windows {
              let estimate = noise[all.count] * 7 + (three == "ppml" ? 1 : 3)
              all.append(
                .init(
                  estimate: estimate, interval: interval(estimate, three == "ppml" ? 5 : 7),
                  options: [one, two, three, four], isMain: all.isEmpty && copy == 0))
            }
          }
        }
      }
    }
    return SpecificationCurveChart(
      frame: frame("specifications"), choices: ["Swing rule", "Allies", "Estimator", "Window"],
      specifications: all,
      joint: .init(summary: "the median estimate", pValue: 0.31))
  }

  static var permutation: PermutationChart {
    let noise = numbers(1497, seed: 11)
    let draws = (0..<499).map { (index: Int) -> Double in
      let sum: Double = noise[index] + noise[index + 499] + noise[index + 998]
      return 3 * sum
    }
    return PermutationChart(
      frame: frame("permutation"),
      draws: draws,
      observed: 3.1, pValue: 0.284, smallestP: 0.002,
      quantity: "Estimate with swing status assigned anew within regions, percent")
  }

  static var fewPermutations: PermutationChart {
    PermutationChart(
      frame: frame("orders"), draws: [6.4, 4.1, 1.2, -1.2, -4.1, -6.4], observed: 6.4, tail: .upper,
      pValue: 1.0 / 6, smallestP: 1.0 / 6,
      quantity: "Slope of bumps on reputation over all orders of three incumbents, points a rank")
  }

  static var power: PowerChart {
    func curve(_ name: String, _ steep: Double) -> PowerChart.Curve {
      .init(
        name,
        [0.0, 1, 2, 3, 4, 6, 8, 10].map { effect in
          let odds: Double = 1 + effect * effect * steep
          let rate: Double = 0.05 + 0.93 * (1 - 1 / odds)
          return .init(effect: effect, rate: rate, error: 0.012)
        })
    }
    return PowerChart(
      frame: frame("power"),
      curves: [
        curve("clustered by pair", 0.2), curve("two-way", 0.12), curve("wild bootstrap", 0.08),
        curve("by election", 0.005),
      ])
  }

  static var dose: DoseResponseChart {
    DoseResponseChart(
      frame: frame("dose"),
      points: [
        .init("0 to 2 points", dose: 1, estimate: 4.2, interval: interval(4.2, 5)),
        .init("2 to 5 points", dose: 3.5, estimate: 2.1, interval: interval(2.1, 4)),
        .init("5 to 10 points", dose: 7.5, estimate: 0.4, interval: interval(0.4, 3)),
        .init("10 to 20 points", dose: 15, estimate: -1.1, interval: interval(-1.1, 2.5)),
        .init("over 20 points (reference)", dose: 27, estimate: 0),
      ], slope: .init(estimate: -0.21, interval: interval(-0.21, 0.3)),
      dose: "margin of the last election")
  }

  static var series: SeriesChart {
    let noise = numbers(48, seed: 17)
    func line(_ name: String, _ panel: Int, _ growth: Double, _ offset: Int) -> SeriesChart.Series {
      .init(
        name, panel: panel,
        values: (0..<12).map { (year: Int) -> Double? in
          let value: Double = 100 + growth * Double(year) + noise[offset * 12 + year] * 5
          return offset == 3 && year == 4 ? nil : value
        })
    }
    return SeriesChart(
      frame: frame("series"), times: (2014...2025).map(Double.init),
      panels: ["To allies", "To other countries"],
      series: [
        line("Swing states", 0, 4, 0), line("Other states", 0, 3, 1),
        line("Swing states", 1, 2, 2), line("Other states", 1, 2.5, 3),
      ],
      bands: [
        .init(from: 2015, to: 2016, label: "Obama"), .init(from: 2019, to: 2020, label: "Trump"),
        .init(from: 2023, to: 2024, label: "Biden"),
      ], quantity: "Exports, 2014 = 100")
  }

  /// Every kind of chart, by the name of its snapshot.
  static var all: [(name: String, chart: any Chart)] {
    [
      ("event-study", eventStudy), ("event-study-months", months), ("coefficients", coefficients),
      ("reputation", reputation), ("specifications", specifications()),
      ("permutation", permutation), ("permutation-few", fewPermutations), ("power", power),
      ("dose-response", dose), ("series", series),
    ]
  }
}
