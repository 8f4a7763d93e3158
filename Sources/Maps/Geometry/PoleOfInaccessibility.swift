import Drawing

/// The point inside a polygon that is farthest from its outline: where a label has most room.
///
/// Method: quadtree search over cells whose best possible distance still beats the best found
/// (Garcia-Castellanos & Lombardo 2007 name the point; the search is Agafonkin's of 2016).
package enum PoleOfInaccessibility {
  /// Gives the point and its distance to the outline, to `precision`.
  ///
  /// - Parameters:
  ///   - rings: The outer ring and its holes, each without its first point repeated.
  ///   - precision: How far, in canvas units, the distance may fall short of the best.
  /// - Returns: `nil` for a polygon without points.
  package static func find(
    _ rings: [[CanvasPoint]], precision: Double
  ) -> (point: CanvasPoint, distance: Double)? {
    guard let outer = rings.first, let box = CanvasBox(around: outer) else { return nil }
    let size = min(box.maxX - box.minX, box.maxY - box.minY)
    guard size > 0 else { return nil }
    var cells: [(centre: CanvasPoint, half: Double, distance: Double)] = []
    func add(_ x: Double, _ y: Double, _ half: Double) {
      let centre = CanvasPoint(x: x, y: y)
      cells.append((centre, half, signedDistance(centre, rings)))
    }
    var y = box.minY
    while y < box.maxY {
      var x = box.minX
      while x < box.maxX {
        add(x + size / 2, y + size / 2, size / 2)
        x += size
      }
      y += size
    }
    guard var best = cells.first else { return nil }
    while !cells.isEmpty {
      let round = cells
      cells = []
      for cell in round where cell.distance > best.distance { best = cell }
      for cell in round
      where cell.distance + cell.half * 2.0.squareRoot() > best.distance + precision {
        let half = cell.half / 2
        add(cell.centre.x - half, cell.centre.y - half, half)
        add(cell.centre.x + half, cell.centre.y - half, half)
        add(cell.centre.x - half, cell.centre.y + half, half)
        add(cell.centre.x + half, cell.centre.y + half, half)
      }
    }
    return (best.centre, best.distance)
  }

  /// The distance to the outline, negative outside.
  private static func signedDistance(_ point: CanvasPoint, _ rings: [[CanvasPoint]]) -> Double {
    var isInside = false
    var least = Double.infinity
    for ring in rings {
      guard var a = ring.last else { continue }
      for b in ring {
        if (a.y > point.y) != (b.y > point.y),
          point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x
        {
          isInside.toggle()
        }
        let dx = b.x - a.x
        let dy = b.y - a.y
        let length = dx * dx + dy * dy
        let along =
          length > 0
          ? min(1, max(0, ((point.x - a.x) * dx + (point.y - a.y) * dy) / length)) : 0
        let px = point.x - a.x - along * dx
        let py = point.y - a.y - along * dy
        least = min(least, px * px + py * py)
        a = b
      }
    }
    return (isInside ? 1 : -1) * least.squareRoot()
  }
}
