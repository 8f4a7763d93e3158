/// A regressor: the product of its components.
public struct TermSpecification: Hashable, Sendable {
  /// The components that are multiplied.
  public let components: [Component]

  /// Creates a term.
  public init(_ components: Component...) { self.components = components }

  /// The components' names joined by colons, such as `swing:ally:window`.
  public var name: String { components.map(\.name).joined(separator: ":") }

  /// The dimensions over which the product varies.
  public var dimensions: Set<Dimension> {
    components.reduce(into: []) { $0.formUnion($1.dimensions) }
  }
}

/// A fixed effect: one level for each combination of its dimensions.
public struct FixedEffectSpecification: Hashable, Sendable {
  /// The dimensions that are interacted.
  public let dimensions: Set<Dimension>

  /// Creates a fixed effect.
  public init(_ dimensions: Dimension...) { self.dimensions = Set(dimensions) }

  /// The dimensions joined by a caret in the order origin, destination, year.
  public var name: String { dimensions.sorted().map(\.rawValue).joined(separator: "^") }

  /// Whether the fixed effect absorbs a term because the term does not vary within its levels.
  public func absorbs(_ term: TermSpecification) -> Bool {
    term.dimensions.isSubset(of: dimensions)
  }
}
