import Codes
import JSONText

/// Walks through the bytes of an answer.
///
/// Text is taken eight bytes at a time: a byte of interest in a word is found by the test for a zero
/// byte, `(x - 0x01…) & ~x & 0x80…`, after Mycroft (1987).
struct CensusAnswerCursor {
  let name: String
  let bytes: UnsafeRawBufferPointer
  private(set) var index = 0
  private(set) var row = 0

  init(name: String, bytes: UnsafeRawBufferPointer) {
    self.name = name
    self.bytes = bytes
  }

  // MARK: header

  /// Reads the opening bracket and the header; empty where the outer array is.
  mutating func header() throws -> [String] {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    skipBlanks()
    guard index < bytes.count else { return [] }
    guard take(UInt8(ascii: "[")) else { throw malformed("an array is wanted") }
    skipBlanks()
    if take(UInt8(ascii: "]")) {
      try end()
      return []
    }
    guard take(UInt8(ascii: "[")) else { throw malformed("the header is wanted as an array") }
    var names: [String] = []
    skipBlanks()
    if take(UInt8(ascii: "]")) { return [] }
    while true {
      skipBlanks()
      guard take(UInt8(ascii: "\"")) else { throw malformed("a column's name is wanted") }
      let start = index
      try skipText()
      let text = bytes[(start - 1)..<index]
      guard case .text(let column) = try JSONReader(name: name).value(from: text) else {
        throw malformed("a column's name is wanted")
      }
      names.append(column)
      guard names.count <= CensusAnswerReader.mostColumns else { return names }
      skipBlanks()
      if take(UInt8(ascii: ",")) { continue }
      guard take(UInt8(ascii: "]")) else { throw malformed("a comma or ] is wanted") }
      return names
    }
  }

  // MARK: rows

  /// Reads all rows behind the header, to the end of the answer.
  mutating func rows(plan: CensusColumnPlan, into rows: inout CensusRows) throws {
    let width = plan.roles.count
    var starts = [Int](repeating: 0, count: width)
    var ends = starts
    guard let january = TradePeriod(year: 1, month: 1) else { return }
    var cell = CensusRow(period: january)
    cell.hasOrigin = plan.hasOrigin
    var timeWord: UInt64 = 0
    while true {
      skipBlanks()
      guard take(UInt8(ascii: ",")) else { break }
      row += 1
      skipBlanks()
      guard take(UInt8(ascii: "[")) else { throw malformed("a row is wanted as an array") }
      for column in 0..<width {
        if index < bytes.count, bytes[index] != UInt8(ascii: "\"") { skipBlanks() }
        starts[column] = index
        switch plan.roles[column] {
        case .pass: try passOver()
        case .origin: cell.origin = try code(column, plan)
        case .destination: cell.destination = try code(column, plan)
        case .commodity: cell.commodity = try code(column, plan)
        case .dollars: cell.dollars = try dollars(column, plan)
        case .year: cell.year = try number(column, plan, 1...9999)
        case .month: cell.month = try number(column, plan, 1...12)
        case .time:
          // All rows are of one month as a rule, and then their eight bytes are equal.
          let word = load8(index + 1)
          if word != timeWord || timeWord == 0 || bytes[index] != UInt8(ascii: "\"") {
            cell.period = try time(column, plan)
            timeWord = index - starts[column] == 9 ? word : 0
          } else {
            index += 9
          }
        }
        ends[column] = index
        if index < bytes.count, bytes[index] != UInt8(ascii: ",") { skipBlanks() }
        if column + 1 < width {
          guard take(UInt8(ascii: ",")) else { throw wrongWidth(column + 1, width) }
        }
      }
      guard take(UInt8(ascii: "]")) else { throw wrongWidth(width + 1, width) }
      if plan.hasDuplicates { try compareDuplicates(plan, starts, ends) }
      if plan.usesYearAndMonth {
        guard let period = TradePeriod(year: cell.year, month: cell.month) else {
          throw malformed("a month is wanted")
        }
        cell.period = period
      }
      rows.append(cell, byCommodity: plan.byCommodity)
    }
    guard take(UInt8(ascii: "]")) else { throw malformed("a comma or ] is wanted behind a row") }
    try end()
  }

  private func compareDuplicates(
    _ plan: CensusColumnPlan, _ starts: [Int], _ ends: [Int]
  ) throws {
    for column in starts.indices where plan.first[column] != column {
      let first = plan.first[column]
      guard
        bytes[starts[first]..<ends[first]].elementsEqual(bytes[starts[column]..<ends[column]])
      else {
        throw DataError(
          .badAnswerCell,
          "\(name), row \(row): column '\(plan.header[column])' stands twice with different cells",
          hint: "fetch it again; which of the two is right cannot be told")
      }
    }
  }

  // MARK: cells

  /// A code of at most eight ASCII characters.
  @inline(__always)
  private mutating func code(_ column: Int, _ plan: CensusColumnPlan) throws -> PackedCode {
    guard take(UInt8(ascii: "\"")) else { throw notText(column, plan) }
    let word = load8(index)
    let quotes = Self.zeroBytes(word ^ 0x2222_2222_2222_2222)
    guard quotes != 0 else { return try longCode(column, plan) }
    let count = quotes.trailingZeroBitCount >> 3
    let mask: UInt64 = count == 0 ? 0 : ~0 >> UInt64(64 - 8 * count)
    let kept = word & mask
    guard
      count > 0,
      (Self.zeroBytes(word ^ 0x5C5C_5C5C_5C5C_5C5C) | Self.below0x20(word) | word)
        & mask & 0x8080_8080_8080_8080 == 0
    else { throw badCode(column, plan) }
    index += count + 1
    return PackedCode(word: kept.byteSwapped)
  }

  /// A code of exactly eight characters; longer ones are refused.
  private mutating func longCode(_ column: Int, _ plan: CensusColumnPlan) throws -> PackedCode {
    guard index + 8 < bytes.count, bytes[index + 8] == UInt8(ascii: "\""),
      let text = String(validating: bytes[index..<index + 8], as: UTF8.self), !text.contains("\\"),
      let code = PackedCode(text)
    else { throw badCode(column, plan) }
    index += 9
    return code
  }

  /// A whole number of dollars, with quotes or without.
  @inline(__always)
  private mutating func dollars(_ column: Int, _ plan: CensusColumnPlan) throws -> Int64 {
    let start = index
    let quoted = take(UInt8(ascii: "\""))
    let negative = take(UInt8(ascii: "-"))
    let first = index
    var magnitude: UInt64 = 0
    while index < bytes.count {
      let digit = bytes[index] &- 0x30
      guard digit < 10 else { break }
      magnitude = magnitude &* 10 &+ UInt64(digit)
      index += 1
    }
    // Eighteen digits cannot leave 64 bits; more are counted with care.
    guard index > first, index - first <= 18, !quoted || take(UInt8(ascii: "\"")),
      quoted || (index < bytes.count && (bytes[index] == 0x2C || bytes[index] == 0x5D))
    else {
      index = start
      return try oddAmount(column, plan)
    }
    return negative ? -Int64(magnitude) : Int64(magnitude)
  }

  private mutating func oddAmount(_ column: Int, _ plan: CensusColumnPlan) throws -> Int64 {
    let start = index
    try passOver()
    var text = bytes[start..<index]
    if text.first == UInt8(ascii: "\"") { text = text.dropFirst().dropLast() }
    let digits = String(decoding: text, as: UTF8.self)
    guard digits.utf8.first != UInt8(ascii: "+"), let amount = Int64(digits) else {
      let shown = String(digits.unicodeScalars.prefix(40).filter { $0.value >= 0x20 })
      throw badCell(
        column, plan, "'\(shown)' is not an amount of whole dollars in 64 bits",
        "the publisher prints digits alone; fetch it again or compare with the publisher's page")
    }
    return amount
  }

  private mutating func number(
    _ column: Int, _ plan: CensusColumnPlan, _ range: ClosedRange<Int>
  ) throws -> Int {
    let amount = try dollars(column, plan)
    guard let number = Int(exactly: amount), range.contains(number) else {
      throw badCell(column, plan, "\(amount) is no year or month", "fetch it again")
    }
    return number
  }

  /// A month as `2016-12`, or a year alone where the figures are a year's.
  private mutating func time(_ column: Int, _ plan: CensusColumnPlan) throws -> TradePeriod {
    let start = index
    try passOver()
    let text = String(
      decoding: bytes[(start + 1)..<max(start + 1, index - 1)].prefix(16), as: UTF8.self)
    guard let month = CalendarMonth(iso: text), let period = TradePeriod(month) else {
      throw badCell(column, plan, "'\(text)' is no month as 2016-12", "fetch it again")
    }
    return period
  }

  /// Passes over a cell that is not needed: a string, a number or `null`.
  @inline(__always)
  private mutating func passOver() throws {
    if take(UInt8(ascii: "\"")) { return try skipText() }
    let start = index
    while index < bytes.count, index - start < 64 {
      switch bytes[index] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "E"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
        index += 1
        continue
      default: break
      }
      break
    }
    let text = Array(bytes[start..<index])
    guard index > start else { throw malformed("a cell is wanted as text") }
    switch try JSONReader(name: "\(name), row \(row)").value(from: text) {
    case .null, .number, .flag: return
    default: throw malformed("a cell is wanted as text")
    }
  }

  /// Passes over text to behind its closing quote, checking escapes and UTF-8.
  @inline(__always)
  private mutating func skipText() throws {
    let start = index
    while true {
      let word = load8(index)
      let found =
        Self.zeroBytes(word ^ 0x2222_2222_2222_2222) | Self.zeroBytes(word ^ 0x5C5C_5C5C_5C5C_5C5C)
        | Self.below0x20(word) | (word & 0x8080_8080_8080_8080)
      if found == 0 {
        index += 8
        if index - start > CensusAnswerReader.longestCell { throw tooLong(start) }
        continue
      }
      index += found.trailingZeroBitCount >> 3
      guard index < bytes.count else { throw malformed("a text is not closed") }
      if bytes[index] == UInt8(ascii: "\"") {
        index += 1
        return
      }
      try skipOdd()
      if index - start > CensusAnswerReader.longestCell { throw tooLong(start) }
    }
  }

  /// Passes over an escape or a character beyond ASCII, or refuses a control character.
  private mutating func skipOdd() throws {
    let byte = bytes[index]
    if byte == UInt8(ascii: "\\") {
      guard index + 1 < bytes.count else { throw malformed("the text ends in an escape") }
      switch bytes[index + 1] {
      case UInt8(ascii: "u"):
        guard index + 6 <= bytes.count,
          bytes[(index + 2)..<(index + 6)].allSatisfy({
            (0x30...0x39).contains($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0)
          })
        else { throw malformed("four hexadecimal digits are wanted") }
        index += 6
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
        UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
        index += 2
      default: throw malformed("an escape is unknown")
      }
      return
    }
    guard byte >= 0x80 else { throw malformed("a control character stands in a text") }
    let length = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
    let end = min(index + length, bytes.count)
    guard UTF8Text.firstInvalidByte(in: UnsafeRawBufferPointer(rebasing: bytes[index..<end])) == nil
    else {
      throw DataError(
        .invalidUTF8, "\(name), byte \(index): the text is not valid UTF-8",
        hint: "fetch it again; if it is in another encoding, convert it to UTF-8")
    }
    index += length
  }

  // MARK: bytes

  /// Eight bytes from a place on, the first the least significant; zeros behind the end.
  @inline(__always)
  private func load8(_ place: Int) -> UInt64 {
    if place &+ 8 <= bytes.count {
      return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }
    var word: UInt64 = 0
    for offset in 0..<8 where place + offset < bytes.count {
      word |= UInt64(bytes[place + offset]) << UInt64(8 * offset)
    }
    return word
  }

  @inline(__always)
  private static func zeroBytes(_ word: UInt64) -> UInt64 {
    (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
  }

  @inline(__always)
  private static func below0x20(_ word: UInt64) -> UInt64 {
    (word &- 0x2020_2020_2020_2020) & ~word & 0x8080_8080_8080_8080
  }

  @inline(__always)
  private mutating func take(_ byte: UInt8) -> Bool {
    guard index < bytes.count, bytes[index] == byte else { return false }
    index &+= 1
    return true
  }

  @inline(__always)
  private mutating func skipBlanks() {
    while index < bytes.count, bytes[index] <= 0x20 {
      switch bytes[index] {
      case 0x20, 0x0A, 0x0D, 0x09: index &+= 1
      default: return
      }
    }
  }

  private mutating func end() throws {
    skipBlanks()
    guard index == bytes.count else { throw malformed("text stands behind the answer") }
  }
}
