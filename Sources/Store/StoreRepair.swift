import Codes

/// What a repair did.
public struct RepairReport: Equatable, Sendable {
  /// What was put right, as lower-case sentences.
  public internal(set) var repaired: [String] = []
  /// What has to be fetched again.
  public internal(set) var refetches: [Refetch] = []
  /// What a verification after the repair still found.
  public internal(set) var remaining = VerificationReport()
}

extension StoreWriter {
  /// Puts right what a verification finds.
  ///
  /// Damaged objects are restored from a rejected answer with the same SHA-256, tidy ones from
  /// the catalogue; what cannot be restored is moved to the quarantine folder and marked to be
  /// fetched again. A damaged catalogue is made anew from sidecars and objects; damaged sidecars
  /// are written from the catalogue; a damaged pointer becomes one to the vintage that counts.
  ///
  /// - Parameter now: What time it is.
  /// - Throws: `DataError` of kind `storeInputOutput` or `storeReadOnly`.
  public func repair(at now: Stamp) throws(DataError) -> RepairReport {
    try DataError.translating {
      var report = RepairReport()
      let found = try store.verify()
      let kinds = Set(found.problems.map(\.kind))
      for problem in found.problems {
        switch problem.kind {
        case .objectDamaged, .objectMissing:
          guard let name = ObjectID(problem.subject) else { continue }
          if try restore(name) {
            report.repaired.append("the object \(name) was restored")
          } else if problem.kind == .objectDamaged {
            try setAsideDamaged(name, at: now)
          }
        case .strayFile, .quarantineDamaged:
          try files.remove(problem.subject)
          report.repaired.append("\(problem.subject) was removed")
        default: continue
        }
      }
      // A sidecar can be written from the catalogue only as long as the catalogue is sound.
      if kinds.isDisjoint(with: [.catalogueDamaged, .rowsDamaged]) {
        try rewriteSidecars(found, &report)
      }
      if !kinds.isDisjoint(with: [.catalogueDamaged, .rowsDamaged, .sidecarDiffers]) {
        try rebuildCatalogue()
        report.repaired.append("the catalogue was made anew")
      }
      try markLostObjects()
      try repairPointers(&report)
      report.refetches = try store.refetches()
      report.remaining = try store.verify()
      return report
    }
  }

  /// Brings an object back from where its bytes may still be.
  private func restore(_ name: ObjectID) throws -> Bool {
    if let bytes = try store.quarantinedBytes(name) {
      _ = try store.objects.put(bytes)
      return true
    }
    let snapshots = (try? store.reading { try $0.allSnapshots() }) ?? []
    for (identifier, snapshot) in snapshots {
      for kind in TidyKind.allCases where snapshot.tidy[kind] == name {
        let rows = try? store.reading { records in
          try TidyTables(database: records.database).rows(kind, .snapshot(identifier))
        }
        guard let rows, rows.count > 0 else { continue }
        let bytes = TidyEncoding.bytes(rows)
        if ObjectID(of: bytes) == name {
          _ = try store.objects.put(bytes)
          return true
        }
      }
    }
    return false
  }

  private func setAsideDamaged(_ name: ObjectID, at now: Stamp) throws {
    let path = store.objects.path(name)
    try quarantine(
      try files.read(path), source: "damaged-objects", partition: String(name.text.prefix(12)),
      reason: "an object of the store had another SHA-256 than its name", url: "", at: now)
    try files.remove(path)
    try files.synchronizeFolder(DurableFiles.split(path).folder)
  }

  private func rewriteSidecars(
    _ found: VerificationReport, _ report: inout RepairReport
  ) throws {
    let concerned = Set(
      found.problems.filter { [.sidecarDamaged, .sidecarDiffers].contains($0.kind) }.map(\.subject))
    if concerned.isEmpty { return }
    for vintage in try store.reading({ try $0.vintages(of: nil).map(\.vintage) })
    where concerned.contains(layout.sidecar(vintage)) {
      // A sound sidecar with other facts proves the catalogue wrong, as it carries its own hash.
      let bytes = (try? files.read(layout.sidecar(vintage))) ?? []
      if SealedRecord.record(Vintage.self, bytes) != nil { continue }
      try writeSidecar(vintage)
      report.repaired.append("the sidecar of \(vintage.source) \(vintage.label) was written again")
    }
  }

  private func markLostObjects() throws {
    let snapshots = try store.reading { records in
      try records.vintages(of: nil).flatMap { row in
        row.vintage.snapshots.map { (row.vintage.source, $0) }
      }
    }
    for (source, snapshot) in snapshots {
      for name in snapshot.objects where try store.objects.condition(of: name) != .intact {
        try writing {
          try $0.markForRefetch(name, source: source, partition: snapshot.partition)
        }
      }
    }
  }

  private func repairPointers(_ report: inout RepairReport) throws {
    let vintages = try store.reading { try $0.vintages(of: nil).map(\.vintage) }
    for name in try files.list(layout.current) {
      guard let source = StoreLayout.source(ofPointer: name) else { continue }
      let path = "\(layout.current)/\(name)"
      if case .sound(let pointer) = try store.pointer(at: path), pointer.source == source,
        vintages.contains(where: { Pointer($0) == pointer && $0.status == .accepted })
      {
        continue
      }
      try files.remove(path)
      report.repaired.append("the pointer \(name) was removed")
    }
    for source in Set(vintages.map(\.source)).sorted() {
      if let current = try store.current(source) { try point(to: current) }
    }
    try files.synchronizeFolder(layout.current)
  }
}
