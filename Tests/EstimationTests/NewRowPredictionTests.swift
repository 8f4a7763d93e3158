import Estimation
import Testing

/// `FitSpecification.predictions` and what users see of it.
@Suite struct `Predictions for other data` {
  private static func specification(
    _ formula: String, family: String, hasPanel: Bool = true
  ) throws -> FitSpecification {
    var choices = FitChoices()
    choices.formula = formula
    choices.family = family
    choices.variances = ["iid"]
    if hasPanel { choices.panel = ["unit", "year"] }
    return try choices.specification()
  }

  /// Some rows of the simulated panel.
  private static func rows(_ indices: [Int]) throws -> DataColumns {
    let all = try FormulaPanel.columns()
    return try DataColumns(
      name: "rows",
      columns: all.columns.map { column in
        switch column.values {
        case .numbers(let numbers):
          .init(name: column.name, values: .numbers(indices.map { numbers[$0] }))
        case .text(let codes, let labels):
          // Labels in another order: levels are found by their text.
          .init(
            name: column.name,
            values: .text(
              codes: indices.map { codes[$0] < 0 ? -1 : Int32(labels.count - 1) - codes[$0] },
              labels: labels.reversed()))
        }
      })
  }

  @Test(arguments: [
    ("y ~ x + z | unit + year", "poisson"), ("y ~ x*z + i(region) | unit^size", "gaussian"),
    ("y ~ i(year, treat, ref=2011) + log(size) | unit", "poisson"), ("y ~ l(x) | year", "gaussian"),
    ("y ~ i(region)*x", "poisson"),
  ])
  func `rows of the sample are predicted as they are fitted`(
    formula: String, family: String
  ) throws {
    let data = try FormulaPanel.columns()
    let specification = try Self.specification(formula, family: family)
    let fits = try specification.fits(of: data)
    let fitted = fits[0].estimated.fittedValues(.response)
    let order = Array((0..<data.rowCount).reversed())
    let found = try specification.predictions(
      of: fits, estimatedFrom: data, for: Self.rows(order))[0]
    for (position, row) in order.enumerated() where fitted[row].isFinite {
      #expect(found.statuses[position] == .predicted)
      #expect(abs(found.values[position] / fitted[row] - 1) < 1e-8, "row \(row)")
    }
  }

  @Test func `a level that was not seen is missing and counted, in effects and in i()`() throws {
    let data = try FormulaPanel.columns()
    let specification = try Self.specification("y ~ x + i(region) | year", family: "gaussian")
    let fits = try specification.fits(of: data)
    let new = try DataColumns(
      name: "new",
      columns: [
        .init(name: "x", values: .numbers([1, 1, 1, .nan, 2])),
        .init(
          name: "region",
          values: FormulaPanel.texts(["South", "Atlantis", "South", "South", "North"])),
        .init(name: "year", values: .numbers([2011, 2011, 1850, 2011, 2011])),
      ])
    let found = try specification.predictions(of: fits, estimatedFrom: data, for: new)[0]
    #expect(
      found.statuses == [.predicted, .unknownLevel, .unknownLevel, .missing, .predicted])
    #expect(found.unknownLevel == 2 && found.missing == 1 && found.notIdentified == 0)
    #expect(found.values.map(\.isNaN) == [false, true, true, true, false])
    // North is the reference: what differs is x and the coefficient of South.
    let coefficient = Dictionary(
      uniqueKeysWithValues: fits[0].fit.coefficients.map { ($0.term, $0.estimate) })
    let slope = try #require(coefficient["x"])
    let south = try #require(coefficient["region::South"])
    let reference = try #require(fits[0].references.first).level
    if reference == "North" {
      #expect(abs(found.values[4] - found.values[0] - (slope - south)) < 1e-10)
    } else {
      let north = try #require(coefficient["region::North"])
      #expect(abs(found.values[4] - found.values[0] - (slope + north - south)) < 1e-10)
    }
  }

  @Test func `with one fixed effect a prediction is the level's mean moved along the slope`() throws
  {
    let data = try DataColumns(
      name: "d",
      columns: [
        .init(name: "f", values: .numbers([1, 1, 1, 2, 2, 2])),
        .init(name: "x", values: .numbers([0, 1, 2, 0, 1, 3])),
        .init(name: "y", values: .numbers([1, 2, 3.5, 4, 5, 6.5])),
      ])
    let specification = try Self.specification("y ~ x | f", family: "gaussian", hasPanel: false)
    let fits = try specification.fits(of: data)
    let slope = fits[0].fit.coefficients[0].estimate
    let new = try DataColumns(
      name: "n",
      columns: [
        .init(name: "f", values: .numbers([2, 1])), .init(name: "x", values: .numbers([10, -1])),
      ])
    let found = try specification.predictions(of: fits, estimatedFrom: data, for: new)[0]
    let second = 15.5 / 3 + slope * (10 - 4.0 / 3)
    let first = 6.5 / 3 + slope * (-1 - 1)
    #expect(abs(found.values[0] - second) < 1e-12 * abs(second))
    #expect(abs(found.values[1] - first) < 1e-12 * max(1, abs(first)))
  }

  @Test func `a column that is needed and not there is named`() throws {
    let specification = try Self.specification("y ~ x + i(region) | unit^year", family: "gaussian")
    #expect(specification.predictionColumnNames == ["region", "unit", "x", "year"])
    #expect {
      try specification.check(
        forPrediction: ["region", "units", "x", "year"], of: "new.csv")
    } throws: {
      "\($0)".contains("new.csv has no column 'unit'") && "\($0)".contains("units")
    }
  }
}
