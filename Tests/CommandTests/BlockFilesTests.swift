import Foundation
import Testing

@Suite struct `Files of blocks` {
  private static let model = ["--block", "hs6", "--family", "gaussian"] + BlocksRun.model
  private static let hint = "unpack it, move it away, or name the files one by one"

  @Test func `that are no tables are refused by name where their folder is named`() throws {
    let run = try BlocksRun()
    let folder = run.scratch.root.appendingPathComponent("blocks")
    let whole = try run(["fit-blocks", "blocks", "--json"] + Self.model)
    #expect(whole.status == 0, "\(whole.errors)")
    for name in ["000870.csv.gz", "0.tsv", "0.CSV", "notes", "below/0.csv.bz2"] {
      try run.write("hs6,y,x,year,dest,state\n", to: "blocks/\(name)")
      for path in ["blocks", "blocks/"] {
        let made = try run(["fit-blocks", path] + Self.model)
        #expect(made.status == 65 && made.output.isEmpty)
        #expect(
          made.errors.contains("blocks/\(name) is no CSV table of a block\n"), "\(made.errors)")
        #expect(made.errors.contains(Self.hint))
      }
      try FileManager.default.removeItem(at: folder.appendingPathComponent(name))
    }
    // What a listing does not go into or cannot read.
    let elsewhere = run.scratch.root.appendingPathComponent("elsewhere")
    try FileManager.default.createDirectory(at: elsewhere, withIntermediateDirectories: true)
    for (name, target) in [
      ("linked", elsewhere.path), ("7.csv", elsewhere.path), ("8.csv", "/nowhere"),
    ] {
      let link = folder.appendingPathComponent(name)
      try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: target)
      let made = try run(["fit-blocks", "blocks"] + Self.model)
      #expect(made.status == 65)
      #expect(
        made.errors.contains("blocks/\(name) is no CSV table of a block\n"), "\(made.errors)")
      try FileManager.default.removeItem(at: link)
    }
    // What jobs leave beside their output is passed over, and a link to a table is one.
    for name in [".0.csv.crc", "_SUCCESS", "_temporary/0.gz", ".hidden/0.tsv"] {
      try run.write("left\n", to: "blocks/\(name)")
    }
    try FileManager.default.moveItem(
      at: folder.appendingPathComponent("2.csv"), to: elsewhere.appendingPathComponent("2.CSV"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.appendingPathComponent("2.csv").path,
      withDestinationPath: "../elsewhere/2.CSV")
    #expect(try run(["fit-blocks", "blocks", "--json"] + Self.model).output == whole.output)
    // Named by itself, a table may be called anything.
    try FileManager.default.removeItem(at: folder.appendingPathComponent("2.csv"))
    let named = try run(["fit-blocks", "blocks", "elsewhere/2.CSV", "--json"] + Self.model)
    #expect(named.output == whole.output)
  }

  @Test func `that are no statistics are refused by name where their folder is named`() throws {
    let run = try BlocksRun()
    let answer = try run(["fit-block"] + Self.model, input: "blocks/0.csv")
    try run.write(answer.text, to: "answers/0.json")
    try run.write("left\n", to: "answers/_SUCCESS")
    let sum = ["fit-blocks", "--statistics", "answers", "--next", "q.json"] + Self.model
    let whole = try run(sum)
    #expect([0, 75].contains(whole.status), "\(whole.errors)")
    for name in ["1.json.gz", "part-00000", "below/1.JSON"] {
      try run.write(answer.text, to: "answers/\(name)")
      let made = try run(sum)
      #expect(made.status == 65 && made.output.isEmpty)
      #expect(
        made.errors.contains(
          "answers/\(name) is no file of statistics, whose names end in .json or .jsonl or .txt\n"),
        "\(made.errors)")
      #expect(made.errors.contains(Self.hint))
      try FileManager.default.removeItem(
        at: run.scratch.root.appendingPathComponent("answers/\(name)"))
    }
    #expect(try run(sum).status == whole.status)
  }

  @Test func `with one block in two tables are refused by both names`() throws {
    let run = try BlocksRun()
    let table = String(
      decoding: try Data(contentsOf: run.scratch.root.appendingPathComponent("blocks/3.csv")),
      as: UTF8.self)
    let lines = table.split(separator: "\n").map { $0 + "\n" }
    // A copy, and a part of the rows.
    for text in [table, lines[0] + lines[1...200].joined()] {
      try run.write(text, to: "blocks/more/3.csv")
      let made = try run(["fit-blocks", "blocks"] + Self.model)
      #expect(made.status == 65 && made.output.isEmpty)
      #expect(
        made.errors.contains(
          "block '010110' stands in both blocks/3.csv and blocks/more/3.csv\n"), "\(made.errors)")
      #expect(made.errors.contains("put its rows in one file, or remove the copy"))
    }
    try FileManager.default.removeItem(
      at: run.scratch.root.appendingPathComponent("blocks/more"))
    let twice = try run(["fit-blocks", "blocks", "blocks/3.csv"] + Self.model)
    #expect(twice.status == 64)
    #expect(twice.errors.contains("blocks/3.csv is named twice"), "\(twice.errors)")
  }

  @Test func `of which a restriction leaves no row say how many it left out`() throws {
    let run = try BlocksRun()
    let made = try run(["fit-blocks", "blocks", "--where", "year >= 3000"] + Self.model)
    #expect(made.status == 65 && made.output.isEmpty, "\(made.errors)")
    #expect(
      made.errors.contains(
        "none of the 3000 rows can be used: 3000 left out by the restriction, 0 missing, "
          + "0 singletons, 0 separated by fixed effects\n"), "\(made.errors)")
    #expect(made.errors.contains("restrict the sample less"), "\(made.errors)")
  }
}
