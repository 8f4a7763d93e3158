import Codes

/// The reduction of records to cells in Swift, the same as `ReductionSQL.text`.
///
/// Memory holds the cells and not the records; a record costs one look-up of four short codes.
public struct RecordReduction: Sendable {
  /// A cell of the panel.
  public struct Cell: Sendable, Equatable {
    /// The state of origin.
    public let state: String
    /// The Schedule C code of the destination.
    public let destination: String
    /// The year.
    public let year: Int
    /// The month, 0 for the year as a whole.
    public let month: Int
    /// The series.
    public let series: String
    /// Whole dollars.
    public let dollars: Int64
  }

  private struct Key: Hashable {
    let series: Int32
    let year: Int32
    let month: Int32
    let state: Int32
    let destination: Int32
  }

  private let choices: ReductionChoices
  private let seriesNames: [String]
  private let seriesOf: [String: [Int32]]
  private var numbers: [String: Int32] = [:]
  private var texts: [String] = []
  private var sums: [Key: Int64] = [:]
  /// The records that were read, those set aside among them.
  public private(set) var records = 0

  /// Begins without records; the arguments are those of `ReductionSQL.prelude`.
  public init(
    pairs: [(commodity: String, id: String)], choices: ReductionChoices
  ) {
    self.choices = choices
    seriesNames = choices.series.map(\.id)
    var seriesOf: [String: [Int32]] = [:]
    for pair in pairs {
      if let number = seriesNames.firstIndex(of: pair.id) {
        seriesOf[pair.commodity, default: []].append(Int32(number))
      }
    }
    self.seriesOf = seriesOf
  }

  /// Adds one record.
  ///
  /// - Throws: `DataError` of kind `sumTooLarge` when a sum does not fit 64 bits.
  public mutating func add(
    year: Int, month: Int, state: String, destination: String, commodity: String, reason: String,
    dollars: Int64
  ) throws(DataError) {
    records += 1
    guard reason.isEmpty, choices.years.contains(year), let series = seriesOf[commodity],
      !state.isEmpty, state != "-", ScheduleC(destination).isCountry
    else { return }
    let (from, to) = (number(state), number(destination))
    for one in series {
      let key = Key(
        series: one, year: Int32(year), month: choices.byYear ? 0 : Int32(month), state: from,
        destination: to)
      let (sum, overflows) = sums[key, default: 0].addingReportingOverflow(dollars)
      if overflows {
        throw DataError(
          .sumTooLarge, "the sum of \(state) and \(destination) in \(year) does not fit 64 bits",
          hint: "check the records' dollars")
      }
      sums[key] = sum
    }
  }

  private mutating func number(_ code: String) -> Int32 {
    if let known = numbers[code] { return known }
    let number = Int32(texts.count)
    numbers[code] = number
    texts.append(code)
    return number
  }

  /// The cells in the order of the SQL.
  public var cells: [Cell] {
    sums.map { key, sum in
      Cell(
        state: texts[Int(key.state)], destination: texts[Int(key.destination)],
        year: Int(key.year), month: Int(key.month), series: seriesNames[Int(key.series)],
        dollars: sum)
    }.sorted { left, right in
      let (a, b) = (left, right)
      if a.series != b.series { return Self.precedes(a.series, b.series) }
      if (a.year, a.month) != (b.year, b.month) { return (a.year, a.month) < (b.year, b.month) }
      if a.state != b.state { return Self.precedes(a.state, b.state) }
      return Self.precedes(a.destination, b.destination)
    }
  }

  private static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }
}

extension DataError.Kind {
  /// A sum of dollars beyond 64 bits.
  public static let sumTooLarge = Self(id: "records.sum_too_large", exitCode: .dataRejected)
}
