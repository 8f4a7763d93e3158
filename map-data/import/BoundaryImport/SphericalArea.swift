import Maps

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The area a ring of coordinates encloses on the sphere.
///
/// Source: Chamberlain & Duquette (2007, *Some Algorithms for Polygons on a Sphere*, JPL 07-03,
/// section 4): A = R²/2 · |Σ (λᵢ₊₁ − λᵢ)(2 + sin φᵢ + sin φᵢ₊₁)|, R = 6371.0072 km, the radius of
/// the sphere with the Earth's surface. Differences of longitude are taken the short way round, so
/// rings may cross the antimeridian.
package enum SphericalArea {
  /// Gives the area in square kilometres; a ring need not repeat its first point.
  package static func squareKilometres(_ ring: [Coordinate]) -> Double {
    guard var previous = ring.last else { return 0 }
    var sum = 0.0
    for point in ring {
      var turn = point.longitude - previous.longitude
      if turn > 180 { turn -= 360 }
      if turn < -180 { turn += 360 }
      sum +=
        turn * .pi / 180
        * (2 + sin(previous.latitude * .pi / 180) + sin(point.latitude * .pi / 180))
      previous = point
    }
    return abs(sum) / 2 * 6371.0072 * 6371.0072
  }
}
