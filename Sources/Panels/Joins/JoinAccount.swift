/// What a join did: how many units met a figure, how many did not and why, and in which years.
public struct JoinAccount: Sendable, Codable, Equatable {
  /// What was declared.
  public let join: JoinDeclaration
  /// What one unit on the left is, such as `destination-year`.
  public let unit: String
  /// The units of the panel.
  public let left: Int
  /// The rows of the table that was joined, where it has rows.
  public let right: Int?
  /// The units with a value.
  public let matched: Int
  /// The units without, by reason.
  public let notReported: [String: Int]
  /// The rows of the table that no unit of the panel needs, where it has rows.
  public let unused: Int?
  /// For each year the share of its units with a value, 0 to 1; empty where units have no year.
  public let coverageByYear: [String: Double]
  /// Codes of the table that are not known and whose rows were left out, where it has rows.
  public let unmatched: [UnmatchedCode]
  /// What else is to be known of the join, each as a sentence without its full stop.
  public let notes: [String]

  /// Creates an account.
  public init(
    join: JoinDeclaration, unit: String, left: Int, right: Int?, matched: Int,
    notReported: [String: Int], unused: Int?, coverageByYear: [String: Double],
    unmatched: [UnmatchedCode] = [], notes: [String] = []
  ) {
    self.join = join
    self.unit = unit
    self.left = left
    self.right = right
    self.matched = matched
    self.notReported = notReported
    self.unused = unused
    self.coverageByYear = coverageByYear
    self.unmatched = unmatched
    self.notes = notes
  }
}
