import Foundation
import Synchronization

/// Signals that ask the program to stop: the first lets it stop in order, the second ends it.
enum Interruption {
  private static let received = Atomic<Int32>(0)

  /// The number of the signal that asked the program to stop; 0 for none.
  static var signal: Int32 { received.load(ordering: .relaxed) }

  /// Whether the program was asked to stop.
  static var isWanted: Bool { signal != 0 }

  /// Listens to SIGINT and SIGTERM, and ignores SIGPIPE.
  static func listen() {
    for number in [SIGINT, SIGTERM] {
      Foundation.signal(number) { number in
        let before = received.exchange(number, ordering: .relaxed)
        if before != 0 { _exit(128 + number) }
      }
    }
    Foundation.signal(SIGPIPE, SIG_IGN)
  }
}
