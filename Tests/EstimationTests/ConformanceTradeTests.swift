import Estimation
import Foundation
import Testing

/// Gravity estimates of R fixest and Stata's ppmlhdfe on trade data.
@Suite(
  .enabled(if: ReferenceFolder.isPresent, "skipped: ../shared/reference is not beside the checkout")
)
struct ConformanceTradeTests {
  static let trade = Result { try ReferenceFolder.table("fixest/trade.csv") }

  static func expected() throws -> [[String: Any]] {
    let list = try ReferenceFolder.json("fixest/expected_fixest_0.12.2.json")
    return (list as? [[String: Any]] ?? []).filter {
      ($0["id"] as? String)?.hasPrefix("trade_") == true
    }
  }

  @Test func `all gravity cases of fixest agree`() throws {
    let table = try Self.trade.get()
    let euros = table.numbers("Euros")
    let distance = Term(name: "ldist", values: table.numbers("dist_km").map { log($0) })
    let origin = table.factor("Origin")
    let destination = table.factor("Destination")
    let product = table.factor("Product")
    let year = table.factor("Year")
    let pair = try Factor.interaction("Origin^Destination", [origin, destination])
    let productYear = try Factor.interaction("Product^Year", [product, year])
    let cases = try Self.expected()
    #expect(cases.count == 14)
    for expected in cases {
      let id = expected["id"] as! String
      let call = expected["call"] as! String
      let isPoisson = call.hasPrefix("fepois")
      let effects =
        isPoisson
        ? [origin, destination, product, year]
        : call.contains("Product^Year") ? [origin, productYear] : [origin, destination, year]
      let variance: Variance =
        switch id.split(separator: "_").last {
        case "iid": .iid
        case "het": .heteroskedastic
        case "c2": .clustered([origin, destination])
        case "c2i": .clustered([pair])
        case "c3": .clustered([origin, destination, year])
        default: .clustered([origin])
        }
      var setting = SmallSample.fixest
      if id.hasSuffix("noadj") { setting = ConformanceLatticeTests.plain }
      if id.hasSuffix("full") { setting = ConformanceLatticeTests.setting(count: .full) }
      if id.hasSuffix("none") { setting = ConformanceLatticeTests.setting(count: .none) }
      if id.hasSuffix("_conv") {
        setting = ConformanceLatticeTests.setting(clusterRule: .conventional)
      }
      let model = Model(
        outcomeName: "Euros", outcome: isPoisson ? euros : euros.map { log($0) },
        terms: [distance], fixedEffects: effects, family: isPoisson ? .poisson : .gaussian)
      let fit = try fit(model, variances: [variance], smallSample: setting, tolerance: 1e-9)
      let row = fit.variances[0].table[0]
      #expect(fit.observations == Int(expected.number("nobs")), "\(id)")
      #expect(abs(row.estimate / expected.number("coef") - 1) < 1e-10, "\(id) coefficient")
      #expect(abs(row.standardError / expected.number("se") - 1) < 1e-8, "\(id) standard error")
      #expect(abs(fit.deviance / expected.number("deviance") - 1) < 1e-9, "\(id) deviance")
      #expect(abs(fit.logLikelihood / expected.number("loglik") - 1) < 1e-9, "\(id) likelihood")
      // The case `tconv` of the file passes 3 degrees of freedom by hand.
      var pValue = row.pValue
      if id.hasSuffix("tconv") {
        pValue = StudentDistribution.twoSided(row.statistic, degreesOfFreedom: 3)
      }
      #expect(abs(pValue - expected.number("p")) <= 1e-6 * expected.number("p"), "\(id) p-value")
    }
  }

  @Test func `the example of trade agreements agrees with ppmlhdfe and fixest`() throws {
    let table = try ReferenceFolder.table("fta/EXAMPLE_TRADE_FTA_DATA.csv")
    let total = table.text("category").map { $0 == "TOTAL" }
    // Rows of other categories are marked as missing.
    let trade = zip(table.numbers("trade"), total).map { $1 ? $0 : .nan }
    let (importer, exporter) = (table.factor("isoimp"), table.factor("isoexp"))
    let year = table.factor("year")
    let pair = try Factor.interaction("pair", [importer, exporter])
    let model = Model(
      outcomeName: "trade", outcome: trade, terms: [table.term("fta")],
      fixedEffects: [
        try Factor.interaction("importer^year", [importer, year]),
        try Factor.interaction("exporter^year", [exporter, year]), pair,
      ], family: .poisson)
    let fit = try fit(
      model,
      variances: [
        .clustered([pair]), .clustered([importer, exporter]), .heteroskedastic,
      ], smallSample: .fixest, tolerance: 1e-9)
    let expected = try ReferenceFolder.json("fta/expected_fixest_FTA_TOTAL.json") as! [String: Any]
    for (index, key) in ["~isoimp^isoexp", "~isoimp+isoexp", "\"hetero\""].enumerated() {
      let numbers = expected[key] as! [String: Any]
      let row = fit.variances[index].table[0]
      #expect(fit.observations == Int(numbers.number("nobs")))
      #expect(abs(row.estimate / numbers.number("coef") - 1) < 1e-10)
      #expect(abs(row.standardError / numbers.number("se") - 1) < 1e-7, "\(key)")
    }
  }
}
