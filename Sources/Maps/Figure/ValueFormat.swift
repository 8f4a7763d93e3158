import Drawing

/// How the values of a map are written.
public struct ValueFormat: Sendable, Hashable {
  /// What happens to large numbers.
  public enum Scale: String, Sendable {
    /// All digits, in groups of three.
    case plain
    /// Thousands, millions, billions and trillions as `k`, `m`, `bn` and `tn`.
    case compact
  }

  /// Text before the number, after the sign.
  public var prefix: String
  /// Text after the number.
  public var suffix: String
  /// Digits after the point, 0...6.
  public var decimals: Int
  /// What happens to large numbers.
  public var scale: Scale
  /// Whether a number above zero gets a plus sign, as changes do.
  public var isSigned: Bool

  /// Makes a format from its parts; `decimals` is brought into 0...6.
  public init(
    prefix: String = "", suffix: String = "", decimals: Int = 0, scale: Scale = .plain,
    isSigned: Bool = false
  ) {
    self.prefix = prefix
    self.suffix = suffix
    self.decimals = min(max(decimals, 0), 6)
    self.scale = scale
    self.isSigned = isSigned
  }

  /// Percent of values that count from 0 to 100.
  public static func percent(decimals: Int = 0) -> ValueFormat {
    ValueFormat(suffix: "%", decimals: decimals)
  }

  /// Dollars, shortened as `$1.2bn`.
  public static func dollars(decimals: Int = 1) -> ValueFormat {
    ValueFormat(prefix: "$", decimals: decimals, scale: .compact)
  }

  /// Writes a finite value; a negative one gets a true minus sign (U+2212).
  ///
  /// - Parameters:
  ///   - value: A finite number in the map's unit.
  ///   - extraDecimals: More digits than `decimals`, where rounded values would coincide.
  public func text(_ value: Double, extraDecimals: Int = 0) -> String {
    let places = decimals + extraDecimals
    var magnitude = abs(value)
    var unit = ""
    if scale == .compact {
      var limit = 1.0
      for _ in 0..<places { limit /= 10 }
      for next in ["k", "m", "bn", "tn"] where magnitude >= 1000 - limit / 2 {
        magnitude /= 1000
        unit = next
      }
    }
    let number = FixedDecimal.text(magnitude, decimals: places, separator: ",")
    let isZero = !number.contains { $0 >= "1" && $0 <= "9" }
    let sign = isZero ? "" : value < 0 ? "\u{2212}" : isSigned ? "+" : ""
    return sign + prefix + number + unit + suffix
  }

  /// The same for one state: another digit where the text would stand in two classes, and a sign where a
  /// change rounds to nothing, so that it is not read as none.
  func text(_ value: Double, apartFrom ambiguous: Set<String>) -> String {
    let short = text(value)
    if ambiguous.contains(short) { return text(value, extraDecimals: 1) }
    let isNothing = !short.contains { $0 >= "1" && $0 <= "9" }
    guard isNothing, isSigned, value != 0 else { return short }
    return (value < 0 ? "\u{2212}" : "+") + short
  }

  /// Writes ascending numbers with as many decimals as it takes to tell them apart.
  func distinctTexts(_ values: [Double], atLeast least: Int = 0) -> [String] {
    for extra in least...4 {
      let texts = values.map { text($0, extraDecimals: extra) }
      if Set(texts).count == Set(values).count { return texts }
    }
    return values.map { text($0, extraDecimals: 4) }
  }
}
