import Codes
import Tables

/// Reads state GDP of the Bureau of Economic Analysis, table SAGDP2 (before 2020: SAGDP2N).
///
/// The layout has a blank before quoted codes, one column a year, lines of notes at the end, and
/// letters in brackets for what is not shown: `(D)` withheld, `(NA)` not available, `(L)` less than
/// half a unit. The total of all industries is line 1.
public enum BEAStateGDP {
  /// Reads a file.
  ///
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - name: The name by which errors call it.
  ///   - industry: The line of the industry; 1 is the total.
  /// - Returns: Millions of current dollars by postal code and year; the United States and regions
  ///   are set aside under their names.
  /// - Throws: `DataError` of kind `malformedTable` (notes that are missing because the file is cut
  ///   off, a row of another width), `missingColumn`, `badCell` or `duplicateKey`.
  public static func read(
    _ bytes: [UInt8], name: String, industry: String = "1"
  ) throws -> ControlSeries {
    let records = try DelimitedText(name: name).records(in: withoutBlanksBeforeQuotes(bytes))
    guard let header = records.first?.fields else {
      throw DataError(
        .malformedTable, "\(name): the file is empty", hint: "fetch it again")
    }
    let rows = records.dropFirst().prefix { $0.fields.count > 1 }
    let notes = records.dropFirst(1 + rows.count)
    guard notes.contains(where: { $0.fields.first?.hasPrefix("Source:") ?? false }),
      notes.allSatisfy({ $0.fields.count == 1 })
    else {
      throw DataError(
        .malformedTable, "\(name): the lines of notes at the end are missing",
        hint: "the file is cut off; fetch it again")
    }
    for row in rows where row.fields.count != header.count {
      throw DataError(
        .malformedTable,
        "\(name), line \(row.line): \(row.fields.count) fields where the header has \(header.count)",
        hint: "fetch it again")
    }
    let table = Table(
      name: name, header: header,
      columns: header.indices.map { column in rows.map { $0.fields[column] } },
      lines: rows.map(\.line))
    return try read(table, industry: industry)
  }

  private static func read(_ table: Table, industry: String) throws -> ControlSeries {
    let fips = try table.column("GeoFIPS")
    let place = try table.column("GeoName")
    let line = try table.column(table.header.contains("LineCode") ? "LineCode" : "IndustryId")
    let unit = try table.column("Unit")
    let years = table.header.filter { $0.utf8.count == 4 && Int($0) != nil }
    guard !years.isEmpty else {
      throw DataError(
        .missingColumn, "\(table.name) has no column of a year", hint: "fetch it again")
    }
    var values: [ControlSeries.Value] = []
    var setAside: [ControlSeries.Value] = []
    for year in years {
      let column = try table.column(year)
      for row in table.rows where line[row].trimmed == industry {
        guard unit[row] == "Millions of current dollars" else {
          throw unit.error(
            row, "the unit is '\(unit[row])'", hint: "millions of current dollars are wanted")
        }
        let code = fips[row].trimmed
        guard code.utf8.count == 5, code.hasSuffix("000") else {
          throw fips.error(row, "'\(code)' is no code of a state or region", hint: "fetch it again")
        }
        let number = try amount(column, row)
        let calendarYear = CalendarYear(Int(year) ?? 0)
        if let state = State.fips(code.prefix(2)) {
          values.append(.init(area: state.usps, year: calendarYear, number: number))
        } else {
          setAside.append(.init(area: place[row].trimmed, year: calendarYear, number: number))
        }
      }
    }
    return try ControlSeries(values: values, setAside: setAside).requireUnique(name: table.name)
  }

  private static func amount(_ column: Table.Column, _ row: Int) throws -> PrintedNumber? {
    let text = column[row].trimmed
    if ["(NA)", "(D)", "(L)", "(NM)", "(T)"].contains(text) { return nil }
    guard let number = PrintedNumber(text) else {
      throw column.error(
        row, "'\(text.prefix(40))' is neither a number nor a mark of what is not shown",
        hint: "fetch it again")
    }
    return number
  }

  /// Drops the blank that stands between a separator and an opening quote.
  private static func withoutBlanksBeforeQuotes(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    for (index, byte) in bytes.enumerated() {
      let before = out.last ?? 0x0A
      if byte == 0x20, before == 0x0A || before == 0x2C, index + 1 < bytes.count,
        bytes[index + 1] == UInt8(ascii: "\"")
      {
        continue
      }
      out.append(byte)
    }
    return out
  }
}

extension String {
  /// The text without blanks at its ends.
  var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
