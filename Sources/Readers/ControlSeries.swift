import Codes
import JSONText
import Tables

/// A number as a publisher prints it, and its nearest binary fraction for estimation.
public struct PrintedNumber: Hashable, Sendable {
  /// The digits as printed.
  public let text: String
  /// The number; never infinite and never NaN.
  public let number: Double

  /// Reads plain decimal digits with an optional minus sign, fraction and exponent.
  ///
  /// nil for any other text: separators, `NaN`, hexadecimal digits, an overflow.
  public init?(_ text: some StringProtocol) {
    let allowed = Array("0123456789.-+eE".utf8)
    guard let first = text.utf8.first, first != UInt8(ascii: "+"),
      text.utf8.allSatisfy(allowed.contains), let number = Double(text), number.isFinite
    else { return nil }
    self.text = String(text)
    self.number = number
  }
}

/// A yearly series by area: what controls of a model are made of.
public struct ControlSeries: Sendable, Equatable {
  /// An area's figure in a year.
  public struct Value: Hashable, Sendable {
    /// The area's code: a postal code of a state, or an ISO code of a country.
    public let area: String
    /// The year.
    public let year: CalendarYear
    /// The figure; nil where the publisher reports none, which is never zero.
    public let number: PrintedNumber?

    /// Creates a value.
    public init(area: String, year: CalendarYear, number: PrintedNumber?) {
      self.area = area
      self.year = year
      self.number = number
    }
  }

  /// The figures of areas, in the order of the file.
  public let values: [Value]
  /// The figures of regions, aggregates and the whole, never to be added to the others.
  public let setAside: [Value]

  /// Refuses a series in which an area and year stand twice.
  func requireUnique(name: String) throws -> ControlSeries {
    var seen = Set<String>()
    for value in values where !seen.insert("\(value.area) \(value.year)").inserted {
      throw DataError(
        .duplicateKey, "\(name): \(value.area) in \(value.year) stands twice",
        hint: "fetch it again; which of the two is right cannot be told")
    }
    return self
  }
}
