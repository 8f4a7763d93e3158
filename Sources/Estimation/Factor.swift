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
}
