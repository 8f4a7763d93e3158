import Codes

/// Fetches documents: at most four at a time, politely, trying again where that can help, and with
/// one result for each request.
///
/// One loop on the calling thread drives everything. A fetcher keeps buckets, budget and connections
/// from one call to the next and is made once a run.
public final class Fetcher {
  private let policy: FetchPolicy
  let environment: FetchEnvironment
  private let makeTransport: () throws(DataError) -> any Transport
  private var transport: (any Transport)?
  private let budget: RunBudget
  private var politeness: Politeness
  private var closed: [String: TransferError] = [:]
  private var queue = FetchQueue()
  private var inFlight: [Int: FetchJob] = [:]
  private var tickets = 0

  /// Creates a fetcher, whose budget starts to run.
  ///
  /// - Parameters:
  ///   - policy: How it fetches.
  ///   - environment: Clocks, pauses, chance and the log.
  ///   - makeTransport: Makes the transport before the first exchange; not called when offline.
  public init(
    policy: FetchPolicy = FetchPolicy(), environment: FetchEnvironment,
    makeTransport: @escaping () throws(DataError) -> any Transport
  ) {
    self.policy = policy
    self.environment = environment
    self.makeTransport = makeTransport
    budget = RunBudget(start: environment.monotonic(), milliseconds: policy.budget)
    politeness = policy.politeness
  }

  /// Fetches one document.
  public func fetch(_ request: TransferRequest) -> Fetched {
    var result: Fetched?
    fetch([request]) {
      result = $0
      return []
    }
    return result
      ?? Fetched(
        request: request,
        result: .failed(
          FetchErrors(address: request.address, attempts: 0)
            .fault(.cancelled, detail: "", bound: 0)),
        partial: nil, warnings: [])
  }

  /// Fetches documents and hands each over as soon as it has ended, so that no more than those in
  /// flight are in memory.
  ///
  /// `each` is called once for each request, also when the run is stopped, and must not call the
  /// fetcher.
  ///
  /// - Parameters:
  ///   - requests: What is wanted.
  ///   - each: Takes how a request ended, and returns what is to be fetched in its place: the parts
  ///     of a request that the server wants split, or nothing.
  public func fetch(_ requests: [TransferRequest], each: (Fetched) -> [TransferRequest]) {
    requests.forEach(enqueue)
    while !(queue.isEmpty && inFlight.isEmpty) {
      if environment.isCancelled() {
        return stopAll(each) { $0.fault(.cancelled, detail: "", bound: 0) }
      }
      let now = environment.monotonic()
      if budget.left(now: now) == 0 { stopAll(each) { $0.budget() } }
      queue.wake(now: now)
      let wait = startWhatMay(now: now, each: each)
      if inFlight.isEmpty {
        if !queue.isEmpty { environment.pause(min(max(wait, 1), 200)) }
        continue
      }
      for finished in transport?.wait(milliseconds: min(max(wait, 1), 200)) ?? [] {
        guard let job = inFlight.removeValue(forKey: finished.ticket) else { continue }
        settle(job, finished, each)
      }
    }
  }

  private func enqueue(_ request: TransferRequest) {
    tickets += 1
    queue.add(FetchJob(request, ticket: tickets))
  }

  /// Starts requests until four are in flight or no host admits one.
  ///
  /// - Returns: Milliseconds until another may start.
  private func startWhatMay(now: Int, each: (Fetched) -> [TransferRequest]) -> Int {
    while inFlight.count < min(max(policy.jobs, 1), CurlTransport.mostConnections) {
      let (next, wait) = queue.next(now: now) { host in
        policy.isOffline || closed[host] != nil ? 0 : politeness.take(host, now: now)
      }
      guard let job = next else { return wait }
      if policy.isOffline {
        finish(job, .failed(job.errors.offline()), each)
      } else if let error = closed[job.address.authority] {
        finish(job, .failed(error), each)
      } else {
        start(job, now: now, each: each)
      }
    }
    return 200
  }

  private func start(_ job: FetchJob, now: Int, each: (Fetched) -> [TransferRequest]) {
    if transport == nil {
      do throws(DataError) {
        transport = try makeTransport()
      } catch {
        let failure = TransferError(error.kind, error.message, hint: error.hint, attempts: 0)
        return finish(job, .failed(failure), each)
      }
    }
    if job.attempt == 0 { job.attempt = 1 }
    job.startedAt = now
    let exchange = job.nextExchange()
    log(.started, job)
    if let kept = job.resuming { log(.resumed, job, bytes: kept.bytes.count) }
    inFlight[job.ticket] = job
    transport?.start(exchange, ticket: job.ticket)
  }

  /// Acts on an exchange that ended.
  private func settle(
    _ job: FetchJob, _ finished: FinishedExchange, _ each: (Fetched) -> [TransferRequest]
  ) {
    let now = environment.monotonic()
    switch ReplyJudge.judge(finished, for: job) {
    case .end(let result): finish(job, result, each)
    case .closeHost(let error):
      closed[job.address.authority] = error
      finish(job, .failed(error), each)
    case .follow(let next):
      job.visited.append(next)
      log(.redirected, job, status: finished.reply?.status)
      queue.add(job, first: true)
    case .restart:
      job.attempt += 1
      log(.restarted, job, status: finished.reply?.status)
      if job.attempt > policy.retry.attempts {
        finish(job, .failed(job.errors.fault(.truncated, detail: "", bound: 0)), each)
      } else {
        queue.add(job, first: true)
      }
    case .repeat(let outcome, let error):
      tryAgain(job, after: outcome, reply: finished.reply, otherwise: error, now: now, each: each)
    }
  }

  private func tryAgain(
    _ job: FetchJob, after outcome: RetryPolicy.Outcome, reply: Reply?,
    otherwise error: TransferError, now: Int, each: (Fetched) -> [TransferRequest]
  ) {
    let decision = policy.retry.decide(
      attempt: job.attempt, outcome: outcome,
      retryAfter: reply?.headers["retry-after"].flatMap { RetryAfter($0) },
      now: environment.wallClock(), unit: environment.unit())
    switch decision {
    case .giveUp:
      if case .fault(let fault) = outcome, fault.concernsHost {
        closed[job.address.authority] = error
      }
      finish(job, .failed(error), each)
    case .comeBack(let seconds):
      let failure = job.errors.comeBack(seconds: seconds, status: reply?.status ?? 0)
      closed[job.address.authority] = failure
      finish(job, .failed(failure), each)
    case .wait(let pause):
      guard budget.allows(pause: pause, now: now) else {
        return finish(job, .failed(job.errors.budget()), each)
      }
      if reply?.headers["retry-after"].flatMap({ RetryAfter($0) }) != nil {
        politeness.close(job.address.authority, until: now + pause, now: now)
      }
      job.attempt += 1
      job.notBefore = now + pause
      // A redirect may have aged; the next attempt begins where the request did.
      job.visited = [job.request.address]
      log(
        .retrying, job, level: .warning, status: reply?.status, milliseconds: pause,
        error: error.id)
      queue.rest(job)
    }
  }

  private func finish(
    _ job: FetchJob, _ result: TransferResult, _ each: (Fetched) -> [TransferRequest]
  ) {
    let took = max(0, environment.monotonic() - job.startedAt)
    switch result {
    case .delivered(let delivery):
      job.partial = nil
      log(
        .delivered, job, status: delivery.status, bytes: delivery.body.count, milliseconds: took)
    case .notModified: log(.notModified, job, status: 304, milliseconds: took)
    case .noContent: log(.noContent, job, status: 204, milliseconds: took)
    case .splitRequested: log(.split, job, level: .warning, milliseconds: took)
    case .failed(let error):
      log(
        .failed, job, level: .error, status: error.status, milliseconds: took, error: error.id)
    }
    let more = each(
      Fetched(request: job.request, result: result, partial: job.partial, warnings: job.warnings))
    more.forEach(enqueue)
  }

  /// Ends everything; the beginnings of documents are handed over with their requests.
  private func stopAll(
    _ each: (Fetched) -> [TransferRequest], error: (FetchErrors) -> TransferError
  ) {
    for finished in transport?.cancelAll() ?? [] {
      inFlight[finished.ticket]?.keepPartial(of: finished.reply)
    }
    let jobs = inFlight.values.sorted { $0.ticket < $1.ticket } + queue.drain()
    inFlight = [:]
    for job in jobs {
      finish(job, .failed(error(job.errors))) { fetched in
        _ = each(fetched)
        return []
      }
    }
  }

  private func log(
    _ name: FetchEvent.Name, _ job: FetchJob, level: FetchEvent.Level = .info,
    status: Int? = nil, bytes: Int = 0, milliseconds: Int = 0, error: String = ""
  ) {
    environment.log(
      FetchEvent(
        level: level, name: name, source: job.request.source, attempt: job.exchanges,
        status: status, bytes: bytes, milliseconds: milliseconds,
        redactedAddress: job.redactor.redact(job.address.redacted), error: error))
  }
}
