/// A difference of two coefficients that answers a question, such as swing states' bump less that of
/// safe states.
public struct ContrastSpecification: Sendable, Hashable {
  /// The name under which it is printed.
  public let name: String
  /// The term whose coefficient is counted.
  public let term: TermSpecification
  /// The term whose coefficient is taken off.
  public let less: TermSpecification

  /// States a difference.
  public init(_ name: String, _ term: TermSpecification, less: TermSpecification) {
    self.name = name
    self.term = term
    self.less = less
  }
}
