import Codes
import Elections
import Panels

/// The choices that the all-rules table goes through, as data: every combination is one specification.
public struct AllRulesAxes: Sendable, Hashable {
  /// What is estimated: the average bump, or its slope on reputation.
  public enum Estimand: String, Sendable, Hashable, Codable, CaseIterable {
    /// The bump of all windows together, the coefficient of swing × ally × window.
    case pooled
    /// The slope of the incumbents' bumps on reputation: one bump for each incumbent with window years,
    /// regressed on his place in the ranking from 0 (weakest) to 1 (strongest).
    case reputation
  }

  /// Which rows are used.
  public enum Sample: String, Sendable, Hashable, Codable, CaseIterable {
    /// All states, destinations and years.
    case all
    /// Without Canada and Mexico, the neighbours.
    case withoutNeighbours = "without-canada-mexico"
    /// Without 2020, the year of the pandemic.
    case withoutPandemic = "without-2020"

    /// Whether a row belongs to the sample.
    func contains(destination: ScheduleC, year: CalendarYear) -> Bool {
      switch self {
      case .all: true
      case .withoutNeighbours: !["1220", "2010"].contains(destination.text)
      case .withoutPandemic: year.number != 2020
      }
    }
  }

  /// Which fixed effects are absorbed, beside destination by year and origin by year.
  public enum Effects: String, Sendable, Hashable, Codable, CaseIterable {
    /// Origin by destination, one level for all years.
    case pair
    /// Origin by destination in each election cycle, so that a window is compared with the other years
    /// of its own cycle alone.
    case pairByCycle = "pair-by-cycle"

    /// The fixed effects as they are named in models.
    public var name: String {
      "origin^destination\(self == .pair ? "" : "^cycle") + destination^year + origin^year"
    }
  }

  /// The swing rules, none of which looks ahead.
  public var swingRules: [String]
  /// The ally rules.
  public var allyRules: [String]
  /// Pooled, or by reputation.
  public var estimands: [Estimand]
  /// The windows, by the years before the election's own that belong to them.
  public var windows: [Int]
  /// The estimators.
  public var estimators: [Estimator]
  /// The samples.
  public var samples: [Sample]
  /// The fixed effects.
  public var effects: [Effects]

  /// Creates axes.
  public init(
    swingRules: [String], allyRules: [String], estimands: [Estimand], windows: [Int],
    estimators: [Estimator], samples: [Sample], effects: [Effects]
  ) {
    self.swingRules = swingRules
    self.allyRules = allyRules
    self.estimands = estimands
    self.windows = windows
    self.estimators = estimators
    self.samples = samples
    self.effects = effects
  }

  /// The registered axes of the headline panel: 1,344 combinations.
  public static let registered = AllRulesAxes(
    swingRules: [
      "margin-3", "margin-5", "margin-10", "kriner-reeves-each", "kriner-reeves-mean",
      "tipping-point-5", "tipping-point-10",
    ],
    allyRules: ["treaty", "nato", "treaty-without-americas", "atop-defense"],
    estimands: Estimand.allCases, windows: [1, 0], estimators: [.ppml, .logLeastSquares],
    samples: Sample.allCases, effects: Effects.allCases)

  /// Every combination, numbered from 1 in a fixed order, of which the swing rule changes fastest.
  public var specifications: [AllRulesSpecification] {
    var result: [AllRulesSpecification] = []
    for estimator in estimators {
      for sample in samples {
        for effects in effects {
          for ally in allyRules {
            for estimand in estimands {
              for window in windows {
                for swing in swingRules {
                  result.append(
                    AllRulesSpecification(
                      number: result.count + 1, swingRule: swing, allyRule: ally,
                      estimand: estimand, window: window, estimator: estimator, sample: sample,
                      effects: effects))
                }
              }
            }
          }
        }
      }
    }
    return result
  }
}

/// One row of the all-rules table, by its choices.
public struct AllRulesSpecification: Sendable, Hashable, Codable {
  /// Its number among all combinations, from 1.
  public let number: Int
  /// The swing rule.
  public let swingRule: String
  /// The ally rule.
  public let allyRule: String
  /// Pooled, or by reputation.
  public let estimand: AllRulesAxes.Estimand
  /// The years before the election's own that belong to the window.
  public let window: Int
  /// The estimator.
  public let estimator: Estimator
  /// The rows.
  public let sample: AllRulesAxes.Sample
  /// The fixed effects.
  public let effects: AllRulesAxes.Effects

  /// The window as it is named in tables: `year-of`, `year-before-and-of`, `2-years-before-and-of`.
  public var windowName: String {
    switch window {
    case 0: "year-of"
    case 1: "year-before-and-of"
    default: "\(window)-years-before-and-of"
    }
  }
}
