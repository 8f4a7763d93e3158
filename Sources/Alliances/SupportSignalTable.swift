import Codes
import Tables

/// Signals of support by the United States, by country and year.
///
/// Source: McManus & Nieman (2019, *Journal of Peace Research*), `us_words` (1950–2010) and `us_vis`
/// (1950–2012). The publisher prints 0 words for 2011 and 2012, which were not coded.
public struct SupportSignalTable: Sendable {
  /// The years in which words were coded.
  public static let wordYears = CalendarYear(1950)...CalendarYear(2010)
  /// The years in which visits were coded.
  public static let visitYears = CalendarYear(1950)...CalendarYear(2012)

  private struct Key: Hashable {
    let partner: COWCode
    let year: CalendarYear
  }

  private let words: [Key: Int64]
  private let visits: [Key: Int64]

  /// Reads the table `support-signals` of `election-data/`.
  ///
  /// - Parameter table: Columns `partner_cown, year, words, visits`; empty words are not coded.
  /// - Throws: `DataError` naming the row: a repeated country-year, a negative count, words where none
  ///   were coded or none where they were, or a year outside ``visitYears``.
  public init(table: Table) throws {
    let partner = try table.column("partner_cown")
    let year = try table.column("year")
    let word = try table.column("words")
    let visit = try table.column("visits")
    var words: [Key: Int64] = [:]
    var visits: [Key: Int64] = [:]
    for row in table.rows {
      let key = Key(partner: COWCode(try partner.text(row)), year: try year.year(row))
      let count = try word.wholeNumber(row)
      let visited = try visit.requiredWholeNumber(row)
      guard Self.visitYears.contains(key.year),
        (count != nil) == Self.wordYears.contains(key.year), count ?? 0 >= 0, visited >= 0
      else {
        throw word.error(
          row, "a negative count, or a year that was coded otherwise",
          hint: "words are of 1950–2010 and visits of 1950–2012")
      }
      guard visits.updateValue(visited, forKey: key) == nil else {
        throw year.error(
          row, "the country-year \(key.partner) \(key.year) stands twice", hint: "keep one row")
      }
      words[key] = count
    }
    self.words = words
    self.visits = visits
  }

  /// The supportive statements to a partner in a year; nil where they were not coded.
  public func words(to partners: [COWCode], in year: CalendarYear) -> Int64? {
    Self.first(words, partners, year)
  }

  /// Whether a leader visited a partner in a year, 1 or 0; nil where it was not coded.
  public func visits(to partners: [COWCode], in year: CalendarYear) -> Int64? {
    Self.first(visits, partners, year)
  }

  private static func first(
    _ counts: [Key: Int64], _ partners: [COWCode], _ year: CalendarYear
  ) -> Int64? {
    for partner in partners {
      if let count = counts[Key(partner: partner, year: year)] { return count }
    }
    return nil
  }
}
