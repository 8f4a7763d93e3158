import Codes

/// Reputation: the signals of support that the incumbent sent to the ally.
///
/// Source: McManus & Nieman (2019, *Journal of Peace Research* 56), words (`us_words`, 1950–2010) or
/// visits (`us_vis`, 1950–2012), cumulated as statements are.
public struct SignalsMeasure: AllyReputation {
  /// Which signals are counted.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    /// Supportive statements in words.
    case words
    /// Years with a visit by a leader.
    case visits
  }

  private let signals: SupportSignalTable
  private let kind: Kind

  /// Creates the measure over the table of signals.
  public init(_ kind: Kind, signals: SupportSignalTable) {
    self.kind = kind
    self.signals = signals
  }

  private var years: ClosedRange<CalendarYear> {
    kind == .words ? SupportSignalTable.wordYears : SupportSignalTable.visitYears
  }

  /// `signals-words` or `signals-visits`.
  public var id: String { "signals-\(kind.rawValue)" }
  /// The version of the definition.
  public var version: Int { 1 }
  /// The publication to cite.
  public var citation: String {
    "McManus and Nieman (2019), Identifying the level of major power support signaled for protégés: "
      + "A latent measure approach, Journal of Peace Research 56"
  }
  /// The definition in a sentence.
  public var definition: String {
    let what =
      kind == .words
      ? "supportive statements to the ally" : "years with a leader's visit to the ally"
    return
      "log(1 + n), n = \(what) (McManus & Nieman 2019) by the incumbent of 31 December over the "
      + "years of his tenure up to t−1; years in which the destination was no ally add nothing; a "
      + "year as an ally without a figure makes the sum not reported; "
      + "\(years.lowerBound)–\(years.upperBound)"
  }
  /// The years that were coded.
  public var coverage: ClosedRange<CalendarYear>? { years }
  /// log(1 + n).
  public var transform: ReputationTransform { .logOnePlus }

  /// The number of signals to the ally.
  public func figure(on occasion: ReputationOccasion, toward partner: ReputationPartner)
    -> ReputationFigure
  {
    CountsWhileAllied(coverage: years) {
      kind == .words ? signals.words(to: $0, in: $1) : signals.visits(to: $0, in: $1)
    }.sum(on: occasion, toward: partner)
  }
}
