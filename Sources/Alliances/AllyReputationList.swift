import Codes
import Tables

/// Reputation by a user's own table of allies and years.
public struct AllyReputationList: AllyReputation {
  /// The file that the table came from, as it is printed.
  public let file: String
  /// The codes whose rows were left out since they are no country's.
  public let leftOut: [UnmatchedCodes.Entry]
  /// Rows that are set aside, by their code.
  public let notes: [String]
  private let figures: [CalendarYear: [ScheduleC: Double]]

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - table: Columns `year`, `reputation` and one or more of `schedule_c`, `iso3c`, `iso2c` and
  ///     `cown`, read as those of an ``AllyList``: what the incumbent of the year is known for with the
  ///     ally before it; larger is stronger. A partner-year without a row is not reported.
  ///   - file: The name of the file, for outputs and messages.
  ///   - codes: The codes of countries.
  ///   - onUnmatched: What becomes of rows whose code is no country's: `list` and `drop` leave them out
  ///     and name the codes in ``leftOut``.
  /// - Throws: `DataError` naming the row: a year, code or number that cannot be read, or a
  ///   partner-year that stands twice; and under `stop` listing the codes that are no country's.
  public init(
    table: Table, file: String, codes: CountryCrosswalk, onUnmatched: UnmatchedPolicy = .stop
  ) throws {
    let year = try table.column("year")
    var partners = try PartnerCodes(
      table: table, file: file, codes: codes, onUnmatched: onUnmatched)
    let reputation = try table.column("reputation")
    var figures: [CalendarYear: [ScheduleC: Double]] = [:]
    for row in table.rows {
      let number = try year.year(row)
      let figure = try reputation.reputation(row)
      for code in try partners.destinations(row, year: number) {
        guard figures[number, default: [:]].updateValue(figure, forKey: code) == nil else {
          throw partners.twice(row, number)
        }
      }
    }
    (leftOut, notes) = try partners.leftOut()
    guard !figures.isEmpty else {
      throw DataError(
        .malformedTable, "\(table.name): the list of reputations has no row of a known country",
        hint: "give rows of year, iso3c, reputation")
    }
    self.file = file
    self.figures = figures
  }

  /// The years that have a row, in order.
  public var years: [CalendarYear] { figures.keys.sorted() }

  /// `list:` and the file.
  public var id: String { "list:\(file)" }
  /// The version of the definition.
  public var version: Int { 2 }
  /// The file.
  public var citation: String { "the table \(file)" }
  /// The definition in a sentence.
  public var definition: String {
    "the figure of the ally and year in the table \(file); not reported without a row; that it is "
      + "dated before the year is the table's business"
  }
  /// The table's business.
  public var coverage: ClosedRange<CalendarYear>? { nil }
  /// As it is.
  public var transform: ReputationTransform { .identity }

  /// The table's figure.
  public func figure(on occasion: ReputationOccasion, toward partner: ReputationPartner)
    -> ReputationFigure
  {
    guard let year = figures[occasion.year] else { return .notReported(.outsideCoverage) }
    return year[partner.destination].map { .figure($0) } ?? .notReported(.notCoded)
  }
}

extension Table.Column {
  /// The number in a cell of a list of reputations.
  ///
  /// - Throws: `DataError` of kind `badCell` for anything but a finite decimal number.
  func reputation(_ row: Int) throws -> Double {
    let cell = try text(row)
    guard let figure = PrintedNumber.finite(cell) else {
      throw error(row, "'\(cell)' is no number", hint: "write it as 12 or 0.75")
    }
    return figure
  }
}
