import Foundation
import Tables
import TestSupport
import Testing

@Suite struct `swingport analyze with hypotheses` {
  private func run(_ arguments: [String], in scratch: Scratch) throws -> Program.Run {
    try Program(folder: scratch.root).run(arguments)
  }

  @Test func `a hypothesis without its data says what would be needed and ends well`() throws {
    let scratch = try Scratch()
    let run = try run(["analyze", "economic-demands"], in: scratch)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.contains("the built-in data hold no count of"))
    #expect(run.text.contains("--demands FILE"))
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(scratch.files()["out/estimates.json"] ?? []))
        as? [String: Any])
    let untested = try #require(document["untested"] as? [[String: Any]])
    #expect(untested.first?["hypothesis"] as? String == "economic-demands")
  }

  @Test func `a table of demands in the template's columns is estimated`() throws {
    let scratch = try Scratch()
    var text = String(
      decoding: try Checkout.bytes("docs/templates/economic-demands.csv"), as: UTF8.self)
    for (index, code) in ["DEU", "JPN", "CHE", "IND"].enumerated() {
      for year in 2001...2020 {
        text += "\(code),\(year),\((year * 7 + index * index * year) % 5 + 1)\n"
      }
    }
    try Data(text.utf8).write(to: scratch.root.appendingPathComponent("demands.csv"))
    let run = try run(
      ["analyze", "economic-demands", "--demands", "demands.csv"], in: scratch)
    #expect(run.status == 0, "\(run.errors)")
    let table = try DelimitedText(name: "estimates.csv").table(
      from: scratch.files()["out/estimates.csv"] ?? [])
    #expect(try table.column("analysis").texts.contains("economic-demands:demands"))
    #expect(try table.column("term").texts.contains("ally:window"))
  }

  @Test func `economic-concessions runs its panel and names the tariffs that are missing`() throws {
    let scratch = try Scratch()
    let run = try run(["analyze", "economic-concessions"], in: scratch)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.contains("national-concessions"))
    #expect(run.text.contains("no table of partners' tariffs"))
    #expect(run.text.contains("reading of national-concessions"))
    #expect(try scratch.files()["out/panel-national-concessions.csv"] != nil)
  }

  @Test func `inference in full is the same with kept parts as without`() throws {
    let scratch = try Scratch()
    let arguments = ["analyze", "bts-canada-mexico", "--inference", "full", "--seed", "5"]
    let first = try run(arguments, in: scratch)
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.text.contains("inference: seed 5"))
    let words = first.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("What would overturn it"))
    let files = try scratch.files()
    let parts = files.keys.filter { $0.hasPrefix("out/parts/") }
    // Variances, elections and assignments of the pooled model, variances of the other, diagnostics;
    // variances and elections of four further models.
    #expect(parts.count == 13, "\(parts)")
    let again = try run(arguments, in: scratch)
    #expect(again.output == first.output)
    #expect(try scratch.files() == files)
    // A part that was cut off is computed anew.
    let part = try #require(parts.sorted().first)
    try Data("{".utf8).write(to: scratch.root.appendingPathComponent(part))
    #expect(try run(arguments, in: scratch).status == 0)
    #expect(try scratch.files() == files)
    // Another seed has parts of its own.
    let other = try run(arguments.dropLast() + ["6"], in: scratch)
    #expect(other.status == 0)
    // Diagnostics draw nothing, so that they are the same for both.
    #expect(try scratch.files().keys.count { $0.hasPrefix("out/parts/") } == 25)
    #expect(try scratch.files()["out/inference.csv"] != files["out/inference.csv"])
  }

  @Test func `a table of tariffs has inference in full and its changes are points`() throws {
    let scratch = try Scratch()
    try Data(Checkout.bytes("Tests/Reference/inference/tariffs.csv")).write(
      to: scratch.root.appendingPathComponent("tariffs.csv"))
    let run = try run(
      [
        "analyze", "economic-concessions", "--tariffs", "tariffs.csv", "--inference", "full",
        "--ally", "treaty",
      ], in: scratch)
    #expect(run.status == 0, "\(run.errors)")
    let rows = try DelimitedText(name: "inference.csv").table(
      from: scratch.files()["out/inference.csv"] ?? [])
    let (analysis, method) = (
      try rows.column("analysis").texts, try rows.column("method").texts
    )
    let scale = try rows.column("scale").texts
    for name in ["per-election-t", "sign-change", "shifted-calendar", "jackknife", "bootstrap"] {
      #expect(
        analysis.indices.contains {
          analysis[$0] == "economic-concessions:tariffs" && method[$0] == name
            && scale[$0] == "outcome"
        }, "\(name)")
    }
    #expect(run.text.contains(" points"))
    #expect(run.text.contains("95 % interval, points"))
    #expect(run.text.contains("cover shocks common to an election"))
  }

  @Test func `years without a whole cycle have no event study and all else`() throws {
    let scratch = try Scratch()
    let run = try run(
      ["analyze", "ten-states-2012", "--years", "2013-2015"], in: scratch)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.contains("not possible: the event study: the years 2013–2015"))
    #expect(try scratch.files()["out/report.html"] != nil)
  }

  @Test func `a moderator adds a model and a statement where it is not identified`() throws {
    let scratch = try Scratch()
    let run = try run(
      ["analyze", "ten-states-2012", "--moderator", "legislative-constraint"], in: scratch)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.contains("not identified: the term swing:ally:window:divided"))
  }

  static let mistakes: [(arguments: [String], status: Int32, part: String)] = [
    (["analyze", "swing-states", "--demands", "x.csv"], 64, "--demands is of no use"),
    (["analyze", "economic-demands", "--demands", "x.csv"], 66, "'x.csv' cannot be read"),
    (["analyze", "swing-states", "--moderator", "mood"], 64, "mood"),
    (["analyze", "swing-states", "--seed", "-1"], 64, "seeds are whole numbers from 0"),
    (["event-study", "swing-states", "--reference", "7"], 64, "no year 7 years before"),
    (["event-study", "--json", "--csv"], 64, "both go to standard output"),
  ]

  @Test(arguments: mistakes.indices)
  func `what is wrong is said`(index: Int) throws {
    let mistake = Self.mistakes[index]
    let scratch = try Scratch()
    let run = try run(mistake.arguments, in: scratch)
    #expect(run.status == mistake.status, "\(run.errors)")
    #expect(run.errors.contains(mistake.part), "\(run.errors)")
  }
}

@Suite struct `swingport event-study` {
  @Test func `it prints the reference the band and the trend that it could have found`() throws {
    let run = try Program().run(["event-study", "bts-canada-mexico"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.contains("0 (reference)"))
    #expect(run.text.contains("95 % band"))
    #expect(run.text.contains("Roth 2022"))
  }

  @Test func `it writes csv and json that agree`() throws {
    let scratch = try Scratch()
    let run = try Program(folder: scratch.root).run([
      "event-study", "bts-canada-mexico", "--by-cycle", "--out", "study",
    ])
    #expect(run.status == 0, "\(run.errors)")
    let files = try scratch.files()
    #expect(files.keys.sorted() == ["study/event-study.csv", "study/event-study.json"])
    let table = try DelimitedText(name: "event-study.csv").table(
      from: files["study/event-study.csv"] ?? [])
    #expect(try table.column("position").texts == ["-3", "-2", "-1", "0"])
    #expect(try table.column("reference").texts == ["false", "true", "false", "false"])
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(files["study/event-study.json"] ?? []))
        as? [String: Any])
    #expect(document["schema"] as? String == "swingport.event-study/1")
  }

  @Test func `a user's monthly panel is studied by months to election day`() throws {
    let scratch = try Scratch()
    var text = "state,iso3c,year,month,value_usd\n"
    for (index, state) in ["PA", "OH", "CA", "TX", "WI", "NC"].enumerated() {
      for (place, code) in ["CAN", "MEX"].enumerated() {
        for year in 2013...2020 {
          for month in 1...12 {
            let noise = (index * 31 + place * 17 + year * 7 + month * 13) % 23
            text += "\(state),\(code),\(year),\(month),\(1_000 + 40 * noise)\n"
          }
        }
      }
    }
    try Data(text.utf8).write(to: scratch.root.appendingPathComponent("months.csv"))
    let run = try Program(folder: scratch.root).run(["event-study", "--months", "months.csv"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.contains("months to the election"))
    #expect(run.text.contains("-15       0 (reference)"), "\(run.text)")
    // Six states cannot carry a joint test of eleven positions.
    #expect(
      run.text.contains(
        "there is no test of trends before the reference: 6 clusters cannot estimate the"),
      "\(run.text)")
  }
}

@Suite struct `The guide to hypotheses` {
  @Test func `has no command that fails and none that talks on standard error but for cautions`()
    throws
  {
    let guide = String(
      decoding: try Checkout.bytes("docs/guides/hypotheses.md"), as: UTF8.self)
    let blocks = guide.components(separatedBy: "```sh\n").dropFirst().compactMap {
      $0.components(separatedBy: "\n```").first
    }
    let commands = blocks.flatMap { $0.split(separator: "\n") }
    #expect(commands.count >= 8)
    let scratch = try Scratch()
    for command in commands {
      let words = command.split(separator: " ").map(String.init)
      #expect(words.first == "swingport")
      let run = try Program(folder: scratch.root).run(Array(words.dropFirst()))
      #expect(run.status == 0, "\(command): \(run.errors)")
      // A table of CSV has no place for its caution, which is then said beside it.
      let said = run.errors.split(separator: "\n")
      #expect(
        said.allSatisfy { $0.hasPrefix("note: clustered errors do not") }, "\(command): \(said)")
      #expect(said.isEmpty || command.contains("--csv"), "\(command)")
      #expect(!run.output.isEmpty)
    }
  }
}
