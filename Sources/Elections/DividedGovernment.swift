import Codes
import Tables

/// Years in which the president's party does not lead both chambers of Congress.
///
/// A chamber is led in a year by the party that organised it on most days of the year from 3 January
/// on; a party organises the Senate with the vice president's vote where senators are equally
/// divided. A year belongs to the president of 31 December. So 2001 is divided: the Senate was
/// Democratic to 20 January and again from 6 June.
public struct DividedGovernment: Sendable {
  /// The majorities of a year.
  public struct Year: Hashable, Sendable {
    /// The party that led the House of Representatives, `D` or `R`.
    public let house: String
    /// The party that led the Senate, `D` or `R`.
    public let senate: String
    /// The party of the president of 31 December, `D` or `R`.
    public let president: String

    /// Whether the president's party lacked a chamber.
    public var isDivided: Bool { house != president || senate != president }
  }

  /// The definition in a sentence, as it is printed on outputs.
  public static let definition =
    "the party of the president of 31 December did not organise both chambers of Congress on most "
    + "days of the year"

  private let years: [CalendarYear: Year]

  /// Reads the table `congress-majorities` of `election-data/`.
  ///
  /// - Parameters:
  ///   - table: Columns `year, house, senate`, one row a year.
  ///   - presidents: The presidents.
  /// - Throws: `DataError` naming the row: a party other than D and R, a year twice, or a year
  ///   without a president.
  public init(table: Table, presidents: Presidents) throws {
    let year = try table.column("year")
    let house = try table.column("house")
    let senate = try table.column("senate")
    var years: [CalendarYear: Year] = [:]
    for row in table.rows {
      let number = try year.year(row)
      for column in [house, senate] where !["D", "R"].contains(column[row]) {
        throw column.error(row, "'\(column[row])' is no party here", hint: "write D or R")
      }
      guard let president = presidents.incumbent(in: number) else {
        throw year.error(
          row, "the table of presidents has nobody for \(number)", hint: "use later years")
      }
      let majorities = Year(
        house: house[row], senate: senate[row], president: president.party)
      guard years.updateValue(majorities, forKey: number) == nil else {
        throw year.error(row, "\(number) stands in the table twice", hint: "keep one row")
      }
    }
    self.years = years
  }

  /// The years that the table has, in order.
  public var coverage: [CalendarYear] { years.keys.sorted() }

  /// The majorities of a year; nil outside the table.
  public subscript(year: CalendarYear) -> Year? { years[year] }
}
