/// What one block says about the coefficients, taken at given coefficients: all that combining needs.
///
/// With X̃ the terms less their fixed effects under the weights W and e the outcome less its fitted
/// mean: the gradient X̃'We (Poisson: X̃'e), the products X̃'WX̃, both by cluster where that is wanted,
/// and counts. For Poisson the fixed effects are those that maximize the likelihood at the coefficients,
/// so that gradient and products are those of the concentrated likelihood (Stammann 2018, section 3).
public struct BlockStatistics: Sendable, Equatable, Codable {
  /// The layout of the encoded statistics.
  public static let currentSchema = "swingport.block/3"

  /// Sums by cluster of one clustered variance.
  ///
  /// Encoded, `cells` (32-bit words), `scores` and `products` (64-bit floating point) are each one text:
  /// base64 of the words from their lowest byte on. All other numbers are decimals.
  public struct Clusters: Sendable, Equatable, Codable {
    /// The names of the dimensions.
    public var dimensions: [String]
    /// For each dimension the labels that occur.
    public var labels: [[String]]
    /// For each combination of clusters the position of its label in each dimension, in turn.
    public var cells: [Int32]
    /// For each combination the gradient of its rows, term by term.
    public var scores: [Double]
    /// For each combination the products of its rows, row by row of the lower triangle; empty where
    /// they were not wanted.
    public var products: [Double]
    /// For each dimension and fixed effect in turn, whether the effect is nested in the clusters.
    public var nested: [Bool]
    /// The sum over clusters of the outer products of their gradients, where no cluster reaches into
    /// another block; the cells are then left out.
    public var meat: [Double]
    /// How many clusters `meat` is of.
    public var clusters: Int
  }

  /// The layout, `swingport.block/3`.
  public var schema = currentSchema
  /// The block.
  public var block: String
  /// What was asked, the coefficients in full.
  public var question: BlockQuestion
  /// What is estimated.
  public var choices: BlockChoices
  /// The rows of the block.
  public var rows = 0
  /// The rows in use.
  public var observations = 0
  /// Rows left out by the restriction of the sample.
  public var excluded = 0
  /// Rows left out for a missing value, those of the restriction not among them.
  public var missing = 0
  /// Rows left out for a weight of zero.
  public var zeroWeight = 0
  /// Rows left out as the only ones of a level.
  public var singleton = 0
  /// Zeros left out since fixed effects predict them perfectly (Poisson).
  public var separated = 0
  /// The levels of each fixed effect in use.
  public var levels: [Int]
  /// For each pair of fixed effects (1-0, 2-0, 2-1 and so on) the components that they form.
  public var components: [Int]
  /// The rank of the fixed effects, or an upper bound.
  public var rank = 0
  /// Whether that is the rank itself.
  public var rankIsExact = true
  /// The gradient, term by term.
  public var gradient: [Double]
  /// The products, row by row of the lower triangle.
  public var products: [Double]
  /// The sums of the terms as they came.
  public var sums: [Double]
  /// The sums of their squares.
  public var squares: [Double]
  /// The largest absolute value of each term less its fixed effects.
  public var extremes: [Double]
  /// Poisson deviance, or the weighted sum of squared residuals.
  public var deviance = 0.0
  /// The weighted squares of the outcome less its fixed effects (least squares), or zero.
  public var outcomeSquares = 0.0
  /// The log likelihood (Poisson), or the sum of the logarithms of the weights.
  public var logLikelihood = 0.0
  /// The sum of the outer products of the rows' gradients; empty where no variance needs it.
  public var meat: [Double]
  /// One entry a clustered variance, in their order.
  public var clusters: [Clusters]

  enum CodingKeys: String, CodingKey {
    case schema, block, question, choices, rows, observations, excluded, missing, singleton
    case separated, levels, components, rank, gradient, products, sums, squares, extremes
    case deviance, meat, clusters
    case zeroWeight = "zero_weight"
    case rankIsExact = "rank_is_exact"
    case outcomeSquares = "outcome_squares"
    case logLikelihood = "log_likelihood"
  }

  /// Nothing yet: what a block without a row in use says.
  init(of block: Block, question: BlockQuestion) {
    self.block = block.id
    self.question = question
    choices = block.choices
    let (count, effects) = (block.model.terms.count, block.model.fixedEffects.count)
    rows = block.model.outcome.count
    excluded = block.excludedRows
    levels = [Int](repeating: 0, count: effects)
    components = [Int](repeating: 0, count: effects * (effects - 1) / 2)
    gradient = [Double](repeating: 0, count: count)
    products = [Double](repeating: 0, count: count * (count + 1) / 2)
    sums = gradient
    squares = gradient
    extremes = gradient
    meat = []
    clusters = []
    for variance in block.variances {
      switch variance {
      case .iid: continue
      case .heteroskedastic: meat = [Double](repeating: 0, count: products.count)
      case .clustered(let dimensions):
        clusters.append(
          Clusters(
            dimensions: dimensions.map(\.factor.name), labels: dimensions.map { _ in [] },
            cells: [], scores: [], products: [],
            nested: [Bool](repeating: true, count: dimensions.count * effects),
            meat: Self.isWithin(dimensions)
              ? [Double](repeating: 0, count: products.count) : [], clusters: 0))
      }
    }
  }

  /// `poisson` or `gaussian`.
  public var family: String { choices.family }
  /// The terms in order.
  public var terms: [String] { choices.terms }
  /// The fixed effects in order.
  public var fixedEffects: [String] { choices.fixedEffects }

  /// Whether the clusters of one dimension lie within the block, so that they can be summed up here.
  static func isWithin(_ dimensions: [Block.Dimension]) -> Bool {
    dimensions.count == 1 && dimensions[0].isWithinBlock
  }
}
