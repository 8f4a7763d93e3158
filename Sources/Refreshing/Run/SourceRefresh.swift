import Codes
import Descriptors
import Fetching
import JSONText
import Readers
import Store

/// Brings one source up to date: fetches its due parts, judges them and stores what passed.
///
/// Parts that the store did not have are added as they pass. Parts that replace stored ones are
/// swapped together or not at all, so that what is in use never mixes two releases of a publisher
/// because a transfer failed half-way. What the gate holds is stored apart and waits; what it
/// rejects goes into quarantine.
struct SourceRefresh {
  let descriptor: SourceDescriptor
  let writer: StoreWriter
  let addresses: WireAddresses
  let partials: PartialKeeper
  let knownDestinations: Set<String>
  let now: Stamp

  func run(
    _ requests: [PlannedRequest], fetcher: Fetcher, report: (String) -> Void
  ) throws -> RefreshOutcome {
    let current = try writer.store.current(descriptor.id)
    let stored = Dictionary(
      (current?.snapshots ?? []).map { ($0.partition, $0) }, uniquingKeysWith: { $1 })
    let fetch = SourceFetch(
      descriptor: descriptor, addresses: addresses, stored: stored, partials: partials)
    let totals = try publishedTotals()
    var all: [Judged] = []
    for batch in batches(of: requests, stored: stored) {
      var judged: [Judged] = []
      var broken: (any Error)?
      try fetch.run(batch, fetcher: fetcher) { part in
        do {
          judged.append(try judge(part, current: current, stored: stored, totals: totals))
        } catch {
          broken = broken ?? error
        }
        report("\(descriptor.id) \(part.name)")
      }
      if let broken { throw broken }
      try keep(&judged, stored: stored)
      all += judged
    }
    let order = Dictionary(
      requests.enumerated().map { ($1.partition, $0) }, uniquingKeysWith: { first, _ in first })
    all.sort { order[$0.name, default: 0] < order[$1.name, default: 0] }
    return try conclude(all)
  }

  /// New parts some at a time, so that a long history neither fills the memory nor is lost when the
  /// run is ended; then, at once, those that replace stored ones.
  private func batches(
    of requests: [PlannedRequest], stored: [String: Snapshot]
  ) -> [[PlannedRequest]] {
    let new = requests.filter { stored[$0.partition]?.object == nil }
    let size = max(12, 512_000_000 / max(1, descriptor.bounds.bytes.upperBound))
    var batches = stride(from: 0, to: new.count, by: size).map {
      Array(new[$0..<min($0 + size, new.count)])
    }
    let known = requests.filter { stored[$0.partition]?.object != nil }
    if !known.isEmpty { batches.append(known) }
    return batches
  }

  /// Takes in a file that a person fetched, as a part of the source.
  func take(_ bytes: [UInt8], file: String, part copied: PartOfFile) throws -> RefreshOutcome {
    var part = PartProgress(name: copied.name, months: copied.months, url: "file:\(file)")
    part.bodies = [([0], bytes, Validators(etag: nil, lastModified: nil))]
    let current = try writer.store.current(descriptor.id)
    let stored = Dictionary(
      (current?.snapshots ?? []).map { ($0.partition, $0) }, uniquingKeysWith: { $1 })
    var judged = [
      try judge(part, current: current, stored: stored, totals: try publishedTotals())
    ]
    try keep(&judged, stored: stored)
    return try conclude(judged)
  }

  /// A part with what became of it.
  private struct Judged {
    let name: String
    var state: RefreshOutcome.PartState
    var rows: Int?
    var reasons: [String] = []
    var ids: [String] = []
    var verdict: JSONValue?
    var arrival: Arrival?
    /// Whether it passed and waits with others that are held.
    var isWaiting = false
    var exitCode = ExitCode.done
  }

  private func judge(
    _ part: PartProgress, current: Vintage?, stored: [String: Snapshot],
    totals: [TradePeriod: Int64]
  ) throws -> Judged {
    let name = part.name
    if let error = part.error {
      return Judged(
        name: name, state: .failed, reasons: ["\(error.message); \(error.hint)"],
        ids: [error.kind.id], exitCode: error.kind.exitCode)
    }
    if part.isNotModified { return Judged(name: name, state: .unchanged, rows: stored[name]?.rows) }
    let url = part.url
    if part.bodies.isEmpty, stored[name]?.object != nil {
      // Nothing where there was something is no news to act on, and nothing to mix releases with.
      return Judged(
        name: name, state: .failed,
        reasons: [
          "the publisher reports nothing where the store has figures, which stay in use; run the "
            + "refresh again tomorrow, and look at the publisher's page if it lasts"
        ], ids: [DataError.Kind.noLongerReported.id],
        exitCode: DataError.Kind.noLongerReported.exitCode)
    }
    if part.bodies.isEmpty {
      let snapshot = Snapshot(
        partition: name, retrievedAt: now, url: url, object: nil, bytes: 0, rows: 0)
      return Judged(name: name, state: .notReported, arrival: Arrival(snapshot))
    }
    let body = part.body
    let object = ObjectID(of: body)
    let reading: PartReading
    do {
      reading = try part.reading(descriptor)
    } catch let error as DataError {
      return try refuse(
        body, name: name, url: url, ids: [error.kind.id],
        reasons: ["\(error.message); \(error.hint)"], verdict: nil)
    }
    let verdict = Gate(
      descriptor: descriptor,
      context: GateContext(
        last: try last(name, current, stored), publishedTotals: totals,
        knownDestinations: knownDestinations, today: now.day)
    ).judge(
      GateCandidate(
        partition: name, beginning: Array(body.prefix(512)), bytes: body.count,
        sha256: object.text, drift: reading.drift, misfits: reading.misfits, rows: reading.rows,
        flows: reading.flows, setAside: reading.setAside, months: part.months))
    let reasons = verdict.reasons.filter { $0.severity > .noted }
      .map { "\($0.sentence); \($0.action)" }
    if verdict.outcome == .rejected {
      return try refuse(
        body, name: name, url: url, ids: verdict.blocking, reasons: reasons, verdict: verdict.json)
    }
    _ = try writer.stage(body)
    let validators = part.bodies.first?.validators
    let snapshot = Snapshot(
      partition: name, retrievedAt: now, url: url, etag: validators?.etag,
      lastModified: validators?.lastModified, object: object, bytes: body.count,
      rows: reading.rows, validators: verdict.json.line)
    let measure = descriptor.layout.measure
    let arrival = Arrival(
      snapshot,
      exports: try reading.flows.map { try FlowColumns.exports($0, measure: measure) } ?? .none,
      setAside: try reading.setAside.map {
        try FlowColumns.setAside($0, reasons: reading.reasons, measure: measure)
      } ?? .none, series: reading.series)
    let isHeld = verdict.outcome == .held
    return Judged(
      name: name, state: isHeld ? .held : .updated, rows: reading.rows, reasons: reasons,
      ids: verdict.reasons.map(\.id), verdict: verdict.json, arrival: arrival,
      exitCode: isHeld ? .dataRejected : .done)
  }

  private func refuse(
    _ body: [UInt8], name: String, url: String, ids: [String], reasons: [String],
    verdict: JSONValue?
  ) throws -> Judged {
    try writer.quarantine(
      body, source: descriptor.id, partition: name,
      reason: verdict?.line ?? reasons.joined(separator: " "), url: url, at: now)
    return Judged(
      name: name, state: .rejected, reasons: reasons, ids: ids, verdict: verdict,
      exitCode: .dataRejected)
  }

  /// The part as it is in use, for the gate to compare with.
  private func last(
    _ name: String, _ current: Vintage?, _ stored: [String: Snapshot]
  ) throws -> GateVintage? {
    guard let current, let snapshot = stored[name], snapshot.object != nil else { return nil }
    guard descriptor.layout.reader == .censusAPI, let year = Int(name.prefix(4)) else {
      return GateVintage(rows: snapshot.rows)
    }
    // Lost rows are about to be fetched again; there is nothing sound to compare with.
    let lost = try writer.store.refetches().contains { $0.source == descriptor.id }
    if lost { return nil }
    let exports = try writer.store.exports(of: current, years: year...year)
    var flows = FlowColumns.flows(exports)
    if name.utf8.count > 4 { flows = Self.month(name, of: flows) }
    return GateVintage(rows: snapshot.rows, flows: flows)
  }

  private static func month(_ name: String, of flows: CensusFlows) -> CensusFlows {
    var chosen = CensusFlows()
    for row in flows.rows where flows.periods[row].description == name {
      chosen.append(
        origin: flows.origins[row], destination: flows.destinations[row],
        commodity: flows.commodities[row], period: flows.periods[row], dollars: flows.dollars[row])
    }
    return chosen
  }

  /// The published totals by period of the source that this one is reconciled with.
  private func publishedTotals() throws -> [TradePeriod: Int64] {
    guard let other = descriptor.reconcilesWith, let vintage = try writer.store.current(other)
    else {
      return [:]
    }
    let columns = try writer.store.setAside(
      of: vintage, reason: SetAsideReason.allDestinations.rawValue)
    let rows =
      columns.count > 0
      ? (columns.periods, columns.dollars)
      : try { exports in (exports.periods, exports.dollars) }(writer.store.exports(of: vintage))
    var totals: [TradePeriod: Int64] = [:]
    for (period, dollars) in zip(rows.0, rows.1) {
      if let month = TradePeriod(year: period.year, month: period.month ?? 12) {
        totals[month, default: 0] += dollars
      }
    }
    return totals
  }

  /// Stores what passed, or says why it waits.
  private func keep(_ judged: inout [Judged], stored: [String: Snapshot]) throws {
    let replacing = judged.filter { stored[$0.name]?.object != nil }.map(\.state)
    let isBroken = replacing.contains { [.failed, .rejected].contains($0) }
    let isWaiting = replacing.contains(.held)
    var passed: [Arrival] = []
    for index in judged.indices {
      guard let arrival = judged[index].arrival else { continue }
      let state = judged[index].state
      let known = stored[judged[index].name]?.object
      if known == nil || !(isBroken || isWaiting) {
        if state != .held { passed.append(arrival) }
      } else if known == arrival.snapshot.object {
        judged[index].state = .unchanged
      } else if isBroken {
        judged[index].state = .postponed
        judged[index].reasons.append(
          "other parts that replace stored ones did not pass; run the refresh again")
      } else if state != .held {
        judged[index].state = .postponed
        judged[index].isWaiting = true
        judged[index].reasons.append(
          "it waits for approval with the parts that are held")
      }
    }
    guard !passed.isEmpty else { return }
    let outcome = try writer.commit(
      passed, source: descriptor.id, label: "\(now.day)", at: now)
    let kept = Dictionary(
      outcome.vintage.snapshots.map { ($0.partition, $0) }, uniquingKeysWith: { $1 })
    for index in judged.indices where judged[index].state == .updated {
      if let snapshot = kept[judged[index].name], stored[judged[index].name] == snapshot {
        judged[index].state = .unchanged
      }
    }
  }

  /// Puts what is held aside, last, so that it is based on what is in use; and sums up.
  private func conclude(_ parts: [Judged]) throws -> RefreshOutcome {
    var judged = parts
    var held: String?
    let isHeld = judged.filter { $0.state == .held }
    if !isHeld.isEmpty {
      let note = isHeld.flatMap { part in part.reasons.map { "\(part.name): \($0)" } }
        .joined(separator: "\n")
      let waiting = judged.filter { $0.state == .held || $0.isWaiting }.compactMap(\.arrival)
      let outcome = try writer.commit(
        waiting, source: descriptor.id, label: "\(now.day)", at: now, holdingFor: note)
      if case .held(let vintage) = outcome { held = vintage.label }
      if case .unchanged = outcome {
        for index in judged.indices where judged[index].state == .held {
          judged[index].state = .unchanged
        }
      }
    }
    let asked = judged.filter { ![.failed, .postponed].contains($0.state) }.map(\.name)
    try writer.recordChecks(of: descriptor.id, partitions: asked, at: now)
    let codes = judged.filter { ![.unchanged, .updated].contains($0.state) }.map(\.exitCode)
    return RefreshOutcome(
      source: descriptor.id,
      parts: judged.map {
        .init(
          name: $0.name, state: $0.state, rows: $0.rows, reasons: $0.reasons, ids: $0.ids,
          verdict: $0.verdict)
      }, current: try writer.store.current(descriptor.id)?.label, held: held,
      exitCode: .worst(of: codes))
  }
}

extension DataError.Kind {
  /// A part in use for which the publisher now answers with nothing.
  static let noLongerReported = Self(id: "http.204", exitCode: .dataRejected)
}
