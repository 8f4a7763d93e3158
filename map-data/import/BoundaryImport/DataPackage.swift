#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The description of the boundary tables, in the Frictionless Data Package layout.
package struct DataPackage: Encodable, Sendable {
  /// A column of a table.
  package struct Field: Encodable, Sendable {
    let name: String
    let type: String
    let unit: String?
    let description: String
  }

  /// A table with what proves that it is the one described.
  package struct Resource: Encodable, Sendable {
    struct Schema: Encodable {
      let fields: [Field]
      let missingValues: [String]
      let primaryKey: [String]
    }
    let name: String
    let path: String
    let format = "csv"
    let mediatype = "text/csv"
    let encoding = "utf-8"
    let bytes: Int
    let hash: String
    let rowCount: Int
    let schema: Schema
  }

  struct Licence: Encodable {
    let name: String
    let title: String
    let path: String
  }

  struct Source: Encodable {
    let title: String
    let path: String
    let file: String
    let version: String
    let vintage: String
    let retrieved: String
    let bytes: Int
    let hash: String
  }

  let name = "state-boundaries"
  let title = "Boundaries of the U.S. states, the District of Columbia and Puerto Rico"
  let publisher = "U.S. Census Bureau, cartographic boundary files, by way of us-atlas v3"
  let description =
    "Shared arcs and the rings made of them, simplified by projected area (Visvalingam & Whyatt "
    + "1993, triangles under \(BoundaryTables.minimumTriangle) square units of the 975 x 610 canvas; islands under \(BoundaryTables.minimumIsland) left "
    + "out save a state's largest) and rounded to 0.001 degree. American Samoa, Guam, the Northern "
    + "Mariana Islands and the Virgin Islands are in the source and have no place on the map."
  let vintage = "2017"
  let missingValueRule = "no field may be empty; a missing field means a damaged table"
  let licenses = [
    Licence(
      name: "public-domain",
      title: "Boundaries: a work of the U.S. government, public domain",
      path: "https://www.census.gov/geographies/mapping-files/time-series/geo/"
        + "carto-boundary-file.html"),
    Licence(
      name: "ISC", title: "Topology: us-atlas, ISC licence, Michael Bostock",
      path: "https://github.com/topojson/us-atlas/blob/master/LICENSE.txt"),
  ]
  let sources: [Source]
  let resources: [Resource]

  /// Describes the tables and the file they were made from.
  ///
  /// - Parameters:
  ///   - tables: The tables.
  ///   - input: Size and digest of the TopoJSON file.
  ///   - retrieved: The day the file was retrieved, `YYYY-MM-DD`.
  ///   - digest: The SHA-256 of a text's UTF-8 bytes in lower-case hexadecimal.
  package init(
    _ tables: BoundaryTables, input: (bytes: Int, sha256: String), retrieved: String,
    digest: (String) -> String
  ) {
    sources = [
      Source(
        title: "us-atlas: U.S. Census Bureau cartographic boundaries, 2017 edition, as TopoJSON",
        path: "https://github.com/topojson/us-atlas", file: "states-10m.json", version: "3",
        vintage: "2017", retrieved: retrieved, bytes: input.bytes,
        hash: "sha256:\(input.sha256)")
    ]
    func resource(
      _ name: String, _ table: BoundaryTables.Table, key: [String], _ fields: [Field]
    ) -> Resource {
      Resource(
        name: name, path: "tables/\(name).csv", bytes: table.text.utf8.count,
        hash: "sha256:\(digest(table.text))", rowCount: table.rows,
        schema: Resource.Schema(fields: fields, missingValues: [""], primaryKey: key))
    }
    func field(
      _ name: String, _ type: String, _ description: String, unit: String? = nil
    ) -> Field {
      Field(name: name, type: type, unit: unit, description: description)
    }
    let fips = field("fips", "string", "two-digit state FIPS code with its leading zero")
    resources = [
      resource(
        "areas", tables.areas, key: ["fips"],
        [
          fips, field("usps", "string", "two-letter postal code"),
          field("name", "string", "English name"),
          field(
            "area_km2", "integer", "area inside the source's boundary, inland water included",
            unit: "square kilometre"),
        ]),
      resource(
        "arcs", tables.arcs, key: ["arc", "point"],
        [
          field("arc", "integer", "number of the arc, from 1 in order of first use"),
          field("point", "integer", "number of the point along the arc, from 1"),
          field("longitude", "number", "east positive, NAD83", unit: "degree"),
          field("latitude", "number", "north positive, NAD83", unit: "degree"),
        ]),
      resource(
        "rings", tables.rings, key: ["fips", "part", "ring"],
        [
          fips, field("part", "integer", "number of the polygon within the area, from 1"),
          field("ring", "integer", "0 for the outer ring, from 1 for holes"),
          field("arcs", "string", "arc numbers by spaces, negative where walked backwards"),
        ]),
    ]
  }

  /// The description as JSON with sorted keys and a final newline.
  ///
  /// - Throws: What the encoder throws; none of these values makes it throw.
  package func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }
}
