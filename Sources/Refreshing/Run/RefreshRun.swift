import Codes
import Descriptors
import Fetching
import JSONText
import Store

/// A refresh: every due part of every source that was asked for, one source after the other.
///
/// Sources whose figures others are compared with come first. A source that fails does not keep the
/// others from being brought up to date; what is in use of it stays.
public struct RefreshRun {
  let descriptors: [SourceDescriptor]
  let writer: StoreWriter
  let addresses: WireAddresses
  let partials: PartialKeeper
  let knownDestinations: Set<String>

  /// Sets up a refresh.
  ///
  /// - Parameters:
  ///   - descriptors: Every source, for those that are compared with others.
  ///   - writer: The store, locked.
  ///   - addresses: Keys and mirrors.
  ///   - partials: Where the beginnings of cut transfers are kept.
  ///   - knownDestinations: The codes of Schedule C that an analysis knows; empty to report none as
  ///     new.
  public init(
    descriptors: [SourceDescriptor], writer: StoreWriter, addresses: WireAddresses,
    partials: PartialKeeper = .none, knownDestinations: Set<String> = []
  ) {
    self.descriptors = descriptors
    self.writer = writer
    self.addresses = addresses
    self.partials = partials
    self.knownDestinations = knownDestinations
  }

  /// Fetches, judges and stores what a plan says is due.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - fetcher: Fetches; its budget is that of the whole run.
  ///   - now: What time it is, in UTC.
  ///   - report: Takes the name of each part whose answers have come, for progress.
  ///   - each: Takes how each source ended, as soon as it has.
  /// - Returns: How each source ended, in the order of the run.
  /// - Throws: `DataError` when the store cannot be written; what it held before is untouched.
  public func run(
    _ plan: RefreshPlan, fetcher: Fetcher, now: Stamp, report: (String) -> Void = { _ in },
    each: (RefreshOutcome) -> Void = { _ in }
  ) throws -> [RefreshOutcome] {
    let requests = Dictionary(grouping: plan.requests, by: \.source)
    var outcomes: [RefreshOutcome] = []
    for descriptor in ordered(Set(requests.keys)) {
      let refresh = refresh(of: descriptor, now: now)
      let outcome: RefreshOutcome
      do {
        outcome = try refresh.run(
          requests[descriptor.id] ?? [], fetcher: fetcher, report: report)
      } catch let error as DataError where Self.concernsSourceAlone(error) {
        outcome = .failed(
          source: descriptor.id, parts: (requests[descriptor.id] ?? []).map(\.partition),
          error: error, current: try writer.store.current(descriptor.id)?.label)
      }
      each(outcome)
      outcomes.append(outcome)
    }
    return outcomes
  }

  /// Takes in a file that a person fetched, judged as if it had been fetched.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - file: Its name, for the catalogue.
  ///   - part: The part that it is a copy of; nil for the only one.
  ///   - descriptor: The source.
  ///   - now: What time it is, in UTC.
  /// - Throws: `DataError` of kind `unknownPart`, or when the store cannot be written.
  public func take(
    _ bytes: [UInt8], file: String, part: String? = nil, for descriptor: SourceDescriptor,
    now: Stamp
  ) throws -> RefreshOutcome {
    let part = try descriptor.partOfFile(named: part, on: now.day)
    return try refresh(of: descriptor, now: now).take(bytes, file: file, part: part)
  }

  private func refresh(of descriptor: SourceDescriptor, now: Stamp) -> SourceRefresh {
    SourceRefresh(
      descriptor: descriptor, writer: writer, addresses: addresses, partials: partials,
      knownDestinations: knownDestinations, now: now)
  }

  /// A missing key or an unusable endpoint stops its source; a store that cannot be written stops
  /// the run.
  private static func concernsSourceAlone(_ error: DataError) -> Bool {
    ![.inputOutput, .cannotCreate, .tryLater, .bug].contains(error.kind.exitCode)
  }

  /// The sources in order of id, each behind the one that it is compared with.
  private func ordered(_ ids: Set<String>) -> [SourceDescriptor] {
    let wanted = descriptors.filter { ids.contains($0.id) }.sorted { $0.id < $1.id }
    let references = Set(wanted.compactMap(\.reconcilesWith))
    return wanted.filter { references.contains($0.id) }
      + wanted.filter { !references.contains($0.id) }
  }

  /// The whole run as the object that `--json` prints; form `swingport.refresh/1`.
  public static func json(_ outcomes: [RefreshOutcome], plan: RefreshPlan, now: Stamp) -> JSONValue
  {
    .members([
      "form": .text("swingport.refresh/1"), "at": .text(now.description),
      "exit": .whole(ExitCode.worst(of: outcomes.map(\.exitCode)).rawValue),
      "sources": .list(outcomes.map(\.json)),
      "by_hand": .list(
        plan.byHand.map { source in
          .members([
            "source": .text(source.source), "reason": .text(source.reason.description),
            "instructions": .list(source.instructions.map(JSONValue.text)),
          ])
        }),
    ])
  }
}
