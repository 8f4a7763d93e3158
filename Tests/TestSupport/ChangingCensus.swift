import Glibc
import Synchronization

/// A simulated publisher whose figures change between one refresh and the next.
///
/// Two editions take turns: in the second, exports of Texas to Canada are seven dollars more in every
/// year. Answers are made once and kept, so that a refresh takes as long as the program takes.
public final class ChangingCensus: Sendable {
  /// The key that the publisher wants.
  public static let key = "simulated-key"
  /// The years that a small refresh asks for.
  public static let firstYear = 2024

  private final class Edition: Sendable { let number = Atomic<Int>(0) }
  private static let tables = Result { try CensusAnswerTables.builtIn() }
  private static let answers = Mutex<[String: FaultScript]>([:])

  private let edition = Edition()
  /// The server, which remembers what it was asked.
  public let server: FaultServer

  /// Starts a server with the built-in figures; nil where no port can be had.
  public init?() throws {
    let edition = edition
    var second = try Self.tables.get()
    for year in second.dollars.keys { second.dollars[year]?["TX"]?["1220"]? += 7 }
    let editions = [
      CensusAnswerServer(tables: try Self.tables.get(), key: Self.key),
      CensusAnswerServer(tables: second, key: Self.key),
    ]
    let started = FaultServer { received in
      let number = edition.number.load(ordering: .relaxed) % 2
      let name = "\(number) \(received.target)"
      if let known = Self.answers.withLock({ $0[name] }) { return known }
      let script = LoopbackCensus.script(editions[number], target: received.target)
      Self.answers.withLock { $0[name] = script }
      return script
    }
    guard let started else { return nil }
    server = started
  }

  /// The program, which is built beside whatever runs this.
  static let program: String = {
    var path = [CChar](repeating: 0, count: 4_096)
    let length = max(0, readlink("/proc/self/exe", &path, path.count))
    let own = String(decoding: path.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return own.prefix(
      own.lastIndex(of: "/").map { own.distance(from: own.startIndex, to: $0) } ?? 0)
      + "/swingport"
  }()

  /// Turns to the other edition.
  public func change() { edition.number.add(1, ordering: .relaxed) }

  /// The command that refreshes the two sources into a store.
  public func command(_ store: String) -> [String] {
    [
      "/usr/bin/env", "CENSUS_API_KEY=\(Self.key)", "SWINGPORT_STORE=\(store)",
      Self.program, "refresh", "census-country-totals",
      "census-statehs-annual", "--since", "\(Self.firstYear)", "--force", "--endpoint",
      "census-country-totals=\(server.origin)", "--endpoint",
      "census-statehs-annual=\(server.origin)",
    ]
  }
}
