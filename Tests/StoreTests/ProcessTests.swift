import Codes
import Foundation
import Store
import TestSupport
import Testing

@Suite struct `Several processes and one store` {
  private let fixture: StoreFixture

  init() throws { fixture = try StoreFixture() }

  private static func microseconds(_ range: Range<UInt32>, _ generator: inout SeededGenerator)
    -> UInt32
  { .random(in: range, using: &generator) }

  /// F43.
  ///
  /// F46.
  @Test(arguments: 0..<4)
  func `a writer that is killed leaves the old vintage or the new`(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    // 4 seeds with 50 kills each, a new store every ten.
    for _ in 0..<5 {
      let fixture = try StoreFixture()
      defer { fixture.remove() }
      var last: Int64 = 0
      for _ in 0..<10 {
        let child = try Child("loop", fixture.folder)
        // It says when it has opened the store and after each commit: the moment is drawn from
        // its start or from one of those, so that a slow machine is hit all over as well.
        let steps = Int.random(in: 0...4, using: &generator)
        var said = 0
        while said < steps { said += child.waitForOutput().utf8.count }
        usleep(Self.microseconds(0..<20_000, &generator))
        child.kill()
        // The lock of the dead is free at once, and what it left is taken up.
        let writer = try fixture.writer()
        let report = try writer.store.verify()
        #expect(report.isSound, "\(report.problems)")
        let current = try writer.store.current("kill")
        let numbers = try current.map { Set(try writer.store.exports(of: $0).dollars) } ?? [0]
        let number = try #require(numbers.first)
        #expect(numbers.count == 1 && number >= last)
        #expect(Int64(current?.sequence ?? 0) == number)
        last = number
        try writer.close()
      }
      #expect(last > 0)
    }
  }

  /// F45.
  @Test func `two writers at once end with one vintage each or one with exit status 75`() throws {
    for _ in 0..<50 {
      let fixture = try StoreFixture()
      defer { fixture.remove() }
      let children = [try Child("once", fixture.folder), try Child("once", fixture.folder)]
      let statuses = children.map { $0.wait().status }.sorted()
      #expect(statuses == [0, 75] || statuses == [0, 0])
      let store = try StoreReader.open(at: fixture.folder)
      #expect(try store.history("kill").count == statuses.count { $0 == 0 })
      #expect(try store.verify().isSound)
    }
  }

  /// F45.
  @Test func `a second writer says who has the store and leaves it alone`() throws {
    let holder = LockHolder(process: 4711, host: "trade", since: noon)
    let writer = try StoreWriter.open(at: fixture.folder, holder: holder)
    let run = try Child("once", fixture.folder).wait()
    #expect(run.status == 75)
    #expect(run.errors.contains("process 4711 on trade since 2026-03-05T12:00:00Z"))
    #expect(try writer.store.sources().isEmpty)
  }

  /// F46.
  @Test func `the lock of a killed holder is free at once`() throws {
    let child = try Child("hold", fixture.folder)
    #expect(child.waitForOutput() == "held\n")
    #expect(failure { _ = try fixture.writer() }?.kind == .storeBusy)
    child.kill()
    try fixture.writer().close()
  }

  /// F47.
  @Test func `deleting the lock file frees nothing`() throws {
    let writer = try fixture.writer()
    try FileManager.default.removeItem(atPath: fixture.path("lock"))
    #expect(failure { _ = try fixture.writer() }?.kind == .storeBusy)
    try writer.close()
    try fixture.writer().close()
  }

  @Test func `a writer that waits gets the lock when it is given back`() throws {
    let writer = try fixture.writer()
    let system = PauseHook { try? writer.close() }
    let second = try fixture.writer(.init(waitSeconds: 5, fileSystem: system))
    #expect(system.pauses == 1)
    let impatient = PauseHook {}
    let error = failure { _ = try fixture.writer(.init(waitSeconds: 2, fileSystem: impatient)) }
    #expect(error?.kind == .storeBusy && error?.kind.exitCode == .tryLater)
    #expect(impatient.pauses == 40)
    try second.close()
  }

  @Test func `readers need no lock and see what is current`() throws {
    let writer = try fixture.writer()
    try writer.commit([try writer.arrival(2018, 7)], "a")
    let reader = try StoreReader.open(at: fixture.folder)
    #expect(try reader.current("census")?.label == "a")
    try writer.commit([try writer.arrival(2018, 8)], "b")
    #expect(try reader.current("census")?.label == "b")
    #expect(try reader.exports(of: try reader.vintage("census", label: "a")).dollars == [7, 7, 7])
  }

  /// F51.
  @Test func `a store that may not be written is read all the same`() throws {
    for isKilled in [false, true] {
      let fixture = try StoreFixture()
      defer {
        _ = try? Self.change(fixture, folder: 0o755)
        fixture.remove()
      }
      #expect(try Child("once", fixture.folder).wait().status == 0)
      if isKilled {
        let child = try Child("loop", fixture.folder)
        var said = 0
        while said < 3 { said += child.waitForOutput().utf8.count }
        child.kill()
      }
      let number = try Child("check", fixture.folder).wait().text
      try Self.change(fixture, folder: 0o555)
      let run = try Child("read", fixture.folder).wait()
      #expect(run.text == number && run.status == 73, "\(run)")
    }
  }

  /// Sets the permission bits of every folder of a store, and those of its files accordingly.
  private static func change(_ fixture: StoreFixture, folder bits: Int) throws {
    let all = try FileManager.default.subpathsOfDirectory(atPath: fixture.folder)
    for path in [fixture.folder] + all.map({ fixture.folder + "/" + $0 }) {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      try FileManager.default.setAttributes(
        [.posixPermissions: isFolder.boolValue ? bits : bits & 0o666], ofItemAtPath: path)
    }
  }

  /// F39.
  @Test(arguments: [60_000, 100_000, 150_000, 200_000, 400_000])
  func `files that cannot grow, SQLite's included, end with 74 and keep the old data`(
    size: Int
  ) throws {
    #expect(try Child("once", fixture.folder).wait().status == 0)
    let run = try Child("full", fixture.folder, String(size)).wait()
    #expect(run.status == 74, "\(run)")
    let check = try Child("check", fixture.folder).wait()
    #expect(check.status == 0, "\(check)")
    #expect(try Child("once", fixture.folder).wait().status == 0)
  }
}
