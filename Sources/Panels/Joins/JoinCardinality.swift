import Codes
import Tables

/// How many rows of one table may meet how many of another in a join.
public enum JoinCardinality: String, Sendable, CaseIterable, Codable {
  /// A key stands at most once on either side.
  case oneToOne = "one_to_one"
  /// Many rows on the left may have a key; on the right it stands at most once.
  case manyToOne = "many_to_one"
  /// A key stands at most once on the left; on the right it may stand many times.
  case oneToMany = "one_to_many"

  /// Whether a key may stand once at most on the left.
  var isUniqueOnTheLeft: Bool { self != .manyToOne }
  /// Whether a key may stand once at most on the right.
  var isUniqueOnTheRight: Bool { self != .oneToMany }
}

/// A join as it is declared before it is done: what meets what, on which key, how often.
public struct JoinDeclaration: Hashable, Sendable, Codable {
  /// What is joined to what, such as `panel with state-gdp`.
  public let name: String
  /// The names of the columns of the key.
  public let key: [String]
  /// How often a key may stand on either side.
  public let cardinality: JoinCardinality
  /// The first and the last year of which the right side speaks; nil where it has no years.
  public let coverage: [Int]?
  /// The years of which it speaks in words, gaps kept; nil where it has no years.
  public let years: String?

  /// Declares a join.
  public init(
    name: String, key: [String], cardinality: JoinCardinality,
    coverage: ClosedRange<CalendarYear>? = nil, years: [CalendarYear]? = nil
  ) {
    self.name = name
    self.key = key
    self.cardinality = cardinality
    self.coverage = coverage.map { [$0.lowerBound.number, $0.upperBound.number] }
    self.years = (years ?? coverage.map { Array($0) }).map(YearRuns.text)
  }
}

/// Two columns of keys brought together as a declaration says.
///
/// Nothing is filled in: a left row without a partner has an empty list of matches, and what becomes
/// of it is for a named policy to say.
public struct KeyedJoin<Key: Hashable & Sendable>: Sendable {
  /// What was declared.
  public let declaration: JoinDeclaration
  /// For each left row the right rows with its key, in their order.
  public let matches: [[Int]]
  /// The right rows whose key no left row has.
  public let unused: [Int]

  /// Joins two columns of keys.
  ///
  /// - Parameters:
  ///   - declaration: What is joined and how often a key may stand.
  ///   - left: The keys of the left rows.
  ///   - right: The keys of the right rows.
  ///   - describe: A key in words, for errors.
  /// - Throws: `DataError` of kind `cardinality` that names the keys that stand too often, with their
  ///   rows. Cost: one pass over either side.
  public init(
    _ declaration: JoinDeclaration, left: [Key], right: [Key], describe: (Key) -> String
  ) throws {
    var rightRows: [Key: [Int]] = [:]
    for (row, key) in right.enumerated() { rightRows[key, default: []].append(row) }
    if declaration.cardinality.isUniqueOnTheRight {
      try Self.refuse(
        rightRows.filter { $0.value.count > 1 }, side: "right", declaration, describe)
    }
    var used = [Bool](repeating: false, count: right.count)
    let matches = left.map { rightRows[$0] ?? [] }
    for rows in matches { for row in rows { used[row] = true } }
    if declaration.cardinality.isUniqueOnTheLeft {
      var leftRows: [Key: [Int]] = [:]
      for (row, key) in left.enumerated() { leftRows[key, default: []].append(row) }
      try Self.refuse(leftRows.filter { $0.value.count > 1 }, side: "left", declaration, describe)
    }
    self.declaration = declaration
    self.matches = matches
    unused = used.indices.filter { !used[$0] }
  }

  private static func refuse(
    _ repeated: [Key: [Int]], side: String, _ declaration: JoinDeclaration,
    _ describe: (Key) -> String
  ) throws {
    guard !repeated.isEmpty else { return }
    let named = repeated.sorted { $0.value[0] < $1.value[0] }.prefix(10).map { key, rows in
      "\(describe(key)) (rows \(rows.prefix(4).map { String($0 + 1) }.joined(separator: ", ")))"
    }
    let more = repeated.count > 10 ? " and \(repeated.count - 10) more" : ""
    throw DataError(
      .cardinality,
      "the join \(declaration.name) is declared \(declaration.cardinality.rawValue), and on the "
        + "\(side) these keys stand more than once: " + named.joined(separator: "; ") + more,
      hint: "keep one row a key (\(declaration.key.joined(separator: ", ")))")
  }

  /// For each left row the one right row with its key, or nil; only where keys stand once there.
  public var single: [Int?] { matches.map(\.first) }
}

extension DataError.Kind {
  /// A key that stands more often than a join's declaration allows.
  public static let cardinality = Self(id: "panel.cardinality", exitCode: .dataRejected)
}
