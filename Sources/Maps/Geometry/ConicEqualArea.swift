import Drawing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Albers' equal-area conic projection of the sphere, placed on a canvas.
///
/// Source: Albers (1805) in the form of Snyder (1987, *Map Projections: A Working Manual*, USGS
/// Professional Paper 1395, equations 14-1 to 14-6, with R = 1): n = (sin φ₁ + sin φ₂)/2,
/// C = cos²φ₁ + 2n sin φ₁, ρ = √(C − 2n sin φ)/n, x = ρ sin nλ, y = ρ₀ − ρ cos nλ. The sphere is used
/// rather than the ellipsoid so that positions can be compared with those of d3-geo.
public struct ConicEqualArea: Sendable, Hashable {
  /// The meridian of the projection's axis, in degrees east.
  public let centralMeridian: Double
  /// Canvas units to a radian at the standard parallels.
  public let scale: Double

  private let n: Double
  private let c: Double
  private let translate: CanvasPoint
  private let centre: (x: Double, y: Double)

  /// Makes a projection from its parameters, with d3-geo's meaning of each.
  ///
  /// - Parameters:
  ///   - parallels: The two standard parallels in degrees; their sines must not cancel.
  ///   - centralMeridian: Degrees east.
  ///   - centre: The place that falls on `translate`; its longitude counts from the central
  ///     meridian, as d3-geo has it.
  ///   - scale: Canvas units to a radian, above zero.
  ///   - translate: Where `centre` falls on the canvas.
  public init(
    parallels: (Double, Double), centralMeridian: Double, centre: Coordinate, scale: Double,
    translate: CanvasPoint
  ) {
    let first = sin(parallels.0 * .pi / 180)
    let second = sin(parallels.1 * .pi / 180)
    precondition(abs(first + second) > 1e-9, "the standard parallels' sines must not cancel")
    precondition(scale > 0, "the scale must be above zero")
    n = (first + second) / 2
    c = 1 + first * (2 * n - first)
    self.centralMeridian = centralMeridian
    self.scale = scale
    self.translate = translate
    self.centre = Self.unit(
      n: n, c: c, lambda: centre.longitude * .pi / 180, phi: centre.latitude * .pi / 180)
  }

  /// Places a coordinate on the canvas; longitudes wrap around the antimeridian.
  public func project(_ place: Coordinate) -> CanvasPoint {
    var degrees = place.longitude - centralMeridian
    if degrees > 180 { degrees -= 360 }
    if degrees < -180 { degrees += 360 }
    let (x, y) = Self.unit(
      n: n, c: c, lambda: degrees * .pi / 180, phi: place.latitude * .pi / 180)
    return CanvasPoint(
      x: translate.x + scale * (x - centre.x), y: translate.y - scale * (y - centre.y))
  }

  private static func unit(
    n: Double, c: Double, lambda: Double, phi: Double
  ) -> (x: Double, y: Double) {
    let rho = max(0, c - 2 * n * sin(phi)).squareRoot() / n
    let rhoAtEquator = c.squareRoot() / n
    return (rho * sin(n * lambda), rhoAtEquator - rho * cos(n * lambda))
  }

  /// Whether two projections place every coordinate alike.
  public static func == (left: ConicEqualArea, right: ConicEqualArea) -> Bool {
    left.n == right.n && left.c == right.c && left.scale == right.scale
      && left.translate == right.translate && left.centralMeridian == right.centralMeridian
      && left.centre == right.centre
  }

  /// Feeds the parameters to a hasher.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(n)
    hasher.combine(c)
    hasher.combine(scale)
    hasher.combine(translate)
    hasher.combine(centralMeridian)
  }
}
