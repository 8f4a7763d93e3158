import Codes

/// The order of rows by first code, period and further codes, found by sorting one number a row.
struct RowOrder {
  enum Outcome {
    /// The rows are in order, no two alike.
    case ascending
    /// The row numbers in order, no two alike.
    case permuted([UInt32])
    /// A row that has the codes and the period of another.
    case repeated(Int)
  }

  private let keys: [UInt64]
  private let bits: Int

  /// Packs the codes and the period of each row into a number; nil when there are no rows.
  ///
  /// - Parameters:
  ///   - periods: The periods.
  ///   - codes: For each code column a number for each row, ascending with the code.
  /// - Throws: `DataError` of kind `storeRefused` when that takes more than 64 bits together with
  ///   the number of the row.
  static func packing(
    periods: [Period], codes: [[UInt16]]
  ) throws(DataError) -> RowOrder? {
    periods.isEmpty ? nil : try RowOrder(periods: periods, codes: codes)
  }

  private init(periods: [Period], codes: [[UInt16]]) throws(DataError) {
    // Years are few even where periods are many: the smallest period counts as zero.
    var first = Int32.max
    var last = Int32.min
    for period in periods {
      first = min(first, period.number)
      last = max(last, period.number)
    }
    var keys = codes.first.map { $0.map(UInt64.init) } ?? []
    var bits = Self.width(Int(codes.first?.max() ?? 0))
    func append(_ width: Int) -> UInt64 {
      bits += width
      return UInt64(width)
    }
    let shift = append(Self.width(Int(last) - Int(first)))
    for row in keys.indices {
      keys[row] = keys[row] << shift | UInt64(periods[row].number - first)
    }
    for column in codes.dropFirst() {
      let shift = append(Self.width(Int(column.max() ?? 0)))
      for row in keys.indices { keys[row] = keys[row] << shift | UInt64(column[row]) }
    }
    guard bits + Self.width(periods.count) <= 64 else {
      throw DataError(
        .storeRefused, "\(periods.count) rows have too many different codes to be ordered",
        hint: "store the answer in several partitions")
    }
    self.keys = keys
    self.bits = bits
  }

  /// How the rows have to be taken to be in order.
  func permutation() -> Outcome {
    if zip(keys, keys.dropFirst()).allSatisfy(<) { return .ascending }
    let shift = UInt64(Self.width(keys.count))
    var tagged = keys
    for row in tagged.indices { tagged[row] = tagged[row] << shift | UInt64(row) }
    tagged.sort()
    let mask = 1 << shift &- 1 as UInt64
    for (left, right) in zip(tagged, tagged.dropFirst()) where left >> shift == right >> shift {
      return .repeated(Int(right & mask))
    }
    return .permuted(tagged.map { UInt32($0 & mask) })
  }

  /// The number of bits that hold the numbers up to `largest`.
  private static func width(_ largest: Int) -> Int {
    largest == 0 ? 0 : Int.bitWidth - largest.leadingZeroBitCount
  }
}
