import Estimation
import Foundation
import Testing

/// The incidental-parameter correction against Tests/Reference/variances/incidental.py.
struct IncidentalParameterTests {
  private static func expected() throws -> [String: Any] {
    let url = CommittedReference.root.appendingPathComponent("variances/expected_incidental.json")
    let all = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any]
    return try #require(all)
  }

  @Test func `bias and variance equal their definitions evaluated densely`() throws {
    let panel = try SimulatedPanel()
    let expected = try Self.expected()
    let model = try EstimatedModel(panel.model(.poisson), tolerance: 1e-11)
    #expect(model.observations == Int(expected.number("rows")))
    let result = try model.correctingIncidentalParameters(
      origin: panel.states, destination: panel.destinations, time: panel.times)
    #expect(relativeDifference(result.rows.map(\.bias), expected.numbers("bias")) < 1e-7)
    #expect(relativeDifference(result.rows.map(\.corrected), expected.numbers("corrected")) < 1e-8)
    #expect(matrixDifference(result.covariance, expected.matrix("variance")) < 1e-8)
    let plain = expected.matrix("uncorrected").enumerated().map { $1[$0].squareRoot() }
    #expect(relativeDifference(result.rows.map(\.uncorrectedStandardError), plain) < 1e-8)
    #expect(result.origins == 7 && result.destinations == 8 && result.periods == 6)
    for row in result.rows { #expect(row.standardError > row.uncorrectedStandardError) }
    // Origins and destinations play the same part.
    let turned = try model.correctingIncidentalParameters(
      origin: panel.destinations, destination: panel.states, time: panel.times,
      correctsVariance: false)
    #expect(relativeDifference(turned.rows.map(\.bias), result.rows.map(\.bias)) < 1e-9)
    #expect(turned.rows.map(\.standardError) == turned.rows.map(\.uncorrectedStandardError))
  }

  @Test func `other models are refused`() throws {
    let panel = try SimulatedPanel()
    func refusal(_ model: Model, time: Factor? = nil) -> EstimationError? {
      do throws(EstimationError) {
        _ = try EstimatedModel(model, tolerance: 1e-8).correctingIncidentalParameters(
          origin: panel.states, destination: panel.destinations, time: time ?? panel.times)
        return nil
      } catch { return error }
    }
    let poisson = try panel.model(.poisson)
    #expect(refusal(poisson) == nil)
    #expect(refusal(try panel.model(.gaussian))?.id == "estimate.three_way")
    let twoWay = Model(
      outcomeName: "y", outcome: poisson.outcome, terms: poisson.terms,
      fixedEffects: Array(poisson.fixedEffects.dropFirst()), family: .poisson)
    #expect(refusal(twoWay)?.message.contains("three interactions") == true)
    let halves = Factor(name: "half", values: panel.time.map { $0 / 3 })
    #expect(refusal(poisson, time: halves)?.id == "estimate.three_way")
    let more = Model(
      outcomeName: "y", outcome: poisson.outcome, terms: poisson.terms,
      fixedEffects: poisson.fixedEffects + [halves], family: .poisson)
    #expect(refusal(more)?.message.contains("'half'") == true)
  }
}
