import Codes
import Fetching
import JSONText
import Refreshing
import Store
import TestSupport
import Testing

@Suite struct `A refresh of a source` {
  private static func states(_ outcome: RefreshOutcome) -> [String] {
    outcome.parts.map { "\($0.name) \($0.state.rawValue)" }
  }

  @Test func `keeps parts that passed with the held ones that they came with`() throws {
    let census = try SmallCensus()
    #expect(try census.refresh(since: 2023, day: 0).exitCode == .done)
    let first = try #require(try census.store().current(census.descriptor.id))
    let texas = try #require(try census.texas(2025, in: first))

    // A state is gone from 2024, and a figure of 2025, which is open, is revised.
    census.tables.dollars[2024]?["TX"] = nil
    census.tables.dollars[2025]?["TX"]?["1220"] = texas + 7
    let outcome = try census.refresh(since: 2023, day: 1)
    #expect(Self.states(outcome) == ["2023 unchanged", "2024 held", "2025 postponed"])
    #expect(outcome.exitCode == .dataRejected)
    #expect(outcome.parts[2].reasons == ["it waits for approval with the parts that are held"])
    let label = try #require(outcome.held)
    #expect(outcome.line.hasSuffix("swingport accept census-statehs-annual \(label)'"))

    // What is in use is whole and old; what is held is whole and new.
    let current = try #require(try census.store().current(census.descriptor.id))
    #expect(current.label == first.label)
    #expect(try census.texas(2025, in: current) == texas)
    let held = try census.store().vintage(census.descriptor.id, label: label)
    #expect(held.status == .held && held.snapshots.map(\.partition) == ["2023", "2024", "2025"])
    #expect(try census.texas(2025, in: held) == texas + 7)
    #expect(try census.texas(2024, in: held) == nil)

    // Asked again with the same answers, the same vintage waits and no second one is made.
    let again = try census.refresh(since: 2023, day: 2)
    #expect(again.held == label && Self.states(again) == Self.states(outcome))
    #expect(try census.store().history(census.descriptor.id).count == 2)
    try census.accept(label)
    let accepted = try #require(try census.store().current(census.descriptor.id))
    #expect(try census.texas(2025, in: accepted) == texas + 7)
    #expect(try census.refresh(since: 2023, day: 3).exitCode == .done)
  }

  @Test func `keeps a long history in batches, so that a run that is ended loses little`() throws {
    // Answers of up to 100 MB come in batches of twelve parts.
    let census = try SmallCensus(largest: 100_000_000)
    census.mostQuestions = 29
    let outcome = try census.refresh(since: 1996, day: 0)
    #expect(outcome.parts.count == 30)
    #expect(outcome.exitCode == .tryLater)
    let kept = try #require(try census.store().current(census.descriptor.id))
    #expect(
      kept.snapshots.map(\.partition) == outcome.parts.filter { $0.state == .updated }.map(\.name))
    #expect(kept.snapshots.count >= 24 && kept.snapshots.count < 30)
    // Every batch is a vintage of its own.
    let history = try census.store().history(census.descriptor.id)
    #expect(history.map(\.snapshots.count) == [12, 24, kept.snapshots.count])

    census.mostQuestions = .max
    #expect(try census.refresh(since: 1996, day: 1).exitCode == .done)
    #expect(try census.store().current(census.descriptor.id)?.snapshots.count == 30)
  }

  @Test func `takes nothing where there was something for no news, and says so`() throws {
    let census = try SmallCensus()
    #expect(try census.refresh(since: 2023, day: 0).exitCode == .done)
    let first = try #require(try census.store().current(census.descriptor.id))
    // 2025 is answered with 204 though it is in use, and 2024 with other figures.
    census.latest = "2024-12"
    census.tables.dollars[2024]?["TX"]?["1220"]? += 1
    let outcome = try census.refresh(since: 2023, day: 1)
    #expect(Self.states(outcome) == ["2023 unchanged", "2024 postponed", "2025 failed"])
    #expect(outcome.exitCode == .dataRejected)
    #expect(outcome.parts[2].ids == ["http.204"])
    var said: Set<String> = []
    let lines = outcome.explanations(besides: &said)
    #expect(lines.count == 1)
    #expect(
      lines[0].hasPrefix("2025: the publisher reports nothing where the store has figures"))
    #expect(lines[0].contains("run the refresh again"))
    #expect(try census.store().current(census.descriptor.id) == first)
    // Both ways to ask were tried.
    #expect(census.asked.contains { $0.contains("MONTH=12") && $0.contains("YEAR=2025") })
    // It is asked again, since it did not come.
    let checks = try census.store().lastChecks(of: census.descriptor.id)
    #expect(checks["2025"] != checks["2023"])
  }

  @Test func `records a part that is not out yet, without an error`() throws {
    let census = try SmallCensus()
    census.latest = "2024-12"
    let outcome = try census.refresh(since: 2023, day: 0)
    #expect(Self.states(outcome) == ["2023 updated", "2024 updated", "2025 not_reported"])
    #expect(outcome.exitCode == .done)
    census.latest = "2025-12"
    #expect(
      Self.states(try census.refresh(since: 2023, day: 1)).last == "2025 updated")
  }

  @Test func `holds destinations that no analysis knows, and says what to do`() throws {
    let census = try SmallCensus()
    census.tables.names["4899"] = "ATLANTIS"
    census.tables.dollars[2025]?["TX"]?["4899"] = 5
    let known = Set(SmallCensus.destinations.keys)
    let outcome = try census.refresh(since: 2024, day: 0, known: known)
    #expect(Self.states(outcome) == ["2024 updated", "2025 held"])
    #expect(outcome.exitCode == .dataRejected)
    let sentence = try #require(outcome.parts[1].reasons.first)
    for part in ["4899", "Schedule C", "export-data/tables/destinations.csv", "accept"] {
      #expect(sentence.contains(part), "\(sentence)")
    }
    #expect(try census.refresh(since: 2024, day: 1, known: known.union(["4899"])).exitCode == .done)
  }

  @Test func `says a sentence once, whatever number of parts and sources it is about`() throws {
    let census = try SmallCensus()
    census.fault = { target in
      target.contains("time=2020") ? nil : Reply(status: 404, headers: HeaderFields())
    }
    let outcome = try census.refresh(since: 2019, day: 0)
    #expect(outcome.count(.failed) == 6 && outcome.count(.updated) == 1)
    var said: Set<String> = []
    let own = outcome.explanations(besides: &said)
    // The address is part of the sentence, so that each part has its own here.
    #expect(own.count == 6 && said.count == 6)
    #expect(outcome.explanations(besides: &said).allSatisfy { $0.hasSuffix(": as said above") })
    let alike = RefreshOutcome.failed(
      source: "simulated", parts: (1...5).map { "part \($0)" },
      error: DataError(.keyMissing, "a key is needed", hint: "get one"), current: nil)
    #expect(
      alike.explanations(besides: &said)
        == ["part 1, part 2, part 3 and 2 more: a key is needed; get one"])
    #expect(alike.exitCode == .keyRefused && alike.count(.failed) == 5)
  }
}
