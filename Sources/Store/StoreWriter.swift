import Codes
import GRDB
import Synchronization

/// The one process that may change a store, for as long as it has the store's lock.
///
/// Everything is written in the order object, row of the catalogue, pointer, each durable before
/// the next. Whatever fails, and whenever the process is killed, readers see what was current
/// before or after.
public final class StoreWriter: Sendable {
  let layout: StoreLayout
  let files: DurableFiles
  private let lock: Mutex<StoreLock?>
  private let state: Mutex<StoreReader>

  /// The store, for reading; sees what this writer has committed.
  public var store: StoreReader { state.withLock { $0 } }

  /// How a store is opened for writing.
  public struct Options: Sendable {
    /// How many seconds to wait for the lock before giving up; 0 to give up at once.
    public var waitSeconds: Int
    /// Whether a folder on another machine is taken, where locks may not work.
    public var allowsNetworkFileSystem: Bool
    /// The system calls to use.
    public var fileSystem: any FileSystem

    /// Creates options.
    public init(
      waitSeconds: Int = 0, allowsNetworkFileSystem: Bool = false,
      fileSystem: any FileSystem = MachineFileSystem()
    ) {
      self.waitSeconds = waitSeconds
      self.allowsNetworkFileSystem = allowsNetworkFileSystem
      self.fileSystem = fileSystem
    }
  }

  /// Opens a store for writing, creating it where there is none.
  ///
  /// A catalogue that is missing or cannot be read is made anew from the sidecars and objects,
  /// with a notice.
  ///
  /// - Parameters:
  ///   - folder: The path of the folder.
  ///   - holder: Who opens it, for the message to others.
  ///   - options: How to open it.
  /// - Throws: `DataError` of kind `storeBusy` when another process writes it, `storeReadOnly`
  ///   when it cannot be written or lies on another machine, `storeNewer` when a later version
  ///   wrote it, or `storeInputOutput`.
  public static func open(
    at folder: String, holder: LockHolder, options: Options = Options()
  ) throws(DataError) -> StoreWriter {
    let layout = StoreLayout(folder)
    let files = DurableFiles(system: options.fileSystem, notices: Notices())
    return try DataError.translating {
      try files.ensureFolder(layout.folder)
      if try !options.allowsNetworkFileSystem && files.system.isOnNetwork(layout.folder) {
        throw DataError(
          .storeReadOnly, "the store \(layout.folder) lies on another machine's disk",
          hint: "choose a folder on this machine, or say --i-know-locking-works")
      }
      let lock = try StoreLock(
        folder: layout.folder, holder: holder, waitSeconds: options.waitSeconds, files: files)
      for inner in [
        layout.objects, layout.current, layout.vintages, layout.partial, layout.quarantine,
      ] { try files.ensureFolder(inner) }
      return StoreWriter(
        layout: layout, files: files, lock: lock, catalogue: try openCatalogue(layout, files))
    }
  }

  private init(layout: StoreLayout, files: DurableFiles, lock: StoreLock, catalogue: Catalogue) {
    self.layout = layout
    self.files = files
    self.lock = Mutex(lock)
    state = Mutex(StoreReader(layout: layout, files: files, catalogue: catalogue))
  }

  /// Closes the catalogue and gives the lock back; the writer is of no use afterwards.
  ///
  /// - Throws: `DataError` of kind `storeInputOutput`.
  public func close() throws(DataError) {
    defer { lock.withLock { $0 = nil } }
    try DataError.translating { try store.catalogue.close() }
  }

  private static func openCatalogue(_ layout: StoreLayout, _ files: DurableFiles) throws
    -> Catalogue
  {
    do {
      let isNew = try files.status(layout.catalogue) == nil
      let catalogue = try Catalogue.forWriting(layout.catalogue)
      if isNew { try files.synchronizeFolder(layout.folder) }
      let isEmpty = try catalogue.queue.read {
        try CatalogueRecords(database: $0).sources().isEmpty
      }
      let rebuild = CatalogueRebuild(layout: layout, files: files)
      guard try isEmpty && !rebuild.sidecars().isEmpty else { return catalogue }
      try catalogue.queue.close()
    } catch let error as DatabaseError
      where [.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR].contains(error.resultCode)
    {
      // The plain error is what SQLite says of a table that is missing.
    }
    return try rebuildCatalogue(layout, files)
  }

  private static func rebuildCatalogue(_ layout: StoreLayout, _ files: DurableFiles) throws
    -> Catalogue
  {
    try CatalogueRebuild(layout: layout, files: files).run()
    files.notices.addOnce(
      "store.catalogue_rebuilt", "the catalogue was missing or damaged and was made anew")
    return try Catalogue.forWriting(layout.catalogue)
  }

  /// Makes the catalogue anew from the sidecars and the objects.
  func rebuildCatalogue() throws {
    try state.withLock { store in
      try? store.catalogue.queue.close()
      let catalogue = try Self.rebuildCatalogue(layout, files)
      store = StoreReader(layout: layout, files: files, catalogue: catalogue)
    }
  }

  /// Changes the catalogue in one transaction, durable once this returns.
  func writing<Value>(_ body: (CatalogueRecords) throws -> Value) throws -> Value {
    try store.catalogue.queue.write { try body(CatalogueRecords(database: $0)) }
  }

  /// Keeps bytes under their SHA-256, durably; bytes that are there already cost a comparison.
  ///
  /// - Throws: `DataError` of kind `storeInputOutput` or `storeReadOnly`.
  public func stage(_ bytes: [UInt8]) throws(DataError) -> ObjectID {
    try DataError.translating { try store.objects.put(bytes) }
  }

  /// Notes that a source was looked at, whether or not anything had changed.
  ///
  /// - Throws: `DataError` of kind `storeInputOutput`.
  public func recordCheck(of source: String, at now: Stamp) throws(DataError) {
    try recordChecks(of: source, partitions: [], at: now)
  }

  /// Notes that partitions of a source were asked for, whether or not anything had changed.
  ///
  /// - Throws: `DataError` of kind `storeInputOutput`.
  public func recordChecks(
    of source: String, partitions: [String], at now: Stamp
  ) throws(DataError) {
    try DataError.translating {
      try writing { records in
        try records.recordCheck(of: source, at: now)
        for partition in partitions {
          try records.recordCheck(of: source, partition: partition, at: now)
        }
      }
    }
  }

  /// Makes a vintage the current one; the pointer before it is kept beside it.
  func point(to vintage: Vintage) throws {
    let pointer = Pointer(vintage)
    let path = layout.pointer(vintage.source)
    if case .sound(let old) = try store.pointer(at: path) {
      if old == pointer { return }
      try files.replace(layout.previousPointer(vintage.source), with: SealedRecord.bytes(old))
    }
    try files.replace(path, with: SealedRecord.bytes(pointer))
  }

  /// Writes a vintage's sidecar.
  func writeSidecar(_ vintage: Vintage) throws {
    let path = layout.sidecar(vintage)
    try files.ensureFolder(DurableFiles.split(path).folder)
    try files.replace(path, with: SealedRecord.bytes(vintage))
  }
}
