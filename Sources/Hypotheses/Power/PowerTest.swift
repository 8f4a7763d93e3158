import Estimation

/// What a test makes of a draw.
enum Verdict: UInt8, Sendable {
  case keeps, rejects, undefined
}

/// A method of inference in a power study, prepared for one design.
protocol PowerTest: Sendable {
  /// The methods that it decides, in the order of their verdicts.
  var methods: [PowerMethod] { get }

  /// The verdicts on eight draws: by method, effect and lane.
  func verdicts(on draws: PowerDraws, effects: [Double], level: Double) throws -> [[[Verdict]]]

  /// What is tested, as estimated on eight draws without an effect.
  func estimates(on draws: PowerDraws) -> SIMD8<Double>
}

extension PowerTest {
  func estimates(on draws: PowerDraws) -> SIMD8<Double> { draws.estimates }
}

/// One method of inference, as it is listed.
struct PowerMethod: Sendable {
  let method: InferenceRow.Method
  let unit: String
  var smallestAttainableP: Double?
  var note: String?
  /// The draws that the method is applied to, in whole eights: what costs most is applied to fewer; nil
  /// for all.
  var draws: Int?
}

/// A statistic that is affine in the effect, with a variance that is a quadratic: as of a test by
/// drawing anew.
struct AffineStatistic {
  typealias Lanes = SIMD8<Double>
  var numerator = Lanes.zero
  var slope = Lanes.zero
  var square = Lanes.zero
  var cross = Lanes.zero
  var slopeSquare = Lanes.zero

  /// The absolute statistic; NaN where the variance is not positive.
  func size(at effects: Lanes) -> Lanes {
    let variance = square + effects * (2 * cross + effects * slopeSquare)
    let value = numerator + effects * slope
    let root = variance.replacing(with: .nan, where: variance .<= 0).squareRoot()
    return value.replacing(with: -value, where: value .< 0) / root
  }
}
