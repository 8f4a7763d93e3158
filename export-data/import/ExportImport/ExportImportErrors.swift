import Codes

extension DataError.Kind {
  /// Figures that should be equal, or should add up, and do not.
  public static let doesNotAddUp = Self(id: "import.does_not_add_up", exitCode: .dataRejected)
  /// A destination that the facts do not know, or know otherwise than a publisher.
  public static let destinationDisagrees = Self(
    id: "import.destination_disagrees", exitCode: .dataRejected)
  /// A file that the import needs and that is not there.
  public static let missingSource = Self(id: "import.missing_source", exitCode: .inputMissing)
}
