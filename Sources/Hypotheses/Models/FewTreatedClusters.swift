/// What to say of a term that rests on few clusters.
///
/// With few treated clusters errors clustered by their dimension are far too small, and a bootstrap that
/// imposes the hypothesis hardly ever rejects (MacKinnon & Webb 2018).
public enum FewTreatedClusters {
  /// Fewer treated clusters than this are few.
  public static let few = 5

  /// The caution about a term; nil where it is not zero in enough clusters of each single dimension.
  static func caution(_ treated: [ModelResult.ClusterCount]) -> String? {
    let own = treated.filter { !$0.dimension.contains("^") && $0.count > 0 && $0.count < few }
    guard !own.isEmpty else { return nil }
    let counts = own.map {
      "\($0.count) treated \($0.count == 1 ? "cluster" : "clusters") by \($0.dimension)"
    }
    return
      "rests on \(counts.joined(separator: " and ")): clustered errors and p are far too small, "
      + "and bootstraps hardly reject (MacKinnon & Webb 2018)"
  }
}
