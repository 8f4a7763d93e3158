/// Reads decimal numbers from bytes, rounded to the nearest double as IEEE 754 asks.
///
/// A number of up to 19 digits takes a few nanoseconds: small ones by one exact multiplication or
/// division (Clinger 1990), the others by one product with a 128-bit power of five (Lemire 2021,
/// "Number parsing at a gigabyte per second"). Whatever is longer goes to the standard library.
struct DecimalNumber {
  /// The number's value; infinite where it is beyond the largest double.
  let value: Double
  /// The position behind the number's last byte.
  let end: Int

  private static let exactPowers: [Double] = (0...22).map { exponent in
    (0..<exponent).reduce(1.0) { power, _ in power * 10 }
  }
  private static let powersOfFive = PowersOfFive()

  /// The tables that reading needs, fetched once so that a number costs no look-up of globals.
  struct Tables {
    /// 1, 10, … 10⁸.
    let integerPowers: [UInt64] = [
      1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000,
    ]
    fileprivate let exact = DecimalNumber.exactPowers
    fileprivate let five = DecimalNumber.powersOfFive
  }

  /// Reads the number that begins at a position; nil where none does or where it is longer than
  /// 19 significant digits or its power of ten is outside -27...55, so that the fast way is not
  /// exact.
  ///
  /// The caller looks at the byte behind `end` to see whether the number is the whole cell.
  @inline(__always)
  static func read(_ bytes: PaddedBytes, at start: Int, with tables: Tables) -> DecimalNumber? {
    var position = start
    var word = bytes.word(at: position)
    let sign = UInt8(truncatingIfNeeded: word)
    let isNegative = sign == UInt8(ascii: "-")
    if isNegative || sign == UInt8(ascii: "+") {
      position += 1
      word = bytes.word(at: position)
    }
    let firstDigit = position
    var mantissa: UInt64 = 0
    var digits = 0
    var exponent = 0
    var run = Self.digits(in: word)
    mantissa = run.value
    digits = run.count
    position += run.count
    while run.count == 8 {
      word = bytes.word(at: position)
      run = Self.digits(in: word)
      mantissa = mantissa &* tables.integerPowers[run.count] &+ run.value
      digits += run.count
      position += run.count
    }
    var next = UInt8(truncatingIfNeeded: word >> UInt64(8 * run.count))
    if next == UInt8(ascii: ".") {
      position += 1
      let whole = digits
      repeat {
        word = bytes.word(at: position)
        run = Self.digits(in: word)
        mantissa = mantissa &* tables.integerPowers[run.count] &+ run.value
        digits += run.count
        position += run.count
      } while run.count == 8
      exponent = whole - digits
      next = UInt8(truncatingIfNeeded: word >> UInt64(8 * run.count))
    }
    if digits == 0 { return nil }
    if next | 0x20 == UInt8(ascii: "e") {
      guard let (power, end) = Self.power(in: bytes, at: position + 1) else { return nil }
      exponent += power
      position = end
    }
    if digits > 19 {
      var zeros = 0
      var index = firstDigit
      while bytes.byte(at: index) == UInt8(ascii: "0") || bytes.byte(at: index) == UInt8(ascii: ".")
      {
        if bytes.byte(at: index) == UInt8(ascii: "0") { zeros += 1 }
        index += 1
      }
      if digits - zeros > 19 { return nil }
    }
    guard let magnitude = Self.magnitude(mantissa, exponent, tables) else { return nil }
    return DecimalNumber(value: isNegative ? -magnitude : magnitude, end: position)
  }

  /// The digits at the beginning of eight bytes, most significant first, and their number.
  @inline(__always)
  private static func digits(in word: UInt64) -> (value: UInt64, count: Int) {
    let offset = word ^ 0x3030_3030_3030_3030
    // A byte that is no digit gets its high bit set; a carry can only reach later bytes.
    let others = (offset | (offset &+ 0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080
    let count = others.trailingZeroBitCount >> 3
    if count == 0 { return (0, 0) }
    var value = offset &<< UInt64(64 - 8 * count)
    value = (value &* 2561) &>> 8
    value = ((value & 0x00FF_00FF_00FF_00FF) &* 6_553_601) &>> 16
    value = ((value & 0x0000_FFFF_0000_FFFF) &* 42_949_672_960_001) &>> 32
    return (value, count)
  }

  /// The signed whole number behind an `e`, held within ±10⁵, and the position behind it.
  private static func power(in bytes: PaddedBytes, at start: Int) -> (Int, Int)? {
    var position = start
    let sign = bytes.byte(at: position)
    if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { position += 1 }
    let first = position
    var power = 0
    while case let digit = bytes.byte(at: position) &- UInt8(ascii: "0"), digit < 10 {
      if power < 10_000 { power = power * 10 + Int(digit) }
      position += 1
    }
    if position == first { return nil }
    return (sign == UInt8(ascii: "-") ? -power : power, position)
  }

  /// `mantissa` times ten to the power of `exponent`, correctly rounded; nil outside the table.
  @inline(__always)
  private static func magnitude(
    _ mantissa: UInt64, _ exponent: Int, _ tables: Tables
  ) -> Double? {
    if mantissa <= 1 << 53 {
      if exponent == 0 { return Double(mantissa) }
      if exponent < 0, exponent >= -22 { return Double(mantissa) / tables.exact[-exponent] }
      if exponent > 0, exponent <= 22 { return Double(mantissa) * tables.exact[exponent] }
      if mantissa == 0 { return 0 }
    }
    guard PowersOfFive.range.contains(exponent) else { return nil }
    return tables.five.product(mantissa, exponent)
  }
}

/// The powers 5⁻²⁷ to 5⁵⁵ to 128 bits, for which one product decides the rounding (Lemire 2021,
/// sections 5 to 8: within these exponents no further test is needed).
struct PowersOfFive {
  /// The exponents in the table.
  static let range = -27...55

  private let high: [UInt64]
  private let low: [UInt64]

  /// Computes the table: powers cut off after 128 bits, reciprocals rounded up.
  init() {
    var powers: [UInt128] = []
    for exponent in Self.range {
      var power: UInt128 = 1
      for _ in 0..<exponent.magnitude { power *= 5 }
      if exponent >= 0 {
        powers.append(power << UInt128(power.leadingZeroBitCount))
      } else {
        // 2^(bits + 127) / 5^n, one binary digit after another; n ≤ 27 keeps the rest in range.
        let bits = 128 - power.leadingZeroBitCount
        var rest: UInt128 = 1
        var quotient: UInt128 = 0
        for _ in 0..<(bits + 127) {
          rest <<= 1
          quotient <<= 1
          if rest >= power {
            rest -= power
            quotient |= 1
          }
        }
        powers.append(quotient + 1)
      }
    }
    high = powers.map { UInt64(truncatingIfNeeded: $0 >> 64) }
    low = powers.map { UInt64(truncatingIfNeeded: $0) }
  }

  /// The double nearest to `mantissa` times ten to the power of `exponent`; `mantissa` is not 0.
  @inline(__always)
  func product(_ mantissa: UInt64, _ exponent: Int) -> Double {
    let index = exponent - Self.range.lowerBound
    let shift = mantissa.leadingZeroBitCount
    let normalized = mantissa &<< UInt64(shift)
    var (upper, lower) = normalized.multipliedFullWidth(by: high[index])
    if upper & 0x1FF == 0x1FF {
      // The cut-off part could carry into the bits that decide.
      let (sum, carry) = lower.addingReportingOverflow(
        normalized.multipliedFullWidth(by: low[index]).high)
      lower = sum
      if carry { upper &+= 1 }
    }
    let upperBit = Int(upper >> 63)
    var bits = upper &>> UInt64(upperBit + 9)
    // floor(exponent * log2(10)) in fixed point, and the bias of a double.
    var power = ((217_706 * exponent) >> 16) + 63 + upperBit - shift + 1023
    if lower <= 1, (-4...23).contains(exponent), bits & 3 == 1,
      bits &<< UInt64(upperBit + 9) == upper
    {
      // Exactly half way: to even.
      bits &= ~1
    }
    bits &+= bits & 1
    bits &>>= 1
    if bits >= 1 << 53 {
      bits = 1 << 52
      power += 1
    }
    return Double(bitPattern: UInt64(power) &<< 52 | (bits & ((1 << 52) - 1)))
  }
}
