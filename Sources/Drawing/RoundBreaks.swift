#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Breaks at round numbers, at even steps, and at even ratios.
package enum RoundBreaks {
  /// Multiples of the smallest step of 1, 2, 2.5 or 5 times a power of ten that needs no more than
  /// `classes` classes, with the round ends that enclose the values.
  package static func pretty(_ lowest: Double, _ highest: Double, classes: Int) -> (
    breaks: [Double], ends: ClosedRange<Double>
  ) {
    // Values on both sides of zero have no round ends that enclose them in one class.
    guard lowest < highest, classes > 1 else { return ([], lowest...highest) }
    var exponent = Int(log10((highest - lowest) / Double(classes)).rounded(.down)) - 1
    while true {
      for mantissa in [1.0, 2, 2.5, 5] {
        // Powers of ten are exact; a negative one divides so that 3 × 0.1 is the nearest to 0.3.
        let power = (0..<abs(exponent)).reduce(1.0) { product, _ in product * 10 }
        func multiple(_ index: Int) -> Double {
          exponent < 0 ? Double(index) * mantissa / power : Double(index) * mantissa * power
        }
        let step = multiple(1)
        let first = (lowest / step).rounded(.down)
        let last = (highest / step).rounded(.up)
        guard abs(first) < 1e15, abs(last) < 1e15, last - first <= Double(classes) else { continue }
        let range = Int(first)...Int(last)
        return (
          range.dropFirst().dropLast().map(multiple),
          multiple(range.lowerBound)...multiple(range.upperBound)
        )
      }
      exponent += 1
    }
  }

  /// Breaks at equal steps.
  package static func equal(_ lowest: Double, _ highest: Double, classes: Int) -> [Double] {
    guard lowest < highest else { return [] }
    return (1..<max(classes, 1)).map {
      lowest + (highest - lowest) * (Double($0) / Double(classes))
    }
  }

  /// Breaks at equal ratios, to four significant digits.
  package static func geometric(_ lowest: Double, _ highest: Double, classes: Int) -> [Double] {
    guard lowest < highest else { return [] }
    let ratio = log(highest / lowest)
    var breaks: [Double] = []
    for index in 1..<max(classes, 1) {
      let exact = lowest * exp(ratio * Double(index) / Double(classes))
      let value = significant(exact)
      if value > (breaks.last ?? lowest), value < highest { breaks.append(value) }
    }
    return breaks
  }

  private static func significant(_ value: Double) -> Double {
    let exponent = Int(log10(value).rounded(.down)) - 3
    let power = (0..<abs(exponent)).reduce(1.0) { product, _ in product * 10 }
    return exponent < 0
      ? (value * power).rounded() / power : (value / power).rounded() * power
  }
}
