/// The rows of one block of a model: rows that share no level of a fixed effect with other blocks.
///
/// With every fixed effect interacted with the commodity, the rows of a commodity are such a block.
/// The blocks of a model share the coefficients of its terms and nothing else, so that what each of
/// them says about the coefficients can be found on its own and added up (`BlockTotal`).
public struct Block: Sendable {
  /// A dimension of clusters whose clusters may reach into other blocks, known there by their labels.
  public struct Dimension: Sendable {
    /// The cluster of each row.
    public let factor: Factor
    /// What each level of the factor is called in all blocks.
    public let labels: [String]
    /// Whether no cluster reaches into another block.
    public let isWithinBlock: Bool

    /// Names the clusters; there is one label a level.
    ///
    /// Throws `estimate.length` otherwise.
    public init(
      factor: Factor, labels: [String], isWithinBlock: Bool
    ) throws(EstimationError) {
      if labels.count != factor.levels {
        throw .length(column: factor.name, rows: labels.count, expected: factor.levels)
      }
      self.factor = factor
      self.labels = labels
      self.isWithinBlock = isWithinBlock
    }
  }

  /// The variances that blocks can be combined to.
  public enum Variance: Sendable {
    /// Independent errors of equal variance.
    case iid
    /// Independent errors of unequal variance (HC1).
    case heteroskedastic
    /// One to four dimensions of clusters (CRV1).
    case clustered([Dimension])
  }

  /// What the block is called; sums are taken in the order of the names, compared byte by byte.
  public let id: String
  /// What is estimated.
  public let choices: BlockChoices
  /// The columns of its rows.
  public let model: Model
  /// The variances wanted.
  public let variances: [Variance]
  /// The rows among those without an outcome that a restriction of the sample left out.
  public let excludedRows: Int

  /// Puts a block together.
  ///
  /// Throws `estimate.blocks` without fixed effects, since all rows are then one block, and
  /// `estimate.cluster_dimensions` or `estimate.length` for dimensions that do not fit.
  public init(
    id: String, choices: BlockChoices, model: Model, variances: [Variance], excludedRows: Int = 0
  ) throws(EstimationError) {
    if model.fixedEffects.isEmpty {
      throw .blocks(
        "a model without fixed effects does not fall into blocks",
        hint: "absorb fixed effects that are interacted with the block, or estimate in memory")
    }
    for case .clustered(let dimensions) in variances {
      if dimensions.isEmpty || dimensions.count > 4 { throw .clusterDimensions(dimensions.count) }
      for dimension in dimensions where dimension.factor.codes.count != model.outcome.count {
        throw .length(
          column: dimension.factor.name, rows: dimension.factor.codes.count,
          expected: model.outcome.count)
      }
    }
    self.id = id
    self.choices = choices
    self.model = model
    self.variances = variances
    self.excludedRows = excludedRows
  }
}

/// What all blocks are asked in one round.
public struct BlockQuestion: Sendable, Equatable, Codable {
  /// The number of the round, from 1.
  public var round: Int
  /// The coefficients to take the measure at, one a term; empty for zero throughout.
  public var coefficients: [Double]
  /// Whether products of the terms by cluster are wanted, with which least squares need one round.
  public var wantsClusterProducts: Bool

  /// The first question: at coefficients of zero.
  public init() {
    round = 1
    coefficients = []
    wantsClusterProducts = true
  }

  enum CodingKeys: String, CodingKey {
    case round, coefficients
    case wantsClusterProducts = "cluster_products"
  }
}
