#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

// The elementary functions of the platform, named once, so that no other file imports it.

/// The number of processors that are running.
package func processorCount() -> Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

@inline(__always) func exponential(_ x: Double) -> Double { exp(x) }
@inline(__always) func naturalLogarithm(_ x: Double) -> Double { log(x) }
@inline(__always) func logarithmOfOnePlus(_ x: Double) -> Double { log1p(x) }
@inline(__always) func exponentialLessOne(_ x: Double) -> Double { expm1(x) }
@inline(__always) func complementaryError(_ x: Double) -> Double { erfc(x) }
@inline(__always) func logarithmToTwo(_ x: Double) -> Double { log2(x) }
@inline(__always) func logarithmToTen(_ x: Double) -> Double { log10(x) }
@inline(__always) func inverseHyperbolicSine(_ x: Double) -> Double { asinh(x) }
@inline(__always) func hyperbolicSine(_ x: Double) -> Double { sinh(x) }
@inline(__always) func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }
@inline(__always) func power(_ x: Double, _ y: Double) -> Double { pow(x, y) }
@inline(__always) func sine(_ x: Double) -> Double { sin(x) }
@inline(__always) func cosine(_ x: Double) -> Double { cos(x) }
@inline(__always) func arcSine(_ x: Double) -> Double { asin(x) }

/// Asks for large pages for memory that is about to be filled, where the system has them.
///
/// A hint: most of the time that fresh memory costs is the work of handing it out page by page.
func preferLargePages(_ start: UnsafeMutableRawPointer, bytes: Int) {
  #if os(Linux)
    if bytes < 4 << 20 { return }
    let page = 1 << 21
    let first = (Int(bitPattern: start) + page - 1) & ~(page - 1)
    let end = (Int(bitPattern: start) + bytes) & ~(page - 1)
    // 14 is MADV_HUGEPAGE, which not every header names.
    if first < end { _ = madvise(UnsafeMutableRawPointer(bitPattern: first), end - first, 14) }
  #endif
}
