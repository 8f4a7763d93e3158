import Codes
import Estimation

extension DataError {
  /// A mistake in a formula or specification, with the place marked on lines of its own.
  public init(_ error: FormulaError) {
    let excerpt = error.excerpt.map { text in
      text.split(separator: "\n", omittingEmptySubsequences: false)
        .map { "\n    " + $0 }.joined()
    }
    self.init(
      Kind(id: error.id, exitCode: error.isAboutData ? .dataRejected : .usage),
      error.message + (excerpt ?? ""), hint: error.hint)
  }

  /// A refusal of the estimator.
  public init(_ error: EstimationError) {
    self.init(
      Kind(id: error.id, exitCode: error.isAboutChoices ? .usage : .dataRejected), error.message,
      hint: error.hint)
  }

  /// Any error of reading, specifying and estimating a fit, as this type; others unchanged.
  public static func ofFit(_ error: any Error) -> any Error {
    switch error {
    case let error as FormulaError: DataError(error)
    case let error as EstimationError: DataError(error)
    default: error
    }
  }
}
