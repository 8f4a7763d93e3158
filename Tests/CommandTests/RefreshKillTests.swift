import Foundation
import Glibc
import Store
import TestSupport
import Testing

@Suite struct `A refresh that is ended at a random moment` {
  /// Four stores, each hit 50 times; every ten times a new one, because verification reads all there
  /// is.
  private static let stores = 0..<4
  private static let rounds = 5
  private static let hits = 10

  /// What a store serves: by source, the vintage's place in its history and Texas' exports to Canada,
  /// or all exports to Canada, less those of the first edition.
  private struct Served: Equatable {
    var sequence: [String: Int] = [:]
    var change: [String: Int64] = [:]

    /// Nothing where the years of a source are of different editions.
    init(_ folder: String, since first: [String: [Int64]]) throws {
      let store = try StoreReader.open(at: folder)
      let report = try store.verify()
      #expect(report.isSound, "\(report.problems)")
      for source in try store.sources() {
        guard let vintage = try store.current(source) else { continue }
        let figures = try Self.figures(store, vintage)
        let changes = Set(zip(figures, first[source] ?? figures).map { $0 - $1 })
        #expect(changes.count == 1, "\(source) mixes editions: \(changes)")
        sequence[source] = vintage.sequence
        change[source] = changes.first
      }
    }

    /// The figure that changes, a year each.
    static func figures(_ store: StoreReader, _ vintage: Vintage) throws -> [Int64] {
      let exports = try store.exports(of: vintage)
      return (0..<exports.count).filter { row in
        let state = exports.states[row]
        return exports.destinations[row] == "1220" && (state == "TX" || state == "-")
      }.sorted { exports.periods[$0] < exports.periods[$1] }.map { exports.dollars[$0] }
    }
  }

  /// Ends refreshes at moments spread over the time that one takes, and looks at the store each time.
  private func strike(_ seed: Int, with signal: Int32) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let census = try #require(try ChangingCensus())
    let scratch = try Scratch()
    let root = scratch.root.path
    var ended = 0
    for round in 0..<Self.rounds {
      let folder = "\(root)/\(round)"
      let start = ContinuousClock.now
      let whole = try #require(ChildProcess(census.command(folder), in: root))
      #expect(whole.status() == 0)
      let duration = (ContinuousClock.now - start) / .microseconds(1)
      let store = try StoreReader.open(at: folder)
      var first: [String: [Int64]] = [:]
      for source in try store.sources() {
        first[source] = try Served.figures(store, try #require(try store.current(source)))
      }
      #expect(first.count == 2 && first.values.allSatisfy { $0.count == 2 }, "\(first)")
      var last = try Served(folder, since: first)
      for _ in 0..<Self.hits {
        census.change()
        let child = try #require(ChildProcess(census.command(folder), in: root))
        usleep(UInt32(Double.random(in: 0..<duration * 1.1, using: &generator)))
        child.send(signal)
        let status = child.status()
        #expect([0, 128 + signal].contains(status))
        if status != 0 { ended += 1 }
        let now = try Served(folder, since: first)
        for (source, sequence) in now.sequence {
          let before = try #require(last.sequence[source])
          #expect((before...before + 1).contains(sequence))
          #expect((now.change[source] == last.change[source]) == (sequence == before))
        }
        #expect(now.sequence.count == 2)
        last = now
      }
      // Whatever was left behind, the next refresh runs to its end.
      census.change()
      #expect(try #require(ChildProcess(census.command(folder), in: root)).status() == 0)
      #expect(Set(try Served(folder, since: first).change.values).count == 1)
      try FileManager.default.removeItem(atPath: folder)
    }
    // The moments were not all after the end.
    #expect(ended > Self.rounds * Self.hits / 10)
  }

  /// F43.
  @Test(arguments: stores)
  func `is killed and leaves the vintage before it or its own, whole`(seed: Int) throws {
    try strike(seed, with: SIGKILL)
  }

  /// F71.
  @Test(arguments: stores)
  func `is told to stop, says so with status 143 and can be run again`(seed: Int) throws {
    try strike(100 + seed, with: SIGTERM)
  }
}
