import GRDB

/// The tables of `snapshots.sqlite`, as migrations that are applied in order and never edited.
///
/// Codes are stored once as text and elsewhere as small integers, rows in the order of their key
/// without a second copy; the views give the text back to any client of SQLite.
enum CatalogueSchema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1: snapshots, vintages and tidy tables") { database in
      try database.execute(sql: catalogueTables + tidyTables + views)
    }
    return migrator
  }

  private static let catalogueTables = """
    CREATE TABLE snapshots (
      id INTEGER PRIMARY KEY, source TEXT NOT NULL, partition TEXT NOT NULL,
      retrieved_at TEXT NOT NULL, url TEXT NOT NULL, etag TEXT, last_modified TEXT,
      sha256 TEXT, bytes INTEGER NOT NULL, rows INTEGER NOT NULL, validators TEXT NOT NULL,
      exports_sha256 TEXT, set_aside_sha256 TEXT, series_sha256 TEXT);
    CREATE INDEX snapshots_by_source ON snapshots (source, partition);
    CREATE TABLE vintages (
      id INTEGER PRIMARY KEY, source TEXT NOT NULL, label TEXT NOT NULL,
      sequence INTEGER NOT NULL,
      committed_at TEXT NOT NULL, basis TEXT, status TEXT NOT NULL, note TEXT,
      UNIQUE (source, label));
    CREATE TABLE vintage_snapshots (
      vintage INTEGER NOT NULL REFERENCES vintages, snapshot INTEGER NOT NULL REFERENCES snapshots,
      PRIMARY KEY (vintage, snapshot)) WITHOUT ROWID;
    CREATE TABLE checks (
      source TEXT NOT NULL, partition TEXT NOT NULL, checked_at TEXT NOT NULL,
      PRIMARY KEY (source, partition)) WITHOUT ROWID;
    CREATE TABLE refetches (
      sha256 TEXT PRIMARY KEY, source TEXT NOT NULL, partition TEXT NOT NULL) WITHOUT ROWID;

    """

  private static let tidyTables = """
    CREATE TABLE codes (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE);
    CREATE TABLE exports_coded (
      snapshot INTEGER NOT NULL, commodity INTEGER NOT NULL, period INTEGER NOT NULL,
      state INTEGER NOT NULL, destination INTEGER NOT NULL, dollars INTEGER NOT NULL,
      PRIMARY KEY (snapshot, commodity, period, state, destination)) WITHOUT ROWID;
    CREATE TABLE set_aside_coded (
      snapshot INTEGER NOT NULL, reason INTEGER NOT NULL, period INTEGER NOT NULL,
      commodity INTEGER NOT NULL, state INTEGER NOT NULL, destination INTEGER NOT NULL,
      dollars INTEGER NOT NULL,
      PRIMARY KEY (snapshot, reason, period, commodity, state, destination)) WITHOUT ROWID;
    CREATE TABLE series_coded (
      snapshot INTEGER NOT NULL, variable INTEGER NOT NULL, period INTEGER NOT NULL,
      entity INTEGER NOT NULL, partner INTEGER NOT NULL, value REAL NOT NULL,
      PRIMARY KEY (snapshot, variable, period, entity, partner)) WITHOUT ROWID;
    CREATE TABLE export_blocks (
      snapshot INTEGER NOT NULL, commodity INTEGER NOT NULL, period INTEGER NOT NULL,
      PRIMARY KEY (commodity, period, snapshot)) WITHOUT ROWID;

    """

  private static let period = """
    CASE WHEN t.period = 0 THEN '' WHEN t.period % 100 = 0 THEN printf('%04d', t.period / 100)
      ELSE printf('%04d-%02d', t.period / 100, t.period % 100) END AS period
    """

  private static let vintage = """
    vintages v JOIN vintage_snapshots p ON p.vintage = v.id
    """

  private static let views = """
    CREATE VIEW exports AS SELECT v.source, v.label AS vintage, \(period), s.code AS state,
        d.code AS destination, c.code AS commodity, t.dollars
      FROM \(vintage) JOIN exports_coded t ON t.snapshot = p.snapshot
      JOIN codes s ON s.id = t.state JOIN codes d ON d.id = t.destination
      JOIN codes c ON c.id = t.commodity;
    CREATE VIEW set_aside AS SELECT v.source, v.label AS vintage, \(period), s.code AS state,
        d.code AS destination, c.code AS commodity, r.code AS reason, t.dollars
      FROM \(vintage) JOIN set_aside_coded t ON t.snapshot = p.snapshot
      JOIN codes s ON s.id = t.state JOIN codes d ON d.id = t.destination
      JOIN codes c ON c.id = t.commodity JOIN codes r ON r.id = t.reason;
    CREATE VIEW series AS SELECT v.source, v.label AS vintage, \(period), n.code AS variable,
        e.code AS entity, o.code AS partner, t.value
      FROM \(vintage) JOIN series_coded t ON t.snapshot = p.snapshot
      JOIN codes n ON n.id = t.variable JOIN codes e ON e.id = t.entity
      JOIN codes o ON o.id = t.partner;
    """
}
