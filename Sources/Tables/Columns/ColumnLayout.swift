import Codes

/// What a row of a file consists of, and what is to be done with each field.
struct ColumnLayout: Sendable {
  /// What is done with a field, or with several that are passed over.
  enum Step: Sendable, Equatable {
    case skip(Int)
    /// A number, kept in the column of this position among those read.
    case number(Int)
    /// A text, likewise.
    case text(Int)
  }

  /// Limits that keep a damaged or hostile file from being taken for a row.
  static let largestRow = 64 << 10
  static let largestField = 32 << 10
  static let mostColumns = 512

  /// All names of the header.
  let header: [String]
  /// The positions in the header of the columns that are read, ascending.
  let selected: [Int]
  /// The position of the first byte below the header.
  let body: Int

  /// Reads the header and finds the columns that are asked for.
  init(
    of bytes: PaddedBytes, file: String, columns: Set<String>?, separator: UInt8
  ) throws(DataError) {
    body = Self.endOfRecord(in: bytes)
    if body > Self.largestRow {
      throw DataError(
        .malformedTable, "\(file), line 1: the header is longer than 64 KiB",
        hint: "check that the file is comma-separated text with a header line")
    }
    let record: DelimitedText.Record?
    do {
      record = try DelimitedText(name: file, separator: separator).records(
        in: Array(bytes.slice(0..<body))
      ).first
    } catch let error as DataError {
      throw error
    } catch {
      throw DataError(.malformedTable, "\(file), line 1: \(error)", hint: "check the header")
    }
    guard let record else {
      throw DataError(
        .malformedTable, "\(file), line 1: the table is empty",
        hint: "give a file with a header line")
    }
    let header = record.fields
    self.header = header
    if header.count > Self.mostColumns {
      throw DataError(
        .malformedTable,
        "\(file), line 1: \(header.count) columns, and at most \(Self.mostColumns) are read",
        hint: "keep the columns that are needed")
    }
    var seen = Set<String>()
    for column in header where !seen.insert(column).inserted {
      throw DataError(
        .malformedTable, "\(file), line 1: the header names the column '\(column)' twice",
        hint: "remove or rename one of the two")
    }
    let wanted = columns ?? seen
    for column in wanted.sorted() where !seen.contains(column) {
      throw DataError(
        .missingColumn,
        "\(file) has no column '\(column)' (it has \(header.joined(separator: ", ")))",
        hint: DelimitedText.hintOfMissingColumn(header: header))
    }
    selected = header.indices.filter { wanted.contains(header[$0]) }
  }

  /// The names of the columns that are read.
  var names: [String] { selected.map { header[$0] } }

  /// What to do with a row; `isText` says for each selected column whether it is text, nil where it
  /// is not to be read again.
  func steps(isText: [Bool?]) -> [Step] {
    var steps: [Step] = []
    var skipped = 0
    var slot = 0
    for index in header.indices {
      var step: Step?
      if slot < selected.count, selected[slot] == index {
        step = isText[slot].map { $0 ? .text(slot) : .number(slot) }
        slot += 1
      }
      guard let step else {
        skipped += 1
        continue
      }
      if skipped > 0 { steps.append(.skip(skipped)) }
      skipped = 0
      steps.append(step)
    }
    if skipped > 0 { steps.append(.skip(skipped)) }
    return steps
  }

  /// Which selected columns have a cell among the first rows that is no number: they are text, and
  /// finding out early saves reading them twice.
  func textColumns(
    in bytes: PaddedBytes, reading: ColumnTable.Reading
  ) -> [Bool] {
    var isText = names.map { reading.text.contains($0) }
    var end = body
    for _ in 0..<200 where end < bytes.count && end - body < Self.largestRow {
      end = Self.endOfRecord(in: bytes, from: end)
    }
    let sample = Array(bytes.slice(body..<min(end, body + 4 * Self.largestRow)))
    guard
      let records = try? DelimitedText(name: "", separator: reading.separator).records(in: sample)
    else { return isText }
    for record in records where record.fields.count == header.count {
      for (slot, index) in selected.enumerated() where !isText[slot] {
        guard !reading.numeric.contains(header[index]) else { continue }
        let cell = CellText.trimmed(record.fields[index].utf8)
        isText[slot] =
          !cell.isEmpty && !reading.missing.contains(String(decoding: cell, as: UTF8.self))
          && CellText.number(cell) == nil
      }
    }
    return isText
  }

  /// The position behind the line feed that ends a record, or the end of the bytes.
  private static func endOfRecord(in bytes: PaddedBytes, from start: Int = 0) -> Int {
    var isQuoted = false
    var isBlank = true
    var position = start
    while position < bytes.count {
      let byte = bytes.byte(at: position)
      position += 1
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte == UInt8(ascii: "\n"), !isQuoted, !isBlank { break }
      let isMark = start == 0 && position <= 3 && byte >= 0xBB
      if byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r"), !isMark { isBlank = false }
    }
    return position
  }
}
