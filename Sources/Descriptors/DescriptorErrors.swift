import Codes

extension DataError.Kind {
  /// A field that descriptors do not have.
  public static let unknownField = Self(id: "descriptor.unknown_field", exitCode: .configuration)
  /// A field that a descriptor must have and has not.
  public static let missingField = Self(id: "descriptor.missing_field", exitCode: .configuration)
  /// A field of another type than the one wanted.
  public static let wrongFieldType = Self(id: "descriptor.wrong_type", exitCode: .configuration)
  /// A field whose value is not among those allowed, or contradicts another field.
  public static let badFieldValue = Self(id: "descriptor.bad_value", exitCode: .configuration)
  /// A source that no descriptor describes.
  public static let unknownSource = Self(id: "source.unknown", exitCode: .usage)
}
