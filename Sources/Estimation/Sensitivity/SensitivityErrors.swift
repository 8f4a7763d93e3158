extension EstimationError {
  static func sensitivity(_ message: String, hint: String) -> EstimationError {
    EstimationError(.sensitivity, message, hint: hint)
  }

  /// Checks that there are as many numbers as expected, all of them finite.
  static func check(
    _ numbers: [Double], column: String, count: Int
  ) throws(EstimationError) {
    if numbers.count != count {
      throw .length(column: column, rows: numbers.count, expected: count)
    }
    if let row = numbers.firstIndex(where: { !$0.isFinite }) {
      throw .infinite(column: column, row: row)
    }
  }

  /// Checks a level of confidence.
  static func check(level: Double) throws(EstimationError) {
    if !(level > 0 && level < 1) { throw .levelOutside(level) }
  }
}
