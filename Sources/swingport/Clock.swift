import Foundation
import Store

/// The machine's clocks, read in one place.
enum Clock {
  /// The time in UTC.
  static func now() -> Stamp { Stamp(seconds: Int64(wallClock())) }

  /// Seconds since 1970.
  static func wallClock() -> Int { time(nil) }

  /// Milliseconds of a clock that never goes back.
  static func monotonic() -> Int {
    var moment = timespec()
    clock_gettime(CLOCK_MONOTONIC, &moment)
    return moment.tv_sec * 1_000 + moment.tv_nsec / 1_000_000
  }
}
