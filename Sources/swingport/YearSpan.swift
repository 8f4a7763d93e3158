import Codes

/// A span of years as it is written on the command line.
enum YearSpan {
  /// Reads `FIRST-LAST`.
  ///
  /// - Throws: `DataError` of kind `wrongUse`.
  static func read(_ text: String) throws -> ClosedRange<CalendarYear> {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let first = parts[0], let last = parts[1], first <= last,
      (1789...2100).contains(first), (1789...2100).contains(last)
    else {
      throw DataError(
        .wrongUse, "'\(text)' is no span of years",
        hint: "write the first and the last year as 2014-2025")
    }
    return CalendarYear(first)...CalendarYear(last)
  }
}
