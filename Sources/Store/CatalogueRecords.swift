import Codes
import GRDB

/// Writing and reading of vintages and snapshots in an open transaction.
struct CatalogueRecords {
  let database: Database

  /// A vintage with the number of its row.
  struct Row {
    let identifier: Int64
    let vintage: Vintage
  }

  // MARK: Reading

  /// The vintages of a source (nil: of all) from first to last.
  func vintages(of source: String?) throws -> [Row] {
    let rows = try GRDB.Row.fetchAll(
      database,
      sql: """
        SELECT * FROM vintages WHERE ? IS NULL OR source = ? ORDER BY source, sequence
        """, arguments: [source, source])
    return try rows.map { row in
      let identifier: Int64 = try value(row, "id")
      return Row(identifier: identifier, vintage: try vintage(row, try snapshots(of: identifier)))
    }
  }

  /// A vintage by its name.
  func vintage(source: String, label: String) throws -> Row? {
    guard
      let row = try GRDB.Row.fetchOne(
        database, sql: "SELECT * FROM vintages WHERE source = ? AND label = ?",
        arguments: [source, label])
    else { return nil }
    let identifier: Int64 = try value(row, "id")
    return Row(identifier: identifier, vintage: try vintage(row, try snapshots(of: identifier)))
  }

  /// The sources that have a vintage, in their order.
  func sources() throws -> [String] {
    try String.fetchAll(database, sql: "SELECT DISTINCT source FROM vintages ORDER BY source")
  }

  /// Every snapshot with the number of its row.
  func allSnapshots() throws -> [(identifier: Int64, snapshot: Snapshot)] {
    try GRDB.Row.fetchAll(database, sql: "SELECT * FROM snapshots ORDER BY id")
      .map { (try value($0, "id"), try snapshot($0)) }
  }

  /// The objects that have to be fetched again.
  func refetches() throws -> [Refetch] {
    try GRDB.Row.fetchAll(database, sql: "SELECT * FROM refetches ORDER BY sha256").map { row in
      guard let object = try object(row, "sha256") else { throw Self.damaged("sha256") }
      return Refetch(
        object: object, source: try value(row, "source"), partition: try value(row, "partition"))
    }
  }

  private func snapshots(of vintage: Int64) throws -> [Snapshot] {
    try GRDB.Row.fetchAll(
      database,
      sql: """
        SELECT s.* FROM vintage_snapshots p JOIN snapshots s ON s.id = p.snapshot
        WHERE p.vintage = ? ORDER BY s.partition
        """, arguments: [vintage]
    ).map(snapshot)
  }

  private func vintage(_ row: GRDB.Row, _ snapshots: [Snapshot]) throws -> Vintage {
    guard let status = Vintage.Status(rawValue: try value(row, "status")) else {
      throw Self.damaged("a vintage of \(try value(row, "source") as String)")
    }
    return Vintage(
      source: try value(row, "source"), label: try value(row, "label"),
      sequence: try value(row, "sequence"), committedAt: try stamp(row, "committed_at"),
      basis: try optional(row, "basis"), status: status,
      note: try optional(row, "note"), snapshots: snapshots)
  }

  private func snapshot(_ row: GRDB.Row) throws -> Snapshot {
    var snapshot = Snapshot(
      partition: try value(row, "partition"),
      retrievedAt: try stamp(row, "retrieved_at"), url: try value(row, "url"),
      etag: try optional(row, "etag"),
      lastModified: try optional(row, "last_modified"),
      object: try object(row, "sha256"), bytes: try value(row, "bytes"),
      rows: try value(row, "rows"), validators: try value(row, "validators"))
    for kind in TidyKind.allCases {
      snapshot.tidy[kind] = try object(row, "\(kind.rawValue)_sha256")
    }
    return snapshot
  }

  /// A value of a row; a catalogue with flipped bits must end in an error, never in a trap.
  private func value<Value: DatabaseValueConvertible>(
    _ row: GRDB.Row, _ column: String
  ) throws -> Value {
    guard let value: Value = try optional(row, column) else { throw Self.damaged(column) }
    return value
  }

  private func optional<Value: DatabaseValueConvertible>(
    _ row: GRDB.Row, _ column: String
  ) throws -> Value? {
    guard let stored = row[column] as (any DatabaseValueConvertible)? else {
      if row.hasColumn(column) { return nil }
      throw Self.damaged(column)
    }
    guard let value = Value.fromDatabaseValue(stored.databaseValue) else {
      throw Self.damaged(column)
    }
    return value
  }

  private func stamp(_ row: GRDB.Row, _ column: String) throws -> Stamp {
    guard let stamp = Stamp(try value(row, column) as String) else {
      throw Self.damaged(column)
    }
    return stamp
  }

  private func object(_ row: GRDB.Row, _ column: String) throws -> ObjectID? {
    guard let text = try optional(row, column) as String? else { return nil }
    guard let object = ObjectID(text) else { throw Self.damaged(column) }
    return object
  }

  // MARK: Writing

  /// Inserts a vintage; snapshots that are there already are shared.
  ///
  /// - Parameter tidy: Gives the rows of a new snapshot.
  func insert(_ vintage: Vintage, tidy: (Snapshot) throws -> [TidyColumns]) throws {
    try database.execute(
      sql: """
        INSERT INTO vintages (source, label, sequence, committed_at, basis, status, note)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        vintage.source, vintage.label, vintage.sequence, vintage.committedAt.description,
        vintage.basis, vintage.status.rawValue, vintage.note,
      ])
    let identifier = database.lastInsertedRowID
    let tables = TidyTables(database: database)
    for snapshot in vintage.snapshots {
      let number: Int64
      if let known = try self.identifier(of: snapshot, in: vintage.source) {
        number = known
      } else {
        number = try insert(snapshot, of: vintage.source)
        for rows in try tidy(snapshot) { try tables.insert(rows, snapshot: number) }
      }
      try database.execute(
        sql: "INSERT INTO vintage_snapshots VALUES (?, ?)", arguments: [identifier, number])
    }
    if let cell = try tables.repeatedCell(vintage: identifier) {
      throw DataError(
        .storeRefused, "two partitions of \(vintage.source) state the same cell: \(cell)",
        hint: "look at the answer of the source for months that are repeated")
    }
  }

  /// Changes a vintage from held to accepted.
  func accept(source: String, label: String) throws {
    try database.execute(
      sql: "UPDATE vintages SET status = 'accepted' WHERE source = ? AND label = ?",
      arguments: [source, label])
  }

  /// Notes when a source, or with its name one of its partitions, was looked at.
  func recordCheck(of source: String, partition: String = "", at now: Stamp) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO checks (source, partition, checked_at) VALUES (?, ?, ?)",
      arguments: [source, partition, now.description])
  }

  /// When each partition of a source was last looked at.
  func checks(of source: String) throws -> [String: Stamp] {
    let rows = try GRDB.Row.fetchAll(
      database, sql: "SELECT partition, checked_at FROM checks WHERE source = ?",
      arguments: [source])
    var checks: [String: Stamp] = [:]
    for row in rows {
      let partition: String = row[0]
      let text: String = row[1]
      if let stamp = Stamp(text) { checks[partition] = stamp }
    }
    return checks
  }

  /// Notes that an object has to be fetched again.
  func markForRefetch(_ object: ObjectID, source: String, partition: String) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO refetches (sha256, source, partition) VALUES (?, ?, ?)",
      arguments: [object.text, source, partition])
  }

  /// Takes back that an object has to be fetched again.
  func forgetRefetch(of object: ObjectID) throws {
    try database.execute(sql: "DELETE FROM refetches WHERE sha256 = ?", arguments: [object.text])
  }

  /// The number of a snapshot's row.
  func identifier(of snapshot: Snapshot, in source: String) throws -> Int64? {
    let rows = try GRDB.Row.fetchAll(
      database, sql: "SELECT * FROM snapshots WHERE source = ? AND partition = ?",
      arguments: [source, snapshot.partition])
    return try rows.first { try self.snapshot($0) == snapshot }.map { try value($0, "id") }
  }

  private func insert(_ snapshot: Snapshot, of source: String) throws -> Int64 {
    try database.execute(
      sql: """
        INSERT INTO snapshots (source, partition, retrieved_at, url, etag, last_modified, sha256,
          bytes, rows, validators, exports_sha256, set_aside_sha256, series_sha256)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        source, snapshot.partition, snapshot.retrievedAt.description, snapshot.url, snapshot.etag,
        snapshot.lastModified, snapshot.object?.text, snapshot.bytes, snapshot.rows,
        snapshot.validators, snapshot.tidy.exports?.text, snapshot.tidy.setAside?.text,
        snapshot.tidy.series?.text,
      ])
    return database.lastInsertedRowID
  }

  private static func damaged(_ what: String) -> DataError {
    DataError(
      .storeDamaged, "the catalogue holds an impossible value for \(what)",
      hint: "run `swingport verify --repair`")
  }
}
