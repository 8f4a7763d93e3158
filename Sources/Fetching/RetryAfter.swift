/// When a server wants to be asked again: its `Retry-After` header.
public enum RetryAfter: Hashable, Sendable {
  /// In so many seconds.
  case seconds(Int)
  /// At a moment, in seconds since 1970.
  case moment(Int)

  /// Reads the header; nil for a negative number or anything else that is neither form.
  ///
  /// A number of more than nine digits counts as 999,999,999.
  public init?(_ text: String) {
    let digits = text.utf8
    if !digits.isEmpty, digits.allSatisfy({ (48...57).contains($0) }) {
      let significant = text.drop { $0 == "0" }
      let number = significant.utf8.count > 9 ? 999_999_999 : Int(significant) ?? 0
      self = .seconds(number)
    } else if let moment = HTTPDate.seconds(text) {
      self = .moment(moment)
    } else {
      return nil
    }
  }

  /// Seconds to wait, zero for a moment that is over.
  ///
  /// - Parameter now: Seconds since 1970.
  public func wait(now: Int) -> Int {
    switch self {
    case .seconds(let seconds): seconds
    case .moment(let moment): max(0, moment.subtractingReportingOverflow(now).partialValue)
    }
  }
}
