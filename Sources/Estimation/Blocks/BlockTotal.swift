/// The sums of blocks: what all of them together say about the coefficients.
///
/// Sums are taken in the order of the blocks' names, so that they are the same to the bit whatever the
/// order in which blocks were measured, on how many machines, and how often.
public struct BlockTotal: Sendable, Equatable {
  /// What is estimated, by every block.
  public let choices: BlockChoices
  /// The names of the blocks in order.
  public private(set) var blocks: [String] = []
  /// The sums; `block` is the last one that was added, and clusters are kept apart.
  private(set) var sum: BlockStatistics?
  private(set) var clusters: [ClusterTable] = []
  private var last: BlockStatistics?

  /// No blocks yet, of a model.
  public init(of choices: BlockChoices) { self.choices = choices }

  /// Adds a block, whose name must follow those of the blocks added before, byte by byte.
  ///
  /// The last block once more is ignored if it says the same to the bit, which is what a task that ran
  /// twice leaves behind.
  ///
  /// Throws `estimate.blocks`, and adds nothing, for a block that says something else the second time,
  /// that comes out of order, or that was asked another question or estimates something else.
  public mutating func add(_ block: BlockStatistics) throws(EstimationError) {
    try requireChoices(block)
    guard var sum, let last else {
      try Self.requireSense(block)
      blocks = [block.block]
      sum = block
      last = block
      clusters = block.clusters.map { ClusterTable($0, terms: block.terms.count) }
      sum?.clusters = []
      return
    }
    if block.block == last.block {
      if block == last { return }
      if block.question != last.question { throw Self.stranger(block, Self.round(block)) }
      throw .blocks(
        "block '\(block.block)' comes twice and says different things",
        hint: "find out which task measured other rows, and measure the block once more")
    }
    if !last.block.utf8.lexicographicallyPrecedes(block.block.utf8) {
      throw .blocks(
        "block '\(block.block)' comes after '\(last.block)'",
        hint: "add blocks in the order of their names")
    }
    try Self.requireSense(block)
    try requireSame(block, as: sum)
    blocks.append(block.block)
    self.last = block
    sum.rows += block.rows
    sum.observations += block.observations
    sum.excluded += block.excluded
    sum.missing += block.missing
    sum.zeroWeight += block.zeroWeight
    sum.singleton += block.singleton
    sum.separated += block.separated
    sum.rank += block.rank
    sum.rankIsExact = sum.rankIsExact && block.rankIsExact
    sum.deviance += block.deviance
    sum.outcomeSquares += block.outcomeSquares
    sum.logLikelihood += block.logLikelihood
    for index in sum.levels.indices { sum.levels[index] += block.levels[index] }
    for index in sum.components.indices { sum.components[index] += block.components[index] }
    Self.add(block.gradient, to: &sum.gradient)
    Self.add(block.products, to: &sum.products)
    Self.add(block.sums, to: &sum.sums)
    Self.add(block.squares, to: &sum.squares)
    for index in sum.extremes.indices {
      sum.extremes[index] = max(sum.extremes[index], block.extremes[index])
    }
    Self.add(block.meat, to: &sum.meat)
    self.sum = sum
    for index in clusters.indices { clusters[index].add(block.clusters[index]) }
  }

  private static func add(_ part: [Double], to sum: inout [Double]) {
    for index in sum.indices { sum[index] += part[index] }
  }

  /// More rows than a block has, of which millions can be added up.
  private static let mostRows = 1 << 40

  /// Refuses statistics whose parts do not fit together, such as those of a file that was cut.
  private static func requireSense(_ block: BlockStatistics) throws(EstimationError) {
    let (count, effects) = (block.terms.count, block.fixedEffects.count)
    let size = count * (count + 1) / 2
    var fits =
      block.schema == BlockStatistics.currentSchema && block.gradient.count == count
      && block.products.count == size && block.sums.count == count
      && block.squares.count == count && block.extremes.count == count
      && block.levels.count == effects
      && block.components.count == effects * (effects - 1) / 2
      && (block.meat.isEmpty || block.meat.count == size)
      && block.question.coefficients.count == count
    // Counts that a block can have and a sum of blocks can hold.
    let counts = [
      block.rows, block.observations, block.excluded, block.missing, block.zeroWeight,
      block.singleton, block.separated, block.rank,
    ]
    fits =
      fits
      && (counts + block.levels + block.components + block.clusters.map(\.clusters)).allSatisfy {
        (0...mostRows).contains($0)
      }
    let hasProducts = block.family == "gaussian" && block.question.wantsClusterProducts
    for table in block.clusters {
      let (width, cells) = (table.dimensions.count, table.scores.count / max(count, 1))
      fits =
        fits && width > 0 && table.labels.count == width
        && table.nested.count == width * effects && table.scores.count == cells * count
        && table.cells.count == cells * width
        && table.products.count == (hasProducts && table.meat.isEmpty ? cells * size : 0)
        && (table.meat.isEmpty || table.meat.count == size)
        && table.cells.indices.allSatisfy {
          table.cells[$0] >= 0 && Int(table.cells[$0]) < table.labels[$0 % width].count
        }
    }
    let numbers =
      block.gradient + block.products + [block.deviance, block.logLikelihood]
    if !fits || !numbers.allSatisfy(\.isFinite) {
      throw .blocks(
        "the statistics of block '\(block.block)' do not fit together",
        hint: "measure the block once more with the same version of the program")
    }
  }

  private func requireSame(
    _ block: BlockStatistics, as sum: BlockStatistics
  ) throws(EstimationError) {
    let sameClusters =
      block.clusters.count == clusters.count
      && zip(block.clusters, clusters).allSatisfy {
        $0.dimensions == $1.dimensions && $0.meat.isEmpty == $1.meat.isEmpty
      }
    let difference: String? =
      if block.question != sum.question {
        Self.round(block)
      } else if block.meat.isEmpty != sum.meat.isEmpty || !sameClusters {
        "its variances are others"
      } else {
        nil
      }
    if let difference { throw Self.stranger(block, difference) }
  }

  /// Refuses an answer of another model than that of this total, which the blocks before are of.
  private func requireChoices(_ block: BlockStatistics) throws(EstimationError) {
    guard let difference = block.choices.difference(from: choices) else { return }
    if !blocks.isEmpty { throw Self.stranger(block, difference.fromTheirs) }
    throw .blocks(
      "block '\(block.block)' was measured with another model: \(difference.fromChosen)",
      hint: "choose what the blocks were measured with, or measure them again")
  }

  private static func round(_ block: BlockStatistics) -> String {
    "it answers another question (round \(block.question.round))"
  }

  private static func stranger(_ block: BlockStatistics, _ difference: String) -> EstimationError {
    .blocks(
      "block '\(block.block)' does not belong with the blocks before it: \(difference)",
      hint: "measure all blocks with the same choices and question")
  }
}

/// Sums by cluster over blocks.
struct ClusterTable: Sendable, Equatable {
  let dimensions: [String]
  private(set) var labels: [[String]]
  private var codes: [[String: Int32]]
  /// For each cell its code in each dimension.
  private(set) var cells: [[Int32]] = []
  private var places: [[Int32]: Int] = [:]
  private(set) var scores: [Double] = []
  private(set) var products: [Double] = []
  private(set) var nested: [Bool]
  private(set) var meat: [Double]
  private(set) var clusters: Int
  private let terms: Int

  init(_ first: BlockStatistics.Clusters, terms: Int) {
    dimensions = first.dimensions
    labels = first.dimensions.map { _ in [] }
    codes = first.dimensions.map { _ in [:] }
    nested = first.nested.map { _ in true }
    meat = first.meat.map { _ in 0 }
    clusters = 0
    self.terms = terms
    add(first)
  }

  mutating func add(_ block: BlockStatistics.Clusters) {
    for index in nested.indices { nested[index] = nested[index] && block.nested[index] }
    for index in meat.indices { meat[index] += block.meat[index] }
    clusters += block.clusters
    var own: [[Int32]] = []
    for (dimension, names) in block.labels.enumerated() {
      own.append(
        names.map { name in
          if let known = codes[dimension][name] { return known }
          let code = Int32(labels[dimension].count)
          codes[dimension][name] = code
          labels[dimension].append(name)
          return code
        })
    }
    let (width, size) = (dimensions.count, terms * (terms + 1) / 2)
    for cell in 0..<(block.cells.count / width) {
      let key = (0..<width).map { own[$0][Int(block.cells[cell * width + $0])] }
      let place: Int
      if let known = places[key] {
        place = known
      } else {
        place = cells.count
        places[key] = place
        cells.append(key)
        scores += repeatElement(0, count: terms)
        if !block.products.isEmpty { products += repeatElement(0, count: size) }
      }
      for index in 0..<terms {
        scores[place * terms + index] += block.scores[cell * terms + index]
      }
      if block.products.isEmpty { continue }
      for index in 0..<size {
        products[place * size + index] += block.products[cell * size + index]
      }
    }
  }

  /// The cells in the order of their labels, so that sums over clusters have an order of their own.
  var sortedCells: [Int] {
    let ranks = labels.map { labels in
      var rank = [Int32](repeating: 0, count: labels.count)
      let order = labels.indices.sorted {
        labels[$0].utf8.lexicographicallyPrecedes(labels[$1].utf8)
      }
      for (place, label) in order.enumerated() { rank[label] = Int32(place) }
      return rank
    }
    let keys = cells.map { cell in cell.indices.map { ranks[$0][Int(cell[$0])] } }
    return cells.indices.sorted { keys[$0].lexicographicallyPrecedes(keys[$1]) }
  }
}
