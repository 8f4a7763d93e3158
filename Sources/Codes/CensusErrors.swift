extension DataError.Kind {
  /// The Census Data API wants a key and got none.
  public static let censusKeyMissing = Self(id: "census.key_missing", exitCode: .keyRefused)
  /// The Census Data API does not accept the key.
  public static let censusKeyRejected = Self(id: "census.key_rejected", exitCode: .keyRefused)
  /// An answer of the Census Data API without any row where some were expected.
  public static let censusEmpty = Self(id: "census.empty", exitCode: .dataRejected)
  /// A header that is gone, or that has lost or renamed a column that is needed.
  public static let schemaDrift = Self(id: "schema.drift", exitCode: .dataRejected)
}
