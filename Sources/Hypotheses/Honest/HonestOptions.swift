import Codes

/// Which effect is asked about, and under which bounds.
public struct HonestOptions: Sendable, Hashable {
  /// The effect.
  public enum Target: Sendable, Hashable {
    /// The mean of all positions after the reference.
    case average
    /// One position.
    case position(Int)
  }

  /// The effect.
  public let target: Target
  /// The values of M, in logs a period; nil takes multiples of the effect's standard error.
  public let smoothness: [Double]?
  /// The values of M̄.
  public let magnitudes: [Double]
  /// The probability that intervals cover the effect.
  public let level: Double

  /// The multiples of the standard error that M takes unless stated.
  public static let smoothnessMultiples = [0, 0.25, 0.5, 1, 2]
  /// The values of M̄ unless stated.
  public static let defaultMagnitudes = [0, 0.25, 0.5, 0.75, 1, 1.5, 2]

  /// States what to compute.
  ///
  /// - Throws: `DataError` of kind `honestOptions` for a bound below zero or not finite, none or more
  ///   than 100 of them, or a level outside (0.5, 1).
  public init(
    target: Target = .average, smoothness: [Double]? = nil,
    magnitudes: [Double] = defaultMagnitudes, level: Double = 0.95
  ) throws {
    for bounds in [smoothness ?? [0], magnitudes] {
      guard (1...100).contains(bounds.count), bounds.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
        throw DataError(
          .honestOptions, "the bounds on deviations are not 1 to 100 numbers of zero or more",
          hint: "give numbers with commas between, such as 0,0.5,1")
      }
    }
    guard level > 0.5, level < 1 else {
      throw DataError(
        .honestOptions, "\(level) is no level of confidence", hint: "give a level such as 0.95")
    }
    self.target = target
    self.smoothness = smoothness.map { Set($0).sorted() }
    self.magnitudes = Set(magnitudes).sorted()
    self.level = level
  }
}

extension DataError.Kind {
  /// Bounds on deviations from parallel trends that make no sense, or an effect that is not there.
  public static let honestOptions = Self(id: "honest.options", exitCode: .usage)
}
