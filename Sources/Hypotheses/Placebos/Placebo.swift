import Codes
import Elections

/// A comparison in which the hypothesis predicts nothing: another outcome, another calendar, other
/// destinations or other states.
///
/// Each stands beside the same comparison outside the window: the years of the real window are left
/// out, and the year of the midterm election is compared with the year after the presidential one, so
/// that nothing of a real bump can be in it.
public struct Placebo: Sendable, Hashable, Codable {
  /// What is compared.
  public enum Subject: String, Sendable, Hashable, Codable, CaseIterable {
    /// The bump itself, to compare placebos with.
    case bump
    /// Imports of states in place of their exports.
    case imports
    /// Exports in the years for which there are imports.
    case bumpWhereImports = "bump-where-imports"
    /// Swing states against others in exports to allies alone, without destinations to compare with.
    case allies
    /// The same in exports to destinations that are no allies.
    case nonAllies = "non-allies"
    /// Safe states in place of swing states, which are left out.
    case safeStates = "safe-states"
  }

  /// The years that are called the window.
  public enum Calendar: Sendable, Hashable, Codable {
    /// Those of the analysis.
    case own
    /// Those before and of a midterm election.
    case midterms
    /// Those of the analysis, so many years later; earlier if negative.
    case shifted(Int)
    /// The twelve months before election day, so many months later; earlier if negative.
    case shiftedByMonths(Int)
    /// The midterm election's own year.
    case midtermYear

    /// The name used in tables.
    public var name: String {
      switch self {
      case .own: "own"
      case .midterms: "midterms"
      case .shifted(let years): "shifted-by-\(years < 0 ? "" : "+")\(years)-years"
      case .shiftedByMonths(let months):
        "shifted-by-\(months < 0 ? "" : "+")\(months)-months"
      case .midtermYear: "midterm-year"
      }
    }

    /// Whether a year is called a window year.
    func contains(_ year: CalendarYear, window: PreElectionWindow) -> Bool {
      switch self {
      case .own: window.contains(year)
      case .midterms: window.contains(year.advanced(by: 2))
      case .shifted(let years): window.contains(year.advanced(by: -years))
      case .midtermYear: year.number % 4 == 2
      // No year belongs to a calendar of months.
      case .shiftedByMonths: false
      }
    }
  }

  /// What is compared.
  public let subject: Subject
  /// The years that are called the window.
  public let calendar: Calendar
  /// Whether the years of the real window are left out.
  public let isOutside: Bool

  /// The name: the subject, the calendar where it is not the analysis' own, and `outside`.
  public var id: String {
    subject.rawValue + (calendar == .own ? "" : ":\(calendar.name)")
      + (isOutside ? ":outside" : "")
  }

  /// The placebos of a panel, each before its own comparison outside the window.
  ///
  /// - Parameters:
  ///   - hasStates: Whether the panel has states; a national one has calendars alone.
  ///   - hasImports: Whether there are imports to compare with.
  public static func all(hasStates: Bool, hasImports: Bool) -> [Placebo] {
    var list = [Placebo(subject: .bump, calendar: .own, isOutside: false)]
    list.append(Placebo(subject: .bump, calendar: .midterms, isOutside: false))
    for years in [-2, -1, 1, 2] {
      list.append(Placebo(subject: .bump, calendar: .shifted(years), isOutside: false))
    }
    for years in [-2, -1, 1, 2] {
      list.append(Placebo(subject: .bump, calendar: .shifted(years), isOutside: true))
    }
    list.append(Placebo(subject: .bump, calendar: .midtermYear, isOutside: true))
    var subjects: [Subject] = hasImports ? [.bumpWhereImports, .imports] : []
    if hasStates { subjects += [.allies, .nonAllies, .safeStates] }
    for subject in subjects {
      list.append(Placebo(subject: subject, calendar: .own, isOutside: false))
      list.append(Placebo(subject: subject, calendar: .midtermYear, isOutside: true))
    }
    return list
  }
}

/// What a placebo gave under one variance.
public struct PlaceboRow: Sendable, Codable, Equatable {
  /// The analysis.
  public let analysis: String
  /// The placebo.
  public let placebo: Placebo
  /// Its name.
  public let id: String
  /// The estimator.
  public let estimator: Estimator
  /// The ally rule.
  public let allyRule: String
  /// The swing rule; nil in a national panel.
  public let swingRule: String?
  /// The term.
  public let term: String
  /// The fixed effects.
  public let fixedEffects: String
  /// The years that are called the window.
  public let windowYears: [Int]
  /// The years that they are compared with.
  public let otherYears: [Int]
  /// The ways of clustering; nil where there is no estimate.
  public let clustering: String?
  /// The clusters; empty where there is no estimate.
  public let clusters: [ModelResult.ClusterCount]
  /// The clusters in which the term is ever not zero.
  public let treatedClusters: [ModelResult.ClusterCount]
  /// The estimate, in logs; nil where there is none.
  public let estimate: Double?
  /// Its standard error.
  public let standardError: Double?
  /// The two-sided p-value.
  public let pValue: Double?
  /// The lower end of the 95 % interval.
  public let confidenceLow: Double?
  /// The upper end of the 95 % interval.
  public let confidenceHigh: Double?
  /// The rows used.
  public let observations: Int?
  /// What a reader must know.
  public let note: String?
  /// Why there is no estimate; nil where there is one.
  public let reason: String?
}
