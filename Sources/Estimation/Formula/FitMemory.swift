extension FitSpecification {
  /// About how many bytes reading the columns and estimating one model take at least.
  ///
  /// Eight bytes a row for each column read, four for each column's levels and each fixed effect, and
  /// what `EstimatedModel.memoryNeeded` says. Terms that stand for several columns, such as `i(year)`,
  /// count as one.
  public func memory(rows: Int) throws(FormulaError) -> Int {
    let columns = try columnNames().count
    let needs = formula.models.map { model in
      EstimatedModel.memoryNeeded(
        rows: rows, terms: model.terms.count,
        fixedEffects: [Int](repeating: 0, count: model.fixedEffects.count), family: family
      )
      .addingReportingOverflow(
        Int(min(8 * Double(rows) * Double(model.fixedEffects.count), 1e18))
      ).partialValue
    }
    let (read, overflow) = rows.multipliedReportingOverflow(by: 8 * columns)
    let (all, more) = read.addingReportingOverflow(needs.max() ?? 0)
    return overflow || more || all < 0 ? Int.max : all
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
