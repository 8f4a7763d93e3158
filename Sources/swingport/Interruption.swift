import Foundation
import Synchronization

/// The number of the signal that asked the program to stop; a handler can capture nothing else.
private let receivedSignal = Atomic<Int32>(0)
/// The number of the last signal that came while signals were held back.
private let heldSignal = Atomic<Int32>(0)

/// Signals that ask the program to stop: the first lets it stop in order, the second ends it.
enum Interruption {
  /// The number of the signal that asked the program to stop; 0 for none.
  static var signal: Int32 { receivedSignal.load(ordering: .relaxed) }

  /// Whether the program was asked to stop.
  static var isWanted: Bool { signal != 0 }

  /// Listens to SIGINT and SIGTERM, also where the program was started with them blocked, and ignores
  /// SIGPIPE.
  static func listen() {
    // A thread that blocks signals, such as a scheduler's, hands that on to what it starts.
    var own = sigset_t()
    sigemptyset(&own)
    sigaddset(&own, SIGINT)
    sigaddset(&own, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &own, nil)
    for number in [SIGINT, SIGTERM] {
      Foundation.signal(number) { number in
        let before = receivedSignal.exchange(number, ordering: .relaxed)
        if before != 0 { _exit(128 + number) }
      }
    }
    Foundation.signal(SIGPIPE, SIG_IGN)
  }

  /// Does something that no SIGINT or SIGTERM divides; one that comes meanwhile takes effect afterwards.
  static func hold(_ body: () throws -> Void) rethrows {
    let numbers = [SIGINT, SIGTERM]
    let before = numbers.map { number in
      Foundation.signal(number) { heldSignal.store($0, ordering: .relaxed) }
    }
    defer {
      for (number, handler) in zip(numbers, before) { Foundation.signal(number, handler) }
      let held = heldSignal.exchange(0, ordering: .relaxed)
      if held != 0 { kill(getpid(), held) }
    }
    try body()
  }

  /// Lets a signal end the program at once again, where nothing has to be ended in order any more.
  static func stopListening() {
    for number in [SIGINT, SIGTERM] { Foundation.signal(number, SIG_DFL) }
  }
}
