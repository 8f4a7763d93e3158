import Drawing
import Maps
import Testing

/// The composite projection against d3-geo's own numbers.
struct ProjectionTests {
  let d3 = CompositeProjection(scale: 1070, translate: CanvasPoint(x: 480, y: 250))

  @Test(arguments: [
    ("San Francisco", -122.4194155, 37.7749295, 107.4, 214.1),
    ("New York", -74.0059731, 40.7143528, 794.6, 176.5),
    ("Tulsa", -95.9927750, 36.1539816, 488.8, 298.0),
    ("Anchorage", -149.9002778, 61.2180556, 171.2, 446.9),
    ("Honolulu", -157.8583333, 21.3069444, 298.5, 451.0),
    ("Washington", -77.0369, 38.9072, 759.8, 219.0),
  ])
  func `a reference city falls where d3 puts it`(
    name: String, longitude: Double, latitude: Double, x: Double, y: Double
  ) throws {
    let point = try #require(
      d3.project(Coordinate(longitude: longitude, latitude: latitude)), "\(name)")
    #expect(abs(point.x - x) < 0.1 && abs(point.y - y) < 0.1, "\(name) at \(point)")
  }

  @Test(arguments: [
    (2.3522219, 48.856614), (-99.13, 19.43), (139.69, 35.69), (-79.38, 62.0), (0.0, -80.0),
  ])
  func `a place outside the windows has no point`(longitude: Double, latitude: Double) {
    #expect(d3.project(Coordinate(longitude: longitude, latitude: latitude)) == nil)
  }

  @Test func `the Aleutians run on across the antimeridian`() throws {
    let xs = [-175.0, -179.9, 179.9, 175.0, 172.9].map { longitude in
      CompositeProjection.atlas.project(
        Coordinate(longitude: longitude, latitude: 52), in: .alaska
      ).x
    }
    for (east, west) in zip(xs, xs.dropFirst()) {
      #expect(west < east && east - west < 40)
    }
    let attu = try #require(
      CompositeProjection.atlas.project(Coordinate(longitude: 172.9, latitude: 52.9)))
    #expect(CompositeProjection.atlas.window(of: .alaska).contains(attu))
  }

  @Test func `San Juan falls into the inset of Puerto Rico and windows are apart`() throws {
    let atlas = CompositeProjection.atlas
    let point = try #require(atlas.project(Coordinate(longitude: -66.1, latitude: 18.45)))
    #expect(atlas.window(of: .puertoRico).contains(point))
    let insets = [MapPart.alaska, .hawaii, .puertoRico].map(atlas.window)
    #expect(!insets[0].overlaps(insets[1]))
    #expect(!insets[1].overlaps(insets[2]))
  }

  @Test func `equal areas on the sphere are equal areas on the map`() {
    func area(_ longitude: Double, _ latitude: Double) -> Double {
      // Cells of equal area: a degree of longitude by a fixed difference of the sine of latitude,
      // here by so small a step that the cosine serves.
      let step = 0.01
      let corners = [(0.0, 0.0), (step, 0), (step, step), (0, step)].map {
        CompositeProjection.atlas.project(
          Coordinate(longitude: longitude + $0.0, latitude: latitude + $0.1), in: .contiguous)
      }
      var sum = 0.0
      var previous = corners[3]
      for corner in corners {
        sum += previous.x * corner.y - corner.x * previous.y
        previous = corner
      }
      return abs(sum) / 2
    }
    func spherical(_ latitude: Double) -> Double {
      SphericalBand.sine(latitude + 0.01) - SphericalBand.sine(latitude)
    }
    let reference = area(-96, 38) / spherical(38)
    for (longitude, latitude) in [(-124.0, 48.0), (-81, 25), (-67, 45), (-105, 32)] {
      #expect(abs(area(longitude, latitude) / spherical(latitude) / reference - 1) < 1e-4)
    }
  }
}
