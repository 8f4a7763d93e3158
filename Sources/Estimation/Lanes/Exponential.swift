/// The exponential function of many numbers, two at a time.
///
/// The argument is split into a multiple of log 2 and a rest of at most half of it (Cody and Waite
/// 1980), whose exponential is a polynomial; the error is below one unit in the last place plus the
/// rounding of the sum. It gives the same bits on every platform.
@inline(__always)
func exponential(_ x: SIMD2<Double>) -> SIMD2<Double> {
  // Adding 1.5 · 2^52 rounds to a whole number and leaves it in the low bits.
  let shift = SIMD2<Double>(repeating: 6_755_399_441_055_744)
  let shifted = x * 1.4426950408889634 + shift
  let whole = shifted - shift
  let rest = (x - whole * 0x1.62e42fefa3800p-1) - whole * 0x1.ef35793c76730p-45
  // Taylor's polynomial: its last term is below 1e-17 of the sum for a rest of at most 0.347.
  let square = rest * rest
  let fourth = square * square
  let low = line(rest, 1 / 479_001_600, 1 / 6_227_020_800)
  var high = line(rest, 1 / 40_320, 1 / 362_880)
  high += line(rest, 1 / 3_628_800, 1 / 39_916_800) * square + low * fourth
  var sum = line(rest, 1 / 24, 1 / 120)
  sum += line(rest, 1 / 720, 1 / 5040) * square + high * fourth
  let second = line(rest, 1 / 2, 1 / 6) + sum * square
  let value = second * square + rest + 1
  let bits = SIMD2<Int64>(
    truncatingIfNeeded: SIMD2<UInt64>(shifted[0].bitPattern, shifted[1].bitPattern))
  let exponent = (bits &+ 1023) &<< 52
  let scale = SIMD2<Double>(
    Double(bitPattern: UInt64(bitPattern: exponent[0])),
    Double(bitPattern: UInt64(bitPattern: exponent[1])))
  return value * scale
}

/// Two terms of a polynomial.
@inline(__always)
private func line(_ x: SIMD2<Double>, _ constant: Double, _ slope: Double) -> SIMD2<Double> {
  x * slope + constant
}
