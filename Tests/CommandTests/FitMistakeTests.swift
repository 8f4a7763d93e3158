import Foundation
import Tables
import TestSupport
import Testing

private let panel = "\(Checkout.root)/Tests/Reference/formula/panel_simulated.csv"

/// What a test needs beside data: a Poisson model with one variance.
private let choices = ["--family", "poisson", "--vcov", "hetero"]

@Suite struct `What a user of fit gets wrong` {
  struct Mistake: Sendable, CustomTestStringConvertible {
    let data: String
    let arguments: [String]
    let status: Int32
    let parts: [String]
    var testDescription: String { parts.joined(separator: "; ") }
  }

  private static let small = "y,x,s\n1,2,a\n4,3,b\n2,5,a\n0,1,b\n"

  private static func formula(_ text: String) -> [String] { ["--formula", text] + choices }

  static let mistakes: [Mistake] = [
    Mistake(
      data: small, arguments: formula("y ~ x +"), status: 64,
      parts: ["where the text ends", "    y ~ x +\n           ^"]),
    Mistake(
      data: small, arguments: formula("y ~ xs"), status: 64,
      parts: ["standard input has no column 'xs'", "    y ~ xs\n        ^", "did you mean 'x'?"]),
    Mistake(
      data: small, arguments: formula("y ~ lgo(x)"), status: 64,
      parts: ["no function 'lgo'", "did you mean 'log'?"]),
    Mistake(
      data: small, arguments: ["--formula", "y ~ x", "--vcov", "iid"], status: 64,
      parts: ["no family is chosen", "--family poisson"]),
    Mistake(
      data: small, arguments: ["--formula", "y ~ x", "--family", "poisson"], status: 64,
      parts: ["no variance is chosen", "cluster:state+year"]),
    Mistake(
      data: small, arguments: choices, status: 64, parts: ["no formula is given", "--formula"]),
    Mistake(
      data: small, arguments: ["--formula", "y ~ x", "--family", "poisson", "--vcov", "clust:s"],
      status: 64, parts: ["no variance 'clust'"]),
    Mistake(
      data: small, arguments: formula("y ~ x") + ["--ssc", "fixes"], status: 64,
      parts: ["no small-sample convention 'fixes'", "did you mean 'fixest'?"]),
    Mistake(
      data: small, arguments: formula("y ~ l(x)"), status: 64,
      parts: ["no panel is named", "--panel pair,year"]),
    Mistake(
      data: small, arguments: formula("y ~ x") + ["--json", "--csv"], status: 64,
      parts: ["exclude each other"]),
    Mistake(
      data: small, arguments: formula("y ~ x") + ["--where", "x > "], status: 64,
      parts: ["where the text ends"]),
    Mistake(
      data: small, arguments: formula("y ~ x") + ["--boot", "wild:s,10"], status: 64,
      parts: ["clusters, draws and a seed"]),
    Mistake(
      data: "y,x\n1,2\n2,oops\n3,4\n", arguments: formula("y ~ x"), status: 65,
      parts: ["row 2 of 'x' is 'oops'", "correct the cell"]),
    Mistake(
      data: small, arguments: formula("y ~ s"), status: 65,
      parts: ["row 1 of 's' is 'a'", "i(s)"]),
    Mistake(
      data: "y,x\n1,2\n2,inf\n3,4\n", arguments: formula("y ~ x"), status: 65,
      parts: ["'x'", "'inf' is infinite"]),
    Mistake(
      data: "y,x\n1,2\n2,1e999\n3,4\n", arguments: formula("y ~ x"), status: 65,
      parts: ["'x'", "1e999", "beyond the largest number"]),
    Mistake(
      data: "y,x\n1,2\n-2,3\n3,4\n", arguments: formula("y ~ x"), status: 65,
      parts: ["row 2 of 'y' is -2", "never negative", "--family gaussian"]),
    Mistake(
      data: "y,x\n3,2\n3,3\n3,5\n", arguments: formula("y ~ x"), status: 65,
      parts: ["the outcome 'y' is 3 in every row"]),
    Mistake(
      data: small, arguments: formula("y ~ x | s^x"), status: 65,
      parts: ["none of the 4 rows can be used", "3 singletons"]),
    Mistake(
      data: "y,x\n,2\n,3\n", arguments: formula("y ~ x"), status: 65,
      parts: ["none of the 2 rows can be used", "2 missing"]),
    Mistake(
      data: small, arguments: formula("y ~ x + x^2 + x^3"), status: 65,
      parts: ["4 parameters cannot be estimated from 4 rows"]),
    Mistake(
      data: small,
      arguments: ["--formula", "y ~ x", "--family", "gaussian", "--vcov", "cluster:o"],
      status: 64, parts: ["no column 'o'"]),
    Mistake(
      data: "y,x,o\n1,2,1\n2,3,1\n4,4,1\n3,6,1\n",
      arguments: ["--formula", "y ~ x", "--family", "gaussian", "--vcov", "cluster:o"], status: 65,
      parts: ["'o' has 1 cluster", "at least 2"]),
    Mistake(
      data: small, arguments: formula("y ~ x") + ["--memory", "0.0000001"], status: 65,
      parts: ["has about 4 rows, which need at least", "MB of memory"]),
    Mistake(
      data: "", arguments: formula("y ~ x"), status: 65, parts: ["the table is empty"]),
    Mistake(
      data: "y,x\n", arguments: formula("y ~ x"), status: 65, parts: ["a header and no rows"]),
    Mistake(
      data: "y,x\n1,2\n3\n", arguments: formula("y ~ x"), status: 65, parts: ["line 3"]),
  ]

  @Test(arguments: mistakes)
  func `is refused with the place and what to do`(mistake: Mistake) throws {
    var program = Program()
    program.input = Array(mistake.data.utf8)
    let run = try program.run(["fit", "-"] + mistake.arguments)
    #expect(run.status == mistake.status, "\(run.errors)")
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("swingport: "), "\(run.errors)")
    for part in mistake.parts { #expect(run.errors.contains(part), "\(run.errors)") }
    #expect(!run.errors.lowercased().contains("nan"), "\(run.errors)")
  }

  @Test func `an input that is not there ends with status 66`() throws {
    let scratch = try Scratch()
    for arguments in [
      ["no.csv", "--formula", "y ~ x"] + choices, ["--load", "no.json"],
      [".", "--formula", "y ~ x"] + choices,
      [panel, "--spec", "no.json"],
    ] {
      let run = try Program(folder: scratch.root).run(["fit"] + arguments)
      #expect(run.status == 66, "\(run.errors)")
    }
    let run = try Program(folder: scratch.root).run(["fit"])
    #expect(run.status == 64)
    #expect(run.errors.contains("--load"), "\(run.errors)")
  }

  @Test func `a specification with an unknown key or value is refused by name`() throws {
    let scratch = try Scratch()
    for (text, part) in [
      ("{\"formla\": \"y ~ x\"}", "did you mean 'formula'?"), ("{\"level\": \"95\"}", "'level'"),
      ("[1]", "no JSON object"), ("{", "not valid JSON"),
    ] {
      try Data(text.utf8).write(to: scratch.root.appendingPathComponent("m.json"))
      let run = try Program(folder: scratch.root).run(["fit", panel, "--spec", "m.json"])
      #expect(run.status == 64)
      #expect(run.errors.contains("m.json") && run.errors.contains(part), "\(run.errors)")
    }
  }

  @Test func `what would be lost or written over is refused`() throws {
    let scratch = try Scratch()
    let program = Program(folder: scratch.root)
    let data = scratch.root.appendingPathComponent("panel.csv")
    try Data(try Checkout.bytes("Tests/Reference/formula/panel_simulated.csv")).write(to: data)
    let before = try scratch.files()
    let fit = [
      "fit", "panel.csv", "--formula", "y ~ x | unit", "--family", "gaussian", "--vcov",
      "cluster:unit",
    ]
    let mistakes: [([String], Int32, String)] = [
      (fit + ["--save", "./panel.csv"], 64, "would be written over"),
      (fit + ["--fitted", "none/fitted.csv"], 73, "none"),
      (fit + ["--save", "a.json", "--fitted", "a.json"], 64, "one file"),
      (fit + ["--lincom", "2*x", "--csv"], 64, "combinations as well"),
      (fit + ["--boot", "wild:unit,99,1", "--format", "latex"], 64, "bootstraps as well"),
      (fit + ["--lincom", "2*x - 1"], 64, "has a constant"),
      (["fit", "--load", "x.json", "--where", "x > 0"], 64, "--where changes nothing"),
      (Array(fit.dropLast()) + ["~unit"], 64, "write cluster:unit"),
    ]
    for (arguments, status, part) in mistakes {
      let run = try program.run(arguments)
      #expect(run.status == status, "\(arguments): \(run.errors)")
      #expect(run.errors.contains(part), "\(arguments): \(run.errors)")
      #expect(run.output.isEmpty)
    }
    #expect(try scratch.files() == before)
  }

  @Test func `a file separated by semicolons is recognized, and read where it is said`() throws {
    let scratch = try Scratch()
    try Data("y;x\n1,5;2\n".utf8).write(to: scratch.root.appendingPathComponent("semi.csv"))
    let run = try Program(folder: scratch.root).run([
      "fit", "semi.csv", "--formula", "y ~ x", "--family", "gaussian", "--vcov", "iid",
    ])
    #expect(run.status == 64 || run.status == 65)
    #expect(run.errors.contains("--delimiter ';'"), "\(run.errors)")
    let rows = [(1.5, 2.0), (2.5, 3.5), (2.0, 5.0), (4.5, 6.0), (3.0, 7.5)]
    for (name, mark, word) in [("semi", ";", ";"), ("tab", "\t", "tab"), ("comma", ",", ",")] {
      let text = "y\(mark)x\n" + rows.map { "\($0.0)\(mark)\($0.1)\n" }.joined()
      try Data(text.utf8).write(to: scratch.root.appendingPathComponent("\(name).csv"))
      let run = try Program(folder: scratch.root).run([
        "fit", "\(name).csv", "--formula", "y ~ x", "--family", "gaussian", "--vcov", "iid",
        "--delimiter", word,
      ])
      #expect(run.status == 0, "\(run.errors)")
      let printed = String(decoding: run.output, as: UTF8.self)
      #expect(printed.contains("observations    5 of 5 rows"), "\(printed)")
    }
    let bad = try Program(folder: scratch.root).run([
      "fit", "semi.csv", "--formula", "y ~ x", "--family", "gaussian", "--vcov", "iid",
      "--delimiter", "ab",
    ])
    #expect(bad.status == 64 && bad.errors.contains("cannot stand between fields"))
  }

  @Test func `new rows are predicted into a file, and what cannot be is counted`() throws {
    let scratch = try Scratch()
    let data =
      "f,x,y\n1,0,1\n1,1,2\n1,2,3.5\n2,0,4\n2,1,5\n2,3,6.5\n"
    try Data(data.utf8).write(to: scratch.root.appendingPathComponent("d.csv"))
    try Data("f,x\n2,10\n3,1\n1,\n".utf8).write(
      to: scratch.root.appendingPathComponent("new.csv"))
    let common = [
      "fit", "d.csv", "--formula", "y ~ x | f", "--family", "gaussian", "--vcov", "iid",
    ]
    let run = try Program(folder: scratch.root).run(
      common + ["--predict", "new.csv", "--predictions", "out.csv"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      run.errors.contains(
        "model 1: predicted 1 of 3 rows; 1 missing a value, 1 with an unknown level"),
      "\(run.errors)")
    let written = try String(
      contentsOf: scratch.root.appendingPathComponent("out.csv"), encoding: .utf8)
    let lines = written.split(separator: "\n")
    #expect(lines.first == "model,row,prediction,status")
    #expect(lines.count == 4)
    #expect(lines[1].hasSuffix(",predicted"))
    #expect(lines[2] == "1,2,,unknown level")
    #expect(lines[3] == "1,3,,missing")
    let alone = try Program(folder: scratch.root).run(common + ["--predict", "new.csv"])
    #expect(alone.status == 64 && alone.errors.contains("--predictions"))
    try Data("g,x\n2,10\n".utf8).write(to: scratch.root.appendingPathComponent("other.csv"))
    let wrong = try Program(folder: scratch.root).run(
      common + ["--predict", "other.csv", "--predictions", "out.csv"])
    #expect(wrong.status == 64 && wrong.errors.contains("other.csv has no column 'f'"))
  }
}
