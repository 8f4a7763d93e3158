import Codes
import Tables

/// What the United States signalled to one country in one year.
public struct SupportSignals: Hashable, Sendable {
  /// The country's number in the Correlates of War state system.
  public let partner: COWCode
  /// The year.
  public let year: CalendarYear
  /// Supportive statements in words; nil after 2010, when they were not coded.
  public let words: Int?
  /// Whether there was a visit by a leader, 1 or 0.
  public let visits: Int

  /// Creates signals.
  public init(partner: COWCode, year: CalendarYear, words: Int?, visits: Int) {
    self.partner = partner
    self.year = year
    self.words = words
    self.visits = visits
  }
}

/// Reads McManus and Nieman's individual signals of major-power support (2019, Journal of Peace
/// Research 56), variables `us_words` and `us_vis`.
///
/// The file prints 0 words for every country in 2011 and 2012: words were coded to 2010. Those cells
/// come out as not coded, and a figure other than 0 there is refused, since it would be lost.
public struct McManusNiemanSignals: Hashable, Sendable {
  /// The last year in which words were coded.
  public static let lastYearOfWords = CalendarYear(2010)

  /// The country-years in the order of the file.
  public let rows: [SupportSignals]

  /// Reads the file.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - name: The file's name in errors.
  /// - Throws: `DataError` that names file, line and column: `malformedTable`, `missingColumn`,
  ///   `badCell` or `duplicateKey`.
  public init(_ bytes: [UInt8], name: String) throws {
    let table = try DelimitedText(name: name).table(from: bytes)
    try table.requireUnique(["ccode", "year"])
    let code = try table.column("ccode")
    let year = try table.column("year")
    let words = try table.column("us_words")
    let visits = try table.column("us_vis")
    rows = try table.rows.map { row in
      let number = try code.requiredWholeNumber(row)
      guard (2...999).contains(number) else {
        throw code.error(
          row, "\(number) is no number of the state system", hint: "check the row")
      }
      let calendarYear = try year.year(row)
      let count = try words.requiredWholeNumber(row)
      let visited = try visits.requiredWholeNumber(row)
      let isCoded = calendarYear <= Self.lastYearOfWords
      guard (isCoded ? 0...100_000 : 0...0).contains(count) else {
        throw words.error(
          row, "\(count) words in \(calendarYear)",
          hint: isCoded
            ? "check the row" : "words end in 2010; state another coverage if they were coded")
      }
      guard (0...1).contains(visited) else {
        throw visits.error(row, "\(visited) is no flag", hint: "write 1 or 0")
      }
      return SupportSignals(
        partner: COWCode(String(number)), year: calendarYear, words: isCoded ? Int(count) : nil,
        visits: Int(visited))
    }
  }
}
