import Codes
import GRDBSQLite

/// An SQLite file that statements are run on, whose rows come back as text.
public final class SQLiteQuery {
  private var database: OpaquePointer?
  private let path: String

  /// Opens a file, or creates it; statements may change it.
  ///
  /// - Throws: `DataError` of kind `sqliteFailed`.
  public init(path: String) throws(DataError) {
    self.path = path
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
    guard sqlite3_open_v2(path, &database, flags, nil) == SQLITE_OK else { throw failure }
  }

  /// Takes over a file that is open.
  init(database: OpaquePointer?, path: String) {
    self.database = database
    self.path = path
  }

  deinit { sqlite3_close(database) }

  /// Runs a statement without rows.
  ///
  /// - Throws: `DataError` of kind `sqliteFailed`.
  public func run(_ text: String) throws(DataError) {
    guard sqlite3_exec(database, text, nil, nil, nil) == SQLITE_OK else { throw failure }
  }

  /// Runs a query and hands over its rows one by one, every value as text, NULL as nil.
  ///
  /// - Throws: `DataError` of kind `sqliteFailed`, `sqliteFull`, or `sqliteOverflow` for a sum beyond 64
  ///   bits, or what `body` throws.
  public func forEachRow(
    of text: String, _ body: ([String?]) throws(DataError) -> Void
  ) throws(DataError) {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(database, text, -1, &statement, nil) == SQLITE_OK else {
      throw failure
    }
    defer { sqlite3_finalize(statement) }
    while true {
      let status = sqlite3_step(statement)
      if status == SQLITE_DONE { return }
      guard status == SQLITE_ROW else { throw failure }
      try body(
        (0..<sqlite3_column_count(statement)).map { column in
          sqlite3_column_text(statement, column).map { String(cString: $0) }
        })
    }
  }

  private var failure: DataError {
    let reason = database.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) } ?? "no memory"
    let code = sqlite3_errcode(database)
    // SQLite has no code of its own for a sum that overflows.
    let isOverflow = code == SQLITE_ERROR && reason == "integer overflow"
    return DataError(
      code == SQLITE_FULL ? .sqliteFull : isOverflow ? .sqliteOverflow : .sqliteFailed,
      "a query on \(path) failed: \(reason)",
      hint: "check that the folder can be written and that the disk has room")
  }
}
