extension RowParser {
  /// Where a cell is.
  struct Cell {
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
  func cell(
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

  func quotedCell(
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

  func unescaped(_ range: Range<Int>) -> [UInt8] {
    var plain: [UInt8] = []
    var index = range.lowerBound
    while index < range.upperBound {
      plain.append(bytes.byte(at: index))
      index += bytes.byte(at: index) == quote ? 2 : 1
    }
    return plain
  }

  func loneReturn(_ start: Int) -> ReadFailure {
    ReadFailure(
      position: start, message: "a carriage return stands without a line feed",
      hint: "save the file with LF or CRLF line ends")
  }

  func longField(_ start: Int) -> ReadFailure {
    ReadFailure(
      position: start, message: "a field is longer than 32 KiB",
      hint: "check that no quote is left open")
  }

  func longRow(_ start: Int) -> ReadFailure {
    ReadFailure(
      position: start, message: "the row is longer than 64 KiB",
      hint: "check that the file is comma-separated text and that no quote is left open")
  }

  /// The error for a row that has not as many fields as the header.
  func ragged(_ start: Int, _ chunk: TextChunks.Chunk) -> ReadFailure {
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
      hint: "quote fields that hold the separator, and give every row all columns")
  }
}
