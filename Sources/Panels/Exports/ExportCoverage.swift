import Codes

/// Of which pairs a source speaks, so that a pair without a row in it can be told from no trade.
///
/// A pair of which it does not speak is missing, *not covered by the source*, and no policy fills it.
public struct ExportCoverage: Hashable, Sendable {
  /// Which destinations a source speaks of.
  public enum Destinations: Hashable, Sendable {
    /// Every one: where it has no row, there is no reported trade.
    case every
    /// Those of which it has a figure in the years of the span.
    case listed
  }

  /// Years in which one rule says of which destinations the source speaks.
  public struct Span: Hashable, Sendable {
    /// The first year; nil for the first of the source.
    public let first: CalendarYear?
    /// The last year; nil for the last of the source.
    public let last: CalendarYear?
    /// The destinations of which it speaks.
    public let destinations: Destinations

    /// States a span.
    public init(first: CalendarYear? = nil, last: CalendarYear? = nil, _ destinations: Destinations)
    {
      self.first = first
      self.last = last
      self.destinations = destinations
    }

    /// Whether a year lies in it.
    public func contains(_ year: CalendarYear) -> Bool {
      (first.map { $0 <= year } ?? true) && (last.map { year <= $0 } ?? true)
    }
  }

  /// The origins of which the source speaks; nil where it may speak of any.
  public let origins: Set<Origin>?
  /// The spans of years; a year in none of them is not covered.
  public let spans: [Span]
  /// The coverage in words, as it is printed.
  public let description: String

  /// States a coverage.
  public init(origins: Set<Origin>?, spans: [Span], description: String) {
    self.origins = origins
    self.spans = spans
    self.description = description
  }

  /// That of a user's tables, of which the user says by the policy of filling what an absent row means.
  public static let everything = ExportCoverage(
    origins: nil, spans: [Span(.every)],
    description: "every pair of the panel; of a table of one's own nobody but its user can say less"
  )

  /// Whether some span depends on which destinations the source has figures of.
  public var hasLists: Bool { spans.contains { $0.destinations == .listed } }
}

extension ExportSource {
  /// Of which pairs the source speaks.
  ///
  /// The national totals name the larger partners alone before 1992: in each of those years they fall
  /// short of the world total of the same table by two to three per cent, and from 1992 on by nothing.
  public var coverage: ExportCoverage {
    let origins = Set(self.origins)
    switch self {
    case .censusOriginOfMovement:
      return ExportCoverage(
        origins: Set(State.all.map(Origin.state)), spans: [.init(.every)],
        description: "states, the District, Puerto Rico and the Virgin Islands to every destination"
      )
    case .censusTenStates:
      return ExportCoverage(
        origins: origins, spans: [.init(.listed)],
        description:
          "the ten states and the destinations of which the table has rows, zeros printed")
    case .transborderFreight:
      return ExportCoverage(
        origins: origins, spans: [.init(.listed)],
        description: "the states and the District to Canada and Mexico")
    case .censusCountryTotals:
      return ExportCoverage(
        origins: origins,
        spans: [
          .init(last: CalendarYear(1991), .listed), .init(first: CalendarYear(1992), .every),
        ],
        description: "before 1992 the countries that the table names in those years, from 1992 on "
          + "every destination")
    }
  }
}

/// The coverage of a source on the axes of a grid.
struct CoveredPairs {
  private let coverage: ExportCoverage
  /// For each span the destinations of which the source has figures in it; empty where all count.
  private let listed: [Set<ScheduleC>]

  /// - Parameter parts: All figures of the source. Cost: one pass over them where lists matter.
  init(_ coverage: ExportCoverage, parts: [ExportPart]) {
    self.coverage = coverage
    listed = coverage.spans.map { span in
      guard span.destinations == .listed else { return [] }
      var found = Set<ScheduleC>()
      for part in parts {
        var isFound = [Bool](repeating: false, count: part.destinations.texts.count)
        for row in part.periods.indices {
          let text = Int(part.destinations.indices[row])
          if isFound[text] { continue }
          let year = PanelPeriod(ordinal: Int(part.periods[row]), length: part.length).year
          isFound[text] = span.contains(year)
        }
        for text in isFound.indices where isFound[text] {
          found.insert(ScheduleC(part.destinations.texts[text]))
        }
      }
      return found
    }
  }

  /// Whether the source speaks of an origin.
  func has(_ origin: Origin) -> Bool { coverage.origins?.contains(origin) ?? true }

  /// Whether the source speaks of a destination in a year.
  func has(_ destination: ScheduleC, in year: CalendarYear) -> Bool {
    for (span, listed) in zip(coverage.spans, listed) where span.contains(year) {
      return span.destinations == .every || listed.contains(destination)
    }
    return false
  }
}
