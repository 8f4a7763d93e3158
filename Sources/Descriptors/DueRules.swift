import Codes

/// A part of a source that is out, or should be.
struct SourcePart {
  let name: String
  let values: [String: String]
  let span: RequestSpan
}

extension SourceDescriptor {
  /// The parts that are expected to be out on a day, from early to late.
  func parts(on today: CalendarDate) -> [SourcePart] {
    switch partitions {
    case .single: return [SourcePart(name: "all", values: [:], span: RequestSpan(months: nil))]
    case .listed(let items):
      return items.map {
        SourcePart(name: $0.name, values: $0.values, span: RequestSpan(months: nil))
      }
    case .months(let first):
      guard let last = cadence.latestMonth(on: today), first <= last else { return [] }
      return stride(from: first, through: last, by: 1).map {
        SourcePart(name: "\($0)", values: [:], span: RequestSpan(months: $0...$0))
      }
    case .years(let first):
      guard let last = lastYear(on: today), first <= last.year else { return [] }
      return (first...last.year).map { year in
        let through = year == last.year ? last : .december(of: year)
        return SourcePart(
          name: "\(year)", values: [:],
          span: RequestSpan(months: .january(of: year)...through))
      }
    }
  }

  /// Whether a later month than a part's last one is expected by now; parts without months are out.
  func isFollowed(_ part: SourcePart, on today: CalendarDate) -> Bool {
    guard let end = part.span.months?.upperBound, let latest = cadence.latestMonth(on: today) else {
      return true
    }
    return end < latest
  }

  /// The last month of the last yearly part: December, unless the part grows with the months.
  private func lastYear(on today: CalendarDate) -> CalendarMonth? {
    guard let month = cadence.latestMonth(on: today) else { return nil }
    if growsWithMonths || month.month == 12 { return month }
    return .december(of: month.year - 1)
  }

  /// Whether a yearly part is asked for by its months, so that a part of a year makes sense.
  private var growsWithMonths: Bool {
    guard case .years = partitions, case .monthly = cadence else { return false }
    return address?.query.contains { $0.value.contains("{to}") } ?? false
  }

  /// Why a part is due, or nil where it is not.
  func reason(
    for part: SourcePart, fact: PartitionFact?, hasOthers: Bool, today: CalendarDate
  ) -> DueReason? {
    guard let fact else {
      guard hasOthers else { return .neverFetched }
      guard let end = part.span.months?.upperBound, let since = cadence.expected(end) else {
        return .newPart
      }
      return .newPeriod(part.name, expectedSince: since)
    }
    let age = fact.retrieved.days(to: today)
    guard age >= 1 else { return nil }
    if fact.outcome == .notReported { return .notReportedYet(askedOn: fact.retrieved) }
    if let months = part.span.months {
      return reason(forMonths: months, fact: fact, today: today)
    }
    if case .interval(let days) = cadence, age > days {
      return .olderThan(days: days, fetched: fact.retrieved)
    }
    if case .annual = cadence, let month = cadence.latestMonth(on: today),
      let since = cadence.expected(month), fact.retrieved < since
    {
      return .newPeriod("\(month.year)", expectedSince: since)
    }
    if case .monthly = cadence, let month = cadence.latestMonth(on: today),
      let since = cadence.expected(month), fact.retrieved < since
    {
      return .newPeriod("\(month)", expectedSince: since)
    }
    return nil
  }

  private func reason(
    forMonths months: ClosedRange<CalendarMonth>, fact: PartitionFact, today: CalendarDate
  ) -> DueReason? {
    if growsWithMonths, let through = fact.through, through < months.upperBound,
      let since = cadence.expected(months.upperBound)
    {
      return .newPeriod("\(months.upperBound)", expectedSince: since)
    }
    if revisions.carriesOver, let latest = cadence.latestMonth(on: today),
      latest.year == months.upperBound.year, months.upperBound < latest,
      let released = cadence.expected(latest), fact.retrieved < released
    {
      return .carryOver(released: released)
    }
    if let season = revisions.season {
      // The last season that has begun; a copy from before it is out of date.
      for year in [today.year, today.year - 1] {
        guard let begins = season.begins(in: year), begins <= today else { continue }
        if fact.retrieved < begins, months.upperBound.year < year,
          months.upperBound.year >= year - season.yearsBack
        {
          return .revision(released: begins)
        }
        break
      }
    }
    return nil
  }

  /// Why a person should fetch a source, or nil where it is in the store and young enough.
  func manualReason(_ facts: [PartitionFact], today: CalendarDate, force: Bool) -> DueReason? {
    guard let last = facts.filter({ $0.outcome == .accepted }).map(\.retrieved).max() else {
      return .neverFetched
    }
    if case .interval(let days) = cadence, last.days(to: today) > days {
      return .olderThan(days: days, fetched: last)
    }
    if case .monthly = cadence, let month = cadence.latestMonth(on: today),
      let since = cadence.expected(month), last < since
    {
      return .newPeriod("\(month)", expectedSince: since)
    }
    return force ? .forced : nil
  }
}
