/// The one version of a fixed source that is trusted.
public struct SourcePin: Sendable, Equatable {
  /// The publisher's name of the version.
  public let version: String
  /// The SHA-256 of its bytes in 64 hexadecimal digits, where it is known.
  public let sha256: String?
  /// The publisher's MD5 in 32 hexadecimal digits, where it prints one.
  public let md5: String?

  static let fields = ["version", "sha256", "md5"]

  init(_ fields: FieldReader) throws {
    version = try fields.text("version")
    sha256 = try Self.digits(fields, "sha256", count: 64)
    md5 = try Self.digits(fields, "md5", count: 32)
  }

  private static func digits(_ fields: FieldReader, _ field: String, count: Int) throws -> String? {
    guard let text = try fields.textIfAny(field) else { return nil }
    guard text.utf8.count == count,
      text.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
    else {
      throw fields.bad(
        field, "is '\(text)'", "write \(count) hexadecimal digits, the letters in lower case")
    }
    return text
  }
}
