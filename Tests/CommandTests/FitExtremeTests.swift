import Foundation
import TestSupport
import Testing

/// Numbers at the ends of what a double holds, exact fits, and variances that do not exist.
@Suite struct `What fit says at the edge of its numbers` {
  struct Edge: Sendable, CustomTestStringConvertible {
    var data = trade
    let arguments: [String]
    var status: Int32 = 65
    let parts: [String]
    var testDescription: String { arguments.joined(separator: " ") }
  }

  private static let trade =
    "y,x,z\n1,2,1\n4,3,5\n2,5,2\n0,1,4\n3,2.5,2\n7,4,6\n5,0.5,3\n2,1.5,2\n"
  /// Row 3 alone has an x that is not zero.
  private static let alone = "y,x\n1,0\n2,0\n5,1\n4,0\n3,0\n"
  private static let line = "y,x\n1,2\n2,3\n3,4\n4,5\n"

  /// The matrix clustered by a and b has positive variances and a negative eigenvalue.
  private static let indefinite = """
    y,x,z,a,b
    2,-3,3,1,1
    2,-3,3,1,1
    5,4,-1,1,2
    0,3,-3,1,2
    8,2,-4,1,3
    8,-2,-4,1,3
    4,4,-3,2,1
    3,-3,-3,2,1
    8,3,1,2,2
    2,-1,-4,2,2
    3,-1,3,2,3
    8,-4,1,2,3
    7,-2,4,3,1
    0,-1,3,3,1
    8,3,0,3,2
    2,-2,0,3,2
    4,-2,4,3,3
    7,2,-3,3,3

    """
  /// Sums of the residuals by a and by b are zero, and those by both are not.
  private static let negative = "y,a,b\n1,1,1\n-1,1,2\n-1,2,1\n1,2,2\n"

  private static func poisson(_ formula: String) -> [String] {
    ["--formula", formula, "--family", "poisson", "--vcov", "hetero"]
  }

  private static func gaussian(_ formula: String, _ vcov: String = "hetero") -> [String] {
    ["--formula", formula, "--family", "gaussian", "--vcov", vcov]
  }

  static let edges: [Edge] = [
    Edge(arguments: poisson("I(y*1e300) ~ x"), parts: ["I(y * 1e+300)", "1e300", "divide"]),
    Edge(arguments: poisson("I(y*1e154) ~ x"), parts: ["I(y * 1e+154)", "divide"]),
    Edge(arguments: poisson("I(y*1e-300) ~ x"), parts: ["I(y * 1e-300)", "multiply"]),
    Edge(arguments: gaussian("I(y*1e200) ~ x"), parts: ["I(y * 1e+200)", "divide"]),
    Edge(arguments: gaussian("y ~ I(x*1e200)"), parts: ["I(x * 1e+200)", "divide"]),
    Edge(arguments: gaussian("y ~ I(x*1e200) | z"), parts: ["I(x * 1e+200)", "divide"]),
    Edge(arguments: gaussian("y ~ I(x*1e-200)"), parts: ["I(x * 1e-200)", "multiply"]),
    Edge(arguments: gaussian("y ~ z + I(x*1e-200)"), parts: ["I(x * 1e-200)", "multiply"]),
    Edge(
      data: "y,x\n1,1e308\n2,-1e308\n3,1e308\n4,1\n", arguments: gaussian("y ~ x"),
      parts: ["'x'", "1e308"]),
    Edge(
      data: alone, arguments: gaussian("y ~ x", "hc3"),
      parts: ["row 3 has a leverage of one", "'x'"]),
    Edge(
      data: alone, arguments: gaussian("y ~ x", "hc2"),
      parts: ["row 3 has a leverage of one", "'x'"]),
    Edge(
      data: "y,x,a\n1,0,1\n2,0,1\n5,1,2\n4,0,3\n3,0,3\n", arguments: gaussian("y ~ x", "crv3:a"),
      parts: ["that row 3 is in"]),
    Edge(
      data: negative, arguments: gaussian("y ~ 1", "cluster:a+b"),
      parts: [
        "variance of '(Intercept)' clustered by a and b is negative", "nothing is left",
        "leave this variance out",
      ]),
    Edge(
      data: indefinite,
      arguments: gaussian("y ~ x + z", "cluster:a+b") + ["--wald", "x = 0, z = 0"],
      parts: ["'z = 0.0' the covariance matrix", "negative variance"]),
    Edge(
      data: indefinite, arguments: gaussian("y ~ x + z", "cluster:a+b") + ["--lincom", "x - z"],
      parts: ["is negative", "leave the combination out"]),
    Edge(
      arguments: gaussian("y ~ x") + ["--lincom", "xx + x"], status: 64, parts: ["names 'xx'"]),
    Edge(
      arguments: gaussian("y ~ x") + ["--wald", "x=0,x=1"], status: 64,
      parts: ["follows from those before it"]),
    Edge(
      arguments: gaussian("y ~ x") + ["--boot", "score:z,99,1"], status: 64, parts: ["Poisson"]),
    Edge(
      arguments: poisson("y ~ x") + ["--boot", "wild:z,99,1"], status: 64,
      parts: ["least squares"]),
    Edge(
      arguments: poisson("y ~ x") + ["--debias", "z,x,y"], status: 64,
      parts: ["not the three interactions"]),
    Edge(
      arguments: poisson("y ~ i(z, ref=77)"), status: 64, parts: ["'z' has no level 77"]),
    Edge(
      arguments: poisson("sw(y,x) ~ z"), status: 64,
      parts: ["'sw' cannot stand here", "c(y1, y2)"]),
    Edge(
      data: "y,x\n1,2\n2,0x10\n3,4\n", arguments: poisson("y ~ x"),
      parts: ["row 2 of 'x' is '0x10'"]),
    Edge(
      data: "y,x\n1,2\n2,Inf\n3,4\n", arguments: poisson("y ~ x"), parts: ["'Inf' is infinite"]),
  ]

  private func fit(_ data: String, _ arguments: [String]) throws -> Program.Run {
    var program = Program()
    program.input = Array(data.utf8)
    return try program.run(["fit", "-"] + arguments)
  }

  @Test(arguments: edges)
  func `is the column or the row, and never a number that is not finite`(edge: Edge) throws {
    let run = try fit(edge.data, edge.arguments)
    #expect(run.status == edge.status, "\(run.errors)")
    #expect(run.output.isEmpty)
    for part in edge.parts { #expect(run.errors.contains(part), "\(run.errors)") }
  }

  @Test func `a scale that doubles hold changes neither statistic nor p value`() throws {
    func statistic(_ formula: String, _ family: String, _ term: String) throws -> Double {
      let run = try fit(
        Self.trade, ["--formula", formula, "--family", family, "--vcov", "hetero", "--csv"])
      #expect(run.status == 0, "\(run.errors)")
      let rows = String(decoding: run.output, as: UTF8.self).split(separator: "\n")
      let fields = rows.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        .first { $0.count > 6 && $0[3] == term }
      let found = try #require(fields)
      return try #require(Double(found[6]))
    }
    for family in ["poisson", "gaussian"] {
      let plain = try statistic("y ~ x", family, "x")
      for factor in ["1e+150", "1e-100"] {
        let outcome = try statistic("I(y*\(factor)) ~ x", family, "x")
        #expect(abs(outcome / plain - 1) < 1e-8, "\(factor): \(outcome) for \(plain)")
        let term = try statistic("y ~ I(x*\(factor))", family, "I(x * \(factor))")
        #expect(abs(term / plain - 1) < 1e-8, "\(factor): \(term) for \(plain)")
      }
    }
  }

  @Test func `a margin beyond the largest number is refused by its term`() throws {
    let scratch = try Scratch()
    try Data("y,x\n1,0\n2,1\n4,2\n9,3\n14,4\n".utf8).write(
      to: scratch.root.appendingPathComponent("e.csv"))
    let run = try Program(folder: scratch.root).run(
      ["fit", "e.csv", "--margins", "m.csv"] + Self.poisson("y ~ I(x/100000)"))
    #expect(run.status == 65, "\(run.errors)")
    #expect(run.errors.contains("semi-elasticity of 'I(x / 100000)'"), "\(run.errors)")
    #expect(run.errors.contains("rescale"), "\(run.errors)")
    #expect(try scratch.files()["m.csv"] == nil)
  }

  @Test(arguments: [[], ["--csv"], ["--json"], ["--format", "markdown"]])
  func `an exact fit is said to be one in every form`(form: [String]) throws {
    let run = try fit(Self.line, Self.gaussian("y ~ x") + form)
    #expect(run.status == 0 || run.errors.contains("every residual"), "\(run.errors)")
    if run.status == 0 {
      let text = String(decoding: run.output, as: UTF8.self)
      #expect(text.contains("the outcome is fitted exactly; its errors are rounding"), "\(text)")
    }
    let sound = try fit(Self.trade, Self.gaussian("y ~ x") + form)
    #expect(!String(decoding: sound.output, as: UTF8.self).contains("exactly"))
  }

  @Test func `rounding is not called indefinite`() throws {
    let run = try fit(Self.alone, Self.gaussian("y ~ x"))
    #expect(run.status == 0, "\(run.errors)")
    #expect(!String(decoding: run.output, as: UTF8.self).contains("positive definite"))
  }

  @Test(arguments: [[], ["--csv"], ["--json"], ["--format", "latex"]])
  func `a matrix that is indefinite is cautioned in every form`(form: [String]) throws {
    let run = try fit(Self.indefinite, Self.gaussian("y ~ x + z", "cluster:a+b") + form)
    #expect(run.status == 0, "\(run.errors)")
    let text = String(decoding: run.output, as: UTF8.self)
    #expect(text.contains("the matrix is not positive definite"), "\(text)")
  }

  @Test func `a model of fixed effects alone says that no term is estimated`() throws {
    let run = try fit(Self.trade, Self.poisson("y ~ 1 | z"))
    let text = String(decoding: run.output, as: UTF8.self)
    #expect(text.contains("no term is estimated"), "\(text) \(run.errors)")
    #expect(!text.contains("estimate  std.error"), "\(text)")
  }

  @Test func `fixed effects are added together inside sw()`() throws {
    let run = try fit(Self.trade, Self.gaussian("y ~ x | sw(z, z + x)") + ["--json"])
    #expect(!run.errors.contains("is missing"), "\(run.errors)")
  }
}
