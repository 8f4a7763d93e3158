import Estimation
import Foundation
import Testing

/// Fitted values, recovered fixed effects and predictions of new rows.
struct PredictionTests {
  @Test(arguments: [Model.Family.gaussian, .poisson])
  func `fitted values agree with pyfixest`(family: Model.Family) throws {
    let expected = try PostEstimationTests.expected(family.rawValue)
    let estimated = try PostEstimationTests.twoWay(family)
    let fitted = estimated.fittedValues(.link)
    let rows = (expected["rows"] as! [NSNumber]).map(\.intValue)
    #expect(fitted.count { !$0.isNaN } == rows.count)
    let differences = zip(rows, expected.numbers("predictor")).map { abs(fitted[$0] - $1) }
    #expect(differences.allSatisfy { $0 < 1e-7 })
    let response = estimated.fittedValues(.response)
    for row in rows {
      let mean = family == .poisson ? exp(fitted[row]) : fitted[row]
      #expect(abs(response[row] - mean) <= 1e-12 * abs(mean))
    }
  }

  @Test(arguments: [Model.Family.gaussian, .poisson])
  func `recovered effects of two factors agree with dense dummies`(family: Model.Family) throws {
    let expected = try PostEstimationTests.expected(family.rawValue)
    let effects = try PostEstimationTests.twoWay(family).fixedEffects()
    #expect(effects.components == 1)
    #expect(effects.normalization == .firstLevels)
    #expect(effects.effects[1].references == [0])
    for (index, key) in ["state", "dest"].enumerated() {
      let differences = zip(effects.effects[index].values, expected.numbers(key)).map {
        abs($0 - $1)
      }
      #expect(differences.count == expected.numbers(key).count)
      #expect(differences.allSatisfy { $0 < 1e-7 })
    }
    #expect(effects.largestMiss < 1e-9)
  }

  @Test(arguments: [Model.Family.gaussian, .poisson])
  func `effects of three factors add up to the fitted values`(family: Model.Family) throws {
    let panel = try SimulatedPanel()
    let model = try panel.model(family)
    let estimated = try EstimatedModel(model, tolerance: 1e-10)
    let effects = try estimated.fixedEffects()
    #expect(effects.normalization == .leastSquares)
    #expect(effects.largestMiss < 1e-9)
    let coefficients = try estimated.fit(variances: [.iid], smallSample: .fixest).coefficients
    let fitted = estimated.fittedValues(.link)
    for row in fitted.indices where !fitted[row].isNaN {
      var sum = 0.0
      for (term, coefficient) in zip(model.terms, coefficients) {
        sum += term.values[row] * coefficient.estimate
      }
      for (factor, effect) in zip(model.fixedEffects, effects.effects) {
        sum += effect.values[Int(factor.codes[row])]
      }
      #expect(abs(sum - fitted[row]) < 1e-9)
    }
    #expect(
      PostEstimationTests.refusal { _ = try estimated.fixedEffects(.firstLevels) }
        .contains("ask for least squares"))
  }

  @Test(arguments: [Model.Family.gaussian, .poisson])
  func `predicting the sample's own rows gives their fitted values`(family: Model.Family) throws {
    let panel = try SimulatedPanel()
    let model = try panel.model(family)
    let offset = panel.time.map { 0.1 * Double($0) }
    let estimated = try EstimatedModel(
      Model(
        outcomeName: "y", outcome: model.outcome, terms: model.terms,
        fixedEffects: model.fixedEffects, family: family, offset: offset), tolerance: 1e-10)
    for scale in PredictionScale.allCases {
      let fitted = estimated.fittedValues(scale)
      let prediction = try estimated.predict(
        terms: model.terms.reversed(), fixedEffects: model.fixedEffects, offset: offset,
        scale: scale)
      for row in fitted.indices where !fitted[row].isNaN {
        #expect(abs(prediction.values[row] - fitted[row]) < 1e-8 * max(1, abs(fitted[row])))
      }
      #expect(prediction.missing == 0)
    }
  }

  @Test func `unknown levels and unconnected combinations are missing and counted`() throws {
    // Firms 0-1 meet years 0-1 only, firms 2-3 years 2-3 only: two components.
    let firm: [Int32] = [0, 0, 1, 1, 2, 2, 3, 3, 0, 2]
    let year: [Int32] = [0, 1, 0, 1, 2, 3, 2, 3, 0, 3]
    let x = [0.1, 0.7, -0.2, 0.4, 1.1, 0.3, -0.5, 0.9, 0.25, -0.35]
    let y = zip(zip(firm, year), x).map {
      Double($0.0) + 2 * Double($0.1) + 0.5 * $1 + 0.01 * $1 * $1
    }
    let estimated = try EstimatedModel(
      Model(
        outcomeName: "y", outcome: y, terms: [Term(name: "x", values: x)],
        fixedEffects: [
          Factor(name: "firm", codes: firm, levels: 5),
          Factor(name: "year", codes: year, levels: 4),
        ], family: .gaussian), tolerance: 1e-10)
    let effects = try estimated.fixedEffects()
    #expect(effects.components == 2)
    #expect(effects.effects[1].references == [0, 2])
    #expect(effects.effects[1].values[0] == 0 && effects.effects[1].values[2] == 0)
    #expect(effects.effects[0].values[4].isNaN)
    let prediction = try estimated.predict(
      terms: [Term(name: "x", values: [0, 0, 0, 0, .nan])],
      fixedEffects: [
        Factor(name: "firm", codes: [0, 0, 4, 9, 0], levels: 10),
        Factor(name: "year", codes: [1, 3, 0, 0, 0], levels: 4),
      ], scale: .response)
    #expect(prediction.values[0].isFinite)
    #expect(prediction.values[1...].allSatisfy { $0.isNaN })
    #expect(prediction.notIdentified == 1)
    #expect(prediction.unknownLevel == 2)
    #expect(prediction.missing == 1)
  }

  @Test func `a prediction without its columns is refused`() throws {
    let estimated = try PostEstimationTests.twoWay(.gaussian)
    let (model, panel) = (estimated.model, try SimulatedPanel())
    let refusal = PostEstimationTests.refusal
    #expect(
      refusal {
        _ = try estimated.predict(
          terms: [], fixedEffects: model.fixedEffects, scale: .link)
      }.contains("the term 'x1'"))
    #expect(
      refusal {
        _ = try estimated.predict(terms: model.terms, fixedEffects: [], scale: .link)
      }.contains("'state', 'dest'"))
    #expect(
      refusal {
        _ = try estimated.predict(
          terms: model.terms, fixedEffects: [panel.states, Factor(name: "dest", values: [1])],
          scale: .link)
      }.contains("estimate.length"))
  }
}
