/// The two ends of each row's pair, for variances robust to dependence between dyads.
public struct Dyads: Sendable, Equatable {
  /// The node at the first end of each row.
  public let first: Factor
  /// The node at the second end of each row.
  public let second: Factor
  /// Whether a level means the same node at both ends.
  public let sharesNodes: Bool

  /// Pairs between nodes of one kind, such as countries: a node may be at either end.
  ///
  /// Rows share a node wherever it stands. Nodes are numbered in sorted order.
  public init<Node: Hashable & Comparable>(
    firstName: String, _ first: [Node], secondName: String, _ second: [Node]
  ) {
    var known: [Node: Int32] = [:]
    for node in first { known[node] = 0 }
    for node in second { known[node] = 0 }
    for (code, node) in known.keys.sorted().enumerated() { known[node] = Int32(code) }
    self.first = Factor(
      trusted: firstName, codes: first.map { known[$0] ?? 0 }, levels: known.count)
    self.second = Factor(
      trusted: secondName, codes: second.map { known[$0] ?? 0 }, levels: known.count)
    sharesNodes = true
  }

  /// Pairs between nodes of one kind that are coded alike: a code means the same node in both.
  ///
  /// Throws `estimate.dyads` if the factors differ in their number of levels.
  public init(sharing first: Factor, _ second: Factor) throws(EstimationError) {
    if first.levels != second.levels {
      throw .dyads(
        "the ends '\(first.name)' and '\(second.name)' have \(first.levels) and "
          + "\(second.levels) nodes, but one kind of node is meant",
        hint: "code both ends alike, or pass two kinds of nodes")
    }
    (self.first, self.second, sharesNodes) = (first, second, true)
  }

  /// Pairs between nodes of two kinds, such as states and countries (a bipartite graph).
  ///
  /// The variance is then that clustered by both, to the bit: sharing a node at the first end or at
  /// the second is all there is.
  public init(between first: Factor, and second: Factor) {
    (self.first, self.second, sharesNodes) = (first, second, false)
  }
}
