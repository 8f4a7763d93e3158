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
    #expect(!page.contains("swingport permute bts-canada-mexico"))
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
      let json = try program.run(["plot", chart, "-"])
      #expect(json.status == 0, "\(json.errors)")
      program.input = try program.run(command + ["--csv"]).output
      let csv = try program.run(["plot", chart, "-"])
      #expect(json.output == csv.output && csv.text.contains("<title"), "\(chart)")
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
