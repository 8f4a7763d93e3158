import Dispatch

/// Runs `body` for `0..<count` on at most `threads` threads and returns when all are done.
///
/// Which thread takes which index, and when, is not defined: each index must write to places of its
/// own, and sums over indices are taken afterwards, in the order of the indices.
package func inParallel(_ count: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
  inParallel(count, threads: threads) { index, _ in body(index) }
}

/// What `body` makes of `0..<count`, in the order of the indices, on at most `threads` threads.
package func mapInParallel<Value: Sendable>(
  _ count: Int, threads: Int, _ body: @Sendable (Int) -> Value
) -> [Value] {
  var values = [Value?](repeating: nil, count: count)
  values.withUnsafeMutableBufferPointer { buffer in
    guard let base = buffer.baseAddress else { return }
    let places = Shared(base)
    inParallel(count, threads: threads) { index in places[index] = body(index) }
  }
  return values.compactMap(\.self)
}

/// As `inParallel` above; the second argument of `body` numbers the thread, for scratch memory of its own.
func inParallel(_ count: Int, threads: Int, _ body: @Sendable (Int, Int) -> Void) {
  if count <= 1 || threads <= 1 {
    for index in 0..<count { body(index, 0) }
    return
  }
  let next = Counter()
  DispatchQueue.concurrentPerform(iterations: min(threads, count)) { worker in
    while true {
      let index = next.take()
      if index >= count { return }
      body(index, worker)
    }
  }
}

/// Runs `body` on pieces of `0..<count` of a fixed length, in parallel if there are many.
func inPieces(_ count: Int, of length: Int, threads: Int, _ body: @Sendable (Range<Int>) -> Void) {
  let pieces = (count + length - 1) / length
  inParallel(pieces, threads: threads) { piece in
    body((piece * length)..<min((piece + 1) * length, count))
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

/// A value that is made when it is first asked for, by whichever thread asks first.
final class Lazily<Value: Sendable>: @unchecked Sendable {
  private let lock = DispatchSemaphore(value: 1)
  private var known: Value?

  func value(_ make: () -> Value) -> Value {
    lock.wait()
    defer { lock.signal() }
    if let known { return known }
    let value = make()
    known = value
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

  @inline(__always) subscript(index: Int) -> Element {
    get { base[index] }
    nonmutating set { base[index] = newValue }
  }
}

/// Memory for elements without references, not checked and not copied; freed with its last owner.
///
/// The same care is needed as with `Shared`. Once built it is treated as constant, unless its owner
/// is the only one.
final class Storage<Element: BitwiseCopyable>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Element>
  let count: Int

  /// Leaves the elements unset.
  init(count: Int) {
    self.count = count
    base = Storage.allocate(count)
  }

  init(repeating value: Element, count: Int) {
    self.count = count
    base = Storage.allocate(count)
    base.initialize(repeating: value, count: count)
  }

  convenience init(_ elements: [Element]) {
    self.init(count: elements.count)
    elements.withUnsafeBufferPointer { source in
      if let start = source.baseAddress { base.update(from: start, count: source.count) }
    }
  }

  deinit { base.deallocate() }

  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Element> {
    let base = UnsafeMutablePointer<Element>.allocate(capacity: max(count, 1))
    preferLargePages(base, bytes: count * MemoryLayout<Element>.stride)
    return base
  }

  @inline(__always) subscript(index: Int) -> Element {
    get { base[index] }
    set { base[index] = newValue }
  }

  var array: [Element] { Array(UnsafeBufferPointer(start: base, count: count)) }
}

extension Array where Element: BitwiseCopyable {
  /// An array whose elements `fill` sets, all of them, through the pointer it is given.
  init(count: Int, filledBy fill: (Shared<Element>) -> Void) {
    self.init(unsafeUninitializedCapacity: count) { buffer, initialized in
      if let base = buffer.baseAddress {
        preferLargePages(base, bytes: count * MemoryLayout<Element>.stride)
        fill(Shared(base))
      }
      initialized = count
    }
  }
}
