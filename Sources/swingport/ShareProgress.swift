import Foundation

/// A line on a terminal that says which share of the work is done and about how long the rest takes;
/// nothing anywhere else, and nothing in the first second.
final class ShareProgress {
  private let isShown = isatty(STDERR_FILENO) == 1
  private let start = Clock.monotonic()
  private var isDrawn = false

  func show(_ share: Double, _ what: String) {
    let elapsed = Clock.monotonic() - start
    guard isShown, elapsed > 1_000 else { return }
    let left =
      share > 0.05 ? ", about \(Int(Double(elapsed) * (1 - share) / share) / 1_000 + 1) s left" : ""
    Terminal.mutter("\r\u{1B}[K\(Int(100 * share)) %: \(what)\(left)")
    isDrawn = true
  }

  func clear() {
    guard isDrawn else { return }
    Terminal.mutter("\r\u{1B}[K")
    isDrawn = false
  }
}
