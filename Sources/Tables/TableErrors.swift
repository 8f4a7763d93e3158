import Codes

extension DataError.Kind {
  /// Text that is not the delimited text it should be.
  public static let malformedTable = Self(id: "table.malformed", exitCode: .dataRejected)
  /// A table without a column that is needed.
  public static let missingColumn = Self(id: "table.missing_column", exitCode: .dataRejected)
  /// A cell that does not hold a value of the column's type.
  public static let badCell = Self(id: "table.bad_cell", exitCode: .dataRejected)
  /// Two rows with one key.
  public static let duplicateKey = Self(id: "table.duplicate_key", exitCode: .dataRejected)
  /// A table whose bytes are not those that its descriptor states.
  public static let damagedTable = Self(id: "table.damaged", exitCode: .dataRejected)
  /// A table or a descriptor that is not there.
  public static let missingTable = Self(id: "table.missing", exitCode: .inputMissing)
}
