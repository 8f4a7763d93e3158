import Codes

/// A table of numbers and classifications, column by column: what an estimation starts from.
///
/// Reads comma-separated text (RFC 4180), or text with another separator, as `DelimitedText` does and refuses the same: invalid UTF-8,
/// NUL, a quote inside an unquoted field, text behind a closing quote, an unclosed quote, a carriage
/// return alone, a row with another number of fields than the header, and a header that repeats a
/// name. Rows are at most 64 KiB, fields 32 KiB, columns 512. Blank lines are passed over.
///
/// **Types.** A column is numeric if every cell of it is a number or missing, otherwise it is text.
/// A number is an optional sign, digits with an optional decimal point, and an optional exponent;
/// spaces around it are passed over and quotes make no difference. It becomes the nearest double.
/// A cell is missing if it is empty or, outside quotes or in a numeric column, one of the missing
/// markers. Text is kept as it stands in the file.
///
/// Cost: two passes over the bytes. One thread reads some 500 megabytes a second; columns that are
/// not asked for are skipped. Memory beyond the bytes is that of the columns: 8 bytes a number and
/// 4 bytes a text cell, and each distinct text once. The result does not depend on the number of
/// threads, and another order of the rows changes nothing but the order of the cells.
public struct ColumnTable: Sendable, Equatable {
  /// The cells of one column.
  public enum Values: Sendable, Equatable {
    /// Numbers; NaN where the cell is missing.
    case numbers([Double])
    /// Positions in `labels`, -1 where the cell is missing. Labels are the distinct texts in the
    /// order of their UTF-8 bytes.
    case text(codes: [Int32], labels: [String])
  }

  /// A named column.
  public struct Column: Sendable, Equatable {
    /// The name in the header.
    public let name: String
    /// The cells in row order.
    public let values: Values
  }

  /// What cells may hold.
  public struct Reading: Sendable {
    /// Columns in which a cell that is neither a number nor missing is an error.
    public var numeric: Set<String>
    /// Columns that are text even if every cell is a number, so that codes keep leading zeros.
    public var text: Set<String>
    /// The texts that mean that there is no value, besides the empty one.
    public var missing: Set<String>
    /// The byte between fields.
    public var separator: UInt8
    /// The bytes that are read at a time; the result does not depend on it.
    package var chunkSize = 1 << 20

    /// States what is known of columns; nothing, unless said.
    public init(
      numeric: Set<String> = [], text: Set<String> = [],
      missing: Set<String> = ColumnTable.missingMarkers, separator: UInt8 = UInt8(ascii: ",")
    ) {
      self.numeric = numeric
      self.text = text
      self.missing = missing
      self.separator = separator
    }
  }

  /// `NA`, `NaN`, `nan` and `.`, as R, Python and Stata write a value that is not there.
  public static let missingMarkers: Set<String> = ["NA", "NaN", "nan", "."]

  /// The columns that were read, in the order of the header.
  public let columns: [Column]
  /// The number of rows below the header.
  public let rowCount: Int

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - bytes: The text, its first line the header; it must not change while it is read.
  ///   - file: The name by which errors call the table.
  ///   - columns: The columns to read, all of which must be in the header; nil for all there are.
  ///   - reading: What is known of columns and missing cells.
  ///   - threads: How many threads read at once, at least one.
  ///   - release: Told of ranges of bytes that are not needed soon, so that the caller can let go of
  ///     mapped memory; they may be read again.
  /// - Throws: `DataError` of kind `malformedTable`, `missingColumn`, or `badCell` for a cell that a
  ///   column cannot hold or a number beyond the largest double; of several errors the first in the
  ///   file, naming line, column and text.
  public init(
    reading bytes: UnsafeRawBufferPointer, named file: String, columns: Set<String>? = nil,
    as reading: Reading = Reading(), threads: Int, release: (@Sendable (Range<Int>) -> Void)? = nil
  ) throws(DataError) {
    guard let padded = PaddedBytes(bytes) else {
      throw DataError(
        .malformedTable, "\(file), line 1: the table is empty",
        hint: "give a file with a header line")
    }
    let reader = try ColumnReader(
      bytes: padded, file: file, columns: columns, reading: reading, threads: max(1, threads),
      release: release)
    self = try reader.table()
  }

  /// Reads a table from bytes in memory; everything else as above.
  public init(
    reading bytes: [UInt8], named file: String, columns: Set<String>? = nil,
    as reading: Reading = Reading(), threads: Int
  ) throws(DataError) {
    // Typed throws do not pass through the closure, so the error is carried out as a value.
    let result = bytes.withUnsafeBytes { (buffer) -> Result<ColumnTable, DataError> in
      do throws(DataError) {
        return .success(
          try ColumnTable(
            reading: buffer, named: file, columns: columns, as: reading, threads: threads))
      } catch {
        return .failure(error)
      }
    }
    self = try result.get()
  }

  /// Puts columns together, all of `rowCount` cells.
  init(columns: [Column], rowCount: Int) {
    self.columns = columns
    self.rowCount = rowCount
  }

  /// The column of a name; nil if it was not read.
  public func column(_ name: String) -> Column? { columns.first { $0.name == name } }
}
