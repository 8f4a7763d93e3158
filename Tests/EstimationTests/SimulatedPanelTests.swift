import Estimation
import Testing

/// The committed panel against dense dummies, and what must not change an estimate.
struct SimulatedPanelTests {
  static let plain = SmallSample(
    adjustsForParameters: false, fixedEffectCount: .none, adjustsForClusters: false,
    clusterRule: .min, degreesOfFreedomRule: .min)

  @Test(arguments: [Model.Family.gaussian, .poisson])
  func `the committed panel agrees with dense dummies`(family: Model.Family) throws {
    let panel = try SimulatedPanel()
    let expected = try SimulatedPanel.expected()[family.rawValue] as! [String: Any]
    let fit = try fit(
      panel.model(family),
      variances: [
        .heteroskedastic, .clustered([panel.states]),
        .clustered([panel.states, panel.destinations]),
      ], smallSample: Self.plain, tolerance: 1e-9)
    #expect(fit.observations == Int(expected.number("rows")))
    #expect(fit.fixedEffectRank.value == Int(expected.number("rank")))
    #expect(
      relativeDifference(fit.coefficients.map(\.estimate), expected.numbers("coefficients"))
        < 1e-10)
    #expect(abs(fit.deviance / expected.number("deviance") - 1) < 1e-11)
    #expect(matrixDifference(fit.variances[0].covariance, expected.matrix("hc0")) < 1e-9)
    #expect(matrixDifference(fit.variances[1].covariance, expected.matrix("state")) < 1e-9)
    let two = fit.variances[2]
    let diagonal = expected.matrix("two_way").enumerated().map { $1[$0] }
    #expect((two.repair != nil) == diagonal.contains { $0 < 0 })
    if two.repair == nil {
      #expect(matrixDifference(two.covariance, expected.matrix("two_way")) < 1e-9)
    }
    #expect(two.clusters.map(\.clusters) == [7, 8])
    #expect(fit.residuals.count == fit.keptRows.count)
    #expect(fit.rows == fit.observations + fit.dropped.total)
    #expect(fit.achievedTolerance < 1e-10)
  }

  @Test(arguments: [Model.Family.gaussian, .poisson])
  func `the order of the rows changes no bit`(family: Model.Family) throws {
    let panel = try SimulatedPanel()
    var generator = FixedSequence(seed: 1)
    let order = panel.outcome.indices.shuffled(using: &generator)
    let shuffled = try panel.permuted(order)
    let first = try fit(
      panel.model(family), variances: [.clustered([panel.states]), .iid], smallSample: .fixest,
      tolerance: 1e-9)
    let second = try fit(
      shuffled.model(family), variances: [.clustered([shuffled.states]), .iid],
      smallSample: .fixest, tolerance: 1e-9)
    #expect(first.coefficients == second.coefficients)
    #expect(first.variances.map(\.covariance) == second.variances.map(\.covariance))
    #expect(first.deviance == second.deviance)
    #expect(second.keptRows.map { order[$0] }.sorted() == first.keptRows)
  }

  @Test(arguments: [Model.Family.gaussian, .poisson])
  func `renaming levels and reordering fixed effects changes rounding at most`(
    family: Model.Family
  ) throws {
    let panel = try SimulatedPanel()
    let model = try panel.model(family)
    let relabelled = Model(
      outcomeName: model.outcomeName, outcome: model.outcome, terms: model.terms,
      fixedEffects: try model.fixedEffects.reversed().map { factor in
        try Factor(
          name: factor.name, codes: factor.codes.map { Int32(factor.levels) - 1 - $0 },
          levels: factor.levels)
      }, family: family)
    let first = try fit(model, variances: [.iid], smallSample: .fixest, tolerance: 1e-9)
    let second = try fit(relabelled, variances: [.iid], smallSample: .fixest, tolerance: 1e-9)
    #expect(
      relativeDifference(
        second.coefficients.map(\.estimate), first.coefficients.map(\.estimate)) < 1e-10)
    #expect(
      relativeDifference(
        second.variances[0].table.map(\.standardError),
        first.variances[0].table.map(\.standardError)) < 1e-10)
    #expect(first.fixedEffectRank == second.fixedEffectRank)
  }

  @Test(arguments: [Model.Family.gaussian, .poisson])
  func `the unit of a term scales its coefficient alone`(family: Model.Family) throws {
    var panel = try SimulatedPanel()
    let first = try fit(
      panel.model(family), variances: [.heteroskedastic], smallSample: .fixest, tolerance: 1e-9)
    panel.terms[2] = Term(name: "x3", values: panel.terms[2].values.map { 1e6 * $0 })
    let second = try fit(
      panel.model(family), variances: [.heteroskedastic], smallSample: .fixest, tolerance: 1e-9)
    for (index, factor) in [1, 1, 1e-6].enumerated() {
      let (a, b) = (first.variances[0].table[index], second.variances[0].table[index])
      #expect(abs(b.estimate / (a.estimate * factor) - 1) < 1e-9)
      #expect(abs(b.standardError / (a.standardError * factor) - 1) < 1e-9)
      #expect(abs(b.statistic / a.statistic - 1) < 1e-9)
    }
  }

  @Test func `the unit of a Poisson outcome changes no slope`() throws {
    var panel = try SimulatedPanel()
    let first = try fit(
      panel.model(.poisson), variances: [.heteroskedastic], smallSample: .fixest, tolerance: 1e-9)
    panel.outcome = panel.outcome.map { 1e-6 * $0 }
    let second = try fit(
      panel.model(.poisson), variances: [.heteroskedastic], smallSample: .fixest, tolerance: 1e-9)
    #expect(
      relativeDifference(
        second.coefficients.map(\.estimate), first.coefficients.map(\.estimate)) < 1e-9)
    #expect(
      relativeDifference(
        second.variances[0].table.map(\.standardError),
        first.variances[0].table.map(\.standardError)) < 1e-8)
  }

  @Test(arguments: [Model.Family.gaussian, .poisson])
  func `absorbed and collinear terms change nothing but the list of omitted ones`(
    family: Model.Family
  ) throws {
    var panel = try SimulatedPanel()
    let first = try fit(
      panel.model(family), variances: [.iid], smallSample: .fixest, tolerance: 1e-9)
    let terms = panel.terms
    let window = panel.time.map { $0 % 3 == 0 ? 1.0 : 0 }
    var generator = FixedSequence(seed: 3)
    var byPair: [String: Double] = [:]
    for key in zip(panel.state, panel.dest).map({ $0 + $1 }) where byPair[key] == nil {
      byPair[key] = generator.uniform()
    }
    let pair = zip(panel.state, panel.dest).map { byPair[$0 + $1]! }
    panel.terms = [
      Term(name: "window", values: window),
      Term(name: "joint", values: zip(pair, panel.times.codes).map { $0 + 0.1 * Double($1 * $1) }),
      terms[0], terms[1],
      Term(
        name: "sum",
        values: terms[0].values.indices.map {
          terms[0].values[$0] - 2 * terms[1].values[$0] + window[$0]
        }),
      terms[2], Term(name: "nothing", values: window.map { _ in 0 }),
    ]
    let second = try fit(
      panel.model(family), variances: [.iid], smallSample: .fixest, tolerance: 1e-9)
    #expect(second.omitted.map(\.name) == ["window", "joint", "sum", "nothing"])
    #expect(
      second.omitted.map(\.reason) == [
        .absorbed(by: ["dt"]), .absorbed(by: ["sd", "dt"]), .collinear(with: ["x1", "x2"]), .zero,
      ])
    #expect(first.coefficients == second.coefficients)
    #expect(first.variances[0].covariance == second.variances[0].covariance)
    #expect(first.omitted.isEmpty)
  }

  /// The failure of lrberge/fixest#354 and py-econometrics/pyfixest#346.
  @Test func `an absorbed term does not come back with a third fixed effect`() throws {
    let panel = try SimulatedPanel()
    let post = Term(name: "post", values: panel.time.map { $0 >= 3 ? 1 : 0 })
    let trend = Term(
      name: "trend",
      values: zip(panel.states.codes, panel.time).map { Double($0) * Double($1) * 1e4 + 3e6 })
    let extra = Factor(name: "cycle", values: panel.time.map { $0 / 2 })
    for family in [Model.Family.gaussian, .poisson] {
      let model = try panel.model(family)
      for effects in [Array(model.fixedEffects[1...2]), model.fixedEffects + [extra]] {
        let fit = try fit(
          Model(
            outcomeName: "y", outcome: model.outcome, terms: [post, trend] + model.terms,
            fixedEffects: effects, family: family), variances: [.iid], smallSample: .fixest,
          tolerance: 1e-9)
        #expect(fit.coefficients.map(\.term) == ["x1", "x2", "x3"])
        #expect(
          fit.omitted == [
            OmittedTerm(name: "post", reason: .absorbed(by: ["dt"])),
            OmittedTerm(name: "trend", reason: .absorbed(by: ["st"])),
          ])
      }
    }
  }

  @Test func `balanced least squares is triple demeaning`() throws {
    let (states, destinations, times) = (5, 6, 4)
    var generator = FixedSequence(seed: 9)
    var codes: [[Int]] = [[], [], []]
    var (x, y): ([Double], [Double]) = ([], [])
    for s in 0..<states {
      for d in 0..<destinations {
        for t in 0..<times {
          for (index, code) in [s, d, t].enumerated() { codes[index].append(code) }
          x.append(generator.uniform())
          y.append(generator.uniform() + Double(s * d) - Double(d * t))
        }
      }
    }
    // Subtract pair means, add back single means, subtract the grand mean.
    func demeaned(_ values: [Double]) -> [Double] {
      func means(_ keys: [Int]) -> [Double] {
        let labels = values.indices.map { row in keys.map { codes[$0][row] } }
        var sums: [[Int]: (Double, Double)] = [:]
        for (label, value) in zip(labels, values) {
          let old = sums[label] ?? (0, 0)
          sums[label] = (old.0 + value, old.1 + 1)
        }
        return labels.map { sums[$0]!.0 / sums[$0]!.1 }
      }
      let pairs = [[0, 1], [1, 2], [0, 2]].map(means)
      let singles = [[0], [1], [2]].map(means)
      let grand = means([])
      return values.indices.map { row in
        values[row] - pairs.reduce(0) { $0 + $1[row] } + singles.reduce(0) { $0 + $1[row] }
          - grand[row]
      }
    }
    let (dx, dy) = (demeaned(x), demeaned(y))
    let slope = zip(dx, dy).reduce(0) { $0 + $1.0 * $1.1 } / dx.reduce(0) { $0 + $1 * $1 }
    let factors = ["s", "d", "t"].enumerated().map { Factor(name: $1, values: codes[$0]) }
    let effects = [
      try Factor.interaction("sd", [factors[0], factors[1]]),
      try Factor.interaction("dt", [factors[1], factors[2]]),
      try Factor.interaction("st", [factors[0], factors[2]]),
    ]
    let fit = try fit(
      Model(
        outcomeName: "y", outcome: y, terms: [Term(name: "x", values: x)], fixedEffects: effects,
        family: .gaussian), variances: [.iid], smallSample: .fixest, tolerance: 1e-10)
    #expect(abs(fit.coefficients[0].estimate / slope - 1) < 1e-11)
    // A balanced lattice: all cells less those of the pure three-way interaction.
    let interaction = (states - 1) * (destinations - 1) * (times - 1)
    #expect(fit.fixedEffectRank.value == states * destinations * times - interaction)
  }
}
