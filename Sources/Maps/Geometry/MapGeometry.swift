import Drawing

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
    /// The same in steps from point to point, which is shorter.
    let shortPath: String
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

  /// How large the canvas is; 1 is 975 × 610 units.
  let scale: Double
  private let projection: CompositeProjection

  /// The shapes in ascending order of FIPS code.
  let shapes: [Shape]
  /// The arcs, each once.
  let lines: [Line]

  /// Projects boundaries onto the composite canvas.
  ///
  /// A canvas smaller than the full one is drawn simpler: points that add less than 0.4 square units
  /// go (Visvalingam & Whyatt 1993), and so do islands under half a square unit, save a
  /// state's largest. Borders stay shared.
  ///
  /// - Parameters:
  ///   - boundaries: The boundaries.
  ///   - scale: How large the canvas is, above 0 to 1; 1 is 975 × 610 units.
  /// - Throws: `boundaryTable` when an area has no place on the composite or a ring encloses
  ///   nothing once drawn.
  /// - Complexity: O(*n* log *n*) in the points, and a search for the label point of each area; a
  ///   few milliseconds for the built-in tables. Keep the value and draw several maps from it.
  public init(boundaries: Boundaries, scale: Double = 1) throws(DrawingError) {
    precondition(scale > 0 && scale <= 1, "a canvas is at most the full one")
    self.scale = scale
    projection = CompositeProjection(
      scale: 1300 * scale, translate: CanvasPoint(x: 487.5 * scale, y: 305 * scale))
    var parts = [MapPart?](repeating: nil, count: boundaries.arcs.count)
    for area in boundaries.areas {
      guard let part = MapPart(fips: area.fips) else {
        throw TableRows.damaged("areas.csv", "\(area.fips) \(area.name) has no place on the map")
      }
      for use in area.polygons.joined().joined() { parts[use.arc] = part }
    }
    let projection = self.projection
    let arcs = zip(boundaries.arcs, parts).map { points, part in
      Self.rounded(points, part: part ?? .contiguous, projection, isSimplified: scale < 1)
    }
    var sides = [[Int]](repeating: [], count: arcs.count)
    var shapes: [Shape] = []
    for (index, area) in boundaries.areas.enumerated() {
      var path = ""
      var shortPath = ""
      var size = 0.0
      var outline: [CanvasPoint] = []
      var pole: (point: CanvasPoint, distance: Double)?
      let polygons = area.polygons.map { DrawnPolygon($0, arcs: arcs) }
      let largest = polygons.indices.max { polygons[$0].size < polygons[$1].size }
      for (number, polygon) in polygons.enumerated() {
        if scale < 1, polygon.size < 0.5, number != largest { continue }
        guard polygon.size > 0, polygon.isWhole || scale < 1 else {
          throw TableRows.damaged("rings.csv", "\(area.name) has a ring that encloses nothing")
        }
        path += polygon.rings.map { Self.path($0, closing: true) }.joined()
        shortPath += polygon.rings.map { Self.steps($0) + "Z" }.joined()
        let canvas = polygon.rings.map { $0.map(\.point) }
        outline += canvas.joined()
        size += polygon.size
        if number == largest { pole = PoleOfInaccessibility.find(canvas, precision: 0.5 * scale) }
        for use in area.polygons[number].joined() { sides[use.arc].append(index) }
      }
      guard let pole, let box = CanvasBox(around: outline), let part = MapPart(fips: area.fips)
      else { throw TableRows.damaged("rings.csv", "\(area.name) encloses nothing") }
      shapes.append(
        Shape(
          fips: area.fips, usps: area.usps, name: area.name, part: part, path: path,
          shortPath: shortPath, pole: pole.point, room: pole.distance, box: box, size: size))
    }
    self.shapes = shapes
    lines = zip(arcs, sides).filter { !$1.isEmpty }
      .map { Line(path: Self.steps($0), sides: $1) }
  }

  /// The part of the canvas that belongs to one part of the map.
  func window(of part: MapPart) -> CanvasBox { projection.window(of: part) }

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

  /// A polygon once its arcs are rounded.
  private struct DrawnPolygon {
    let rings: [[Tenths]]
    let size: Double
    /// Whether every ring encloses something.
    let isWhole: Bool

    init(_ uses: [[Boundaries.ArcUse]], arcs: [[Tenths]]) {
      let all = uses.map { ring in
        ring.flatMap { use in
          (use.isReversed ? Array(arcs[use.arc].reversed()) : arcs[use.arc]).dropLast()
        }
      }
      let areas = all.map(MapGeometry.enclosed)
      isWhole = areas.allSatisfy { $0 > 0 }
      rings = zip(all, areas).filter { $1 > 0 }.map(\.0)
      size = (areas.first ?? 0) - areas.dropFirst().reduce(0, +)
    }
  }

  private static func rounded(
    _ arc: [Coordinate], part: MapPart, _ projection: CompositeProjection, isSimplified: Bool
  ) -> [Tenths] {
    var exact = arc.map { projection.project($0, in: part) }
    if isSimplified {
      // Three points of an open arc, so that the District of Columbia keeps an inside.
      let isRing = arc.first == arc.last
      exact = LineSimplification.kept(exact, minimumArea: 0.4, keeping: isRing ? 4 : 3)
        .map { exact[$0] }
    }
    var points: [Tenths] = []
    for (index, place) in exact.enumerated() {
      let point = Tenths(x: FixedDecimal.tenths(place.x), y: FixedDecimal.tenths(place.y))
      if points.last != point || index == exact.count - 1 { points.append(point) }
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

  /// Path data in steps from the point before; tenths add up exactly.
  private static func steps(_ points: [Tenths]) -> String {
    guard var last = points.first else { return "" }
    var text =
      "M" + FixedDecimal.coordinate(tenths: last.x) + "," + FixedDecimal.coordinate(tenths: last.y)
    var isFirst = true
    for point in points.dropFirst() where point != last {
      let (dx, dy) = (point.x - last.x, point.y - last.y)
      text += isFirst ? "l" : dx < 0 ? "" : " "
      text += FixedDecimal.coordinate(tenths: dx)
      text += dy < 0 ? "" : ","
      text += FixedDecimal.coordinate(tenths: dy)
      last = point
      isFirst = false
    }
    return text
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
