/// Years in words, gaps kept: `1990–2013, 2020–2023`.
public enum YearRuns {
  /// The years as runs without gaps, each as its first and last year.
  public static func runs(_ years: some Sequence<CalendarYear>) -> [ClosedRange<CalendarYear>] {
    var runs: [ClosedRange<CalendarYear>] = []
    for year in Set(years).sorted() {
      if let last = runs.last, last.upperBound.advanced(by: 1) == year {
        runs[runs.count - 1] = last.lowerBound...year
      } else {
        runs.append(year...year)
      }
    }
    return runs
  }

  /// The years as text; empty where there are none.
  public static func text(_ years: some Sequence<CalendarYear>) -> String {
    runs(years).map {
      $0.lowerBound == $0.upperBound ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)"
    }.joined(separator: ", ")
  }
}
