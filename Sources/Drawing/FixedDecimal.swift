/// Numbers as text with a fixed number of decimals, the same on every machine and in every locale.
public enum FixedDecimal {
  /// Writes a finite number, rounded half to even, with neither `-0` nor an exponent.
  ///
  /// - Parameters:
  ///   - value: A finite number.
  ///   - decimals: Digits after the point, 0...9.
  ///   - separator: What stands between groups of three digits.
  public static func text(_ value: Double, decimals: Int, separator: String = "") -> String {
    var factor = 1.0
    for _ in 0..<decimals { factor *= 10 }
    let scaled = (value * factor).rounded(.toNearestOrEven)
    // Beyond 2⁵³ a Double has no decimals to write.
    guard abs(scaled) < 9_007_199_254_740_992 else { return "\(value)" }
    let integer = Int(scaled)
    var digits = String(integer.magnitude)
    if digits.utf8.count <= decimals {
      digits = String(repeating: "0", count: decimals + 1 - digits.utf8.count) + digits
    }
    var whole = String(digits.dropLast(decimals))
    if !separator.isEmpty {
      var groups: [String] = []
      while whole.utf8.count > 3 {
        groups.insert(String(whole.suffix(3)), at: 0)
        whole = String(whole.dropLast(3))
      }
      whole = ([whole] + groups).joined(separator: separator)
    }
    let fraction = decimals > 0 ? "." + digits.suffix(decimals) : ""
    return (integer < 0 ? "-" : "") + whole + fraction
  }

  /// Writes a canvas coordinate given in tenths, without a trailing `.0`.
  public static func coordinate(tenths: Int) -> String {
    let magnitude = tenths.magnitude
    let fraction = magnitude % 10 == 0 ? "" : ".\(magnitude % 10)"
    return (tenths < 0 ? "-" : "") + "\(magnitude / 10)" + fraction
  }

  /// Rounds a canvas coordinate to tenths, half to even.
  public static func tenths(_ value: Double) -> Int { Int((value * 10).rounded(.toNearestOrEven)) }

  /// Writes a canvas coordinate with at most one decimal.
  public static func coordinate(_ value: Double) -> String { coordinate(tenths: tenths(value)) }
}
