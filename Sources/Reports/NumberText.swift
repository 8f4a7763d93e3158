import Codes

/// Writes numbers for people: fixed decimals, thousands separated by commas, no locale.
struct NumberText: Sendable {
  /// The minus sign.
  let minus: String
  /// What stands between a figure and its percent sign.
  let space: String

  /// For prose and HTML: the typographic minus, and a space that does not break.
  static let typographic = NumberText(minus: "\u{2212}", space: "\u{00A0}")
  /// For terminals: ASCII alone.
  static let plain = NumberText(minus: "-", space: " ")

  /// A number with fixed decimals; a number that rounds to zero has no sign.
  func fixed(_ value: Double, _ decimals: Int, signed: Bool = false) -> String {
    guard value.isFinite else { return "not available" }
    let scale = Platform.powerOfTen(Double(decimals))
    let scaled = (abs(value) * scale).rounded(.toNearestOrEven)
    // Beyond 2^53 a Double has no decimals left to print.
    guard scaled < 9_007_199_254_740_992 else { return "\(value)" }
    let digits = String(Int64(scaled))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.utf8.count)) + digits
    let whole = Self.grouped(padded.dropLast(decimals))
    let text = decimals == 0 ? whole : whole + "." + padded.suffix(decimals)
    let sign = scaled == 0 ? "" : value < 0 ? minus : signed ? "+" : ""
    return sign + text
  }

  /// A count with thousands separated by commas.
  func whole(_ count: some BinaryInteger) -> String {
    (count < 0 ? minus : "") + Self.grouped(Substring(String(count.magnitude)))
  }

  /// A share in percent with its sign, such as `+1.3 %`.
  func change(_ percent: Double, _ decimals: Int = 1) -> String {
    fixed(percent, decimals, signed: true) + space + "%"
  }

  /// A p-value with three decimals, or `<0.001`.
  func pValue(_ value: Double) -> String {
    // A tie is rounded up, so that no p is printed smaller than it is: 1/16 is 0.063.
    value < 0.0005 && value.isFinite ? "<0.001" : fixed(value * (1 + 1e-12), 3)
  }

  /// The smallest p that a test can give: three decimals, four where three do not hold it.
  func floor(_ value: Double) -> String {
    let scaled = value * 1000
    return abs(scaled - scaled.rounded()) < 1e-6 || value < 0.0005
      ? pValue(value) : fixed(value, 4)
  }

  /// Dollars in thousands of millions with one decimal, such as `$1,645.5 bn`.
  func billions(_ dollars: Int64) -> String {
    let text = fixed(abs(Double(dollars)) / 1e9, 1)
    return (dollars < 0 && text != "0.0" ? minus : "") + "$" + text + space + "bn"
  }

  /// A tolerance that was reached; what is below 1e-12 is rounding, which machines do differently.
  func reached(_ tolerance: Double) -> String {
    tolerance < 1e-12 ? "below 1e-12" : scientific(tolerance)
  }

  /// A very small or large number with one decimal and a power of ten, such as `6.8e-15`.
  func scientific(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "not available" }
    var exponent = Int(Platform.logarithmToTen(abs(value)).rounded(.down))
    var mantissa = (abs(value) / Platform.powerOfTen(Double(exponent)) * 10).rounded() / 10
    if mantissa >= 10 {
      mantissa /= 10
      exponent += 1
    }
    let sign = value < 0 ? minus : ""
    let power = (exponent < 0 ? minus : "+") + (abs(exponent) < 10 ? "0" : "")
    return sign + fixed(mantissa, 1) + "e" + power + String(abs(exponent))
  }

  /// A small count as a word, from ten on in digits.
  static func word(_ count: Int) -> String {
    let words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    return words.indices.contains(count) ? words[count] : typographic.whole(count)
  }

  /// Years in order as runs, such as `2012, 2015–16, 2019–20`.
  static func runs(of years: [CalendarYear]) -> String {
    var runs: [ClosedRange<CalendarYear>] = []
    for year in years {
      if let last = runs.last, last.upperBound.advanced(by: 1) == year {
        runs[runs.count - 1] = last.lowerBound...year
      } else {
        runs.append(year...year)
      }
    }
    return runs.map { run in
      guard run.lowerBound < run.upperBound else { return run.lowerBound.description }
      let sameCentury = run.lowerBound.number / 100 == run.upperBound.number / 100
      let end = run.upperBound.description
      return "\(run.lowerBound)–\(sameCentury ? String(end.suffix(2)) : end)"
    }.joined(separator: ", ")
  }

  private static func grouped(_ digits: Substring) -> String {
    var groups: [Substring] = []
    var rest = digits
    while rest.utf8.count > 3 {
      groups.insert(rest.suffix(3), at: 0)
      rest = rest.dropLast(3)
    }
    return ([rest] + groups).joined(separator: ",")
  }
}
