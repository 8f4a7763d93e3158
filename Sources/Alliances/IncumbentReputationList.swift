import Codes
import Tables

/// Reputation by a user's own table of incumbents.
public struct IncumbentReputationList: IncumbentReputation {
  /// The file that the table came from, as it is printed.
  public let file: String
  private let figures: [String: Double]

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - table: Columns `incumbent, reputation`: an identifier of the table of presidents, such as
  ///     `obama` or `trump-1`, and a number; larger is stronger.
  ///   - file: The name of the file, for outputs and messages.
  ///   - incumbents: The identifiers there are.
  /// - Throws: `DataError` naming the row: an unknown incumbent, with the nearest one, a number that
  ///   cannot be read, or an incumbent that stands twice.
  public init(table: Table, file: String, incumbents: [String]) throws {
    let incumbent = try table.column("incumbent")
    let reputation = try table.column("reputation")
    var figures: [String: Double] = [:]
    for row in table.rows {
      let id = try incumbent.text(row)
      guard incumbents.contains(id) else {
        let hint =
          NearestName.to(id, among: incumbents).map { "did you mean \($0)?" }
          ?? "use one of \(incumbents.joined(separator: ", "))"
        throw incumbent.error(row, "'\(id)' is no incumbent", hint: hint)
      }
      guard figures.updateValue(try reputation.reputation(row), forKey: id) == nil else {
        throw incumbent.error(
          row, "the incumbent \(id) stands in the list twice", hint: "keep one row")
      }
    }
    guard !figures.isEmpty else {
      throw DataError(
        .malformedTable, "\(table.name): the list of reputations has no row",
        hint: "give rows of incumbent, reputation")
    }
    self.file = file
    self.figures = figures
  }

  /// `list:` and the file.
  public var id: String { "list:\(file)" }
  /// The version of the definition.
  public var version: Int { 1 }
  /// The file.
  public var citation: String { "the table \(file)" }
  /// The definition in a sentence.
  public var definition: String {
    "the figure of the incumbent in the table \(file); not reported without a row; that it is dated "
      + "before the years is the table's business"
  }
  /// The table's business.
  public var coverage: ClosedRange<CalendarYear>? { nil }
  /// As it is.
  public var transform: ReputationTransform { .identity }

  /// The table's figure.
  public func figure(on occasion: ReputationOccasion) -> ReputationFigure {
    figures[occasion.incumbent].map { .figure($0) } ?? .notReported(.notRanked)
  }
}
