#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

// The elementary functions of the platform, named once, so that no other file imports it.

/// The number of processors that are running.
func processorCount() -> Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

@inline(__always) func exponential(_ x: Double) -> Double { exp(x) }
@inline(__always) func naturalLogarithm(_ x: Double) -> Double { log(x) }
@inline(__always) func logarithmOfOnePlus(_ x: Double) -> Double { log1p(x) }
@inline(__always) func exponentialLessOne(_ x: Double) -> Double { expm1(x) }
@inline(__always) func complementaryError(_ x: Double) -> Double { erfc(x) }
@inline(__always) func sine(_ x: Double) -> Double { sin(x) }
@inline(__always) func cosine(_ x: Double) -> Double { cos(x) }
@inline(__always) func arcSine(_ x: Double) -> Double { asin(x) }
