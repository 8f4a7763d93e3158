import Codes

extension DataError.Kind {
  /// Text that is not JSON.
  public static let malformedJSON = Self(id: "json.malformed", exitCode: .dataRejected)
  /// JSON nested more deeply, or with a longer string, than any source has need of.
  public static let boundlessJSON = Self(id: "json.too_large", exitCode: .dataRejected)
  /// An object that names a member twice.
  public static let duplicateMember = Self(id: "json.duplicate_member", exitCode: .dataRejected)
  /// Bytes that are not valid UTF-8.
  public static let invalidUTF8 = Self(id: "text.invalid_utf8", exitCode: .dataRejected)
}
