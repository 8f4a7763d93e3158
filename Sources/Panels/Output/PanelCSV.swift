import Codes
import Tables

extension PanelTable {
  /// Writes the panel as comma-separated text, a megabyte or so at a time.
  ///
  /// One row a cell in the order of the axes; codes as text, flags 1 and 0, a missing value empty,
  /// LF line ends. Cost: linear in the rows; what does not vary from cell to cell is rendered once.
  ///
  /// - Parameter sink: Takes the bytes, which are gone when it returns.
  /// - Throws: What the sink throws.
  public func writeCSV(to sink: (UnsafeRawBufferPointer) throws -> Void) throws {
    let header = columns.map(\.name).joined(separator: ",") + "\n"
    try Array(header.utf8).withUnsafeBytes(sink)
    let comma = UInt8(ascii: ",")
    let rendered = columns.enumerated().map {
      RenderedColumn($1, prefix: $0 == 0 ? [] : [comma], quotes: true)
    }
    let longest = rendered.reduce(1) { $0 + $1.longest }
    let capacity = max(1 << 20, 2 * longest)
    let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    defer { buffer.deallocate() }
    var count = 0
    try forEachRow { origin, destination, commodity, period, cell in
      if count + longest > capacity {
        try sink(UnsafeRawBufferPointer(start: buffer, count: count))
        count = 0
      }
      for column in rendered {
        let index =
          column.scope == .cell
          ? cell : axes.index(column.scope, origin, destination, commodity, period)
        switch column.body {
        case .bytes(let ends):
          count += Self.copy(column.bytes, ends, index, to: buffer + count)
        case .labels(let codes, let ends):
          count += Self.copy(column.bytes, ends, Int(codes[index]), to: buffer + count)
        case .wholeNumbers(let numbers):
          if !column.bytes.isEmpty {
            buffer[count] = comma
            count += 1
          }
          if numbers[index] != PanelColumn.missing {
            count += Self.write(numbers[index], to: buffer + count)
          }
        }
      }
      buffer[count] = UInt8(ascii: "\n")
      count += 1
    }
    try sink(UnsafeRawBufferPointer(start: buffer, count: count))
  }

  /// The panel as comma-separated text in memory.
  public func csv() -> [UInt8] {
    var bytes: [UInt8] = []
    // The sink throws nothing, so neither does this.
    try? writeCSV { bytes.append(contentsOf: $0) }
    return bytes
  }

  @inline(__always)
  private static func copy(
    _ bytes: [UInt8], _ ends: [Int32], _ index: Int, to target: UnsafeMutablePointer<UInt8>
  ) -> Int {
    let start = index == 0 ? 0 : Int(ends[index - 1])
    let length = Int(ends[index]) - start
    bytes.withUnsafeBufferPointer { source in
      for offset in 0..<length { target[offset] = source[start + offset] }
    }
    return length
  }

  /// Writes the digits of a number; at most 20 bytes.
  @inline(__always)
  private static func write(_ number: Int64, to target: UnsafeMutablePointer<UInt8>) -> Int {
    var rest = number.magnitude
    var digits = 1
    var limit: UInt64 = 10
    while digits < 19, rest >= limit {
      digits += 1
      limit *= 10
    }
    var length = digits
    var start = target
    if number < 0 {
      start[0] = UInt8(ascii: "-")
      start += 1
      length += 1
    }
    for place in stride(from: digits - 1, through: 0, by: -1) {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      start[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
      rest = quotient
    }
    return length
  }
}
