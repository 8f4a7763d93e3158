/// An exact test of the relation between K values and K scores over all K! assignments.
///
/// The statistic is the sum of the products of values and scores, both centred; the slope of values
/// on scores and the correlation order the assignments in the same way (Fisher 1935; Pitman 1937).
public struct ExactPermutation: Sendable, Hashable {
  /// The sum of the products of the centred values and scores as observed.
  public let statistic: Double
  /// The slope of values on scores: the statistic over the scores' sum of squares.
  public let slope: Double
  /// The share of all assignments with a statistic at least as large, ties included.
  public let pValue: Double
  /// The smallest p-value these values and scores could have given.
  public let smallestAttainable: Double
  /// The number of assignments, K!.
  public let assignments: Int

  /// Goes through all assignments of the scores to the values: K! steps, hence at most 10 values.
  ///
  /// Throws `estimate.length` if there are not as many scores as values, `estimate.infinite` if a
  /// number is not finite, and `estimate.permutation` if K is below 2 or above 10, or if all scores
  /// or all values are equal, when every assignment is the same.
  public init(values: [Double], scores: [Double]) throws(EstimationError) {
    let count = values.count
    if scores.count != count {
      throw .length(column: "scores", rows: scores.count, expected: count)
    }
    for index in values.indices {
      if !values[index].isFinite { throw .infinite(column: "values", row: index) }
      if !scores[index].isFinite { throw .infinite(column: "scores", row: index) }
    }
    if count < 2 || count > 10 {
      throw .permutation(
        "an exact permutation test needs 2 to 10 values, not \(count)",
        hint: count < 2 ? "pass more values" : "merge values, or draw assignments at random")
    }
    let centredValues = ExactPermutation.centred(values)
    let centredScores = ExactPermutation.centred(scores)
    let valueSquares = centredValues.reduce(0) { $0 + $1 * $1 }
    let scoreSquares = centredScores.reduce(0) { $0 + $1 * $1 }
    if Set(values).count == 1 || Set(scores).count == 1 {
      throw .permutation(
        "all \(Set(values).count == 1 ? "values" : "scores") are equal, so every assignment is the "
          + "same",
        hint: "pass values and scores that differ")
    }
    let observed = zip(centredValues, centredScores).reduce(0) { $0 + $1.0 * $1.1 }
    // Sums in another order differ in the last bits: equal statistics must still count as ties.
    let slack = 1e-12 * (valueSquares * scoreSquares).squareRoot()
    let largest = zip(centredValues.sorted(), centredScores.sorted()).reduce(0) {
      $0 + $1.0 * $1.1
    }
    var total = 0
    var atLeast = 0
    var atLargest = 0
    ExactPermutation.forEachOrder(centredScores) { order in
      var sum = 0.0
      for index in 0..<count { sum += centredValues[index] * order[index] }
      total += 1
      if sum >= observed - slack { atLeast += 1 }
      if sum >= largest - slack { atLargest += 1 }
    }
    statistic = observed
    slope = observed / scoreSquares
    pValue = Double(atLeast) / Double(total)
    smallestAttainable = Double(atLargest) / Double(total)
    assignments = total
  }

  private static func centred(_ numbers: [Double]) -> [Double] {
    let mean = numbers.reduce(0, +) / Double(numbers.count)
    return numbers.map { $0 - mean }
  }

  /// Visits every order of the numbers by exchanging one pair at a time (Heap 1963).
  private static func forEachOrder(_ numbers: [Double], _ visit: ([Double]) -> Void) {
    var order = numbers
    var counters = [Int](repeating: 0, count: numbers.count)
    visit(order)
    var position = 1
    while position < numbers.count {
      if counters[position] < position {
        order.swapAt(position % 2 == 0 ? 0 : counters[position], position)
        visit(order)
        counters[position] += 1
        position = 1
      } else {
        counters[position] = 0
        position += 1
      }
    }
  }
}
