/// The boundaries projected and rounded, ready to be drawn any number of times.
///
/// Coordinates are those of the 975 × 610 canvas in tenths, rounded half to even after all
/// computation, so a file is the same on every machine. Western Aleutians reach x = −58.
public struct MapGeometry: Sendable {
  /// An area as it is drawn.
  struct Shape: Sendable {
    let fips: String
    let usps: String
    let name: String
    let part: MapPart
    /// The outline of all polygons as SVG path data.
    let path: String
    /// Where a label has most room, within the largest polygon.
    let pole: CanvasPoint
    /// How far the outline is from there.
    let room: Double
    /// The box around all polygons.
    let box: CanvasBox
    /// The area drawn, in square canvas units.
    let size: Double
  }

  /// An arc as SVG path data, with the shapes on its sides.
  struct Line: Sendable {
    let path: String
    /// Indices into `shapes`, one for a coast and two for a border.
    var sides: [Int]
  }

  /// The shapes in ascending order of FIPS code.
  let shapes: [Shape]
  /// The arcs, each once.
  let lines: [Line]

  /// Projects boundaries onto the composite canvas.
  ///
  /// - Throws: `boundaryTable` when an area has no place on the composite or a ring encloses
  ///   nothing once drawn.
  /// - Complexity: O(*n*) in the points, and a search for the label point of each area; a few
  ///   milliseconds for the built-in tables. Keep the value and draw several maps from it.
  public init(boundaries: Boundaries) throws(MapError) {
    var parts = [MapPart?](repeating: nil, count: boundaries.arcs.count)
    var sides = [[Int]](repeating: [], count: boundaries.arcs.count)
    for (index, area) in boundaries.areas.enumerated() {
      guard let part = MapPart(fips: area.fips) else {
        throw TableRows.damaged("areas.csv", "\(area.fips) \(area.name) has no place on the map")
      }
      for use in area.polygons.joined().joined() {
        parts[use.arc] = part
        sides[use.arc].append(index)
      }
    }
    let arcs = zip(boundaries.arcs, parts).map { points, part in
      Self.rounded(points, part: part ?? .contiguous)
    }
    lines = zip(arcs, sides).map { Line(path: Self.path($0, closing: false), sides: $1) }

    var shapes: [Shape] = []
    for area in boundaries.areas {
      var path = ""
      var largest: (size: Double, rings: [[CanvasPoint]]) = (0, [])
      var size = 0.0
      var outline: [CanvasPoint] = []
      for polygon in area.polygons {
        let rings = polygon.map { ring in
          ring.flatMap { use in
            (use.isReversed ? Array(arcs[use.arc].reversed()) : arcs[use.arc]).dropLast()
          }
        }
        let areas = rings.map(Self.enclosed)
        guard areas.allSatisfy({ $0 > 0 }) else {
          throw TableRows.damaged("rings.csv", "\(area.name) has a ring that encloses nothing")
        }
        path += rings.map { Self.path($0, closing: true) }.joined()
        let canvas = rings.map { $0.map(\.point) }
        outline += canvas.joined()
        let own = areas[0] - areas.dropFirst().reduce(0, +)
        size += own
        if own > largest.size { largest = (own, canvas) }
      }
      guard let pole = PoleOfInaccessibility.find(largest.rings, precision: 0.5),
        let box = CanvasBox(around: outline), let part = MapPart(fips: area.fips)
      else { throw TableRows.damaged("rings.csv", "\(area.name) encloses nothing") }
      shapes.append(
        Shape(
          fips: area.fips, usps: area.usps, name: area.name, part: part, path: path,
          pole: pole.point, room: pole.distance, box: box, size: size))
    }
    self.shapes = shapes
  }

  /// The path data of all arcs whose sides satisfy a condition.
  func mesh(where isDrawn: ([Int]) -> Bool) -> String {
    lines.filter { isDrawn($0.sides) }.map(\.path).joined()
  }

  /// A point in tenths of a canvas unit.
  private struct Tenths: Equatable {
    let x: Int
    let y: Int
    var point: CanvasPoint { CanvasPoint(x: Double(x) / 10, y: Double(y) / 10) }
  }

  private static func rounded(_ arc: [Coordinate], part: MapPart) -> [Tenths] {
    var points: [Tenths] = []
    for (index, place) in arc.enumerated() {
      let exact = CompositeProjection.atlas.project(place, in: part)
      let point = Tenths(x: FixedDecimal.tenths(exact.x), y: FixedDecimal.tenths(exact.y))
      if points.last != point || index == arc.count - 1 { points.append(point) }
    }
    return points
  }

  private static func enclosed(_ ring: [Tenths]) -> Double {
    guard var a = ring.last else { return 0 }
    var sum = 0
    for b in ring {
      sum += a.x * b.y - b.x * a.y
      a = b
    }
    return abs(Double(sum)) / 200
  }

  private static func path(_ points: [Tenths], closing: Bool) -> String {
    var text = ""
    var last: Tenths?
    for point in points where point != last {
      text += last == nil ? "M" : " "
      text += FixedDecimal.coordinate(tenths: point.x) + ","
      text += FixedDecimal.coordinate(tenths: point.y)
      last = point
    }
    return text + (closing ? "Z" : "")
  }
}
