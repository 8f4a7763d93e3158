import MapData
import Maps
import Tables
import TestSupport
import Testing

/// The built-in tables, and tables with a fault in them.
struct BoundariesTests {
  @Test func `the tables hold the states, the District and Puerto Rico`() throws {
    let boundaries = try Simulated.boundaries()
    #expect(boundaries.areas.count == 52)
    #expect(boundaries.area(code: "11")?.usps == "DC")
    #expect(boundaries.area(code: "PR")?.fips == "72")
    #expect(boundaries.area(code: "78") == nil)
    #expect(boundaries.areas.map(\.fips) == boundaries.areas.map(\.fips).sorted())
  }

  @Test func `Alaska has points on both sides of the antimeridian`() throws {
    let boundaries = try Simulated.boundaries()
    let alaska = try #require(boundaries.area(code: "AK"))
    let longitudes = alaska.polygons.joined().joined()
      .flatMap { boundaries.arcs[$0.arc].map(\.longitude) }
    #expect(longitudes.contains { $0 > 170 })
    #expect(longitudes.contains { $0 < -170 })
  }

  @Test func `the data package tells the truth about every table`() throws {
    let package = try DataPackage { try Checkout.bytes("map-data/\($0)") }
    #expect(Set(package.descriptor.resources.map(\.name)) == Set(MapData.tableNames))
    for name in MapData.tableNames {
      #expect(try package.table(name).rowCount == package.resource(name).rows)
    }
    #expect(package.descriptor.resources.reduce(0) { $0 + $1.bytes } < 250_000)
  }

  static let areas = "fips,usps,name,area_km2\n01,AL,One,10\n02,AK,Two,20\n"
  static let arcs = """
    arc,point,longitude,latitude
    1,1,-90,30
    1,2,-90,40
    2,1,-90,40
    2,2,-80,35
    2,3,-90,30
    3,1,-90,40
    3,2,-100,35
    3,3,-90,30

    """
  static let rings = "fips,part,ring,arcs\n01,1,0,1 2\n02,1,0,-3 -1\n"

  private func read(
    areas: String = areas, arcs: String = arcs, rings: String = rings
  ) throws -> Boundaries {
    try Boundaries(areas: Array(areas.utf8), arcs: Array(arcs.utf8), rings: Array(rings.utf8))
  }

  private func message(areas: String = areas, arcs: String = arcs, rings: String = rings) -> String
  {
    do {
      _ = try read(areas: areas, arcs: arcs, rings: rings)
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test func `an open ring is refused with its row`() {
    #expect(message(rings: "fips,part,ring,arcs\n01,1,0,1 2\n02,1,0,3 -1\n").contains("row 3"))
  }

  @Test func `two triangles with a common side are read, backwards where the sign says so`() throws
  {
    let boundaries = try read()
    #expect(boundaries.areas[1].polygons[0][0].map(\.isReversed) == [true, true])
  }

  @Test(arguments: [
    ("fips,usps,name,area_km2\n01,AL,One\n", "row 2: 3 fields"),
    ("fips,usps,name\n", "row 1: the header"),
    ("fips,usps,name,area_km2\n01,AL,One,10\n01,AK,Two,20\n", "row 3"),
    ("fips,usps,name,area_km2\n1,AL,One,10\n", "row 2"),
    ("fips,usps,name,area_km2\n01,AL,One,0\n", "row 2"),
    ("fips,usps,name,area_km2\n01,AL,\"One\",5\n", "row 2: a quotation mark"),
    ("fips,usps,name,area_km2\n01,AL,One,10", "the last line is cut"),
    ("fips,usps,name,area_km2\n", "there are no rows"),
  ])
  func `a damaged table of areas is refused`(table: String, part: String) {
    #expect(message(areas: table).contains(part), "\(message(areas: table))")
  }

  @Test(arguments: [
    ("arc,point,longitude,latitude\n1,1,-90,30\n1,3,-90,40\n", "row 3: arc 1 point 3"),
    ("arc,point,longitude,latitude\n1,1,-90,x\n", "row 2"),
    ("arc,point,longitude,latitude\n1,1,-190,30\n", "row 2"),
    ("arc,point,longitude,latitude\n1,1,-90,30\n", "arc 1 has fewer"),
    ("arc,point,longitude,latitude\n1,1,nan,30\n", "row 2"),
  ])
  func `a damaged table of arcs is refused`(table: String, part: String) {
    #expect(message(arcs: table).contains(part), "\(message(arcs: table))")
  }

  @Test(arguments: [
    ("03,1,0,1 2", "03 is not in areas.csv"), ("01,1,0,9", "\"9\" is not in arcs.csv"),
    ("01,1,0,0", "\"0\" is not"), ("01,2,0,1 2", "out of sequence"), ("01,1,0,", "no arc"),
    ("01,1,0,-9223372036854775808", "is not in arcs.csv"), ("01,1,0,1 -1", "encloses nothing"),
  ])
  func `a damaged ring is refused`(row: String, part: String) {
    let text = message(rings: "fips,part,ring,arcs\n\(row)\n02,1,0,-3 -1\n")
    #expect(text.contains(part) && text.contains("row 2"), "\(text)")
  }

  @Test func `an area without a ring and an arc without an area are refused`() {
    #expect(message(rings: "fips,part,ring,arcs\n01,1,0,1 2\n").contains("02 Two has no ring"))
    let more = Self.arcs + "4,1,-90,40\n4,2,-95,35\n"
    #expect(message(arcs: more).contains("arc 4 is used 0 times"))
  }
}
