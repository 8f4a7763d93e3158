import ArgumentParser
import Codes
import Descriptors
import Fetching
import Foundation
import JSONText
import Refreshing
import Store

/// Brings what is due up to date.
struct Refresh: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Bring due sources up to date; what is in use stays until better is there.",
    discussion: """
      EXAMPLES
        swingport refresh --dry-run                    what would be asked for, and why
        swingport refresh                              every source that is due
        swingport refresh census-statehs-annual --since 2024
        swingport refresh cepii-geodist --file dist_cepii.csv
        swingport refresh world-bank --file population.json --part SP.POP.TOTL
        swingport refresh --json > refresh.json

      The Census key comes from --census-key-file, the credential census-api-key of the service
      manager, or CENSUS_API_KEY. Proxies: https_proxy and no_proxy.

      Exit status: 0 done, 64 wrong use, 65 data refused or held, 66 a file is missing, 69
      unavailable, 73 or 74 the store cannot be written, 75 busy or try later, 77 key missing or
      refused, 78 a descriptor or setting is wrong, 130 or 143 interrupted. What was in use before
      stays in use.
      """)

  @Argument(help: "Sources; all unless said.")
  var sources: [String] = []

  @OptionGroup var folder: StoreFolder

  @Flag(help: "Print the requests and why each is due, and ask nothing.")
  var dryRun = false

  @Flag(help: "Fetch parts that are not due, too.")
  var force = false

  @Option(help: "Leave parts alone that end before this year or month.")
  var since: String?

  @Flag(help: "Open no socket.")
  var offline = false

  @Option(help: "Transfers at once, 1 to 4.")
  var jobs = 4

  @Option(help: "Seconds to wait for another refresh to end.")
  var wait = 0

  @Option(help: "Seconds for the whole run.")
  var budget = 1_800

  @Option(
    help: ArgumentHelp(
      "Ask another server in place of a source's own; may be given again.", valueName: "id=url"))
  var endpoint: [String] = []

  @Option(help: "A file with a copy of the one source named, fetched by hand.")
  var file: String?

  @Option(help: "The part of the source that --file is a copy of, where it has several.")
  var part: String?

  @Option(help: "A file with the Census key.")
  var censusKeyFile: String?

  @Flag(help: "Refuse a key file that others may read.")
  var strict = false

  @Option(help: "A file of certificate authorities in place of the system's.")
  var cacert: String?

  @Option(help: "A folder with further descriptors of sources.")
  var descriptors: String?

  @Option(help: "Append a line of JSON for each event to this file.")
  var log: String?

  @Option(help: "Write figures for Prometheus to this file.")
  var metrics: String?

  @Flag(
    name: .customLong("i-know-locking-works"), help: "Accept a store on another machine's disk.")
  var trustNetwork = false

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(name: .shortAndLong, help: "Say nothing unless something is wrong.")
  var quiet = false

  func run() throws {
    Interruption.listen()
    _ = ProcessHardening.forbidDumps()
    guard (1...4).contains(jobs), wait >= 0, budget > 0 else {
      throw DataError(
        .wrongUse, "--jobs is 1 to 4, --wait and --budget are seconds",
        hint: "give numbers in that range")
    }
    guard part == nil || file != nil else {
      throw DataError(
        .wrongUse, "--part goes with --file", hint: "name the file that is a copy of the part")
    }
    let environment = ProcessInfo.processInfo.environment
    let known = try DescriptorFolder.read(user: descriptors, environment: environment)
    let now = Clock.now()
    let options = RefreshPlan.Options(
      only: sources.isEmpty ? nil : sources, since: try firstMonth(), force: force)
    // Planned without the lock first: with nothing due there is nothing to wait for.
    let facts = try folder.openIfAny().map { try StoreFacts.of($0, descriptors: known) } ?? []
    var plan = try RefreshPlan(
      descriptors: known, facts: facts, today: now.day, options: options)
    let (keys, warnings) = try KeyFiles.find(
      censusFile: censusKeyFile, strict: strict, environment: environment)
    for warning in warnings { Terminal.say("warning: \(warning)") }
    let mirrors = try endpoints(known)
    let addresses = WireAddresses(keys: keys, endpoints: mirrors)
    if dryRun {
      try Terminal.print(
        bytes: Array(
          (json
            ? PlanText.json(plan, addresses: addresses).indented + "\n"
            : PlanText.text(plan, addresses: addresses)).utf8))
      return
    }
    if let file { return try take(file, known: known, addresses: addresses, now: now) }
    if plan.requests.isEmpty {
      try report([], plan: plan, known: known, durations: [:], now: now)
      return
    }
    let writer = try folder.openForWriting(wait: wait, trustNetwork: trustNetwork)
    defer { try? writer.close() }
    // Another refresh may have done the work while this one waited for the lock.
    plan = try RefreshPlan(
      descriptors: known, facts: StoreFacts.of(writer.store, descriptors: known),
      today: now.day, options: options)
    let run = RefreshRun(
      descriptors: known, writer: writer, addresses: addresses,
      partials: PartialFiles.keeper(writer.store.partialFolder),
      knownDestinations: knownDestinations(environment))
    let progress = ProgressLine(total: plan.requests.count, quiet: json || quiet)
    var said: Set<String> = []
    var durations: [String: Double] = [:]
    var started = Clock.monotonic()
    let outcomes = try run.run(
      plan, fetcher: try fetcher(environment: environment, mirrors: mirrors), now: now,
      report: { progress.step($0) },
      each: { outcome in
        durations[outcome.source] = Double(Clock.monotonic() - started) / 1_000
        started = Clock.monotonic()
        progress.clear()
        if !json { say(outcome, said: &said) }
      })
    progress.clear()
    for notice in writer.store.notices { Terminal.say("warning: \(notice.message)") }
    try report(outcomes, plan: plan, known: known, durations: durations, now: now)
    if Interruption.isWanted { Terminal.exit(signal: Interruption.signal) }
    let code = ExitCode.worst(of: outcomes.map(\.exitCode))
    if code != .done { Terminal.exit(code) }
  }

  private func say(_ outcome: RefreshOutcome, said: inout Set<String>) {
    if quiet, outcome.exitCode == .done { return }
    let isNews = outcome.parts.contains { $0.state != .unchanged }
    if isNews { Terminal.say(outcome.line) }
    for line in outcome.explanations(besides: &said) { Terminal.say("  \(line)") }
  }

  /// The destinations that an analysis knows; without the built-in tables none is reported as new.
  private func knownDestinations(_ environment: [String: String]) -> Set<String> {
    do {
      let data = try DataFolder(environment: environment, program: DataFolder.program)
      let table = try DataFolder.package(data.exports).table("destinations")
      return Set(try table.column("schedule_c").texts)
    } catch {
      Terminal.say("warning: new destinations cannot be told from known ones: \(error)")
      return []
    }
  }

  private func take(
    _ file: String, known: [SourceDescriptor], addresses: WireAddresses, now: Stamp
  ) throws {
    guard sources.count == 1 else {
      throw DataError(
        .wrongUse, "--file takes the copy of one source",
        hint: "name one source, as in swingport refresh cepii-geodist --file FILE")
    }
    let descriptor = try SourceChoice.find(sources[0], among: known)
    // Before the store is touched.
    _ = try descriptor.partOfFile(named: part, on: now.day)
    guard let bytes = FileManager.default.contents(atPath: file) else {
      throw DataError(
        .missingTable, "the file \(file) cannot be read", hint: "check its name and permissions")
    }
    let writer = try folder.openForWriting(wait: wait, trustNetwork: trustNetwork)
    defer { try? writer.close() }
    let run = RefreshRun(
      descriptors: known, writer: writer, addresses: addresses,
      knownDestinations: knownDestinations(ProcessInfo.processInfo.environment))
    let outcome = try run.take(
      Array(bytes), file: URL(fileURLWithPath: file).lastPathComponent, part: part,
      for: descriptor, now: now)
    if json {
      let plan = try RefreshPlan(descriptors: [], facts: [], today: now.day)
      try Terminal.print(
        bytes: Array((RefreshRun.json([outcome], plan: plan, now: now).indented + "\n").utf8))
    } else {
      var said: Set<String> = []
      say(outcome, said: &said)
    }
    if outcome.exitCode != .done { Terminal.exit(outcome.exitCode) }
  }

  private func report(
    _ outcomes: [RefreshOutcome], plan: RefreshPlan, known: [SourceDescriptor],
    durations: [String: Double], now: Stamp
  ) throws {
    if let metrics {
      let store = try folder.openIfAny()
      let text = MetricsText.text(
        try known.map { try SourceStatus($0, store: store, now: now) }, outcomes: outcomes,
        durations: durations, now: now)
      let file = URL(fileURLWithPath: metrics)
      try OutputFolder(root: file.deletingLastPathComponent())
        .write([(file.lastPathComponent, Array(text.utf8))])
    }
    if json {
      try Terminal.print(
        bytes: Array((RefreshRun.json(outcomes, plan: plan, now: now).indented + "\n").utf8))
      return
    }
    if quiet { return }
    if outcomes.isEmpty, plan.byHand.isEmpty { Terminal.say("nothing is due") }
    for line in PlanText.byHand(plan) { Terminal.say(line) }
  }

  private func fetcher(
    environment: [String: String], mirrors: [String: Address]
  ) throws -> Fetcher {
    var policy = FetchPolicy()
    policy.jobs = jobs
    policy.isOffline = offline
    policy.budget = budget * 1_000
    // A server on this machine is the user's own and needs no politeness.
    policy.politeness = Politeness(
      rates: mirrors.values.filter(\.isLoopback).reduce(into: Politeness.usualRates) {
        $0[$1.authority] = 10_000
      })
    let proxy = try ProxySettings(
      https: environment["https_proxy"] ?? environment["HTTPS_PROXY"],
      except: environment["no_proxy"] ?? environment["NO_PROXY"])
    let settings = CurlSettings(
      userAgent: "swingport/\(Swingport.version)", authoritiesFile: cacert, proxy: proxy)
    let events = log.map { EventLog(file: $0) }
    var generator = SystemRandomNumberGenerator()
    return Fetcher(
      policy: policy,
      environment: FetchEnvironment(
        monotonic: Clock.monotonic, wallClock: Clock.wallClock,
        pause: { milliseconds in usleep(UInt32(clamping: milliseconds * 1_000)) },
        unit: { Double.random(in: 0..<1, using: &generator) },
        isCancelled: { Interruption.isWanted }, log: { events?.append($0) }),
      makeTransport: { () throws(DataError) in
        try CurlTransport(settings: settings, monotonic: Clock.monotonic)
      })
  }

  private func endpoints(_ known: [SourceDescriptor]) throws -> [String: Address] {
    var endpoints: [String: Address] = [:]
    for text in endpoint {
      let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2, known.contains(where: { $0.id == sides[0] }) else {
        throw DataError(
          .wrongUse, "--endpoint '\(text)' names no source",
          hint: "write it as census-statehs-annual=https://census.example")
      }
      endpoints[sides[0]] = try Address(parsing: sides[1])
    }
    return endpoints
  }

  private func firstMonth() throws -> CalendarMonth? {
    guard let since else { return nil }
    if let year = Int(since), (1900...2100).contains(year) { return .january(of: year) }
    guard let month = CalendarMonth(iso: since) else {
      throw DataError(
        .wrongUse, "--since '\(since)' is neither a year nor a month",
        hint: "write it as 2024 or 2024-06")
    }
    return month
  }
}
