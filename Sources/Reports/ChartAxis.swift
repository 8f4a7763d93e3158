/// A horizontal axis with round ticks.
struct ChartAxis: Sendable {
  /// The values at which ticks stand, ascending; zero is one of them where it lies in the range.
  let ticks: [Double]
  /// The decimals that a tick's label needs.
  let decimals: Int
  private let low: Double
  private let high: Double
  private let from: Double
  private let to: Double

  /// Chooses ticks at 1, 2 or 5 times a power of ten, at most six of them.
  ///
  /// - Parameters:
  ///   - low: The smallest value; it is drawn as it is, not rounded to a tick.
  ///   - high: The largest value.
  ///   - from: Where the smallest value is drawn.
  ///   - to: Where the largest value is drawn.
  init(low: Double, high: Double, from: Double, to: Double) {
    let span = max(high - low, 1e-6)
    var step = Platform.powerOfTen(Platform.logarithmToTen(span / 6).rounded(.down))
    for factor in [1.0, 2, 5, 10] where span / (step * factor) <= 6 {
      step *= factor
      break
    }
    let first = Int((low / step).rounded(.up))
    let last = Int((high / step).rounded(.down))
    ticks = (min(first, last)...last).map { Double($0) * step }
    decimals = max(0, Int((-Platform.logarithmToTen(step) - 1e-9).rounded(.up)))
    self.low = low
    self.high = low + span
    self.from = from
    self.to = to
  }

  /// Where a value is drawn.
  func position(_ value: Double) -> Double {
    from + (value - low) / (high - low) * (to - from)
  }
}
