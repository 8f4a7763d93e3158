import Codes
import Estimation
import Panels

/// Whether logs or Poisson fit an analysis' pooled models, and how strong an omitted confounder would
/// have to be.
public struct ModelDiagnostics: Sendable {
  /// What is measured.
  public enum Test: String, Sendable, Hashable, Codable, CaseIterable {
    /// The power of the mean with which the variance grows: 1 for Poisson, 2 for logs (Park 1966, in
    /// the form of Santos Silva & Tenreyro 2006).
    case park
    /// The coefficient of the squared linear predictor, zero where the form is right (Ramsey 1969).
    case reset
    /// The partial R² that a confounder must have with both term and outcome to bring the estimate to
    /// zero (Cinelli & Hazlett 2020).
    case robustnessValue = "robustness-value"
    /// The same to make it insignificant at 5 %; zero if it is so already.
    case robustnessValueAtFivePercent = "robustness-value-at-5-percent"
    /// The share of the outcome's remaining variance that the term explains.
    case partialRSquared = "partial-r-squared"
  }

  /// One figure.
  public struct Row: Sendable, Codable, Equatable {
    /// The analysis.
    public let analysis: String
    /// The model.
    public let model: String
    /// Its estimator.
    public let estimator: Estimator
    /// Its ally rule.
    public let allyRule: String
    /// The term; nil where the figure is the whole model's.
    public let term: String?
    /// What is measured.
    public let test: Test
    /// The figure; nil where there is none.
    public let value: Double?
    /// Its standard error, where it has one.
    public let standardError: Double?
    /// The p-value that belongs to the figure: of a power of 1, or of no squared predictor.
    public let pValue: Double?
    /// What a reader must know, or why there is no figure.
    public let note: String
  }

  /// The rows of an analysis; written and read back, they are the same.
  public struct Part: Sendable, Codable, Equatable {
    /// The step.
    public let step: String
    /// The rows.
    public let rows: [Row]
  }

  /// The analysis.
  public let specification: AnalysisSpecification
  private let panel: Panel

  /// Takes an analysis that has been run.
  public init(_ result: AnalysisResult) {
    specification = result.specification
    panel = result.panel
  }

  /// The name of the one step.
  public var step: String { "\(specification.id)-diagnostics" }

  /// Estimates the pooled models of the first ally rule and measures them.
  ///
  /// - Throws: `DataError` where a model cannot be estimated; a figure that cannot be had gives a row with
  ///   the reason.
  public func run() throws -> Part {
    let data = PanelComponents(panel: panel, tables: nil)
    let own = specification.models.filter { $0.isHeadline(of: specification) }
    return Part(
      step: step,
      rows: try own.flatMap { model in
        try rows(PreparedModel(model, on: data, analysis: specification.id))
      })
  }

  private func rows(_ prepared: PreparedModel) -> [Row] {
    let model = prepared.specification
    let ways = (model.clusterings.first?.ways ?? []).map(prepared.factor)
    let clustered = "clustered by \(model.clusterings.first?.name ?? "nothing")"
    func row(
      _ test: Test, term: String? = nil, value: Double? = nil, error: Double? = nil,
      p: Double? = nil, note: String
    ) -> Row {
      Row(
        analysis: specification.id, model: model.id, estimator: model.estimator,
        allyRule: model.allyRule, term: term, test: test, value: value, standardError: error,
        pValue: p, note: note)
    }
    var rows: [Row] = []
    if model.estimator == .ppml {
      do throws(EstimationError) {
        let park = try prepared.estimated.parkTest(variance: .clustered(ways))
        let two = park.pValue(power: 2)
        rows.append(
          row(
            .park, value: park.power, error: park.standardError, p: park.pValue(power: 1),
            note: "p of the power 1 of Poisson; p of the power 2 of logs is "
              + "\(two < 0.0005 ? "below 0.001" : rounded(two)); \(clustered)"))
      } catch {
        rows.append(row(.park, note: error.message))
      }
    }
    do throws(EstimationError) {
      let reset = try prepared.estimated.resetTest(
        variance: .clustered(ways), smallSample: .fixest)
      rows.append(
        row(
          .reset, value: reset.row.estimate, error: reset.row.standardError, p: reset.row.pValue,
          note: "p of no squared predictor; \(clustered)"))
    } catch {
      rows.append(row(.reset, note: error.message))
    }
    guard model.estimator != .ppml else { return rows }
    for bump in model.bumps where prepared.estimated.names.contains(bump.name) {
      do throws(EstimationError) {
        let confounder = try prepared.estimated.omittedConfounder(of: bump.name)
        let atLevel = try confounder.robustnessValue(insignificantAt: 0.05)
        rows += [
          row(
            .robustnessValue, term: bump.name, value: confounder.robustnessValue(),
            note: "share of the remaining variance of both; classical errors"),
          row(
            .robustnessValueAtFivePercent, term: bump.name, value: atLevel,
            note: atLevel == 0
              ? "the estimate is not significant at 5 % as it is; classical errors"
              : "share of the remaining variance of both; classical errors"),
          row(
            .partialRSquared, term: bump.name, value: confounder.partialRSquared,
            note: "share of the remaining variance of the outcome; classical errors"),
        ]
      } catch {
        rows.append(row(.robustnessValue, term: bump.name, note: error.message))
      }
    }
    return rows
  }

  /// Three decimals, for a note.
  private func rounded(_ value: Double) -> String {
    let digits = String(Int((value * 1_000).rounded()))
    let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    return "\(padded.dropLast(3)).\(padded.suffix(3))"
  }
}
