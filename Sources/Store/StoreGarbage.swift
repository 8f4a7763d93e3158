import Codes

/// What garbage collection removed.
public struct GarbageReport: Equatable, Sendable {
  /// The paths of files that were removed, in their order.
  public internal(set) var removed: [String] = []
  /// How many bytes they had.
  public internal(set) var bytes = 0
}

extension StoreWriter {
  /// Days after which a download that is not complete is removed.
  public static let partialDays: Int64 = 7
  /// Days after which an object that no vintage needs is removed.
  public static let orphanDays: Int64 = 30

  /// Removes what nobody needs; vintages are never removed.
  ///
  /// That is: half-written files at once, incomplete downloads after a week, objects and sidecars
  /// that belong to no vintage after thirty days.
  ///
  /// A file whose time lies more than a day ahead was written under a wrong clock and counts as
  /// old, since otherwise it would stay for ever; nothing that is needed is ever looked at.
  ///
  /// - Parameter now: What time it is.
  /// - Throws: `DataError` of kind `storeInputOutput` or `storeReadOnly`.
  public func collectGarbage(at now: Stamp) throws(DataError) -> GarbageReport {
    try DataError.translating {
      var report = GarbageReport()
      func remove(_ path: String, olderThanDays days: Int64) throws {
        guard let status = try files.status(path), !status.isFolder else { return }
        let age = Stamp(seconds: status.modified).age(at: now) ?? .max
        if age <= days * 86_400 { return }
        try files.remove(path)
        report.removed.append(path)
        report.bytes += status.size
      }
      for name in try files.list(layout.partial) {
        try remove("\(layout.partial)/\(name)", olderThanDays: Self.partialDays)
      }
      for folder in try writtenFolders() {
        for name in try files.list(folder) where name.hasPrefix(DurableFiles.unfinished) {
          // The lock says that nobody is writing them.
          try remove("\(folder)/\(name)", olderThanDays: -1)
        }
      }
      for suffix in ["", "-wal", "-shm"] {
        try remove("\(layout.catalogue).damaged\(suffix)", olderThanDays: Self.partialDays)
        try remove("\(layout.catalogue).rebuild\(suffix)", olderThanDays: -1)
      }
      let vintages = try store.reading { try $0.vintages(of: nil).map(\.vintage) }
      let known = Set(vintages.map { layout.sidecar($0) })
      let sidecars = try CatalogueRebuild(layout: layout, files: files).sidecars()
      for sidecar in sidecars where !known.contains(layout.sidecar(sidecar)) {
        try remove(layout.sidecar(sidecar), olderThanDays: Self.orphanDays)
      }
      // A sidecar that is still there may yet be needed, and so may its objects.
      let left = try sidecars.filter { try files.status(layout.sidecar($0)) != nil }
      let needed = Set((vintages + left).flatMap(\.snapshots).flatMap(\.objects))
      for (name, path) in try store.objects.list() {
        if let name, !needed.contains(name) { try remove(path, olderThanDays: Self.orphanDays) }
      }
      return report
    }
  }

  /// The folders in which files are replaced.
  private func writtenFolders() throws -> [String] {
    var folders = [layout.folder, layout.current]
    for parent in [layout.objects, layout.vintages, layout.quarantine] {
      folders += try files.list(parent).map { "\(parent)/\($0)" }
    }
    return folders
  }
}
