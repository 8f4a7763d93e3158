/// A column that is made when it is first asked for.
final class LazyColumn: Sendable {
  private let made = Lazily<[Double]>()
  private let make: @Sendable () -> [Double]

  init(_ make: @escaping @Sendable () -> [Double]) { self.make = make }

  /// The column; each use after the first costs a lock, so loops keep a copy.
  var values: [Double] { made.value(make) }
}

/// The residuals of a regression with their weighted squares, made when they are first asked for.
///
/// Least squares know their coefficients before any residual: whoever needs sums by cluster as well
/// then gets both from one reading of the rows.
final class LazyResiduals: Sendable {
  struct Made: Sendable {
    let residuals: [Double]
    let squares: Double
  }

  private let made = Lazily<Made>()
  private let make: @Sendable () -> Made
  private let makeWithSums: (@Sendable (ClusterReading) -> (Made, ClusterSums))?

  /// Takes residuals that are there.
  init(_ residuals: [Double], squares: Double) {
    make = { Made(residuals: residuals, squares: squares) }
    makeWithSums = nil
  }

  init(
    _ make: @escaping @Sendable () -> Made,
    withSums: @escaping @Sendable (ClusterReading) -> (Made, ClusterSums)
  ) {
    self.make = make
    makeWithSums = withSums
  }

  var values: [Double] { made.value(make).residuals }
  var squares: Double { made.value(make).squares }

  /// Sums by cluster from the reading that makes the residuals; nil if those are there already.
  func sums(_ reading: ClusterReading) -> ClusterSums? {
    guard let makeWithSums else { return nil }
    var sums: ClusterSums?
    _ = made.value {
      let (made, found) = makeWithSums(reading)
      sums = found
      return made
    }
    return sums
  }
}

/// What is summed by cluster while rows are read.
struct ClusterReading: Sendable {
  /// The clusters of the scores.
  let finest: Factor
  /// The dimensions for which the terms' weighted products are wanted.
  let described: [Factor]
}

/// Sums by cluster.
struct ClusterSums: Sendable {
  /// For each term, its scores by cluster.
  let scores: [[Double]]
  /// For each described dimension and level the weighted products of the terms.
  let products: [Storage<Double>]
}
