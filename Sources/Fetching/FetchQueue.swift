/// The requests that are not in flight, by host, so that a host that must rest holds up no other.
struct FetchQueue {
  private struct Line {
    var jobs: [FetchJob] = []
    var head = 0

    var isEmpty: Bool { head == jobs.count }
  }

  private var lines: [String: Line] = [:]
  private var hosts: [String] = []
  private var resting: [FetchJob] = []

  var isEmpty: Bool { lines.isEmpty && resting.isEmpty }

  /// Puts a request at the end of its host's line, or at its beginning.
  mutating func add(_ job: FetchJob, first: Bool = false) {
    let host = job.address.authority
    if lines[host] == nil { hosts.append(host) }
    var line = lines[host] ?? Line()
    lines[host] = nil
    if first, line.head > 0 {
      line.head -= 1
      line.jobs[line.head] = job
    } else if first {
      line.jobs.insert(job, at: 0)
    } else {
      line.jobs.append(job)
    }
    lines[host] = line
  }

  /// Lets a request rest until its `notBefore`.
  mutating func rest(_ job: FetchJob) { resting.append(job) }

  /// Moves what has rested to the beginning of its line.
  mutating func wake(now: Int) {
    guard !resting.isEmpty else { return }
    let awake = resting.filter { $0.notBefore <= now }
    guard !awake.isEmpty else { return }
    resting.removeAll { $0.notBefore <= now }
    for job in awake.reversed() { add(job, first: true) }
  }

  /// Takes the next request whose host admits one.
  ///
  /// - Parameter admits: Asked for a host at a time; zero admits, anything else is the milliseconds
  ///   until it might.
  /// - Returns: A request, or the milliseconds until there may be one.
  mutating func next(now: Int, admits: (String) -> Int) -> (job: FetchJob?, wait: Int) {
    var wait = resting.map { max(1, $0.notBefore - now) }.min() ?? Int.max
    for (position, host) in hosts.enumerated() {
      let pause = admits(host)
      if pause > 0 {
        wait = min(wait, pause)
        continue
      }
      guard var line = lines[host] else { continue }
      lines[host] = nil
      let job = line.jobs[line.head]
      line.head += 1
      if line.isEmpty {
        hosts.remove(at: position)
      } else {
        lines[host] = line
      }
      return (job, 0)
    }
    return (nil, wait)
  }

  /// Takes everything, in the order of the tickets.
  mutating func drain() -> [FetchJob] {
    let all = resting + lines.values.flatMap { $0.jobs[$0.head...] }
    self = FetchQueue()
    return all.sorted { $0.ticket < $1.ticket }
  }

  /// Takes every request for a host that is not resting.
  mutating func drain(host: String) -> [FetchJob] {
    guard let line = lines.removeValue(forKey: host) else { return [] }
    hosts.removeAll { $0 == host }
    return Array(line.jobs[line.head...])
  }
}
