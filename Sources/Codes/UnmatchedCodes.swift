/// The codes of a file that the crosswalk did not match, each once, with what is near.
public struct UnmatchedCodes: Hashable, Sendable {
  /// One code.
  public struct Entry: Hashable, Sendable {
    /// The code as it stands in the file.
    public let code: String
    /// The first and the last year in which it stands there.
    public var years: ClosedRange<CalendarYear>
    /// How many rows have it.
    public var rows: Int
    /// What is known of it: other years in which it holds, or the nearest code.
    public let remark: String

    /// The entry as it is listed, such as `ROM (1997–2001, 5 rows; did you mean ROU?)`.
    public var description: String {
      let span =
        years.lowerBound == years.upperBound
        ? "\(years.lowerBound)" : "\(years.lowerBound)–\(years.upperBound)"
      return "\(code) (\(span), \(rows) \(rows == 1 ? "row" : "rows")"
        + (remark.isEmpty ? ")" : "; \(remark))")
    }
  }

  /// The file, for messages.
  public let file: String
  /// The system in which its codes were looked up.
  public let system: CountryCodeSystem
  private var found: [String: Entry] = [:]

  /// Starts an empty list.
  public init(file: String, system: CountryCodeSystem) {
    self.file = file
    self.system = system
  }

  /// The entries in order of code.
  public var entries: [Entry] { found.values.sorted { $0.code < $1.code } }

  /// Whether every code was matched.
  public var isEmpty: Bool { found.isEmpty }

  /// How many rows have a code that was not matched.
  public var rows: Int { found.values.reduce(0) { $0 + $1.rows } }

  /// Notes a row's code unless it means a destination or is known and set aside.
  ///
  /// - Returns: The destination; nil for a code that means none.
  public mutating func note(
    _ code: String, year: CalendarYear, match: CountryCrosswalk.Match
  ) -> ScheduleC? {
    let remark: String
    switch match {
    case .destination(let destination): return destination
    case .setAside: return nil
    case .otherYears(let years): remark = "it holds \(years)"
    case .unknown(let nearest): remark = nearest.map { "did you mean \($0)?" } ?? ""
    }
    add(code, year: year, remark: remark)
    return nil
  }

  /// Notes a row's code that means no destination.
  ///
  /// - Parameters:
  ///   - code: The code as it stands in the file.
  ///   - year: The year of its row.
  ///   - remark: What is known of it, asked for once a code.
  public mutating func add(
    _ code: String, year: CalendarYear, remark: @autoclosure () -> String
  ) {
    guard var entry = found[code] else {
      found[code] = Entry(code: code, years: year...year, rows: 1, remark: remark())
      return
    }
    entry.rows += 1
    entry.years = min(entry.years.lowerBound, year)...max(entry.years.upperBound, year)
    found[code] = entry
  }

  /// Stops a join if there is any.
  ///
  /// - Parameter hint: What to do about them.
  /// - Throws: `DataError` of kind `unknownCode` that lists them, the first twenty by name.
  public func requireNone(hint: String = "correct them, or remove their rows") throws {
    guard !isEmpty else { return }
    let names =
      entries.prefix(20).map(\.description).joined(separator: ", ")
      + (found.count > 20 ? " and \(found.count - 20) more" : "")
    throw DataError(
      .unknownCode,
      "\(file): \(found.count) \(system.title) \(found.count == 1 ? "code is" : "codes are") "
        + "no destination's: \(names)", hint: hint)
  }
}
