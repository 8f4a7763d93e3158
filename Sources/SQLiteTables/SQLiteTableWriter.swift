import Codes
import GRDBSQLite
import Glibc

/// Writes one table into a new SQLite file.
public final class SQLiteTableWriter {
  /// The type of a column as SQLite declares it.
  public enum ColumnType: String, Sendable {
    /// Text, codes among it.
    case text = "TEXT"
    /// Whole numbers of 64 bits.
    case integer = "INTEGER"
    /// Doubles.
    case real = "REAL"
  }

  private var database: OpaquePointer?
  private var statement: OpaquePointer?
  private let path: String
  private let table: String

  /// Creates the file and the table.
  ///
  /// - Parameters:
  ///   - path: The file; it must not be there.
  ///   - table: The table's name.
  ///   - columns: The columns in order.
  ///   - required: The columns that are never NULL. The table has no index: one over five columns
  ///     costs as much time again as the rows, and whoever needs it can add it.
  ///   - isScratch: Whether the file loses its name at once, so that nothing stays of it however the
  ///     program ends; it is for `finishForQueries` then.
  /// - Throws: `DataError` of kind `sqliteFailed`.
  public init(
    path: String, table: String, columns: [(name: String, type: ColumnType)],
    required: [String], isScratch: Bool = false
  ) throws(DataError) {
    self.path = path
    self.table = table
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
    guard sqlite3_open_v2(path, &database, flags, nil) == SQLITE_OK else { throw failure }
    let fields = columns.map { column in
      "\(Self.quoted(column.name)) \(column.type.rawValue)"
        + (required.contains(column.name) ? " NOT NULL" : "")
    }
    try run(
      """
      PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA page_size = 16384; PRAGMA cache_size = -16384; PRAGMA encoding = 'UTF-8';
      CREATE TABLE \(Self.quoted(table)) (
        \(fields.joined(separator: ",\n  "))
      );
      BEGIN;
      """)
    // Without a journal SQLite never looks for the file by its name again.
    if isScratch { unlink(path) }
    let places = columns.map { _ in "?" }.joined(separator: ", ")
    guard
      sqlite3_prepare_v2(
        database, "INSERT INTO \(Self.quoted(table)) VALUES (\(places))", -1, &statement, nil)
        == SQLITE_OK
    else { throw failure }
  }

  deinit {
    sqlite3_finalize(statement)
    sqlite3_close(database)
  }

  /// Sets a column, counted from 0, to a text whose bytes stay where they are until the next value is
  /// set or the writer is gone.
  public func set(_ column: Int, text: UnsafeBufferPointer<UInt8>) throws(DataError) {
    let start = UnsafeRawPointer(text.baseAddress)?.assumingMemoryBound(to: CChar.self)
    try check(sqlite3_bind_text(statement, Int32(column + 1), start, Int32(text.count), nil))
  }

  /// Sets a column to a text that is copied.
  public func set(_ column: Int, copying text: String) throws(DataError) {
    // SQLite's SQLITE_TRANSIENT, which its header states as a cast that Swift does not import.
    let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    try check(
      sqlite3_bind_text(statement, Int32(column + 1), text, Int32(text.utf8.count), copies))
  }

  /// Sets a column to a whole number.
  public func set(_ column: Int, wholeNumber: Int64) throws(DataError) {
    try check(sqlite3_bind_int64(statement, Int32(column + 1), wholeNumber))
  }

  /// Sets a column to a number.
  public func set(_ column: Int, decimal: Double) throws(DataError) {
    try check(sqlite3_bind_double(statement, Int32(column + 1), decimal))
  }

  /// Sets a column to NULL.
  public func setMissing(_ column: Int) throws(DataError) {
    try check(sqlite3_bind_null(statement, Int32(column + 1)))
  }

  /// Adds a row of the values that are set.
  ///
  /// - Throws: `DataError` of kind `sqliteFailed`, for a required value that is missing too.
  public func endRow() throws(DataError) {
    guard sqlite3_step(statement) == SQLITE_DONE else { throw failure }
    sqlite3_reset(statement)
  }

  /// Ends the file; nothing may be added then.
  ///
  /// - Throws: `DataError` of kind `sqliteFailed`.
  public func finish() throws(DataError) {
    sqlite3_finalize(statement)
    statement = nil
    try run("COMMIT;")
    guard sqlite3_close(database) == SQLITE_OK else { throw failure }
    database = nil
  }

  /// Ends writing and hands the open file over to queries; nothing may be added then.
  ///
  /// - Throws: `DataError` of kind `sqliteFailed` or `sqliteFull`.
  public func finishForQueries() throws(DataError) -> SQLiteQuery {
    sqlite3_finalize(statement)
    statement = nil
    try run("COMMIT;")
    defer { database = nil }
    return SQLiteQuery(database: database, path: path)
  }

  @inline(__always)
  private func check(_ status: Int32) throws(DataError) {
    if status != SQLITE_OK { throw failure }
  }

  private func run(_ text: String) throws(DataError) {
    guard sqlite3_exec(database, text, nil, nil, nil) == SQLITE_OK else { throw failure }
  }

  private var failure: DataError {
    let reason = database.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) } ?? "no memory"
    return DataError(
      sqlite3_errcode(database) == SQLITE_FULL ? .sqliteFull : .sqliteFailed,
      "the table \(table) could not be written to \(path): \(reason)",
      hint: "check that the folder can be written and that the disk has room")
  }

  private static func quoted(_ name: String) -> String {
    "\"" + name.replacing("\"", with: "\"\"") + "\""
  }
}

extension DataError.Kind {
  /// An SQLite file that could not be written.
  public static let sqliteFailed = Self(id: "sqlite.failed", exitCode: .inputOutput)
  /// An SQLite file whose disk has no room.
  public static let sqliteFull = Self(id: "sqlite.full", exitCode: .inputOutput)
  /// A sum of whole numbers beyond 64 bits.
  public static let sqliteOverflow = Self(id: "sqlite.overflow", exitCode: .dataRejected)
}
