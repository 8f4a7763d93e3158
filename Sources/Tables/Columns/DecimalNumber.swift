/// Reads decimal numbers from bytes, rounded to the nearest double as IEEE 754 asks.
///
/// A number of up to 19 digits takes a few nanoseconds: eight digits at a time, and one product with
/// a 128-bit power of five that decides the rounding (Lemire 2021, "Number parsing at a gigabyte per
/// second"). Whatever is longer is left to the standard library.
struct DecimalNumber {
  /// 1, 10, … 10⁸.
  private let wholePowers: UnsafeBufferPointer<UInt64>
  /// 5⁻²⁷ … 5⁵⁵.
  private let powersOfFive: UnsafeBufferPointer<PowersOfFive.Power>

  private static let wholeTable: [UInt64] = (0...8).map { (0..<$0).reduce(1) { p, _ in p * 10 } }
  private static let fiveTable = PowersOfFive.table()

  /// Hands the tables to a closure that reads many numbers, so that no number looks them up.
  static func reading<Result>(_ body: (DecimalNumber) -> Result) -> Result {
    wholeTable.withUnsafeBufferPointer { whole in
      fiveTable.withUnsafeBufferPointer { five in
        body(DecimalNumber(wholePowers: whole, powersOfFive: five))
      }
    }
  }

  /// Reads the number that begins at a position and moves the position behind it.
  ///
  /// NaN, and the position stays, where no number begins, where it is longer than 19 significant
  /// digits, or where its power of ten is outside -27...55. The caller looks at the byte behind the
  /// number to see whether it is the whole cell.
  @inline(__always)
  func read(_ bytes: PaddedBytes, at start: inout Int) -> Double {
    var position = start
    var word = bytes.word(at: position)
    let sign = UInt8(truncatingIfNeeded: word)
    let isNegative = sign == UInt8(ascii: "-")
    if isNegative || sign == UInt8(ascii: "+") {
      position &+= 1
      word = bytes.word(at: position)
    }
    let firstDigit = position
    var run = Self.digits(in: word)
    var mantissa = run.value
    var digits = run.count
    position &+= run.count
    if digits < 8, Self.isSeparator(UInt8(truncatingIfNeeded: word &>> UInt64(8 &* digits))) {
      // A code or a count, as most cells of a panel are.
      if digits == 0 { return .nan }
      start = position
      return isNegative ? -Double(mantissa) : Double(mantissa)
    }
    while run.count == 8 {
      word = bytes.word(at: position)
      run = Self.digits(in: word)
      mantissa = mantissa &* wholePowers[run.count] &+ run.value
      digits &+= run.count
      position &+= run.count
    }
    var next = UInt8(truncatingIfNeeded: word &>> UInt64(8 &* run.count))
    var exponent = 0
    if next == UInt8(ascii: ".") {
      position &+= 1
      let whole = digits
      repeat {
        word = bytes.word(at: position)
        run = Self.digits(in: word)
        mantissa = mantissa &* wholePowers[run.count] &+ run.value
        digits &+= run.count
        position &+= run.count
      } while run.count == 8
      exponent = whole &- digits
      next = UInt8(truncatingIfNeeded: word &>> UInt64(8 &* run.count))
    }
    if digits == 0 { return .nan }
    if next | 0x20 == UInt8(ascii: "e") {
      guard let (power, end) = Self.power(in: bytes, at: position + 1) else { return .nan }
      exponent &+= power
      position = end
    }
    if digits > 19, !Self.isShort(bytes, firstDigit, digits) { return .nan }
    let magnitude: Double
    if exponent == 0, mantissa <= 1 << 53 {
      magnitude = Double(mantissa)
    } else if mantissa == 0 {
      magnitude = 0
    } else if PowersOfFive.range.contains(exponent) {
      magnitude = powersOfFive[exponent &- PowersOfFive.range.lowerBound]
        .product(mantissa, exponent)
    } else {
      return .nan
    }
    start = position
    return isNegative ? -magnitude : magnitude
  }

  /// Whether there are at most 19 digits behind the leading zeros, so that 64 bits hold them.
  @inline(never)
  private static func isShort(_ bytes: PaddedBytes, _ first: Int, _ digits: Int) -> Bool {
    var left = digits
    var index = first
    while true {
      let byte = bytes.byte(at: index)
      guard byte == UInt8(ascii: "0") || byte == UInt8(ascii: ".") else { return left <= 19 }
      if byte == UInt8(ascii: "0") { left -= 1 }
      index += 1
    }
  }

  @inline(__always)
  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n")
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
}

/// The powers 5⁻²⁷ to 5⁵⁵ to 128 bits, for which one product decides the rounding (Lemire 2021,
/// sections 5 to 8: within these exponents no further test is needed).
enum PowersOfFive {
  /// The exponents in the table.
  static let range = -27...55

  /// A power in 128 bits, the highest of which is set.
  struct Power {
    fileprivate let high: UInt64
    fileprivate let low: UInt64

    /// The double nearest to `mantissa`, which is not 0, times ten to the power of `exponent`.
    @inline(__always)
    func product(_ mantissa: UInt64, _ exponent: Int) -> Double {
      let shift = mantissa.leadingZeroBitCount
      let normalized = mantissa &<< UInt64(shift)
      var (upper, lower) = normalized.multipliedFullWidth(by: high)
      if upper & 0x1FF == 0x1FF {
        // The cut-off part could carry into the bits that decide.
        let (sum, carry) = lower.addingReportingOverflow(
          normalized.multipliedFullWidth(by: low).high)
        lower = sum
        if carry { upper &+= 1 }
      }
      let upperBit = Int(truncatingIfNeeded: upper &>> 63)
      var bits = upper &>> UInt64(upperBit &+ 9)
      // floor(exponent * log2(10)) in fixed point, and the bias of a double.
      var power = ((217_706 &* exponent) &>> 16) &+ 63 &+ upperBit &- shift &+ 1023
      if lower <= 1, (-4...23).contains(exponent), bits & 3 == 1,
        bits &<< UInt64(upperBit &+ 9) == upper
      {
        // Exactly half way: to even.
        bits &= ~1
      }
      bits &+= bits & 1
      bits &>>= 1
      if bits >= 1 << 53 {
        bits = 1 << 52
        power &+= 1
      }
      return Double(
        bitPattern: UInt64(truncatingIfNeeded: power) &<< 52 | (bits & ((1 << 52) - 1)))
    }
  }

  /// Computes the powers: cut off after 128 bits, reciprocals rounded up.
  static func table() -> [Power] {
    range.map { exponent in
      let power = (0..<exponent.magnitude).reduce(UInt128(1)) { product, _ in product * 5 }
      let bits = exponent < 0 ? reciprocal(power) : power << UInt128(power.leadingZeroBitCount)
      return Power(
        high: UInt64(truncatingIfNeeded: bits >> 64), low: UInt64(truncatingIfNeeded: bits))
    }
  }

  /// 2^(bits + 127) / power, rounded up, one binary digit after another; a power below 2¹²⁷ keeps
  /// the rest in range.
  private static func reciprocal(_ power: UInt128) -> UInt128 {
    var rest: UInt128 = 1
    var quotient: UInt128 = 0
    for _ in 0..<(UInt128.bitWidth - power.leadingZeroBitCount + 127) {
      rest <<= 1
      quotient <<= 1
      if rest >= power {
        rest -= power
        quotient |= 1
      }
    }
    return quotient + 1
  }
}
