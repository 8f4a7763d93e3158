import Drawing

/// The boundaries of the states as a topology: arcs that neighbours share, and rings made of them.
public struct Boundaries: Sendable {
  /// One arc in a ring, walked forwards or backwards.
  public struct ArcUse: Sendable, Hashable {
    /// The arc's place in `arcs`, from 0.
    public let arc: Int
    /// Whether the ring walks the arc from its last point to its first.
    public let isReversed: Bool
  }

  /// A state, the District of Columbia or Puerto Rico.
  public struct Area: Sendable {
    /// The two-digit FIPS code with its leading zero.
    public let fips: String
    /// The two-letter postal code.
    public let usps: String
    /// The English name.
    public let name: String
    /// Polygons, each an outer ring followed by its holes, each ring a closed walk along arcs.
    public fileprivate(set) var polygons: [[[ArcUse]]]
  }

  /// The areas in ascending order of FIPS code.
  public let areas: [Area]
  /// The arcs' points in decimal degrees; every arc has at least two.
  public let arcs: [[Coordinate]]

  /// Reads the three boundary tables and verifies that they make closed rings.
  ///
  /// - Parameters:
  ///   - areas: `areas.csv`: `fips,usps,name,area_km2`, one row an area.
  ///   - arcs: `arcs.csv`: `arc,point,longitude,latitude`, both numbers counting from 1.
  ///   - rings: `rings.csv`: `fips,part,ring,arcs`; ring 0 is the outer one; `arcs` lists arc
  ///     numbers separated by spaces, negative where walked backwards.
  /// - Throws: `boundaryTable`, naming table and row, when a code repeats, a number does not parse
  ///   or is out of range, an area has no ring, a ring is open, or an arc belongs to no area or to
  ///   more than two.
  /// - Complexity: O(*n*) in the number of points.
  public init(areas: [UInt8], arcs: [UInt8], rings: [UInt8]) throws(DrawingError) {
    let points = try Self.readArcs(arcs)
    var list = try Self.readAreas(areas)
    try Self.readRings(rings, into: &list, arcs: points)
    self.areas = list
    self.arcs = points
  }

  /// The area with a FIPS or postal code, or `nil`.
  public func area(code: String) -> Area? {
    areas.first { $0.fips == code || $0.usps == code }
  }

  private static func readArcs(_ bytes: [UInt8]) throws(DrawingError) -> [[Coordinate]] {
    let table = try TableRows(
      bytes, table: "arcs.csv", columns: ["arc", "point", "longitude", "latitude"])
    var arcs: [[Coordinate]] = []
    for row in table.rows {
      guard let arc = Int(row.fields[0]), let point = Int(row.fields[1]) else {
        throw table.error(row, "arc and point must be whole numbers")
      }
      if point == 1, arc == arcs.count + 1 { arcs.append([]) }
      guard let last = arcs.indices.last, arc == last + 1, point == arcs[last].count + 1 else {
        throw table.error(row, "arc \(arc) point \(point) is out of sequence")
      }
      guard let longitude = Double(row.fields[2]), let latitude = Double(row.fields[3]),
        abs(longitude) <= 180, abs(latitude) <= 90
      else {
        throw table.error(row, "longitude or latitude is not a number of degrees")
      }
      arcs[last].append(Coordinate(longitude: longitude, latitude: latitude))
    }
    if let short = arcs.firstIndex(where: { $0.count < 2 }) {
      throw TableRows.damaged("arcs.csv", "arc \(short + 1) has fewer than two points")
    }
    return arcs
  }

  private static func readAreas(_ bytes: [UInt8]) throws(DrawingError) -> [Area] {
    let table = try TableRows(
      bytes, table: "areas.csv", columns: ["fips", "usps", "name", "area_km2"])
    var areas: [Area] = []
    for row in table.rows {
      let fips = String(row.fields[0])
      let usps = String(row.fields[1])
      guard fips.utf8.count == 2, fips.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
        usps.utf8.count == 2, usps.utf8.allSatisfy({ $0 >= 0x41 && $0 <= 0x5A })
      else {
        throw table.error(row, "\"\(fips)\" and \"\(usps)\" are not a FIPS and a postal code")
      }
      guard areas.last.map({ $0.fips < fips }) ?? true, !areas.contains(where: { $0.usps == usps })
      else {
        throw table.error(row, "\(fips) \(usps) repeats or is out of order")
      }
      guard !row.fields[2].isEmpty, Double(row.fields[3]).map({ $0 > 0 }) ?? false else {
        throw table.error(row, "the name is missing or the area is not above zero")
      }
      areas.append(Area(fips: fips, usps: usps, name: String(row.fields[2]), polygons: []))
    }
    return areas
  }

  private static func readRings(
    _ bytes: [UInt8], into areas: inout [Area], arcs: [[Coordinate]]
  ) throws(DrawingError) {
    let table = try TableRows(
      bytes, table: "rings.csv", columns: ["fips", "part", "ring", "arcs"])
    var owners = [[Int]](repeating: [], count: arcs.count)
    for row in table.rows {
      guard let area = areas.firstIndex(where: { $0.fips == row.fields[0] }) else {
        throw table.error(row, "\(row.fields[0]) is not in areas.csv")
      }
      guard let part = Int(row.fields[1]), let ring = Int(row.fields[2]) else {
        throw table.error(row, "part and ring must be whole numbers")
      }
      var uses: [ArcUse] = []
      for field in row.fields[3].split(separator: " ") {
        guard let number = Int(field), number != .min, (1...arcs.count).contains(abs(number)) else {
          throw table.error(row, "arc \"\(field)\" is not in arcs.csv")
        }
        uses.append(ArcUse(arc: abs(number) - 1, isReversed: number < 0))
        owners[abs(number) - 1].append(area)
      }
      try checkClosed(uses, arcs: arcs) { table.error(row, $0) }
      let polygons = areas[area].polygons
      if ring == 0, part == polygons.count + 1 {
        areas[area].polygons.append([uses])
      } else if part == polygons.count, let last = polygons.last, ring == last.count {
        areas[area].polygons[part - 1].append(uses)
      } else {
        throw table.error(row, "part \(part) ring \(ring) is out of sequence")
      }
    }
    if let empty = areas.first(where: \.polygons.isEmpty) {
      throw TableRows.damaged("rings.csv", "\(empty.fips) \(empty.name) has no ring")
    }
    for (arc, list) in owners.enumerated() {
      guard list.count == 1 || (list.count == 2 && list[0] != list[1]) else {
        throw TableRows.damaged(
          "rings.csv", "arc \(arc + 1) is used \(list.count) times, not by one area or by two")
      }
    }
  }

  private static func checkClosed(
    _ uses: [ArcUse], arcs: [[Coordinate]], error: (String) -> DrawingError
  ) throws(DrawingError) {
    guard let first = uses.first, let last = uses.last else { throw error("the ring has no arc") }
    var previous = last
    for use in uses {
      let end = previous.isReversed ? arcs[previous.arc].first : arcs[previous.arc].last
      let start = use.isReversed ? arcs[use.arc].last : arcs[use.arc].first
      guard start == end else {
        throw error("the ring is open where arc \(previous.arc + 1) meets arc \(use.arc + 1)")
      }
      previous = use
    }
    let points = uses.reduce(0) { $0 + arcs[$1.arc].count - 1 }
    guard points >= 3 else { throw error("the ring at arc \(first.arc + 1) encloses nothing") }
  }
}
