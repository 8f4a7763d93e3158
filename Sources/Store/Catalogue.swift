import Codes
import GRDB

/// The SQLite database of a store: what is in it, and the tidy rows.
///
/// It runs in write-ahead mode, so that readers never wait for a writer, with `synchronous=FULL`,
/// so that a commit that has returned survives a loss of power.
struct Catalogue: Sendable {
  static let fileName = "snapshots.sqlite"

  let queue: DatabaseQueue

  /// Opens the catalogue for reading and writing and brings its tables up to date.
  static func forWriting(_ path: String) throws -> Catalogue {
    var configuration = Self.configuration
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    }
    let catalogue = Catalogue(queue: try DatabaseQueue(path: path, configuration: configuration))
    try catalogue.requireKnownSchema()
    try CatalogueSchema.migrator.migrate(catalogue.queue)
    return catalogue
  }

  /// Opens the catalogue for reading alone.
  ///
  /// In a folder where nothing may be written SQLite cannot create the files of write-ahead mode.
  /// It is then told that nobody writes, but only if no such file is there: one that holds a
  /// commit would be passed over.
  ///
  /// - Parameter isSettled: Says whether no write-ahead file with content is there.
  static func forReading(_ path: String, isSettled: () throws -> Bool) throws -> Catalogue {
    var configuration = Self.configuration
    configuration.readonly = true
    let catalogue: Catalogue
    do {
      catalogue = Catalogue(queue: try DatabaseQueue(path: path, configuration: configuration))
      _ = try catalogue.appliedMigrations()
    } catch let error as DatabaseError
      where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode)
    {
      guard try isSettled() else { throw error }
      let address = "file:" + escaped(path) + "?immutable=1"
      let immutable = try DatabaseQueue(path: address, configuration: configuration)
      let catalogue = Catalogue(queue: immutable)
      try catalogue.requireKnownSchema()
      return catalogue
    }
    try catalogue.requireKnownSchema()
    return catalogue
  }

  /// Creates a catalogue in memory, to compare a stored one with.
  static func inMemory() throws -> Catalogue {
    let catalogue = Catalogue(queue: try DatabaseQueue())
    try CatalogueSchema.migrator.migrate(catalogue.queue)
    return catalogue
  }

  /// Writes everything into the one file, and closes it.
  func close() throws {
    queue.writeWithoutTransaction { database in
      // Readers may hold the write-ahead file; what they hold is moved by the next writer.
      _ = try? database.checkpoint(.truncate)
    }
    try queue.close()
  }

  /// Whether the tables are there; a file that was cut to nothing has none.
  func isComplete() throws -> Bool {
    try appliedMigrations().count == CatalogueSchema.migrator.migrations.count
  }

  /// The text of every table, index and view.
  func schemaText() throws -> [String] {
    try queue.read { database in
      try String.fetchAll(
        database, sql: "SELECT type || name || coalesce(sql, '') FROM sqlite_master ORDER BY 1")
    }
  }

  private func appliedMigrations() throws -> [String] {
    try queue.read { database in
      guard try database.tableExists("grdb_migrations") else { return [] }
      return try String.fetchAll(database, sql: "SELECT identifier FROM grdb_migrations")
    }
  }

  private func requireKnownSchema() throws {
    let known = Set(CatalogueSchema.migrator.migrations)
    if let unknown = try appliedMigrations().first(where: { !known.contains($0) }) {
      throw DataError(
        .storeNewer, "the store has the form '\(unknown)', which this version does not know",
        hint: "install the version that wrote the store, or a later one")
    }
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.foreignKeysEnabled = true
    return configuration
  }

  /// A path as it stands in the address of a database.
  private static func escaped(_ path: String) -> String {
    var text = ""
    for character in path.unicodeScalars {
      switch character {
      case "%": text += "%25"
      case "?": text += "%3f"
      case "#": text += "%23"
      default: text.unicodeScalars.append(character)
      }
    }
    return text
  }
}
