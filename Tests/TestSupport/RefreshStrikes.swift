import FoundationEssentials
import Glibc
import Store

/// Ends refreshes at moments spread over the time that one takes, and looks at the store each time.
public struct RefreshStrikes {
  /// What was found.
  public struct Report: Sendable {
    /// How often a refresh was hit.
    public var hits = 0
    /// How many of the hits ended it; the others came after its end.
    public var ended = 0
    /// What should not be, in sentences; empty where every store served what was whole.
    public var problems: [String] = []
  }

  /// The signal that ends a refresh.
  public let signal: Int32
  /// How many stores are begun, since a verification reads all that there is.
  public let stores: Int
  /// How often a refresh of each is hit.
  public let hitsPerStore: Int
  private var generator: SeededGenerator

  /// Prepares strikes.
  public init(signal: Int32, stores: Int, hitsPerStore: Int, seed: Int) {
    self.signal = signal
    self.stores = stores
    self.hitsPerStore = hitsPerStore
    generator = SeededGenerator(seed: UInt64(seed))
  }

  /// Strikes stores below a folder, which must exist.
  ///
  /// - Throws: What reading a store throws that should be readable.
  public mutating func run(below root: String) throws -> Report {
    var report = Report()
    guard let census = try ChangingCensus() else {
      report.problems.append("no port could be had")
      return report
    }
    for number in 0..<stores {
      let folder = "\(root)/\(number)"
      try strike(folder, census, in: root, &report)
      try FileManager.default.removeItem(atPath: folder)
    }
    return report
  }

  private mutating func strike(
    _ folder: String, _ census: ChangingCensus, in root: String, _ report: inout Report
  ) throws {
    func refresh() -> ChildProcess? { ChildProcess(census.command(folder), in: root) }
    let start = ContinuousClock.now
    guard refresh()?.status() == 0 else {
      report.problems.append("a refresh that nobody ended failed")
      return
    }
    let duration = (ContinuousClock.now - start) / .microseconds(1)
    var first: [String: [Int64]] = [:]
    let store = try StoreReader.open(at: folder)
    for source in try store.sources() {
      if let vintage = try store.current(source) {
        first[source] = try Served.figures(store, vintage)
      }
    }
    if first.count != 2 || first.values.contains(where: { $0.count != 2 }) {
      report.problems.append("the first refresh is not of two years of two sources: \(first)")
    }
    var last = try Served(folder, since: first, &report.problems)
    for hit in 1...hitsPerStore {
      census.change()
      guard let child = refresh() else { continue }
      usleep(UInt32(Double.random(in: 0..<duration * 1.1, using: &generator)))
      child.send(signal)
      let status = child.status()
      report.hits += 1
      if status != 0 { report.ended += 1 }
      if ![0, 128 + signal].contains(status) {
        report.problems.append("hit \(hit) ended with status \(status)")
      }
      let now = try Served(folder, since: first, &report.problems)
      for (source, sequence) in now.sequence {
        let before = last.sequence[source] ?? 0
        let isSame = now.change[source] == last.change[source]
        if !(before...before + 1).contains(sequence) || isSame != (sequence == before) {
          report.problems.append(
            "hit \(hit): \(source) went from vintage \(before) to \(sequence), figures "
              + (isSame ? "the same" : "changed"))
        }
      }
      if now.sequence.count != 2 { report.problems.append("hit \(hit): a source is gone") }
      last = now
    }
    // Whatever was left behind, the next refresh runs to its end.
    census.change()
    if refresh()?.status() != 0 { report.problems.append("the last refresh failed") }
    if Set(try Served(folder, since: first, &report.problems).change.values).count != 1 {
      report.problems.append("the two sources are of different editions after the last refresh")
    }
  }

  /// What a store serves: by source, the vintage's place in its history and Texas' exports to Canada,
  /// or all exports to Canada, less those of the first edition.
  private struct Served {
    var sequence: [String: Int] = [:]
    var change: [String: Int64] = [:]

    init(_ folder: String, since first: [String: [Int64]], _ problems: inout [String]) throws {
      let store = try StoreReader.open(at: folder)
      let report = try store.verify()
      if !report.isSound { problems.append("the store is damaged: \(report.problems)") }
      for source in try store.sources() {
        guard let vintage = try store.current(source) else { continue }
        let figures = try Self.figures(store, vintage)
        let changes = Set(zip(figures, first[source] ?? figures).map { $0 - $1 })
        if changes.count != 1 { problems.append("\(source) mixes editions: \(changes)") }
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
}
