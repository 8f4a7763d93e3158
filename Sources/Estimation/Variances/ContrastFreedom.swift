/// Satterthwaite's degrees of freedom of combinations of coefficients under the bias-reduced variance.
///
/// The variance estimate of a combination is a quadratic form of the errors. With P its matrix between
/// clusters under the working model, tr(P)² / tr(P²) are its degrees of freedom (Bell and McCaffrey
/// 2002); P of a combination w is the sum of w_i w_j P_ij.
struct ContrastFreedom: Sendable, Equatable {
  /// What the working model expects of a variance, and its degrees of freedom.
  struct Moments: Sendable, Equatable {
    let expected: Double
    let degrees: Double

    init(trace: Double, squares: Double) {
      expected = trace
      degrees = squares > 0 ? trace * trace / squares : 1
    }
  }

  /// Those of each coefficient.
  let ofTerms: [Moments]
  /// P_ij by cluster, term, term and cluster; empty if that would have been too much to keep.
  private let forms: [[Double]]
  private let terms: Int
  private let clusters: Int

  /// Whether the matrices of all pairs of terms are kept: up to four million numbers.
  static func fits(terms: Int, clusters: Int) -> Bool {
    let side = terms.multipliedReportingOverflow(by: clusters)
    return !side.overflow && side.partialValue <= 2000
  }

  /// `forms` holds, for the part of each term in each cluster (clusters outside, terms inside), its
  /// forms with every cluster's part of all terms, or of the same term.
  init(forms: [[Double]], terms: Int, clusters: Int, isFull: Bool) {
    self.terms = terms
    self.clusters = clusters
    self.forms = isFull ? forms : []
    ofTerms = (0..<terms).map { term in
      var (trace, squares) = (0.0, 0.0)
      for cluster in 0..<clusters {
        let row = forms[cluster * terms + term]
        let first = isFull ? term * clusters : 0
        trace += row[first + cluster]
        for other in first..<(first + clusters) { squares += row[other] * row[other] }
      }
      return Moments(trace: trace, squares: squares)
    }
  }

  /// The degrees of freedom of a combination; nil if the matrices were not kept.
  func degrees(of combination: [Double]) -> Double? {
    let members = combination.indices.filter { combination[$0] != 0 }
    if members.count == 1 { return ofTerms[members[0]].degrees }
    if forms.isEmpty { return nil }
    var (trace, squares) = (0.0, 0.0)
    var row = [Double](repeating: 0, count: clusters)
    for cluster in 0..<clusters {
      for other in 0..<clusters { row[other] = 0 }
      for i in members {
        let own = forms[cluster * terms + i]
        for j in members {
          let factor = combination[i] * combination[j]
          for other in 0..<clusters { row[other] += factor * own[j * clusters + other] }
        }
      }
      trace += row[cluster]
      squares += row.reduce(0) { $0 + $1 * $1 }
    }
    return Moments(trace: trace, squares: squares).degrees
  }
}
