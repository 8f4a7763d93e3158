import Codes

/// What becomes of records on the way to cells: series of commodities, length of periods, years.
public struct ReductionChoices: Sendable, Equatable {
  /// A series and the codes that it is the sum of; a code stands for all longer codes that it begins.
  public struct Series: Sendable, Equatable {
    /// What the series is called.
    public let id: String
    /// Its codes; the empty code is all goods, as the publisher states them.
    public let codes: [String]

    /// Names a series; none of its codes begins another.
    public init(id: String, codes: [String]) {
      self.id = id
      self.codes = codes
    }
  }

  /// The series in order.
  public let series: [Series]
  /// Whether months are summed to years; whole years are then taken as they are.
  public let byYear: Bool
  /// The first and the last year.
  public let years: ClosedRange<Int>

  /// States every choice.
  public init(series: [Series], byYear: Bool, years: ClosedRange<Int> = 1...9999) {
    self.series = series
    self.byYear = byYear
    self.years = years
  }

  /// Pairs of a commodity of the records and a series that it belongs to, in order.
  ///
  /// A code that a series names is taken as it is where the records hold it; where they do not, the
  /// longest level below it that they hold is summed, so that chapters and their headings in one source
  /// are never added up together.
  ///
  /// - Parameter commodities: The codes that the records hold, ascending.
  /// - Throws: `DataError` of kind `unknownSeries` for a code that the records have nothing of.
  public func pairs(of commodities: [String]) throws(DataError) -> [(commodity: String, id: String)]
  {
    var pairs: [(commodity: String, id: String)] = []
    for series in series {
      for code in series.codes {
        if commodities.contains(code) {
          pairs.append((code, series.id))
          continue
        }
        let below = code.isEmpty ? [] : commodities.filter { $0.hasPrefix(code) }
        let lengths = Set(below.map(\.utf8.count))
        guard let longest = lengths.max() else {
          throw DataError(
            .unknownSeries,
            "the records hold no commodity "
              + (code.isEmpty
                ? "for all goods, and their parts are not added up to it"
                : "that begins with \(code), of which '\(series.id)' is made"),
            hint:
              "name commodities that \(RecordLayout.manifestName) lists, or that theirs begin with,"
              + " as in --commodities 87,88")
        }
        if lengths.count > 1 {
          throw DataError(
            .unknownSeries,
            "the records hold codes of \(lengths.sorted().map(String.init).joined(separator: " and "))"
              + " digits below \(code), which would count twice",
            hint: "name the codes of \(longest) digits, or write records of one level")
        }
        pairs += below.map { ($0, series.id) }
      }
    }
    return pairs
  }
}

extension DataError.Kind {
  /// A series that records hold nothing of.
  public static let unknownSeries = Self(id: "records.unknown_series", exitCode: .usage)
}
