import Foundation
import TestSupport
import Testing

@Suite struct `swingport report` {
  @Test func `writes page, Markdown and LaTeX, the same twice, and says what was not run`() throws {
    let first = try Scratch()
    let second = try Scratch()
    let run = try Program(folder: first.root).run(["report", "bts-canada-mexico", "--out", "r"])
    #expect(run.status == 0 && run.errors == "", "\(run.errors)")
    #expect(run.text == "report: r/report.html\n")
    let again = try Program(folder: second.root).run(["report", "bts-canada-mexico", "--out", "r"])
    #expect(again.status == 0)
    let files = try first.files()
    #expect(try files == second.files())
    #expect(files.keys.sorted() == ["r/report.html", "r/report.md", "r/report.tex"])
    #expect(try #require(files["r/report.html"]).count < 3_000_000)
    for name in files.keys {
      let text = String(decoding: files[name] ?? [], as: UTF8.self)
      for part in ["Not run.", "swingport power bts-canada-mexico"] {
        let wanted = name.hasSuffix("tex") ? part.replacing("_", with: "\\_") : part
        #expect(text.contains(wanted), "\(name): \(part)")
      }
    }
  }

  @Test func `takes saved parts and shows them`() throws {
    let scratch = try Scratch()
    let csv = """
      estimand,swing_rule,ally_rule,estimator,estimate,conf.low,conf.high,reason
      pooled,margin-5,treaty,ppml,0.01,-0.02,0.04,
      pooled,margin-3,treaty,ppml,0.02,0.01,0.03,
      pooled,margin-3,nato,ppml,,,,not converged

      """
    try Data(csv.utf8).write(to: scratch.root.appendingPathComponent("all-rules.csv"))
    let run = try Program(folder: scratch.root).run([
      "report", "bts-canada-mexico", "--all-rules", "all-rules.csv",
    ])
    #expect(run.status == 0, "\(run.errors)")
    let page = String(decoding: try scratch.files()["report/report.html"] ?? [], as: UTF8.self)
    #expect(page.contains("Of two specifications, all have an estimate above zero"))
    #expect(page.contains("1 specifications could not be estimated"))
    #expect(page.contains("--all-rules all-rules.csv"))
  }

  @Test func `takes what other commands wrote into a folder, and says what is of another analysis`()
    throws
  {
    let scratch = try Scratch()
    let program = Program(folder: scratch.root)
    let permuted = try program.run([
      "permute", "bts-canada-mexico", "--component", "incumbents", "--out", "pieces",
    ])
    #expect(permuted.status == 0, "\(permuted.errors)")
    let left = try program.run(["leave-one-out", "bts-canada-mexico", "--out", "pieces"])
    #expect(left.status == 0, "\(left.errors)")
    let run = try program.run(["report", "bts-canada-mexico", "--from", "pieces"])
    #expect(run.status == 0 && run.errors == "", "\(run.errors)")
    let page = String(decoding: try scratch.files()["report/report.html"] ?? [], as: UTF8.self)
    #expect(page.contains("id=\"assignments-1-title\""))
    #expect(page.contains("The bump without one thing at a time."))
    #expect(page.contains("swingport report bts-canada-mexico --from pieces"))
    #expect(!page.contains("swingport permute bts-canada-mexico --out permute"))
    // What made the folder is named with its options, before the report that reads it.
    #expect(
      page.contains(
        """
        ./run
        swingport permute bts-canada-mexico --component incumbents --out pieces
        swingport leave-one-out bts-canada-mexico --out pieces
        swingport report bts-canada-mexico --from pieces
        """), "\(page.components(separatedBy: "./run").last?.prefix(400) ?? "")")
    #expect(page.contains("swingport placebo bts-canada-mexico"))
    let other = try program.run(["report", "ten-states-2012", "--from", "pieces", "--out", "o"])
    #expect(other.status == 0)
    #expect(other.errors.contains("permutation.json is of bts-canada-mexico"), "\(other.errors)")
    let empty = try program.run(["report", "--from", "o"])
    #expect(empty.status == 66 && empty.errors.contains("inference.json"), "\(empty.errors)")
    try Data("{}".utf8).write(to: scratch.root.appendingPathComponent("o/power.json"))
    let damaged = try program.run(["report", "--from", "o"])
    #expect(damaged.status == 65 && damaged.errors.contains("power.json"), "\(damaged.errors)")
  }

  @Test func `draws the map of the analysis' own panel, or says why there is none`() throws {
    let scratch = try Scratch()
    let program = Program(folder: scratch.root)
    for (analysis, parts) in [
      (
        "bts-canada-mexico",
        [
          "Treaty allies bought 48% of states’ exports to Canada and Mexico in 2024",
          "swingport map ally-share --year 2024 --source bts --swing margin-5 --ally treaty",
        ]
      ),
      ("ten-states-2012", ["goods exports of ten states"]),
      ("national-concessions", ["The analysis is of the nation"]),
    ] {
      let run = try program.run(["report", analysis, "--out", analysis])
      #expect(run.status == 0, "\(run.errors)")
      let page = String(
        decoding: try scratch.files()["\(analysis)/report.html"] ?? [], as: UTF8.self)
      for part in parts { #expect(page.contains(part), "\(analysis): \(part)") }
      #expect(!page.contains("57% of states"), "\(analysis)")
      #expect(page.contains("class=\"map\"") == (analysis != "national-concessions"))
    }
  }

  @Test func `sets placebos apart from comparisons, and counts each once`() throws {
    let scratch = try Scratch()
    let program = Program(folder: scratch.root)
    _ = try program.run(["placebo", "bts-canada-mexico", "--out", "p"])
    let run = try program.run(["report", "bts-canada-mexico", "--from", "p"])
    #expect(run.status == 0, "\(run.errors)")
    let page = String(decoding: try scratch.files()["report/report.md"] ?? [], as: UTF8.self)
    let tables = page.components(separatedBy: "**Placebos: comparisons in which").dropFirst().first
    let placebos = try #require(
      tables?.components(separatedBy: "**What placebos are compared").first)
    #expect(placebos.contains("of 14 distinct placebo estimates two have a p under 0.05"))
    #expect(!placebos.contains("| exports to allies alone |"))
    #expect(placebos.contains("no: the bump reversed") && placebos.contains("no: repeats a row"))
    #expect(placebos.components(separatedBy: "| yes |").count - 1 == 14)
    #expect(tables?.contains("| exports to allies alone |") == true)
    #expect(page.contains("swingport placebo bts-canada-mexico --out p\n"))
  }

  @Test func `of a hypothesis without a panel says what is untested, and what it would need`()
    throws
  {
    let scratch = try Scratch()
    let run = try Program(folder: scratch.root).run(["analyze", "government-purchases"])
    #expect(run.status == 0 && run.text.hasSuffix("report: out/report.html\n"), "\(run.errors)")
    let page = String(decoding: try scratch.files()["out/report.html"] ?? [], as: UTF8.self)
    for part in [
      "Nothing was tested", "Not tested, and what it would need", "a SIPRI trade register",
      "swingport analyze government-purchases",
    ] { #expect(page.contains(part), "\(part)") }
  }

  @Test func `takes users' tables and the moderator of a saved run`() throws {
    let scratch = try Scratch()
    let program = Program(folder: scratch.root)
    var text = "iso3c,year,tariff\n"
    for (index, code) in ["DEU", "JPN", "CHE", "IND"].enumerated() {
      for year in 1990...2010 { text += "\(code),\(year),\((year * 7 + index * 3) % 5 + 1)\n" }
    }
    try Data(text.utf8).write(to: scratch.root.appendingPathComponent("tariffs.csv"))
    let run = try program.run([
      "analyze", "economic-concessions", "--tariffs", "tariffs.csv", "--out", "c", "--moderator",
      "legislative-constraint",
    ])
    #expect(run.status == 0, "\(run.errors)")
    let report = try program.run(["report", "national-concessions", "--from", "c"])
    #expect(report.status == 0, "\(report.errors)")
    for name in ["c/report.html", "report/report.html"] {
      let page = String(decoding: try scratch.files()[name] ?? [], as: UTF8.self)
      for part in [
        "Tables brought for other tests", "economic-concessions: partners&#39; tariffs",
        "tariffs.csv", "legislative-constraint", "orders of arms",
      ] { #expect(page.contains(part), "\(name): \(part)") }
      #expect(!page.contains("no table of partners&#39; tariffs"), "\(name)")
    }
  }

  @Test func `has states, allies, moderator and cells, and the sources of its facts`() throws {
    let scratch = try Scratch()
    let run = try Program(folder: scratch.root).run([
      "report", "bts-canada-mexico", "--moderator", "legislative-constraint",
    ])
    #expect(run.status == 0, "\(run.errors)")
    let page = String(decoding: try scratch.files()["report/report.html"] ?? [], as: UTF8.self)
    for part in [
      "core-states", "safe-states", "legislative-constraint", "swing less safe", "divided",
      "The 2 × 2 × 2 cells", "Not tested, and what it would need",
      "Swingport contributors (2026)", "https://www.bts.gov/transborder",
      "https://doi.org/10.7910/DVN/42MVDX", "https://www.nato.int",
      "swingport report bts-canada-mexico --moderator legislative-constraint",
    ] { #expect(page.contains(part), "\(part)") }
  }

  @Test func `refuses what it cannot read and writes nothing`() throws {
    for (arguments, status, part) in [
      (["report", "nonsense"], Int32(64), "nonsense"),
      (["report", "--power", "no.csv"], 66, "no.csv"),
      (["report", "all", "--years", "2016-2020"], 64, "--years"),
      (["report", "--out", ""], 64, "--out is empty"),
    ] {
      let scratch = try Scratch()
      let run = try Program(folder: scratch.root).run(arguments)
      #expect(run.status == status, "\(arguments): \(run.errors)")
      #expect(run.errors.contains(part), "\(run.errors)")
      #expect(try scratch.files().isEmpty)
    }
  }
}

@Suite struct `swingport plot` {
  @Test func `draws what another command printed, with its table`() throws {
    let scratch = try Scratch()
    var program = Program(folder: scratch.root)
    let study = try program.run(["event-study", "--json"])
    program.input = study.output
    let run = try program.run(["plot", "event-study", "-", "--out", "study.svg"])
    #expect(run.status == 0 && run.errors == "", "\(run.errors)")
    let files = try scratch.files()
    #expect(files.keys.sorted() == ["study.csv", "study.svg"])
    let again = try program.run(["plot", "event-study", "-"])
    #expect(again.output == files["study.svg"])
    let table = try program.run(["plot", "event-study", "-", "--table"])
    #expect(table.output == files["study.csv"])
    // The CSV of the same command makes the same marks.
    program.input = try program.run(["event-study", "--csv"]).output
    #expect(try program.run(["plot", "event-study", "-", "--table"]).output == table.output)
  }

  @Test func `draws permutations and power from JSON as from CSV`() throws {
    let pieces = [
      ("permutation", ["permute", "bts-canada-mexico", "--draws", "19"]),
      ("power", ["power", "bts-canada-mexico", "--draws", "40"]),
    ]
    for (chart, command) in pieces {
      var program = Program()
      program.input = try program.run(command + ["--json"]).output
      // Only JSON knows the vintage of its exports, so that the line on sources is given here.
      let json = try program.run(["plot", chart, "-", "--source", "the same."])
      #expect(json.status == 0, "\(json.errors)")
      let own = try program.run(["plot", chart, "-"])
      #expect(own.text.contains("North American TransBorder Freight Data"), "\(chart)")
      program.input = try program.run(command + ["--csv"]).output
      let csv = try program.run(["plot", chart, "-", "--source", "the same."])
      #expect(json.output == csv.output && csv.text.contains("<title"), "\(chart)")
      let bare = try program.run(["plot", chart, "-"])
      #expect(bare.text.contains("U.S. Bureau of Transportation Statistics"), "\(chart)")
    }
  }

  static let mistakes: [(arguments: [String], input: String, status: Int32, parts: [String])] = [
    (["nonsense", "x"], "", 64, ["no chart is called 'nonsense'", "event-study"]),
    (["powr", "x"], "", 64, ["did you mean power?"]),
    (["power", "no.csv"], "", 66, ["no.csv", "power.csv"]),
    (["power", "-"], "", 66, ["standard input is empty"]),
    (["power", "-"], "a,b\n1,2\n", 65, ["effect"]),
    (["power", "-"], "{}", 65, ["power.json", "power.csv"]),
    (["reputation", "-"], "a,b\n1,2\n", 65, ["estimates.json"]),
    (["event-study", "-"], "{\"schema\":1}", 65, ["event-study.json"]),
    (["dose-response", "-"], "dose,estimate,low,high\n1,2,5,6\n2,3,1,4\n", 65, ["does not hold"]),
    (["dose-response", "-"], "dose,estimate,low,high\n1,x,,\n", 65, ["'x' is no number"]),
    (["dose-response", "-"], "dose,estimate,low,high\n1,1,,\n", 65, ["at least 2"]),
    (["permutation", "-"], "kind,value\ndraw,1\n", 65, ["0 observed"]),
    (["power", "-", "--width", "20"], "", 64, ["width of 20.0 mm"]),
    (["power", "-", "--out", "x.jpg"], "", 64, [".svg, .png or .pdf"]),
    (["power", "-", "--table", "--out", "x.svg"], "", 64, ["--table"]),
  ]

  @Test(arguments: mistakes.indices)
  func `a mistake gives one clear error and no file`(index: Int) throws {
    let mistake = Self.mistakes[index]
    let scratch = try Scratch()
    var program = Program(folder: scratch.root)
    program.input = Array(mistake.input.utf8)
    let run = try program.run(["plot"] + mistake.arguments)
    #expect(run.status == mistake.status, "\(mistake.arguments): \(run.errors)")
    for part in mistake.parts { #expect(run.errors.contains(part), "\(run.errors)") }
    #expect(run.output.isEmpty)
    #expect(try scratch.files().isEmpty)
  }
}
