/// Tests single values of an effect under a restriction on the trend.
struct TrendTester: Sendable {
  /// One polyhedron's inequalities with everything that does not depend on the value tested.
  private struct Part: Sendable {
    /// Coefficients · estimates - limits.
    let moments: [Double]
    /// What one unit of the effect takes from each.
    let slope: [Double]
    let covariance: SymmetricMatrix
    let nuisance: [[Double]]
    /// The covariances of the standardized inequalities with the interval of a first stage.
    let withInterval: [Double]
    var leastFavourable: Double?

    var test: MomentInequalityTest? {
      MomentInequalityTest(covariance: covariance, nuisance: nuisance)
    }

    /// The quantile of the statistic where all inequalities bind (Andrews, Roth and Pakes 2023, section
    /// 3), interpolated linearly between draws.
    func criticalValue(size: Double, normals: [Double], width: Int) -> Double? {
      guard var test else { return nil }
      let root = covariance.symmetricRoot()
      let count = covariance.size
      var statistics: [Double] = []
      for start in stride(from: 0, to: normals.count, by: width) {
        guard let statistic = test.statistic(root.times(Array(normals[start..<(start + count)])))
        else { return nil }
        statistics.append(statistic)
      }
      statistics.sort()
      return quantile(ofSorted: statistics, probability: 1 - size)
    }
  }

  private var parts: [Part] = []
  private let size: Double
  private let firstStage: Double?
  /// The interval of the first stage of C-F.
  let firstInterval: FixedLengthInterval?

  init(
    _ estimates: EventStudyEstimates, _ restriction: TrendRestriction, target: [Double],
    level: Double, test: TrendTest, threads: Int
  ) throws(EstimationError) {
    try EstimationError.check(level: level)
    size = 1 - level
    var source = LeastFavourableDraws.given([])
    switch test {
    case .conditional: firstStage = nil
    case .leastFavourableHybrid(let first, let draws):
      firstStage = try TrendTester.stage(first, size: size)
      source = draws
    case .fixedLengthHybrid(let first): firstStage = try TrendTester.stage(first, size: size)
    }
    if case .fixedLengthHybrid = test, let firstStage {
      guard case .smoothness(let limit) = restriction.bound else {
        throw .sensitivity(
          "fixed-length intervals exist under a bound on the change of the slope only",
          hint: "use the least favourable hybrid for relative bounds")
      }
      firstInterval = try estimates.fixedLengthInterval(
        smoothness: limit, target: target, level: 1 - firstStage)
    } else {
      firstInterval = nil
    }
    let polyhedra = try restriction.polyhedra(
      prePeriods: estimates.prePeriods, postPeriods: estimates.postPeriods)
    for polyhedron in polyhedra {
      parts.append(
        TrendTester.part(
          polyhedron, estimates, target: target, interval: firstInterval?.weights))
    }
    for part in parts where part.test == nil {
      throw .sensitivity(
        "an inequality of the restriction has no sampling variance",
        hint: "check the covariance matrix of the coefficients")
    }
    if let firstStage, firstInterval == nil {
      let widest = parts.reduce(0) { max($0, $1.moments.count) }
      let (standard, width) = try TrendTester.normals(source, widest: widest)
      let copies = parts
      let values = [Double](count: copies.count) { values in
        inParallel(copies.count, threads: threads) { index in
          values[index] =
            copies[index].criticalValue(size: firstStage, normals: standard, width: width)
            ?? .infinity
        }
      }
      for index in parts.indices { parts[index].leastFavourable = values[index] }
    }
  }

  private static func stage(
    _ first: Double?, size: Double
  ) throws(EstimationError) -> Double {
    let stage = first ?? size / 10
    if !(stage > 0 && stage < size) {
      throw .sensitivity(
        "a first stage of size \(stage) leaves nothing to a test of size \(size)",
        hint: "pass a first stage below one less the level")
    }
    return stage
  }

  /// The standard normal numbers of all draws, `width` a draw.
  private static func normals(
    _ draws: LeastFavourableDraws, widest: Int
  ) throws(EstimationError) -> (numbers: [Double], width: Int) {
    switch draws {
    case .simulated(let count, let seed):
      if count < 100 || count > 10_000_000 { throw .draws(count) }
      let normals = NormalDraws(CounterGenerator(seed: seed))
      return ((0..<count).flatMap { normals.vector($0, count: widest) }, widest)
    case .given(let lists):
      let width = lists.first?.count ?? 0
      if lists.count < 2 || width < widest || !lists.allSatisfy({ $0.count == width }) {
        throw .sensitivity(
          "the given draws are not two or more lists of at least \(widest) numbers",
          hint: "pass one number for each inequality in every list")
      }
      return (lists.flatMap { $0 }, width)
    }
  }

  /// Which values are accepted, in their order.
  func accepts(_ values: [Double], threads: Int) -> [Bool] {
    let stride = 25
    let pieces = (values.count + stride - 1) / stride
    let parts = self.parts
    let (size, firstStage, interval) = (self.size, self.firstStage, firstInterval)
    let flags = [UInt8](count: values.count) { flags in
      inParallel(pieces, threads: threads) { piece in
        // Each piece starts its linear programs afresh: results do not depend on the threads.
        var tests = parts.map { $0.test }
        for index in (piece * stride)..<min((piece + 1) * stride, values.count) {
          flags[index] = 0
          for (number, part) in parts.enumerated() {
            let moments = zip(part.moments, part.slope).map { $0 - $1 * values[index] }
            guard let result = tests[number]?.test(moments) else {
              flags[index] = 1
              break
            }
            let stage = interval.map {
              IntervalStage($0, value: values[index], result, covariances: part.withInterval)
            }
            if !TrendTester.rejects(
              result, size: size, firstStage: firstStage, critical: part.leastFavourable,
              interval: stage)
            {
              flags[index] = 1
              break
            }
          }
        }
      }
    }
    return flags.map { $0 == 1 }
  }

  /// The decision: without a first stage by the conditional p-value, with one by the critical value or
  /// the interval first and then by the p-value given that these did not reject, at the size left over.
  static func rejects(
    _ result: MomentInequalityTest.Result, size: Double, firstStage: Double?, critical: Double?,
    interval: IntervalStage?
  ) -> Bool {
    guard let firstStage else { return result.conditionalPValue < size }
    if interval?.rejects ?? (result.statistic > critical ?? .infinity) { return true }
    if result.deviation == 0 { return result.conditionalPValue < size }
    let rest = (size - firstStage) / (1 - firstStage)
    return MomentInequalityTest.pValue(
      result.statistic, deviation: result.deviation,
      lower: max(result.lower, interval?.lower ?? -.infinity),
      upper: min(result.upper, interval?.upper ?? critical ?? .infinity)) < rest
  }

  /// Restates a polyhedron of deviations as inequalities in the effect and the other effects after the
  /// reference, which are nuisance parameters (Rambachan and Roth 2023, section 3.1).
  private static func part(
    _ polyhedron: TrendPolyhedron, _ estimates: EventStudyEstimates, target: [Double],
    interval: [Double]?
  ) -> Part {
    let pre = estimates.prePeriods
    let covariance = estimates.covarianceMatrix
    // The effect of the period with the largest weight is expressed by the target and the others.
    var pivot = 0
    for period in target.indices where abs(target[period]) > abs(target[pivot]) {
      pivot = period
    }
    let rows = polyhedron.coefficients
    let images = rows.map { covariance.times($0) }
    var matrix = SymmetricMatrix(size: rows.count)
    for i in rows.indices {
      for j in 0...i {
        let value = zip(rows[i], images[j]).reduce(0) { $0 + $1.0 * $1.1 }
        matrix[i, j] = value
        matrix[j, i] = value
      }
    }
    return Part(
      moments: zip(rows, polyhedron.limits).map { row, limit in
        zip(row, estimates.estimates).reduce(-limit) { $0 + $1.0 * $1.1 }
      },
      slope: rows.map { $0[pre + pivot] / target[pivot] }, covariance: matrix,
      nuisance: rows.map { row in
        target.indices.filter { $0 != pivot }.map {
          row[pre + $0] - row[pre + pivot] * target[$0] / target[pivot]
        }
      },
      withInterval: interval.map { weights in
        images.indices.map { i in
          zip(images[i], weights).reduce(0) { $0 + $1.0 * $1.1 } / matrix[i, i].squareRoot()
        }
      } ?? [])
  }
}
