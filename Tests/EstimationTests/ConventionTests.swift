import Estimation
import TestSupport
import Testing

/// Rules that a user can see and that other programs settle otherwise.
@Suite struct `Conventions of fit` {
  private static func fits(
    _ formula: String, family: String = "gaussian", vcov: [String] = ["iid"],
    boot: [String] = [], data: DataColumns? = nil
  ) throws -> [SpecifiedFit] {
    var choices = FitChoices()
    choices.formula = formula
    choices.family = family
    choices.variances = vcov
    choices.bootstraps = boot
    return try choices.specification().fits(of: data ?? FormulaPanel.columns())
  }

  @Test func `i(f) leaves out the same level alone and in a product with its variable`() throws {
    let fit = try #require(try Self.fits("y ~ i(size)*x | unit").first)
    let levels = Set(
      fit.fit.coefficients.map(\.term).filter { $0.contains("::") && $0.hasSuffix(":x") })
    #expect(fit.references.map(\.level) == ["1"])
    #expect(!levels.contains("size::1:x"))
    #expect(levels.count == levels.filter { $0.hasPrefix("size::") }.count && !levels.isEmpty)
    #expect(!fit.fit.omitted.contains { $0.name.hasSuffix(":x") })
    // Without x itself every level keeps its slope.
    let all = try #require(try Self.fits("y ~ i(size):x | unit").first)
    #expect(all.fit.coefficients.map(\.term).contains("size::1:x"))
  }

  private static func periods(_ labels: [String]) throws -> DataColumns {
    var generator = SeededGenerator(seed: 5)
    let count = 6 * labels.count
    return try DataColumns(
      name: "periods",
      columns: [
        .init(name: "unit", values: .numbers((0..<count).map { Double($0 / labels.count) })),
        .init(
          name: "period",
          values: FormulaPanel.texts((0..<count).map { labels[$0 % labels.count] })),
        .init(name: "number", values: .numbers((0..<count).map { Double($0 % labels.count) })),
        .init(
          name: "x",
          values: .numbers((0..<count).map { _ in Double.random(in: -1...1, using: &generator) })),
        .init(
          name: "y",
          values: .numbers((0..<count).map { _ in Double.random(in: -1...1, using: &generator) })),
      ])
  }

  @Test func `names of months are no periods, and dates from the year down are`() throws {
    let months = try Self.periods(["Jan", "Feb", "Mar", "Apr", "May"])
    for variance in ["dk:period,1", "nw:unit,period,1"] {
      #expect {
        _ = try Self.fits("y ~ x", vcov: [variance], data: months)
      } throws: {
        "\($0)".contains("place in time cannot be told") && "\($0)".contains("2012-03")
      }
    }
    let dates = try Self.periods(["2011-11", "2011-12", "2012-01", "2012-02", "2012-03"])
    let fit = try #require(
      try Self.fits(
        "y ~ x", vcov: ["dk:period,1", "dk:number,1", "nw:unit,period,1", "nw:unit,number,1"],
        data: dates
      ).first
    ).fit
    let errors = fit.variances.map { $0.table[1].standardError }
    #expect(errors[0] == errors[1] && errors[2] == errors[3])
    let mixed = try Self.periods(["2011-9", "2011-10", "2011-11", "2011-12", "2012-1"])
    #expect(throws: FormulaError.self) {
      _ = try Self.fits("y ~ x", vcov: ["dk:period,1"], data: mixed)
    }
  }

  @Test func `a combination under CR2 has degrees of freedom of its own`() throws {
    let data = try FormulaPanel.columns()
    guard case .numbers(let x) = data["x"]?.values, case .numbers(let z) = data["z"]?.values else {
      Issue.record("the panel has no x and z")
      return
    }
    let more = try DataColumns(
      name: "more",
      columns: data.columns + [
        .init(name: "rest", values: .numbers(zip(x, z).map { $1 - $0 }))
      ])
    let plain = try #require(try Self.fits("y ~ x + z | year", vcov: ["cr2:unit"]).first)
    let sum = try plain.fit.variances[0].combination(LinearRestriction(parsing: "x + z"))
    // b x + c z is (b + c) x + c (z - x).
    let other = try #require(
      try Self.fits("y ~ x + rest | year", vcov: ["cr2:unit"], data: more).first)
    let row = other.fit.variances[0].table[0]
    #expect(abs(sum.estimate / row.estimate - 1) < 1e-9)
    #expect(abs(sum.standardError / row.standardError - 1) < 1e-8)
    let (found, expected) = (try #require(sum.degreesOfFreedom), try #require(row.degreesOfFreedom))
    #expect(abs(found / expected - 1) < 1e-6)
    let own = plain.fit.variances[0].table.compactMap(\.degreesOfFreedom)
    #expect(abs(found - (own.min() ?? 0)) > 1e-3)
  }

  @Test func `a sampled bootstrap counts the data as a draw, and its interval does the same`()
    throws
  {
    let fit = try #require(
      try Self.fits(
        "y ~ x + z | unit", vcov: ["cluster:unit"],
        boot: ["wild:unit,99,7", "wild:unit/year,199,7"]
      ).first)
    for bootstrap in fit.bootstraps {
      for row in bootstrap.rows {
        let steps = row.pValue * Double(bootstrap.draws + 1)
        #expect(abs(steps - steps.rounded()) < 1e-9 && steps >= 1)
        #expect(row.undefinedDraws == 0)
        let low = try #require(row.lower)
        let high = try #require(row.upper)
        #expect((low > 0 || high < 0) == (row.pValue < 0.05))
      }
    }
    #expect(fit.bootstraps[1].words == "wild:unit/year,199,7,rademacher")
    let direct = try fit.estimated.wildBootstrap(
      LinearRestriction("x"), clusters: [fit.estimated.model.fixedEffects[0]],
      bootstrap: nil, options: .init(draws: 99, seed: 7), smallSample: .fixest)
    let strict = direct.pValue()
    #expect(
      abs(direct.pValue(share: .withObserved) - (strict * 99 + 1) / 100) < 1e-12)
    #expect(fit.bootstraps[0].rows[0].pValue == direct.pValue(share: .withObserved))
  }

  @Test func `a subcluster is one dimension and no more`() {
    #expect(throws: FormulaError.self) { try BootstrapSpecification("wild:a/b/c,99,1") }
    #expect(throws: FormulaError.self) { try BootstrapSpecification("wild:a/b+c,99,1") }
  }
}
