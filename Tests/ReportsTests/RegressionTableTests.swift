import Estimation
import Foundation
import Reports
import TestSupport
import Testing

/// Results of a small fit with names that every format has to escape.
private func results() throws -> [RegressionResult] {
  let y: [Double] = [1, 4, 2, 0, 7, 3, 9, 2, 5, 1, 6, 8]
  let x: [Double] = [0.3, 1.1, -0.4, -1.2, 1.9, 0.2, 2.2, -0.9, 0.8, -1, 1.2, 1.4]
  let data = try DataColumns(
    name: "a|b_$&%#{}~^<i>\\.csv",
    columns: [
      .init(name: "y", values: .numbers(y)), .init(name: "x_1", values: .numbers(x)),
      .init(name: "z <b>|$", values: .numbers((0..<12).map { Double($0 * $0 % 7) })),
      .init(
        name: "g",
        values: .text(codes: (0..<12).map { Int32($0 % 4) }, labels: ["a", "b", "c", "d"])),
      .init(name: "copy", values: .numbers(x.map { 2 * $0 })),
    ])
  func fits(_ formula: String, _ family: String) throws -> [RegressionResult] {
    var choices = FitChoices()
    choices.formula = formula
    choices.family = family
    choices.variances = ["iid", "cluster:g"]
    choices.combinations = ["x_1 + x_1"]
    choices.jointTests = ["x_1 = 0"]
    let specification = try choices.specification()
    return try specification.fits(of: data).map {
      RegressionResult($0, of: specification, data: data.name, program: "swingport test")
    }
  }
  return try fits("y ~ x_1 + `z <b>|$` + copy", "poisson") + fits("y ~ x_1 | g", "gaussian")
}

@Suite struct `Models side by side` {
  @Test(arguments: RegressionTableFormat.allCases)
  func `are written as committed`(format: RegressionTableFormat) throws {
    let table = RegressionTable(
      try results(), style: .init(decimals: 3, hasStars: format == .latex))
    try expect(table.written(as: format), matches: "regression-simulated.\(format.rawValue)")
  }

  @Test func `the summary is written as committed`() throws {
    try expect(FitSummary.text(try results()), matches: "regression-simulated-summary.txt")
  }

  @Test func `HTML is well formed whatever the names`() throws {
    let html = RegressionTable(try results()).written(as: .html)
    #expect(WellFormed(html).problems.isEmpty)
    #expect(!html.contains("<b>"))
  }

  /// F60.
  @Test func `no name ends a cell of Markdown or a command of LaTeX`() throws {
    let table = RegressionTable(try results())
    let rows = table.written(as: .markdown).split(separator: "\n").filter { $0.hasPrefix("|") }
    #expect(!rows.isEmpty)
    for row in rows {
      // Bars that are not escaped: one more than columns.
      let bars = row.replacing("\\|", with: "").count { $0 == "|" }
      #expect(bars == 6, "\(row)")
    }
    let latex = table.written(as: .latex)
    for line in latex.split(separator: "\n") where line.hasSuffix("\\\\") {
      let plain = line.replacing("\\&", with: "").replacing("\\_", with: "")
      let cells = plain.count { $0 == "&" }
      #expect(cells == 4 || line.hasPrefix("\\multicolumn"), "\(line)")
    }
    #expect(latex.contains("z \\textless{}b\\textgreater{}\\textbar{}\\$"))
  }

  @Test func `saved results read back as the same values`() throws {
    let saved = SavedFits(try results())
    let bytes = try saved.bytes()
    let read = try SavedFits(reading: bytes, named: "saved.json")
    #expect(read == saved)
    #expect(try read.bytes() == bytes)
    for broken in [Array("{}".utf8), Array("x".utf8), Array(bytes.dropLast(40))] {
      #expect(throws: (any Error).self) { try SavedFits(reading: broken, named: "broken.json") }
    }
  }

  @Test func `JSON has numbers in full precision`() throws {
    let results = try results()
    let document =
      try JSONSerialization.jsonObject(
        with: Data(FitDocument.json(results))) as? [String: Any]
    let fits = try #require(document?["fits"] as? [[String: Any]])
    #expect(fits.count == 4)
    let row = try #require((fits[0]["coefficients"] as? [[String: Any]])?.first)
    // The parser of the test library may lose the last digit; the text must hold all of them.
    let estimate = results[0].variances[0].coefficients[0].estimate
    #expect(row["estimate"] != nil)
    let text = String(decoding: try FitDocument.json(results), as: UTF8.self)
    #expect(text.contains("\(estimate)"))
    #expect((fits[0]["omitted"] as? [String: String])?["copy"]?.contains("collinear") == true)
  }
}
