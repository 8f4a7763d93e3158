import Codes

/// Tidy columns as bytes and back.
///
/// The bytes are an object of the store, so that the catalogue can be made anew without any
/// reader, and a flipped bit in the catalogue is found. They are: the line `swingport tidy 1`; a
/// line with the kind and the number of rows; for each code column a line with its name and the
/// number of codes, then a line for each code; then, little-endian and without gaps, the periods
/// (4 bytes each), the indices of each code column (2 bytes), the values (8 bytes).
enum TidyEncoding {
  private static let title = "swingport tidy 1"

  // Closures and not key paths below: a key path costs ten times as much for each number.
  static func bytes(_ columns: TidyColumns) -> [UInt8] {
    var head = "\(title)\n\(columns.kind.rawValue) \(columns.count)\n"
    for (name, column) in zip(columns.kind.codeNames, columns.codes) {
      head += "\(name) \(column.codes.count)\n"
      for code in column.codes { head += code + "\n" }
    }
    var bytes = Array(head.utf8)
    bytes.reserveCapacity(bytes.count + columns.count * (12 + 2 * columns.codes.count))
    append(columns.periods.map { $0.number.littleEndian }, to: &bytes)
    for column in columns.codes { append(column.indices.map { $0.littleEndian }, to: &bytes) }
    append(columns.values.map { $0.littleEndian }, to: &bytes)
    return bytes
  }

  static func columns(_ bytes: [UInt8]) throws(DataError) -> TidyColumns {
    var cursor = 0
    func line() throws(DataError) -> String {
      guard let end = bytes[cursor...].firstIndex(of: 10) else { throw damaged }
      defer { cursor = end + 1 }
      return String(decoding: bytes[cursor..<end], as: UTF8.self)
    }
    func named() throws(DataError) -> (name: String, count: Int) {
      let words = try line().split(separator: " ")
      guard words.count == 2, let count = Int(words[1]), count >= 0, count <= bytes.count
      else { throw damaged }
      return (String(words[0]), count)
    }
    guard try line() == title else { throw damaged }
    let (kindName, rows) = try named()
    guard let kind = TidyKind(rawValue: kindName) else { throw damaged }
    var codes: [[String]] = []
    for expected in kind.codeNames {
      let (name, count) = try named()
      guard name == expected else { throw damaged }
      var column: [String] = []
      for _ in 0..<count { column.append(try line()) }
      codes.append(column)
    }
    guard bytes.count - cursor == rows * (12 + 2 * codes.count) else { throw damaged }
    let numbers = take(Int32.self, rows, from: bytes, &cursor)
    var periods: [Period] = []
    periods.reserveCapacity(rows)
    for number in numbers {
      guard let period = Period(number: Int(number)) else { throw damaged }
      periods.append(period)
    }
    var columns: [CodeColumn] = []
    for column in codes {
      columns.append(
        try CodeColumn(codes: column, indices: take(UInt16.self, rows, from: bytes, &cursor)))
    }
    return try TidyColumns(
      kind: kind, periods: periods, codes: columns,
      values: take(Int64.self, rows, from: bytes, &cursor))
  }

  private static var damaged: DataError {
    DataError(
      .storeDamaged, "an object that should hold tidy columns does not",
      hint: "run `swingport verify --repair`")
  }

  private static func append(_ numbers: [some FixedWidthInteger], to bytes: inout [UInt8]) {
    numbers.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  private static func take<Number: FixedWidthInteger>(
    _ type: Number.Type, _ count: Int, from bytes: [UInt8], _ cursor: inout Int
  ) -> [Number] {
    let start = cursor
    cursor += count * MemoryLayout<Number>.size
    return bytes.withUnsafeBytes { buffer in
      (0..<count).map {
        Number(
          littleEndian: buffer.loadUnaligned(
            fromByteOffset: start + $0 * MemoryLayout<Number>.size, as: type))
      }
    }
  }
}
