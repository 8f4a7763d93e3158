import Codes

/// What a member of a TransBorder Freight archive is, by its name alone.
///
/// Publishers' names: `dot1_0407.csv` is April 2007, `dot1_ytd_0407.csv` January to April, and
/// `dot1_2021.csv` the whole year; 1993–2006 are `.dbf` tables; the tables `dot2` (by commodity) and
/// `dot3` are other cuts of the same trade and must not be added to `dot1`.
public enum BTSRawMember: Hashable, Sendable {
  /// Table `dot1` of one month.
  case month(CalendarMonth)
  /// Table `dot1` from January to a month, which repeats its months.
  case yearToDate(CalendarMonth)
  /// Table `dot1` of a whole year, which repeats its months.
  case wholeYear(Int)
  /// A table of the years before 2007.
  case legacyTable
  /// Anything else: folders, notes, other tables, archives.
  case other

  /// Tells what a member is.
  ///
  /// - Parameter name: The member's name with its folders, in any case.
  public init(name: String) {
    let file = name.split(separator: "/").last.map { $0.lowercased() } ?? ""
    if file.hasSuffix(".dbf") {
      self = .legacyTable
      return
    }
    guard file.hasPrefix("dot1_"), file.hasSuffix(".csv") else {
      self = .other
      return
    }
    let stem = file.dropFirst(5).dropLast(4)
    let isYearToDate = stem.hasPrefix("ytd_")
    let digits = isYearToDate ? stem.dropFirst(4) : stem
    guard digits.utf8.count == 4, digits.utf8.allSatisfy({ (48...57).contains($0) }),
      let front = Int(digits.prefix(2)), let back = Int(digits.suffix(2))
    else {
      self = .other
      return
    }
    // 2021 could only be a twentieth month, and 1221 is December 2021.
    if !isYearToDate, front == 20 {
      self = .wholeYear(2000 + back)
    } else if let month = CalendarMonth(year: 2000 + back, month: front) {
      self = isYearToDate ? .yearToDate(month) : .month(month)
    } else {
      self = .other
    }
  }

  /// The members that together hold each month once.
  ///
  /// Months are taken from monthly files; a month that has none comes from the shortest
  /// year-to-date or whole-year file that holds it. Of two files of one month, as with a "Copy of
  /// January 2008", the one with the shorter name is taken.
  ///
  /// - Parameters:
  ///   - names: The members' names.
  ///   - archive: The name by which errors call the archive.
  /// - Returns: Members in order of month, each with the months to be read from it.
  /// - Throws: `DataError` of kind `legacyTables` where there are tables of the years before 2007
  ///   alone, or `missingMember` where there is no table `dot1`.
  public static func selection(
    of names: [String], archive: String
  ) throws -> [(index: Int, months: Set<CalendarMonth>)] {
    var monthly: [CalendarMonth: Int] = [:]
    var cumulative: [(index: Int, months: ClosedRange<CalendarMonth>)] = []
    var legacy: [String] = []
    for (index, name) in names.enumerated() {
      switch BTSRawMember(name: name) {
      case .month(let month):
        if let other = monthly[month], names[other].utf8.count <= name.utf8.count { continue }
        monthly[month] = index
      case .yearToDate(let month):
        cumulative.append((index, .january(of: month.year)...month))
      case .wholeYear(let year):
        cumulative.append((index, .january(of: year)...(.december(of: year))))
      case .legacyTable: legacy.append(name)
      case .other: continue
      }
    }
    var selection = monthly.map { (index: $0.value, months: Set([$0.key])) }
    var covered = Set(monthly.keys)
    for (index, months) in cumulative.sorted(by: {
      ($0.months.count, names[$0.index]) < ($1.months.count, names[$1.index])
    }) {
      let missing = Set(months).subtracting(covered)
      if missing.isEmpty { continue }
      selection.append((index, missing))
      covered.formUnion(missing)
    }
    guard !selection.isEmpty else {
      if let first = legacy.first {
        throw DataError(
          .legacyTables, "\(archive): '\(first)' is a DBF table of the years before 2007",
          hint: "the series begins in 2007; leave the earlier years out")
      }
      throw DataError(
        .missingMember, "\(archive): there is no table dot1 in it",
        hint: "check that it is TransBorder raw data; an archive of archives must be unpacked")
    }
    return selection.sorted {
      ($0.months.min() ?? .january(of: 0), $0.index) < (
        $1.months.min() ?? .january(of: 0), $1.index
      )
    }
  }
}

extension DataError.Kind {
  /// Tables in a form that is older than this program reads.
  public static let legacyTables = Self(id: "bts.legacy_dbf", exitCode: .dataRejected)
  /// An archive without the member that is wanted.
  public static let missingMember = Self(id: "archive.missing_member", exitCode: .dataRejected)
}
