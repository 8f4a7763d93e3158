/// What is wrong at a place of a file; the line is counted only if it is reported.
struct ReadFailure: Error {
  /// The position of the first byte of the line.
  let position: Int
  let message: String
  let hint: String
  /// The column, for a cell of the wrong kind; nil for text that is malformed.
  var column: String?
}

/// Reads the rows of one piece of a file into columns.
struct RowParser {
  /// Where a step puts its values.
  struct Target {
    let step: ColumnLayout.Step
    let numbers: Lanes.Place<Double>?
    let codes: Lanes.Place<Int32>?
  }

  /// What came of a piece besides its values.
  struct Outcome: Sendable {
    var rows = 0
    /// The malformed row or bad cell that ended the reading.
    var failure: ReadFailure?
    /// By selected column: whether a cell is no number.
    var isText: [Bool]
    /// By selected column: the first cell beyond the largest double.
    var infinite: [ReadFailure?]
  }

  /// What one thread keeps from piece to piece: the texts it has met, by selected column.
  struct Labels: Sendable {
    var tables: [LabelTable]
    /// By selected column and missing marker: whether it was met in quotes, as a text.
    var quotedMarkers: [[Bool]]
  }

  /// A selected column, and whether anything but a number is an error in it.
  struct Column {
    let name: String
    let mustBeNumeric: Bool
  }

  private let bytes: PaddedBytes
  private let columnCount: Int
  private let columns: [Column]
  private let missing: Set<String>
  private let markerCount: Int
  private let comma = UInt8(ascii: ",")
  private let quote = UInt8(ascii: "\"")
  private let lineFeed = UInt8(ascii: "\n")
  private let carriageReturn = UInt8(ascii: "\r")

  /// States what a row is; `columns` are those that are read.
  init(bytes: PaddedBytes, columnCount: Int, columns: [Column], missing: Set<String>) {
    self.bytes = bytes
    self.columnCount = columnCount
    self.columns = columns
    self.missing = missing
    markerCount = missing.count
  }

  /// Reads the rows of a piece to `targets` from index `firstRow` on.
  func read(
    _ chunk: TextChunks.Chunk, to targets: [Target], firstRow: Int, labels: inout Labels
  ) -> Outcome {
    targets.withUnsafeBufferPointer { targets in
      DecimalNumber.reading { decimal in
        read(chunk, to: targets, firstRow: firstRow, labels: &labels, decimal)
      }
    }
  }

  private func read(
    _ chunk: TextChunks.Chunk, to targets: UnsafeBufferPointer<Target>, firstRow: Int,
    labels: inout Labels, _ decimal: DecimalNumber
  ) -> Outcome {
    var outcome = Outcome(
      isText: [Bool](repeating: false, count: labels.tables.count),
      infinite: [ReadFailure?](repeating: nil, count: labels.tables.count))
    var row = firstRow
    do throws(ReadFailure) {
      var position = chunk.range.lowerBound
      while position < chunk.range.upperBound {
        let first = bytes.byte(at: position)
        if first == lineFeed {
          position += 1
          continue
        }
        if first == carriageReturn, bytes.byte(at: position + 1) == lineFeed {
          position += 2
          continue
        }
        let start = position
        var isFirst = true
        for target in targets {
          if !isFirst {
            guard bytes.byte(at: position) == comma else { throw ragged(start, chunk) }
            position += 1
          }
          isFirst = false
          switch target.step {
          case .skip(let count):
            if chunk.needsCare {
              for field in 0..<count {
                if field > 0 {
                  guard bytes.byte(at: position) == comma else { throw ragged(start, chunk) }
                  position += 1
                }
                position = try cell(at: position, start, chunk).next
              }
            } else {
              guard skip(count, &position, start) else { throw ragged(start, chunk) }
            }
          case .number(let slot):
            let field = position
            var value = decimal.read(bytes, at: &position)
            if value.isNaN || !isEnd(bytes.byte(at: position)) {
              position = field
              value =
                isEnd(bytes.byte(at: position))
                ? .nan : try unusualNumber(&position, start, chunk, slot, &outcome)
            }
            target.numbers?.start[row] = value
          case .text(let slot):
            target.codes?.start[row] = try text(&position, start, chunk, slot, &labels)
          }
        }
        if bytes.byte(at: position) == carriageReturn { position += 1 }
        guard bytes.byte(at: position) == lineFeed else { throw ragged(start, chunk) }
        position += 1
        if position - start > ColumnLayout.largestRow { throw longRow(start) }
        row += 1
      }
    } catch {
      outcome.failure = error
    }
    outcome.rows = row - firstRow
    if chunk.needsValidation, let failure = TextValidity.failure(bytes, chunk.range) {
      // The first in the file, which does not depend on where the pieces were cut.
      if outcome.failure.map({ $0.position > failure.position }) ?? true {
        outcome.failure = failure
      }
    }
    return outcome
  }

  @inline(__always)
  private func isEnd(_ byte: UInt8) -> Bool {
    byte == comma || byte == lineFeed || byte == carriageReturn
  }

  /// Passes over fields of a piece without quotes; false if the row ends too early.
  @inline(__always)
  private func skip(_ count: Int, _ position: inout Int, _ start: Int) -> Bool {
    var left = count
    while true {
      let word = bytes.word(at: position)
      let feeds = PaddedBytes.matches(word, lineFeed)
      var commas = PaddedBytes.exactMatches(word, comma)
      if feeds != 0 { commas &= (feeds & (0 &- feeds)) &- 1 }
      let found = Int(truncatingIfNeeded: ((commas >> 7) &* 0x0101_0101_0101_0101) >> 56)
      if found >= left {
        while left > 1 {
          commas &= commas &- 1
          left -= 1
        }
        position += commas.trailingZeroBitCount >> 3
        return true
      }
      if feeds != 0 {
        position += feeds.trailingZeroBitCount >> 3
        if position > start, bytes.byte(at: position - 1) == carriageReturn { position -= 1 }
        return found == left - 1
      }
      left -= found
      position += 8
    }
  }

  /// The code of a text cell, -1 where it is missing.
  @inline(__always)
  private func text(
    _ position: inout Int, _ start: Int, _ chunk: TextChunks.Chunk, _ slot: Int,
    _ labels: inout Labels
  ) throws(ReadFailure) -> Int32 {
    let cell = try cell(at: position, start, chunk)
    position = cell.next
    if cell.range.isEmpty { return -1 }
    if cell.isEscaped {
      let plain = unescaped(cell.range)
      return plain.withUnsafeBufferPointer { labels.tables[slot].code(of: $0) }
    }
    let code = labels.tables[slot].code(of: bytes.slice(cell.range))
    if code < markerCount {
      if !cell.isQuoted { return -1 }
      labels.quotedMarkers[slot][Int(code)] = true
    }
    return code
  }

  /// A cell of a numeric column that the fast way did not settle.
  @inline(never)
  private func unusualNumber(
    _ position: inout Int, _ start: Int, _ chunk: TextChunks.Chunk, _ slot: Int,
    _ outcome: inout Outcome
  ) throws(ReadFailure) -> Double {
    let cell = try cell(at: position, start, chunk)
    position = cell.next
    let content = CellText.trimmed(bytes.slice(cell.range))
    if content.isEmpty { return .nan }
    let number = CellText.number(content)
    if let number, number.isFinite { return number }
    let text = String(decoding: content, as: UTF8.self)
    if missing.contains(text) { return .nan }
    let shown = text.count > 40 ? "\(text.prefix(40))…" : text
    if number != nil {
      if outcome.infinite[slot] == nil {
        outcome.infinite[slot] = ReadFailure(
          position: start, message: "'\(shown)' is beyond the largest number",
          hint: "leave the cell empty if the value is not known", column: columns[slot].name)
      }
    } else if columns[slot].mustBeNumeric {
      throw ReadFailure(
        position: start, message: "'\(shown)' is not a number",
        hint: "write digits with a decimal point and no separators, or leave the cell empty",
        column: columns[slot].name)
    } else {
      outcome.isText[slot] = true
    }
    return .nan
  }

  private struct Cell {
    /// The content, without quotes around it.
    let range: Range<Int>
    let isQuoted: Bool
    /// Whether quotes in it are doubled.
    let isEscaped: Bool
    /// The position of the comma or line end behind it.
    let next: Int
  }

  /// Finds the end of a cell.
  @inline(__always)
  private func cell(
    at position: Int, _ start: Int, _ chunk: TextChunks.Chunk
  ) throws(ReadFailure) -> Cell {
    if bytes.byte(at: position) == quote {
      return try quotedCell(at: position, start, chunk)
    }
    var end = position
    while true {
      let word = bytes.word(at: end)
      let stops = PaddedBytes.matches(word, comma) | PaddedBytes.matches(word, lineFeed)
      if stops != 0 {
        end += stops.trailingZeroBitCount >> 3
        break
      }
      end += 8
    }
    if end > position, bytes.byte(at: end) == lineFeed, bytes.byte(at: end - 1) == carriageReturn {
      end -= 1
    }
    if chunk.needsCare {
      for byte in bytes.slice(position..<end) {
        if byte == quote {
          throw ReadFailure(
            position: start, message: "a quote stands inside an unquoted field",
            hint: "quote the whole field and double the quotes in it")
        }
        if byte == carriageReturn { throw loneReturn(start) }
      }
    }
    if end - position > ColumnLayout.largestField { throw longField(start) }
    return Cell(range: position..<end, isQuoted: false, isEscaped: false, next: end)
  }

  private func quotedCell(
    at position: Int, _ start: Int, _ chunk: TextChunks.Chunk
  ) throws(ReadFailure) -> Cell {
    var end = position + 1
    var isEscaped = false
    while true {
      guard end < chunk.range.upperBound else {
        throw ReadFailure(
          position: start, message: "a quoted field is not closed before the end of the file",
          hint: "close the quote, or fetch the file again if it was cut off")
      }
      if bytes.byte(at: end) == quote {
        if bytes.byte(at: end + 1) != quote { break }
        isEscaped = true
        end += 1
      }
      end += 1
    }
    if end - position > ColumnLayout.largestField { throw longField(start) }
    let next = end + 1
    guard isEnd(bytes.byte(at: next)) else {
      throw ReadFailure(
        position: start, message: "text stands behind a closing quote",
        hint: "double the quotes inside the field")
    }
    if bytes.byte(at: next) == carriageReturn, bytes.byte(at: next + 1) != lineFeed {
      throw loneReturn(start)
    }
    return Cell(range: position + 1..<end, isQuoted: true, isEscaped: isEscaped, next: next)
  }

  private func unescaped(_ range: Range<Int>) -> [UInt8] {
    var plain: [UInt8] = []
    var index = range.lowerBound
    while index < range.upperBound {
      plain.append(bytes.byte(at: index))
      index += bytes.byte(at: index) == quote ? 2 : 1
    }
    return plain
  }

  private func loneReturn(_ start: Int) -> ReadFailure {
    ReadFailure(
      position: start, message: "a carriage return stands without a line feed",
      hint: "save the file with LF or CRLF line ends")
  }

  private func longField(_ start: Int) -> ReadFailure {
    ReadFailure(
      position: start, message: "a field is longer than 32 KiB",
      hint: "check that no quote is left open")
  }

  private func longRow(_ start: Int) -> ReadFailure {
    ReadFailure(
      position: start, message: "the row is longer than 64 KiB",
      hint: "check that the file is comma-separated text and that no quote is left open")
  }

  /// The error for a row that has not as many fields as the header.
  private func ragged(_ start: Int, _ chunk: TextChunks.Chunk) -> ReadFailure {
    var fields = 0
    var position = start
    do throws(ReadFailure) {
      while true {
        position = try cell(at: position, start, chunk).next
        fields += 1
        if position - start > ColumnLayout.largestRow { return longRow(start) }
        if bytes.byte(at: position) != comma { break }
        position += 1
      }
    } catch {
      return error
    }
    if fields == columnCount { return loneReturn(start) }
    return ReadFailure(
      position: start, message: "\(fields) fields where the header has \(columnCount)",
      hint: "quote fields that hold a comma, and give every row all columns")
  }
}
