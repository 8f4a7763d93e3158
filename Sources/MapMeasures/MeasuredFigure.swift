import Codes
import Drawing
import Maps

/// A figure of a measure, ready to be drawn.
public enum MeasuredFigure: Sendable {
  /// One map.
  case single(Choropleth)
  /// Several maps with one legend.
  case multiples(SmallMultiples)
  /// Flows from states to destinations.
  case flows(FlowMap)

  /// The title.
  public var title: String {
    switch self {
    case .single(let figure): figure.title
    case .multiples(let multiples): multiples.figure.title
    case .flows(let flows): flows.figure.title
    }
  }

  /// Draws the figure.
  ///
  /// - Throws: `DataError` of kind `mapRefused` with the drawing's own sentence and hint.
  public func svg(on boundaries: Boundaries) throws -> String {
    try Self.told {
      switch self {
      case .single(let figure): try figure.svg(on: MapGeometry(boundaries: boundaries))
      case .multiples(let multiples): try multiples.svg(on: boundaries)
      case .flows(let flows): try flows.svg(on: boundaries)
      }
    }
  }

  /// The values behind the figure as CSV.
  ///
  /// - Throws: As ``svg(on:)``.
  public func companionCSV(on boundaries: Boundaries) throws -> String {
    try Self.told {
      switch self {
      case .single(let figure): try figure.companionCSV(on: MapGeometry(boundaries: boundaries))
      case .multiples(let multiples): try multiples.companionCSV(on: boundaries)
      case .flows(let flows): try flows.companionCSV(on: boundaries)
      }
    }
  }

  /// The figure in words, for those who do not see it: that of one map, or the title.
  ///
  /// - Throws: As ``svg(on:)``.
  public func alternative(on boundaries: Boundaries) throws -> String {
    guard case .single(let figure) = self else { return title }
    return try Self.told { try figure.description(on: MapGeometry(boundaries: boundaries)) }
  }

  private static func told(_ body: () throws -> String) throws -> String {
    do {
      return try body()
    } catch let error as DrawingError {
      throw DataError(
        .mapRefused, "the map cannot be drawn: \(error.message)", hint: error.hint)
    }
  }
}
