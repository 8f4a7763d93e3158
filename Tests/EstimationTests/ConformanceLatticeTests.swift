import Estimation
import Testing

/// The small simulated lattice against dense dummies (NumPy) and R fixest.
@Suite(
  .enabled(if: ReferenceFolder.isPresent, "skipped: ../shared/reference is not beside the checkout")
)
struct ConformanceLatticeTests {
  static let table = Result { try ReferenceFolder.table("lattice/small.csv") }

  static func model(_ family: Model.Family) throws -> Model {
    let table = try table.get()
    return Model(
      outcomeName: "y", outcome: table.numbers(family == .gaussian ? "ly" : "y"),
      terms: ["x1", "x2", "x3", "x4", "x5"].map(table.term),
      fixedEffects: ["sd", "dt", "st"].map(table.factor), family: family)
  }

  static func variances() throws -> [(String, Variance)] {
    let table = try table.get()
    let (state, dest, time) = (table.factor("state"), table.factor("dest"), table.factor("time"))
    return [
      ("iid", .iid), ("hetero", .heteroskedastic), ("state", .clustered([state])),
      ("dest", .clustered([dest])), ("two", .clustered([state, dest])),
      ("three", .clustered([state, dest, time])), ("sd", .clustered([table.factor("sd")])),
    ]
  }

  static let settings: [(String, SmallSample)] = [
    ("def", .fixest),
    ("noadj", setting(adjusts: false, clusters: false)),
    ("full", setting(count: .full)),
    ("none", setting(count: .none)),
    ("conv", setting(clusterRule: .conventional)),
    ("tconv", setting(clusterRule: .conventional, freedom: .conventional)),
  ]

  static func setting(
    adjusts: Bool = true, count: SmallSample.FixedEffectCount = .nested, clusters: Bool = true,
    clusterRule: SmallSample.Rule = .min, freedom: SmallSample.Rule = .min
  ) -> SmallSample {
    SmallSample(
      adjustsForParameters: adjusts, fixedEffectCount: count, adjustsForClusters: clusters,
      clusterRule: clusterRule, degreesOfFreedomRule: freedom)
  }

  static let plain = setting(adjusts: false, clusters: false)

  @Test(arguments: [Model.Family.gaussian, .poisson])
  func `the lattice agrees with dense dummies`(family: Model.Family) throws {
    let all = try ReferenceFolder.json("lattice/expected_brute.json") as! [String: Any]
    let expected = all[family == .gaussian ? "ols_log_y" : "ppml_y"] as! [String: Any]
    let table = try Self.table.get()
    let clusters: [Variance] = [
      .iid, .heteroskedastic, .clustered([table.factor("state")]),
      .clustered([table.factor("dest")]), .clustered([table.factor("time")]),
      .clustered([table.factor("sd")]),
      .clustered([table.factor("state"), table.factor("dest")]),
    ]
    let fit = try fit(
      Self.model(family), variances: clusters, smallSample: Self.plain, tolerance: 1e-9)
    #expect(fit.observations == Int(expected.number("N")))
    #expect(fit.fixedEffectRank.value == Int(expected.number("rank_fe")))
    #expect(fit.fixedEffectRank.isExact)
    #expect(relativeDifference(fit.coefficients.map(\.estimate), expected.numbers("coef")) < 1e-10)
    if family == .gaussian {
      let n = Double(fit.observations)
      let factor = (n - 1) / (n - 5 - Double(fit.fixedEffectRank.value))
      let iid = fit.variances[0].covariance.map { $0.map { $0 * factor } }
      #expect(matrixDifference(iid, expected.matrix("iid_V")) < 1e-10)
      #expect(abs(fit.deviance - expected.number("ssr")) < 1e-10 * fit.deviance)
    } else {
      #expect(matrixDifference(fit.variances[0].covariance, expected.matrix("bread")) < 1e-9)
      #expect(abs(fit.deviance - expected.number("deviance")) < 1e-10 * fit.deviance)
    }
    let keys = ["HC0_V", "CRV0_state", "CRV0_dest", "CRV0_time", "CRV0_sd"]
    for (index, key) in keys.enumerated() {
      let difference = matrixDifference(
        fit.variances[index + 1].covariance, expected.matrix(key))
      #expect(difference < 1e-9, "\(key)")
    }
    let two = fit.variances[6]
    if let repair = two.repair {
      let diagonal = expected.matrix("CRV0_two_state_dest").enumerated().map { $1[$0] }
      let scale = diagonal.map(abs).max()!
      #expect(zip(repair.diagonalBefore, diagonal).allSatisfy { abs($0 - $1) < 1e-9 * scale })
      #expect(repair.smallestEigenvalue < 0)
    } else {
      #expect(matrixDifference(two.covariance, expected.matrix("CRV0_two_state_dest")) < 1e-9)
    }
  }

  @Test(arguments: [Model.Family.gaussian, .poisson])
  func `the lattice agrees with fixest in all variances and corrections`(
    family: Model.Family
  ) throws {
    let all = try ReferenceFolder.json("lattice/expected_fixest_small.json") as! [String: Any]
    let expected = all[family == .gaussian ? "ols" : "ppml"] as! [String: Any]
    let kinds = try Self.variances()
    for (suffix, setting) in Self.settings {
      let fit = try fit(
        Self.model(family), variances: kinds.map(\.1), smallSample: setting, tolerance: 1e-9)
      #expect(fit.observations == Int(expected.number("nobs")))
      #expect(
        relativeDifference(fit.coefficients.map(\.estimate), expected.numbers("coef")) < 1e-9)
      #expect(abs(fit.logLikelihood / expected.number("loglik") - 1) < 1e-10)
      #expect(abs(fit.deviance / expected.number("deviance") - 1) < 1e-10)
      for (index, kind) in kinds.enumerated() {
        let table = fit.variances[index].table
        let errors = relativeDifference(
          table.map(\.standardError), expected.numbers("se_\(kind.0)_\(suffix)"))
        #expect(errors < 1e-7, "se \(kind.0) \(suffix)")
        let pValues = relativeDifference(
          table.map(\.pValue), expected.numbers("p_\(kind.0)_\(suffix)"))
        #expect(pValues < 1e-6, "p \(kind.0) \(suffix)")
      }
    }
  }
}
