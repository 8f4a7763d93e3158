/// An API key or a password, which no description, log line, error or address shows.
///
/// The text leaves the value only inside this module: for the bytes that the transport puts on the
/// wire, and for the redactor that looks for it in what a server says.
public struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  let text: String

  /// Wraps a text; nil when it is empty or has a control character, as no key has.
  public init?(_ text: String) {
    guard !text.isEmpty, !text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 })
    else { return nil }
    self.text = text
  }

  /// `‹key …3f›`: the last two characters of a key of 16 or more, and none of a shorter one.
  public var description: String {
    text.count >= 16 ? "‹key …\(ServerText.plain(String(text.suffix(2))))›" : "‹key›"
  }

  /// The same as the description.
  public var debugDescription: String { description }

  /// A mirror without children, so that `dump` shows nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
