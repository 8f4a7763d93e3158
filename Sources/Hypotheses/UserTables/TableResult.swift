import Alliances
import Codes
import Elections
import Panels

/// What a user's table says about a hypothesis.
public struct TableResult: Sendable, Codable, Equatable {
  /// The hypothesis.
  public let hypothesis: String
  /// The sentence that is tested.
  public let sentence: String
  /// What the table holds.
  public let kind: TableKind
  /// The name of the file.
  public let file: String
  /// The rows of the table as used: one a partner, year and kind of good.
  public let rows: Int
  /// The partners.
  public let partners: Int
  /// The first and the last year.
  public let years: [Int]
  /// The window years among them.
  public let windowYears: [Int]
  /// Lines set aside, by reason.
  public let setAside: [String: Int]
  /// The definitions in force.
  public let rules: [RuleStatement]
  /// The models.
  public let models: [ModelResult]
  /// What the table cannot tell, and why.
  public let notIdentified: [NotIdentified]
  /// What a reader must know of the table and of its errors.
  public let remarks: [String]
}
