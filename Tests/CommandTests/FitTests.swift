import Foundation
import Tables
import TestSupport
import Testing

private let panel = "\(Checkout.root)/Tests/Reference/formula/panel_simulated.csv"

/// What a test needs beside data: a Poisson model with one variance.
private let choices = ["--family", "poisson", "--vcov", "hetero"]

private func json(_ bytes: [UInt8]) throws -> [String: Any] {
  try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
}

@Suite struct `swingport fit` {
  @Test func `one model under one variance is a document of the published layout`() throws {
    let run = try Program().run([
      "fit", panel, "--formula", "y ~ x + z | unit + year", "--family", "poisson", "--vcov",
      "cluster:unit", "--json",
    ])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors == "")
    let document = try json(run.output)
    #expect(document["schema"] as? String == "swingport.fit/1")
    #expect(document["formula"] as? String == "y ~ x + z | unit + year")
    #expect(document["family"] as? String == "poisson")
    #expect(document["nobs"] as? Int == 173)
    #expect(document["converged"] as? Bool == true)
    #expect((document["dropped"] as? [String: Int])?["missing"] == 2)
    #expect((document["dropped"] as? [String: Int])?["separated"] == 0)
    #expect(document["fixed_effects"] as? [String: Int] == ["unit": 24, "year": 8])
    for key in ["iterations", "deviance", "log_likelihood"] { #expect(document[key] != nil) }
    let vcov = try #require(document["vcov"] as? [String: Any])
    #expect(vcov["type"] as? String == "cluster:unit")
    #expect(vcov["clusters"] as? [String: Int] == ["unit": 24])
    #expect(vcov["ssc"] as? String == "fixest")
    let coefficients = try #require(document["coefficients"] as? [[String: Any]])
    #expect(coefficients.map { $0["term"] as? String } == ["x", "z"])
    // pyfixest 0.60.0, Tests/Reference/formula.
    let estimate = try #require(coefficients[0]["estimate"] as? Double)
    let error = try #require(coefficients[0]["std_error"] as? Double)
    #expect(abs(estimate - 0.4282076513495736) < 1e-9)
    #expect(abs(error / 0.03551254600133445 - 1) < 1e-7)
    for key in ["statistic", "p_value", "conf_low", "conf_high"] {
      #expect(coefficients[0][key] is Double)
    }
  }

  @Test func `several models and variances are a list of such documents`() throws {
    let run = try Program().run([
      "fit", panel, "--formula", "y ~ csw(x, z) | unit", "--family", "gaussian", "--vcov", "iid",
      "--vcov", "cr2:unit", "--json",
    ])
    #expect(run.status == 0, "\(run.errors)")
    let document = try json(run.output)
    #expect(document["schema"] as? String == "swingport.fits/1")
    let fits = try #require(document["fits"] as? [[String: Any]])
    #expect(fits.count == 4)
    #expect(fits.allSatisfy { $0["schema"] as? String == "swingport.fit/1" })
    let types = fits.map { ($0["vcov"] as? [String: Any])?["type"] as? String }
    #expect(types == ["iid", "cr2:unit", "iid", "cr2:unit"])
  }

  @Test func `standard input a file and its JSON form give the same bytes`() throws {
    let scratch = try Scratch()
    let specification = scratch.root.appendingPathComponent("model.json")
    try Data(
      """
      {"formula": "y ~ x + l(x) | unit", "family": "poisson", "vcov": ["hetero", "cluster:unit"],
       "panel": {"unit": "unit", "time": "year"}, "where": "year >= 2009", "level": 90}
      """.utf8
    ).write(to: specification)
    let flags = [
      "--formula", "y ~ x + l(x) | unit", "--panel", "unit,year", "--where", "year >= 2009",
      "--family", "poisson", "--vcov", "hetero", "--vcov", "cluster:unit", "--level", "90",
    ]
    var program = Program()
    program.input = try Checkout.bytes("Tests/Reference/formula/panel_simulated.csv")
    let streamed = try program.run(["fit", "-", "--csv"] + flags)
    let read = try Program().run(["fit", panel, "--csv"] + flags)
    let specified = try Program().run(["fit", panel, "--csv", "--spec", specification.path])
    #expect(streamed.status == 0, "\(streamed.errors)")
    #expect(specified.status == 0, "\(specified.errors)")
    #expect(streamed.output == read.output)
    #expect(specified.output == read.output)
    let table = try DelimitedText(name: "fit").table(from: read.output)
    #expect(
      Array(table.header[3...9]) == [
        "term", "estimate", "std.error", "statistic", "p.value", "conf.low", "conf.high",
      ])
    #expect(try table.column("term").texts == ["x", "l(x, 1)", "x", "l(x, 1)"])
    // A flag comes before the file.
    let other = try Program().run([
      "fit", panel, "--spec", specification.path, "--vcov", "iid", "--csv",
    ])
    #expect(
      try DelimitedText(name: "fit").table(from: other.output).column("vcov").texts == [
        "iid", "iid",
      ])
  }

  @Test func `the order of the rows and the number of threads change no byte`() throws {
    let text = String(
      decoding: try Checkout.bytes("Tests/Reference/formula/panel_simulated.csv"), as: UTF8.self)
    var lines = text.split(separator: "\n")
    let header = lines.removeFirst()
    let reversed = ([header] + lines.reversed()).joined(separator: "\n") + "\n"
    let arguments = [
      "fit", "-", "--formula", "y ~ x*z + i(region) | unit + year", "--family", "poisson", "--vcov",
      "cluster:unit+year", "--vcov", "crv3:unit", "--json",
    ]
    var program = Program()
    program.input = Array(text.utf8)
    let first = try program.run(arguments + ["--threads", "1"])
    program.input = Array(reversed.utf8)
    let second = try program.run(arguments + ["--threads", "3"])
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.output == second.output)
  }

  @Test func `saved results are printed again without the data`() throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(
      at: scratch.root.appendingPathComponent("deep"), withIntermediateDirectories: false)
    let one = try Program(folder: scratch.root).run(
      ["fit", panel, "--formula", "y ~ x | unit", "--save", "one.json", "--format", "latex"]
        + choices)
    let two = try Program(folder: scratch.root).run(
      ["fit", panel, "--formula", "y ~ x + z | unit", "--save", "deep/two.json", "--json"]
        + choices)
    #expect(one.status == 0 && two.status == 0, "\(one.errors)\(two.errors)")
    let again = try Program(folder: scratch.root).run([
      "fit", "--load", "one.json", "--format", "latex",
    ])
    #expect(again.output == one.output)
    #expect(
      try Program(folder: scratch.root).run(["fit", "--load", "deep/two.json", "--json"]).output
        == two.output)
    let both = try Program(folder: scratch.root).run([
      "fit", "--load", "one.json", "--load", "deep/two.json", "--format", "markdown",
    ])
    #expect(both.status == 0, "\(both.errors)")
    #expect(both.text.hasPrefix("|  | (1) | (2) |\n"))
    #expect(both.text.contains("| observations | 175 | 173 |"))
    let saved = String(decoding: try scratch.files()["one.json"] ?? [], as: UTF8.self)
    #expect(saved.contains("\"schema\" : \"swingport.saved-fit/1\""))
    try Data("{\"schema\": \"swingport.saved-fit/1\", \"models\": [{}]}".utf8)
      .write(to: scratch.root.appendingPathComponent("damaged.json"))
    let damaged = try Program(folder: scratch.root).run(["fit", "--load", "damaged.json"])
    #expect(damaged.status == 65)
    #expect(damaged.errors.contains("damaged.json is damaged"), "\(damaged.errors)")
  }

  @Test func `bootstraps combinations and fitted values come with the estimates`() throws {
    let scratch = try Scratch()
    let run = try Program(folder: scratch.root).run([
      "fit", panel, "--formula", "y ~ x + z | unit", "--family", "gaussian", "--vcov",
      "cluster:unit", "--boot", "wild:unit,199,5", "--lincom", "x - z", "--wald", "x = 0, z = 0",
      "--fitted", "fitted.csv", "--json",
    ])
    #expect(run.status == 0, "\(run.errors)")
    let document = try json(run.output)
    let combinations = try #require(document["combinations"] as? [[String: Any]])
    let coefficients = try #require(document["coefficients"] as? [[String: Any]])
    let estimates = coefficients.compactMap { $0["estimate"] as? Double }
    #expect(combinations[0]["term"] as? String == "x - z")
    #expect(
      try abs(#require(combinations[0]["estimate"] as? Double) - (estimates[0] - estimates[1]))
        < 1e-12)
    let boot = try #require((document["bootstraps"] as? [[String: Any]])?.first)
    #expect(boot["type"] as? String == "wild:unit,199,5,rademacher")
    #expect((boot["coefficients"] as? [[String: Any]])?.count == 2)
    #expect((document["joint_tests"] as? [[String: Any]])?.first?["df"] as? Int == 2)
    let fitted = try DelimitedText(name: "fitted").table(
      from: try scratch.files()["fitted.csv"] ?? [])
    #expect(fitted.rowCount == 175)
    #expect(try fitted.column("fitted").texts.count { $0.isEmpty } == 2)
    #expect(try fitted.column("status").texts.count { $0 == "left_out" } == 2)
    #expect(try fitted.column("status").texts.count { $0 == "in_sample" } == 173)
  }

  @Test func `the file of fitted values says which rows are separated and which are left out`()
    throws
  {
    let scratch = try Scratch()
    try "y,g\n0,a\n0,a\n1,b\n2,b\n3,c\n,b\n".write(
      to: scratch.root.appendingPathComponent("data.csv"), atomically: true, encoding: .utf8)
    let run = try Program(folder: scratch.root).run([
      "fit", "data.csv", "--formula", "y ~ 1 | g", "--family", "poisson", "--vcov", "iid",
      "--fitted", "fitted.csv",
    ])
    #expect(run.status == 0, "\(run.errors)")
    let fitted = try DelimitedText(name: "fitted").table(
      from: try scratch.files()["fitted.csv"] ?? [])
    #expect(
      try fitted.column("status").texts == [
        "separated", "separated", "in_sample", "in_sample", "left_out", "left_out",
      ])
  }

  @Test func `fixed effects add up to fitted values and margins follow from the coefficients`()
    throws
  {
    let scratch = try Scratch()
    let run = try Program(folder: scratch.root).run([
      "fit", panel, "--formula", "y ~ x | unit", "--family", "poisson", "--vcov", "hetero",
      "--fitted", "fitted.csv", "--fixed-effects", "effects.csv", "--margins", "margins.csv",
      "--json",
    ])
    #expect(run.status == 0, "\(run.errors)")
    let files = try scratch.files()
    func table(_ name: String) throws -> Table {
      try DelimitedText(name: name).table(from: files[name] ?? [])
    }
    let document = try json(run.output)
    let row = try #require((document["coefficients"] as? [[String: Any]])?.first)
    let slope = try #require(row["estimate"] as? Double)
    let effects = try table("effects.csv")
    var byUnit: [String: Double] = [:]
    for row in effects.rows {
      byUnit[try effects.column("level")[row]] = Double(try effects.column("value")[row])
    }
    let data = try DelimitedText(name: "panel").table(
      from: Checkout.bytes("Tests/Reference/formula/panel_simulated.csv"))
    let fitted = try table("fitted.csv")
    var compared = 0
    for row in fitted.rows {
      guard let mean = Double(try fitted.column("fitted")[row]),
        let x = Double(try data.column("x")[row]),
        let effect = byUnit[try data.column("unit")[row]]
      else { continue }
      #expect(abs(exp(effect + slope * x) / mean - 1) < 1e-9)
      compared += 1
    }
    #expect(compared > 100)
    let margins = try table("margins.csv")
    let percent = try #require(Double(try margins.column("semi_elasticity")[0]))
    #expect(abs(percent - 100 * (exp(slope) - 1)) < 1e-9)
    let means = try fitted.column("fitted").texts.compactMap { Double($0) }
    let effect = try #require(Double(try margins.column("marginal_effect")[0]))
    #expect(abs(effect - slope * means.reduce(0, +) / Double(means.count)) < 1e-8)
  }

  @Test func `three-way PPML is printed without its incidental-parameter bias`() throws {
    let run = try Program().run([
      "fit", "\(Checkout.root)/Tests/Reference/three-way-panel/panel_simulated.csv", "--formula",
      "y ~ x1 + x3 | state^dest + dest^time + state^time", "--family", "poisson", "--vcov",
      "cluster:state^dest", "--debias", "state,dest,time", "--json",
    ])
    #expect(run.status == 0, "\(run.errors)")
    let document = try json(run.output)
    let rows = try #require(document["incidental_parameter_correction"] as? [[String: Any]])
    let coefficients = try #require(document["coefficients"] as? [[String: Any]])
    #expect(rows.count == 2)
    for (row, plain) in zip(rows, coefficients) {
      let corrected = try #require((row["corrected"] as? [String: Any])?["estimate"] as? Double)
      let bias = try #require(row["bias"] as? Double)
      let estimate = try #require(plain["estimate"] as? Double)
      #expect(bias != 0 && abs(corrected + bias - estimate) < 1e-12)
    }
  }

  @Test func `every choice is printed with the summary`() throws {
    let run = try Program().run([
      "fit", panel, "--formula", "y ~ x + i(year) | unit", "--family", "gaussian", "--vcov",
      "cluster:unit", "--weights", "w", "--where", "region != 'West'", "--ssc", "exact-rank",
    ])
    #expect(run.status == 0, "\(run.errors)")
    for part in [
      "gaussian (least squares)", "weights", "region != 'West'", "outside the restriction",
      "tolerance 1.0e-10", "small sample exact-rank", "student statistics", "95 % low",
      "i(year): 2008, the first level", "rank 1",
    ] {
      #expect(run.text.contains(part), "\(part) is not in\n\(run.text)")
    }
  }
}

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
      parts: ["'x'", "inf", "beyond the largest number"]),
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
