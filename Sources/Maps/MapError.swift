/// An input a map cannot be drawn from, said so that the caller can mend it.
///
/// The `id` is stable and safe to match on; `message` says what is wrong and where (row, code or
/// value); `hint` says what to do next. Messages are lower-case sentences without a full stop.
public struct MapError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The stable name of a kind of failure.
  public struct ID: RawRepresentable, Sendable, Hashable {
    /// The text of the name, for example `maps.unknown_code`.
    public let rawValue: String
    /// Makes a name from its text.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A boundary table does not have the rows or columns it must have.
    public static let boundaryTable = ID(rawValue: "maps.boundary_table")
    /// A state code is not an area of the boundary table, or has no place on this map.
    public static let unknownCode = ID(rawValue: "maps.unknown_code")
    /// One state has two readings.
    public static let duplicateCode = ID(rawValue: "maps.duplicate_code")
    /// A value is not a finite number.
    public static let valueNotFinite = ID(rawValue: "maps.value_not_finite")
    /// The classes asked for cannot be made.
    public static let classes = ID(rawValue: "maps.classes")
    /// The palette does not suit the classes asked for.
    public static let palette = ID(rawValue: "maps.palette")
    /// A figure id cannot serve as an XML id.
    public static let figureID = ID(rawValue: "maps.figure_id")
    /// Panels or flows that make no figure.
    public static let composition = ID(rawValue: "maps.composition")
    /// A page on paper that is too narrow for a map.
    public static let width = ID(rawValue: "maps.width")
    /// A text is missing, or too long to be set.
    public static let text = ID(rawValue: "maps.text")
  }

  /// The kind of failure.
  public let id: ID
  /// What is wrong, naming the row, code or value.
  public let message: String
  /// What to do next.
  public let hint: String

  /// Makes an error from its three parts.
  public init(_ id: ID, _ message: String, hint: String) {
    self.id = id
    self.message = message
    self.hint = hint
  }

  /// The message and the hint in one line.
  public var description: String { "\(message); \(hint)" }
}
