/// The terms under which a source's figures may be used.
public struct SourceLicence: Sendable, Equatable {
  /// The licence's name, such as `public domain (17 U.S.C. 105)`.
  public let name: String
  /// Whether the publisher's file may be passed on.
  public let mayRedistribute: Bool
  /// A sentence that the publisher asks to be shown, where there is one.
  public let notice: String?

  static let fields = ["name", "redistribution", "notice"]

  init(_ fields: FieldReader) throws {
    name = try fields.text("name")
    mayRedistribute = try fields.flag("redistribution")
    notice = try fields.textIfAny("notice")
  }
}
