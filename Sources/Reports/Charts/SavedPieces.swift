import Charts
import Codes
import FoundationEssentials
import Hypotheses
import Tables

/// Charts from the documents of the pieces: all rules, permutations, power.
///
/// A document is first written as the table that its command also saves, so that both give the same chart.
extension SavedFile {
  /// The part of a document that says what it is.
  private struct Kind: Decodable {
    let schema: String?
  }

  /// The layout that a JSON document names; nil where it names none.
  func schema(_ bytes: [UInt8]) -> String? {
    (try? JSONDecoder().decode(Kind.self, from: Data(bytes)))?.schema
  }

  /// The part of an all-rules document that charts are made of.
  struct Rules: Decodable {
    let result: AllRulesResult
  }

  /// The part of a permutation document that charts are made of.
  struct Permutations: Decodable {
    let permutation: PermutationResult
  }

  /// The part of a power document that charts are made of.
  struct Powers: Decodable {
    let power: PowerResult
  }

  func specifications(json bytes: [UInt8]) throws -> any Chart {
    let result = try decoded(Rules.self, bytes, form: "all-rules/specifications.json").result
    return try specifications(result, source: source(of: result.analysis, in: bytes))
  }

  /// The curve of one estimand with its joint test.
  func specifications(
    _ result: AllRulesResult, source: String
  ) throws -> SpecificationCurveChart {
    let estimand = choice.term ?? result.sorted.first?.specification.estimand.rawValue
    var own = self
    own.choice.term = estimand
    var chart = try own.specifications(table(AllRulesTable.csv(result)))
    chart.frame.source = source
    if let curve = result.curves.first(where: { $0.estimand.rawValue == estimand }) {
      chart.joint = .init(summary: "a median", pValue: curve.jointMedian.pValue)
      chart.frame.note +=
        (chart.frame.note.isEmpty ? "" : " ")
        + "Joint test over \(NumberText.typographic.whole(curve.draws)) assignments of swing status "
        + "anew, seed \(result.options.seed)."
    }
    return chart
  }

  func permutation(json bytes: [UInt8]) throws -> any Chart {
    let result = try decoded(Permutations.self, bytes, form: "permutation.json").permutation
    var chart = try permutation(table(PermutationTable.csv(result)))
    chart.frame.source = source(of: result.analysis, in: bytes)
    return chart
  }

  func power(json bytes: [UInt8]) throws -> any Chart {
    let result = try decoded(Powers.self, bytes, form: "power.json").power
    var chart = try power(table(PowerTable.csv(result)))
    chart.frame.source = source(of: result.analysis, in: bytes)
    return chart
  }

  private func table(_ bytes: [UInt8]) throws -> Table {
    try DelimitedText(name: name).table(from: bytes)
  }
}

extension SavedChart {
  /// The curve of one estimand of an all-rules table, with its joint test.
  ///
  /// - Parameters:
  ///   - result: The table.
  ///   - estimand: Which of its estimands.
  ///   - name: The name of the file, for errors.
  ///   - document: The document that holds the table, for the vintages of its source line; nil where
  ///     the line names publisher and series alone.
  /// - Throws: `DataError` of kind `notOfThisChart` where the estimand has no estimates.
  public static func curve(
    of result: AllRulesResult, estimand: AllRulesAxes.Estimand, name: String,
    document: [UInt8]? = nil
  ) throws -> SpecificationCurveChart {
    var choice = Choice()
    choice.term = estimand.rawValue
    let file = SavedFile(name: name, chart: .specifications, choice: choice)
    return try file.specifications(result, source: file.source(of: result.analysis, in: document))
  }
}

/// Results that a report shows beyond its charts, read from the documents that commands saved.
public enum SavedResults {
  /// What a document says of the run that wrote it; nothing where it is of an earlier version.
  public static func run(_ bytes: [UInt8]) -> RunRecord {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return (try? decoder.decode(RunRecord.self, from: Data(bytes))) ?? RunRecord()
  }

  /// What users' tables say, of an `estimates.json`.
  ///
  /// - Throws: `DataError` of kind `notOfThisChart`.
  public static func tables(_ bytes: [UInt8], name: String) throws -> [TableResult] {
    struct Document: Decodable { let tables: [TableResult]? }
    return try read(Document.self, bytes, name, "estimates.json").tables ?? []
  }

  /// The rows of an `inference.json`.
  ///
  /// - Throws: `DataError` of kind `notOfThisChart`.
  public static func inference(_ bytes: [UInt8], name: String) throws -> [InferenceRow] {
    struct Document: Decodable { let rows: [InferenceRow] }
    return try read(Document.self, bytes, name, "inference.json").rows
  }

  /// The all-rules table of a `specifications.json`.
  ///
  /// - Throws: `DataError` of kind `notOfThisChart`.
  public static func allRules(_ bytes: [UInt8], name: String) throws -> AllRulesResult {
    try read(SavedFile.Rules.self, bytes, name, "all-rules/specifications.json").result
  }

  /// The study of a `power.json`.
  ///
  /// - Throws: `DataError` of kind `notOfThisChart`.
  public static func power(_ bytes: [UInt8], name: String) throws -> PowerResult {
    try read(SavedFile.Powers.self, bytes, name, "power.json").power
  }

  /// The test of a `permutation.json`.
  ///
  /// - Throws: `DataError` of kind `notOfThisChart`.
  public static func permutation(_ bytes: [UInt8], name: String) throws -> PermutationResult {
    try read(SavedFile.Permutations.self, bytes, name, "permutation.json").permutation
  }

  /// The intervals of a `honest.json`.
  ///
  /// - Throws: `DataError` of kind `notOfThisChart`.
  public static func honest(_ bytes: [UInt8], name: String) throws -> [HonestResult] {
    struct Document: Decodable { let honest: [HonestResult] }
    return try read(Document.self, bytes, name, "honest.json").honest
  }

  /// The rows of a `placebo.json`.
  ///
  /// - Throws: `DataError` of kind `notOfThisChart`.
  public static func placebos(_ bytes: [UInt8], name: String) throws -> [PlaceboRow] {
    struct Document: Decodable { let rows: [PlaceboRow] }
    return try read(Document.self, bytes, name, "placebo.json").rows
  }

  /// The rows of a `leave-one-out.json`.
  ///
  /// - Throws: `DataError` of kind `notOfThisChart`.
  public static func leftOut(_ bytes: [UInt8], name: String) throws -> [LeaveOneOutRow] {
    struct Document: Decodable { let rows: [LeaveOneOutRow] }
    return try read(Document.self, bytes, name, "leave-one-out.json").rows
  }

  private static func read<Value: Decodable>(
    _ type: Value.Type, _ bytes: [UInt8], _ name: String, _ form: String
  ) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(type, from: Data(bytes))
    } catch {
      throw DataError(
        .notOfThisChart, "\(name) is no \(form), or one of another version of this program",
        hint: "write it anew with this version, or leave it out")
    }
  }
}
