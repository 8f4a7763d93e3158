import Codes
import Hypotheses

/// What an analysis found in two or three sentences, made by rule from its numbers.
///
/// The first sentence has direction, size in percent and in dollars a year, and an interval; the second
/// says whether that can be told apart from zero; the third what would overturn it. All of them follow
/// from one judgement that the report's finding uses as well: the t-test by election leads, since of all
/// methods that can reject it alone keeps its size on simulated panels of states (`docs/monte-carlo.md`),
/// and another method that could have rejected and does not weakens the verdict. Where bumps were related
/// to reputation, a last sentence says what came of it.
public struct PlainReading: Sendable, Equatable {
  /// The analysis.
  public let analysis: String
  /// The sentences.
  public let sentences: [String]

  /// Reads an analysis.
  ///
  /// - Parameters:
  ///   - result: The analysis.
  ///   - inference: The rows of the inference suite; empty where it was not run, when the tests over
  ///     elections of the result itself are read.
  public init(_ result: AnalysisResult, inference: [InferenceRow] = []) {
    analysis = result.specification.id
    guard let wording = BumpWording(result, inference: inference, numbers: .plain) else {
      sentences = [
        "The bump of \(result.specification.id) could not be estimated, so that nothing is said about "
          + "it."
      ]
      return
    }
    sentences =
      wording.sentences
      + [Finding.reputationSentence(result, .plain)].compactMap { $0 }
  }

  /// Reads a user's table by its first bump; without dollars, since a table is in units of its own.
  ///
  /// - Parameters:
  ///   - table: What the table says.
  ///   - inference: The rows of the inference suite; empty where it was not run.
  public init(_ table: TableResult, inference: [InferenceRow] = []) {
    analysis = "\(table.hypothesis), \(table.file)"
    sentences =
      BumpWording(table, inference: inference, numbers: .plain)?.sentences
      ?? ["No bump of \(table.file) could be estimated, so that nothing is said about it."]
  }
}
