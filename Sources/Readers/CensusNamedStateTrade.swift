import Codes
import Tables

/// Reads trade by state and country in a layout that names both and has no codes.
///
/// The copy's header is `State,Country,Time,Exports` or `…,Imports`. Commas in country names are not
/// quoted and thousands are: `Alaska,Korea, South,2016,"7,950"`. The first field is therefore the
/// state, the last two are year and value, and what lies between is the name.
public enum CensusNamedStateTrade {
  /// The direction of trade, which the header's last column names.
  public enum Flow: String, Hashable, Sendable {
    /// Exports by state of origin of movement, f.a.s. value.
    case exports = "Exports"
    /// Imports by state of destination, customs value.
    case imports = "Imports"
  }

  /// One state, country and year.
  public struct Row: Hashable, Sendable {
    /// The state of origin or of destination.
    public let state: State
    /// The country's name as it is printed.
    public let countryName: String
    /// The calendar year.
    public let year: CalendarYear
    /// The value in current dollars.
    public let value: Dollars
    /// The line of the file, counted from 1, for errors about what the row means.
    public let line: Int
  }

  private struct Key: Hashable {
    let state: State
    let countryName: String
    let year: CalendarYear
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - name: The name by which errors call it.
  ///   - flow: The direction that the file is meant to hold.
  /// - Returns: The rows in the file's order.
  /// - Throws: `DataError` of kind `malformedTable`, `missingColumn`, `badCell` or `duplicateKey`.
  public static func read(_ bytes: some Collection<UInt8>, name: String, flow: Flow) throws -> [Row]
  {
    let records = try DelimitedText(name: name).records(in: Array(bytes))
    guard records.first?.fields == ["State", "Country", "Time", flow.rawValue] else {
      let found = records.first?.fields.joined(separator: ",") ?? ""
      throw DataError(
        .missingColumn,
        "\(name), line 1: the header is '\(found)' and not 'State,Country,Time,\(flow.rawValue)'",
        hint: "check that the file is the one meant and that its header is unchanged")
    }
    var lines: [Key: Int] = [:]
    return try records.dropFirst().map { record in
      let row = try self.row(record, name: name, flow: flow)
      let key = Key(state: row.state, countryName: row.countryName, year: row.year)
      if let earlier = lines.updateValue(record.line, forKey: key) {
        throw DataError(
          .duplicateKey,
          "\(name), line \(record.line): state \(row.state.name), country \(row.countryName), year "
            + "\(row.year) stands on line \(earlier) already",
          hint: "keep one of the two rows")
      }
      return row
    }
  }

  private static func row(_ record: DelimitedText.Record, name: String, flow: Flow) throws -> Row {
    let fields = record.fields
    func bad(_ column: String, _ message: String, _ hint: String) -> DataError {
      DataError(
        .badCell, "\(name), line \(record.line), column '\(column)': \(message)", hint: hint)
    }
    guard fields.count >= 4 else {
      throw DataError(
        .malformedTable,
        "\(name), line \(record.line): \(fields.count) fields where 4 are the least",
        hint: "give every row a state, a country, a year and a value")
    }
    guard let state = State.named(fields[0]) else {
      throw bad(
        "State", "'\(fields[0])' is not the name of a state", "spell it as USA Trade Online does")
    }
    let country = fields[1..<(fields.count - 2)].joined(separator: ",")
    guard !country.isEmpty else { throw bad("Country", "the cell is empty", "fill it") }
    let time = fields[fields.count - 2]
    guard time.utf8.count == 4, time.utf8.allSatisfy({ (48...57).contains($0) }),
      let year = Int(time), (1600...2999).contains(year)
    else { throw bad("Time", "'\(time)' is not a year", "write a year of four digits") }
    let amount = fields[fields.count - 1]
    guard let value = Dollars(thousands: amount) else {
      throw bad(
        flow.rawValue, "'\(amount)' is not an amount of whole dollars",
        "write digits in groups of three, quoted")
    }
    return Row(
      state: state, countryName: country, year: CalendarYear(year), value: value,
      line: record.line)
  }
}
