import Codes
import Estimation
import FoundationEssentials
import Tables

/// What `swingport fit` reads: a table of data and a specification.
public enum FitInput {
  /// The names in the header line of comma-separated text.
  ///
  /// - Throws: `DataError` of kind `malformedTable` if the text is empty or its first line is not one of
  ///   fields.
  public static func header(
    of bytes: UnsafeRawBufferPointer, named name: String
  ) throws -> [String] {
    var isQuoted = false
    var end = 0
    while end < bytes.count, end < 1 << 20, isQuoted || bytes[end] != UInt8(ascii: "\n") {
      if bytes[end] == UInt8(ascii: "\"") { isQuoted.toggle() }
      end += 1
    }
    return try DelimitedText(name: name).table(from: bytes[..<end]).header
  }

  /// How the columns of a specification are to be read: those compared with text are text, also
  /// where every cell looks like a number.
  public static func reading(
    for specification: FitSpecification, missing: Set<String>? = nil
  ) -> ColumnTable.Reading {
    ColumnTable.Reading(
      text: specification.textColumns, missing: missing ?? ColumnTable.missingMarkers)
  }

  /// The columns that were read, for a formula.
  ///
  /// - Throws: `DataError` of kind `malformedTable` if there are no rows.
  public static func columns(_ table: ColumnTable, named name: String) throws -> DataColumns {
    if table.rowCount == 0 {
      throw DataError(
        .malformedTable, "\(name) has a header and no rows", hint: "give a file with data")
    }
    return try DataColumns(
      name: name,
      columns: table.columns.map { column in
        switch column.values {
        case .numbers(let numbers): .init(name: column.name, values: .numbers(numbers))
        case .text(let codes, let labels):
          .init(name: column.name, values: .text(codes: codes, labels: labels))
        }
      })
  }

  /// The choices in a JSON file.
  ///
  /// - Throws: A `FormulaError` that names the key that is wrong, or that the text is no JSON.
  public static func choices(reading bytes: [UInt8], named name: String) throws -> FitChoices {
    do {
      return try JSONDecoder().decode(FitChoices.self, from: Data(bytes))
    } catch let error as FormulaError {
      throw FormulaError(error.kind, "\(name): \(error.message)", hint: error.hint)
    } catch {
      throw FormulaError(
        .specification, "\(name) is not valid JSON",
        hint: "write an object with the keys \(FitChoices.keys.joined(separator: ", "))")
    }
  }
}
