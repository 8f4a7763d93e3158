import Maps

/// The three boundary tables made from a topology.
///
/// Steps: check the members against the register; take out spikes (an arc walked there and back);
/// drop islands too small to see; simplify every arc once, in the plane it is drawn in, so that
/// neighbours stay together; round to a thousandth of a degree (0.02 canvas units); check that no
/// area lost more than it may; number the arcs in the order in which the rings use them.
package struct BoundaryTables: Sendable {
  /// `fips,usps,name,area_km2`.
  package let areas: Table
  /// `arc,point,longitude,latitude`.
  package let arcs: Table
  /// `fips,part,ring,arcs`.
  package let rings: Table

  /// The text of a table and the number of its rows without the header.
  package struct Table: Sendable {
    /// The file's text.
    package let text: String
    /// Rows without the header.
    package let rows: Int

    init(header: String, lines: [String]) {
      text = ([header] + lines).joined(separator: "\n") + "\n"
      rows = lines.count
    }
  }

  /// Triangles below this many square canvas units are simplified away.
  package static let minimumTriangle = 0.4
  /// Islands and slivers below this many square canvas units are left out, save an area's largest
  /// polygon; a neighbour's side of a sliver becomes coast.
  package static let minimumIsland = 0.5

  /// Makes the tables.
  ///
  /// - Throws: `ImportError` when an area is missing, unknown or implausible in size, an arc is
  ///   used by none or by more than two areas, a ring is open, or simplification cost an area more
  ///   than 2 % (10 % below 1,000 km²).
  package init(_ topology: Topology) throws(ImportError) {
    try Self.checkMembers(topology)
    let members = topology.members.compactMap { member -> Topology.Member? in
      guard MapPart(fips: member.fips) != nil else { return nil }
      var member = member
      member.polygons = member.polygons.map { $0.map(Self.withoutSpikes) }
      return member
    }
    try Self.checkRings(members, topology)

    var numbers: [Int: Int] = [:]
    var arcLines: [String] = []
    var ringLines: [String] = []
    var areaLines: [String] = []
    for member in members {
      guard let part = MapPart(fips: member.fips),
        let entry = AreaRegister.entries.first(where: { $0.fips == member.fips })
      else { continue }
      let visible = Self.visiblePolygons(member, topology, part: part)
      var drawn: [String: [Coordinate]] = [:]
      for (polygonIndex, polygon) in visible.enumerated() {
        for (ringIndex, ring) in polygon.enumerated() {
          var references: [String] = []
          for number in ring {
            let arc = number >= 0 ? number : ~number
            let points = Self.simplified(topology.arcs[arc], part: part)
            if numbers[arc] == nil {
              let new = numbers.count + 1
              numbers[arc] = new
              for (index, point) in points.enumerated() {
                arcLines.append(
                  "\(new),\(index + 1),\(Self.thousandths(point.longitude))"
                    + ",\(Self.thousandths(point.latitude))")
              }
            }
            references.append("\(number >= 0 ? "" : "-")\(numbers[arc] ?? 0)")
            drawn["\(polygonIndex).\(ringIndex)", default: []] +=
              (number >= 0 ? points : points.reversed()).dropLast()
          }
          ringLines.append(
            "\(member.fips),\(polygonIndex + 1),\(ringIndex),\(references.joined(separator: " "))")
        }
      }
      let before = Self.area(member.polygons, topology)
      let after = drawn.reduce(0.0) {
        $0 + SphericalArea.squareKilometres($1.value) * ($1.key.hasSuffix(".0") ? 1 : -1)
      }
      guard abs(after / before - 1) <= (before < 1000 ? 0.10 : 0.02) else {
        throw ImportError(
          "\(member.name) has \(Int(before)) km² in the file and \(Int(after)) km² simplified")
      }
      areaLines.append(
        "\(member.fips),\(entry.usps),\(member.name),\(Int(before.rounded()))")
    }
    areas = Table(header: "fips,usps,name,area_km2", lines: areaLines)
    arcs = Table(header: "arc,point,longitude,latitude", lines: arcLines)
    rings = Table(header: "fips,part,ring,arcs", lines: ringLines)
    do {
      // What is written must be what the map can read and draw.
      _ = try MapGeometry(
        boundaries: Boundaries(
          areas: Array(areas.text.utf8), arcs: Array(arcs.text.utf8),
          rings: Array(rings.text.utf8)))
    } catch {
      throw ImportError("the tables made from the file cannot be drawn: \(error)")
    }
  }

  // MARK: Checks

  private static func checkMembers(_ topology: Topology) throws(ImportError) {
    let found = topology.members.map(\.fips)
    let wanted = AreaRegister.entries.map(\.fips)
    let missing = wanted.filter { !found.contains($0) }
    let unknown = found.filter { !wanted.contains($0) }
    guard missing.isEmpty, unknown.isEmpty, found.count == wanted.count else {
      throw ImportError(
        "56 areas belong in the file and \(found.count) are there; missing: "
          + "\(missing.joined(separator: " ")); unknown: \(unknown.joined(separator: " "))")
    }
    for (member, entry) in zip(topology.members, AreaRegister.entries) {
      guard !member.name.isEmpty, !member.name.contains(","), !member.name.contains("\"") else {
        throw ImportError("the name of \(member.fips) is empty or has a comma or a quotation mark")
      }
      let area = Self.area(member.polygons, topology)
      // Boundaries follow the shore and include lakes and bays behind it, so an area is the land
      // and a little more. Territories of a few islands are coarser at 1:10,000,000.
      let range = entry.land < 1000 ? 0.8...1.3 : 0.96...1.16
      guard range.contains(area / entry.land) else {
        throw ImportError(
          "\(member.name) covers \(Int(area)) km² in the file and \(Int(entry.land)) km² of land")
      }
    }
  }

  private static func checkRings(
    _ members: [Topology.Member], _ topology: Topology
  ) throws(ImportError) {
    var owners = [[String]](repeating: [], count: topology.arcs.count)
    for member in topology.members {
      for ring in member.polygons.joined() {
        let ring = withoutSpikes(ring)
        guard var previous = ring.last else {
          throw ImportError("\(member.name) has a ring without an arc")
        }
        for number in ring {
          guard topology.points(previous).last == topology.points(number).first else {
            throw ImportError("\(member.name) has a ring that is open at arc \(number)")
          }
          owners[number >= 0 ? number : ~number].append(member.fips)
          previous = number
        }
      }
    }
    for (arc, list) in owners.enumerated() {
      guard list.count == 1 || (list.count == 2 && list[0] != list[1]) else {
        throw ImportError(
          "arc \(arc) is used by \(list.isEmpty ? "no area" : list.joined(separator: ", "))")
      }
    }
  }

  // MARK: Steps

  /// Takes out neighbouring uses of one arc in opposite directions, which enclose nothing.
  package static func withoutSpikes(_ ring: [Int]) -> [Int] {
    var kept: [Int] = []
    for number in ring {
      if kept.last == ~number {
        kept.removeLast()
      } else {
        kept.append(number)
      }
    }
    while kept.count > 1, kept.first == kept.last.map({ ~$0 }) {
      kept.removeFirst()
      kept.removeLast()
    }
    return kept
  }

  private static func visiblePolygons(
    _ member: Topology.Member, _ topology: Topology, part: MapPart
  ) -> [[[Int]]] {
    let sizes = member.polygons.map { polygon in
      canvasArea(polygon.first ?? [], topology, part: part)
    }
    let largest = sizes.max() ?? 0
    return zip(member.polygons, sizes).filter { polygon, size in
      polygon.count > 1 || size >= minimumIsland || size == largest
    }.map(\.0)
  }

  private static func canvasArea(_ ring: [Int], _ topology: Topology, part: MapPart) -> Double {
    let points = ring.flatMap { topology.points($0).dropLast() }
      .map { CompositeProjection.atlas.project($0, in: part) }
    guard var previous = points.last else { return 0 }
    var sum = 0.0
    for point in points {
      sum += previous.x * point.y - point.x * previous.y
      previous = point
    }
    return abs(sum) / 2
  }

  private static func area(_ polygons: [[[Int]]], _ topology: Topology) -> Double {
    polygons.reduce(0) { sum, polygon in
      polygon.enumerated().reduce(sum) { sum, ring in
        let points = ring.element.flatMap { topology.points($0).dropLast() }
        return sum + SphericalArea.squareKilometres(points) * (ring.offset == 0 ? 1 : -1)
      }
    }
  }

  /// Simplifies an arc in the plane it is drawn in and rounds what is left.
  ///
  /// An open arc keeps one point between its ends, so that two arcs with the same ends (the
  /// District of Columbia's) never fall together.
  private static func simplified(_ arc: [Coordinate], part: MapPart) -> [Coordinate] {
    let canvas = arc.map { CompositeProjection.atlas.project($0, in: part) }
    let kept = LineSimplification.kept(
      canvas, minimumArea: minimumTriangle, keeping: arc.first == arc.last ? 4 : 3)
    var points: [Coordinate] = []
    for index in kept {
      let point = Coordinate(
        longitude: (arc[index].longitude * 1000).rounded(.toNearestOrEven) / 1000,
        latitude: (arc[index].latitude * 1000).rounded(.toNearestOrEven) / 1000)
      if points.last != point || index == arc.count - 1 { points.append(point) }
    }
    return points
  }

  /// Writes a number of degrees with three decimals and no negative zero.
  private static func thousandths(_ degrees: Double) -> String {
    let value = Int((degrees * 1000).rounded(.toNearestOrEven))
    let digits = String(value.magnitude % 1000)
    return "\(value < 0 ? "-" : "")\(value.magnitude / 1000)."
      + String(repeating: "0", count: 3 - digits.count) + digits
  }
}
