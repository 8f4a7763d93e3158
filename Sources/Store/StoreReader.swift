import Codes
import GRDB

/// The folder in which every trusted answer of every source is kept, for reading.
///
/// Readers take no lock: they see what was current before a commit or after it, never a mix.
/// Whoever changes the store does so through a `StoreWriter`.
public struct StoreReader: Sendable {
  let layout: StoreLayout
  let files: DurableFiles
  let objects: Objects
  let catalogue: Catalogue

  /// Opens a store for reading; nothing in it need be writable.
  ///
  /// - Parameters:
  ///   - folder: The path of the folder.
  ///   - fileSystem: The system calls to use.
  /// - Throws: `DataError` of kind `storeMissing` when there is no store, `storeDamaged` when its
  ///   catalogue cannot be read, `storeNewer` when a later version wrote it, or `storeReadOnly`.
  public static func open(
    at folder: String, fileSystem: any FileSystem = MachineFileSystem()
  ) throws(DataError) -> StoreReader {
    let layout = StoreLayout(folder)
    let files = DurableFiles(system: fileSystem, notices: Notices())
    return try DataError.translating {
      guard try files.status(layout.catalogue) != nil else {
        throw DataError(
          .storeMissing, "there is no store in \(layout.folder)",
          hint: "run `swingport refresh` first, or name the right folder with --store")
      }
      let catalogue = try Catalogue.forReading(layout.catalogue) {
        try files.status(layout.catalogue + "-wal").map { $0.size == 0 } ?? true
      }
      guard try catalogue.isComplete() else {
        throw DataError(
          .storeDamaged, "the catalogue of the store is empty or cut off",
          hint: "run `swingport verify --repair`, which makes it anew")
      }
      return StoreReader(layout: layout, files: files, catalogue: catalogue)
    }
  }

  init(layout: StoreLayout, files: DurableFiles, catalogue: Catalogue) {
    self.layout = layout
    self.files = files
    self.catalogue = catalogue
    objects = Objects(folder: layout.objects, files: files)
  }

  /// The path of the folder.
  public var folder: String { layout.folder }

  /// The folder for downloads that are not complete; garbage collection empties it after a week.
  public var partialFolder: String { layout.partial }

  /// What the store coped with since it was opened.
  public var notices: [StoreNotice] { files.notices.all }

  /// The identifiers of the sources that have a vintage, in their order.
  ///
  /// - Throws: `DataError` of kind `storeDamaged` or `storeInputOutput`.
  public func sources() throws(DataError) -> [String] {
    try reading { try $0.sources() }
  }

  /// The vintages of a source from first to last, held ones included; empty for an unknown source.
  ///
  /// - Throws: `DataError` of kind `storeDamaged` or `storeInputOutput`.
  public func history(_ source: String) throws(DataError) -> [Vintage] {
    try reading { try $0.vintages(of: source).map(\.vintage) }
  }

  /// The vintages of all sources that wait for somebody to look at them.
  ///
  /// - Throws: `DataError` of kind `storeDamaged` or `storeInputOutput`.
  public func heldVintages() throws(DataError) -> [Vintage] {
    try reading { try $0.vintages(of: nil).map(\.vintage).filter { $0.status == .held } }
  }

  /// A vintage by its label.
  ///
  /// - Throws: `DataError` of kind `storeMissing` that lists the labels there are.
  public func vintage(_ source: String, label: String) throws(DataError) -> Vintage {
    try reading { records in
      if let row = try records.vintage(source: source, label: label) { return row.vintage }
      let labels = try records.vintages(of: source).map(\.vintage.label)
      throw DataError(
        .storeMissing, "the store has no vintage '\(label)' of \(source)",
        hint: labels.isEmpty
          ? "run `swingport refresh \(source)`" : "use one of \(labels.joined(separator: ", "))")
    }
  }

  /// The bytes of an object, after their hash was found to be its name.
  ///
  /// - Throws: `DataError` of kind `storeDamaged` when they are missing or others.
  public func object(_ name: ObjectID) throws(DataError) -> [UInt8] {
    try DataError.translating { try objects.bytes(name) }
  }

  /// When a source was last looked at, whether or not anything had changed; nil when never.
  ///
  /// - Throws: `DataError` of kind `storeDamaged` or `storeInputOutput`.
  public func lastCheck(of source: String) throws(DataError) -> Stamp? {
    try DataError.translating {
      try catalogue.queue.read { database in
        try String.fetchOne(
          database, sql: "SELECT checked_at FROM checks WHERE source = ? AND partition = ''",
          arguments: [source]
        ).flatMap { Stamp($0) }
      }
    }
  }

  /// When each partition of a source was last asked for, whether or not anything had changed.
  ///
  /// - Throws: `DataError` of kind `storeDamaged` or `storeInputOutput`.
  public func lastChecks(of source: String) throws(DataError) -> [String: Stamp] {
    try reading { try $0.checks(of: source) }.filter { !$0.key.isEmpty }
  }

  /// The objects that were found damaged and could not be restored, to be fetched again.
  ///
  /// - Throws: `DataError` of kind `storeDamaged` or `storeInputOutput`.
  public func refetches() throws(DataError) -> [Refetch] {
    try reading { try $0.refetches() }
  }

  /// Reads the catalogue in one transaction.
  func reading<Value>(_ body: (CatalogueRecords) throws -> Value) throws(DataError) -> Value {
    try DataError.translating {
      try catalogue.queue.read { try body(CatalogueRecords(database: $0)) }
    }
  }
}

/// An object that has to be fetched again.
public struct Refetch: Hashable, Sendable {
  /// The SHA-256 that the bytes had.
  public let object: ObjectID
  /// The source whose answer they belong to.
  public let source: String
  /// The partition whose answer they belong to.
  public let partition: String
}
