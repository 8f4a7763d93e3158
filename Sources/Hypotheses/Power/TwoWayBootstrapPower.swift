import Estimation

/// The same bootstrap with errors clustered by origin and by destination.
///
/// Its variance needs the scores by pair, whose images cannot be prepared: every draw takes the fixed
/// effects out of the residuals of each origin anew, about fifty absorbed columns a draw. It is
/// therefore applied to fewer panels.
struct TwoWayBootstrapPower: PowerTest {
  let methods: [PowerMethod]
  private let design: PowerDesign
  private let signs: [[Double]]
  private let pairs: GroupedColumns
  private let others: GroupedColumns
  private let own: [Double]
  private let ownByOrigin: [Double]
  private let crossed: [[Double]]
  private let crossedByOrigin: [[Double]]
  private var directionImages: [[Double]]
  /// The variance of each draw for u = q.
  private var slopeSquares: [Double]
  private let origins: Int
  private let isOrigin: [[Int]]

  /// Prepares the draws; costs one absorbed column for each origin.
  init(
    _ design: PowerDesign, unit: String, draws: Int, seed: UInt64, panels: Int
  ) throws {
    self.design = design
    origins = design.levels(.origin).count
    let factor = design.factor(.origin)
    var members = [[Int]](repeating: [], count: origins)
    for (row, code) in factor.codes.enumerated() { members[Int(code)].append(row) }
    isOrigin = members
    pairs = design.grouped([design.direction])
    others = design.grouped(design.otherParts)
    own = design.sums(design.direction, design.direction, by: .pair)
    ownByOrigin = design.sums(design.direction, design.direction, by: .origin)
    crossed = design.otherParts.map { design.sums(design.direction, $0, by: .pair) }
    crossedByOrigin = design.otherParts.map { design.sums(design.direction, $0, by: .origin) }
    let generator = CounterGenerator(seed: seed)
    let count = origins
    signs =
      [[Double](repeating: 1, count: count)]
      + (0..<draws).map { draw in
        NormalDraws(generator.stream(draw)).vector(0, count: count).map { $0 < 0 ? -1 : 1 }
      }
    methods = [
      PowerMethod(
        method: .bootstrap, unit: unit, smallestAttainableP: 1 / Double(draws), draws: panels)
    ]
    (directionImages, slopeSquares) = ([], [])
    directionImages = try images(
      of: design.direction, scores: ownByOrigin, others: crossedByOrigin)
    let slopes = products(directionImages, directionImages)
    slopeSquares = signs.map { Self.quadratic(slopes, $0) }
  }

  private static func quadratic(_ matrix: [[Double]], _ signs: [Double]) -> Double {
    var total = 0.0
    for i in signs.indices {
      var row = 0.0
      for j in signs.indices { row += matrix[i][j] * signs[j] }
      total += signs[i] * row
    }
    return total
  }

  /// The scores by pair for the signs of each origin, origin first.
  private func images(
    of residuals: [Double], scores: [Double], others: [[Double]]
  ) throws -> [[Double]] {
    var images: [[Double]] = []
    let count = residuals.count
    for first in stride(from: 0, to: origins, by: 8) {
      let part = first..<min(first + 8, origins)
      let columns = part.map { origin in
        var column = [Double](repeating: 0, count: count)
        for row in isOrigin[origin] { column[row] = residuals[row] }
        return column
      }
      let projected = try design.projector.withoutFixedEffects(
        columns, tolerance: PowerDesign.tolerance)
      var lanes = [SIMD8<Float>](repeating: .zero, count: count)
      for (lane, column) in projected.enumerated() {
        for row in 0..<count { lanes[row][lane] = Float(column[row]) }
      }
      let sums = pairs.sums(of: lanes, by: design.levels(.pair).ofPair, levels: own.count)
      for (lane, origin) in part.enumerated() {
        let slopes = design.otherBread.map { row in
          zip(row, others).reduce(0) { $0 + $1.0 * $1.1[origin] }
        }
        let step = scores[origin] / design.curvature
        images.append(
          own.indices.map { pair in
            var score = sums[pair][lane] - own[pair] * step
            for (slope, crossed) in zip(slopes, crossed) { score -= crossed[pair] * slope }
            return score
          })
      }
    }
    return images
  }

  /// The products of two sets of images under the two-way variance: by origin and by destination added,
  /// by pair taken off.
  private func products(_ first: [[Double]], _ second: [[Double]]) -> [[Double]] {
    var result = [[Double]](
      repeating: [Double](repeating: 0, count: origins), count: origins)
    for (partition, sign) in [
      (PowerDesign.Partition.origin, 1.0), (.destination, 1), (.pair, -1),
    ] {
      let (levels, count) = design.levels(partition)
      func collapsed(_ images: [[Double]]) -> [[Double]] {
        if partition == .pair { return images }
        return images.map { image in
          var sums = [Double](repeating: 0, count: count)
          for pair in image.indices { sums[Int(levels[pair])] += image[pair] }
          return sums
        }
      }
      let (a, b) = (collapsed(first), collapsed(second))
      for i in 0..<origins {
        for j in 0..<origins {
          var sum = 0.0
          for k in 0..<count { sum += a[i][k] * b[j][k] }
          result[i][j] += sign * sum
        }
      }
    }
    return result
  }

  func verdicts(
    on draws: PowerDraws, effects: [Double], level: Double
  ) throws -> [[[Verdict]]] {
    let levels = design.levels(.origin).ofPair
    let scores = pairs.sums(of: draws.residuals, by: levels, levels: origins)
    let sums = others.sums(of: draws.residuals, by: levels, levels: origins)
    var statistics = [AffineStatistic](repeating: AffineStatistic(), count: signs.count)
    for lane in 0..<8 {
      let images = try images(
        of: draws.residuals.map { Double($0[lane]) }, scores: scores.map { $0[lane] },
        others: (0..<others.count).map { term in
          (0..<origins).map { sums[term * origins + $0][lane] }
        })
      let own = products(images, images)
      let cross = products(images, directionImages)
      for draw in signs.indices {
        let signs = self.signs[draw]
        statistics[draw].square[lane] = Self.quadratic(own, signs)
        statistics[draw].cross[lane] = Self.quadratic(cross, signs)
        statistics[draw].slopeSquare[lane] = slopeSquares[draw]
        for origin in 0..<origins {
          statistics[draw].numerator[lane] += signs[origin] * scores[origin][lane]
          statistics[draw].slope[lane] += signs[origin] * ownByOrigin[origin]
        }
      }
    }
    return [
      BootstrapPower.verdicts(statistics, draws: draws, effects: effects, level: level)
    ]
  }
}
