import Codes
import Store
import Testing

@Suite struct `Committing to a store` {
  private let fixture: StoreFixture

  init() throws { fixture = try StoreFixture() }

  @Test func `a commit makes its vintage current and gives back bytes and rows`() throws {
    let writer = try fixture.writer()
    let arrivals = [try writer.arrival(2018, 7), try writer.arrival(2017, 5)]
    let outcome = try writer.commit(arrivals, "2019-03")
    try writer.close()
    let store = try StoreReader.open(at: fixture.folder)
    let vintage = try #require(try store.current("census"))
    #expect(outcome == .committed(vintage))
    #expect(vintage.snapshots.map(\.partition) == ["2017", "2018"])
    #expect(vintage.label == "2019-03" && vintage.sequence == 1 && vintage.basis == nil)
    let object = try #require(arrivals[0].snapshot.object)
    #expect(try store.object(object) == Array("2018: 7 for [\"AL\", \"ND\", \"NM\"]\n".utf8))
    let exports = try store.exports(of: vintage)
    #expect(exports.dollars == [5, 5, 5, 7, 7, 7])
    #expect(exports.periods.map(\.year) == [2017, 2017, 2017, 2018, 2018, 2018])
    #expect(exports.states.codes == ["AL", "ND", "NM"])
    #expect(try store.exports(of: vintage, years: 2018...2018) == arrivals[0].exports)
    #expect(try store.exports(of: vintage, commodity: "27").count == 0)
    #expect(try store.sources() == ["census"] && store.notices.isEmpty)
  }

  /// F37.
  @Test func `the same bytes under another modification time are no new vintage`() throws {
    let writer = try fixture.writer()
    let first = try writer.commit([try writer.arrival(2018, 7)], "a").vintage
    var again = try writer.arrival(2018, 7, at: Stamp(seconds: noon.seconds + 86_400))
    again.snapshot.lastModified = "Thu, 05 Mar 2026 14:00:00 GMT"
    let later = Stamp(seconds: noon.seconds + 90_000)
    let outcome = try writer.commit([again], source: "census", label: "b", at: later)
    #expect(outcome == .unchanged(first))
    #expect(try writer.store.history("census") == [first])
    #expect(try writer.store.lastCheck(of: "census") == later)
  }

  /// F38.
  @Test func `new bytes under the same entity tag are a new vintage`() throws {
    let writer = try fixture.writer()
    try writer.commit([try writer.arrival(2018, 7)], "a")
    var changed = try writer.arrival(2018, 8)
    changed.snapshot.etag = "\"7\""
    let outcome = try writer.commit([changed], "b")
    #expect(try writer.store.current("census") == outcome.vintage)
    #expect(outcome.vintage.label == "b" && outcome.vintage.basis == "a")
  }

  @Test func `the same bytes read into other rows are a new vintage`() throws {
    let writer = try fixture.writer()
    var arrival = try writer.arrival(2018, 7)
    try writer.commit([arrival], "a")
    arrival.exports = try writer.arrival(2018, 9).exports
    #expect(try writer.commit([arrival], "b").vintage.label == "b")
  }

  @Test func `partitions that were not fetched are taken over and old vintages stay`() throws {
    let writer = try fixture.writer()
    try writer.commit([try writer.arrival(2017, 5), try writer.arrival(2018, 7)], "a")
    let second = try writer.commit([try writer.arrival(2018, 8)], "a").vintage
    #expect(second.label == "a.2")
    #expect(try writer.store.exports(of: second).dollars == [5, 5, 5, 8, 8, 8])
    let first = try writer.store.vintage("census", label: "a")
    #expect(try writer.store.exports(of: first).dollars == [5, 5, 5, 7, 7, 7])
    #expect(first.snapshots[0] == second.snapshots[0])
    let whole = try writer.commit(
      [try writer.arrival(2018, 8)], source: "census", label: "c", at: noon, carriesOver: false)
    #expect(whole.vintage.snapshots.map(\.partition) == ["2018"])
    #expect(try writer.store.history("census").map(\.label) == ["a", "a.2", "c"])
  }

  /// F21.
  @Test func `a source that reports nothing is recorded as such`() throws {
    let writer = try fixture.writer()
    let snapshot = Snapshot(
      partition: "2026", retrievedAt: noon, url: "https://localhost/", object: nil, bytes: 0,
      rows: 0)
    let vintage = try writer.commit([Arrival(snapshot)], "a").vintage
    #expect(vintage.snapshots[0].object == nil)
    #expect(try writer.store.exports(of: vintage).count == 0)
    #expect(try writer.commit([Arrival(snapshot)], "b") == .unchanged(vintage))
  }

  /// F54.
  ///
  /// F58.
  @Test func `a held vintage waits until it is accepted`() throws {
    let writer = try fixture.writer()
    let first = try writer.commit([try writer.arrival(2018, 7)], "a").vintage
    let changed = try writer.arrival(2018, 7000)
    let held = try writer.commit([changed], "b", holdingFor: "every value grew a thousandfold")
    #expect(held == .held(held.vintage) && held.vintage.note?.contains("thousand") == true)
    #expect(try writer.store.current("census") == first)
    #expect(try writer.store.heldVintages() == [held.vintage])
    // The same answer again is the same vintage.
    #expect(try writer.commit([changed], "c", holdingFor: "again") == held)
    let accepted = try writer.accept("census", label: "b")
    #expect(accepted.digest == held.vintage.digest && accepted.status == .accepted)
    #expect(try writer.store.current("census") == accepted)
    #expect(try writer.store.heldVintages().isEmpty && writer.store.verify().isSound)
    #expect(try writer.accept("census", label: "b") == accepted)
    #expect(failure { _ = try writer.accept("census", label: "a") }?.kind == .storeRefused)
    #expect(failure { _ = try writer.accept("census", label: "z") }?.kind == .storeMissing)
  }

  @Test func `a held vintage that was overtaken cannot be accepted`() throws {
    let writer = try fixture.writer()
    try writer.commit([try writer.arrival(2018, 7)], "a")
    try writer.commit([try writer.arrival(2018, 9000)], "b", holdingFor: "too large")
    try writer.commit([try writer.arrival(2018, 8)], "c")
    let error = failure { _ = try writer.accept("census", label: "b") }
    #expect(error?.kind == .storeRefused && error?.kind.exitCode == .dataRejected)
    #expect(try writer.store.current("census")?.label == "c")
  }

  @Test func `an answer that is held and then passes the gate is accepted`() throws {
    let writer = try fixture.writer()
    try writer.commit([try writer.arrival(2018, 7)], "a")
    let changed = try writer.arrival(2018, 8)
    try writer.commit([changed], "b", holdingFor: "outside of June")
    let outcome = try writer.commit([changed], "c")
    #expect(outcome.vintage.label == "b" && outcome.vintage.status == .accepted)
    #expect(try writer.store.current("census")?.label == "b")
  }

  /// F52.
  @Test func `the order of vintages does not depend on the clock`() throws {
    let writer = try fixture.writer()
    for (number, seconds) in [(1, 2_000_000_000), (2, 1_000_000_000), (3, 2_100_000_000)] {
      _ = try writer.commit(
        [try writer.arrival(2018, Int64(number))], source: "census", label: "v\(number)",
        at: Stamp(seconds: Int64(seconds)))
      #expect(try writer.store.current("census")?.label == "v\(number)")
    }
    #expect(try writer.store.history("census").map(\.sequence) == [1, 2, 3])
  }

  @Test func `what contradicts itself is refused and changes nothing`() throws {
    let writer = try fixture.writer()
    try writer.commit([try writer.arrival(2018, 7)], "a")
    let good = try writer.arrival(2017, 1)
    func refused(_ arrivals: [Arrival], source: String = "census", label: String = "b") -> Bool {
      failure {
        _ = try writer.commit(arrivals, source: source, label: label, at: noon)
      }?.kind == .storeRefused
    }
    #expect(refused([good], source: "../census"))
    #expect(refused([good], source: ".hidden"))
    #expect(refused([good], source: "a.previous"))
    #expect(refused([good], label: "a/b"))
    #expect(refused([good, good]))
    var unstaged = good
    unstaged.snapshot.object = ObjectID(of: Array("never staged".utf8))
    #expect(refused([unstaged]))
    var overlapping = try writer.arrival(2018, 9)
    overlapping.snapshot.partition = "2018-again"
    #expect(refused([overlapping]))
    #expect(try writer.store.history("census").map(\.label) == ["a"])
    let report = try writer.store.verify()
    #expect(report.isSound && report.unfinished.isEmpty)
  }

  @Test func `rejected answers are kept with the reason, the last five of a source`() throws {
    let writer = try fixture.writer()
    for number in 1...7 {
      try writer.quarantine(
        Array("<html>\(number)</html>".utf8), source: "census", partition: "2018",
        reason: "a page instead of data", url: "https://localhost/", at: noon)
    }
    let kept = try writer.store.quarantined("census")
    #expect(kept.map(\.sequence) == [3, 4, 5, 6, 7])
    #expect(try writer.store.bytes(of: kept[4]) == Array("<html>7</html>".utf8))
    #expect(kept[0].reason == "a page instead of data")
    #expect(try writer.store.verify().isSound)
  }
}
