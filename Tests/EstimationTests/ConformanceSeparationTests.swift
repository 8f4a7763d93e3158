import Estimation
import Testing

/// ppmlhdfe's separation benchmark: the column `separated` is the truth.
@Suite(
  .enabled(if: ReferenceFolder.isPresent, "skipped: ../shared/reference is not beside the checkout")
)
struct ConformanceSeparationTests {
  @Test(arguments: ["01", "02", "03", "04", "05", "06", "07", "08", "09"])
  func `exactly the separated rows are found`(name: String) throws {
    let table = try ReferenceFolder.table("separation/\(name).csv")
    let truth = table.integers("separated").enumerated().filter { $1 == 1 }.map(\.offset)
    #expect(try separatedRows(table) == truth)
  }

  /// The rows reported as separated, also where nothing can be estimated after dropping them.
  private func separatedRows(_ table: CSVTable) throws -> [Int] {
    var terms = table.names.filter { $0.hasPrefix("x") }.map(table.term)
    let effects = table.names.filter { $0.hasPrefix("id") }.map(table.factor)
    if effects.isEmpty {
      terms.insert(
        Term(name: "constant", values: table.numbers("y").map { _ in 1 }), at: 0)
    }
    let model = Model(
      outcomeName: "y", outcome: table.numbers("y"), terms: terms, fixedEffects: effects,
      family: .poisson)
    return try fit(model, variances: [], smallSample: .fixest, tolerance: 1e-8).separatedRows
  }
}
