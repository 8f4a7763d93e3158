import Foundation

/// What a test of equal areas needs of the sphere.
enum SphericalBand {
  /// The sine of an angle in degrees.
  static func sine(_ degrees: Double) -> Double { sin(degrees * .pi / 180) }
}
