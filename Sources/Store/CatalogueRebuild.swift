import Codes
import GRDB

/// Making the catalogue anew from the sidecars and the objects, without any reader of answers.
struct CatalogueRebuild {
  let layout: StoreLayout
  let files: DurableFiles

  /// The vintages of all sound sidecars, by source and from first to last.
  func sidecars() throws -> [Vintage] {
    var found: [Vintage] = []
    for source in try files.list(layout.vintages) {
      for name in try files.list("\(layout.vintages)/\(source)") where name.hasSuffix(".json") {
        let path = "\(layout.vintages)/\(source)/\(name)"
        if name.hasPrefix(DurableFiles.unfinished) { continue }
        guard let vintage = SealedRecord.record(Vintage.self, try files.read(path)),
          layout.sidecar(vintage) == path
        else {
          files.notices.addOnce("store.sidecar_unreadable", "the sidecar \(path) is unreadable")
          continue
        }
        found.append(vintage)
      }
    }
    return found.sorted { ($0.source, $0.sequence, $0.label) < ($1.source, $1.sequence, $1.label) }
  }

  /// Writes a new catalogue and puts it in place of the old one, which is kept beside it.
  func run() throws {
    let path = layout.catalogue + ".rebuild"
    for suffix in ["", "-journal"] { try files.remove(path + suffix) }
    var configuration = Configuration()
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try CatalogueSchema.migrator.migrate(queue)
    let objects = Objects(folder: layout.objects, files: files)
    let vintages = try sidecars()
    try queue.write { database in
      let records = CatalogueRecords(database: database)
      for vintage in vintages {
        try records.insert(vintage) { snapshot in
          try rows(of: snapshot, vintage.source, objects, records)
        }
      }
    }
    try queue.close()
    // An old write-ahead file must not be taken for one of the new catalogue.
    for suffix in ["", "-wal", "-shm"] {
      if try files.status(layout.catalogue + suffix) != nil {
        try files.move(layout.catalogue + suffix, to: layout.catalogue + ".damaged" + suffix)
      }
    }
    try files.move(path, to: layout.catalogue)
  }

  private func rows(
    of snapshot: Snapshot, _ source: String, _ objects: Objects, _ records: CatalogueRecords
  ) throws -> [TidyColumns] {
    var rows: [TidyColumns] = []
    for name in snapshot.tidy.all {
      do {
        rows.append(try TidyEncoding.columns(try objects.bytes(name)))
      } catch let error as DataError where error.kind == .storeDamaged {
        try records.markForRefetch(name, source: source, partition: snapshot.partition)
        files.notices.addOnce("store.rows_lost", error.message)
      }
    }
    return rows
  }
}
