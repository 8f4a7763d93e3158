import Codes
import Tables

extension ExportGrid {
  /// Puts the parts of one source into a grid.
  ///
  /// Parts hold different figures of the same series; their order, and the order of their rows, change
  /// nothing. Months are summed to years where years are asked for; a year counts only if the source
  /// holds all twelve of its months.
  ///
  /// - Parameters:
  ///   - parts: The parts, all of one length of period.
  ///   - selection: Which figures are wanted.
  ///   - codes: The destinations' codes.
  /// - Throws: `DataError`: codes that are not known (`unmatchedCode`, listing them), a figure that
  ///   stands twice (`duplicateKey`, naming both), a year that the source does not hold
  ///   (`yearOutOfRange`), or a commodity that it does not have (`unknownCommodity`).
  ///   Cost: two passes over the figures and one over the cells.
  public init(
    parts: [ExportPart], selection: ExportSelection, codes: DestinationCodes
  ) throws {
    let builder = try ExportGridBuilder(parts: parts, selection: selection, codes: codes)
    self = try builder.grid()
  }
}

/// The steps from parts to a grid.
struct ExportGridBuilder {
  let parts: [ExportPart]
  let selection: ExportSelection
  let codes: DestinationCodes
  /// The different commodity codes of all series.
  let components: [String]
  let span: ExportSpan
  let labels: ExportLabels

  init(parts: [ExportPart], selection: ExportSelection, codes: DestinationCodes) throws {
    self.parts = parts
    self.selection = selection
    self.codes = codes
    var components: [String] = []
    for code in selection.commodities.flatMap(\.codes) where !components.contains(code) {
      components.append(code)
    }
    self.components = components
    span = try ExportSpan(parts: parts, selection: selection)
    labels = try ExportLabels(
      parts: parts, selection: selection, components: components, codes: codes)
  }

  func grid() throws -> ExportGrid {
    let origins = selection.origins.origins
    let steps = span.sourcePeriods.count
    var counts = parts.map { _ in [Int](repeating: 0, count: labels.reasons.count) }
    // A panel has all destinations that its source has, so that what is filled does not depend on the
    // years and origins that were cut out of it.
    var found = labels.destinations.map { $0.kind != ExportLabels.unmatchedKind }
    var matched = 0
    var total: Int64 = 0
    var unmatchedCodes = UnmatchedFigures()
    var setAsideCodes: [[SetAsideCode]] = []
    for (number, part) in parts.enumerated() {
      let slots = labels.slots[number]
      var groups = SetAsideCodes(of: part)
      for row in part.dollars.indices {
        // Every sum that is made of the figures is a part of this one.
        if part.dollars[row] > 0 {
          let (sum, overflows) = total.addingReportingOverflow(part.dollars[row])
          guard !overflows else { throw tooMuch(number, row) }
          total = sum
        }
        let slot = slots.slot(of: row, in: part, span: span)
        let text = Int(part.destinations.indices[row])
        if let reason = slot.reason {
          counts[number][reason] += 1
          if reason == ExportLabels.unmatchedDestination {
            unmatchedCodes.note(
              destination: text, row: row, of: part, year: span.year(slot.period))
          } else if reason == ExportLabels.unmatchedOrigin {
            unmatchedCodes.note(
              origin: part.origins.texts[Int(part.origins.indices[row])], row: row, of: part)
          } else if reason == ExportLabels.group {
            groups.note(text, dollars: part.dollars[row])
          }
        } else {
          found[slot.destination] = true
          matched += 1
          if slots.isListed[text] {
            unmatchedCodes.note(
              destination: text, row: row, of: part, year: span.year(slot.period))
          }
        }
      }
      setAsideCodes.append(groups.codes(of: part))
    }
    let unmatched = unmatchedCodes.codes(nearest: codes)
    if selection.onUnmatched == .stop, !unmatched.isEmpty {
      throw unmatchedCodes.error(unmatched)
    }

    let kept = labels.destinations.indices.filter { found[$0] }
      .sorted { labels.destinations[$0] < labels.destinations[$1] }
    guard !kept.isEmpty, matched > 0 || selection.destinations != nil else {
      var aside: [String: Int] = [:]
      for counts in counts {
        for (reason, count) in zip(labels.reasons, counts) where count > 0 {
          aside[reason, default: 0] += count
        }
      }
      throw DataError(
        .nothingAskedFor,
        "no figure of the source is of the origins, destinations and periods asked for: "
          + aside.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
          .joined(separator: "; "),
        hint: "ask for more, or look at the source with --origins all")
    }
    var place = [Int](repeating: -1, count: labels.destinations.count)
    for (index, destination) in kept.enumerated() { place[destination] = index }

    var cells = [Int64](
      repeating: ExportGrid.absent,
      count: origins.count * kept.count * components.count * steps)
    var aside = SetAsideSums(steps: span.sourcePeriods.map(\.year), reasons: labels.reasons)
    let marks = Set(parts.flatMap(\.marks)).sorted()
    let all = components.firstIndex(of: "")
    var byYear = parts.map { _ in [Int](repeating: 0, count: steps) }
    var isInPart = [Bool](
      repeating: false, count: parts.contains { !$0.isInPart.isEmpty } ? cells.count : 0)
    for (number, part) in parts.enumerated() {
      let slots = labels.slots[number]
      // What stands in the cells for each mark of the part.
      let marked = part.marks.map { ExportGrid.firstMark + Int64(marks.firstIndex(of: $0) ?? 0) }
      aside.begin(part)
      for row in part.dollars.indices {
        let slot = slots.slot(of: row, in: part, span: span)
        let amount = part.dollars[row]
        if let reason = slot.reason {
          if amount > 0, slot.period >= 0 {
            aside.add(
              amount, reason: reason, destination: Int(part.destinations.indices[row]),
              step: slot.period, isAllGoods: slot.component == all)
          }
          continue
        }
        let index =
          ((slot.origin * kept.count + place[slot.destination]) * components.count
            + slot.component) * steps + slot.period
        guard cells[index] == ExportGrid.absent else {
          throw duplicate(number, row)
        }
        if amount >= 0 {
          cells[index] = amount
        } else {
          let mark = Int(amount - ExportPart.amount(ofMark: 0))
          cells[index] =
            mark >= 0
            ? marked[mark]
            : amount == ExportPart.notCovered ? ExportGrid.notCovered : ExportGrid.empty
        }
        if !part.isInPart.isEmpty { isInPart[index] = part.isInPart[row] }
        byYear[number][slot.period] += 1
      }
      aside.end(part)
    }

    var sums = ExportSums(
      pairs: origins.count * kept.count, choices: selection.commodities, components: components,
      span: span)
    var amounts = sums.summed(cells, isInPart)
    let destinations = kept.map { labels.destinations[$0] }
    markMissing(destinations, in: &amounts)
    let grid = ExportGrid(
      origins: origins, destinations: destinations,
      commodities: selection.commodities, periods: span.periods, vintages: vintages(byYear),
      intake: parts.indices.map {
        intake(
          of: $0, counts: counts[$0], byPeriod: byYear[$0], setAsideCodes: setAsideCodes[$0])
      },
      unmatched: unmatched, droppedTerritoryDollars: aside.territoryDollars,
      setAsideDollars: aside.dollars, marks: marks,
      sumsFigures: steps != span.periods.count
        || selection.commodities.contains { $0.codes.count > 1 },
      sumsWithAbsentParts: sums.withAbsentParts,
      amounts: amounts, isInPart: sums.isInPart)
    return selection.sharedCodes == .sum ? grid.summingSharedCodes(codes) : grid
  }

  /// Tells absent pairs that no policy may fill from others: of destinations that did not exist in the
  /// year, or may not have existed in the month, and those of which the source does not speak.
  private func markMissing(_ destinations: [Destination], in amounts: inout [Int64]) {
    let series = selection.commodities.count
    let periods = span.periods
    let covered = CoveredPairs(selection.coverage, parts: parts)
    let isCovered = selection.origins.origins.map(covered.has)
    for (index, place) in destinations.enumerated() {
      var reasons: [(period: Int, reason: Int64)] = []
      for (number, period) in periods.enumerated() {
        if !codes.exists(place.scheduleC, in: period.year) {
          reasons.append((number, ExportGrid.noSuchDestination))
        } else if !covered.has(place.scheduleC, in: period.year) {
          reasons.append((number, ExportGrid.notCovered))
        } else if period.length == .month, codes.changes(place.scheduleC, in: period.year) {
          reasons.append((number, ExportGrid.yearOfChange))
        }
      }
      for origin in isCovered.indices where !reasons.isEmpty || !isCovered[origin] {
        for row in 0..<series {
          let start = ((origin * destinations.count + index) * series + row) * periods.count
          for (period, reason) in reasons {
            let amount = amounts[start + period]
            if amount == ExportGrid.absent
              || (amount == ExportGrid.outside && reason == ExportGrid.noSuchDestination)
            {
              amounts[start + period] = reason
            }
          }
          if isCovered[origin] { continue }
          for cell in start..<start + periods.count where amounts[cell] == ExportGrid.absent {
            amounts[cell] = ExportGrid.notCovered
          }
        }
      }
    }
  }

  /// The error for the figure with which the figures add up to more than can be counted.
  private func tooMuch(_ number: Int, _ row: Int) -> DataError {
    DataError(
      .tooManyDollars,
      "\(parts[number].name), \(parts[number].place(row)): with this figure the exports add up to "
        + "more than \(Int64.max) dollars",
      hint: "check the unit, which is whole dollars, or split the table")
  }

  /// The vintage of each period, from the parts that have figures in it.
  private func vintages(_ byPeriod: [[Int]]) -> [String] {
    span.periods.map { period in
      let names = parts.indices.filter { part in
        span.sourcePeriods.indices.contains {
          byPeriod[part][$0] > 0
            && (span.sourcePeriods[$0] == period
              || (period.length == .year && span.sourcePeriods[$0].year == period.year))
        }
      }.map { parts[$0].vintage }
      return Set(names).sorted().joined(separator: " and ")
    }
  }

  private func intake(
    of number: Int, counts: [Int], byPeriod: [Int], setAsideCodes: [SetAsideCode]
  ) -> ExportIntake {
    let part = parts[number]
    var setAside: [String: Int] = [:]
    for (reason, count) in zip(labels.reasons, counts) where count > 0 { setAside[reason] = count }
    var byYear: [String: Int] = [:]
    for (period, count) in zip(span.sourcePeriods, byPeriod) where count > 0 {
      byYear[period.year.description, default: 0] += count
    }
    return ExportIntake(
      table: part.name, vintage: part.vintage, rows: part.rowCount, figures: part.dollars.count,
      matched: byPeriod.reduce(0, +), setAside: setAside, matchedByYear: byYear,
      setAsideCodes: setAsideCodes, ignoredColumns: part.ignoredColumns.sorted())
  }

  /// The error for a figure whose cell has one already; looks for the other one.
  private func duplicate(_ number: Int, _ row: Int) -> DataError {
    func key(_ number: Int, _ row: Int) -> ExportKey {
      labels.slots[number].slot(of: row, in: parts[number], span: span)
    }
    let wanted = key(number, row)
    let part = parts[number]
    var first = "another row"
    search: for (earlier, other) in parts.enumerated() where earlier <= number {
      for candidate in other.dollars.indices
      where (earlier, candidate) < (number, row) && key(earlier, candidate) == wanted {
        first = "\(other.name), \(other.place(candidate))"
        break search
      }
    }
    let origin = selection.origins.origins[wanted.origin].code
    let destination = labels.destinations[wanted.destination]
    let commodity = components[wanted.component]
    return DataError(
      .duplicateKey,
      "\(part.name), \(part.place(row)): state \(origin), schedule_c \(destination.scheduleC)"
        + (commodity.isEmpty ? "" : ", commodity \(commodity)")
        + ", \(span.sourcePeriods[wanted.period]) stands twice, the first time in \(first)",
      hint: "keep one of the two; two vintages or sources are never mixed")
  }
}

extension DataError.Kind {
  /// Figures whose sum is beyond what can be counted in whole dollars.
  public static let tooManyDollars = Self(id: "panel.too_many_dollars", exitCode: .dataRejected)
  /// A selection that no figure of the source meets.
  public static let nothingAskedFor = Self(id: "panel.nothing_asked_for", exitCode: .usage)
}
