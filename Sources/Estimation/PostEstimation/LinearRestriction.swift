/// One linear equation in the coefficients: a sum of multiples of them equals a number.
public struct LinearRestriction: Sendable, Hashable, CustomStringConvertible {
  /// A multiple of one coefficient.
  public struct Part: Sendable, Hashable {
    /// The name of the term.
    public let term: String
    /// What its coefficient is multiplied by.
    public let factor: Double
  }

  /// The multiples, each term once, in the order in which they were first named.
  public let parts: [Part]
  /// What the sum equals under the hypothesis.
  public let value: Double

  /// States that the sum of the multiples equals `value`; a term named twice is added up.
  public init(_ parts: [(term: String, factor: Double)], equals value: Double = 0) {
    var order: [String] = []
    var factors: [String: Double] = [:]
    for part in parts {
      if factors[part.term] == nil { order.append(part.term) }
      factors[part.term, default: 0] += part.factor
    }
    self.parts = order.map { Part(term: $0, factor: factors[$0] ?? 0) }
    self.value = value
  }

  /// States a row of a matrix of restrictions, with the name of each column.
  ///
  /// Columns with a zero are left out, and so is what one list has more than the other.
  public init(row: [Double], names: [String], equals value: Double = 0) {
    self.init(
      zip(names, row).filter { $0.1 != 0 }.map { (term: $0.0, factor: $0.1) }, equals: value)
  }

  /// States that one coefficient equals `value`.
  public init(_ term: String, equals value: Double = 0) {
    self.init([(term, 1)], equals: value)
  }

  /// The equation in the syntax that can be read back.
  public var description: String {
    var text = ""
    for part in parts {
      let sign = part.factor < 0 ? "-" : (text.isEmpty ? "" : "+")
      text += text.isEmpty ? sign : " \(sign) "
      if abs(part.factor) != 1 { text += "\(abs(part.factor))*" }
      text += RestrictionText.quoted(part.term)
    }
    return "\(text.isEmpty ? "0" : text) = \(value)"
  }

  /// The multiples in the order of `names`.
  ///
  /// Throws `estimate.restriction` if a term is not among the names, or if all multiples are zero.
  func vector(names: [String]) throws(EstimationError) -> [Double] {
    var vector = [Double](repeating: 0, count: names.count)
    for part in parts {
      guard let index = names.firstIndex(of: part.term) else {
        throw .unknownTerm(part.term, known: names)
      }
      if !part.factor.isFinite { throw .notFinite(what: "the multiple of '\(part.term)'") }
      vector[index] = part.factor
    }
    if !value.isFinite { throw .notFinite(what: "the value of '\(self)'") }
    if vector.allSatisfy({ $0 == 0 }) { throw .emptyRestriction }
    return vector
  }
}
