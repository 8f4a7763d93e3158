/// A classification of the rows: a fixed effect to absorb, or a dimension to cluster by.
///
/// Every row belongs to exactly one level. Levels are the dense codes `0..<levels`; what they stand
/// for is the caller's business. A factor built from comparable values numbers its levels in sorted
/// order, so that the codes, and with them every bit of a fit, do not depend on the order of the
/// rows.
public struct Factor: Sendable, Equatable {
  /// The name used in results and messages.
  public let name: String
  /// The level of each row, in `0..<levels`.
  public let codes: [Int32]
  /// The number of levels; some may have no row.
  public let levels: Int

  /// Takes dense codes as they are.
  ///
  /// Throws `estimate.factor_code` if a code is outside `0..<levels`.
  public init(name: String, codes: [Int32], levels: Int) throws(EstimationError) {
    for (row, code) in codes.enumerated() where code < 0 || Int(code) >= levels {
      throw .factorCode(factor: name, row: row, code: Int(code), levels: levels)
    }
    self.init(trusted: name, codes: codes, levels: levels)
  }

  /// Numbers the distinct values in the order in which they first appear.
  public init<Value: Hashable>(name: String, values: [Value]) {
    var known: [Value: Int32] = [:]
    let codes = values.map { value -> Int32 in
      if let code = known[value] { return code }
      let code = Int32(known.count)
      known[value] = code
      return code
    }
    self.init(trusted: name, codes: codes, levels: known.count)
  }

  /// Numbers the distinct values in sorted order, whatever the order of the rows.
  public init<Value: Hashable & Comparable>(name: String, values: [Value]) {
    var known: [Value: Int32] = [:]
    for value in values { known[value] = 0 }
    for (code, value) in known.keys.sorted().enumerated() { known[value] = Int32(code) }
    self.init(trusted: name, codes: values.map { known[$0] ?? 0 }, levels: known.count)
  }

  init(trusted name: String, codes: [Int32], levels: Int) {
    self.name = name
    self.codes = codes
    self.levels = levels
  }

  /// One level for each combination of levels that occurs, numbered in the order of the parts.
  ///
  /// Rows are those of the parts, which must be equally long: throws `estimate.length` otherwise,
  /// or `estimate.no_factor` if there are no parts. Costs one sort of the distinct combinations per
  /// part after the first.
  public static func interaction(
    _ name: String, _ parts: [Factor]
  ) throws(EstimationError) -> Factor {
    guard var combined = parts.first else { throw .noFactor(name: name) }
    for part in parts.dropFirst() {
      if part.codes.count != combined.codes.count {
        throw .length(
          column: part.name, rows: part.codes.count, expected: combined.codes.count)
      }
      combined = combined.crossed(with: part)
    }
    return Factor(trusted: name, codes: combined.codes, levels: combined.levels)
  }

  /// The pairs of levels that occur, numbered by this factor's level and then by the other's.
  func crossed(with other: Factor) -> Factor {
    let product = levels * other.levels
    if product <= max(1 << 16, 8 * codes.count) {
      // A table of all pairs is small enough: no hashing.
      var table = [Int32](repeating: -1, count: product)
      for row in codes.indices { table[Int(codes[row]) * other.levels + Int(other.codes[row])] = 0 }
      var next: Int32 = 0
      for pair in table.indices where table[pair] == 0 {
        table[pair] = next
        next += 1
      }
      let crossed = codes.indices.map {
        table[Int(codes[$0]) * other.levels + Int(other.codes[$0])]
      }
      return Factor(trusted: name, codes: crossed, levels: Int(next))
    }
    let pairs = codes.indices.map { Int64(codes[$0]) << 32 | Int64(other.codes[$0]) }
    return Factor(name: name, values: pairs)
  }

  /// The factor with only the levels that occur, renumbered in the same order.
  func dense() -> Factor {
    var table = [Int32](repeating: -1, count: levels)
    for code in codes { table[Int(code)] = 0 }
    if !table.contains(-1) { return self }
    var next: Int32 = 0
    for level in table.indices where table[level] == 0 {
      table[level] = next
      next += 1
    }
    return Factor(trusted: name, codes: codes.map { table[Int($0)] }, levels: Int(next))
  }

  /// The factor on some of the rows, with the levels that remain renumbered in the same order.
  func keeping(_ rows: [Int]) -> Factor {
    var table = [Int32](repeating: -1, count: levels)
    for row in rows { table[Int(codes[row])] = 0 }
    var next: Int32 = 0
    for level in table.indices where table[level] == 0 {
      table[level] = next
      next += 1
    }
    return Factor(trusted: name, codes: rows.map { table[Int(codes[$0])] }, levels: Int(next))
  }

  /// Whether every level lies within one level of the other factor.
  func isNested(in other: Factor) -> Bool {
    var parent = [Int32](repeating: -1, count: levels)
    for row in codes.indices {
      let level = Int(codes[row])
      if parent[level] < 0 {
        parent[level] = other.codes[row]
      } else if parent[level] != other.codes[row] {
        return false
      }
    }
    return true
  }
}
