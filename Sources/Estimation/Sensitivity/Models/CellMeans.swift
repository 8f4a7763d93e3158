/// The means of an outcome in the cells of two to four indicators, and the difference they make.
///
/// The table behind a double, triple or quadruple difference (Olden and Møen 2022, section 2): the
/// coefficient of the product of all indicators in a saturated model is the sum of the cells' means with
/// alternating signs, of the logs of the means for Poisson.
public struct CellMeans: Sendable, Equatable {
  /// One cell.
  public struct Cell: Sendable, Equatable {
    /// Which of the indicators hold, in their order.
    public let isSet: [Bool]
    /// The number of rows with an outcome.
    public let rows: Int
    /// The mean of the outcome, weighted; nil without rows.
    public let mean: Double?
    /// The log of the mean; nil without rows or where the mean is not positive.
    public let logMean: Double?
    /// One, or minus one if an odd number of indicators does not hold: the cell's sign in the
    /// difference.
    public let sign: Int
  }

  /// The names of the indicators.
  public let names: [String]
  /// The cells: no indicator, the first alone, the second alone, both, and so on.
  public let cells: [Cell]

  /// Sums up an outcome by cells.
  ///
  /// Every indicator has one value a row; rows whose outcome or weight is missing (NaN) or whose weight
  /// is zero are left out. Throws `estimate.length` for columns of other lengths, `estimate.infinite`,
  /// `estimate.weight` for a negative weight, and `estimate.sensitivity` for fewer than two or more than
  /// four indicators.
  public init(
    outcome: [Double], indicators: [(name: String, values: [Bool])], weights: [Double]? = nil
  ) throws(EstimationError) {
    if indicators.count < 2 || indicators.count > 4 {
      throw .sensitivity(
        "a table of cell means needs two to four indicators, not \(indicators.count)",
        hint: "pass the indicators whose product is the term of interest")
    }
    for (name, values) in indicators where values.count != outcome.count {
      throw .length(column: name, rows: values.count, expected: outcome.count)
    }
    if let weights, weights.count != outcome.count {
      throw .length(column: "weights", rows: weights.count, expected: outcome.count)
    }
    let size = 1 << indicators.count
    var rows = [Int](repeating: 0, count: size)
    var sums = [Double](repeating: 0, count: size)
    var totals = sums
    for row in outcome.indices {
      let weight = weights?[row] ?? 1
      if weight < 0 { throw .weight(row: row, value: weight) }
      if outcome[row].isNaN || weight.isNaN || weight == 0 { continue }
      if outcome[row].isInfinite { throw .infinite(column: "outcome", row: row) }
      var cell = 0
      for (position, indicator) in indicators.enumerated() where indicator.values[row] {
        cell |= 1 << position
      }
      rows[cell] += 1
      sums[cell] += weight * outcome[row]
      totals[cell] += weight
    }
    names = indicators.map(\.name)
    cells = (0..<size).map { cell in
      let mean = rows[cell] > 0 ? sums[cell] / totals[cell] : nil
      return Cell(
        isSet: indicators.indices.map { cell & (1 << $0) != 0 }, rows: rows[cell], mean: mean,
        logMean: mean.flatMap { $0 > 0 ? naturalLogarithm($0) : nil },
        sign: (indicators.count - cell.nonzeroBitCount) % 2 == 0 ? 1 : -1)
    }
  }

  /// The difference of differences of the means: the saturated coefficient of least squares; nil if a
  /// cell is empty.
  public var difference: Double? { signedSum(\.mean) }

  /// The difference of differences of the logs of the means: the saturated coefficient of Poisson; nil
  /// if a cell is empty or its mean not positive.
  public var logDifference: Double? { signedSum(\.logMean) }

  private func signedSum(_ value: (Cell) -> Double?) -> Double? {
    var sum = 0.0
    for cell in cells {
      guard let part = value(cell) else { return nil }
      sum += Double(cell.sign) * part
    }
    return sum
  }
}
