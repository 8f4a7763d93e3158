import Codes

/// The periods of a panel, and those of the source that make them up.
struct ExportSpan {
  /// The periods of the panel in order and without gaps.
  let periods: [PanelPeriod]
  /// The periods of the source that the panel needs, likewise.
  let sourcePeriods: [PanelPeriod]
  /// For each period of the source its place in the panel.
  let target: [Int]
  /// Whether the source holds all of a period of the panel.
  let isHeld: [Bool]
  private let first: Int

  init(parts: [ExportPart], selection: ExportSelection) throws {
    let lengths = Set(parts.map(\.length))
    guard lengths.count == 1, let source = lengths.first else {
      throw DataError(
        .yearOutOfRange,
        parts.isEmpty
          ? "the source has no table" : "some tables of the source are by year, some by month",
        hint: "give tables of one kind")
    }
    if source == .year, selection.length == .month {
      throw DataError(
        .yearOutOfRange, "\(parts[0].name) has years and no months",
        hint: "pass --period year, or use a source with months")
    }
    var held = Set<Int32>()
    for part in parts {
      // Rows come in runs of one period.
      var last = Int32.min
      for period in part.periods where period != last {
        held.insert(period)
        last = period
      }
    }
    let present = held.map { PanelPeriod(ordinal: Int($0), length: source) }.sorted()
    let aggregates = source == .month && selection.length == .year
    let perYear = Dictionary(grouping: present, by: \.year).mapValues(\.count)
    let whole = perYear.filter { !aggregates || $0.value == 12 }.keys.sorted()
    guard let firstYear = whole.first, let lastYear = whole.last else {
      throw DataError(
        .yearOutOfRange,
        "\(parts[0].name) has \(present.isEmpty ? "no figure" : "no year with twelve months")",
        hint: "give a table with figures, or pass --period month")
    }
    let years = selection.years ?? firstYear...lastYear
    // A year without figures between others is a gap: its cells are not reported.
    let heldYears =
      min(
        firstYear, perYear.keys.min() ?? firstYear)...max(
        lastYear, perYear.keys.max() ?? lastYear)
    if let missing = years.first(where: { !heldYears.contains($0) }) {
      throw DataError(
        .yearOutOfRange, "\(parts[0].name) has no figures for \(missing)",
        hint: "use years from \(firstYear) to \(lastYear)")
    }
    var steps = years.flatMap { Self.periods(of: $0, source) }
    if !aggregates, source == .month, let low = present.first, let high = present.last {
      // Months that are not out yet are no gap.
      steps = steps.filter { low <= $0 && $0 <= high }
    }
    sourcePeriods = steps
    first = steps.first?.ordinal ?? 0
    let complete = Set(whole)
    if aggregates {
      let first = years.lowerBound.number
      periods = years.map { PanelPeriod($0) }
      target = steps.map { $0.year.number - first }
      isHeld = periods.map { complete.contains($0.year) }
    } else {
      periods = steps
      target = Array(steps.indices)
      isHeld = steps.map { held.contains(Int32($0.ordinal)) }
    }
  }

  /// The first and the last year of which some part has a figure; nil where none has.
  static func heldYears(_ parts: [ExportPart]) -> ClosedRange<CalendarYear>? {
    var low = Int32.max
    var high = Int32.min
    for part in parts {
      for period in part.periods {
        low = min(low, period)
        high = max(high, period)
      }
    }
    guard low <= high, let length = parts.first?.length else { return nil }
    return PanelPeriod(ordinal: Int(low), length: length)
      .year...PanelPeriod(ordinal: Int(high), length: length).year
  }

  /// The place of a period of the source; nil where it is not wanted.
  func place(_ ordinal: Int32) -> Int? {
    let place = Int(ordinal) - first
    return sourcePeriods.indices.contains(place) ? place : nil
  }

  /// The year of a place in the source's periods; nil outside of them.
  func year(_ place: Int) -> CalendarYear? {
    sourcePeriods.indices.contains(place) ? sourcePeriods[place].year : nil
  }

  private static func periods(of year: CalendarYear, _ length: PeriodLength) -> [PanelPeriod] {
    switch length {
    case .year: [PanelPeriod(year)]
    case .month:
      (0..<12).map { PanelPeriod(ordinal: year.number * 12 + $0, length: .month) }
    }
  }
}
