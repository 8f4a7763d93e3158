#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The mathematical functions of the platform that this module uses.
enum Platform {
  static func exponentialMinusOne(_ value: Double) -> Double { expm1(value) }
  static func logarithm(_ value: Double) -> Double { log(value) }
  static func logarithmOfOnePlus(_ value: Double) -> Double { log1p(value) }
}
