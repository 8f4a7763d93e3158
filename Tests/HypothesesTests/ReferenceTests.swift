import FoundationEssentials
import Hypotheses
import Panels
import TestSupport
import Testing

/// The numbers of `Tests/Reference/analyses`, made by pyfixest, fereg and NumPy.
private struct Expected: Decodable {
  struct Clustering: Decodable {
    let clusters: [String: Int]
    let standardErrors: [Double]

    enum CodingKeys: String, CodingKey {
      case clusters
      case standardErrors = "se_fixest"
    }
  }
  struct Model: Decodable {
    let terms: [String]
    let coef: [Double]
    let n: Int
    let deviance: Double?
    let ssr: Double?
    let clusterings: [String: Clustering]
  }
  struct Analysis: Decodable {
    let models: [String: Model]
  }
  let analyses: [String: Analysis]

  static let shared = Result {
    try JSONDecoder().decode(
      Expected.self, from: Data(Checkout.bytes("Tests/Reference/analyses/expected.json")))
  }
}

@Suite struct `The registered analyses against other people's software` {
  /// Our analysis, model, estimator and ally rule, and the model's name in the reference.
  static let cases:
    [(analysis: String, model: String, estimator: Estimator, rule: String, reference: String)] =
      ["treaty", "nato"].flatMap { rule in
        ["pooled", "administrations"].flatMap { model in
          [Estimator.ppml, .logLeastSquares].map {
            ("swing-states", model, $0, rule, "\(model).\(rule).\($0.rawValue)")
          }
        }
      } + [
        ("ten-states-2012", "pooled", .ppml, "atop-defense", "pooled.atop-defense.ppml"),
        (
          "ten-states-2012", "pooled", .logLeastSquares, "atop-defense",
          "pooled.atop-defense.log-ols"
        ),
        ("bts-canada-mexico", "pooled", .ppml, "treaty", "pooled.treaty.ppml"),
        ("bts-canada-mexico", "administrations", .ppml, "treaty", "administrations.treaty.ppml"),
        (
          "national-concessions", "reassurance", .ppml, "atop-defense",
          "statements.atop-defense.ppml"
        ),
      ]

  /// The reference's words for our terms.
  private func referenceName(_ term: String) -> String {
    let incumbents = [
      "bush-43": "Bush43", "obama": "Obama", "trump-1": "TrumpI", "biden": "Biden",
      "trump-2": "TrumpII",
    ]
    return
      switch term
    {
    case "ally:reassurance": "R"
    case "ally:reassurance:window": "R*window"
    default:
      term.split(separator: ":").map { incumbents[String($0)] ?? String($0) }
        .joined(separator: "*")
    }
  }

  @Test(arguments: cases.indices)
  func `coefficients agree to 1e-8 and standard errors to 1e-6`(index: Int) throws {
    let name = Self.cases[index]
    let reference = try #require(
      Expected.shared.get().analyses[name.analysis]?.models[name.reference])
    let ours = try #require(
      BuiltIn.result(name.analysis).models.first {
        $0.model == name.model && $0.estimator == name.estimator && $0.allyRule == name.rule
      })
    #expect(ours.observations == reference.n)
    #expect(ours.omitted == [])
    for (deviance, value) in [(reference.deviance ?? reference.ssr, ours.deviance)] {
      let expected = try #require(deviance)
      #expect(abs(value / expected - 1) < 1e-9)
    }
    #expect(ours.variances.count == reference.clusterings.count)
    for variance in ours.variances {
      let key = variance.clustering.replacing(" ", with: "")
      let theirs = try #require(reference.clusterings[key], "\(key)")
      for count in variance.clusters { #expect(theirs.clusters[count.dimension] == count.count) }
      #expect(variance.repairedFromEigenvalue == nil)
      #expect(variance.coefficients.map { referenceName($0.term) } == reference.terms)
      for (position, row) in variance.coefficients.enumerated() {
        let scale = max(abs(reference.coef[position]), 1e-3)
        #expect(abs(row.estimate - reference.coef[position]) / scale < 1e-8, "\(row.term)")
        #expect(abs(row.standardError / theirs.standardErrors[position] - 1) < 1e-6, "\(row.term)")
      }
    }
  }
}
