import Codes

/// A span of years as it is written on the command line.
enum YearSpan {
  /// Reads `FIRST-LAST`, or one year.
  ///
  /// - Throws: `DataError` of kind `wrongUse`.
  static func read(_ text: String) throws -> ClosedRange<CalendarYear> {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(parts.count), let first = parts[0], let last = parts[parts.count - 1],
      first <= last,
      (1789...2100).contains(first), (1789...2100).contains(last)
    else {
      throw DataError(
        .wrongUse, "'\(text)' is no span of years",
        hint: "write the first and the last year as 2014-2025, or one year as 2016")
    }
    return CalendarYear(first)...CalendarYear(last)
  }
}
