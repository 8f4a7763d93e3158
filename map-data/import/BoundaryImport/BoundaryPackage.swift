import Tables

/// The boundary tables as a data package: three tables and their descriptor.
package enum BoundaryPackage {
  /// Describes the tables and the file they were made from.
  ///
  /// - Parameters:
  ///   - tables: The tables.
  ///   - input: The bytes of the TopoJSON file.
  ///   - retrieved: The day the file was retrieved, `YYYY-MM-DD`.
  /// - Returns: The files of the package by their paths, the descriptor last.
  /// - Throws: What the JSON encoder throws, which it does for none of these values.
  package static func files(
    _ tables: BoundaryTables, input: [UInt8], retrieved: String
  ) throws -> [(path: String, bytes: [UInt8])] {
    var writer = DataPackageWriter(
      name: "state-boundaries",
      title: "Boundaries of the U.S. states, the District of Columbia and Puerto Rico",
      description:
        "Shared arcs and the rings made of them, simplified by projected area (Visvalingam & Whyatt "
        + "1993, triangles under 0.25 square units of the 975 x 610 canvas; islands under 0.5 left "
        + "out save a state's largest) and rounded to 0.001 degree. American Samoa, Guam, the "
        + "Northern Mariana Islands and the Virgin Islands are in the source and have no place on "
        + "the map.")
    let source = DataPackageDescriptor.Source(
      title: "us-atlas 3: U.S. Census Bureau cartographic boundaries, 2017 edition, as TopoJSON "
        + "(states-10m.json)",
      publisher: "U.S. Census Bureau, by way of us-atlas", vintage: "2017",
      path: "https://github.com/topojson/us-atlas", retrieved: retrieved,
      hash: DataPackage.hash(of: input))
    let licenses = [
      DataPackageDescriptor.License(
        name: "public-domain",
        title: "Boundaries: a work of the U.S. government, public domain"),
      DataPackageDescriptor.License(
        name: "ISC", title: "Topology: us-atlas, ISC licence, Michael Bostock"),
    ]
    func add(
      _ name: String, _ title: String, _ description: String, _ table: BoundaryTables.Table,
      key: [String], _ fields: [DataPackageDescriptor.Field]
    ) {
      writer.add(
        name: name, title: title, description: description, bytes: Array(table.text.utf8),
        rowCount: table.rows,
        schema: .init(
          fields: fields, primaryKey: key,
          missingMeaning: "no field may be empty; a missing field means a damaged table"),
        sources: [source], licenses: licenses)
    }
    let fips = DataPackageDescriptor.Field(
      name: "fips", type: "string", description: "two-digit state FIPS code with its leading zero")
    add(
      "areas", "Areas", "One row a state, the District of Columbia and Puerto Rico.",
      tables.areas, key: ["fips"],
      [
        fips, .init(name: "usps", type: "string", description: "two-letter postal code"),
        .init(name: "name", type: "string", description: "English name"),
        .init(
          name: "area_km2", type: "integer", unit: "square kilometre",
          description: "area inside the source's boundary, inland water included"),
      ])
    add(
      "arcs", "Arcs", "One row a point of an arc; neighbours share the arc between them.",
      tables.arcs, key: ["arc", "point"],
      [
        .init(
          name: "arc", type: "integer",
          description: "number of the arc, from 1 in order of first use"),
        .init(
          name: "point", type: "integer", description: "number of the point along the arc, from 1"),
        .init(
          name: "longitude", type: "number", unit: "degree", description: "east positive, NAD83"),
        .init(
          name: "latitude", type: "number", unit: "degree", description: "north positive, NAD83"),
      ])
    add(
      "rings", "Rings", "One row a ring of an area, as the arcs that make it.", tables.rings,
      key: ["fips", "part", "ring"],
      [
        fips,
        .init(
          name: "part", type: "integer",
          description: "number of the polygon within the area, from 1"),
        .init(
          name: "ring", type: "integer", description: "0 for the outer ring, from 1 for holes"),
        .init(
          name: "arcs", type: "string",
          description: "arc numbers by spaces, negative where walked backwards"),
      ])
    return try writer.finished()
  }
}
