import Codes
import Foundation
import Glibc
import Store
import TestSupport
import Testing

/// Every system call of a commit fails in turn; whatever fails, the store is sound, what is
/// current is the old vintage or the new one, and a later commit works.
@Suite struct `Failing system calls` {
  /// Commits to a new store with the n-th call failing, n = 1, 2, 3 …, until none fails.
  ///
  /// - Returns: How many calls were made to fail.
  private func torture(
    _ fault: FaultyFileSystem.Fault, isLasting: Bool = false, only: String? = nil,
    expecting exitCodes: Set<ExitCode>
  ) throws -> Int {
    var number = 0
    while true {
      number += 1
      let fixture = try Self.store()
      defer { fixture.remove() }
      let system = FaultyFileSystem()
      system.fail(at: number, with: fault, isLasting: isLasting, only: only)
      let error = failure {
        let writer = try fixture.writer(.init(fileSystem: system))
        try writer.commit([try writer.arrival(2017, 2), try writer.arrival(2018, 2)], "v2")
        try writer.close()
      }
      let isHit = system.recover()
      if let error { #expect(exitCodes.contains(error.kind.exitCode), "call \(number): \(error)") }
      let store = try StoreReader.open(at: fixture.folder)
      let current = try #require(try store.current("census"))
      let dollars = Set(try store.exports(of: current).dollars)
      #expect(dollars == [2] || (error != nil && dollars == [1]), "call \(number)")
      let report = try store.verify()
      #expect(report.isSound, "call \(number): \(report.problems)")
      try next(fixture, number)
      if !isHit { return number - 1 }
    }
  }

  /// Sees to it that after a failure garbage collection leaves nothing and a commit works.
  private func next(_ fixture: StoreFixture, _ number: Int) throws {
    let writer = try fixture.writer()
    _ = try writer.collectGarbage(at: Stamp(seconds: 4_000_000_000))
    #expect(try fixture.files(below: ".").allSatisfy { !$0.contains("/.new-") })
    try writer.commit([try writer.arrival(2017, 3), try writer.arrival(2018, 3)], "v3")
    let current = try #require(try writer.store.current("census"))
    #expect(Set(try writer.store.exports(of: current).dollars) == [3], "call \(number)")
    let report = try writer.store.verify()
    #expect(report.isSound && report.unfinished.isEmpty, "call \(number): \(report)")
    try writer.close()
  }

  /// A store with one vintage.
  private static func store() throws -> StoreFixture {
    let fixture = try StoreFixture()
    let writer = try fixture.writer()
    try writer.commit([try writer.arrival(2017, 1), try writer.arrival(2018, 1)], "v1")
    try writer.close()
    return fixture
  }

  /// F39.
  @Test func `a disk that is full from any call on ends with 74 and keeps the old data`() throws {
    let calls = try torture(.error(ENOSPC), isLasting: true, expecting: [.inputOutput])
    #expect(calls > 100)
  }

  /// F39.
  @Test func `a disk that is full for one call keeps the old data or the new`() throws {
    #expect(try torture(.error(ENOSPC), only: "write", expecting: [.inputOutput]) > 6)
  }

  /// F40.
  @Test func `a failing fsync is a failure`() throws {
    #expect(try torture(.error(EIO), only: "fsync", expecting: [.inputOutput]) > 14)
  }

  /// F40.
  @Test func `an input-output error of any call is no success`() throws {
    #expect(try torture(.error(EIO), expecting: [.inputOutput]) > 100)
  }

  @Test func `a failing close is a failure`() throws {
    #expect(try torture(.error(EIO), only: "close", expecting: [.inputOutput]) > 14)
  }

  @Test func `an interrupted call is taken up again`() throws {
    for call in ["open", "read", "write", "fsync", "close", "rename", "unlink", "mkdir", "list"] {
      #expect(try torture(.error(EINTR), only: call, expecting: []) >= 0)
    }
  }

  @Test func `short reads and writes are taken up again`() throws {
    #expect(try torture(.short, only: "write", expecting: []) > 6)
    #expect(try torture(.short, only: "read", expecting: []) > 2)
    let fixture = try Self.store()
    defer { fixture.remove() }
    let system = FaultyFileSystem()
    system.fail(at: 1, with: .short, isLasting: true)
    let writer = try fixture.writer(.init(fileSystem: system))
    try writer.commit([try writer.arrival(2018, 2)], "v2")
    #expect(system.recover())
    #expect(try writer.store.verify().isSound)
  }

  /// F41.
  @Test func `no rename leaves its folder`() throws {
    let fixture = try StoreFixture()
    defer { fixture.remove() }
    let system = RenameRecorder()
    let writer = try fixture.writer(.init(fileSystem: system))
    try writer.commit([try writer.arrival(2018, 1)], "a")
    try writer.commit([try writer.arrival(2018, 2)], "b", holdingFor: "large")
    _ = try writer.accept("census", label: "b")
    try writer.quarantine(
      [1], source: "census", partition: "2018", reason: "too short", url: "", at: noon)
    #expect(system.renames.count > 10)
    for (old, new) in system.renames {
      #expect(
        URL(fileURLWithPath: old).deletingLastPathComponent()
          == URL(fileURLWithPath: new).deletingLastPathComponent())
    }
  }

  /// F42.
  @Test func `a file system that cannot write folders through is warned of once`() throws {
    let fixture = try StoreFixture()
    defer { fixture.remove() }
    let system = FolderSyncRefuser()
    let writer = try fixture.writer(.init(fileSystem: system))
    try writer.commit([try writer.arrival(2018, 1)], "a")
    #expect(writer.store.notices.map(\.id) == ["store.folder_sync_unsupported"])
    #expect(try writer.store.verify().isSound)
  }

  @Test func `a store on another machine's disk is refused unless it is allowed`() throws {
    let fixture = try StoreFixture()
    defer { fixture.remove() }
    let system = NetworkFileSystem()
    let error = failure { _ = try fixture.writer(.init(fileSystem: system)) }
    #expect(error?.kind == .storeReadOnly && error?.kind.exitCode == .cannotCreate)
    _ = try fixture.writer(.init(allowsNetworkFileSystem: true, fileSystem: system))
  }

  /// F44.
  @Test(arguments: 0..<8)
  func `a loss of power at any call leaves the old data or the new`(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    // 8 seeds with 25 losses each.
    for _ in 0..<25 {
      let fixture = try StoreFixture()
      defer { fixture.remove() }
      let system = PowerLossFileSystem()
      var trusted: Int64 = 0
      var newest: Int64 = 0
      do {
        let writer = try fixture.writer(.init(fileSystem: system))
        let losing = Int.random(in: 1...200, using: &generator)
        system.losePower(at: losing)
        while newest < 100 {
          newest += 1
          try writer.commit(
            [try writer.arrival(2017, newest), try writer.arrival(2018, newest)], "v\(newest)")
          trusted = newest
        }
      } catch {
        #expect(system.isOff)
      }
      #expect(system.isOff)
      system.restart(using: &generator)
      let writer = try fixture.writer()
      let current = try writer.store.current("census")
      let dollars = try current.map { Set(try writer.store.exports(of: $0).dollars) } ?? []
      // What a commit returned from is there; of what it was cut off in, all or nothing.
      #expect(
        dollars == [trusted] || dollars == [newest] || (trusted == 0 && dollars.isEmpty),
        "\(dollars) where \(trusted) was committed")
      let report = try writer.store.verify()
      #expect(report.isSound, "\(report.problems)")
      newest += 1
      try writer.commit(
        [try writer.arrival(2017, newest), try writer.arrival(2018, newest)], "next")
      let last = try #require(try writer.store.current("census"))
      #expect(Set(try writer.store.exports(of: last).dollars) == [newest])
      #expect(try writer.store.verify().isSound)
    }
  }
}
