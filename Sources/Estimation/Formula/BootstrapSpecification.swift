/// A bootstrap as it is asked for in words: `wild:state,9999,1` or `score:state+year,999,1,webb`.
///
/// `wild:state/pair,9999,1` draws the factors for each pair, and clusters the errors by state: the
/// subcluster bootstrap (MacKinnon and Webb 2018).
///
/// The words are the kind (`wild` for least squares, `score` for Poisson), the dimensions of the errors,
/// the number of draws, the seed and perhaps the weights (`rademacher`, `webb`, `mammen`), Rademacher
/// unless said. Every coefficient is tested against zero, with the null imposed.
public struct BootstrapSpecification: Sendable, Hashable, CustomStringConvertible {
  /// The kinds by their words.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The wild cluster bootstrap.
    case wild
    /// The score bootstrap.
    case score
  }

  /// The kind.
  public let kind: Kind
  let clusters: VarianceSpecification
  /// What the factors are drawn for, if not the clusters of the errors.
  let subclusters: CombinedColumns?
  /// The number of draws.
  public let draws: Int
  /// Where the random numbers start.
  public let seed: UInt64
  /// The weights by their word.
  public let weights: String

  /// How it is written.
  public static let example = "wild:state,9999,1"

  /// Reads the words.
  ///
  /// Throws a `FormulaError` that says what is missing.
  public init(_ text: String) throws(FormulaError) {
    func wrong(_ message: String) -> FormulaError {
      FormulaError(
        .syntax, message, hint: "write \(Self.example), or score:state,9999,1,webb", text: text,
        position: 0)
    }
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    guard let kind = parts.first.flatMap(Kind.init(rawValue:)), parts.count == 2 else {
      throw wrong("a bootstrap is wild or score, and clusters follow a colon")
    }
    let words = parts[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard words.count == 3 || words.count == 4 else {
      throw wrong("a bootstrap has clusters, draws and a seed")
    }
    func trimmed(_ word: String) -> String { word.filter { !$0.isWhitespace } }
    guard let draws = Int(trimmed(words[1])), (19...10_000_000).contains(draws) else {
      throw wrong("'\(words[1])' is no number of draws between 19 and 10000000")
    }
    guard let seed = UInt64(trimmed(words[2])) else {
      throw wrong("'\(words[2])' is no seed: it is a whole number")
    }
    let weights = words.count == 4 ? trimmed(words[3]) : "rademacher"
    guard ["rademacher", "webb", "mammen"].contains(weights) else {
      throw wrong("'\(weights)' is none of rademacher, webb, mammen")
    }
    let dimensions = words[0].split(separator: "/", omittingEmptySubsequences: false)
      .map(String.init)
    guard dimensions.count <= 2 else { throw wrong("a bootstrap has one / at most") }
    do throws(FormulaError) {
      clusters = try VarianceSpecification("cluster:\(dimensions[0])")
      subclusters = try dimensions.dropFirst().first.map { text throws(FormulaError) in
        let read = try VarianceSpecification("cluster:\(text)").clusterColumns
        guard read.count == 1 else { throw wrong("factors are drawn for one dimension") }
        return read[0]
      }
    } catch {
      throw wrong(error.message)
    }
    self.kind = kind
    self.draws = draws
    self.seed = seed
    self.weights = weights
  }

  /// The words, which read back the same.
  public var description: String {
    let dimensions =
      clusters.description.dropFirst("cluster:".count) + (subclusters.map { "/\($0)" } ?? "")
    return "\(kind.rawValue):\(dimensions),\(draws),\(seed),\(weights)"
  }

  /// The columns that it reads.
  public var columnNames: [String] { clusters.columnNames + (subclusters?.columns ?? []) }

  /// The p-value and, for the wild bootstrap, the interval of each coefficient.
  ///
  /// Where the draws are all there are, those that tie with the estimate count as extreme: the test is
  /// then free of simulation error, and the p-value never zero. Else c extreme draws of B give
  /// (c + 1) / (B + 1). The interval is the inversion of the same test.
  ///
  /// Throws an `EstimationError` where the kind does not fit the family or a dimension has too few
  /// clusters.
  func run(
    _ estimated: EstimatedModel, clusters: [Factor], subclusters: Factor?, level: Double,
    smallSample: SmallSample
  ) throws(EstimationError) -> BootstrapResult {
    let distribution: BootstrapWeights =
      weights == "webb" ? .webb : weights == "mammen" ? .mammen : .rademacher
    let options = EstimatedModel.WildOptions(draws: draws, weights: distribution, seed: seed)
    var rows: [BootstrapResult.Row] = []
    var used = draws
    var enumerated = false
    for name in estimated.names {
      let restriction = LinearRestriction(name)
      let interval: InvertedInterval?
      let pValue: Double
      let undefined: Int
      switch kind {
      case .wild:
        let run = try estimated.wildBootstrap(
          restriction, clusters: clusters, bootstrap: subclusters, options: options,
          smallSample: smallSample)
        let ties: TieRule = run.isEnumerated ? .included : .excluded
        let share: DrawShare = run.isEnumerated ? .draws : .withObserved
        interval = try run.interval(level: level, ties: ties, share: share)
        pValue = run.pValue(ties: ties, share: share)
        undefined = run.undefinedDraws
        (used, enumerated) = (run.draws, run.isEnumerated)
      case .score:
        let run = try estimated.scoreBootstrap(
          restriction, clusters: clusters, bootstrap: subclusters, options: options,
          smallSample: smallSample)
        interval = nil
        pValue = run.pValue(
          ties: run.isEnumerated ? .included : .excluded,
          share: run.isEnumerated ? .draws : .withObserved)
        undefined = run.undefinedDraws
        (used, enumerated) = (run.draws, run.isEnumerated)
      }
      rows.append(
        .init(
          term: name, pValue: pValue, lower: interval?.lower, upper: interval?.upper,
          undefinedDraws: undefined))
    }
    return BootstrapResult(words: description, draws: used, isEnumerated: enumerated, rows: rows)
  }
}

/// What a bootstrap says about every coefficient.
public struct BootstrapResult: Sendable, Equatable {
  /// One coefficient.
  public struct Row: Sendable, Equatable {
    /// The term.
    public let term: String
    /// The p-value of a coefficient of zero, symmetric.
    public let pValue: Double
    /// The lower end of the interval by inversion; nil if it is not bounded or was not asked for.
    public let lower: Double?
    /// The upper end.
    public let upper: Double?
    /// The draws whose variance was zero or negative, which are left out.
    public let undefinedDraws: Int
  }

  /// The bootstrap in words.
  public let words: String
  /// The draws that were made.
  public let draws: Int
  /// Whether they are all there are, so that the p-values have no simulation error.
  public let isEnumerated: Bool
  /// One entry a coefficient.
  public let rows: [Row]
}
