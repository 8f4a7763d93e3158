import Drawing

/// A straight axis: values on one side, canvas units on the other, with round ticks.
struct Scale {
  /// The smallest value on the axis.
  let low: Double
  /// The largest value on the axis.
  let high: Double
  /// Where the smallest value is drawn.
  let from: Double
  /// Where the largest value is drawn.
  let to: Double
  /// Round values at even steps, ascending.
  let ticks: [Double]
  /// The decimals that a tick needs.
  let decimals: Int

  /// Makes an axis that holds all values and ends at round ones.
  ///
  /// - Parameters:
  ///   - values: What must lie on the axis; none makes an axis from 0 to 1.
  ///   - steps: The most steps between ticks.
  ///   - from: Where the smallest value is drawn.
  ///   - to: Where the largest value is drawn.
  init(holding values: [Double], steps: Int, from: Double, to: Double) {
    var low = values.min() ?? 0
    var high = values.max() ?? 1
    if low == high {
      let room = low == 0 ? 1 : abs(low) * 0.5
      low -= room
      high += room
    }
    let (breaks, ends) = RoundBreaks.pretty(low, high, classes: max(2, steps))
    ticks = [ends.lowerBound] + breaks + [ends.upperBound]
    self.low = ends.lowerBound
    self.high = ends.upperBound
    self.from = from
    self.to = to
    decimals = Self.decimals(ticks)
  }

  /// Makes an axis with ends and ticks as given.
  init(_ range: ClosedRange<Double>, ticks: [Double], from: Double, to: Double) {
    low = range.lowerBound
    high = range.upperBound
    self.ticks = ticks
    self.from = from
    self.to = to
    decimals = Self.decimals(ticks)
  }

  /// Where a value is drawn; values off the axis are drawn at its end.
  func callAsFunction(_ value: Double) -> Double {
    let share = (min(max(value, low), high) - low) / (high - low)
    return from + share * (to - from)
  }

  /// The fewest decimals, up to six, with which no two ticks read alike and each is exact.
  private static func decimals(_ ticks: [Double]) -> Int {
    let step = zip(ticks.dropFirst(), ticks).map { $0 - $1 }.min() ?? 1
    var factor = 1.0
    for decimals in 0..<6 {
      let isExact = ticks.allSatisfy {
        abs(($0 * factor).rounded() / factor - $0) < step * 1e-6
      }
      if isExact { return decimals }
      factor *= 10
    }
    return 6
  }
}

/// Numbers as they are set in charts.
enum ChartNumber {
  /// A number with a typographic minus, and a plus where asked.
  static func text(_ value: Double, _ decimals: Int, signed: Bool = false) -> String {
    let digits = FixedDecimal.text(abs(value), decimals: decimals, separator: ",")
    let isZero = digits.allSatisfy { "0.,".contains($0) }
    return (isZero ? "" : value < 0 ? "\u{2212}" : signed ? "+" : "") + digits
  }

  /// A change in percent, such as `+1.3%`.
  static func change(_ percent: Double, _ decimals: Int = 1) -> String {
    text(percent, decimals, signed: true) + "%"
  }

  /// A p-value with three decimals, or `<0.001`.
  static func pValue(_ value: Double) -> String {
    // A tie is rounded up, so that no p is printed smaller than it is: 1/16 is 0.063.
    value < 0.0005 ? "<0.001" : text(value * (1 + 1e-12), 3)
  }

  /// Small counts as words.
  static func word(_ count: Int) -> String {
    let words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    return words.indices.contains(count) ? words[count] : text(Double(count), 0)
  }

  /// A number for programs: the shortest that reads back as the same.
  static func exact(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "" }
    return value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }

  /// A sentence's first letter as a capital.
  static func capital(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
