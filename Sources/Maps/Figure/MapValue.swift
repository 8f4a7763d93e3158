/// What is known of one state.
public enum MapValue: Sendable, Hashable {
  /// A number in the map's unit. A `value(0)` is classed like any other number.
  case value(Double)
  /// A group, by the id of one of the figure's categories.
  case category(String)
  /// A reported zero that gets an entry of its own instead of the lowest class.
  case zero
  /// Nothing was reported, with the reason: suppressed, outside coverage, no row.
  case notReported(reason: String)
}

/// A state and what is known of it.
public struct StateReading: Sendable, Hashable {
  /// A two-digit FIPS code or a two-letter postal code.
  public var code: String
  /// What is known.
  public var value: MapValue
  /// The interval around an estimate, in the map's unit; `nil` for data.
  ///
  /// An estimate whose interval leaves zero out has a dot.
  public var interval: ClosedRange<Double>?

  /// Makes a reading from its parts.
  public init(_ code: String, _ value: MapValue, interval: ClosedRange<Double>? = nil) {
    self.code = code
    self.value = value
    self.interval = interval
  }
}

/// A group of states on a map without classes.
public struct MapCategory: Sendable, Hashable {
  /// What a group's colour says.
  public enum Tone: Sendable, Hashable {
    /// The next colour of the qualitative palette.
    case next
    /// The colour of land that the map is not about.
    case neutral
  }

  /// The id that readings name.
  public var id: String
  /// What the legend and the tooltips call the group.
  public var label: String
  /// What its colour says.
  public var tone: Tone

  /// Makes a group from its parts.
  public init(id: String, label: String, tone: Tone = .next) {
    self.id = id
    self.label = label
    self.tone = tone
  }
}

/// A data set a map was made from.
public struct MapSource: Sendable, Hashable {
  /// The source's id, for example `census.statehs`.
  public var id: String
  /// The state of the series as published, for example `2026-06`.
  public var vintage: String
  /// The SHA-256 of the bytes used, in hexadecimal; empty when they are not one file.
  public var sha256: String

  /// Makes a source from its parts.
  public init(id: String, vintage: String, sha256: String = "") {
    self.id = id
    self.vintage = vintage
    self.sha256 = sha256
  }
}
