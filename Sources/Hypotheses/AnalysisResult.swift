import Codes
import Panels

/// What an analysis found, with everything that a reader needs to judge it.
public struct AnalysisResult: Sendable {
  /// The analysis as it was run.
  public let specification: AnalysisSpecification
  /// The panel.
  public let panel: Panel
  /// What the join did.
  public let join: JoinReport
  /// The models in the order of the specification.
  public let models: [ModelResult]
  /// The relation of bumps to reputation, one for each model that has bumps by incumbent.
  public let reputations: [ReputationRelation]
  /// The estimands that the data do not identify, and why.
  public let notIdentified: [NotIdentified]
  /// The definitions in force: rule identifiers with version and definition.
  public let rules: [RuleStatement]
  /// The further models of the analysis; empty unless they were asked for.
  public let further: [ModelResult]
  /// What the further models cannot tell, and why.
  public let furtherNotIdentified: [NotIdentified]
  /// The further models that were estimated, as they are specified.
  public let furtherSpecifications: [ModelSpecification]
  /// What their components need beside the panel; nil where they were not run.
  public let componentTables: ComponentTables?
  /// The cells behind the triple difference; nil where the panel has none, or it was not asked for.
  public let cellMeans: CellMeanTable?

  /// The tests over elections of the first pooled model of states, which reports lead with: of all
  /// methods they alone keep their size on simulated panels; empty for analyses of the nation.
  public let byElection: [InferenceRow]

  /// Creates a result.
  public init(
    specification: AnalysisSpecification, panel: Panel, join: JoinReport, models: [ModelResult],
    reputations: [ReputationRelation], notIdentified: [NotIdentified], rules: [RuleStatement],
    further: [ModelResult] = [], furtherNotIdentified: [NotIdentified] = [],
    furtherSpecifications: [ModelSpecification] = [], componentTables: ComponentTables? = nil,
    cellMeans: CellMeanTable? = nil, byElection: [InferenceRow] = []
  ) {
    self.furtherSpecifications = furtherSpecifications
    self.componentTables = componentTables
    self.byElection = byElection
    self.further = further
    self.furtherNotIdentified = furtherNotIdentified
    self.cellMeans = cellMeans
    self.specification = specification
    self.panel = panel
    self.join = join
    self.models = models
    self.reputations = reputations
    self.notIdentified = notIdentified
    self.rules = rules
  }
}

/// A definition that was in force, as it is printed on every output.
public struct RuleStatement: Sendable, Codable, Equatable {
  /// What the rule defines: `swing`, `ally`, `window`, `fill`, `incumbent`, `reassurance`,
  /// `reputation`.
  public let concept: String
  /// The rule's identifier.
  public let id: String
  /// The version of the definition.
  public let version: Int
  /// The definition in a sentence.
  public let definition: String

  /// Creates a statement.
  public init(concept: String, id: String, version: Int, definition: String) {
    self.concept = concept
    self.id = id
    self.version = version
    self.definition = definition
  }
}

/// An estimand that the data at hand cannot tell, and why.
public struct NotIdentified: Sendable, Codable, Equatable {
  /// The estimand, such as `β (swing × ally × window × reputation)`.
  public let estimand: String
  /// Why the data do not identify it.
  public let reason: String

  /// Creates a statement.
  public init(estimand: String, reason: String) {
    self.estimand = estimand
    self.reason = reason
  }
}

/// One estimated model.
public struct ModelResult: Sendable, Codable, Equatable {
  /// A row of the table of coefficients under one variance.
  public struct Coefficient: Sendable, Codable, Equatable {
    /// The term.
    public let term: String
    /// The estimate, in logs.
    public let estimate: Double
    /// The standard error.
    public let standardError: Double
    /// The estimate over its standard error.
    public let statistic: Double
    /// The two-sided p-value.
    public let pValue: Double
    /// The lower end of the 95 % interval.
    public let confidenceLow: Double
    /// The upper end of the 95 % interval.
    public let confidenceHigh: Double

    /// The estimate as a percentage change, 100 (exp(b) − 1).
    public var percent: Double { 100 * Platform.exponentialMinusOne(estimate) }
  }

  /// The coefficients under one variance.
  public struct VarianceTable: Sendable, Codable, Equatable {
    /// The ways of clustering, such as `origin + destination`.
    public let clustering: String
    /// The number of clusters by dimension, in the order of the ways.
    public let clusters: [ClusterCount]
    /// The small-sample convention in words.
    public let smallSample: String
    /// The distribution of the statistic in words, such as `normal` or `t(50)`.
    public let distribution: String
    /// The smallest eigenvalue when a negative variance made a repair necessary; nil otherwise.
    public let repairedFromEigenvalue: Double?
    /// The smallest eigenvalue where it is negative though no variance is, so that nothing was
    /// repaired; a joint test would not be defined and standard errors may be too small.
    public let negativeEigenvalue: Double?
    /// The coefficients.
    public let coefficients: [Coefficient]
  }

  /// A difference of two coefficients under one variance.
  public struct Contrast: Sendable, Codable, Equatable {
    /// Its name, such as `swing less safe`.
    public let name: String
    /// The ways of clustering.
    public let clustering: String
    /// The difference, in logs.
    public let estimate: Double
    /// Its standard error.
    public let standardError: Double
    /// The two-sided p-value of no difference.
    public let pValue: Double
    /// The lower end of the 95 % interval.
    public let confidenceLow: Double
    /// The upper end of the 95 % interval.
    public let confidenceHigh: Double
  }

  /// The clusters of one dimension.
  public struct ClusterCount: Sendable, Codable, Equatable {
    /// The dimension.
    public let dimension: String
    /// The number of clusters in the estimation sample.
    public let count: Int
  }

  /// How a bump that varies with a moderator could be tested exactly.
  public struct Moderation: Sendable, Codable, Equatable {
    /// The term.
    public let term: String
    /// What the bump varies with.
    public let moderator: String
    /// What could be exchanged: `incumbent` or `election cycle`.
    public let unit: String
    /// The incumbents or cycles that have values to exchange.
    public let units: [String]
    /// The distinct ways to spread the values over them.
    public let assignments: Double
    /// The smallest two-sided p that a test over all of them can give.
    public let smallestAttainableP: Double
    /// What a unit of the coefficient is, in words.
    public let scale: String
  }

  /// How much of the estimation sample a term rests on.
  public struct Support: Sendable, Codable, Equatable {
    /// The term.
    public let term: String
    /// The rows in which the term is not zero.
    public let rows: Int
    /// The treated clusters: those with a row in which the term is not zero, by dimension.
    public let treatedClusters: [ClusterCount]
  }

  /// The levels of one fixed effect.
  public struct FixedEffectLevels: Sendable, Codable, Equatable {
    /// The fixed effect.
    public let name: String
    /// The levels in the estimation sample.
    public let levels: Int
  }

  /// Why a term is not in the table.
  public struct Omission: Sendable, Codable, Equatable {
    /// The term.
    public let term: String
    /// The reason, such as `absorbed by origin^year`.
    public let reason: String
  }

  /// Rows that are not in the estimation sample.
  public struct Drop: Sendable, Codable, Equatable {
    /// The reason.
    public let reason: String
    /// The number of rows.
    public let rows: Int
  }

  /// The analysis.
  public let analysis: String
  /// The model's identifier in its analysis.
  public let model: String
  /// The outcome.
  public let outcome: String
  /// The estimator.
  public let estimator: Estimator
  /// The ally rule.
  public let allyRule: String
  /// The swing rule; nil in a national panel.
  public let swingRule: String?
  /// The fixed effects with their levels.
  public let fixedEffects: [FixedEffectLevels]
  /// The dimension of the space of the fixed effects.
  public let fixedEffectRank: Int
  /// Whether that number is exact or an upper bound.
  public let fixedEffectRankIsExact: Bool
  /// The rows of the panel.
  public let panelRows: Int
  /// The rows of the estimation sample.
  public let observations: Int
  /// The rows left out, by reason.
  public let dropped: [Drop]
  /// The lower-order products and what absorbs each.
  public let absorbed: [Omission]
  /// The terms of the model that could not be estimated.
  public let omitted: [Omission]
  /// What each estimated term rests on.
  public let support: [Support]
  /// The coefficients under each variance.
  public let variances: [VarianceTable]
  /// Differences between coefficients under each variance; nil for a model without any.
  public let contrasts: [Contrast]?
  /// How the bumps that vary with a moderator could be tested exactly; nil for a model without any.
  public let moderations: [Moderation]?
  /// Why numbers of the model cannot be taken at their word; nil where nothing is known against them.
  public let remarks: [String]?
  /// The steps of the estimator.
  public let iterations: Int
  /// The largest relative change of a coefficient at a tolerance a hundred times tighter.
  public let achievedTolerance: Double
  /// Poisson deviance or sum of squared residuals.
  public let deviance: Double
  /// The log likelihood.
  public let logLikelihood: Double

  /// The estimate of a term under the first variance; nil where it was not estimated.
  public func coefficient(_ term: String) -> Coefficient? {
    variances.first?.coefficients.first { $0.term == term }
  }
}

/// The relation of bumps by incumbent to a ranking of incumbents, tested over all re-rankings.
public struct ReputationRelation: Sendable, Codable, Equatable {
  /// One incumbent's bump and rank.
  public struct Point: Sendable, Codable, Equatable {
    /// The incumbent.
    public let incumbent: String
    /// The rank among the incumbents that are related; 1 is the strongest reputation.
    public let rank: Int
    /// The bump, in logs.
    public let bump: Double
  }

  /// A re-ranking of the incumbents and the slope that it would give.
  public struct Reranking: Sendable, Codable, Equatable {
    /// The incumbents from the strongest to the weakest reputation.
    public let order: [String]
    /// The slope of bumps on reputation under this order.
    public let slope: Double
  }

  /// The model whose bumps these are.
  public let model: String
  /// Its estimator.
  public let estimator: Estimator
  /// Its ally rule.
  public let allyRule: String
  /// The scale that orders the incumbents.
  public let scale: String
  /// Where the order comes from.
  public let source: String
  /// What a reader must know about the scale.
  public let note: String
  /// The bumps and ranks, strongest reputation first.
  public let points: [Point]
  /// The slope of the bump on reputation, in logs a rank; positive where the hypothesis holds.
  public let slope: Double
  /// The share of all re-rankings with a slope at least as large.
  public let oneSidedP: Double
  /// The smallest p that these incumbents could give.
  public let smallestAttainableP: Double
  /// Every re-ranking with its slope, largest slope first.
  public let rerankings: [Reranking]
}
