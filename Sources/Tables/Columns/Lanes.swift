import Dispatch
import Synchronization

/// Work on several threads whose result does not depend on how it was divided.
enum Lanes {
  /// Memory into which threads write at places of their own.
  struct Place<Element>: @unchecked Sendable {
    // Unchecked because of the pointer: every thread writes to indices that no other one touches,
    // and nobody reads before all are done.
    let start: UnsafeMutablePointer<Element>
  }

  /// A value that threads only read.
  struct Shared<Value>: @unchecked Sendable {
    // Unchecked because a value may hold places; they are as safe as said above.
    let value: Value
  }

  /// Runs `body` for each index up to `count`, on at most `threads` threads at a time; `lane` tells
  /// them apart.
  static func run(
    _ count: Int, threads: Int, _ body: @Sendable (_ index: Int, _ lane: Int) -> Void
  ) {
    let lanes = max(1, min(threads, count))
    if lanes == 1 {
      for index in 0..<count { body(index, 0) }
      return
    }
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: lanes) { lane in
      while case let index = next.wrappingAdd(1, ordering: .relaxed).oldValue, index < count {
        body(index, lane)
      }
    }
  }

  /// The results of `body` for each index up to `count`, in order.
  static func map<Value: Sendable>(
    _ count: Int, threads: Int, empty: Value, _ body: @Sendable (Int) -> Value
  ) -> [Value] {
    var values = [Value](repeating: empty, count: count)
    values.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      let place = Place(start: start)
      run(count, threads: threads) { index, _ in place.start[index] = body(index) }
    }
    return values
  }
}
