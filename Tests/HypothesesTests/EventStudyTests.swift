import Codes
import FoundationEssentials
import Hypotheses
import Panels
import TestSupport
import Testing

/// The numbers of `Tests/Reference/hypotheses`, made by pyfixest.
private struct Reference: Decodable {
  struct Clustering: Decodable {
    /// nil where the variance is negative, as one of two ways can be.
    let se: [Double?]
    let covariance: [[Double]]
  }
  struct Model: Decodable {
    let terms: [String]
    let coef: [Double]
    let n: Int
    let clusterings: [String: Clustering]
  }

  let panels: [String: [String: Model]]

  init(from decoder: any Decoder) throws {
    struct Key: CodingKey {
      let stringValue: String
      let intValue: Int? = nil
      init?(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }
    let container = try decoder.container(keyedBy: Key.self)
    var panels: [String: [String: Model]] = [:]
    for key in container.allKeys where key.stringValue != "versions" {
      panels[key.stringValue] = try container.decode([String: Model].self, forKey: key)
    }
    self.panels = panels
  }

  static let shared = Result {
    try JSONDecoder().decode(
      Reference.self, from: Data(Checkout.bytes("Tests/Reference/hypotheses/expected.json")))
  }
}

@Suite struct `Event studies and further models against other people's software` {
  static let panels = ["swing-states", "ten-states-2012", "bts-canada-mexico"]

  @Test(arguments: panels)
  func `event studies agree to 1e-8 and their covariances to 1e-6`(panel: String) throws {
    let reference = try #require(Reference.shared.get().panels[panel])
    for byCycle in [false, true] {
      let study = try EventStudySpecification(byCycle: byCycle)
      guard let expected = reference[study.model] else { continue }
      let results = try Analyses.named(panel).eventStudy(study, data: BuiltIn.data.get())
      for result in results {
        #expect(result.observations == expected.n)
        let points = result.points.filter { !$0.isReference }
        #expect(points.map(\.position) == [-3, -1, 0])
        for (index, point) in points.enumerated() {
          let scale = max(abs(point.estimate), 0.1)
          #expect(abs(point.estimate - expected.coef[index]) < 1e-8 * scale)
        }
        let key = result.clustering.replacing(" ", with: "")
        let theirs = try #require(expected.clusterings[key], "\(key)")
        for (i, row) in result.covariance.enumerated() {
          for (j, value) in row.enumerated() {
            let scale = (theirs.covariance[i][i] * theirs.covariance[j][j]).squareRoot()
            #expect(abs(value - theirs.covariance[i][j]) < 2e-6 * abs(scale), "\(panel) \(i) \(j)")
          }
        }
      }
    }
  }

  @Test(arguments: panels)
  func `eligibility and classes of states agree to 1e-8 and their errors to 1e-6`(
    panel: String
  ) throws {
    let reference = try #require(Reference.shared.get().panels[panel])
    let further = try Further.result(panel).further
    for name in ["eligibility", "core-states", "safe-states"] {
      let expected = try #require(reference[name])
      let model = try #require(further.first { $0.model == name })
      #expect(model.observations == expected.n)
      for variance in model.variances {
        let key = variance.clustering.replacing(" ", with: "")
        let theirs = try #require(expected.clusterings[key])
        #expect(
          variance.coefficients.map { $0.term.replacing(":", with: "*") } == expected.terms)
        for (index, row) in variance.coefficients.enumerated() {
          let scale = max(abs(row.estimate), 0.1)
          #expect(abs(row.estimate - expected.coef[index]) < 1e-8 * scale, "\(name) \(row.term)")
          // A repaired variance is another one.
          guard variance.repairedFromEigenvalue == nil, let error = theirs.se[index] else {
            continue
          }
          #expect(abs(row.standardError / error - 1) < 2e-6, "\(name) \(row.term)")
        }
      }
    }
  }
}

@Suite struct `An event study` {
  private func study(
    _ panel: String = "bts-canada-mexico", reference: Int = 2
  ) throws -> EventStudyResult {
    let results = try Analyses.named(panel).eventStudy(
      EventStudySpecification(reference: reference), data: BuiltIn.data.get())
    return try #require(results.first)
  }

  @Test func `the reference is stated and zero and its band holds every interval`() throws {
    let result = try study()
    let reference = try #require(result.points.first { $0.isReference })
    #expect(reference.position == -2 && reference.estimate == 0 && result.reference == -2)
    let critical = try #require(result.bandCriticalValue)
    #expect(critical > 1.96)
    for point in result.points where !point.isReference {
      let (low, high) = try (#require(point.bandLow), #require(point.bandHigh))
      let (inner, outer) = try (#require(point.confidenceLow), #require(point.confidenceHigh))
      #expect(low < inner && high > outer)
    }
    #expect(result.elections == [2004, 2008, 2012, 2016, 2020, 2024, 2028])
  }

  @Test func `changing the reference shifts all coefficients by one number`() throws {
    let two = try study()
    let one = try study(reference: 1)
    let shift = try #require(two.points.first { $0.position == -1 }).estimate
    for (left, right) in zip(two.points, one.points) {
      #expect(left.position == right.position)
      #expect(abs(left.estimate - shift - right.estimate) < 1e-9)
    }
  }

  @Test func `the test before the reference has its power stated`() throws {
    let test = try #require(study().preTrend)
    #expect(test.degreesOfFreedom == 1)
    #expect(0 < test.slopeAtHalfPower && test.slopeAtHalfPower < test.slopeAtEightyPercentPower)
    let estimates = try study().estimates()
    #expect(estimates.prePeriods == 1 && estimates.postPeriods == 2)
  }

  @Test func `without a year before the reference there is a note in place of the test`() throws {
    let result = try study(reference: 3)
    #expect(result.preTrend == nil)
    #expect(result.notes.contains { $0.contains("no period lies before the reference") })
  }

  @Test func `a reference outside the cycle and years without a whole cycle are refused`() throws {
    let outside = #expect(throws: DataError.self) { try EventStudySpecification(reference: 4) }
    #expect(outside?.message.contains("no year 4 years before") == true)
    let short = #expect(throws: DataError.self) {
      try Analyses.named(
        "bts-canada-mexico", choices: .init(years: CalendarYear(2018)...CalendarYear(2020))
      ).eventStudy(EventStudySpecification(), data: BuiltIn.data.get())
    }
    #expect(short?.message.contains("3 years before an election") == true)
  }
}
