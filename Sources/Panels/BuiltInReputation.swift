import Alliances
import Codes

extension BuiltInData {
  /// The identifiers of the built-in measures of reputation, in the order in which help lists them.
  public static let reputationMeasureIDs = [
    "statements", "statements-summed", "signals-words", "signals-visits", "incumbent", "ordinal",
  ]

  /// Those that have a figure, hence a column of a panel: all but `incumbent`.
  public static let scaledReputationMeasureIDs = reputationMeasureIDs.filter { $0 != "incumbent" }

  /// The built-in measures that have a figure.
  ///
  /// - Throws: `DataError` for a table that is damaged or missing.
  public func scaledReputationMeasures() throws -> [any ReputationMeasure] {
    try Self.scaledReputationMeasureIDs.map(reputationMeasure)
  }

  /// The scale that `ordinal` means where none is named: measured before every window.
  public static let defaultRankingScale = "pew-germany-first-year"

  /// Finds a measure of reputation.
  ///
  /// - Parameter id: One of ``reputationMeasureIDs``, `ordinal:` and a scale of
  ///   `reputation-rankings`, or the identifier of a measure that was added.
  /// - Throws: `DataError` of kind `unknownRule` that lists the measures, or an error that lists the
  ///   scales.
  public func reputationMeasure(_ id: String) throws -> any ReputationMeasure {
    if let own = userMeasures.first(where: { $0.id == id }) { return own }
    switch id {
    case "statements": return StatementsMeasure(statements)
    case "statements-summed": return SummedStatementsMeasure(statements)
    case "signals-words": return SignalsMeasure(.words, signals: try supportSignals())
    case "signals-visits": return SignalsMeasure(.visits, signals: try supportSignals())
    case "incumbent": return IncumbentMeasure()
    case "ordinal": return OrdinalMeasure(try ranking(Self.defaultRankingScale))
    case _ where id.hasPrefix("ordinal:"):
      return OrdinalMeasure(try ranking(String(id.dropFirst("ordinal:".count))))
    default:
      let near = NearestName.to(id, among: Self.reputationMeasureIDs)
      throw DataError(
        .unknownRule,
        "no measure of reputation is called '\(id)'"
          + (near.map { ", did you mean \($0)?" } ?? ""),
        hint: "use one of \(Self.reputationMeasureIDs.joined(separator: ", ")), ordinal:SCALE, "
          + "tariff-tolerance:FILE or list:FILE")
    }
  }
}
