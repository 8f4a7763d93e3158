import FoundationEssentials
import Maps

/// Times each step from the bytes of the boundary tables to the text of a figure, the median of 21.
@main struct MapBenchmark {
  static func main() throws {
    let folder = CommandLine.arguments[1]
    func bytes(_ name: String) throws -> [UInt8] {
      try Array(Data(contentsOf: URL(filePath: "\(folder)/\(name).csv")))
    }
    let (areas, arcs, rings) = (try bytes("areas"), try bytes("arcs"), try bytes("rings"))
    let boundaries = try Boundaries(areas: areas, arcs: arcs, rings: rings)
    let geometry = try MapGeometry(boundaries: boundaries)
    var map = Choropleth(
      figureID: "benchmark", title: "Simulated values", subtitle: "Made up for timing",
      legendTitle: "Simulated value", readings: readings(boundaries, 0), format: .percent())
    map.swing = ["AZ", "FL", "GA", "MI", "NC", "NV", "PA", "WI"]
    let panels = (0..<7).map { number in
      SmallMultiples.Panel(
        id: "\(number)", title: "Panel \(number)", readings: readings(boundaries, number),
        swing: map.swing)
    }
    let multiples = SmallMultiples(figure: map, panels: panels)
    let figure = map
    try time("boundary tables read") {
      _ = try Boundaries(areas: areas, arcs: arcs, rings: rings)
    }
    try time("boundaries projected") { _ = try MapGeometry(boundaries: boundaries) }
    try time("one national map drawn") { _ = try figure.svg(on: geometry) }
    try time("all of it, from bytes to SVG") {
      _ = try figure.svg(
        on: MapGeometry(boundaries: Boundaries(areas: areas, arcs: arcs, rings: rings)))
    }
    try time("seven panels, projected and drawn") { _ = try multiples.svg(on: boundaries) }
  }

  private static func readings(_ boundaries: Boundaries, _ seed: Int) -> [StateReading] {
    boundaries.areas.enumerated().map { index, area in
      StateReading(area.fips, .value(Double((index * 37 + 11 + 7 * seed) % 52)))
    }
  }

  private static func time(_ what: String, _ body: () throws -> Void) rethrows {
    var times: [Duration] = []
    for _ in 0..<21 {
      times.append(try ContinuousClock().measure(body))
    }
    let middle = times.sorted()[10]
    let milliseconds =
      Double(middle.components.seconds) * 1e3 + Double(middle.components.attoseconds) / 1e15
    print("\((milliseconds * 10).rounded() / 10) ms  \(what)")
  }
}
