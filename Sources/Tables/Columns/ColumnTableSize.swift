import Codes

/// How large a table will be in memory, judged by its first rows before it is read.
public struct ColumnTableSize: Sendable, Equatable {
  /// The number of rows, about.
  public let rows: Int
  /// The memory that the columns take, about; that of the file's bytes comes on top if they are not
  /// mapped.
  public let bytes: Int

  /// Judges a table by its beginning.
  ///
  /// - Parameters:
  ///   - beginning: The first bytes of the file, a megabyte or so; all of them if there are fewer.
  ///   - fileSize: The size of the whole file in bytes.
  ///   - file: The name by which errors call the table.
  ///   - columns: The columns that would be read; nil for all.
  ///   - separator: The byte between fields.
  /// - Throws: `DataError` of kind `malformedTable` or `missingColumn`, as for reading the header.
  public init(
    judgingBy beginning: UnsafeRawBufferPointer, fileSize: Int, named file: String,
    columns: Set<String>? = nil, separator: UInt8 = UInt8(ascii: ",")
  ) throws(DataError) {
    guard let padded = PaddedBytes(beginning) else {
      throw DataError(
        .malformedTable, "\(file), line 1: the table is empty",
        hint: "give a file with a header line")
    }
    let layout = try ColumnLayout(
      of: padded, file: file, columns: columns, separator: separator)
    let sample = padded.slice(min(layout.body, padded.count)..<padded.count)
    let lines = max(1, sample.count { $0 == UInt8(ascii: "\n") })
    let rest = max(0, fileSize - layout.body)
    rows = Int((Double(rest) / Double(max(1, sample.count)) * Double(lines)).rounded(.up))
    bytes = rows * MemoryLayout<Double>.stride * layout.selected.count
  }

  /// Refuses a table that needs more memory than there is.
  ///
  /// - Parameters:
  ///   - available: The memory that may be used, in bytes.
  ///   - factor: The memory that the work needs for each byte of the columns.
  ///   - file: The name by which the error calls the table.
  /// - Throws: `DataError` of kind `tooLarge` that says how much would be needed.
  public func require(
    within available: Int, factor: Double, named file: String
  ) throws(DataError) {
    let needed = Double(bytes) * factor
    if needed <= Double(available) { return }
    throw DataError(
      .tooLarge,
      "\(file) has about \(rows) rows, which need \(Self.megabytes(needed)) MB of memory, and "
        + "\(Self.megabytes(Double(available))) MB are free",
      hint: "use fewer columns, a larger machine, or a file with the rows that are needed")
  }

  private static func megabytes(_ bytes: Double) -> Int { Int((bytes / 1e6).rounded(.up)) }
}

extension DataError.Kind {
  /// A table that does not fit into memory.
  public static let tooLarge = Self(id: "table.too_large", exitCode: .dataRejected)
}
