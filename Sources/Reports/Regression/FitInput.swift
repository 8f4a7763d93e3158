import Codes
import Estimation
import FoundationEssentials
import Tables

/// What `swingport fit` reads: a table of data and a specification.
public enum FitInput {
  /// The names in the header line of delimited text.
  ///
  /// - Throws: `DataError` of kind `malformedTable` if the text is empty or its first line is not one of
  ///   fields.
  public static func header(
    of bytes: UnsafeRawBufferPointer, named name: String, separator: UInt8 = UInt8(ascii: ",")
  ) throws -> [String] {
    var isQuoted = false
    var end = 0
    while end < bytes.count, end < 1 << 20, isQuoted || bytes[end] != UInt8(ascii: "\n") {
      if bytes[end] == UInt8(ascii: "\"") { isQuoted.toggle() }
      end += 1
    }
    return try DelimitedText(name: name, separator: separator).table(from: bytes[..<end]).header
  }

  /// The byte that a word such as `;`, `tab` or `|` stands for.
  ///
  /// - Throws: A `FormulaError` for anything that cannot stand between fields.
  public static func separator(_ word: String) throws(FormulaError) -> UInt8 {
    let names: [String: UInt8] = [
      "tab": 9, "\\t": 9, "comma": 44, "semicolon": 59, "pipe": 124, "space": 32,
    ]
    if let named = names[word.lowercased()] { return named }
    let bytes = Array(word.utf8)
    let refused = Set("\"\n\r.+-_".utf8)
    if bytes.count == 1, bytes[0] < 128, !refused.contains(bytes[0]),
      !(48...57).contains(bytes[0]), !(65...90).contains(bytes[0]), !(97...122).contains(bytes[0])
    {
      return bytes[0]
    }
    throw FormulaError(
      .specification, "'\(word)' cannot stand between fields",
      hint: "write one character such as ';' or '|', or tab")
  }

  /// How the columns of a specification are to be read: those compared with text are text, also
  /// where every cell looks like a number.
  public static func reading(
    for specification: FitSpecification, missing: Set<String>? = nil,
    separator: UInt8 = UInt8(ascii: ",")
  ) -> ColumnTable.Reading {
    ColumnTable.Reading(
      text: specification.textColumns, missing: missing ?? ColumnTable.missingMarkers,
      separator: separator)
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
