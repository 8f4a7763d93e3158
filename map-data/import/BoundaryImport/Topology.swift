import Maps

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The states of a quantised TopoJSON file, decoded to degrees.
///
/// Reads what us-atlas writes: one object `states`, a `GeometryCollection` of `Polygon` and
/// `MultiPolygon` members whose `id` is the FIPS code, delta-coded arcs and a transform (TopoJSON
/// 1.0, sections 2.1 and 2.2). An arc number below zero means the arc `-number - 1` backwards.
package struct Topology: Sendable {
  /// A member of the collection with its rings of arc numbers.
  package struct Member: Sendable {
    /// The FIPS code.
    package let fips: String
    /// The name.
    package let name: String
    /// Polygons, rings, arc numbers.
    package var polygons: [[[Int]]]
  }

  /// The members in ascending order of FIPS code.
  package var members: [Member]
  /// The arcs' points.
  package let arcs: [[Coordinate]]

  /// Decodes a TopoJSON file.
  ///
  /// - Throws: `ImportError` when the file has another layout or an arc number is out of range.
  package init(_ bytes: [UInt8]) throws(ImportError) {
    let file: File
    do {
      file = try JSONDecoder().decode(File.self, from: Data(bytes))
    } catch {
      throw ImportError("the file is not a us-atlas states TopoJSON: \(error)")
    }
    guard file.type == "Topology", file.transform.scale.count == 2,
      file.transform.translate.count == 2
    else { throw ImportError("the file is not a quantised topology") }
    var arcs: [[Coordinate]] = []
    for (number, deltas) in file.arcs.enumerated() {
      var x = 0
      var y = 0
      var points: [Coordinate] = []
      for delta in deltas {
        guard delta.count == 2 else { throw ImportError("arc \(number) has a point without y") }
        x += delta[0]
        y += delta[1]
        points.append(
          Coordinate(
            longitude: Double(x) * file.transform.scale[0] + file.transform.translate[0],
            latitude: Double(y) * file.transform.scale[1] + file.transform.translate[1]))
      }
      guard points.count >= 2 else { throw ImportError("arc \(number) has fewer than two points") }
      arcs.append(points)
    }
    for geometry in file.objects.states.geometries {
      for arc in geometry.polygons.joined().joined() {
        guard arcs.indices.contains(arc >= 0 ? arc : ~arc) else {
          throw ImportError("\(geometry.id) names arc \(arc), which is not in the file")
        }
      }
    }
    self.arcs = arcs
    members = file.objects.states.geometries
      .map { Member(fips: $0.id, name: $0.properties.name, polygons: $0.polygons) }
      .sorted { $0.fips < $1.fips }
  }

  /// The points of an arc number, backwards when it is below zero.
  package func points(_ number: Int) -> [Coordinate] {
    number >= 0 ? arcs[number] : arcs[~number].reversed()
  }

  private struct File: Decodable {
    struct Transform: Decodable {
      let scale: [Double]
      let translate: [Double]
    }
    struct Objects: Decodable {
      let states: Collection
    }
    struct Collection: Decodable {
      let geometries: [Geometry]
    }
    let type: String
    let transform: Transform
    let objects: Objects
    let arcs: [[[Int]]]
  }

  private struct Geometry: Decodable {
    struct Properties: Decodable {
      let name: String
    }
    enum Key: String, CodingKey {
      case id, type, properties, arcs
    }
    let id: String
    let properties: Properties
    let polygons: [[[Int]]]

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      id = try container.decode(String.self, forKey: .id)
      properties = try container.decode(Properties.self, forKey: .properties)
      polygons =
        switch try container.decode(String.self, forKey: .type) {
        case "Polygon": [try container.decode([[Int]].self, forKey: .arcs)]
        default: try container.decode([[[Int]]].self, forKey: .arcs)
        }
    }
  }
}

/// A reason for which a boundary file is refused.
package struct ImportError: Error, Sendable, CustomStringConvertible {
  /// What is wrong and where.
  package let description: String
  /// Makes an error from its sentence.
  package init(_ description: String) { self.description = description }
}
