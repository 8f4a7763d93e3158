import Foundation

/// A line on a terminal that says how far a run is; nothing anywhere else, and nothing in the first
/// second.
final class ProgressLine {
  private let total: Int
  private let isShown: Bool
  private let start = Clock.monotonic()
  private var done = 0
  private var isDrawn = false

  init(total: Int, quiet: Bool) {
    self.total = total
    isShown = !quiet && isatty(STDERR_FILENO) == 1
  }

  func step(_ name: String) {
    done += 1
    guard isShown, Clock.monotonic() - start > 1_000 else { return }
    Terminal.mutter("\r\u{1B}[K\(done) of \(total): \(name)")
    isDrawn = true
  }

  func clear() {
    guard isDrawn else { return }
    Terminal.mutter("\r\u{1B}[K")
    isDrawn = false
  }
}
