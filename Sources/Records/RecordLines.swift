import Codes

/// The records of a file, line by line.
public enum RecordLines {
  /// The fields of a record, as they stand in its line.
  public struct Fields: Sendable {
    /// The state of origin.
    public var state = ""
    /// The destination.
    public var destination = ""
    /// The commodity.
    public var commodity = ""
    /// Why the record is set aside; empty for detail.
    public var reason = ""
    /// Whole dollars.
    public var dollars: Int64 = 0
  }

  /// Hands over every record of a file.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - name: The file's name in errors.
  ///   - body: Takes a record.
  /// - Returns: The number of records.
  /// - Throws: `DataError` of kind `badRecords` that names file and line for another header, a line that
  ///   has not five fields, dollars that are no whole number, or a last line that is cut; or what `body`
  ///   throws.
  @discardableResult
  public static func forEach(
    in bytes: UnsafeRawBufferPointer, named name: String,
    _ body: (Fields) throws(DataError) -> Void
  ) throws(DataError) -> Int {
    let header = Array(RecordLayout.header.utf8)
    guard bytes.starts(with: header) else {
      throw fault(name, 1, "the header is not '\(RecordLayout.header.dropLast())'")
    }
    var start = header.count
    var line = 1
    var fields = Fields()
    while start < bytes.count {
      line += 1
      var commas = (0, 0, 0, 0)
      var count = 0
      var end = start
      var isQuoted = false
      var hasQuotes = false
      scan: while end < bytes.count {
        switch bytes[end] {
        case 0x2C where !isQuoted:
          switch count {
          case 0: commas.0 = end
          case 1: commas.1 = end
          case 2: commas.2 = end
          case 3: commas.3 = end
          default: break
          }
          count += 1
        case 0x22:
          isQuoted.toggle()
          hasQuotes = true
        case 0x0A: break scan
        default: break
        }
        end += 1
      }
      guard end < bytes.count else { throw fault(name, line, "the last line is cut") }
      guard count == 4 else { throw fault(name, line, "it has \(count + 1) fields, not 5") }
      fields.state = text(bytes, start, commas.0, hasQuotes)
      fields.destination = text(bytes, commas.0 + 1, commas.1, hasQuotes)
      fields.commodity = text(bytes, commas.1 + 1, commas.2, hasQuotes)
      fields.reason = text(bytes, commas.2 + 1, commas.3, hasQuotes)
      guard let dollars = number(bytes, commas.3 + 1, end) else {
        throw fault(name, line, "the dollars are no whole number")
      }
      fields.dollars = dollars
      try body(fields)
      start = end + 1
    }
    return line - 1
  }

  private static func text(
    _ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int, _ hasQuotes: Bool
  ) -> String {
    if start == end { return "" }
    let text = String(decoding: UnsafeRawBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)
    guard hasQuotes, text.hasPrefix("\""), text.hasSuffix("\""), text.utf8.count > 1 else {
      return text
    }
    return String(text.dropFirst().dropLast()).replacing("\"\"", with: "\"")
  }

  private static func number(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Int64? {
    var index = start
    let isNegative = index < end && bytes[index] == 0x2D
    if isNegative { index += 1 }
    guard index < end, end - index < 20 else { return nil }
    var value: Int64 = 0
    while index < end {
      let digit = Int64(bytes[index]) - 48
      guard (0...9).contains(digit) else { return nil }
      let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, larger) = product.subtractingReportingOverflow(digit)
      if tooLarge || larger { return nil }
      value = sum
      index += 1
    }
    // Digits are gathered below zero, where there is room for one number more.
    if isNegative { return value }
    return value == .min ? nil : -value
  }

  private static func fault(_ name: String, _ line: Int, _ what: String) -> DataError {
    DataError(
      .badRecords, "\(name), line \(line): \(what)",
      hint: "write the records again with swingport records")
  }
}
