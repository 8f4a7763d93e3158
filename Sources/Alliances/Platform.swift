#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The mathematical functions of the platform that this module uses.
enum Platform {
  static func logarithmOfOnePlus(_ value: Double) -> Double { log1p(value) }
}
