import ArgumentParser
import Codes
import Descriptors
import Foundation
import JSONText
import Refreshing
import Store

/// What sources there are and how old their figures are.
struct Sources: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the sources, their vintages in use and their age.",
    discussion: """
      EXAMPLES
        swingport sources
        swingport sources census-statehs-annual     one source with licence, parts and hashes
        swingport sources --json
      """)

  @Argument(help: "Sources to show in full; all, one a line, unless said.")
  var sources: [String] = []

  @OptionGroup var folder: StoreFolder

  @Option(help: "A folder with further descriptors of sources.")
  var descriptors: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let known = try DescriptorFolder.read(
      user: descriptors, environment: ProcessInfo.processInfo.environment)
    let store = try folder.openIfAny()
    let now = Clock.now()
    let chosen =
      try sources.isEmpty
      ? known : sources.map { try SourceChoice.find($0, among: known) }
    let statuses = try chosen.map { try SourceStatus($0, store: store, now: now) }
    if json {
      let value = JSONValue.members([
        "form": .text("swingport.sources/1"), "sources": .list(statuses.map(\.json)),
      ])
      try Terminal.print(bytes: Array((value.indented + "\n").utf8))
    } else if sources.isEmpty {
      try Terminal.print(bytes: Array(SourceStatus.text(statuses).utf8))
    } else {
      try Terminal.print(bytes: Array(statuses.map(\.details).joined(separator: "\n").utf8))
    }
  }
}

/// Reads the whole store again and compares it with its hashes.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Re-hash the store; find and name any damage.",
    discussion: """
      EXAMPLES
        swingport verify
        swingport verify --repair
        swingport verify --collect-garbage

      Exit status: 0 sound, 65 damaged.
      """)

  @OptionGroup var folder: StoreFolder

  @Flag(help: "Put right what can be put right, and mark the rest to be fetched again.")
  var repair = false

  @Flag(help: "Remove downloads and objects that nobody needs.")
  var collectGarbage = false

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    var report: VerificationReport
    var done: [String] = []
    if repair || collectGarbage {
      let writer = try folder.openForWriting(wait: 0, trustNetwork: false)
      defer { try? writer.close() }
      if repair { done += try writer.repair(at: Clock.now()).repaired }
      if collectGarbage {
        let garbage = try writer.collectGarbage(at: Clock.now())
        done.append("\(garbage.removed.count) files of \(garbage.bytes) bytes were removed")
      }
      report = try writer.store.verify()
    } else {
      report = try StoreReader.open(at: folder.path()).verify()
    }
    if json {
      try Terminal.print(
        bytes: Array((VerificationText.json(report, done: done).indented + "\n").utf8))
    } else {
      try Terminal.print(bytes: Array(VerificationText.text(report, done: done).utf8))
    }
    if !report.isSound { Terminal.exit(.dataRejected) }
  }
}

/// What a revision changed.
struct Diff: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what changed between two vintages of a source.",
    discussion: """
      EXAMPLES
        swingport diff census-statehs-annual                        the last two vintages
        swingport diff census-statehs-annual 2026-05-09 2026-06-11
        swingport diff census-statehs-annual --years 2018-2018 --exit-code

      Only years that both vintages have are compared. Exit status with --exit-code: 0 the same, 10
      differences found.
      """)

  @Argument(help: "The source.")
  var source: String

  @Argument(help: "The labels of two vintages; the last two unless said.")
  var vintages: [String] = []

  @OptionGroup var folder: StoreFolder

  @Option(help: "The years to compare, as FIRST-LAST; those that both have unless said.")
  var years: String?

  @Option(help: "How many of the cells that moved most to list.")
  var movers = 20

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "Exit with 10 when there are differences.")
  var exitCode = false

  func run() throws {
    let store = try StoreReader.open(at: folder.path())
    try SourceChoice.require(source, in: store)
    let history = try store.history(source)
    guard vintages.count == 2 || vintages.isEmpty else {
      throw DataError(
        .wrongUse, "diff takes two vintages, or none for the last two",
        hint: "the vintages are \(history.map(\.label).joined(separator: ", "))")
    }
    let pair: (Vintage, Vintage)
    if vintages.count == 2 {
      pair = (
        try store.vintage(source, label: vintages[0]), try store.vintage(source, label: vintages[1])
      )
    } else {
      guard history.count >= 2 else {
        throw DataError(
          .nothingToCompare,
          "the store has \(history.count) vintages of \(source), and two are compared",
          hint: "refresh it once more, or look at 'swingport sources'")
      }
      pair = (history[history.count - 2], history[history.count - 1])
    }
    let before = try store.exports(of: pair.0)
    let after = try store.exports(of: pair.1)
    guard before.count + after.count > 0 else {
      throw DataError(
        .nothingToCompare, "\(source) has no exports, which alone diff compares",
        hint: "see 'swingport sources \(source)' for what it holds")
    }
    let shared = Set(before.periods.map(\.year)).intersection(after.periods.map(\.year))
    guard let first = shared.min(), let last = shared.max() else {
      throw DataError(
        .nothingToCompare, "\(pair.0.label) and \(pair.1.label) have no year in common",
        hint: "choose other vintages")
    }
    var range = first...last
    if let years {
      let span = try YearSpan.read(years)
      let wanted = span.lowerBound.number...span.upperBound.number
      guard wanted.overlaps(range) else {
        throw DataError(
          .nothingToCompare,
          "\(pair.0.label) and \(pair.1.label) have no year of \(years) in common",
          hint: "both have \(first) to \(last)")
      }
      range = wanted.clamped(to: range)
    }
    let diff = RevisionDiff(
      from: try store.exports(of: pair.0, years: range),
      to: try store.exports(of: pair.1, years: range), movers: max(0, movers))
    let text =
      json
      ? DiffText.json(diff, source: source, before: pair.0.label, after: pair.1.label).indented
        + "\n"
      : DiffText.text(diff, before: pair.0.label, after: pair.1.label)
    try Terminal.print(bytes: Array(text.utf8))
    if exitCode, !diff.isEmpty { Terminal.exit(.differencesFound) }
  }
}

/// Releases a vintage that is held.
struct Accept: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put a vintage into use that the gate holds.",
    discussion: """
      EXAMPLES
        swingport sources census-statehs-annual          why it is held
        swingport diff census-statehs-annual             what it would change
        swingport accept census-statehs-annual 2026-10-08
      """)

  @Argument(help: "The source.")
  var source: String

  @Argument(help: "The label of the vintage.")
  var vintage: String

  @OptionGroup var folder: StoreFolder

  @Option(help: "Seconds to wait for a refresh to end.")
  var wait = 0

  func run() throws {
    // Looked up before the lock, and before a folder is made where there was none.
    let store = try StoreReader.open(at: folder.path())
    try SourceChoice.require(source, in: store)
    _ = try store.vintage(source, label: vintage)
    let writer = try folder.openForWriting(wait: wait, trustNetwork: false)
    defer { try? writer.close() }
    let accepted = try writer.accept(source, label: vintage)
    Terminal.say("\(source): \(accepted.label) is in use")
  }
}

/// Finds a source by the name that a user gave.
enum SourceChoice {
  /// The descriptor of a source.
  ///
  /// - Throws: `DataError` of kind `unknownSource` that names the nearest.
  static func find(_ id: String, among known: [SourceDescriptor]) throws -> SourceDescriptor {
    if let descriptor = known.first(where: { $0.id == id }) { return descriptor }
    throw unknown(id, among: known.map(\.id))
  }

  /// Refuses a source that neither the store nor a built-in descriptor knows.
  ///
  /// - Throws: `DataError` of kind `unknownSource` that names the nearest.
  static func require(_ id: String, in store: StoreReader) throws {
    let stored = try store.sources()
    if stored.contains(id) { return }
    let known = try DescriptorFolder.read(
      user: nil, environment: ProcessInfo.processInfo.environment)
    if known.contains(where: { $0.id == id }) { return }
    throw unknown(id, among: Set(known.map(\.id)).union(stored).sorted())
  }

  private static func unknown(_ id: String, among ids: [String]) -> DataError {
    DataError(
      .unknownSource, "there is no source '\(id)'",
      hint: NearestName.to(id, among: ids).map { "did you mean '\($0)'?" }
        ?? "the sources are \(ids.joined(separator: ", "))")
  }
}

extension DataError.Kind {
  /// Vintages that cannot be compared.
  static let nothingToCompare = Self(id: "diff.nothing", exitCode: .inputMissing)
}
