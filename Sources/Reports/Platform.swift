#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The mathematical functions of the platform that this module uses.
enum Platform {
  /// A difference of logs as a percentage change, 100 (exp(b) − 1).
  static func percent(ofLogs difference: Double) -> Double { 100 * expm1(difference) }
  static func logarithmOfOnePlus(_ value: Double) -> Double { log1p(value) }
  static func powerOfTen(_ exponent: Double) -> Double { pow(10, exponent) }
  static func logarithmToTen(_ value: Double) -> Double { log10(value) }
}
