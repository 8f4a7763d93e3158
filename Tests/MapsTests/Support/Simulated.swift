import MapData
import Maps
import TestSupport

/// Boundaries and made-up readings that the tests share.
enum Simulated {
  /// The built-in tables' bytes.
  static func tables() throws -> (areas: [UInt8], arcs: [UInt8], rings: [UInt8]) {
    let bytes = try MapData.tableNames.map { name in
      try Checkout.bytes("map-data/tables/\(name).csv")
    }
    return (bytes[0], bytes[1], bytes[2])
  }

  /// The built-in boundaries.
  static func boundaries() throws -> Boundaries {
    let tables = try tables()
    return try Boundaries(areas: tables.areas, arcs: tables.arcs, rings: tables.rings)
  }

  /// The built-in boundaries projected, made once.
  static let geometry = Result { try MapGeometry(boundaries: boundaries()) }

  /// A made-up share of exports, 0...100, for every area of the tables; no real figure is in it.
  static func readings() throws -> [StateReading] {
    try boundaries().areas.enumerated().map { index, area in
      let wave = Double((index * 37 + 11) % 52) / 51
      return StateReading(area.fips, .value((8 + 800 * wave * wave).rounded() / 10))
    }
  }

  /// The made-up map that most tests draw.
  static func map() throws -> Choropleth {
    var map = Choropleth(
      figureID: "simulated-share",
      title: "Simulated values: the share of exports that goes to allies",
      subtitle:
        "Made-up share of goods exports going to treaty allies, percent of f.a.s. value, 2024",
      legendTitle: "Share of exports to allies", readings: try readings(), format: .percent())
    map.swing = ["AZ", "GA", "MI", "NC", "NV", "PA", "WI"]
    map.swingLabel = "Swing state"
    map.source = "simulated values, drawn by the tests."
    map.note = "Swing states: the seven of a made-up list."
    map.sources = [MapSource(id: "simulated", vintage: "none")]
    map.ruleIDs = ["list"]
    return map
  }
}
