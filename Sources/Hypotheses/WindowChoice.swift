import Codes
import Elections

extension PreElectionWindow {
  /// The window as it is named in tables: `year-of`, `year-before-and-of`, `2-years-before-and-of`.
  public var id: String {
    switch yearsBefore {
    case 0: "year-of"
    case 1: "year-before-and-of"
    default: "\(yearsBefore)-years-before-and-of"
    }
  }

  /// A window as a user chose it.
  ///
  /// - Parameter years: The years before the election's own that belong to it, 0 to 2.
  /// - Throws: `DataError` of kind `badWindow` for a window that fills the cycle of four years or is longer.
  public static func chosen(yearsBefore years: Int) throws -> PreElectionWindow {
    guard (0...2).contains(years) else {
      throw DataError(
        .badWindow,
        years < 0
          ? "a window cannot begin \(-years) years after the election's own year"
          : "a window of \(years) years before the election and its own year "
            + "\(years == 3 ? "fills" : "is longer than") the cycle of four years, so that no year is "
            + "left to compare with",
        hint: "use 0, 1 or 2 years before the election")
    }
    return PreElectionWindow(yearsBefore: years)
  }
}
