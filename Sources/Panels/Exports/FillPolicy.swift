/// What becomes of a pair that the publisher's answer does not have.
public enum FillPolicy: String, Sendable, CaseIterable, Codable {
  /// An absent pair is taken as no trade: the cell becomes a zero, marked as filled.
  case zero
  /// An absent pair stays missing: the cell is no row of the panel.
  case drop

  /// The policy in words, as it is printed on every output.
  public var description: String {
    switch self {
    case .zero: "a pair without a row in the publisher's answer is filled as zero"
    case .drop: "a pair without a row in the publisher's answer is left out"
    }
  }
}
