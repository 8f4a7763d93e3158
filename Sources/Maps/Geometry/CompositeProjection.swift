import Drawing

/// A part of the composite map that has a projection of its own.
public enum MapPart: String, Sendable, Hashable, CaseIterable {
  /// The 48 contiguous states and the District of Columbia.
  case contiguous
  /// Alaska, drawn at 0.35 of the linear scale (12.25 % of its area).
  case alaska
  /// Hawaii, at the scale of the contiguous states.
  case hawaii
  /// Puerto Rico, at the scale of the contiguous states.
  case puertoRico

  /// The part an area is drawn in, or `nil` for an area this map has no place for.
  ///
  /// - Parameter fips: A two-digit state FIPS code. American Samoa (60), Guam (66), the Northern
  ///   Marianas (69) and the Virgin Islands (78) have no place on the composite.
  public init?(fips: String) {
    switch fips {
    case "02": self = .alaska
    case "15": self = .hawaii
    case "72": self = .puertoRico
    case "60", "66", "69", "78": return nil
    default: self = .contiguous
    }
  }

  /// The linear scale relative to the contiguous states.
  public var relativeScale: Double { self == .alaska ? 0.35 : 1 }
}

/// The composite of equal-area conics that shows the states with Alaska, Hawaii and Puerto Rico
/// inset below.
///
/// Parameters of the first three parts are those of d3-geo's `geoAlbersUsa` (Bostock; the parallels
/// are the U.S. Geological Survey's), so positions agree with any map drawn by it. Puerto Rico has
/// a conic of its own (parallels 8° and 18°, axis 66.5° W, centre 18.2° N) at the lower right,
/// which d3-geo lacks. Only places are projected; nothing is read back.
public struct CompositeProjection: Sendable {
  /// Canvas units to a radian in the contiguous states.
  public let scale: Double
  /// Where the composite's middle falls.
  public let translate: CanvasPoint

  private let conics: [MapPart: ConicEqualArea]

  /// The canvas of us-atlas: 975 × 610 units, scale 1300.
  public static let atlas = CompositeProjection(
    scale: 1300, translate: CanvasPoint(x: 487.5, y: 305))

  /// Makes a composite at a scale and place.
  ///
  /// - Parameters:
  ///   - scale: Canvas units to a radian, above zero.
  ///   - translate: Where the composite's middle falls.
  public init(scale: Double, translate: CanvasPoint) {
    self.scale = scale
    self.translate = translate
    func conic(
      _ parallels: (Double, Double), axis: Double, centre: (Double, Double), part: MapPart,
      at offset: (Double, Double)
    ) -> ConicEqualArea {
      ConicEqualArea(
        parallels: parallels, centralMeridian: axis,
        centre: Coordinate(longitude: centre.0, latitude: centre.1),
        scale: scale * part.relativeScale,
        translate: CanvasPoint(
          x: translate.x + offset.0 * scale, y: translate.y + offset.1 * scale))
    }
    conics = [
      .contiguous: conic(
        (29.5, 45.5), axis: -96, centre: (-0.6, 38.7), part: .contiguous, at: (0, 0)),
      .alaska: conic(
        (55, 65), axis: -154, centre: (-2, 58.5), part: .alaska, at: (-0.307, 0.201)),
      .hawaii: conic(
        (8, 18), axis: -157, centre: (-3, 19.9), part: .hawaii, at: (-0.205, 0.212)),
      .puertoRico: conic(
        (8, 18), axis: -66.5, centre: (0, 18.2), part: .puertoRico, at: (0.318, 0.205)),
    ]
  }

  /// Places a coordinate with the projection of one part, wherever it falls.
  public func project(_ place: Coordinate, in part: MapPart) -> CanvasPoint {
    guard let conic = conics[part] else { preconditionFailure("every part has a projection") }
    return conic.project(place)
  }

  /// Places a coordinate in the first part whose window it falls into.
  ///
  /// - Returns: The point, or `nil` for a place outside all windows (Paris, say). A label or a
  ///   symbol must handle that.
  public func project(_ place: Coordinate) -> CanvasPoint? {
    for part in MapPart.allCases {
      let point = project(place, in: part)
      if window(of: part).contains(point) { return point }
    }
    return nil
  }

  /// The part of the canvas that belongs to one part of the map.
  ///
  /// The windows of the contiguous states, Alaska and Hawaii are d3-geo's; where two overlap the
  /// contiguous states come first.
  public func window(of part: MapPart) -> CanvasBox {
    let (left, top, right, bottom) =
      switch part {
      case .contiguous: (-0.455, -0.238, 0.455, 0.238)
      case .alaska: (-0.425, 0.120, -0.214, 0.234)
      case .hawaii: (-0.214, 0.166, -0.115, 0.234)
      case .puertoRico: (0.290, 0.185, 0.346, 0.230)
      }
    return CanvasBox(
      minX: translate.x + left * scale, minY: translate.y + top * scale,
      maxX: translate.x + right * scale, maxY: translate.y + bottom * scale)
  }
}
