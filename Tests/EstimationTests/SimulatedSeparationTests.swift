import Estimation
import TestSupport
import Testing

/// Simulated samples whose separated observations were found by linear programming
/// (`Tests/Reference/separation/make.py`).
@Suite struct `Separation against linear programming` {
  private struct Row {
    let terms: Int
    let effects: Int
    let outcome: Double
    let x: [Double]
    let f: [Int]
    let isSeparated: Bool
  }

  private static func cases() throws -> [[Row]] {
    let bytes = try Checkout.bytes("Tests/Reference/separation/simulated-cases.csv")
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst()
    var cases: [Int: [Row]] = [:]
    for line in lines {
      let cells = line.split(separator: ",").map(String.init)
      let numbers = cells.map { Double($0) ?? .nan }
      try #require(cells.count == 11 && !numbers.contains { $0.isNaN })
      cases[Int(numbers[0]), default: []].append(
        Row(
          terms: Int(numbers[1]), effects: Int(numbers[2]), outcome: numbers[3],
          x: Array(numbers[4...6]), f: numbers[7...9].map { Int($0) },
          isSeparated: numbers[10] == 1))
    }
    return cases.sorted { $0.key < $1.key }.map(\.value)
  }

  @Test func `every separated observation is found and no other`() throws {
    let cases = try Self.cases()
    #expect(cases.count == 120)
    #expect(cases.count { $0.contains { $0.isSeparated } } == 60)
    for (number, rows) in cases.enumerated() {
      let (terms, effects) = (rows[0].terms, rows[0].effects)
      var columns = (0..<terms).map { term in
        Term(name: "x\(term + 1)", values: rows.map { $0.x[term] })
      }
      if effects == 0 {
        columns.append(Term(name: "constant", values: rows.map { _ in 1 }))
      }
      let fit = try Estimation.fit(
        Model(
          outcomeName: "y", outcome: rows.map(\.outcome), terms: columns,
          fixedEffects: (0..<effects).map { effect in
            Factor(name: "f\(effect + 1)", values: rows.map { $0.f[effect] })
          }, family: .poisson), variances: [.iid], smallSample: .fixest, tolerance: 1e-10)
      #expect(
        fit.separatedRows == rows.indices.filter { rows[$0].isSeparated },
        "case \(number + 1)")
    }
  }
}
