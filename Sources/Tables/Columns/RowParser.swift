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

  let bytes: PaddedBytes
  let columnCount: Int
  private let columns: [Column]
  private let missing: Set<String>
  private let markerCount: Int
  /// The byte between fields.
  let comma: UInt8
  let quote = UInt8(ascii: "\"")
  let lineFeed = UInt8(ascii: "\n")
  let carriageReturn = UInt8(ascii: "\r")

  /// States what a row is; `columns` are those that are read.
  init(
    bytes: PaddedBytes, columnCount: Int, columns: [Column], missing: Set<String>,
    separator: UInt8
  ) {
    comma = separator
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
  func isEnd(_ byte: UInt8) -> Bool {
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
        let isSpelled = !text.contains { "0123456789".contains($0) }
        outcome.infinite[slot] = ReadFailure(
          position: start,
          message: "'\(shown)' is \(isSpelled ? "infinite" : "beyond the largest number")",
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
}
