import Codes

/// What one request asks for: a part of a source, or a piece of a part that was divided.
public struct RequestSpan: Sendable, Equatable, Hashable {
  /// The months asked for; nil where the source has no months.
  public let months: ClosedRange<CalendarMonth>?
  /// The chapter of the Harmonized System, where the request is for one alone.
  public let chapter: String?
  /// The state of origin, where the request is for one alone.
  public let state: String?

  init(months: ClosedRange<CalendarMonth>?, chapter: String? = nil, state: String? = nil) {
    self.months = months
    self.chapter = chapter
    self.state = state
  }

  /// The pieces of the span under a rule; nil where the rule does not divide it further.
  ///
  /// - Parameters:
  ///   - step: The rule.
  ///   - asked: The values that the whole request names for the rule's parameter; all where empty.
  func divided(by step: SplitStep, asked: [String]) -> [RequestSpan]? {
    switch step {
    case .quarters: return pieces(ofMonths: 3)
    case .months: return pieces(ofMonths: 1)
    case .chapters:
      guard chapter == nil, asked.count != 1 else { return nil }
      return (asked.isEmpty ? HarmonizedSystem.chapters : asked).map {
        RequestSpan(months: months, chapter: $0, state: state)
      }
    case .states:
      guard state == nil, asked.count != 1 else { return nil }
      return (asked.isEmpty ? (State.all.map(\.usps) + ["XX"]).sorted() : asked).map {
        RequestSpan(months: months, chapter: chapter, state: $0)
      }
    }
  }

  private func pieces(ofMonths length: Int) -> [RequestSpan]? {
    guard let months, months.lowerBound.distance(to: months.upperBound) >= length else {
      return nil
    }
    return stride(from: months.lowerBound, through: months.upperBound, by: length).map { first in
      let last = min(first.advanced(by: length - 1), months.upperBound)
      return RequestSpan(months: first...last, chapter: chapter, state: state)
    }
  }
}

/// The chapters of the Harmonized System.
public enum HarmonizedSystem {
  /// The 97 chapters of export statistics, from `01` to `98` without `77`, which is kept free.
  public static let chapters: [String] = (1...98).filter { $0 != 77 }.map {
    $0 < 10 ? "0\($0)" : "\($0)"
  }
}
