import Codes
import Tables

/// Reads table `dot1` of TransBorder Freight raw data: trade by state, port, mode, province and
/// country, one month or several.
///
/// `TRDTYPE` is 1 for exports and 2 for imports, `DISAGMOT` the mode, `DF` 1 for domestic and 2 for
/// foreign goods (empty for imports), `USASTATE` a postal code or `DU` for unknown. Rows of one key
/// may repeat; they are parts to be added.
public enum BTSRawFreight {
  /// The direction of trade.
  public enum Flow: String, Sendable {
    /// From the United States.
    case exports = "1"
    /// Into the United States.
    case imports = "2"
  }

  /// The means of transport at the border.
  public enum Mode: String, Sendable, CaseIterable {
    /// By sea or lake.
    case vessel = "1"
    /// By air.
    case air = "3"
    /// By post.
    case mail = "4"
    /// By road.
    case truck = "5"
    /// By rail.
    case rail = "6"
    /// By pipeline.
    case pipeline = "7"
    /// By other or unknown means.
    case other = "8"
    /// Into foreign trade zones, imports alone.
    case foreignTradeZone = "9"
  }

  /// One row.
  public struct Row: Hashable, Sendable {
    /// The direction.
    public let flow: Flow
    /// The state of origin of exports, or of destination of imports; or an unknown one.
    public let origin: ExportOrigin
    /// Canada (1220) or Mexico (2010).
    public let destination: ScheduleC
    /// The mode.
    public let mode: Mode
    /// Whether the goods are domestic; nil where it is not reported, as for imports.
    public let isDomestic: Bool?
    /// The month.
    public let month: CalendarMonth
    /// Value in current dollars.
    public let value: Dollars
  }

  /// Reads a member.
  ///
  /// - Parameters:
  ///   - bytes: The member's content, comma-separated with a header.
  ///   - name: The name by which errors call it.
  ///   - months: The months to return; nil for all. Other months are read and left out.
  /// - Returns: The rows in the file's order.
  /// - Throws: `DataError` of kind `malformedTable`, `missingColumn` or `badCell`.
  public static func read(
    _ bytes: some Collection<UInt8>, name: String, months: Set<CalendarMonth>? = nil
  ) throws -> [Row] {
    let table = try DelimitedText(name: name).table(from: bytes)
    let columns = try Columns(table)
    return try table.rows.compactMap { row in
      let month = try columns.month(row)
      if let months, !months.contains(month) { return nil }
      return try columns.row(row, month: month)
    }
  }

  /// The sums of exports by origin, destination and month over modes and kinds of goods.
  ///
  /// - Throws: `DataError` of kind `badCell` for a sum that leaves 64 bits.
  public static func exports(_ rows: [Row]) throws -> CensusFlows {
    struct Key: Hashable {
      let origin: PackedCode
      let destination: PackedCode
      let period: TradePeriod
    }
    var sums: [Key: Int64] = [:]
    for row in rows where row.flow == .exports {
      guard let origin = PackedCode(row.origin.description),
        let destination = PackedCode(row.destination.text), let period = TradePeriod(row.month)
      else { continue }
      let key = Key(origin: origin, destination: destination, period: period)
      let (sum, overflow) = sums[key, default: 0].addingReportingOverflow(row.value.count)
      guard !overflow else {
        throw DataError(
          .badCell, "the exports of \(origin) to \(destination) in \(period) leave 64 bits",
          hint: "fetch the archive again; no state exports so much")
      }
      sums[key] = sum
    }
    var flows = CensusFlows()
    for (key, sum) in sums.sorted(by: {
      ($0.key.period, $0.key.origin, $0.key.destination)
        < ($1.key.period, $1.key.origin, $1.key.destination)
    }) {
      flows.append(
        origin: key.origin, destination: key.destination, commodity: .total, period: key.period,
        dollars: sum)
    }
    return flows
  }

  private struct Columns {
    let type, state, mode, country, value, goods, month, year: Table.Column

    init(_ table: Table) throws {
      type = try table.column("TRDTYPE")
      state = try table.column("USASTATE")
      mode = try table.column("DISAGMOT")
      country = try table.column("COUNTRY")
      value = try table.column("VALUE")
      goods = try table.column("DF")
      month = try table.column("MONTH")
      year = try table.column("YEAR")
    }

    func month(_ row: Int) throws -> CalendarMonth {
      let number = try month.requiredWholeNumber(row)
      guard let month = CalendarMonth(year: try year.year(row).number, month: Int(number)) else {
        throw month.error(row, "\(number) is no month", hint: "months are 1 to 12")
      }
      return month
    }

    func row(_ row: Int, month: CalendarMonth) throws -> Row {
      guard let flow = Flow(rawValue: type[row]) else {
        throw type.error(row, "'\(type[row])' is no direction", hint: "1 is exports, 2 imports")
      }
      guard let mode = Mode(rawValue: mode[row]) else {
        throw self.mode.error(
          row, "'\(self.mode[row])' is no mode", hint: "modes are 1 and 3 to 9")
      }
      guard ["1220", "2010"].contains(country[row]) else {
        throw country.error(
          row, "'\(country[row])' is neither Canada (1220) nor Mexico (2010)",
          hint: "the series knows these two alone")
      }
      let isDomestic: Bool? =
        switch goods[row] {
        case "1": true
        case "2": false
        case "": nil
        default: throw goods.error(row, "'\(goods[row])' is neither 1 nor 2", hint: "see BTS")
        }
      return Row(
        flow: flow, origin: try state.origin(row, unknown: "DU"),
        destination: ScheduleC(country[row]), mode: mode, isDomestic: isDomestic, month: month,
        value: try value.dollars(row))
    }
  }
}
