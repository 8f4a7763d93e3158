import Estimation
import Foundation
import TestSupport
import Testing

/// The simulated panel of `Tests/Reference/formula`.
enum FormulaPanel {
  static func columns() throws -> DataColumns {
    let text = String(
      decoding: try Checkout.bytes("Tests/Reference/formula/panel_simulated.csv"), as: UTF8.self)
    let rows = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let columns = rows[0].indices.map { index in
      let cells = rows.dropFirst().map { $0[index] }
      let isText = ["unit", "region"].contains(rows[0][index])
      return DataColumns.Column(
        name: rows[0][index],
        values: isText
          ? texts(cells) : .numbers(cells.map { $0.isEmpty ? .nan : Double($0) ?? .infinity }))
    }
    return try DataColumns(name: "panel", columns: columns)
  }

  static func texts(_ cells: [String]) -> DataColumns.Values {
    // Labels in order of appearance, so that the order of levels is the program's work.
    var labels: [String] = []
    let codes = cells.map { cell -> Int32 in
      if cell.isEmpty { return -1 }
      if !labels.contains(cell) { labels.append(cell) }
      return Int32(labels.firstIndex(of: cell) ?? -1)
    }
    return .text(codes: codes, labels: labels)
  }

  struct Expected: Decodable {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
      struct Coefficient: Decodable, Sendable {
        let term: String
        let estimate: Double
        let standardError: Double

        enum CodingKeys: String, CodingKey {
          case term, estimate
          case standardError = "std_error"
        }
      }
      let formula: String
      let family: String
      let vcov: String
      let `where`: String?
      let weights: String?
      let panel: Bool
      let nobs: Int
      let coefficients: [Coefficient]
      var testDescription: String { formula }
    }
    let cases: [Case]
  }

  static let cases: [Expected.Case] = {
    guard let bytes = try? Checkout.bytes("Tests/Reference/formula/expected.json"),
      let expected = try? JSONDecoder().decode(Expected.self, from: Data(bytes))
    else { return [] }
    return expected.cases
  }()

  static func specification(
    _ formula: String, family: String = "gaussian", vcov: String = "hetero",
    where text: String? = nil,
    weights: String? = nil, panel: Bool = false
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
}

@Suite struct `Formulas beside pyfixest` {
  @Test func `the reference has every kind of formula`() {
    #expect(FormulaPanel.cases.count == 18)
  }

  @Test(arguments: FormulaPanel.cases)
  func `coefficients and standard errors agree`(expected: FormulaPanel.Expected.Case) throws {
    let specification = try FormulaPanel.specification(
      expected.formula, family: expected.family, vcov: expected.vcov, where: expected.where,
      weights: expected.weights, panel: expected.panel)
    let fits = try specification.fits(of: FormulaPanel.columns())
    let fit = try #require(fits.first).fit
    #expect(fits.count == 1)
    #expect(fit.observations == expected.nobs)
    let table = fit.variances[0].table
    #expect(table.map(\.term) == expected.coefficients.map(\.term))
    for (row, known) in zip(table, expected.coefficients) {
      #expect(
        abs(row.estimate - known.estimate) <= 1e-8 * max(abs(known.estimate), 0.1),
        "\(row.term): \(row.estimate), expected \(known.estimate)")
      #expect(
        abs(row.standardError / known.standardError - 1) <= 1e-6,
        "\(row.term): \(row.standardError), expected \(known.standardError)")
    }
  }

  @Test func `nested specifications give the models one by one`() throws {
    let one = try FormulaPanel.specification("y ~ csw(x, z, a) | unit", family: "poisson")
    let fits = try one.fits(of: FormulaPanel.columns())
    let expected = FormulaPanel.cases.suffix(3)
    #expect(fits.map(\.formula.description) == expected.map(\.formula))
    for (fit, known) in zip(fits, expected) {
      let estimates = fit.fit.coefficients.map(\.estimate)
      for (estimate, known) in zip(estimates, known.coefficients) {
        #expect(abs(estimate - known.estimate) <= 1e-8)
      }
    }
  }
}
