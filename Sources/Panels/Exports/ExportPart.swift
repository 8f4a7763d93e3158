import Codes

/// Figures of one table of exports, one an origin, destination, commodity and period, as columns.
///
/// What the table has no figure for is not there: an absent pair has no entry, a zero that the
/// publisher printed has one with 0, and a row whose amount is kept back has one without an amount.
public struct ExportPart: Sendable {
  /// An entry without an amount: the table has the row and its cell is empty.
  public static let noAmount = Int64.min
  /// An entry that says that the source of the table does not speak of the pair.
  public static let notCovered = Int64.min + 1

  /// The texts of one code column, and for each figure which of them it has.
  public struct Codes: Sendable {
    /// The different texts.
    public var texts: [String]
    /// For each figure the index of its text.
    public var indices: [UInt16]

    /// Creates a column; every index must have a text.
    public init(texts: [String], indices: [UInt16]) {
      self.texts = texts
      self.indices = indices
    }
  }

  /// A destination's text that means no destination in the years of its rows, and why.
  public struct Fault: Hashable, Sendable {
    /// The code as the table has it.
    public let code: String
    /// The system that its column is for.
    public let system: CountryCodeSystem
    /// What was valid instead, or what the code is.
    public let reason: String
    /// Whether it is a group of countries, whose figures are those of its members over again.
    public let isGroup: Bool

    /// States a fault; an empty reason is a code that is nowhere, for which the nearest is looked up.
    public init(code: String, system: CountryCodeSystem, reason: String, isGroup: Bool = false) {
      self.code = code
      self.system = system
      self.reason = reason
      self.isGroup = isGroup
    }
  }

  /// The table's name, as reports and errors call it.
  public let name: String
  /// The vintage of the figures, as the publisher dates it; empty where nobody said.
  public let vintage: String
  /// How long the periods are.
  public let length: PeriodLength
  /// The rows of the table as it was read.
  public let rowCount: Int
  /// Postal codes, or whatever the table calls an origin.
  public let origins: Codes
  /// Schedule C codes, groups and totals included.
  public let destinations: Codes
  /// Commodity codes, empty for all goods; nil where all figures are about all goods.
  public let commodities: Codes?
  /// For each figure the ordinal of its period.
  public let periods: [Int32]
  /// For each figure its whole dollars, ``noAmount``, ``notCovered``, or ``amount(ofMark:)`` of one of ``marks``.
  public let dollars: [Int64]
  /// Whether each figure is a sum of which a part has no row; empty where none is.
  public let isInPart: [Bool]
  /// The marks that stand in place of amounts and were said to mean that none is reported.
  public let marks: [String]
  /// The texts of ``destinations`` that mean none, by their index.
  public let faults: [Int: Fault]
  /// The columns of the table that are not read.
  public let ignoredColumns: [String]
  /// Where a figure stands, such as `line 12` or `row PA, 1220`.
  public let place: @Sendable (Int) -> String

  /// What stands in ``dollars`` for the mark of an index.
  public static func amount(ofMark index: Int) -> Int64 { noAmount + 2 + Int64(index) }

  /// Creates a part; all columns are of one length.
  public init(
    name: String, vintage: String, length: PeriodLength, rowCount: Int, origins: Codes,
    destinations: Codes, commodities: Codes?, periods: [Int32], dollars: [Int64],
    isInPart: [Bool] = [], marks: [String] = [], faults: [Int: Fault] = [:],
    ignoredColumns: [String] = [],
    place: @escaping @Sendable (Int) -> String
  ) {
    precondition(
      origins.indices.count == dollars.count && destinations.indices.count == dollars.count
        && periods.count == dollars.count
        && (isInPart.isEmpty || isInPart.count == dollars.count)
        && commodities.map { $0.indices.count == dollars.count } ?? true,
      "a part's columns are of one length")
    self.name = name
    self.vintage = vintage
    self.length = length
    self.rowCount = rowCount
    self.origins = origins
    self.destinations = destinations
    self.commodities = commodities
    self.periods = periods
    self.dollars = dollars
    self.isInPart = isInPart
    self.marks = marks
    self.faults = faults
    self.ignoredColumns = ignoredColumns
    self.place = place
  }
}

/// Numbers texts in the order in which they are met.
struct TextNumbers {
  private(set) var texts: [String] = []
  private var numbers: [String: UInt16] = [:]

  /// The number of a text.
  ///
  /// - Throws: `DataError` of kind `malformedTable` for the 65,537th text.
  mutating func number(of text: String, table: String) throws -> UInt16 {
    if let known = numbers[text] { return known }
    guard texts.count < 1 << 16 else {
      throw DataError(
        .tooManyCodes, "\(table) has more than 65536 different codes in one column",
        hint: "check that its columns are what their names say")
    }
    let number = UInt16(texts.count)
    numbers[text] = number
    texts.append(text)
    return number
  }
}

extension DataError.Kind {
  /// More different codes than a column can have.
  static let tooManyCodes = Self(id: "panel.too_many_codes", exitCode: .dataRejected)
}
