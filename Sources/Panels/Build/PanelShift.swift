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

  /// The shifted column.
  ///
  /// The value of period t is that of period t − k on the calendar, for the same origin, destination
  /// and commodity: across a gap it is missing and not that of the row before, and so it is before the
  /// first period of the panel.
  ///
  /// - Throws: `DataError` of kind `unknownChoice` for a column that is not there or does not vary
  ///   over periods.
  func column(in columns: [PanelColumn], periods count: Int) throws -> PanelColumn {
    guard let source = columns.first(where: { $0.name == variable }) else {
      throw DataError(
        .unknownChoice, "there is no column '\(variable)' to take a \(word) of",
        hint: "use one of \(columns.map(\.name).joined(separator: ", "))")
    }
    guard source.scope.hasPeriod, !["year", "month"].contains(variable) else {
      throw DataError(
        .unknownChoice, "the column '\(variable)' is the same in every period",
        hint: "take a \(word) of a column that varies over periods")
    }
    let values: PanelColumn.Values =
      switch source.values {
      case .texts(let texts): .texts(shift(texts, count, nil))
      case .wholeNumbers(let numbers): .wholeNumbers(shift(numbers, count, PanelColumn.missing))
      case .decimals(let numbers): .decimals(shift(numbers, count, .nan))
      case .labels(let codes, let labels):
        .labels(shift(codes, count, UInt8(labels.count)), labels + [""])
      }
    let old = source.definition
    return PanelColumn(
      definition: ColumnDefinition(
        name: name, kind: old.kind, unit: old.unit,
        description: "\(variable) \(abs(periods)) \(periods > 0 ? "before" : "after"), counted in "
          + "periods of the calendar within origin, destination and commodity",
        missing: "that period is not in the panel, is no row of it, or has no value",
        origin: old.origin),
      scope: source.scope, values: values)
  }

  private var word: String { periods > 0 ? "lag" : "lead" }

  private func shift<Value>(_ values: [Value], _ count: Int, _ missing: Value) -> [Value] {
    var shifted = values
    for start in stride(from: 0, to: values.count, by: count) {
      for period in 0..<count {
        let source = period - periods
        shifted[start + period] =
          source >= 0 && source < count ? values[start + source] : missing
      }
    }
    return shifted
  }
}
