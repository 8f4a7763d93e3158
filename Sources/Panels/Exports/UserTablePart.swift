import Codes
import Tables

extension ExportPart {
  /// The columns that a user's table of exports may have.
  public static let userColumns =
    "state (or state_fips; none for national figures), schedule_c or iso3c, year, month where the "
    + "figures are monthly, commodity where there are several, and exports_usd"

  /// Reads a user's table: one row an origin, destination, period and commodity.
  ///
  /// States may be postal codes, FIPS codes or names. An empty amount is a figure that is kept back,
  /// which is not a zero; a pair without a row is an absent pair.
  ///
  /// - Parameters:
  ///   - bytes: Comma-separated text whose first line is the header.
  ///   - file: The name by which reports and errors call it.
  ///   - codes: The destinations' codes, by which ISO codes are turned into Schedule C.
  ///   - threads: How many threads read at once.
  /// - Throws: `DataError` naming the row: a column that is missing, a year, month or amount that is
  ///   none, a negative amount, or an ISO code that more than one destination has.
  public init(
    reading bytes: UnsafeRawBufferPointer, named file: String, codes: DestinationCodes,
    threads: Int
  ) throws {
    let header = try ColumnTable.header(of: bytes, named: file)
    let origin = ["state", "state_fips"].first(where: header.contains)
    guard let destination = ["schedule_c", "iso3c"].first(where: header.contains),
      header.contains("year"), header.contains("exports_usd")
    else {
      throw DataError(
        .missingColumn,
        "\(file) lacks a column of exports (it has \(header.sorted().joined(separator: ", ")))",
        hint: "give the columns \(Self.userColumns)")
    }
    let month = header.contains("month") ? "month" : nil
    let commodity = header.contains("commodity") ? "commodity" : nil
    let texts = [origin, destination, commodity].compactMap { $0 }
    let table = try ColumnTable(
      reading: bytes, named: file,
      columns: Set(texts + ["year", "exports_usd"] + [month].compactMap { $0 }),
      as: .init(numeric: ["year", "month", "exports_usd"], text: Set(texts)), threads: threads)

    func fault(_ row: Int, _ message: String, _ hint: String) -> DataError {
      DataError(.badCell, "\(file), row \(row + 1) below the header: \(message)", hint: hint)
    }
    func numbers(_ name: String?) -> [Double]? {
      guard let name, case .numbers(let values) = table.column(name)?.values else { return nil }
      return values
    }
    func codeColumn(_ name: String, empty: String?) throws -> Codes {
      guard case .text(let indices, let labels) = table.column(name)?.values else {
        return Codes(texts: [], indices: [])
      }
      guard labels.count < 1 << 16 else {
        throw DataError(
          .tooManyCodes, "\(file) has more than 65535 different codes in the column '\(name)'",
          hint: "check that its columns are what their names say")
      }
      var texts = labels
      if let empty { texts.append(empty) }
      return Codes(
        texts: texts,
        indices: try indices.enumerated().map { row, code in
          if code >= 0 { return UInt16(code) }
          guard empty != nil else {
            throw fault(row, "the cell of '\(name)' is empty", "fill it or remove the row")
          }
          return UInt16(labels.count)
        })
    }

    let years = numbers("year") ?? []
    let months = numbers(month)
    let periods = try years.indices.map { row -> Int32 in
      let year = years[row]
      guard year == year.rounded(), (1600...2999).contains(year) else {
        throw fault(row, "the year is missing or none", "write a year of four digits")
      }
      guard let months else { return Int32(year) }
      let month = months[row]
      guard month == month.rounded(), (1...12).contains(month) else {
        throw fault(row, "the month is missing or none", "write a month from 1 to 12")
      }
      return Int32(year) * 12 + Int32(month) - 1
    }
    let dollars = try (numbers("exports_usd") ?? []).enumerated().map { row, amount -> Int64 in
      if amount.isNaN { return Self.noAmount }
      guard amount >= 0 else {
        throw fault(row, "exports are negative", "check the figure against the publisher's")
      }
      guard amount == amount.rounded(), amount < 9e15 else {
        throw fault(row, "exports are no whole number of dollars", "write whole dollars")
      }
      return Int64(amount)
    }
    var destinations = try codeColumn(destination, empty: nil)
    if destination == "iso3c" {
      destinations.texts = try destinations.texts.map { try codes.scheduleC(ofISO3: $0, in: file) }
    }
    var origins =
      try origin.map { try codeColumn($0, empty: nil) }
      ?? Codes(
        texts: [Origin.unitedStates.code],
        indices: [UInt16](repeating: 0, count: dollars.count))
    origins.texts = origins.texts.map {
      (State.usps($0) ?? State.fips($0) ?? State.named($0))?.usps ?? $0
    }
    let commodities = try commodity.map { name -> Codes in
      let column = try codeColumn(name, empty: "")
      return Codes(
        texts: column.texts.map { $0 == CommodityChoice.all.id ? "" : $0 },
        indices: column.indices)
    }
    self.init(
      name: file, vintage: "", length: months == nil ? .year : .month, rowCount: table.rowCount,
      origins: origins, destinations: destinations, commodities: commodities, periods: periods,
      dollars: dollars, place: { "row \($0 + 1) below the header" })
  }
}

extension ColumnTable {
  /// The names in the header of a table.
  fileprivate static func header(
    of bytes: UnsafeRawBufferPointer, named file: String
  ) throws -> [String] {
    let line = bytes.prefix(64 << 10).prefix { $0 != UInt8(ascii: "\n") }
    return try DelimitedText(name: file).records(in: Array(line)).first?.fields ?? []
  }
}

extension DestinationCodes {
  /// The Schedule C code of the one destination with an ISO 3166 code, or the text itself where there
  /// is none.
  ///
  /// A code that a country shares with former ones is the country's.
  ///
  /// - Throws: `DataError` of kind `unmatchedCode` where several destinations have it and none of
  ///   them is the country.
  func scheduleC(ofISO3 text: String, in file: String) throws -> String {
    let found = all.filter { $0.iso3?.text == text }
    let present = found.filter { $0.kind != "former" }
    guard let one = present.first ?? found.first else { return text }
    guard (present.isEmpty ? found : present).count == 1 else {
      throw DataError(
        .unmatchedCode,
        "\(file): the ISO code \(text) stands for "
          + found.map { "\($0.scheduleC) \($0.name)" }.joined(separator: " and "),
        hint: "give Schedule C codes in a column schedule_c")
    }
    return one.scheduleC.text
  }
}
