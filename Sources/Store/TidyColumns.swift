import Codes

/// Which of the tidy tables rows belong to.
enum TidyKind: String, CaseIterable, Sendable {
  case exports
  case setAside = "set_aside"
  case series

  /// The names of the code columns: the first leads the order of rows, the period follows it.
  var codeNames: [String] {
    switch self {
    case .exports: ["commodity", "state", "destination"]
    case .setAside: ["reason", "commodity", "state", "destination"]
    case .series: ["variable", "entity", "partner"]
    }
  }

  /// The name of the column of values.
  var valueName: String { self == .series ? "value" : "dollars" }
}

/// Rows of a tidy table as columns in their one order: by first code, period, further codes.
///
/// Every cell comes once, so that equal tables have equal columns and equal bytes.
struct TidyColumns: Equatable, Sendable {
  let kind: TidyKind
  let periods: [Period]
  /// One column for each of the kind's code names.
  let codes: [CodeColumn]
  /// Whole dollars, or the bits of a double for a series.
  let values: [Int64]

  var count: Int { values.count }

  /// No rows.
  init(empty kind: TidyKind) {
    self.kind = kind
    periods = []
    codes = kind.codeNames.map { _ in CodeColumn(repeating: "", count: 0) }
    values = []
  }

  /// Puts rows in order.
  ///
  /// - Throws: `DataError` of kind `storeRefused` when columns differ in length, a code holds a
  ///   line break, or a cell comes twice.
  init(
    kind: TidyKind, periods: [Period], codes: [CodeColumn], values: [Int64]
  ) throws(DataError) {
    guard codes.count == kind.codeNames.count, periods.count == values.count,
      codes.allSatisfy({ $0.count == values.count })
    else {
      throw DataError(
        .storeRefused, "the columns of \(kind.rawValue) differ in length",
        hint: "report this as a bug of the reader that made the rows")
    }
    for code in codes.lazy.flatMap(\.codes) where code.utf8.contains(10) {
      throw DataError(
        .storeRefused, "the code '\(code)' in \(kind.rawValue) holds a line break",
        hint: "look at the answer of the source: a code is a short text without line breaks")
    }
    self.kind = kind
    let order = try RowOrder.packing(periods: periods, codes: codes.map(\.indices))
    switch order?.permutation() {
    case .ascending, nil:
      (self.periods, self.codes, self.values) = (periods, codes, values)
    case .permuted(let rows):
      self.periods = rows.map { periods[Int($0)] }
      var ordered: [CodeColumn] = []
      for column in codes {
        ordered.append(
          try CodeColumn(codes: column.codes, indices: rows.map { column.indices[Int($0)] }))
      }
      self.codes = ordered
      self.values = rows.map { values[Int($0)] }
    case .repeated(let row):
      let cell = codes.map { $0[row] }.joined(separator: ", ")
      throw DataError(
        .storeRefused, "\(kind.rawValue) states a cell twice: \(periods[row]), \(cell)",
        hint: "look at the answer of the source for repeated months or totals among the detail")
    }
  }

  /// The same rows without those for which a test of period and codes fails.
  func filtered(_ isKept: (Int) -> Bool) throws(DataError) -> TidyColumns {
    let rows = (0..<count).filter(isKept)
    if rows.count == count { return self }
    var kept: [CodeColumn] = []
    for column in codes {
      kept.append(try CodeColumn(codes: column.codes, indices: rows.map { column.indices[$0] }))
    }
    return try TidyColumns(
      kind: kind, periods: rows.map { periods[$0] }, codes: kept, values: rows.map { values[$0] })
  }
}
