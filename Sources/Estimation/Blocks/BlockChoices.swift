/// What is estimated over blocks: all choices that change which rows and numbers an answer is of.
///
/// Every answer and every question carries them, so that answers of two models are never added up. What
/// only matters once sums are there (the small-sample convention, the level) is not among them. Columns
/// and expressions are written as a formula writes them, so that spaces make no difference.
public struct BlockChoices: Sendable, Equatable, Codable {
  /// The column that names the block.
  public var blockColumn: String
  /// The outcome with its transformation.
  public var outcome: String
  /// The terms in order.
  public var terms: [String]
  /// The fixed effects in order.
  public var fixedEffects: [String]
  /// `poisson` or `gaussian`.
  public var family: String
  /// The variances in order.
  public var variances: [String]
  /// The column of the weights, or nil.
  public var weights: String?
  /// The column of the offset, or nil.
  public var offset: String?
  /// The restriction of the sample, or nil.
  public var restriction: String?
  /// The texts that mean missing, sorted.
  public var missingTexts: [String]

  enum CodingKeys: String, CodingKey {
    case outcome, terms, family, variances, weights, offset
    case blockColumn = "block_column"
    case fixedEffects = "fixed_effects"
    case restriction = "where"
    case missingTexts = "missing_texts"
  }

  /// What one choice is, here and in others.
  struct Difference {
    let name: String
    let isPlural: Bool
    let own: String
    let other: String

    /// Such as `its outcome is log(y) where theirs is y`.
    var fromTheirs: String {
      "its \(name) \(isPlural ? "are" : "is") \(own) where theirs \(isPlural ? "are" : "is") \(other)"
    }

    /// Such as `its outcome is log(y) where y is chosen`.
    var fromChosen: String {
      "its \(name) \(isPlural ? "are" : "is") \(own) where \(other) \(isPlural ? "are" : "is") chosen"
    }
  }

  /// The first choice that is not the same, or nil if all are.
  func difference(from other: BlockChoices) -> Difference? {
    func list(_ texts: [String]) -> String { texts.joined(separator: ", ") }
    func quoted(_ texts: [String]) -> String { list(texts.map { "'\($0)'" }) }
    let pairs: [(name: String, isPlural: Bool, own: String?, other: String?)] = [
      ("family", false, family, other.family),
      ("outcome", false, outcome, other.outcome),
      ("terms", true, list(terms), list(other.terms)),
      ("fixed effects", true, list(fixedEffects), list(other.fixedEffects)),
      ("weights", true, weights, other.weights),
      ("offset", false, offset, other.offset),
      ("restriction", false, restriction, other.restriction),
      ("variances", true, list(variances), list(other.variances)),
      ("texts for missing values", true, quoted(missingTexts), quoted(other.missingTexts)),
      ("column of the block", false, blockColumn, other.blockColumn),
    ]
    return pairs.first { $0.own != $0.other }.map {
      Difference(
        name: $0.name, isPlural: $0.isPlural, own: $0.own ?? "none", other: $0.other ?? "none")
    }
  }
}

extension FitSpecification {
  /// What is estimated over the blocks of a column.
  ///
  /// - Parameter missing: The texts that mean missing where the blocks' tables are read.
  ///
  /// Throws `formula.specification` for what `requireBlocks` refuses.
  public func blockChoices(
    by column: String, missing: Set<String>
  ) throws(FormulaError) -> BlockChoices {
    try requireBlocks(by: column)
    let model = formula.models[0]
    var rows: String?
    if let restriction { rows = try ColumnExpression(parsing: restriction).description }
    return BlockChoices(
      blockColumn: column, outcome: model.outcome.description,
      terms: model.terms.map(\.description),
      // A factor of one column is called as the column is.
      fixedEffects: model.fixedEffects.map {
        $0.columns.count == 1 ? $0.columns[0] : $0.description
      },
      family: family.rawValue, variances: variances.map(\.description), weights: weights,
      offset: offset, restriction: rows, missingTexts: missing.sorted())
  }
}
