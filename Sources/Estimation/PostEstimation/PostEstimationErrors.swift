extension EstimationError {
  static func unknownTerm(_ name: String, known: [String]) -> EstimationError {
    EstimationError(
      .restriction,
      "the restriction names '\(name)', which is not among the estimated terms "
        + known.map { "'\($0)'" }.joined(separator: ", "),
      hint: "name an estimated term; omitted terms have no coefficient")
  }

  static var emptyRestriction: EstimationError {
    EstimationError(
      .restriction, "the restriction holds no coefficient",
      hint: "name at least one term with a multiple other than zero")
  }

  static func restrictionSyntax(
    _ text: String, position: Int, expected: String
  ) -> EstimationError {
    EstimationError(
      .restriction, "cannot read '\(text)' at position \(position): expected \(expected)",
      hint: "write sums of multiples such as 'a + 2*b - c = 0', other names in back quotes")
  }

  static func dependentRestrictions(_ text: String) -> EstimationError {
    EstimationError(
      .restriction,
      "the restriction '\(text)' follows from those before it, or its variance is zero",
      hint: "drop it, or cluster by a dimension with more levels than there are restrictions")
  }
}
