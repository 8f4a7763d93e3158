/// A place on the drawing in SVG user units, `y` growing downwards.
public struct CanvasPoint: Sendable, Hashable {
  /// Units to the right of the canvas origin.
  public var x: Double
  /// Units below the canvas origin.
  public var y: Double

  /// Makes a point from its two distances.
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }

  /// The straight distance to another point.
  package func distance(to other: CanvasPoint) -> Double {
    let dx = x - other.x
    let dy = y - other.y
    return (dx * dx + dy * dy).squareRoot()
  }
}

/// An upright rectangle on the drawing.
public struct CanvasBox: Sendable, Hashable {
  /// The left edge.
  public var minX: Double
  /// The upper edge.
  public var minY: Double
  /// The right edge.
  public var maxX: Double
  /// The lower edge.
  public var maxY: Double

  /// Makes a box from its four edges.
  public init(minX: Double, minY: Double, maxX: Double, maxY: Double) {
    self.minX = minX
    self.minY = minY
    self.maxX = maxX
    self.maxY = maxY
  }

  /// The middle.
  package var centre: CanvasPoint { CanvasPoint(x: (minX + maxX) / 2, y: (minY + maxY) / 2) }

  /// The smallest box around the points, or `nil` when there are none.
  package init?(around points: some Sequence<CanvasPoint>) {
    var box: CanvasBox?
    for point in points {
      guard let old = box else {
        box = CanvasBox(minX: point.x, minY: point.y, maxX: point.x, maxY: point.y)
        continue
      }
      box = CanvasBox(
        minX: min(old.minX, point.x), minY: min(old.minY, point.y),
        maxX: max(old.maxX, point.x), maxY: max(old.maxY, point.y))
    }
    guard let box else { return nil }
    self = box
  }

  /// Whether the point lies in the box or on its edge.
  public func contains(_ point: CanvasPoint) -> Bool {
    point.x >= minX && point.x <= maxX && point.y >= minY && point.y <= maxY
  }

  /// Whether the two boxes share more than an edge.
  public func overlaps(_ other: CanvasBox) -> Bool {
    minX < other.maxX && other.minX < maxX && minY < other.maxY && other.minY < maxY
  }
}
