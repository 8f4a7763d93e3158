import Codes
import Hypotheses
import Panels
import Tables
import TestSupport
import Testing

@Suite struct `Inference on a user's table` {
  private func study(
    _ bytes: [UInt8], _ kind: TableKind, _ hypothesis: String, rule: String = "treaty"
  ) throws -> TableStudy {
    let data = try BuiltIn.data.get()
    let table = try HypothesisTable(
      table: DelimitedText(name: "mine.csv").table(from: bytes), kind: kind, file: "mine.csv",
      codes: data.context.codes)
    return try TableStudy(
      table, for: try #require(RegisteredHypotheses.named(hypothesis)), rule: rule,
      data: data)
  }

  private func rows(_ study: TableStudy) throws -> [InferenceRow] {
    let suite = study.inference(InferenceOptions(seed: 3, bootstrapDraws: 499, assignments: 99))
    return try suite.assemble(try suite.steps.map(suite.run), reputations: [])
  }

  @Test func `every method agrees with other software on a table of tariffs`() throws {
    let reference = try InferenceReference.shared.get().tariffs
    let study = try study(
      Checkout.bytes("Tests/Reference/inference/tariffs.csv"), .tariffs, "economic-concessions")
    let found = try rows(study).filter { $0.model == "pooled" && $0.term == "ally:window" }
    func row(_ method: InferenceRow.Method) throws -> InferenceRow {
      try #require(found.first { $0.method == method })
    }
    func near(_ value: Double?, _ expected: Double, _ tolerance: Double = 1e-9) throws {
      #expect(abs(try #require(value) - expected) < tolerance)
    }
    let clustered = try row(.clustered)
    try near(clustered.estimate, reference.estimate)
    try near(clustered.standardError, reference.se)
    #expect(clustered.estimator == .leastSquares)
    // Three allies of six partners.
    #expect(clustered.caution?.contains("rests on 3 treated clusters by destination") == true)
    try near(try row(.jackknife).standardError, reference.jackknifeSe)
    let bootstrap = try row(.bootstrap)
    try near(bootstrap.pValue, reference.bootstrapP)
    #expect(bootstrap.draws == 64 && bootstrap.smallestAttainableP == 2.0 / 64)
    let elections = try row(.perElection)
    try near(elections.estimate, reference.mean)
    try near(elections.pValue, reference.tP)
    try near(try row(.signChange).pValue, reference.signP)
    #expect(try row(.signChange).smallestAttainableP == 2.0 / 32)
    let calendar = try row(.shiftedCalendar)
    try near(calendar.pValue, reference.calendarP)
    try near(calendar.smallestAttainableP, reference.calendarSmallest)
    let allies = try row(.randomizedAllies)
    #expect(allies.draws == 20)
    try near(allies.pValue, reference.alliesP)
    try near(allies.smallestAttainableP, reference.alliesSmallest)
  }

  @Test func `steps have names that files can have and inputs that tell models apart`() throws {
    let study = try study(
      Checkout.bytes("Tests/Reference/inference/tariffs.csv"), .tariffs, "economic-concessions")
    let suite = study.inference(InferenceOptions())
    #expect(Set(suite.steps.map(\.id)).count == suite.steps.count)
    #expect(suite.steps.allSatisfy { !$0.id.contains(":") && !$0.id.contains("/") })
    let inputs = Set(suite.steps.map { suite.inputs(of: $0) })
    #expect(inputs.count == 2 && inputs.allSatisfy { $0.hasPrefix("layout 2; ") })
    #expect(study.fingerprint.contains("CHE 2001 "))
  }

  @Test func `by months the calendar has 48 phases and a gap is said`() throws {
    var text = "iso3c,year,month,value_usd\n"
    for (index, code) in ["DEU", "JPN", "GBR", "CHE", "IND", "ZAF"].enumerated() {
      for year in 2009...2020 {
        for month in 1...12 where code != "IND" || (year, month) != (2013, 4) {
          let noise = (index * 31 + year * 17 + month * 7) % 29
          text += "\(code),\(year),\(month),\(1_000 * (index + 1) + 10 * noise)\n"
        }
      }
    }
    let study = try study(Array(text.utf8), .months, "economic-concessions")
    let result = try study.result()
    #expect(
      result.remarks.contains {
        $0.hasPrefix("1 month is missing") && $0.contains("IND 1, the first 2013-04")
      }, "\(result.remarks)")
    #expect(result.remarks.contains { $0.contains("do not cover shocks common to an election") })
    #expect(result.models.contains { $0.model == "incumbent-reputation" })
    let found = try rows(study)
    let calendar = try #require(
      found.first { $0.model == "pooled" && $0.method == .shiftedCalendar })
    #expect(calendar.draws == 48)
    let least = try #require(calendar.smallestAttainableP)
    #expect(least >= 1.0 / 48 && (least * 48).rounded() / 48 == least)
  }

  @Test func `where every partner is an ally there is no alliance to assign anew`() throws {
    var text = "iso3c,period,demands\n"
    for (index, code) in ["DEU", "JPN", "GBR"].enumerated() {
      for year in 2001...2020 { text += "\(code),\(year),\((year * 7 + index * year) % 5 + 1)\n" }
    }
    let found = try rows(study(Array(text.utf8), .demands, "economic-demands"))
    let allies = try #require(
      found.first { $0.model == "pooled" && $0.method == .randomizedAllies })
    #expect(allies.pValue == nil && allies.note?.contains("every partner is an ally") == true)
  }

  static let mistakes: [(text: String, kind: TableKind, part: String)] = [
    (
      "iso3c,period,demands\nDEU,2015,1\nXXX,2016,1\n", .demands,
      "'XXX' is the code of no destination of exports"
    ),
    ("iso3c,year,tariff\nZZZ,2015,1\n", .tariffs, "'ZZZ' is the code of no destination"),
    ("iso3c,period,demands\nDEU,2016,1.5\n", .demands, "1.5 is no whole number"),
    ("iso3c,year,orders\nDEU,2016,0.5\n", .arms, "0.5 is no whole number"),
  ]

  @Test(arguments: mistakes.indices)
  func `codes of nothing and parts of counts are refused with their row`(index: Int) throws {
    let mistake = Self.mistakes[index]
    let codes = try BuiltIn.data.get().context.codes
    let error = #expect(throws: DataError.self) {
      try HypothesisTable(
        table: DelimitedText(name: "mine.csv").table(from: Array(mistake.text.utf8)),
        kind: mistake.kind, file: "mine.csv", codes: codes)
    }
    #expect(error?.message.contains(mistake.part) == true, "\(error?.message ?? "")")
    #expect(error?.message.contains("mine.csv") == true)
  }
}
