import Codes
import GRDB
import GRDBSQLite

/// Bulk writing and reading of tidy rows in an open transaction.
///
/// Both go through one prepared statement and plain integers: nothing is allocated for a row.
struct TidyTables {
  let database: Database

  /// The rows to be read.
  enum Selection {
    case snapshot(Int64)
    case vintage(Int64)
  }

  /// What narrows a selection, in SQLite's terms.
  struct Filter {
    /// The leading code: the commodity of exports, the variable of series, the reason of rows set
    /// aside.
    var leadingCode: String?
    /// The first and the last year.
    var years: ClosedRange<Int>?
  }

  private static func columns(_ kind: TidyKind) -> [String] {
    var names = kind.codeNames
    names.insert("period", at: 1)
    return names + [kind.valueName]
  }

  // MARK: Writing

  /// Inserts the rows of a snapshot in the order of the table's key.
  func insert(_ rows: TidyColumns, snapshot: Int64) throws {
    let identifiers = try rows.codes.map { try codeIdentifiers($0.codes) }
    let order = try keyOrder(rows, identifiers)
    let names = Self.columns(rows.kind)
    let places = repeatElement("?", count: names.count + 1).joined(separator: ", ")
    let statement = try database.makeStatement(
      sql: "INSERT INTO \(rows.kind.rawValue)_coded VALUES (\(places))")
    let raw = statement.sqliteStatement
    defer { sqlite3_reset(raw) }
    // Places are numbered from 1: snapshot, leading code, period, further codes, value.
    let valuePlace = Int32(names.count + 1)
    let codePlaces = rows.codes.indices.map { Int32($0 == 0 ? 2 : $0 + 3) }
    sqlite3_bind_int64(raw, 1, snapshot)
    for position in 0..<rows.count {
      let row = order.map { Int($0[position]) } ?? position
      for column in rows.codes.indices {
        let index = Int(rows.codes[column].indices[row])
        sqlite3_bind_int64(raw, codePlaces[column], identifiers[column][index])
      }
      sqlite3_bind_int(raw, 3, rows.periods[row].number)
      if rows.kind == .series {
        let bits = UInt64(bitPattern: rows.values[row])
        sqlite3_bind_double(raw, valuePlace, Double(bitPattern: bits))
      } else {
        sqlite3_bind_int64(raw, valuePlace, rows.values[row])
      }
      guard sqlite3_step(raw) == SQLITE_DONE else { throw lastError() }
      sqlite3_reset(raw)
    }
    if rows.kind == .exports { try insertBlocks(rows, identifiers[0], snapshot: snapshot) }
  }

  /// The numbers of codes, new ones for those that have none.
  private func codeIdentifiers(_ codes: [String]) throws -> [Int64] {
    let insert = try database.makeStatement(sql: "INSERT OR IGNORE INTO codes (code) VALUES (?)")
    let select = try database.makeStatement(sql: "SELECT id FROM codes WHERE code = ?")
    return try codes.map { code in
      if let known = try Int64.fetchOne(select, arguments: [code]) { return known }
      try insert.execute(arguments: [code])
      return database.lastInsertedRowID
    }
  }

  /// The rows in the order of the codes' numbers, or nil where that is the order they are in.
  ///
  /// Appending at the end of the table is several times as fast as inserting all over it.
  private func keyOrder(_ rows: TidyColumns, _ identifiers: [[Int64]]) throws -> [UInt32]? {
    if identifiers.allSatisfy({ zip($0, $0.dropFirst()).allSatisfy(<) }) { return nil }
    let ranked = zip(rows.codes, identifiers).map { column, numbers in
      var rank = [UInt16](repeating: 0, count: numbers.count)
      for (place, old) in numbers.indices.sorted(by: { numbers[$0] < numbers[$1] }).enumerated() {
        rank[old] = UInt16(place)
      }
      return column.indices.map { rank[Int($0)] }
    }
    guard
      case .permuted(let order) = try RowOrder.packing(periods: rows.periods, codes: ranked)?
        .permutation()
    else { return nil }
    return order
  }

  /// Notes which commodities and periods a snapshot is about, to find overlapping partitions.
  private func insertBlocks(_ rows: TidyColumns, _ commodities: [Int64], snapshot: Int64) throws {
    let statement = try database.makeStatement(
      sql: "INSERT INTO export_blocks (snapshot, commodity, period) VALUES (?, ?, ?)")
    for row in 0..<rows.count {
      let isSame =
        row > 0 && rows.periods[row] == rows.periods[row - 1]
        && rows.codes[0].indices[row] == rows.codes[0].indices[row - 1]
      if isSame { continue }
      let commodity = commodities[Int(rows.codes[0].indices[row])]
      try statement.execute(arguments: [snapshot, commodity, rows.periods[row].number])
    }
  }

  /// A cell that two snapshots of a vintage both state, if there is one.
  func repeatedCell(vintage: Int64) throws -> String? {
    let pairs = try Row.fetchAll(
      database,
      sql: """
        SELECT DISTINCT a.snapshot AS one, b.snapshot AS other
        FROM vintage_snapshots p JOIN export_blocks a ON a.snapshot = p.snapshot
        JOIN export_blocks b ON b.commodity = a.commodity AND b.period = a.period
          AND b.snapshot > a.snapshot
        JOIN vintage_snapshots q ON q.snapshot = b.snapshot AND q.vintage = p.vintage
        WHERE p.vintage = ?
        """, arguments: [vintage])
    for pair in pairs {
      let cell = try String.fetchOne(
        database,
        sql: """
          SELECT b.period || ', ' || s.code || ', ' || d.code
          FROM exports_coded a JOIN exports_coded b ON b.snapshot = ? AND
            b.commodity = a.commodity AND b.period = a.period AND b.state = a.state
            AND b.destination = a.destination
          JOIN codes s ON s.id = a.state JOIN codes d ON d.id = a.destination
          WHERE a.snapshot = ? LIMIT 1
          """, arguments: [pair["other"] as Int64, pair["one"] as Int64])
      if let cell { return cell }
    }
    return nil
  }

  /// Removes the rows of a snapshot.
  func delete(_ kind: TidyKind, snapshot: Int64) throws {
    try database.execute(
      sql: "DELETE FROM \(kind.rawValue)_coded WHERE snapshot = ?", arguments: [snapshot])
    if kind == .exports {
      try database.execute(
        sql: "DELETE FROM export_blocks WHERE snapshot = ?", arguments: [snapshot])
    }
  }

  // MARK: Reading

  /// Hands over rows one by one, snapshot by snapshot in the order of the key, and keeps none.
  ///
  /// `body` gets the row's codes in the order of the kind's names, its period and its value's bits.
  func scan(
    _ kind: TidyKind, _ selection: Selection, filter: Filter = Filter(),
    _ body: ([String], Period, Int64) throws -> Void
  ) throws {
    let statement = try statement(kind, selection, filter)
    let raw = statement.sqliteStatement
    let texts = try codeTexts()
    let places = kind.codeNames.indices.map { Int32($0 == 0 ? 0 : $0 + 1) }
    let valuePlace = Int32(kind.codeNames.count + 1)
    var codes = kind.codeNames.map { _ in "" }
    defer { sqlite3_reset(raw) }
    while true {
      let code = sqlite3_step(raw)
      if code == SQLITE_DONE { return }
      guard code == SQLITE_ROW else { throw lastError() }
      for column in codes.indices {
        let number = Int(sqlite3_column_int64(raw, places[column]))
        guard texts.indices.contains(number) else { throw Self.damaged(kind) }
        codes[column] = texts[number]
      }
      guard let period = Period(number: Int(sqlite3_column_int64(raw, 1))) else {
        throw Self.damaged(kind)
      }
      try body(codes, period, sqlite3_column_int64(raw, valuePlace))
    }
  }

  /// Reads rows as columns in their one order; costs about 0.2 µs a row.
  func rows(
    _ kind: TidyKind, _ selection: Selection, filter: Filter = Filter()
  ) throws -> TidyColumns {
    try columns(kind, of: statement(kind, selection, filter))
  }

  private func statement(
    _ kind: TidyKind, _ selection: Selection, _ filter: Filter
  ) throws -> Statement {
    let names = Self.columns(kind)
    var sql = "SELECT " + names.map { "t.\($0)" }.joined(separator: ", ")
    var arguments: [any DatabaseValueConvertible] = []
    switch selection {
    case .snapshot(let identifier):
      sql += " FROM \(kind.rawValue)_coded t WHERE t.snapshot = ?"
      arguments.append(identifier)
    case .vintage(let identifier):
      // The order of the join is fixed: the vintage's snapshots, then their rows by key.
      sql += " FROM vintage_snapshots p CROSS JOIN \(kind.rawValue)_coded t"
      sql += " WHERE p.vintage = ? AND t.snapshot = p.snapshot"
      arguments.append(identifier)
    }
    if let code = filter.leadingCode {
      sql += " AND t.\(names[0]) = (SELECT id FROM codes WHERE code = ?)"
      arguments.append(code)
    }
    if let years = filter.years {
      sql += " AND t.period BETWEEN ? AND ?"
      arguments.append(years.lowerBound * 100)
      arguments.append(years.upperBound * 100 + 12)
    }
    let statement = try database.makeStatement(sql: sql)
    try statement.setArguments(StatementArguments(arguments))
    return statement
  }

  /// The destinations of a vintage's exports.
  func destinations(vintage: Int64, commodity: String?) throws -> [String] {
    var sql = """
      SELECT DISTINCT c.code FROM codes c JOIN (
        SELECT DISTINCT t.destination AS id
        FROM vintage_snapshots p CROSS JOIN exports_coded t
        WHERE p.vintage = ? AND t.snapshot = p.snapshot
      """
    var arguments: [any DatabaseValueConvertible] = [vintage]
    if let commodity {
      sql += " AND t.commodity = (SELECT id FROM codes WHERE code = ?)"
      arguments.append(commodity)
    }
    return try String.fetchAll(
      database, sql: sql + ") d ON d.id = c.id ORDER BY c.code",
      arguments: StatementArguments(arguments))
  }

  private func columns(_ kind: TidyKind, of statement: Statement) throws -> TidyColumns {
    let raw = statement.sqliteStatement
    let texts = try codeTexts()
    var found = kind.codeNames.map { _ in FoundCodes(count: texts.count) }
    let places = kind.codeNames.indices.map { Int32($0 == 0 ? 0 : $0 + 1) }
    let valuePlace = Int32(kind.codeNames.count + 1)
    var periods: [Period] = []
    var values: [Int64] = []
    defer { sqlite3_reset(raw) }
    while true {
      let code = sqlite3_step(raw)
      if code == SQLITE_DONE { break }
      guard code == SQLITE_ROW else { throw lastError() }
      for column in found.indices {
        guard found[column].append(sqlite3_column_int64(raw, places[column])) else {
          throw Self.damaged(kind)
        }
      }
      guard let period = Period(number: Int(sqlite3_column_int64(raw, 1))) else {
        throw Self.damaged(kind)
      }
      periods.append(period)
      if kind == .series {
        values.append(Int64(bitPattern: sqlite3_column_double(raw, valuePlace).bitPattern))
      } else {
        values.append(sqlite3_column_int64(raw, valuePlace))
      }
    }
    let codes = try found.map { column in
      try CodeColumn(codes: column.seen.map { texts[Int($0)] }, indices: column.indices)
    }
    return try TidyColumns(kind: kind, periods: periods, codes: codes, values: values)
  }

  /// The codes by their numbers, empty text where a number has none.
  private func codeTexts() throws -> [String] {
    let largest = try Int.fetchOne(database, sql: "SELECT max(id) FROM codes") ?? 0
    guard (0..<1 << 24).contains(largest) else { throw Self.damaged(.exports) }
    var texts = [String](repeating: "", count: largest + 1)
    for row in try Row.fetchAll(database, sql: "SELECT id, code FROM codes") {
      guard let number = Int.fromDatabaseValue(row[0]), texts.indices.contains(number),
        let text = String.fromDatabaseValue(row[1])
      else { throw Self.damaged(.exports) }
      texts[number] = text
    }
    return texts
  }

  private func lastError() -> DatabaseError {
    DatabaseError(resultCode: database.lastErrorCode, message: database.lastErrorMessage)
  }

  private static func damaged(_ kind: TidyKind) -> DataError {
    DataError(
      .storeDamaged, "the table \(kind.rawValue) of the catalogue holds an impossible row",
      hint: "run `swingport verify --repair`")
  }
}

/// A column that is being read: the catalogue's numbers of codes turned into small indices.
private struct FoundCodes {
  private(set) var indices: [UInt16] = []
  /// The numbers in the order in which they were met.
  private(set) var seen: [Int64] = []
  private var place: [Int32]

  init(count: Int) { place = [Int32](repeating: -1, count: count) }

  /// Adds a row; false when the catalogue has no such number, or too many.
  mutating func append(_ number: Int64) -> Bool {
    guard number >= 0, number < place.count else { return false }
    var index = place[Int(number)]
    if index < 0 {
      guard seen.count < 1 << 16 else { return false }
      index = Int32(seen.count)
      place[Int(number)] = index
      seen.append(number)
    }
    indices.append(UInt16(truncatingIfNeeded: index))
    return true
  }
}
