import Alliances
import Codes
import Elections

extension PanelBuilder {
  /// The account of a join whose units are places by years; `reason` is nil where there is a value.
  func account(
    _ declaration: JoinDeclaration, unit: String, count: Int, _ years: [CalendarYear],
    right: Int? = nil, unmatched: [UnmatchedCode] = [], notes: [String] = [],
    reason: (_ place: Int, _ year: CalendarYear) -> String?
  ) -> JoinAccount {
    var notReported: [String: Int] = [:]
    var byYear: [String: Double] = [:]
    var matched = 0
    for year in years {
      var found = 0
      for place in 0..<count {
        if let reason = reason(place, year) {
          notReported[reason, default: 0] += 1
        } else {
          found += 1
        }
      }
      matched += found
      byYear[year.description] = count == 0 ? 0 : Double(found) / Double(count)
    }
    return JoinAccount(
      join: declaration, unit: unit, left: count * years.count, right: right, matched: matched,
      notReported: notReported, unused: nil, coverageByYear: byYear, unmatched: unmatched,
      notes: notes)
  }

  mutating func addSwing() {
    let (distinct, place) = years
    for rule in design.swingRules {
      let returns = distinct.map { context.returns.visible(to: rule, in: $0) }
      let statuses = axes.origins.map { origin in
        returns.map { returns -> SwingStatus in
          guard case .state(let state) = origin, state.kind != .territory else {
            return .notDefined
          }
          return rule.status(of: state, given: returns)
        }
      }
      add(
        StandardColumns.swing(rule.id, definition: rule.definition, version: rule.version),
        .originPeriod,
        .wholeNumbers(
          statuses.flatMap { byYear in
            place.map { year -> Int64 in
              switch byYear[year] {
              case .swing: 1
              case .notSwing: 0
              case .notDefined: PanelColumn.missing
              }
            }
          }))
      let index = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
      joins.append(
        account(
          JoinDeclaration(
            name: "states with the swing rule \(rule.id)", key: ["state", "year"],
            cardinality: .manyToOne),
          unit: "state-year", count: axes.origins.count, distinct,
          notes: (rule as? SwingList)?.notes(
            on: axes.origins.compactMap {
              if case .state(let state) = $0, state.kind != .territory { state } else { nil }
            }, years: distinct) ?? []
        ) { origin, year in
          guard let year = index[year], statuses[origin][year] == .notDefined else { return nil }
          guard case .state(let state) = axes.origins[origin], state.kind != .territory else {
            return "no electors"
          }
          return rule is SwingList
            ? "no row of the list" : "earlier elections not in the table"
        })
    }
  }

  /// Adds a column for each continuous measure of how close a state was.
  mutating func addSwingMeasures() {
    let (distinct, place) = years
    let index = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
    for measure in design.swingMeasures {
      let returns = distinct.map { context.returns.earlier(than: $0) }
      let values = axes.origins.map { origin in
        returns.map { returns -> Double? in
          guard case .state(let state) = origin else { return nil }
          return measure.value(of: state, given: returns)
        }
      }
      let byPeriod = values.flatMap { byYear in place.map { byYear[$0] } }
      add(
        StandardColumns.swing(measure), .originPeriod,
        measure == .pivotDistance
          ? .wholeNumbers(byPeriod.map { $0.map { Int64($0) } ?? PanelColumn.missing })
          : .decimals(byPeriod.map { $0 ?? .nan }))
      joins.append(
        account(
          JoinDeclaration(
            name: "states with the swing measure \(measure.rawValue)", key: ["state", "year"],
            cardinality: .manyToOne),
          unit: "state-year", count: axes.origins.count, distinct
        ) { origin, year in
          guard let year = index[year], values[origin][year] == nil else { return nil }
          guard case .state(let state) = axes.origins[origin], state.kind != .territory else {
            return "no electors"
          }
          return "earlier elections not in the table"
        })
    }
  }

  mutating func addAllies() {
    let (distinct, place) = years
    for rule in design.allyRules {
      let statuses = axes.destinations.map { destination in
        distinct.map {
          destination.kind == ExportLabels.unmatchedKind
            ? AllyStatus.notReported(.unknownCode)
            : rule.status(of: partner(destination, in: $0), in: $0)
        }
      }
      add(
        StandardColumns.ally(rule.id, definition: rule.definition, version: rule.version),
        .destinationPeriod,
        .wholeNumbers(
          statuses.flatMap { byYear in
            place.map { year -> Int64 in
              switch byYear[year] {
              case .ally: 1
              case .notAlly: 0
              case .notReported: PanelColumn.missing
              }
            }
          }))
      let index = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
      joins.append(
        account(
          JoinDeclaration(
            name: "destinations with the ally rule \(rule.id)", key: ["schedule_c", "year"],
            cardinality: .manyToOne),
          unit: "destination-year", count: axes.destinations.count, distinct,
          unmatched: rule.leftOut.map(UnmatchedCode.init), notes: rule.notes
        ) { place, year in
          guard let year = index[year], case .notReported(let reason) = statuses[place][year]
          else { return nil }
          return reason.description
        })
    }
  }

  mutating func add(_ control: any ControlVariable) throws {
    let (distinct, place) = years
    let states: [Origin?] = control.key.hasState ? axes.origins : [nil]
    let destinations: [Destination?] = control.key.hasDestination ? axes.destinations : [nil]
    let hasYear = control.key.hasYear
    // By month only where months of a year can differ; the rest is asked once a year.
    let byMonth = hasYear && control.variesWithinYears && design.selection.length == .month
    let periods: [PanelPeriod?] =
      !hasYear ? [nil] : byMonth ? axes.periods : distinct.map { PanelPeriod($0) }
    guard !(control is ListedControl) || !control.variesWithinYears || byMonth else {
      throw DataError(
        .wrongPeriod, "the control \(control.name) is by month, and the panel by year",
        hint: "pass --period month, or give one figure a year without the column month")
    }
    var notReported: [String: Int] = [:]
    var units: [ControlUnit] = []
    var matched = 0
    var found = [Int](repeating: 0, count: periods.count)
    var byYear: [[Double]] = []
    for state in states {
      for destination in destinations {
        byYear.append(
          periods.enumerated().map { index, period in
            var known: State?
            if case .state(let state) = state { known = state }
            let unit = ControlUnit(state: known, destination: destination, period: period)
            if control is ListedControl { units.append(unit) }
            let cell =
              destination?.kind == ExportLabels.unmatchedKind
              ? .notReported(.unknownCode) : control.cell(unit)
            switch cell {
            case .value(let value):
              matched += 1
              found[index] += 1
              return value
            case .reportedZero:
              matched += 1
              found[index] += 1
              return 0
            case .notReported(let reason):
              notReported[reason.description, default: 0] += 1
              return .nan
            }
          })
      }
    }
    let scope: ColumnScope =
      switch control.key {
      case .state: .origin
      case .destination: .destination
      case .year: .period
      case .stateYear: .originPeriod
      case .destinationYear: .destinationPeriod
      case .stateDestination: .pair
      }
    let values = byYear.flatMap { values in
      hasYear && !byMonth ? place.map { values[$0] } : values
    }
    add(StandardColumns.control(control), scope, .decimals(values))
    var coverage: [String: Double] = [:]
    if hasYear {
      var known = [Int](repeating: 0, count: distinct.count)
      var asked = known
      for index in periods.indices {
        let year = byMonth ? place[index] : index
        known[year] += found[index]
        asked[year] += byYear.count
      }
      for (index, year) in distinct.enumerated() {
        coverage[year.description] = Double(known[index]) / Double(max(1, asked[index]))
      }
    }
    joins.append(
      JoinAccount(
        join: JoinDeclaration(
          name: "panel with the \(control.choice.option) \(control.choice.value)",
          key: control.key.columns + (byMonth ? ["month"] : []), cardinality: .manyToOne,
          coverage: control.coverage, years: control.years),
        unit: control.key.rawValue + (byMonth ? "-month" : ""),
        left: byYear.reduce(0) { $0 + $1.count },
        right: control.rowCount, matched: matched, notReported: notReported,
        unused: control.unusedRows(by: units), coverageByYear: coverage,
        unmatched: control.unmatched, notes: control.notes))
  }
}

extension DataError.Kind {
  /// A table by month for a panel by year.
  static let wrongPeriod = Self(id: "panel.wrong_period", exitCode: .usage)
}
