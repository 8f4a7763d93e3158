import Codes
import Descriptors
import Fetching
import FoundationEssentials
import Refreshing
import Store
import TestSupport
import Testing

/// Answers exchanges at once and in order, without a socket.
final class ScriptedTransport: Transport {
  private let answer: (String) -> Reply
  private var waiting: [FinishedExchange] = []

  init(_ answer: @escaping (String) -> Reply) { self.answer = answer }

  func start(_ exchange: Exchange, ticket: Int) {
    let text = exchange.address.redacted
    let path = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true).last ?? ""
    waiting.append(
      FinishedExchange(ticket: ticket, reply: answer("/" + path), fault: nil))
  }

  func wait(milliseconds: Int) -> [FinishedExchange] {
    defer { waiting = [] }
    return waiting
  }

  func cancelAll() -> [FinishedExchange] { wait(milliseconds: 0) }
}

/// A simulated publisher of a few destinations, and a store that is refreshed from it.
///
/// Every state exports a thousand dollars a year of our era, and one more for each state before it in
/// the list, to Canada, Mexico and Japan.
final class SmallCensus {
  static let destinations = ["1220": "CANADA", "2010": "MEXICO", "5880": "JAPAN"]

  let descriptor: SourceDescriptor
  var tables: CensusAnswerTables
  /// The last month that is out.
  var latest = "2025-12"
  /// Targets that are answered with something else.
  var fault: (String) -> Reply? = { _ in nil }
  /// Ends the run when so many questions were asked.
  var mostQuestions = Int.max
  private(set) var asked: [String] = []
  private let folder: URL

  /// A publisher of the years from 1995 on.
  ///
  /// - Parameter largest: The most bytes that the source may answer with, which decide how many
  ///   parts make a batch.
  init(largest: Int = 8_000_000) throws {
    var text = String(
      decoding: try Checkout.bytes("fetch/sources/census-statehs-annual.json"), as: UTF8.self)
    for (old, new) in [
      (#""first": 2010"#, #""first": 1995"#),
      (
        #""bytes": {"least": 200000, "most": 8000000}"#,
        #""bytes": {"least": 1, "most": \#(largest)}"#
      ),
      (#""rows": {"least": 5000, "most": 40000}"#, #""rows": {"least": 1, "most": 40000}"#),
    ] {
      try #require(text.contains(old), "the descriptor has no longer \(old)")
      text = text.replacing(old, with: new)
    }
    descriptor = try SourceDescriptor(Array(text.utf8), file: "simulated.json")
    tables = CensusAnswerTables(dollars: [:], names: Self.destinations)
    for year in 1995...2025 {
      for (index, state) in State.electing.enumerated() {
        for code in Self.destinations.keys {
          tables.dollars[year, default: [:]][state.usps, default: [:]][code] =
            Int64(year * 1_000 + index)
        }
      }
    }
    folder = FileManager.default.temporaryDirectory
      .appending(path: "swingport-refreshing-\(UUID().uuidString)")
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Refreshes the parts from a year on, all of them, a day later each time.
  func refresh(since year: Int, day: Int, known: Set<String> = []) throws -> RefreshOutcome {
    let now = Stamp(seconds: 1_790_000_000 + Int64(day) * 86_400)
    let writer = try StoreWriter.open(
      at: folder.path, holder: LockHolder(process: 1, host: "test", since: now))
    defer { try? writer.close() }
    let plan = try RefreshPlan(
      descriptors: [descriptor], facts: [], today: now.day,
      options: .init(since: .january(of: year), force: true))
    var policy = FetchPolicy()
    policy.politeness = Politeness(rates: [:], otherRate: 100_000, burst: 100_000)
    policy.jobs = 1
    let clock = FakeClock()
    asked = []
    let fetcher = Fetcher(
      policy: policy,
      environment: FetchEnvironment(
        monotonic: { clock.milliseconds }, wallClock: { clock.seconds },
        pause: { clock.wait($0) }, unit: { 0.5 },
        isCancelled: { [unowned self] in asked.count >= mostQuestions }),
      makeTransport: { () throws(DataError) in
        ScriptedTransport { [unowned self] target in
          asked.append(target)
          return fault(target) ?? reply(to: target)
        }
      })
    let run = RefreshRun(
      descriptors: [descriptor], writer: writer,
      addresses: WireAddresses(
        keys: [.census: try #require(Secret("simulated-key"))], endpoints: [:]),
      knownDestinations: known)
    return try #require(try run.run(plan, fetcher: fetcher, now: now).first)
  }

  private func reply(to target: String) -> Reply {
    let answer = LoopbackCensus.reply(
      of: CensusAnswerServer(tables: tables, key: "REDACTED", latest: latest), target: target)
    var headers = HeaderFields()
    for field in answer.headers { headers.append(HeaderField(name: field[0], value: field[1])) }
    return Reply(status: answer.status, headers: headers, body: answer.body)
  }

  /// The store as a reader sees it.
  func store() throws -> StoreReader { try StoreReader.open(at: folder.path) }

  /// Puts a vintage into use that is held.
  func accept(_ label: String) throws {
    let writer = try StoreWriter.open(
      at: folder.path,
      holder: LockHolder(process: 1, host: "test", since: Stamp(seconds: 1_790_000_000)))
    defer { try? writer.close() }
    _ = try writer.accept(descriptor.id, label: label)
  }

  /// Texas' exports to Canada in a year, in a vintage.
  func texas(_ year: Int, in vintage: Vintage) throws -> Int64? {
    let exports = try store().exports(of: vintage, years: year...year)
    return (0..<exports.count).first {
      exports.states[$0] == "TX" && exports.destinations[$0] == "1220"
    }.map { exports.dollars[$0] }
  }
}
