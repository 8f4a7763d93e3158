import Foundation
import Synchronization
import TestSupport

/// A simulated publisher whose figures change between one refresh and the next.
///
/// Two editions take turns: in the second, exports of Texas to Canada are seven dollars more in every
/// year. Answers are made once and kept, so that a refresh takes as long as the program takes.
final class ChangingCensus: Sendable {
  /// The key that the publisher wants.
  static let key = "simulated-key"
  /// The years that a small refresh asks for.
  static let firstYear = 2024

  private final class Edition: Sendable { let number = Atomic<Int>(0) }
  private static let tables = Result { try CensusAnswerTables.builtIn() }
  private static let answers = Mutex<[String: FaultScript]>([:])

  private let edition = Edition()
  let server: FaultServer

  init?() throws {
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

  /// Turns to the other edition.
  func change() { edition.number.add(1, ordering: .relaxed) }

  /// The command that refreshes the two sources into a store.
  func command(_ store: String) -> [String] {
    [
      "/usr/bin/env", "CENSUS_API_KEY=\(Self.key)", "SWINGPORT_STORE=\(store)",
      Program.folder.appendingPathComponent("swingport").path, "refresh", "census-country-totals",
      "census-statehs-annual", "--since", "\(Self.firstYear)", "--force", "--endpoint",
      "census-country-totals=\(server.origin)", "--endpoint",
      "census-statehs-annual=\(server.origin)",
    ]
  }
}
