import Codes
import GRDB

/// What a verification of a store found.
public struct VerificationReport: Equatable, Sendable {
  /// Something in the store that is not as it was put there.
  public struct Problem: Hashable, Sendable {
    /// What kind of damage it is.
    public enum Kind: String, Sendable {
      /// The bytes of an object have another SHA-256.
      case objectDamaged = "object_damaged"
      /// An object that a vintage needs is not there.
      case objectMissing = "object_missing"
      /// A file lies among the objects that is none.
      case strayFile = "stray_file"
      /// A sidecar is unreadable or its own SHA-256 is wrong.
      case sidecarDamaged = "sidecar_damaged"
      /// A vintage of the catalogue has no sidecar, or one with other facts.
      case sidecarDiffers = "sidecar_differs"
      /// SQLite finds the catalogue inconsistent, or its tables are not the known ones.
      case catalogueDamaged = "catalogue_damaged"
      /// The tidy rows of a snapshot are not those that were stored.
      case rowsDamaged = "rows_damaged"
      /// A pointer is unreadable or names no accepted vintage.
      case pointerDamaged = "pointer_damaged"
      /// A rejected answer is not what was put aside.
      case quarantineDamaged = "quarantine_damaged"
    }

    /// The kind of damage.
    public let kind: Kind
    /// The object's name, the path or the table that is concerned.
    public let subject: String
    /// What was found, as a lower-case sentence.
    public let message: String
  }

  /// The damage, none in a sound store.
  public internal(set) var problems: [Problem] = []
  /// How many objects were read.
  public internal(set) var objects = 0
  /// How many bytes they have.
  public internal(set) var bytes = 0
  /// How many vintages the catalogue holds.
  public internal(set) var vintages = 0
  /// Vintages whose sidecar was written but whose rows were not, because the program was killed
  /// in between; they do no harm and garbage collection removes them.
  public internal(set) var unfinished: [String] = []
  /// Objects that are known to be lost and wait to be fetched again.
  public internal(set) var refetches: [Refetch] = []

  /// Whether nothing is damaged.
  public var isSound: Bool { problems.isEmpty }

  mutating func add(_ kind: Problem.Kind, _ subject: String, _ message: String) {
    problems.append(Problem(kind: kind, subject: subject, message: message))
  }
}

extension StoreReader {
  /// Reads everything again and compares it with its SHA-256: objects, sidecars, pointers, and
  /// the tidy rows of the catalogue.
  ///
  /// Any flipped bit in them is found and named. Costs one reading of the whole store.
  ///
  /// - Returns: What was found; damage is no error.
  /// - Throws: `DataError` of kind `storeInputOutput` when the disk does not let itself be read.
  public func verify() throws(DataError) -> VerificationReport {
    try DataError.translating {
      var report = VerificationReport()
      let present = try verifyObjects(&report)
      do {
        try verifyCatalogue(present, &report)
      } catch let error as DatabaseError {
        report.add(.catalogueDamaged, Catalogue.fileName, DataError(error).message)
      } catch let error as DataError where error.kind == .storeDamaged {
        report.add(.catalogueDamaged, Catalogue.fileName, error.message)
      }
      try verifyQuarantine(&report)
      return report
    }
  }

  private func verifyObjects(_ report: inout VerificationReport) throws -> Set<ObjectID> {
    var present: Set<ObjectID> = []
    for (name, path) in try objects.list() {
      if DurableFiles.split(path).name.hasPrefix(DurableFiles.unfinished) { continue }
      guard let name else {
        report.add(.strayFile, path, "the file \(path) is no object")
        continue
      }
      let bytes = try files.read(path)
      report.objects += 1
      report.bytes += bytes.count
      present.insert(name)
      if ObjectID(of: bytes) != name {
        report.add(.objectDamaged, name.text, "the object \(name) is damaged")
      }
    }
    return present
  }

  private func verifyCatalogue(
    _ present: Set<ObjectID>, _ report: inout VerificationReport
  ) throws {
    let complaints = try catalogue.queue.read { database in
      try String.fetchAll(database, sql: "PRAGMA integrity_check")
    }
    for complaint in complaints where complaint != "ok" {
      report.add(.catalogueDamaged, Catalogue.fileName, "SQLite says: \(complaint)")
    }
    if try catalogue.schemaText() != Catalogue.inMemory().schemaText() {
      report.add(.catalogueDamaged, Catalogue.fileName, "the tables are not those of the store")
    }
    let vintages = try reading { try $0.vintages(of: nil).map(\.vintage) }
    report.vintages = vintages.count
    report.refetches = try refetches()
    let lost = Set(report.refetches.map(\.object))
    try verifySidecars(of: vintages, &report)
    let needed = Set(vintages.flatMap(\.snapshots).flatMap(\.objects))
    for name in needed.subtracting(present).subtracting(lost).sorted() {
      report.add(.objectMissing, name.text, "the object \(name) is missing")
    }
    try verifyRows(besides: lost, &report)
    try verifyPointers(to: vintages, &report)
  }

  private func verifySidecars(
    of vintages: [Vintage], _ report: inout VerificationReport
  ) throws {
    var expected = Dictionary(uniqueKeysWithValues: vintages.map { (layout.sidecar($0), $0) })
    for source in try files.list(layout.vintages) {
      for name in try files.list("\(layout.vintages)/\(source)")
      where !name.hasPrefix(DurableFiles.unfinished) {
        let path = "\(layout.vintages)/\(source)/\(name)"
        let sidecar = SealedRecord.record(Vintage.self, try files.read(path))
        let vintage = expected.removeValue(forKey: path)
        switch (sidecar, vintage) {
        case (nil, _):
          report.add(.sidecarDamaged, path, "the sidecar \(path) is unreadable or was changed")
        case (let sidecar?, let vintage?):
          // The status may be that of a moment later: it is written here first.
          if sidecar.digest != vintage.digest {
            report.add(.sidecarDiffers, path, "\(path) and the catalogue state different facts")
          }
        case (let sidecar?, nil):
          report.unfinished.append("\(sidecar.source) \(sidecar.label)")
        }
      }
    }
    for path in expected.keys.sorted() {
      report.add(.sidecarDiffers, path, "the sidecar \(path) is missing")
    }
  }

  private func verifyRows(
    besides lost: Set<ObjectID>, _ report: inout VerificationReport
  ) throws {
    let snapshots = try reading { try $0.allSnapshots() }
    for (identifier, snapshot) in snapshots {
      for kind in TidyKind.allCases {
        if let name = snapshot.tidy[kind], lost.contains(name) { continue }
        let stored = try tidyObject(kind, identifier)
        if stored != snapshot.tidy[kind] {
          report.add(
            .rowsDamaged, "\(kind.rawValue) \(identifier)",
            "the rows of \(kind.rawValue) of partition \(snapshot.partition) were changed")
        }
      }
    }
  }

  /// The SHA-256 of the rows that the catalogue holds for a snapshot; nil for none.
  private func tidyObject(_ kind: TidyKind, _ snapshot: Int64) throws -> ObjectID? {
    let rows = try reading { records in
      try TidyTables(database: records.database).rows(kind, .snapshot(snapshot))
    }
    return rows.count == 0 ? nil : ObjectID(of: TidyEncoding.bytes(rows))
  }

  private func verifyPointers(
    to vintages: [Vintage], _ report: inout VerificationReport
  ) throws {
    for name in try files.list(layout.current) where !name.hasPrefix(DurableFiles.unfinished) {
      let path = "\(layout.current)/\(name)"
      guard case .sound(let pointer) = try pointer(at: path) else {
        report.add(.pointerDamaged, path, "the pointer \(path) is unreadable or was changed")
        continue
      }
      let isKnown = vintages.contains {
        Pointer($0) == pointer && $0.status == .accepted
          && pointer.source == StoreLayout.source(ofPointer: name)
      }
      if !isKnown {
        report.add(.pointerDamaged, path, "the pointer \(path) names no accepted vintage")
      }
    }
  }

  private func verifyQuarantine(_ report: inout VerificationReport) throws {
    for source in try files.list(layout.quarantine) {
      let folder = "\(layout.quarantine)/\(source)"
      var sound: Set<String> = []
      for answer in try quarantined(source) where try bytes(of: answer) != nil {
        let stem = DurableFiles.split(quarantinePath(answer)).name
        sound.formUnion([stem + ".json", stem + ".bin"])
      }
      let names = try files.list(folder).filter { !$0.hasPrefix(DurableFiles.unfinished) }
      for name in names where !sound.contains(name) {
        // Bytes without a record were put aside while the program was killed.
        if name.hasSuffix(".bin"), !names.contains(name.dropLast(4) + ".json") { continue }
        report.add(
          .quarantineDamaged, "\(folder)/\(name)", "the rejected answer \(name) was changed")
      }
    }
  }
}
