import Estimation
import Testing

@Suite struct `Estimation by blocks` {
  private static let all = [
    "iid", "hetero", "cluster:origin^destination", "cluster:origin+destination+year",
    "cluster:commodity", "cluster:origin^commodity+year",
  ]

  private static func expectSame(
    _ data: BlockData, _ specification: FitSpecification,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let fit = try specification.fits(of: try data.columns())[0].fit
    let blocks = try estimate(specification, data.blocks())
    func close(_ a: Double, _ b: Double, _ what: String) {
      #expect(
        abs(a - b) <= 1e-9 * max(abs(a), abs(b)), "\(what): \(a) and \(b)",
        sourceLocation: sourceLocation)
    }
    #expect(blocks.coefficients.map(\.term) == fit.coefficients.map(\.term))
    for (a, b) in zip(blocks.coefficients, fit.coefficients) {
      close(a.estimate, b.estimate, a.term)
    }
    #expect(blocks.counts.observations == fit.observations)
    #expect(blocks.counts.singleton == fit.dropped.singleton)
    #expect(blocks.counts.separated == fit.dropped.separatedByFixedEffects)
    #expect(blocks.counts.missing + blocks.counts.excluded == fit.dropped.missing)
    #expect(blocks.counts.levels == fit.fixedEffects.map(\.levels))
    #expect(blocks.counts.rank == fit.fixedEffectRank.value)
    close(blocks.deviance, fit.deviance, "deviance")
    close(blocks.logLikelihood, fit.logLikelihood, "log likelihood")
    for (a, b) in zip(try variances(blocks, specification), fit.variances) {
      #expect(a.parameters == b.parameters)
      #expect(a.clusters == b.clusters)
      #expect(a.degreesOfFreedom == b.degreesOfFreedom)
      #expect(a.distribution == b.distribution)
      for (left, right) in zip(a.table, b.table) {
        close(left.standardError, right.standardError, "\(b.clusters) \(right.term)")
        close(left.lower, right.lower, "lower end of \(right.term)")
      }
    }
  }

  @Test(arguments: [Model.Family.gaussian, .poisson], SmallSampleName.allCases)
  func `coefficients and all variances equal the fit in memory under every convention`(
    family: Model.Family, convention: SmallSampleName
  ) throws {
    let variances = convention == .exactRank ? ["iid", "hetero"] : Self.all
    try Self.expectSame(
      BlockData(commodities: 8),
      try blockSpecification(family, variances, smallSample: convention))
  }

  @Test(arguments: [Model.Family.gaussian, .poisson])
  func `weights and a restriction of the sample change blocks as they change the whole`(
    family: Model.Family
  ) throws {
    try Self.expectSame(
      BlockData(commodities: 6),
      try blockSpecification(
        family, Self.all, weights: "w", restriction: "year != 3 & commodity != \"02\""))
  }

  @Test func `least squares with clusters across blocks need one round`() throws {
    let specification = try blockSpecification(.gaussian, ["iid", "cluster:origin+year"])
    let blocks = try estimate(specification, BlockData(commodities: 5).blocks())
    #expect(blocks.rounds == 1)
    let rows = try blockSpecification(.gaussian, ["hetero"])
    #expect(try estimate(rows, BlockData(commodities: 5).blocks()).rounds == 2)
  }

  @Test(arguments: [Model.Family.gaussian, .poisson])
  func `blocks that say nothing are no obstacle`(family: Model.Family) throws {
    var data = BlockData(commodities: 4)
    // A commodity that is never exported, and one whose effects use up every row.
    data.rows = data.rows.map { row in
      var row = row
      if row.commodity == 1 { row.y = 0 }
      return row
    }.filter { $0.commodity != 2 || ($0.origin < 2 && $0.destination < 2 && $0.year < 2) }
    #expect(data.rows.count { $0.commodity == 2 } > 3)
    try Self.expectSame(data, try blockSpecification(family, Self.all))
  }

  @Test func `a term that is absorbed is left out, as is one that repeats another`() throws {
    var data = BlockData(commodities: 4)
    for row in data.rows.indices { data.rows[row].w = Double(data.rows[row].origin) }
    let formula = BlockData.formula.replacing("x + z", with: "w + x + I(2 * x) + z")
    let specification = try blockSpecification(.poisson, ["iid"], formula: formula)
    let blocks = try estimate(specification, data.blocks())
    #expect(blocks.coefficients.map(\.term) == ["x", "z"])
    #expect(blocks.omitted.map(\.term) == ["w", "I(2 * x)"])
    let fit = try specification.fits(of: try data.columns())[0].fit
    #expect(fit.omitted.map(\.name) == ["w", "I(2 * x)"])
    #expect(abs(blocks.coefficients[0].estimate - fit.coefficients[0].estimate) < 1e-10)
  }

  @Test func `threads and the order of rows change no bit of a block`() throws {
    let data = BlockData(commodities: 1)
    var turned = data
    turned.rows.reverse()
    for family in [Model.Family.gaussian, .poisson] {
      let specification = try blockSpecification(family, Self.all)
      var found: [BlockStatistics] = []
      for (rows, threads) in [(data, 1), (turned, 1), (data, 3)] {
        found.append(
          try BlockStatistics(
            of: try specification.block(of: try rows.columns(), by: "commodity"),
            question: BlockQuestion(), threads: threads))
      }
      #expect(found[0] == found[1])
      #expect(found[0] == found[2])
    }
  }

  @Test func `a block twice counts once, and is refused if it says something else`()
    throws
  {
    let data = BlockData(commodities: 3)
    let specification = try blockSpecification(.gaussian, ["cluster:origin"])
    let parts = try data.blocks().map {
      try BlockStatistics(
        of: try specification.block(of: $0, by: "commodity"), question: BlockQuestion())
    }
    var once = BlockTotal()
    var twice = BlockTotal()
    for part in parts {
      try once.add(part)
      try twice.add(part)
      try twice.add(part)
    }
    #expect(once == twice)
    var other = parts[2]
    other.gradient[0] = other.gradient[0].nextUp
    let before = twice
    #expect {
      try twice.add(other)
    } throws: {
      ($0 as? EstimationError)?.message == "block '02' comes twice and says different things"
    }
    #expect(twice == before)
    #expect {
      try twice.add(parts[0])
    } throws: {
      ($0 as? EstimationError)?.message == "block '00' comes after '02'"
    }
  }

  @Test func `statistics that were cut or of another model are refused by name`()
    throws
  {
    let data = BlockData(commodities: 2)
    let specification = try blockSpecification(.gaussian, ["cluster:origin"])
    let parts = try data.blocks().map {
      try BlockStatistics(
        of: try specification.block(of: $0, by: "commodity"), question: BlockQuestion())
    }
    func message(_ change: (inout BlockStatistics) -> Void) throws -> String? {
      var total = BlockTotal()
      try total.add(parts[0])
      var changed = parts[1]
      change(&changed)
      do {
        try total.add(changed)
        return nil
      } catch {
        return error.message
      }
    }
    #expect(try message { _ in } == nil)
    #expect(
      try message { $0.clusters[0].scores.removeLast() }
        == "the statistics of block '01' do not fit together")
    #expect(
      try message { $0.clusters[0].cells[0] = 99 }
        == "the statistics of block '01' do not fit together")
    #expect(
      try message { $0.gradient[0] = .nan } == "the statistics of block '01' do not fit together")
    #expect(
      try message { $0.terms = ["x", "q"] }
        == "block '01' does not belong with the blocks before it: its terms are x, q")
    #expect(
      try message { $0.question.round = 2 }
        == "block '01' does not belong with the blocks before it: it answers another question "
        + "(round 2)")
    #expect(
      try message { $0.clusters[0].dimensions = ["year"] }
        == "block '01' does not belong with the blocks before it: its variances are others")
  }

  @Test(arguments: [
    ("y ~ x | origin^destination + origin^year^commodity", "cluster:origin", "is shared by blocks"),
    ("y ~ x", "iid", "without fixed effects"),
    ("y ~ i(year) | origin^commodity", "iid", "levels that a block happens to have"),
    ("c(y, z) ~ x | origin^commodity", "iid", "stands for 2 models"),
    ("y ~ x | origin^commodity", "crv3:origin", "cannot be combined from blocks"),
  ])
  func `a model that does not fall into blocks is refused`(
    formula: String, variance: String, says: String
  ) throws {
    let specification = try blockSpecification(.gaussian, [variance], formula: formula)
    #expect {
      try specification.block(of: try BlockData(commodities: 1).columns(), by: "commodity")
    } throws: {
      ($0 as? FormulaError)?.message.contains(says) == true
    }
  }

  @Test func `rows of two blocks at once are refused by their names`() throws {
    let specification = try blockSpecification(.gaussian, ["iid"])
    #expect {
      try specification.block(of: try BlockData(commodities: 2).columns(), by: "commodity")
    } throws: {
      ($0 as? FormulaError)?.message
        == "simulated has rows of the blocks '00' and '01' of 'commodity'"
    }
  }

  @Test func `a term that only zeros have is no estimate but a refusal`() throws {
    var data = BlockData(commodities: 3)
    for row in data.rows.indices where data.rows[row].z == 1 { data.rows[row].y = 0 }
    let specification = try blockSpecification(.poisson, ["iid"])
    #expect {
      try estimate(specification, data.blocks())
    } throws: {
      ($0 as? EstimationError)?.id == "estimate.blocks"
        || ($0 as? EstimationError)?.id == "estimate.no_convergence"
    }
  }
}
