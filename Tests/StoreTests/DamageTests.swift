import Codes
import Foundation
import GRDB
import Store
import TestSupport
import Testing

@Suite struct `Damage to a store` {
  private let fixture: StoreFixture

  init() throws { fixture = try StoreFixture() }

  /// A store with two vintages, one held and a rejected answer, closed.
  private func fill() throws {
    let writer = try fixture.writer()
    try writer.commit([try writer.arrival(2017, 5), try writer.arrival(2018, 7)], "a")
    try writer.commit([try writer.arrival(2018, 8)], "b")
    try writer.commit([try writer.arrival(2018, 9000)], "c", holdingFor: "too large")
    try writer.quarantine(
      Array("<html>".utf8), source: "census", partition: "2018", reason: "a page", url: "",
      at: noon)
    try writer.close()
  }

  /// Everything that a reader gets from the store.
  private func content(_ store: StoreReader) throws -> [String] {
    try [store.current("census")?.label ?? "none"]
      + store.history("census").map {
        "\($0) \(try store.exports(of: $0)) \(try $0.snapshots.map { try $0.object.map(store.object) })"
      }
  }

  /// F48.
  @Test func `any flipped bit of any file of the store is found`() throws {
    try fill()
    let store = try StoreReader.open(at: fixture.folder)
    #expect(try store.verify().isSound)
    var flips = 0
    for folder in ["objects", "vintages", "current", "quarantine"] {
      for file in try fixture.files(below: folder) {
        let bytes = try fixture.bytes(file)
        for position in stride(from: flips % 5, to: bytes.count, by: 5) {
          var damaged = bytes
          damaged[position] ^= 1 << UInt8(flips % 8)
          try fixture.overwrite(file, damaged)
          #expect(try !store.verify().isSound, "\(file), byte \(position)")
          flips += 1
        }
        try fixture.overwrite(file, bytes)
      }
    }
    #expect(flips > 500)
    #expect(try store.verify().isSound)
  }

  /// F48.
  @Test func `a flipped bit of the catalogue is found or changes nothing that is read`() throws {
    try fill()
    let bytes = try fixture.bytes("snapshots.sqlite")
    let expected = try content(StoreReader.open(at: fixture.folder))
    var generator = SeededGenerator(seed: 48)
    var found = 0
    for _ in 0..<400 {
      var damaged = bytes
      let position = Int.random(in: 0..<bytes.count, using: &generator)
      damaged[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      for file in ["-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: fixture.path("snapshots.sqlite" + file))
      }
      try fixture.overwrite("snapshots.sqlite", damaged)
      do {
        let store = try StoreReader.open(at: fixture.folder)
        if try !store.verify().isSound {
          found += 1
          continue
        }
        #expect(try content(store) == expected, "byte \(position)")
      } catch {
        #expect(error is DataError)
        found += 1
      }
    }
    #expect(found > 20)
  }

  /// F48.
  @Test func `a damaged object is restored from a rejected answer with the same bytes`() throws {
    try fill()
    let writer = try fixture.writer()
    let arrival = try writer.arrival(2017, 5)
    let object = try #require(arrival.snapshot.object)
    let bytes = try writer.store.object(object)
    try writer.quarantine(
      bytes, source: "census", partition: "2017", reason: "too few rows", url: "", at: noon)
    try fixture.overwrite(path(object), [1, 2, 3])
    let found = try writer.store.verify().problems
    #expect(found.map(\.kind) == [.objectDamaged] && found[0].subject == object.text)
    #expect(failure { _ = try writer.store.object(object) }?.kind == .storeDamaged)
    let report = try writer.repair(at: noon)
    #expect(report.remaining.isSound && report.refetches.isEmpty)
    #expect(try writer.store.object(object) == bytes)
  }

  /// F48.
  @Test func `an object that cannot be restored is marked, and fetching it again heals`() throws {
    try fill()
    let writer = try fixture.writer()
    let arrival = try writer.arrival(2017, 5)
    let object = try #require(arrival.snapshot.object)
    for isDeleted in [true, false] {
      if isDeleted {
        try FileManager.default.removeItem(atPath: fixture.path(path(object)))
      } else {
        try fixture.overwrite(path(object), [1, 2, 3])
      }
      let report = try writer.repair(at: noon)
      #expect(report.remaining.isSound)
      #expect(report.refetches.map(\.object) == [object])
      #expect(report.refetches.map(\.partition) == ["2017"])
      // The rows are sound, so that analyses go on.
      let current = try #require(try writer.store.current("census"))
      #expect(try writer.store.exports(of: current).count == 6)
      let again = try writer.arrival(2017, 5)
      #expect(try writer.commit([again], "again") == .unchanged(current))
      #expect(try writer.store.refetches().isEmpty && writer.store.verify().isSound)
    }
  }

  /// F48.
  @Test func `damaged rows come from their object, and a damaged object from its rows`() throws {
    try fill()
    let expected = try content(StoreReader.open(at: fixture.folder))
    do {
      let queue = try DatabaseQueue(path: fixture.path("snapshots.sqlite"))
      try queue.write { try $0.execute(sql: "UPDATE exports_coded SET dollars = dollars + 1") }
      try queue.close()
    }
    let writer = try fixture.writer()
    let found = Set(try writer.store.verify().problems.map(\.kind))
    #expect(found == [.rowsDamaged])
    #expect(try writer.repair(at: noon).remaining.isSound)
    #expect(try content(writer.store) == expected)
    let tidy = try #require(try writer.store.current("census")?.snapshots[0].tidy.exports)
    try fixture.overwrite(path(tidy), Array("nothing".utf8))
    #expect(try writer.store.verify().problems.map(\.kind) == [.objectDamaged])
    #expect(try writer.repair(at: noon).remaining.isSound)
    #expect(try writer.store.refetches().isEmpty)
    #expect(try content(writer.store) == expected)
  }

  @Test func `rows that are lost altogether are said to be lost and never read as none`() throws {
    try fill()
    let vintage: Vintage
    do {
      let writer = try fixture.writer()
      vintage = try #require(try writer.store.current("census"))
      let tidy = try #require(vintage.snapshots[0].tidy.exports)
      try FileManager.default.removeItem(atPath: fixture.path(path(tidy)))
      try writer.close()
      try fixture.overwrite("snapshots.sqlite", [])
    }
    let writer = try fixture.writer()
    let error = failure { _ = try writer.store.exports(of: vintage) }
    #expect(error?.kind == .storeDamaged && error?.message.contains("2017") == true)
    try writer.commit([try writer.arrival(2017, 5)], "again")
    #expect(try writer.store.exports(of: vintage).dollars == [5, 5, 5, 8, 8, 8])
    #expect(try writer.store.verify().isSound)
  }

  /// F49.
  @Test(arguments: ["nothing", "half", "missing", "garbage", "first page"])
  func `a catalogue that was cut off is made anew from sidecars and objects`(how: String) throws {
    try fill()
    let expected = try content(StoreReader.open(at: fixture.folder))
    let bytes = try fixture.bytes("snapshots.sqlite")
    for file in ["snapshots.sqlite-wal", "snapshots.sqlite-shm", "snapshots.sqlite"] {
      try? FileManager.default.removeItem(atPath: fixture.path(file))
    }
    switch how {
    case "nothing": try fixture.overwrite("snapshots.sqlite", [])
    case "half": try fixture.overwrite("snapshots.sqlite", Array(bytes.prefix(bytes.count / 2)))
    case "first page": try fixture.overwrite("snapshots.sqlite", Array(bytes.prefix(4096)))
    case "garbage": try fixture.overwrite("snapshots.sqlite", Array(repeating: 65, count: 9000))
    default: break
    }
    let error = failure { _ = try content(StoreReader.open(at: fixture.folder)) }
    #expect(error?.kind == (how == "missing" ? .storeMissing : .storeDamaged))
    let writer = try fixture.writer()
    #expect(writer.store.notices.map(\.id) == ["store.catalogue_rebuilt"])
    #expect(try content(writer.store) == expected)
    #expect(try writer.store.heldVintages().map(\.label) == ["c"])
    #expect(try writer.store.verify().isSound)
  }

  @Test func `a catalogue that lacks a table is made anew`() throws {
    try fill()
    let expected = try content(StoreReader.open(at: fixture.folder))
    let queue = try DatabaseQueue(path: fixture.path("snapshots.sqlite"))
    try queue.writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA foreign_keys = OFF; DROP TABLE vintages")
    }
    try queue.close()
    let writer = try fixture.writer()
    #expect(writer.store.notices.map(\.id) == ["store.catalogue_rebuilt"])
    #expect(try content(writer.store) == expected)
    #expect(try writer.store.verify().isSound)
  }

  /// F50.
  @Test(arguments: [[], Array("{\"digest\":".utf8), Array("null\n".utf8)])
  func `an unreadable pointer gives way to the one before it, with a notice`(
    bytes: [UInt8]
  ) throws {
    try fill()
    try fixture.overwrite("current/census.json", bytes)
    let store = try StoreReader.open(at: fixture.folder)
    #expect(try store.current("census")?.label == "a")
    #expect(store.notices.map(\.id) == ["store.pointer_restored"])
    try fixture.overwrite("current/census.previous.json", bytes)
    #expect(try StoreReader.open(at: fixture.folder).current("census")?.label == "b")
    let writer = try fixture.writer()
    #expect(try Set(writer.store.verify().problems.map(\.kind)) == [.pointerDamaged])
    #expect(try writer.repair(at: noon).remaining.isSound)
    #expect(try writer.store.current("census")?.label == "b")
  }

  @Test func `damaged sidecars are written again from the catalogue`() throws {
    try fill()
    try fixture.overwrite("vintages/census/a.json", [])
    try FileManager.default.removeItem(atPath: fixture.path("vintages/census/b.json"))
    let writer = try fixture.writer()
    let expected = try content(writer.store)
    #expect(try writer.store.verify().problems.count == 2)
    #expect(try writer.repair(at: noon).remaining.isSound)
    #expect(try content(writer.store) == expected)
  }

  @Test func `a store that a later version wrote is refused`() throws {
    try fill()
    let queue = try DatabaseQueue(path: fixture.path("snapshots.sqlite"))
    try queue.write {
      try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99: of the future')")
    }
    try queue.close()
    let reading = failure { _ = try StoreReader.open(at: fixture.folder) }
    #expect(reading?.kind == .storeNewer && reading?.message.contains("99: of the future") == true)
    #expect(failure { _ = try fixture.writer() }?.kind == .storeNewer)
  }

  /// F52.
  @Test func `garbage collection goes by age and is not fooled by clocks`() throws {
    let writer = try fixture.writer()
    try writer.commit([try writer.arrival(2018, 7)], "a")
    let orphans = try (0..<3).map { try writer.stage([UInt8($0)]) }
    let day: Int64 = 86_400
    func date(_ name: String, daysOld days: Int64) throws {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: Double(noon.seconds - days * day))],
        ofItemAtPath: fixture.path(name))
    }
    try date(path(orphans[0]), daysOld: 31)
    try date(path(orphans[1]), daysOld: 29)
    try date(path(orphans[2]), daysOld: -3650)
    for (name, days) in [("old", 8), ("new", 6), ("tomorrow", -1), ("future", -3650)] {
      try fixture.overwrite("partial/\(name)", [1, 2, 3])
      try date("partial/\(name)", daysOld: Int64(days))
    }
    try fixture.overwrite("current/.new-0-census.json", [])
    let report = try writer.collectGarbage(at: noon)
    let removed = Set(report.removed.map { String($0.dropFirst(fixture.folder.count + 1)) })
    #expect(
      removed == [
        path(orphans[0]), path(orphans[2]), "partial/old", "partial/future",
        "current/.new-0-census.json",
      ])
    #expect(report.bytes == 8)
    // A clock that jumped ahead by ten years takes nothing that a vintage needs.
    _ = try writer.collectGarbage(at: Stamp(seconds: noon.seconds + 3650 * day))
    #expect(try writer.store.verify().isSound)
    let current = try #require(try writer.store.current("census"))
    #expect(try writer.store.exports(of: current).count == 3)
  }

  /// F52.
  @Test func `nothing is fresh because of a time that lies ahead`() {
    let day: Int64 = 86_400
    #expect(noon.age(at: Stamp(seconds: noon.seconds + day)) == day)
    #expect(noon.age(at: noon) == 0)
    #expect(noon.age(at: Stamp(seconds: noon.seconds - day)) == 0)
    #expect(noon.age(at: Stamp(seconds: noon.seconds - day - 1)) == nil)
    #expect(noon.age(at: Stamp(seconds: noon.seconds + 3650 * day)) == 3650 * day)
  }

  /// The path of an object in the store.
  private func path(_ object: ObjectID) -> String {
    "objects/\(object.text.prefix(2))/\(object.text.dropFirst(2))"
  }
}
