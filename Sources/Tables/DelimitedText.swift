import Codes

/// Reads comma-separated text (RFC 4180) into a ``Table``.
///
/// Accepts UTF-8 with or without a byte-order mark, lines that end in LF or CRLF, and quoted fields
/// that hold commas, quotes (doubled) and line breaks. Refuses everything else: invalid UTF-8, NUL,
/// a quote inside an unquoted field, text behind a closing quote, an unclosed quote, a row with
/// another number of fields than the header, and a header that repeats a name.
///
/// Cost: one pass over the bytes and one string a field.
public struct DelimitedText: Sendable {
  /// The name by which errors call the table.
  public let name: String
  /// The byte between fields.
  public let separator: UInt8

  /// Sets up a reader.
  ///
  /// - Parameters:
  ///   - name: The table's name in errors, such as a file name without its folder.
  ///   - separator: The byte between fields; a comma unless said.
  public init(name: String, separator: UInt8 = UInt8(ascii: ",")) {
    self.name = name
    self.separator = separator
  }

  /// Reads a whole table.
  ///
  /// - Parameter bytes: The text, its first line the header.
  /// - Returns: The table, with each row's line number kept for errors.
  /// - Throws: `DataError` of kind `malformedTable`, naming the line.
  public func table(from bytes: some Collection<UInt8>) throws -> Table {
    let records = try self.records(in: Array(bytes))
    guard let header = records.first else {
      throw malformed(line: 1, "the table is empty", "give a file with a header line")
    }
    var seen = Set<String>()
    for column in header.fields where !seen.insert(column).inserted {
      throw malformed(
        line: header.line, "the header names the column '\(column)' twice",
        "remove or rename one of the two")
    }
    var columns = header.fields.map { _ in [String]() }
    for index in columns.indices { columns[index].reserveCapacity(records.count - 1) }
    var lines: [Int] = []
    lines.reserveCapacity(records.count - 1)
    for record in records.dropFirst() {
      guard record.fields.count == header.fields.count else {
        throw malformed(
          line: record.line,
          "\(record.fields.count) fields where the header has \(header.fields.count)",
          "quote fields that hold a comma, and give every row all columns")
      }
      for (index, field) in record.fields.enumerated() { columns[index].append(field) }
      lines.append(record.line)
    }
    return Table(name: name, header: header.fields, columns: columns, lines: lines)
  }

  /// What to do about a column that a header lacks: a header of one name that holds semicolons or tabs
  /// is likely one of many names with another separator.
  public static func hintOfMissingColumn(header: [String]) -> String {
    if header.count == 1, let only = header.first {
      for (separator, name) in [(";", "';'"), ("\t", "tabs"), ("|", "'|'")]
      where only.contains(separator) {
        return "the file looks separated by \(name): write it with commas between the fields"
      }
    }
    return "check that the file is the one meant and that its header is unchanged"
  }

  /// One row of fields and the line on which it begins.
  public struct Record: Sendable, Equatable {
    /// The line number of the row's first line, counted from 1.
    public let line: Int
    /// The fields, without their quotes.
    public let fields: [String]
  }

  /// Splits text into rows of fields, without asking that rows are of one length.
  ///
  /// Blank lines are passed over.
  ///
  /// - Parameter bytes: The text.
  /// - Returns: The rows in order.
  /// - Throws: `DataError` of kind `malformedTable`, naming the line.
  public func records(in bytes: [UInt8]) throws -> [Record] {
    var records: [Record] = []
    var fields: [String] = []
    var field: [UInt8] = []
    var line = 1
    var recordLine = 1
    var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let quote = UInt8(ascii: "\"")
    let lineFeed = UInt8(ascii: "\n")
    let carriageReturn = UInt8(ascii: "\r")

    func text() throws -> String {
      guard let string = String(validating: field, as: UTF8.self) else {
        throw malformed(
          line: line, "field \(fields.count + 1) is not valid UTF-8",
          "convert the file to UTF-8 and try again")
      }
      return string
    }
    func endRecord() throws {
      let last = try text()
      field.removeAll(keepingCapacity: true)
      if fields.isEmpty && last.isEmpty { return }
      records.append(Record(line: recordLine, fields: fields + [last]))
      fields.removeAll(keepingCapacity: true)
    }

    while index < bytes.count {
      if bytes[index] == quote {
        guard field.isEmpty else {
          throw malformed(
            line: line, "a quote stands inside an unquoted field",
            "quote the whole field and double the quotes in it")
        }
        index += 1
        while true {
          guard index < bytes.count else {
            throw malformed(
              line: recordLine, "a quoted field is not closed before the end of the file",
              "close the quote, or fetch the file again if it was cut off")
          }
          let byte = bytes[index]
          if byte == quote {
            if index + 1 < bytes.count && bytes[index + 1] == quote {
              field.append(quote)
              index += 2
              continue
            }
            index += 1
            break
          }
          guard byte != 0 else { throw nul(line: line) }
          if byte == lineFeed { line += 1 }
          field.append(byte)
          index += 1
        }
        if index < bytes.count, bytes[index] != separator, bytes[index] != lineFeed,
          bytes[index] != carriageReturn
        {
          throw malformed(
            line: line, "text stands behind a closing quote",
            "double the quotes inside the field")
        }
        if fields.isEmpty && field.isEmpty && (index >= bytes.count || bytes[index] != separator) {
          // A row that is one empty quoted field is a row, not a blank line.
          records.append(Record(line: recordLine, fields: [""]))
        }
        if index >= bytes.count { break }
      }
      let byte = bytes[index]
      switch byte {
      case separator:
        fields.append(try text())
        field.removeAll(keepingCapacity: true)
      case lineFeed:
        try endRecord()
        line += 1
        recordLine = line
      case carriageReturn:
        guard index + 1 == bytes.count || bytes[index + 1] == lineFeed else {
          throw malformed(
            line: line, "a carriage return stands without a line feed",
            "save the file with LF or CRLF line ends")
        }
      case 0:
        throw nul(line: line)
      default:
        field.append(byte)
      }
      index += 1
    }
    try endRecord()
    return records
  }

  private func nul(line: Int) -> DataError {
    malformed(
      line: line, "a NUL byte stands in the text",
      "save the file as UTF-8 text, not UTF-16 or a spreadsheet")
  }

  private func malformed(line: Int, _ message: String, _ hint: String) -> DataError {
    DataError(.malformedTable, "\(name), line \(line): \(message)", hint: hint)
  }
}
