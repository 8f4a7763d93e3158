import Codes

/// A variable of an earlier or a later period, within origin and destination.
public struct PanelShift: Hashable, Sendable {
  /// The name of the column that is shifted.
  public let variable: String
  /// The number of periods: above zero for a lag, below for a lead.
  public let periods: Int

  /// Creates a shift.
  public init(variable: String, periods: Int) {
    self.variable = variable
    self.periods = periods
  }

  /// The name of the new column, such as `exports_usd_lag1`.
  public var name: String {
    variable + (periods > 0 ? "_lag\(periods)" : "_lead\(-periods)")
  }

  /// Reads `1` (of `exports_usd`) or `VARIABLE:1`.
  ///
  /// - Throws: `DataError` of kind `unknownChoice` unless the number is from 1 to 600.
  public init(_ text: String, isLead: Bool) throws {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let last = parts.last, let count = Int(last),
      (1...600).contains(count), !(parts.count == 2 && parts[0].isEmpty)
    else {
      throw DataError(
        .unknownChoice, "'\(text)' is no \(isLead ? "lead" : "lag")",
        hint: "give a number of periods, as in 1 for exports_usd or state_gdp:1")
    }
    variable = parts.count == 2 ? String(parts[0]) : "exports_usd"
    periods = isLead ? -count : count
  }

  /// The shift of the column that is none itself: a lag of a lag is a longer one.
  public func resolved(among shifts: [PanelShift]) -> PanelShift {
    var resolved = self
    for _ in shifts.indices {
      guard let inner = shifts.first(where: { $0.name == resolved.variable }) else { break }
      resolved = PanelShift(
        variable: inner.variable, periods: resolved.periods + inner.periods)
    }
    return resolved
  }

  /// The shifted column.
  ///
  /// The value of period t is that of period t − k on the calendar, for the same origin, destination
  /// and commodity, also where that period lies outside the panel and its source has it: across a gap
  /// it is missing and not that of the row before.
  ///
  /// - Throws: `DataError` of kind `unknownChoice` for a column that is not there or does not vary
  ///   over periods.
  func column(
    named name: String, in columns: [PanelColumn], around: PanelSurroundings
  ) throws -> PanelColumn {
    guard let own = columns.first(where: { $0.name == variable }) else {
      throw DataError(
        .unknownChoice, "there is no column '\(variable)' to take a \(word) of",
        hint: "use one of \(columns.map(\.name).joined(separator: ", "))")
    }
    guard own.scope.hasPeriod, !["year", "month"].contains(variable) else {
      throw DataError(
        .unknownChoice, "the column '\(variable)' is the same in every period",
        hint: "take a \(word) of a column that varies over periods")
    }
    let wide = around.column(variable) ?? (own, around.panel)
    let from = wide.periods
    let values: PanelColumn.Values =
      switch wide.column.values {
      case .texts(let texts): .texts(shift(texts, from, around.panel, nil))
      case .wholeNumbers(let numbers):
        .wholeNumbers(shift(numbers, from, around.panel, PanelColumn.missing))
      case .decimals(let numbers): .decimals(shift(numbers, from, around.panel, .nan))
      case .labels(let codes, let labels):
        .labels(shift(codes, from, around.panel, UInt8(labels.count)), labels + [""])
      }
    let old = own.definition
    return PanelColumn(
      definition: ColumnDefinition(
        name: name, kind: old.kind, unit: old.unit,
        description: "\(variable) \(abs(periods)) \(periods > 0 ? "before" : "after"), counted in "
          + "periods of the calendar within origin, destination and commodity",
        missing: "the source does not have that period, it is no row, or it has no value",
        origin: old.origin),
      scope: own.scope, values: values)
  }

  private var word: String { periods > 0 ? "lag" : "lead" }

  /// Values by periods, taken from other periods by the calendar.
  ///
  /// - Parameters:
  ///   - values: Blocks of as many values as `from` has periods.
  ///   - from: The ordinals of the periods of the values.
  ///   - to: Those of the periods wanted.
  private func shift<Value>(
    _ values: [Value], _ from: Range<Int>, _ to: Range<Int>, _ missing: Value
  ) -> [Value] {
    var shifted: [Value] = []
    shifted.reserveCapacity(values.count / max(1, from.count) * to.count)
    for start in stride(from: 0, to: values.count, by: max(1, from.count)) {
      for period in to {
        let source = period - periods
        shifted.append(from.contains(source) ? values[start + source - from.lowerBound] : missing)
      }
    }
    return shifted
  }
}
