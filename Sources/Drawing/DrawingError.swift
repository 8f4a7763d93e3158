/// Something that no page can be drawn from, said so that the caller can mend it.
///
/// The `id` is stable and safe to match on; `message` says what is wrong; `hint` says what to do next.
/// Messages are lower-case sentences without a full stop.
public struct DrawingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The stable name of a kind of failure.
  public struct ID: RawRepresentable, Sendable, Hashable {
    /// The text of the name, for example `drawing.width`.
    public let rawValue: String
    /// Makes a name from its text.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A page width that no page has.
    public static let width = ID(rawValue: "drawing.width")
    /// A figure id that cannot serve as an XML id.
    public static let figureID = ID(rawValue: "drawing.figure_id")
    /// A text that is missing, or too long to be set.
    public static let text = ID(rawValue: "drawing.text")
    /// A value that is not a finite number, or an interval whose ends are the wrong way round.
    public static let value = ID(rawValue: "drawing.value")
    /// Too few or too many values for the figure.
    public static let count = ID(rawValue: "drawing.count")
  }

  /// The kind of failure.
  public let id: ID
  /// What is wrong, naming the value.
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
