import Foundation

/// Work on numbered items in threads whose results are taken one by one in the order of the numbers.
///
/// No thread is more than a few items ahead of the one whose turn it is, so that few results wait.
final class OrderedRun<Result>: @unchecked Sendable {
  // Unchecked because everything that changes is behind the condition.
  private let count: Int
  private let threads: Int
  private let condition = NSCondition()
  private var next = 0
  private var turn = 0
  private var waiting: [Int: Result] = [:]
  private var failure: (index: Int, error: any Error)?

  init(count: Int, threads: Int) {
    self.count = count
    self.threads = max(1, threads)
  }

  /// Makes every result by `make`, on several threads, and hands it to `take`, one at a time.
  ///
  /// - Throws: The error of the first item that has one; items after it may not have been begun.
  func forEach(
    _ make: (Int) throws -> Result, inOrder take: (Int, Result) throws -> Void
  ) throws {
    withoutActuallyEscaping(make) { make in
      withoutActuallyEscaping(take) { take in
        let work = Work(make: make, take: take)
        DispatchQueue.concurrentPerform(iterations: min(threads, max(count, 1))) { _ in
          while let index = begin() {
            do {
              finish(index, try work.make(index), work)
            } catch {
              fail(index, error)
            }
          }
        }
      }
    }
    if let failure { throw failure.error }
  }

  private struct Work: @unchecked Sendable {
    let make: (Int) throws -> Result
    let take: (Int, Result) throws -> Void
  }

  private func begin() -> Int? {
    condition.lock()
    defer { condition.unlock() }
    while failure == nil, next < count, next >= turn + 2 * threads { condition.wait() }
    if failure != nil || next >= count { return nil }
    next += 1
    return next - 1
  }

  private func finish(_ index: Int, _ result: Result, _ work: Work) {
    condition.lock()
    defer { condition.unlock() }
    waiting[index] = result
    while failure.map({ $0.index > turn }) ?? true, let ready = waiting.removeValue(forKey: turn) {
      do {
        try work.take(turn, ready)
      } catch {
        note(turn, error)
      }
      turn += 1
    }
    condition.broadcast()
  }

  private func fail(_ index: Int, _ error: any Error) {
    condition.lock()
    defer { condition.unlock() }
    note(index, error)
    condition.broadcast()
  }

  /// Keeps the error of the earliest item.
  private func note(_ index: Int, _ error: any Error) {
    if failure.map({ index < $0.index }) ?? true { failure = (index, error) }
  }
}
