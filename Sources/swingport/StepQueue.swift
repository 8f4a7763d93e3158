import Codes
import Foundation
import Synchronization
import Tables

/// One piece of a long run, whose result can be kept and taken up again.
struct StepJob: Sendable {
  /// The name, which begins the name of its file.
  let id: String
  /// Everything that the result depends on, beside the program's version.
  let inputs: String
  /// How long it takes beside others, for the order and for the time left.
  let cost: Double
  /// Whether bytes read back are this step's result.
  let accepts: @Sendable (Data) -> Bool
  /// Works out the result.
  let make: @Sendable () throws -> Data

  /// A step with a result of a type of its own.
  init<Part: Codable & Sendable>(
    id: String, inputs: String, cost: Double, isOwn: @escaping @Sendable (Part) -> Bool,
    make: @escaping @Sendable () throws -> Part
  ) {
    self.id = id
    self.inputs = inputs
    self.cost = cost
    accepts = { data in (try? JSONDecoder().decode(Part.self, from: data)).map(isOwn) ?? false }
    self.make = {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return try encoder.encode(make())
    }
  }
}

/// Runs steps on all processors, keeping every finished one on disk.
///
/// A step's file is named by the hash of everything that it depends on, so that a rerun after an
/// interruption takes what is there, and other data or options take nothing. Results come in the order of
/// the steps, whatever the order in which they were finished.
struct StepQueue {
  /// The folder of the parts; nil keeps nothing.
  let folder: URL?

  /// Works out what is not yet there.
  ///
  /// An interruption ends the program after the steps at work; finished parts stay. A second one ends
  /// it at once.
  ///
  /// - Throws: What a step throws, the first in their order; `DataError` where a part cannot be written.
  func run(_ jobs: [StepJob]) throws -> [Data] {
    Interruption.listen()
    let work = QueuedWork(jobs: jobs, folder: folder)
    let workers = max(1, min(ProcessInfo.processInfo.activeProcessorCount, jobs.count))
    DispatchQueue.concurrentPerform(iterations: workers) { _ in work.workUntilEmpty() }
    work.progress.clear()
    if Interruption.isWanted {
      Terminal.say(
        folder.map {
          "swingport: stopped; finished parts are in \($0.path), and running again goes on from them"
        } ?? "swingport: stopped; nothing was kept")
      Terminal.exit(signal: Interruption.signal)
    }
    return try work.results()
  }
}

/// The steps that are left, shared by the threads that work on them.
private final class QueuedWork: Sendable {
  private let jobs: [StepJob]
  /// The steps, those that take longest first.
  private let order: [Int]
  private let folder: URL?
  let progress: StepProgress
  private struct State: Sendable {
    var next = 0
    var results: [Result<Data, any Error>?]
    var hasFailed = false
  }
  private let state: Mutex<State>

  init(jobs: [StepJob], folder: URL?) {
    self.jobs = jobs
    self.folder = folder
    order = jobs.indices.sorted { (-jobs[$0].cost, $0) < (-jobs[$1].cost, $1) }
    progress = StepProgress(costs: jobs.map(\.cost))
    state = Mutex(State(results: jobs.map { _ in nil }))
  }

  func workUntilEmpty() {
    while !Interruption.isWanted {
      let index = state.withLock { state -> Int? in
        guard state.next < order.count, !state.hasFailed else { return nil }
        state.next += 1
        return order[state.next - 1]
      }
      guard let index else { return }
      let result = Result { try self.result(jobs[index]) }
      state.withLock { state in
        state.results[index] = result
        if case .failure = result { state.hasFailed = true }
      }
    }
  }

  private func result(_ job: StepJob) throws -> Data {
    progress.begin(job.id)
    let key = DataPackage.hash(of: Array("\(Swingport.version) \(job.id) \(job.inputs)".utf8))
      .dropFirst("sha256:".count).prefix(16)
    let file = folder?.appendingPathComponent("\(job.id)-\(key).json")
    if let file, let known = try? Data(contentsOf: file), job.accepts(known) {
      progress.skip(cost: job.cost)
      return known
    }
    let part = try job.make()
    if let file { try write(part, to: file) }
    progress.finish(cost: job.cost)
    return part
  }

  private func write(_ part: Data, to file: URL) throws {
    do {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try part.write(to: file, options: .atomic)
    } catch {
      throw DataError(
        .cannotCreate, "cannot write \(file.path)",
        hint: "check that the folder can be written and that the disk has room, then run again")
    }
  }

  /// The results in the order of the steps.
  func results() throws -> [Data] {
    try state.withLock { state in
      for case .failure(let error) in state.results.compactMap({ $0 }) { throw error }
      return try state.results.compactMap { try $0?.get() }
    }
  }
}

/// A line on a terminal that says how far a run of steps is and about how long it still takes.
///
/// Nothing is drawn anywhere else, and nothing in the first second.
final class StepProgress: Sendable {
  private struct State: Sendable {
    var done = 0
    /// The costs of the steps that are left.
    var left: Double
    /// The costs of the steps that were worked on, which are those that take time.
    var worked = 0.0
    var isDrawn = false
  }
  private let total: Int
  private let isShown = isatty(STDERR_FILENO) == 1
  private let start = Clock.monotonic()
  private let state: Mutex<State>

  init(costs: [Double]) {
    total = costs.count
    state = Mutex(State(left: costs.reduce(0, +)))
  }

  func begin(_ name: String) {
    let elapsed = Clock.monotonic() - start
    guard isShown, elapsed > 1_000 else { return }
    state.withLock { state in
      let seconds = Double(elapsed) / 1_000 * state.left / max(state.worked, 1e-9)
      let left = state.worked > 0 ? ", about \(Int(seconds.rounded(.up))) s left" : ""
      Terminal.mutter("\r\u{1B}[K\(state.done + 1) of \(total): \(name)\(left)")
      state.isDrawn = true
    }
  }

  func finish(cost: Double) {
    state.withLock { state in
      state.done += 1
      state.worked += cost
      state.left -= cost
    }
  }

  func skip(cost: Double) {
    state.withLock { state in
      state.done += 1
      state.left -= cost
    }
  }

  func clear() {
    state.withLock { state in
      guard state.isDrawn else { return }
      Terminal.mutter("\r\u{1B}[K")
      state.isDrawn = false
    }
  }
}
