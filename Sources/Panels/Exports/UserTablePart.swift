import Codes
import Tables

extension ExportPart {
  /// The columns that a user's table of exports may have.
  public static let userColumns =
    "state or state_fips (none for national figures), schedule_c, iso3c, iso2c or cown, year, month "
    + "where the figures are monthly, commodity where there are several, and exports_usd"

  /// Reads a user's table: one row an origin, destination, period and commodity.
  ///
  /// States may be postal codes, FIPS codes or names; destinations are named by the columns of
  /// ``UserDestinations/columns``, and codes hold in the year of their row. An empty amount is a figure
  /// that is kept back, which is not a zero; a pair without a row is an absent pair. Where
  /// the table is a panel, with a column `exports_status`, what that says stays: a filled zero is an
  /// absent pair again.
  ///
  /// - Parameters:
  ///   - bytes: Comma-separated text whose first line is the header.
  ///   - file: The name by which reports and errors call it.
  ///   - codes: The destinations' codes.
  ///   - missingMarks: Texts such as `NA` that mean in the column of amounts that none is reported; any
  ///     other text that is no number is refused.
  ///   - threads: How many threads read at once.
  /// - Throws: `DataError` naming the row: a column that is missing, a year, month or amount that is
  ///   none, a negative amount, codes in one row that contradict each other, or an ISO code that more
  ///   than one destination has. Cost: linear in the rows; amounts are read as texts where there are
  ///   missing marks, which takes twice the time.
  public init(
    reading bytes: UnsafeRawBufferPointer, named file: String, codes: DestinationCodes,
    missingMarks: [String] = [], threads: Int
  ) throws {
    let header = try ColumnTable.header(of: bytes, named: file)
    let places = UserDestinations.columns.indices
      .filter { header.contains(UserDestinations.columns[$0].name) }
    guard !places.isEmpty, header.contains("year"), header.contains("exports_usd") else {
      throw DataError(
        .missingColumn,
        "\(file) lacks a column of exports (it has \(header.sorted().joined(separator: ", ")))",
        hint: header.count == 1 && header[0].contains(where: { ";\t|".contains($0) })
          ? DelimitedText.hintOfMissingColumn(header: header)
          : "give the columns \(Self.userColumns)")
    }
    let states = ["state", "state_fips"].filter(header.contains)
    let month = header.contains("month") ? "month" : nil
    let commodity = header.contains("commodity") ? "commodity" : nil
    let placeNames = places.map { UserDestinations.columns[$0].name }
    var texts = Set(states + placeNames + [commodity].compactMap { $0 })
    let hasMarks = !missingMarks.isEmpty
    if hasMarks { texts.insert("exports_usd") }
    let hasStatus = header.contains(PanelStatuses.column)
    if hasStatus { texts.insert(PanelStatuses.column) }
    let table: ColumnTable
    do {
      // Nothing is missing but the empty cell: `NA` is a code of Namibia.
      table = try ColumnTable(
        reading: bytes, named: file,
        columns: texts.union(["year", "exports_usd"] + [month].compactMap { $0 }),
        as: .init(
          numeric: hasMarks ? ["year", "month"] : ["year", "month", "exports_usd"], text: texts,
          missing: []), threads: threads)
    } catch {
      guard error.kind == .badCell, error.message.contains("column 'exports_usd'") else {
        throw error
      }
      throw DataError(error.kind, error.message, hint: Self.hintOfAmounts)
    }

    guard table.rowCount > 0 else { throw DataError.headerAlone(file) }

    func fault(_ row: Int, _ message: String, _ hint: String) -> DataError {
      DataError(.badCell, "\(file), row \(row + 1) below the header: \(message)", hint: hint)
    }
    func numbers(_ name: String?) -> [Double]? {
      guard let name, case .numbers(let values) = table.column(name)?.values else { return nil }
      return values
    }
    func labels(_ name: String) -> (indices: [Int32], labels: [String]) {
      guard case .text(let indices, let labels) = table.column(name)?.values else {
        return ([], [])
      }
      return (indices, labels)
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
    func dollars(_ amount: Double, _ row: Int) throws -> Int64 {
      guard amount >= 0 else {
        throw fault(row, "exports are negative", "check the figure against the publisher's")
      }
      guard amount < 9e15 else {
        throw fault(
          row, "exports are too large: more than 9,000,000,000,000,000 dollars",
          "check the unit, which is whole dollars")
      }
      guard amount == amount.rounded() else {
        throw fault(row, "exports are no whole number of dollars", "write whole dollars")
      }
      return Int64(amount)
    }
    var amounts: [Int64]
    if hasMarks {
      let (indices, texts) = labels("exports_usd")
      var known = [Int64?](repeating: nil, count: texts.count)
      amounts = try indices.enumerated().map { row, index in
        if index < 0 { return Self.noAmount }
        if let amount = known[Int(index)] { return amount }
        let text = texts[Int(index)]
        let amount: Int64
        if let mark = missingMarks.firstIndex(of: text) {
          amount = Self.amount(ofMark: mark)
        } else if let number = PrintedNumber.finite(text) {
          amount = try dollars(number, row)
        } else {
          throw fault(
            row,
            "the amount '\(text)' is no number and none of the missing marks "
              + missingMarks.joined(separator: ", "), Self.hintOfAmounts)
        }
        known[Int(index)] = amount
        return amount
      }
    } else {
      amounts = try (numbers("exports_usd") ?? []).enumerated().map { row, amount in
        amount.isNaN ? Self.noAmount : try dollars(amount, row)
      }
    }

    let statuses =
      try hasStatus
      ? PanelStatuses(labels(PanelStatuses.column), amounts: &amounts, fault: fault) : nil

    var destinations = UserDestinations(file: file, codes: codes)
    let placeColumns = placeNames.map(labels)
    // A row's codes and its year; rows that repeat the ones above cost one comparison.
    var known: [SIMD8<Int32>: UInt16] = [:]
    var last: (key: SIMD8<Int32>, index: UInt16) = (SIMD8(repeating: -2), 0)
    let placeIndices = try years.indices.map { row -> UInt16 in
      var key = SIMD8<Int32>(repeating: Int32(years[row]))
      for column in placeColumns.indices { key[column] = placeColumns[column].indices[row] }
      if key == last.key { return last.index }
      if let index = known[key] {
        last = (key, index)
        return index
      }
      let cells = zip(places, placeColumns).compactMap { place, column in
        column.indices[row] < 0
          ? nil : (column: place, code: column.labels[Int(column.indices[row])])
      }
      let index = try destinations.index(
        of: cells, year: CalendarYear(Int(years[row])), fault: { fault(row, $0, $1) })
      known[key] = index
      last = (key, index)
      return index
    }
    let commodities = try commodity.map { name -> Codes in
      let (indices, texts) = labels(name)
      try Self.requireFew(texts.count, file, name)
      // An empty cell is all goods.
      return Codes(
        texts: texts.map { $0 == CommodityChoice.all.id ? "" : $0 } + [""],
        indices: indices.map { UInt16($0 < 0 ? Int32(texts.count) : $0) })
    }
    let origins = try Self.origins(
      states.map { ($0, labels($0)) }, count: amounts.count, file: file, fault: fault)
    let destinationCodes = Codes(texts: destinations.texts, indices: placeIndices)
    let length: PeriodLength = months == nil ? .year : .month
    let ignored = header.filter { name in
      !texts.contains(name) && !["year", "month", "exports_usd"].contains(name)
    }
    // A zero that a policy filled in is no figure of the source.
    guard let statuses, statuses.isFigure.contains(false) else {
      self.init(
        name: file, vintage: "", length: length, rowCount: table.rowCount, origins: origins,
        destinations: destinationCodes, commodities: commodities, periods: periods,
        dollars: amounts,
        isInPart: statuses?.isInPart ?? [], marks: missingMarks, faults: destinations.faults,
        ignoredColumns: ignored, place: { "row \($0 + 1) below the header" })
      return
    }
    let rows = amounts.indices.filter { statuses.isFigure[$0] }
    self.init(
      name: file, vintage: "", length: length, rowCount: table.rowCount,
      origins: origins.keeping(rows), destinations: destinationCodes.keeping(rows),
      commodities: commodities?.keeping(rows), periods: rows.map { periods[$0] },
      dollars: rows.map { amounts[$0] },
      isInPart: statuses.isInPart.isEmpty ? [] : rows.map { statuses.isInPart[$0] },
      marks: missingMarks, faults: destinations.faults, ignoredColumns: ignored,
      place: { "row \(rows[$0] + 1) below the header" })
  }

  private static let hintOfAmounts =
    "write whole dollars, leave the cell empty where no figure is reported, or say what else means "
    + "that, as in --missing-marks NA"

  private static func requireFew(_ count: Int, _ file: String, _ column: String) throws {
    guard count < 1 << 16 else {
      throw DataError(
        .tooManyCodes, "\(file) has more than 65535 different codes in the column '\(column)'",
        hint: "check that its columns are what their names say")
    }
  }

  /// The origins of the rows by their postal codes, from one column of states or two that agree.
  private static func origins(
    _ columns: [(name: String, cells: (indices: [Int32], labels: [String]))], count: Int,
    file: String, fault: (Int, String, String) -> DataError
  ) throws -> Codes {
    guard let first = columns.first else {
      return Codes(
        texts: [Origin.unitedStates.code], indices: [UInt16](repeating: 0, count: count))
    }
    func postal(_ texts: [String]) -> [String] {
      texts.map {
        $0 == Origin.unitedStates.fips
          ? Origin.unitedStates.code
          : (State.usps($0) ?? State.fips($0) ?? State.named($0))?.usps ?? $0
      }
    }
    let named = columns.map { postal($0.cells.labels) }
    for column in columns { try requireFew(column.cells.labels.count, file, column.name) }
    // The texts of all columns one behind another, so that each row points to one of them.
    let indices = try (0..<count).map { row -> UInt16 in
      let mine = first.cells.indices[row]
      guard columns.count == 2 else {
        guard mine >= 0 else {
          throw fault(row, "the cell of '\(first.name)' is empty", "fill it or remove the row")
        }
        return UInt16(mine)
      }
      let other = columns[1].cells.indices[row]
      guard mine >= 0 || other >= 0 else {
        throw fault(
          row, "the cells of '\(first.name)' and '\(columns[1].name)' are empty",
          "fill one of them or remove the row")
      }
      if mine >= 0, other >= 0, named[0][Int(mine)] != named[1][Int(other)] {
        throw fault(
          row,
          "\(first.name) \(first.cells.labels[Int(mine)]) is \(named[0][Int(mine)]), and "
            + "\(columns[1].name) \(columns[1].cells.labels[Int(other)]) is "
            + "\(named[1][Int(other)])",
          "correct one of the two")
      }
      return UInt16(mine >= 0 ? Int(mine) : named[0].count + Int(other))
    }
    let texts = named.flatMap { $0 }
    try requireFew(texts.count, file, first.name)
    return Codes(texts: texts, indices: indices)
  }
}

extension DataError {
  /// A table without a row.
  static func headerAlone(_ file: String) -> DataError {
    DataError(
      .malformedTable, "\(file) has a header and no row below it",
      hint: "give it rows, or leave it out")
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
