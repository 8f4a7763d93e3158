/// Which errors may depend on each other by distance, for Conley's variance.
public struct SpatialDependence: Sendable, Equatable {
  /// How the weight of two rows falls with their distance.
  public enum Kernel: String, Sendable, Hashable {
    /// One up to the cutoff, and zero beyond: fixest's kernel; the matrix may be indefinite.
    case uniform
    /// From one at no distance down to zero at the cutoff in a straight line.
    case bartlett
  }

  /// The latitude of each of the caller's rows, in degrees north.
  public let latitude: [Double]
  /// The longitude of each of the caller's rows, in degrees east.
  public let longitude: [Double]
  /// The distance in kilometres beyond which errors are independent.
  public let cutoff: Double
  /// How the weight falls with distance.
  public let kernel: Kernel
  /// Only rows of the same level may depend on each other, such as those of a period; nil means all
  /// rows, which is fixest's convention.
  public let within: Factor?

  /// States the dependence; the columns are checked with the variance.
  public init(
    latitude: [Double], longitude: [Double], cutoff: Double, kernel: Kernel, within: Factor? = nil
  ) {
    self.latitude = latitude
    self.longitude = longitude
    self.cutoff = cutoff
    self.kernel = kernel
    self.within = within
  }

  /// The distance between two points on a sphere of radius 6,371 km, by the haversine formula.
  static func kilometres(
    from a: (latitude: Double, longitude: Double), to b: (latitude: Double, longitude: Double)
  ) -> Double {
    let radian = 0.017453292519943295769236907684886
    let halfLatitude = sine((b.latitude - a.latitude) * radian / 2)
    let halfLongitude = sine((b.longitude - a.longitude) * radian / 2)
    let chord =
      halfLatitude * halfLatitude + cosine(a.latitude * radian) * cosine(b.latitude * radian)
      * halfLongitude * halfLongitude
    return 2 * 6371 * arcSine(min(1, chord.squareRoot()))
  }
}
