import Estimation
import Foundation
import Testing

/// The rank of the fixed effects against the singular values of dense dummies.
struct RankTests {
  @Test func `the rank of awkward designs is that of the dense dummies`() throws {
    let folder = CommittedReference.root.appendingPathComponent("ranks")
    let table = try CSVTable(contentsOf: folder.appendingPathComponent("designs.csv"))
    let expected =
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: folder.appendingPathComponent("expected.json"))) as! [String: Int]
    #expect(expected.count == 11)
    let names = table.text("design")
    let codes = ["f1", "f2", "f3", "f4"].map(table.integers)
    for (name, rank) in expected {
      let rows = names.indices.filter { names[$0] == name }
      let effects = codes.indices.filter { codes[$0][rows[0]] >= 0 }.map { index in
        Factor(name: "f\(index + 1)", values: rows.map { codes[index][$0] })
      }
      // Every row twice, so that no level has a single one.
      let twice = rows.indices.flatMap { [$0, $0] }
      var generator = FixedSequence(seed: 6)
      let model = Model(
        outcomeName: "y", outcome: twice.map { _ in generator.uniform() },
        terms: [Term(name: "x", values: twice.map { _ in generator.uniform() })],
        fixedEffects: effects.map { factor in
          Factor(name: factor.name, values: twice.map { factor.codes[$0] })
        }, family: .gaussian)
      let fit = try fit(model, variances: [], smallSample: .fixest, tolerance: 1e-9)
      #expect(fit.dropped.total == 0)
      #expect(fit.fixedEffectRank.isExact, "\(name)")
      #expect(fit.fixedEffectRank.value == rank, "\(name)")
    }
  }
}
