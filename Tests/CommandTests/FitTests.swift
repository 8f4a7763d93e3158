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
    let arguments = [
      "fit", "\(Checkout.root)/Tests/Reference/three-way-panel/panel_simulated.csv", "--formula",
      "y ~ x1 + x3 | state^dest + dest^time + state^time", "--family", "poisson", "--vcov",
      "cluster:state^dest", "--debias", "state,dest,time",
    ]
    let run = try Program().run(arguments + ["--json"])
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
    let roles = try #require(document["incidental_parameter_roles"] as? [String: String])
    #expect(roles["origin"] == "state" && roles["destination"] == "dest")
    #expect(roles["time"] == "time")
    #expect(roles["std_errors"]?.hasPrefix("clustered by pair of state and dest") == true)
    let text = try Program().run(arguments).text
    #expect(text.contains("origin state, destination dest, time time"), "\(text)")
    #expect(text.contains("errors clustered by pair of state and dest"), "\(text)")
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
