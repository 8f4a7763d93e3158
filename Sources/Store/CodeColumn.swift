import Codes

/// A column of codes with few different values: the values once, and for each row which it is.
public struct CodeColumn: Equatable, Sendable {
  /// The different codes, ascending by their bytes; every one is used by some row.
  public let codes: [String]
  /// For each row the index of its code.
  public let indices: [UInt16]

  /// Creates a column from codes in any order, some of which may be unused or repeated.
  ///
  /// - Parameters:
  ///   - codes: Codes, at most 65,536.
  ///   - indices: For each row the index of its code among `codes`.
  /// - Throws: `DataError` of kind `storeRefused` when there are more codes, or an index has no
  ///   code.
  public init(codes: [String], indices: [UInt16]) throws(DataError) {
    guard codes.count <= 1 << 16 else { throw Self.tooMany(codes.count) }
    var isUsed = [Bool](repeating: false, count: codes.count)
    for index in indices {
      guard Int(index) < codes.count else {
        throw DataError(
          .storeRefused, "a row points at code \(index) of \(codes.count)",
          hint: "report this as a bug of the reader that made the rows")
      }
      isUsed[Int(index)] = true
    }
    let order = codes.indices.filter { isUsed[$0] }
      .sorted { codes[$0].utf8.lexicographicallyPrecedes(codes[$1].utf8) }
    var distinct: [String] = []
    var newIndex = [UInt16](repeating: 0, count: codes.count)
    for old in order {
      if distinct.last != codes[old] { distinct.append(codes[old]) }
      newIndex[old] = UInt16(distinct.count - 1)
    }
    self.codes = distinct
    if distinct == codes {
      self.indices = indices
    } else {
      self.indices = indices.map { newIndex[Int($0)] }
    }
  }

  /// Creates a column from the code of each row.
  ///
  /// - Throws: `DataError` of kind `storeRefused` when there are more than 65,536 different ones.
  public init(_ rows: some Sequence<String>) throws(DataError) {
    var numbers: [String: UInt16] = [:]
    var codes: [String] = []
    var indices: [UInt16] = []
    for row in rows {
      if let number = numbers[row] {
        indices.append(number)
      } else {
        guard codes.count < 1 << 16 else { throw Self.tooMany(codes.count + 1) }
        let number = UInt16(codes.count)
        numbers[row] = number
        codes.append(row)
        indices.append(number)
      }
    }
    try self.init(codes: codes, indices: indices)
  }

  /// Creates a column whose rows all have one code.
  public init(repeating code: String, count: Int) {
    codes = count == 0 ? [] : [code]
    indices = [UInt16](repeating: 0, count: count)
  }

  /// The number of rows.
  public var count: Int { indices.count }

  /// The code of a row.
  public subscript(row: Int) -> String { codes[Int(indices[row])] }

  private static func tooMany(_ count: Int) -> DataError {
    DataError(
      .storeRefused, "a column has \(count) different codes where 65536 are the most",
      hint: "report this as a bug of the reader that made the rows")
  }
}
