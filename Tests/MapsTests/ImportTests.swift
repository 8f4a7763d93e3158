import BoundaryImport
import Foundation
import Maps
import Testing

/// The import program's checks, on the file the tables were made from.
struct ImportTests {
  static let file = WorkingFolder.repository.deletingLastPathComponent()
    .appending(path: "shared/data/boundaries/states-10m.json")
  static var isThere: Bool { FileManager.default.fileExists(atPath: file.path()) }

  private func topology() throws -> Topology { try Topology(Array(Data(contentsOf: Self.file))) }

  @Test(.enabled(if: isThere, "../shared/data/boundaries/states-10m.json is not here"))
  func `the committed tables are what the import writes`() throws {
    let tables = try BoundaryTables(topology())
    let committed = try Simulated.tables()
    #expect(Array(tables.areas.text.utf8) == committed.areas)
    #expect(Array(tables.arcs.text.utf8) == committed.arcs)
    #expect(Array(tables.rings.text.utf8) == committed.rings)
  }

  @Test(.enabled(if: isThere, "../shared/data/boundaries/states-10m.json is not here"))
  func `a file without an area, or with another's outline, is refused`() throws {
    var without = try topology()
    without.members.removeAll { $0.fips == "72" }
    #expect(throws: ImportError.self) { try BoundaryTables(without) }
    var exchanged = try topology()
    let wyoming = try #require(exchanged.members.firstIndex { $0.fips == "56" })
    let delaware = try #require(exchanged.members.firstIndex { $0.fips == "10" })
    exchanged.members[wyoming].polygons = exchanged.members[delaware].polygons
    #expect(throws: ImportError.self) { try BoundaryTables(exchanged) }
  }

  @Test(.enabled(if: isThere, "../shared/data/boundaries/states-10m.json is not here"))
  func `a file with an unused arc or an open ring is refused`() throws {
    var unused = try topology()
    let alaska = try #require(unused.members.firstIndex { $0.fips == "02" })
    // The smallest island hardly changes the area of Alaska; its arc then belongs to no one.
    unused.members[alaska].polygons.removeLast()
    #expect(throws: ImportError.self) { try BoundaryTables(unused) }
    var open = try topology()
    let ohio = try #require(open.members.firstIndex { $0.fips == "39" })
    let largest = try #require(
      open.members[ohio].polygons.indices.max {
        open.members[ohio].polygons[$0][0].count < open.members[ohio].polygons[$1][0].count
      })
    open.members[ohio].polygons[largest][0].reverse()
    #expect(throws: ImportError.self) { try BoundaryTables(open) }
  }

  @Test(arguments: [
    ([1, 2, ~2, 3], [1, 3]), ([4, 1, 2, ~4], [1, 2]), ([1, 2, 3], [1, 2, 3]), ([1, ~1], []),
    ([1, 2, 3, ~3, ~2, 4], [1, 4]),
  ])
  func `a spike is taken out of a ring`(ring: [Int], kept: [Int]) {
    #expect(BoundaryTables.withoutSpikes(ring) == kept)
  }

  @Test func `the area of an octant of the sphere is an eighth of the Earth's`() {
    let octant = [(0.0, 0.0), (45, 0), (90, 0), (90, 90), (0, 90)].map {
      Coordinate(longitude: $0.0, latitude: $0.1)
    }
    #expect(abs(SphericalArea.squareKilometres(octant) - 510_065_600 / 8) < 100)
    let across = [(179.0, 10.0), (-179, 10), (-179, 11), (179, 11)].map {
      Coordinate(longitude: $0.0, latitude: $0.1)
    }
    #expect(abs(SphericalArea.squareKilometres(across) / 24_300 - 1) < 0.01)
  }

  @Test func `something that is not a topology is refused`() {
    #expect(throws: ImportError.self) { try Topology(Array("{}".utf8)) }
    #expect(throws: ImportError.self) { try Topology([0xFF, 0xFE]) }
  }
}
