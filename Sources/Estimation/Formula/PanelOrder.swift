/// The columns that identify the rows of a panel, for lags and differences.
public struct PanelIdentifiers: Sendable, Hashable, Codable {
  /// The column of the units.
  public let unit: String
  /// The column of the periods, whole numbers one apart.
  public let time: String

  /// Names the two columns.
  public init(unit: String, time: String) {
    self.unit = unit
    self.time = time
  }
}

/// The rows of a panel by unit and period.
struct PanelOrder {
  /// The rows that have a unit and a period, sorted by them.
  private let order: [Int]
  private let units: [Int32]
  private let times: [Double]

  /// Sorts the rows.
  ///
  /// Throws `formula.data` if a period is not a whole number or if two rows share unit and period.
  init(_ identifiers: PanelIdentifiers, data: DataColumns) throws(FormulaError) {
    let unit = try ColumnFactor(try data.required(identifiers.unit))
    let times = try data.numbers(identifiers.time, what: "the periods of the panel")
    var rows: [Int] = []
    rows.reserveCapacity(times.count)
    for row in times.indices where unit.codes[row] >= 0 && !times[row].isNaN {
      if times[row] != times[row].rounded() || abs(times[row]) > 1e15 {
        throw FormulaError(
          .data, "row \(row + 1) of '\(identifiers.time)' is \(times[row]), which is no period",
          hint: "number the periods with whole numbers one apart")
      }
      rows.append(row)
    }
    let codes = unit.codes
    rows.sort {
      codes[$0] != codes[$1]
        ? codes[$0] < codes[$1] : times[$0] != times[$1] ? times[$0] < times[$1] : $0 < $1
    }
    for (earlier, later) in zip(rows, rows.dropFirst())
    where codes[earlier] == codes[later] && times[earlier] == times[later] {
      throw FormulaError(
        .data,
        "rows \(earlier + 1) and \(later + 1) have the same \(identifiers.unit) and "
          + "\(identifiers.time) (\(unit.labels[Int(codes[earlier])]), "
          + "\(ColumnExpression.text(of: times[earlier])))",
        hint: "name a unit that has one row a period, such as --panel pair,year")
    }
    order = rows
    units = codes
    self.times = times
  }

  /// For each row, the value of its unit that many periods earlier; NaN where that period is not
  /// there, whatever row comes before.
  func lagged(_ values: [Double], by periods: Int) -> [Double] {
    var result = [Double](repeating: .nan, count: values.count)
    var first = 0
    while first < order.count {
      var end = first + 1
      while end < order.count, units[order[end]] == units[order[first]] { end += 1 }
      var source = first
      for position in first..<end {
        let wanted = times[order[position]] - Double(periods)
        // Wanted periods rise with the position, so that the source only ever moves forward.
        while source < end, times[order[source]] < wanted { source += 1 }
        if source < end, times[order[source]] == wanted {
          result[order[position]] = values[order[source]]
        }
      }
      first = end
    }
    return result
  }
}
