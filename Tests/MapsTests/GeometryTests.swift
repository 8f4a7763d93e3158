import Drawing
import Maps
import Testing

/// Simplification and label points on shapes whose answer is known.
struct GeometryTests {
  private func points(_ pairs: [(Double, Double)]) -> [CanvasPoint] {
    pairs.map { CanvasPoint(x: $0.0, y: $0.1) }
  }

  @Test func `points on a line go and a corner stays`() {
    let line = points([(0, 0), (1, 0), (2, 0.01), (3, 0), (3, 4)])
    #expect(LineSimplification.kept(line, minimumArea: 0.1, keeping: 2) == [0, 3, 4])
  }

  @Test func `a closed ring keeps four points however small it is`() {
    let ring = points([(0, 0), (0.1, 0), (0.2, 0.1), (0.1, 0.2), (0, 0.1), (0, 0)])
    let kept = LineSimplification.kept(ring, minimumArea: 100, keeping: 4)
    #expect(kept.count == 4)
    #expect(kept.first == 0 && kept.last == 5)
  }

  @Test func `nothing goes when every triangle is large`() {
    let line = points([(0, 0), (10, 10), (20, 0), (30, 10)])
    #expect(LineSimplification.kept(line, minimumArea: 50, keeping: 2) == [0, 1, 2, 3])
  }

  @Test func `the pole of a square is its centre`() throws {
    let square = points([(0, 0), (10, 0), (10, 10), (0, 10)])
    let pole = try #require(PoleOfInaccessibility.find([square], precision: 0.01))
    #expect(abs(pole.point.x - 5) < 0.02 && abs(pole.point.y - 5) < 0.02)
    #expect(abs(pole.distance - 5) < 0.02)
  }

  @Test func `the pole of an L lies in its corner, not at the centroid outside`() throws {
    let ell = points([(0, 0), (10, 0), (10, 2), (2, 2), (2, 10), (0, 10)])
    let pole = try #require(PoleOfInaccessibility.find([ell], precision: 0.01))
    // On the diagonal, where the distance to both outer sides equals that to the inner corner.
    #expect(abs(pole.distance - (4 - 2 * 2.0.squareRoot())) < 0.02)
  }

  @Test func `the pole keeps away from a hole`() throws {
    let square = points([(0, 0), (10, 0), (10, 10), (0, 10)])
    let hole = points([(4, 4), (6, 4), (6, 6), (4, 6)])
    let pole = try #require(PoleOfInaccessibility.find([square, hole], precision: 0.01))
    #expect(pole.distance < 3 && pole.distance > 2)
    #expect(PoleOfInaccessibility.find([], precision: 1) == nil)
  }

  @Test(arguments: [0.21, 0.3, 0.5, 0.74])
  func `a smaller canvas is drawn simpler and keeps every state`(scale: Double) throws {
    let boundaries = try Simulated.sharedBoundaries.get()
    var panels = try Simulated.multiples(1)
    panels.panels[0].swing = []
    let small = try MapGeometry(boundaries: boundaries, scale: scale)
    let map = try Simulated.map()
    let drawn = try DrawnFigure(map.svg(on: small))
    let paths = drawn.elements.filter { $0.attributes["id"]?.contains("-s-") ?? false }
    #expect(paths.count == 52)
    #expect(paths.allSatisfy { ($0.attributes["d"] ?? "").split(separator: " ").count >= 2 })
    #expect(drawn.text.utf8.count < Int(200_000 * (0.45 + scale)))
  }
}
