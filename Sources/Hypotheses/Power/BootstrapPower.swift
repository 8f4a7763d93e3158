import Estimation

/// The wild cluster bootstrap with the null imposed, its signs drawn by origin; for Poisson the score
/// bootstrap whose draws are Newton steps.
///
/// With P_h the direction's rows in error cluster h without fixed effects, the score of h in a draw is
/// linear in the signs: P_h'W (u ∘ 1_g) less what the terms take, for the signs of each origin g. The
/// restricted residuals are u = e + d q, e those of the full regression, q the direction and d the
/// estimate, so that everything is affine in the effect.
struct BootstrapPower: PowerTest {
  let methods: [PowerMethod]
  private let design: PowerDesign
  /// P_h for each origin.
  private let images: GroupedColumns
  private let direction: GroupedColumns
  private let others: GroupedColumns
  /// What the direction and the other terms have in each origin, with the direction and each other.
  private let own: [Double]
  private let crossed: [[Double]]
  private let otherProducts: [[[Double]]]
  /// The signs of each draw, the first all one.
  private let signs: [[Double]]
  /// The score of each origin in each draw for u = q, draw first.
  private var slopes: [[Double]]
  private let origins: Int
  private let levels: [Int32]

  /// Prepares the draws; costs one absorbed column for each origin.
  init(_ design: PowerDesign, unit: String, draws: Int, seed: UInt64, threads: Int) throws {
    self.design = design
    (levels, origins) = design.levels(.origin)
    let factor = design.factor(.origin)
    let batches = (origins + 7) / 8
    let count = origins
    let found = mapInParallel(batches, threads: threads) { batch in
      Result {
        try design.projector.withoutFixedEffects(
          (batch * 8..<min(batch * 8 + 8, count)).map { origin in
            design.direction.indices.map {
              factor.codes[$0] == Int32(origin) ? design.direction[$0] : 0
            }
          }, tolerance: PowerDesign.tolerance)
      }
    }
    var columns: [[Double]] = []
    for result in found { columns += try result.get() }
    images = design.grouped(columns)
    direction = design.grouped([design.direction])
    others = design.grouped(design.otherParts)
    own = design.sums(design.direction, design.direction, by: .origin)
    crossed = design.otherParts.map { design.sums(design.direction, $0, by: .origin) }
    otherProducts = design.otherParts.map { a in
      design.otherParts.map { design.sums(a, $0, by: .origin) }
    }
    let generator = CounterGenerator(seed: seed)
    signs =
      [[Double](repeating: 1, count: count)]
      + (0..<draws).map { draw in
        NormalDraws(generator.stream(draw)).vector(0, count: count).map { $0 < 0 ? -1 : 1 }
      }
    methods = [
      PowerMethod(
        method: .bootstrap, unit: unit,
        smallestAttainableP: 1 / Double(draws))
    ]
    slopes = []
    let image = self.image(
      of: design.direction.map { SIMD8(repeating: Float($0)) },
      scores: own.map { SIMD8(repeating: $0) },
      others: crossed.map { $0.map { SIMD8(repeating: $0) } })
    slopes = signs.map { signs in
      (0..<count).map { error in
        (0..<count).reduce(0.0) { $0 + signs[$1] * image[error * count + $1][0] }
      }
    }
  }

  /// The scores by error cluster and origin of the signs, error cluster first.
  private func image(
    of residuals: [SIMD8<Float>], scores: [SIMD8<Double>], others: [[SIMD8<Double>]]
  ) -> [SIMD8<Double>] {
    var image = images.sums(of: residuals, by: levels, levels: origins)
    let slopes = design.otherBread.map { row in
      (0..<origins).map { origin in
        zip(row, others).reduce(SIMD8<Double>.zero) { $0 + $1.0 * $1.1[origin] }
      }
    }
    for error in 0..<origins {
      for origin in 0..<origins {
        var taken = own[error] / design.curvature * scores[origin]
        for (slope, crossed) in zip(slopes, crossed) { taken += crossed[error] * slope[origin] }
        image[error * origins + origin] -= taken
      }
    }
    return image
  }

  func verdicts(on draws: PowerDraws, effects: [Double], level: Double) -> [[[Verdict]]] {
    let scores = direction.sums(of: draws.residuals, by: levels, levels: origins)
    let products = others.sums(of: draws.residuals, by: levels, levels: origins)
    let byTerm = (0..<others.count).map { Array(products[($0 * origins)..<(($0 + 1) * origins)]) }
    let image = self.image(of: draws.residuals, scores: scores, others: byTerm)
    let statistics = signs.indices.map { draw in
      var statistic = AffineStatistic()
      let signs = self.signs[draw]
      for origin in 0..<origins {
        statistic.numerator += signs[origin] * scores[origin]
        statistic.slope += signs[origin] * SIMD8<Double>(repeating: own[origin])
      }
      for error in 0..<origins {
        var score = SIMD8<Double>.zero
        let first = error * origins
        for origin in 0..<origins { score += signs[origin] * image[first + origin] }
        let slope = SIMD8<Double>(repeating: slopes[draw][error])
        statistic.square += score * score
        statistic.cross += score * slope
        statistic.slopeSquare += slope * slope
      }
      return statistic
    }
    return [Self.verdicts(statistics, draws: draws, effects: effects, level: level)]
  }

  /// The share of draws whose statistic is larger than the observed one, which is the first.
  static func verdicts(
    _ statistics: [AffineStatistic], draws: PowerDraws, effects: [Double], level: Double
  ) -> [[Verdict]] {
    effects.map { effect in
      let sizes = statistics.map { $0.size(at: draws.estimates + effect) }
      return (0..<8).map { lane in
        let drawn = sizes.dropFirst().map { $0[lane] }.filter { !$0.isNaN }
        guard let observed = sizes.first?[lane], !observed.isNaN, !drawn.isEmpty else {
          return .undefined
        }
        let extreme = drawn.count { $0 > observed }
        return Double(extreme) <= level * Double(drawn.count) ? .rejects : .keeps
      }
    }
  }
}
