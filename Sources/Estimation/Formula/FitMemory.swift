extension FitSpecification {
  /// About how many bytes reading the columns and estimating one model take, for a number of rows.
  ///
  /// Eight bytes a row for each column read, and for each term, fixed effect and working column four
  /// copies: the caller's, the estimation sample's, the one that is being absorbed and the one it is
  /// compared with. Terms that stand for several columns, such as `i(year)`, count as one, so that
  /// the figure is a lower bound.
  public func memory(rows: Int) throws(FormulaError) -> Int {
    let models = formula.models.map { $0.terms.count + $0.fixedEffects.count + 4 }
    let columns = try columnNames().count
    let words = columns + 4 * (models.max() ?? 0)
    let (bytes, overflow) = rows.multipliedReportingOverflow(by: 8 * words)
    return overflow ? Int.max : bytes
  }

  /// Refuses an estimation that would not fit.
  ///
  /// Throws `formula.size` that says how much it would need.
  public func require(rows: Int, within limit: Int, of data: String) throws(FormulaError) {
    let needed = try memory(rows: rows)
    if needed <= limit { return }
    func megabytes(_ bytes: Int) -> String { "\((bytes - 1) / 1_000_000 + 1) MB" }
    throw FormulaError(
      .size,
      "\(data) has about \(rows) rows, which need at least \(megabytes(needed)) of memory where "
        + "\(megabytes(limit)) may be used",
      hint: "use a machine with more memory, fewer terms, or a part of the rows")
  }
}
