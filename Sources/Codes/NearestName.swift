/// The nearest of the names that exist to one that does not, for `did you mean` in errors.
public enum NearestName {
  /// The candidate with the fewest changed, added or removed letters; nil where none is near.
  ///
  /// Near means at most a third of the name's letters and never more than three; upper and lower
  /// case count as equal and ties go to the candidate that stands first. Cost: the product of the
  /// lengths for each candidate (Levenshtein 1966).
  public static func to(_ name: String, among candidates: [String]) -> String? {
    let wanted = Array(name.lowercased().utf8.prefix(80))
    var best: (name: String, distance: Int)?
    let limit = min(3, max(1, wanted.count / 3))
    for candidate in candidates where abs(min(80, candidate.utf8.count) - wanted.count) <= limit {
      let distance = distance(wanted, Array(candidate.lowercased().utf8.prefix(80)))
      if distance <= limit, distance < best?.distance ?? .max {
        best = (candidate, distance)
      }
    }
    return best?.name
  }

  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (i, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in right.enumerated() {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (letter == other ? 0 : 1))
        diagonal = above
      }
    }
    return row[right.count]
  }
}
