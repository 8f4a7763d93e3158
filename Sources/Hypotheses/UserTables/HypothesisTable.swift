import Codes
import Panels
import Tables

/// A user's table as rows of partner, year or month, kind of good and outcome.
public struct HypothesisTable: Sendable {
  /// One observation.
  public struct Row: Hashable, Sendable {
    /// The partner.
    public let partner: ISO3
    /// The year.
    public let year: CalendarYear
    /// The month; nil where the table is by year.
    public let month: CalendarMonth?
    /// The kind of good; empty where the table knows none.
    public let good: String
    /// The outcome.
    public let value: Double
  }

  /// What the table holds.
  public let kind: TableKind
  /// The name of the file, for outputs.
  public let file: String
  /// The rows in order of partner, time and good.
  public let rows: [Row]
  /// Rows that were not used, by reason.
  public let setAside: [String: Int]
  /// What a reader must know of the rows, such as months that are not there.
  public let remarks: [String]

  /// Reads the tidy layout of a kind.
  ///
  /// - Parameters:
  ///   - table: Columns as ``TableKind/columns`` lists them; for products one row a destination,
  ///     year and chapter, summed here to purchasable and other goods. `period` is a year.
  ///   - kind: The kind.
  ///   - file: The name of the file.
  ///   - codes: The destinations that there are; nil takes every code.
  /// - Throws: `DataError` naming the row: a code that is not three capital letters or that of no
  ///   destination, a year, chapter or number that cannot be read, a negative amount, a count that is
  ///   no whole number, or a key that stands twice; and a table without a row.
  public init(
    table: Table, kind: TableKind, file: String, codes: DestinationCodes? = nil
  ) throws {
    let partner = try table.column("iso3c")
    let year = try table.column(kind == .demands ? "period" : "year")
    let month = kind == .months ? try table.column("month") : nil
    let chapter = kind == .products ? try table.column("chapter") : nil
    let value = try table.column(kind.columns[kind.columns.count - 1])
    var sums: [Key: Double] = [:]
    var seen = Set<String>()
    for row in table.rows {
      let code = try partner.iso3(row)
      let number = try year.year(row)
      let ownMonth = try month?.month(row, of: number)
      if let codes, codes.destination(ISO3(code), in: number) == nil {
        throw partner.error(
          row, "'\(code)' is the code of no destination of exports",
          hint: "use ISO 3166 codes of countries, such as CAN, and leave out groups and totals")
      }
      var good = ""
      if let chapter {
        let text = try chapter.text(row)
        guard [2, 4, 6].contains(text.utf8.count),
          text.utf8.allSatisfy({ (48...57).contains($0) })
        else {
          throw chapter.error(
            row, "'\(text)' is no HS chapter or heading",
            hint: "write 2, 4 or 6 digits, leading zeros kept")
        }
        good = PurchasableGoods.contain(text) ? "purchasable" : "other"
      }
      let time = ownMonth?.description ?? number.description
      guard seen.insert("\(code) \(time) \(chapter?[row] ?? "")").inserted else {
        throw partner.error(
          row, "\(code) \(time) stands in the table twice", hint: "keep one row, or add them up")
      }
      guard let amount = Double(value[row]), amount.isFinite else {
        throw value.error(
          row, "'\(value[row])' is no number",
          hint: "leave the row out where nothing is known; a zero means none")
      }
      guard amount >= 0 else {
        throw value.error(row, "\(amount) is negative", hint: "check the figure")
      }
      guard !kind.isCount || amount == amount.rounded() else {
        throw value.error(
          row, "\(amount) is no whole number, and \(kind.subject) are counted",
          hint: "give counts; a year in which nothing is known has no row")
      }
      let key = Key(
        partner: code, year: number.number, month: ownMonth?.month ?? 0, good: good)
      sums[key, default: 0] += amount
    }
    try self.init(kind: kind, file: file, sums: sums, setAside: [:])
  }

  struct Key: Hashable, Comparable {
    let partner: String
    let year: Int
    /// 1 to 12; 0 in a table by year.
    var month = 0
    let good: String

    static func < (left: Key, right: Key) -> Bool {
      (left.partner, left.year, left.month, left.good)
        < (right.partner, right.year, right.month, right.good)
    }
  }

  init(
    kind: TableKind, file: String, sums: [Key: Double], setAside: [String: Int]
  ) throws {
    guard !sums.isEmpty else {
      throw DataError(
        .malformedTable, "\(file): the table of \(kind.subject) has no row",
        hint: "give rows of \(kind.columns.joined(separator: ", "))")
    }
    self.kind = kind
    self.file = file
    self.setAside = setAside
    remarks = kind == .months ? Self.gaps(sums.keys) : []
    rows = sums.keys.sorted().map {
      Row(
        partner: ISO3($0.partner), year: CalendarYear($0.year),
        month: CalendarMonth(year: $0.year, month: $0.month), good: $0.good,
        value: sums[$0] ?? 0)
    }
  }
}

extension HypothesisTable {
  /// Months that are missing between a partner's first and last, in words.
  private static func gaps(_ keys: some Collection<Key>) -> [String] {
    let months = Dictionary(grouping: keys, by: \.partner).mapValues { own in
      Set(own.map { $0.year * 12 + $0.month - 1 })
    }
    var missing = 0
    var named: [String] = []
    for (partner, own) in months.sorted(by: { $0.key < $1.key }) {
      guard let first = own.min(), let last = own.max() else { continue }
      let gap = (first...last).filter { !own.contains($0) }
      guard let begin = gap.first else { continue }
      missing += gap.count
      let month = begin % 12 + 1
      named.append(
        "\(partner) \(gap.count), the first \(begin / 12)-\(month < 10 ? "0" : "")\(month)")
    }
    guard missing > 0 else { return [] }
    let shown = named.prefix(5).joined(separator: "; ")
    return [
      "\(missing) \(missing == 1 ? "month is" : "months are") missing between the first and the last "
        + "of a partner, and not taken for zero: \(shown)"
        + (named.count > 5 ? "; and of \(named.count - 5) more" : "")
    ]
  }
}

/// Goods that governments buy, by the Harmonized System.
public enum PurchasableGoods {
  /// The chapters and headings: aircraft and spacecraft, ships, arms, and tanks.
  public static let codes = ["88", "89", "93", "8710"]

  /// The definition in a sentence.
  public static let definition =
    "HS chapters 88 (aircraft, spacecraft), 89 (ships) and 93 (arms and ammunition), and heading 8710 "
    + "(tanks) where the table has headings; all else is other goods"

  /// Whether a code of 2, 4 or 6 digits is one of them.
  static func contain(_ code: String) -> Bool { codes.contains { code.hasPrefix($0) } }
}
