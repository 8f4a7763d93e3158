/// A place on the sphere in decimal degrees, east and north positive.
public struct Coordinate: Sendable, Hashable {
  /// Degrees east of Greenwich, −180…180.
  public var longitude: Double
  /// Degrees north of the equator, −90…90.
  public var latitude: Double

  /// Makes a coordinate from degrees east and north.
  public init(longitude: Double, latitude: Double) {
    self.longitude = longitude
    self.latitude = latitude
  }
}
