import Codes

/// The years before a presidential election that the hypothesis is about.
public struct PreElectionWindow: Hashable, Sendable {
  /// How many years before the election's own year belong to the window.
  public let yearsBefore: Int

  /// The year before the election and the year of it.
  public static let yearBeforeAndOf = PreElectionWindow(yearsBefore: 1)

  /// Creates a window.
  ///
  /// - Parameter yearsBefore: 0 to 3; the cycle has four years.
  public init(yearsBefore: Int) {
    precondition((0...3).contains(yearsBefore), "a window is shorter than the cycle of four years")
    self.yearsBefore = yearsBefore
  }

  /// Whether a year lies in the window.
  public func contains(_ year: CalendarYear) -> Bool {
    (0...yearsBefore).contains { year.advanced(by: $0).isPresidentialElection }
  }

  /// The window in words, as it is printed on every output.
  public var description: String {
    switch yearsBefore {
    case 0: "the year of the presidential election"
    case 1: "the year before and the year of the presidential election"
    default: "the \(yearsBefore) years before and the year of the presidential election"
    }
  }
}
