import Codes

/// Sums yearly counts toward a partner over an incumbent's tenure, strictly before a year.
///
/// Years in which the partner was no ally add nothing. A year as an ally without a count, or one in
/// which its status is not reported, makes the sum not reported.
struct CountsWhileAllied {
  let coverage: ClosedRange<CalendarYear>
  let count: (_ partners: [COWCode], _ year: CalendarYear) -> Int64?

  func sum(on occasion: ReputationOccasion, toward partner: ReputationPartner)
    -> ReputationFigure
  {
    var sum: Int64 = 0
    for year in occasion.earlierYears {
      switch partner.status(year) {
      case .notAlly: continue
      case .notReported(let reason): return .notReported(reason)
      case .ally:
        guard coverage.contains(year) else { return .notReported(.outsideCoverage) }
        guard let count = count(partner.cow, year) else { return .notReported(.notCoded) }
        sum += count
      }
    }
    return .figure(Double(sum))
  }
}
