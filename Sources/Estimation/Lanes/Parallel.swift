import Dispatch

/// Runs `body` for `0..<count` on at most `threads` threads and returns when all are done.
///
/// Which thread takes which index, and when, is not defined: each index must write to places of its
/// own, and sums over indices are taken afterwards, in the order of the indices.
func inParallel(_ count: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
  if count <= 1 || threads <= 1 {
    for index in 0..<count { body(index) }
    return
  }
  let next = Counter()
  DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
    while true {
      let index = next.take()
      if index >= count { return }
      body(index)
    }
  }
}

/// The next index to be worked on.
private final class Counter: @unchecked Sendable {
  private let lock = DispatchSemaphore(value: 1)
  private var value = 0

  func take() -> Int {
    lock.wait()
    defer {
      value += 1
      lock.signal()
    }
    return value
  }
}

/// A pointer that closures on several threads may share.
///
/// Whoever shares it sees to it that no two threads touch the same element, unless both only read,
/// and that the memory outlives the closures.
struct Shared<Element>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Element>

  init(_ base: UnsafeMutablePointer<Element>) { self.base = base }

  /// Shares memory that is only read.
  init(reading base: UnsafePointer<Element>) { self.base = UnsafeMutablePointer(mutating: base) }

  subscript(index: Int) -> Element {
    @inline(__always) get { base[index] }
    @inline(__always) nonmutating set { base[index] = newValue }
  }
}
