import Glibc
import TestSupport
import Testing

@Suite struct `A refresh that is ended at a random moment` {
  /// Four runs of five stores, each store hit ten times: 200 hits a signal.
  ///
  /// `Tests/Kill/run` does more.
  private static let runs = 0..<4

  private func strike(_ seed: Int, with signal: Int32) throws {
    let scratch = try Scratch()
    var strikes = RefreshStrikes(signal: signal, stores: 5, hitsPerStore: 10, seed: seed)
    let report = try strikes.run(below: scratch.root.path)
    #expect(report.problems == [])
    #expect(report.hits == 50)
    // The moments were not all after the end.
    #expect(report.ended > 5)
  }

  /// F43.
  @Test(arguments: runs)
  func `is killed and leaves the vintage before it or its own, whole`(seed: Int) throws {
    try strike(seed, with: SIGKILL)
  }

  /// F71.
  @Test(arguments: runs)
  func `is told to stop, says so with status 143 and can be run again`(seed: Int) throws {
    try strike(100 + seed, with: SIGTERM)
  }
}
