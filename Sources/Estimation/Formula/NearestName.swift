/// Finds the name that a misspelt one was probably meant to be.
public enum NearestName {
  /// The candidate with the fewest insertions, deletions, substitutions and swaps of neighbours
  /// (Damerau 1964, in the restricted form), case aside; nil if none is near.
  ///
  /// Near means at most a third of the longer name's length, and at least one change allowed. Of
  /// equally near candidates the first is taken. Names of more than 64 characters have no neighbour.
  public static func of(_ name: String, among candidates: [String]) -> String? {
    let wanted = Array(name.lowercased())
    if wanted.isEmpty || wanted.count > 64 { return nil }
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let other = Array(candidate.lowercased())
      if other.count > 64 || other.isEmpty { continue }
      let allowed = max(1, max(wanted.count, other.count) / 3)
      if abs(wanted.count - other.count) > allowed { continue }
      let distance = distance(wanted, other)
      if distance <= allowed, distance < best?.distance ?? Int.max {
        best = (candidate, distance)
      }
    }
    return best?.name
  }

  /// A hint that offers the nearest name, or lists those there are.
  public static func hint(_ name: String, among candidates: [String], what: String) -> String {
    if let nearest = of(name, among: candidates) { return "did you mean '\(nearest)'?" }
    let listed = candidates.prefix(30).joined(separator: ", ")
    let more = candidates.count > 30 ? ", and \(candidates.count - 30) more" : ""
    return candidates.isEmpty ? "there are no \(what)" : "the \(what) are \(listed)\(more)"
  }

  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in 1...a.count {
      var current = [i] + [Int](repeating: 0, count: b.count)
      for j in 1...b.count {
        let change = a[i - 1] == b[j - 1] ? 0 : 1
        current[j] = min(last[j] + 1, current[j - 1] + 1, last[j - 1] + change)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          current[j] = min(current[j], beforeLast[j - 2] + 1)
        }
      }
      beforeLast = last
      last = current
    }
    return last[b.count]
  }
}
