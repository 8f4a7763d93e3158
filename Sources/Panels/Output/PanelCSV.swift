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
    let arena = ColumnArena()
    defer { withExtendedLifetime(arena) {} }
    let laidOut = columns.enumerated().map {
      LaidOutColumn($1, axes: axes, prefix: $0 == 0 ? [] : [comma], isText: true, in: arena)
    }
    let longest = laidOut.reduce(1) { $0 + $1.longest }
    let capacity = max(1 << 20, 2 * longest)
    let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    defer { buffer.deallocate() }
    var count = 0
    try laidOut.withUnsafeBufferPointer { laidOut in
      try forEachRow { origin, destination, commodity, period in
        if count + longest > capacity {
          try sink(UnsafeRawBufferPointer(start: buffer, count: count))
          count = 0
        }
        for number in laidOut.indices {
          let column = laidOut[number]
          let index =
            origin * column.strides.0 + destination * column.strides.1
            + commodity * column.strides.2 + period * column.strides.3
          switch column.kind {
          case .bytes:
            count += Self.copy(column.text(index), to: buffer + count)
          case .labels:
            count += Self.copy(column.text(Int(column.codes[index])), to: buffer + count)
          case .wholeNumbers, .decimals:
            if number > 0 {
              buffer[count] = comma
              count += 1
            }
            if column.wholeNumbers[index] != PanelColumn.missing {
              count += Self.write(column.wholeNumbers[index], to: buffer + count)
            }
          }
        }
        buffer[count] = UInt8(ascii: "\n")
        count += 1
      }
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
    _ bytes: UnsafeBufferPointer<UInt8>, to target: UnsafeMutablePointer<UInt8>
  ) -> Int {
    for offset in 0..<bytes.count { target[offset] = bytes[offset] }
    return bytes.count
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
