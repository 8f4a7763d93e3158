import Estimation
import FoundationEssentials
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
    var once = BlockTotal(of: parts[0].choices)
    var twice = BlockTotal(of: parts[0].choices)
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
    // Answers of two models or rounds in one folder are told for what they are.
    other = parts[2]
    other.choices.outcome = "log(y)"
    #expect {
      try twice.add(other)
    } throws: {
      ($0 as? EstimationError)?.message
        == "block '02' does not belong with the blocks before it: its outcome is log(y) where theirs "
        + "is y"
    }
    other = parts[2]
    other.question.round = 2
    #expect {
      try twice.add(other)
    } throws: {
      ($0 as? EstimationError)?.message
        == "block '02' does not belong with the blocks before it: it answers another question "
        + "(round 2)"
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
      var total = BlockTotal(of: parts[0].choices)
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
    for wrong in [Int.max, 1 << 41, -1] {
      let says = "the statistics of block '01' do not fit together"
      #expect(try message { $0.observations = wrong } == says)
      #expect(try message { $0.levels[0] = wrong } == says)
      #expect(try message { $0.clusters[0].clusters = wrong } == says)
    }
    #expect(
      try message { $0.choices.terms = ["x", "q"] }
        == "block '01' does not belong with the blocks before it: its terms are x, q where theirs "
        + "are x, z")
    #expect(
      try message { $0.question.round = 2 }
        == "block '01' does not belong with the blocks before it: it answers another question "
        + "(round 2)")
    #expect(
      try message { $0.clusters[0].dimensions = ["year"] }
        == "block '01' does not belong with the blocks before it: its variances are others")
  }

  @Test(arguments: [
    ("family", "its family is poisson where"), ("outcome", "its outcome is log(y) where"),
    ("terms", "its terms are x where"),
    ("fixed effects", "its fixed effects are origin^commodity where"),
    ("weights", "its weights are w where"), ("offset", "its offset is w where"),
    ("restriction", "its restriction is year >= 2 where"),
    ("variances", "its variances are iid where"),
    ("missing", "its texts for missing values are '-', 'NA' where"),
    ("block", "its column of the block is origin where"),
  ])
  func `answers and questions of another model are refused with the first difference`(
    change: String, says: String
  ) throws {
    let data = try BlockData(commodities: 2).blocks()
    let formula =
      switch change {
      case "outcome": "log(y) ~ x + z | origin^commodity + origin^year^commodity"
      case "terms": "y ~ x | origin^commodity + origin^year^commodity"
      case "fixed effects": "y ~ x + z | origin^commodity"
      default: "y ~ x + z | origin^commodity + origin^year^commodity"
      }
    let usual = try blockSpecification(
      .gaussian, ["cluster:origin"],
      formula: "y ~ x + z | origin^commodity + origin^year^commodity")
    var other = try blockSpecification(
      change == "family" ? .poisson : .gaussian, [change == "variances" ? "iid" : "cluster:origin"],
      formula: formula)
    if change == "weights" { other.weights = "w" }
    if change == "offset" { other.offset = "w" }
    if change == "restriction" { other.restriction = "year>=2" }
    let (usualChoices, otherChoices) = (
      try usual.blockChoices(by: "commodity", missing: ["NA"]),
      try other.blockChoices(
        by: change == "block" ? "origin" : "commodity",
        missing: change == "missing" ? ["NA", "-"] : ["NA"])
    )
    let first = try BlockStatistics(
      of: try usual.block(of: data[0], by: "commodity", missing: ["NA"]),
      question: BlockQuestion())
    var second = try BlockStatistics(
      of: try usual.block(of: data[1], by: "commodity", missing: ["NA"]),
      question: BlockQuestion())
    #expect(first.choices == usualChoices)
    second.choices = otherChoices
    func message(_ work: () throws -> Void) -> String {
      do {
        try work()
        return "nothing"
      } catch {
        return (error as? EstimationError)?.message ?? "\(error)"
      }
    }
    var total = BlockTotal(of: usualChoices)
    var alone = total
    try total.add(first)
    let before = total
    let refusal = message { try total.add(second) }
    #expect(
      refusal.hasPrefix("block '01' does not belong with the blocks before it: \(says) theirs"),
      "\(refusal)")
    #expect(total == before)
    let single = message { try alone.add(second) }
    #expect(single.hasPrefix("block '01' was measured with another model: \(says)"), "\(single)")
    #expect(single.hasSuffix(" chosen"))
    var regression = try BlockRegression(of: otherChoices, tolerance: 1e-10)
    let whole = message { _ = try regression.take(total) }
    #expect(whole.hasPrefix("the blocks were measured with another model: its "), "\(whole)")
    let question = message { try regression.require(usualChoices) }
    #expect(question.hasPrefix("the question is of another model: \(says)"), "\(question)")
    #expect(message { try regression.require(otherChoices, tolerance: 1e-10) } == "nothing")
    #expect(
      message { try regression.require(otherChoices, tolerance: 1e-8) }
        == "the question is of another model: its tolerance is 1e-10 where 1e-08 is chosen")
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

  @Test func `answers come back from JSON the same to the bit, and no damaged ones do`() throws {
    let specification = try blockSpecification(
      .gaussian, ["cluster:origin+year", "cluster:origin^commodity", "hetero"])
    var answer = try BlockStatistics(
      of: try specification.block(of: try BlockData(commodities: 1).columns(), by: "commodity"),
      question: BlockQuestion())
    // Cells in numbers that leave one, two and no bytes over when they are packed.
    let whole = answer.clusters[0]
    for cells in [0, 1, 2, 3, 40] {
      answer.clusters[0].cells = Array(whole.cells.prefix(2 * cells))
      answer.clusters[0].scores = Array(whole.scores.prefix(2 * cells))
      answer.clusters[0].products = Array(whole.products.prefix(3 * cells))
      if cells > 0 {
        answer.clusters[0].scores[0] = -0.0
        answer.clusters[0].products[0] = .leastNonzeroMagnitude
        answer.clusters[0].cells[0] = -7
      }
      let bytes = try JSONEncoder().encode(answer)
      let read = try JSONDecoder().decode(BlockStatistics.self, from: bytes)
      #expect(read == answer)
      #expect(
        read.clusters[0].scores.map(\.bitPattern) == answer.clusters[0].scores.map(\.bitPattern))
    }
    answer.clusters[0].cells = [1]
    answer.clusters[0].scores = [1.0]
    let text = String(decoding: try JSONEncoder().encode(answer), as: UTF8.self)
    #expect(text.contains(#""scores":"AAAAAAAA8D8=""#) && text.contains(#""cells":"AQAAAA==""#))
    for wrong in [
      "AAAAAAAA8D8", "AAAAAAAA8D9=", "AAAAAAAA8D8A", "AAAA", "AAAAAAA=8D8=", "AAAAAAAA*D8=",
      "AAAAAAAA8H8=", "AAAAAAAA+H8=", "====", "AAAAAAAA8D8=AAAAAAAA8D8=",
    ] {
      let damaged = text.replacing(#""scores":"AAAAAAAA8D8=""#, with: #""scores":"\#(wrong)""#)
      #expect(damaged != text)
      #expect(throws: DecodingError.self, "\(wrong)") {
        try JSONDecoder().decode(BlockStatistics.self, from: Data(damaged.utf8))
      }
    }
    answer.clusters[0].products = [.infinity]
    #expect(throws: EncodingError.self) { try JSONEncoder().encode(answer) }
  }
}
