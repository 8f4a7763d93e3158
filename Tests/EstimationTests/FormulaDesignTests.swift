import Estimation
import TestSupport
import Testing

/// A small table: two units, a gap in 2012 for the first, rows in no order.
private func table() throws -> DataColumns {
  try DataColumns(
    name: "small",
    columns: [
      .init(name: "unit", values: FormulaPanel.texts(["b", "a", "a", "b", "a", "b", "a", "b"])),
      .init(name: "year", values: .numbers([2010, 2013, 2010, 2012, 2011, 2011, 2014, 2013])),
      .init(name: "y", values: .numbers([1, 2, 4, 8, 3, 5, 9, 7])),
      .init(name: "x", values: .numbers([10, 13, 1, 12, 2, 11, 14, .nan])),
      .init(name: "zero", values: .numbers([0, 1, 2, 3, 0, 1, 2, 3])),
      .init(name: "word", values: FormulaPanel.texts(["1", "2", "3", "oops", "5", "6", "7", "8"])),
      .init(name: "huge", values: .numbers([1, 2, .infinity, 3, 4, 5, 6, 7])),
    ])
}

private func specification(
  _ formula: String, family: String = "gaussian", vcov: String = "iid", where text: String? = nil,
  panel: Bool = true, weights: String? = nil
) throws -> FitSpecification {
  var choices = FitChoices()
  choices.formula = formula
  choices.family = family
  choices.variances = [vcov]
  choices.restriction = text
  choices.weights = weights
  if panel { choices.panel = ["unit", "year"] }
  return try choices.specification()
}

private func observations(
  _ formula: String, where text: String? = nil
) throws -> (used: [Int], missing: Int, excluded: Int) {
  let fit = try #require(try specification(formula, where: text).fits(of: table()).first)
  return (fit.fit.keptRows, fit.missingRows, fit.excludedRows)
}

@Suite struct `Columns of a formula` {
  @Test func `a lag across a gap is missing and never the row before`() throws {
    // Unit a has 2010, 2011, 2013, 2014; b has 2010 to 2013 with x missing in 2013.
    #expect(try observations("y ~ l(x)").used == [3, 4, 5, 6, 7])
    #expect(try observations("y ~ f(x)").used == [0, 1, 2, 5])
    #expect(try observations("y ~ l(y, 2)").used == [1, 3, 7])
    #expect(try observations("y ~ d(y)").used == [3, 4, 5, 6, 7])
    #expect(try observations("y ~ 0 + I(l(y) + l(y, 2))").used == [3, 7])
  }

  @Test func `a lag looks at the whole data and not at the restricted sample`() throws {
    let result = try observations("y ~ l(y)", where: "year != 2010")
    #expect(result.used == [3, 4, 5, 6, 7])
    #expect(result.excluded == 2)
    #expect(result.missing == 1)
  }

  @Test(arguments: [
    ("x > 10", [1, 3, 5, 6]), ("x > 10 & unit == 'a'", [1, 6]), ("!(x > 10)", [0, 2, 4]),
    ("is.na(x) | x < 2", [2, 7]), ("year %in% c(2010, 2012)", [0, 2, 3]),
    ("unit %in% c('a')", [1, 2, 4, 6]), ("year %in% 2010:2011 & unit != \"a\"", [0, 5]),
    ("x^2 - 1 >= 143", [1, 3, 6]), ("sqrt(abs(-x)) == 1 || y/2 == 4", [2, 3]),
    ("unit == 'nowhere'", []),
  ])
  func `a restriction keeps the rows where it is true and not where it is missing`(
    text: String, rows: [Int]
  ) throws {
    if rows.isEmpty {
      #expect(throws: FormulaError.self) { try observations("y ~ 1", where: text) }
    } else {
      #expect(try observations("y ~ 1", where: text).used == rows)
    }
  }

  @Test func `the first level is the reference where there is a constant and it is said so`() throws
  {
    let fit = try #require(try specification("y ~ i(year)").fits(of: table()).first)
    #expect(fit.references.map(\.term) == ["i(year)"])
    #expect(fit.references.map(\.level) == ["2010"])
    #expect(
      fit.fit.coefficients.map(\.term) == [
        "(Intercept)", "year::2011", "year::2012", "year::2013", "year::2014",
      ])
    let all = try #require(try specification("y ~ 0 + i(unit)").fits(of: table()).first)
    #expect(all.references.isEmpty)
    #expect(all.fit.coefficients.map(\.term) == ["unit::a", "unit::b"])
    #expect(all.fit.coefficients.map(\.estimate) == [4.5, 5.25])
    let kept = try #require(
      try specification("y ~ i(year, keep=c(2011, 2013))").fits(of: table()).first)
    #expect(kept.fit.coefficients.map(\.term) == ["(Intercept)", "year::2011", "year::2013"])
  }

  static let refusals:
    [(formula: String, where: String?, family: String, parts: [String], place: Int?, data: Bool)] =
      [
        ("y ~ xx", nil, "gaussian", ["no column 'xx'", "did you mean 'x'?"], 4, false),
        ("y ~ x | unitt", nil, "gaussian", ["no column 'unitt'", "'unit'"], 8, false),
        ("y ~ x", "yer > 1", "gaussian", ["no column 'yer'", "'year'"], 0, false),
        ("y ~ unit", nil, "gaussian", ["row 1 of 'unit' is 'b'", "i(unit)"], nil, true),
        (
          "y ~ word", nil, "gaussian", ["row 4 of 'word' is 'oops'", "correct the cell"], nil, true
        ),
        ("y ~ huge", nil, "gaussian", ["row 3 of 'huge' is infinite"], nil, true),
        (
          "log(zero) ~ x", nil, "gaussian", ["log(zero)", "row 1", "zero is 0", "--where"], 0, true
        ),
        ("y ~ I(x / zero)", nil, "gaussian", ["row 1", "10 and 0"], 8, true),
        ("y ~ exp(x * 100)", nil, "gaussian", ["exp(x * 100)", "row 1"], 4, true),
        ("I(y - 3) ~ x", nil, "poisson", ["row 1", "is -2", "never negative"], nil, true),
        ("y ~ i(year, ref=1999)", nil, "gaussian", ["no level 1999"], 6, false),
        ("y ~ i(unit, ref='aa')", nil, "gaussian", ["no level \"aa\"", "'a'"], 6, false),
        ("I(y * 0) ~ x", nil, "gaussian", ["the outcome 'I(y * 0)' is 0 in every row"], nil, true),
        ("y ~ x", "unit > 'a'", "gaussian", ["text can be equal"], 5, false),
        ("y ~ x", "year == 'a'", "gaussian", ["a number and a text"], 5, false),
        ("y ~ x", "year > 3000", "gaussian", ["no row satisfies"], 0, true),
        ("y ~ x", "year = 2010", "gaussian", ["single '='"], 5, false),
      ]

  @Test(arguments: refusals.indices)
  func `refuses what cannot be estimated and names the place`(index: Int) throws {
    let refusal = Self.refusals[index]
    do {
      let specification = try specification(
        refusal.formula, family: refusal.family, where: refusal.where)
      _ = try specification.fits(of: table())
      Issue.record("\(refusal.formula) was estimated")
    } catch let error as FormulaError {
      for part in refusal.parts { #expect(error.description.contains(part), "\(error)") }
      #expect(error.position == refusal.place, "\(error)")
      #expect(error.isAboutData == refusal.data, "\(error)")
    }
  }

  @Test func `rows outside the sample are not looked at`() throws {
    #expect(try observations("log(zero) ~ x", where: "zero > 0").used == [1, 2, 3, 5, 6])
    #expect(try observations("y ~ huge", where: "year != 2010").used.count == 6)
  }

  @Test func `two rows of one unit and period are refused where lags are used`() throws {
    let twice = try DataColumns(
      name: "twice",
      columns: [
        .init(name: "unit", values: .numbers([1, 2, 1])),
        .init(name: "year", values: .numbers([2010, 2010, 2010])),
        .init(name: "y", values: .numbers([1, 2, 3])),
      ])
    do {
      _ = try specification("y ~ l(y)").fits(of: twice)
      Issue.record("duplicates were accepted")
    } catch let error as FormulaError {
      #expect(error.description.contains("rows 1 and 3 have the same unit and year (1, 2010)"))
    }
    #expect(throws: FormulaError.self) { try specification("y ~ l(y)", panel: false) }
  }

  @Test func `a row without a cluster or fixed effect is left out and counted as missing`() throws {
    var columns = try table().columns
    columns.append(
      .init(name: "group", values: FormulaPanel.texts(["p", "q", "", "p", "q", "p", "q", "p"])))
    columns.append(.init(name: "area", values: .numbers([1, 1, 1, 2, 2, 2, .nan, 2])))
    let data = try DataColumns(name: "small", columns: columns)
    let clustered = try #require(
      try specification("y ~ zero", vcov: "cluster:group").fits(of: data).first)
    #expect(clustered.fit.keptRows == [0, 1, 3, 4, 5, 6, 7])
    #expect(clustered.missingRows == 1)
    let absorbed = try #require(
      try specification("y ~ zero | area", vcov: "cluster:group").fits(of: data).first)
    #expect(absorbed.fit.keptRows == [0, 1, 3, 4, 5, 7])
    #expect(absorbed.fit.fixedEffects.map(\.levels) == [2])
  }

  @Test func `columns by value are the same factor however the values are spelt`() throws {
    var generator = SeededGenerator(seed: 4)
    let whole = (0..<200).map { _ in Double(Int.random(in: -3...3, using: &generator)) }
    let y = whole.map { $0 * $0 + Double.random(in: 0...1, using: &generator) }
    let x = whole.map { _ in Double.random(in: 0...1, using: &generator) }
    let data = try DataColumns(
      name: "values",
      columns: [
        .init(name: "y", values: .numbers(y)), .init(name: "x", values: .numbers(x)),
        .init(name: "small", values: .numbers(whole)),
        .init(name: "large", values: .numbers(whole.map { $0 * 1e12 })),
        .init(name: "fraction", values: .numbers(whole.map { $0 / 8 })),
        .init(name: "text", values: FormulaPanel.texts(whole.map { String(Int($0) + 5) })),
      ])
    let fits = try ["small", "large", "fraction", "text"].map { name in
      try #require(
        try specification("y ~ x | \(name)", panel: false).fits(of: data).first
      ).fit
    }
    for fit in fits {
      #expect(fit.coefficients.map(\.estimate) == fits[0].coefficients.map(\.estimate))
      #expect(fit.fixedEffects.map(\.levels) == [7])
    }
  }
}

@Suite struct `A specification` {
  @Test func `asks for family and variance and offers a list`() throws {
    var choices = FitChoices()
    choices.formula = "y ~ x"
    #expect { try choices.specification() } throws: {
      "\($0)".contains("--family poisson")
    }
    choices.family = "poison"
    choices.variances = ["iid"]
    #expect { try choices.specification() } throws: { "\($0)".contains("'poisson'") }
    choices.family = "poisson"
    choices.variances = []
    #expect { try choices.specification() } throws: { "\($0)".contains("cluster:state+year") }
    choices.variances = ["iid", "iid"]
    #expect { try choices.specification() } throws: { "\($0)".contains("twice") }
    choices.variances = ["iid"]
    for level in [0, 100, Double.nan] {
      choices.level = level
      #expect { try choices.specification() } throws: { "\($0)".contains("level") }
    }
    choices.level = nil
    for tolerance in [0, 1, Double.nan] {
      choices.tolerance = tolerance
      #expect { try choices.specification() } throws: { "\($0)".contains("tolerance") }
    }
  }

  @Test func `says how much memory a fit would need at least`() throws {
    let specification = try specification("y ~ x | unit", panel: false)
    try specification.require(rows: 1000, within: 1 << 30, of: "small")
    #expect {
      try specification.require(rows: 100_000_000, within: 5_000_000_000, of: "big.csv")
    } throws: {
      let text = "\($0)"
      return text.contains("big.csv has about 100000000 rows")
        && text.contains("at least 6500 MB of memory where 5000 MB")
    }
    #expect(try specification.columnNames() == ["unit", "x", "y"])
  }
}
