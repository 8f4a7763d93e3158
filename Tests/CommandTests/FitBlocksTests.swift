import Foundation
import Testing

/// Simulated rows of five commodities, whole and in blocks.
struct BlocksRun {
  let scratch: Scratch
  var environment = ["PATH": "/usr/bin:/bin"]
  static let model = [
    "--formula", "y ~ x | state^dest^hs6 + dest^year^hs6 + state^year^hs6", "--vcov",
    "cluster:state^dest", "--vcov", "cluster:state+dest",
  ]

  init() throws {
    scratch = try Scratch()
    var all = "state,dest,year,hs6,x,y\n"
    try FileManager.default.createDirectory(
      at: scratch.root.appendingPathComponent("blocks"), withIntermediateDirectories: true)
    for commodity in 0..<5 {
      var block = "hs6,y,x,year,dest,state\n"
      for row in 0..<600 {
        let (state, dest, year) = (row % 6, row / 6 % 10, row / 60)
        // A fixed sequence without a pattern in the fixed effects.
        let noise = (row * row * 7919 + row * 104_729 + commodity * 1_299_709) % 1000
        let x = Double(noise % 97) / 97
        let y = noise % 4 == 0 ? 0 : noise % 11 + (state * dest + year) % 5 + Int(4 * x)
        let (name, place) = (["PA", "OH", "WI", "MI", "FL", "XX"][state], 1220 + dest)
        all += "\(name),\(place),\(2010 + year),0101\(commodity)0,\(x),\(y)\n"
        block += "0101\(commodity)0,\(y),\(x),\(2010 + year),\(place),\(name)\n"
      }
      try Data(block.utf8).write(
        to: scratch.root.appendingPathComponent("blocks/\((commodity * 3) % 5).csv"))
    }
    try Data(all.utf8).write(to: scratch.root.appendingPathComponent("all.csv"))
  }

  func callAsFunction(_ arguments: [String], input: String? = nil) throws -> Program.Run {
    var program = Program(environment: environment, folder: scratch.root)
    if let input {
      program.input = Array(try Data(contentsOf: scratch.root.appendingPathComponent(input)))
    }
    return try program.run(arguments)
  }

  func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: scratch.root.appendingPathComponent(path).path)
  }

  /// Deals the rows of all blocks out to files, and names their folder.
  func scatter(into count: Int) throws -> String {
    let text = String(
      decoding: try Data(contentsOf: scratch.root.appendingPathComponent("all.csv")), as: UTF8.self)
    let lines = text.split(separator: "\n")
    let folder = scratch.root.appendingPathComponent("rows")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for file in 0..<count {
      let own = lines.dropFirst().enumerated().filter { $0.offset % count == file }.map(\.element)
      try Data((([lines[0]] + own).joined(separator: "\n") + "\n").utf8).write(
        to: folder.appendingPathComponent("\(file).csv"))
    }
    return "rows"
  }

  /// A program in place of the built one, which it finds as `$swingport`.
  func wrapper(_ script: String) throws -> String {
    let file = scratch.root.appendingPathComponent("wrapped")
    let built = Program.folder.appendingPathComponent("swingport").path
    try Data(
      "#!/bin/sh\nhere='\(scratch.root.path)'\nswingport='\(built)'\n\(script)\n".utf8
    ).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    return file.path
  }

  /// Choices with one in the place of that of its name; a variance is added.
  static func changed(_ model: [String], by change: [String]) -> [String] {
    var changed = model
    guard change[0] != "--vcov", let place = changed.firstIndex(of: change[0]) else {
      return model + change
    }
    changed[place + 1] = change[1]
    return changed
  }

  /// The estimates and standard errors of tidy CSV.
  static func numbers(_ run: Program.Run) -> [[Double]] {
    #expect(run.status == 0, "\(run.errors)")
    let lines = run.text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let places = ["estimate", "std.error"].compactMap { name in
      lines.first?.firstIndex { $0 == name }
    }
    return lines.dropFirst().map { line in places.compactMap { Double(line[$0]) } }
  }
}

@Suite struct `Regressions over blocks` {
  @Test(arguments: ["gaussian", "poisson"])
  func `from files, by any number of threads, are the fit of the whole table`(family: String) throws
  {
    let run = try BlocksRun()
    let model = BlocksRun.model + ["--family", family, "--csv"]
    let whole = BlocksRun.numbers(try run(["fit", "all.csv"] + model))
    #expect(whole.count == 2)
    let blocks = try run(["fit-blocks", "blocks", "--block", "hs6", "--threads", "1"] + model)
    for (left, right) in zip(BlocksRun.numbers(blocks), whole) {
      for (a, b) in zip(left, right) { #expect(abs(a - b) <= 1e-9 * abs(b), "\(a) and \(b)") }
    }
    let more = try run(["fit-blocks", "blocks", "--block", "hs6", "--threads", "3"] + model)
    #expect(more.output == blocks.output)
  }

  @Test func `from answers that came twice and in another order are the same to the bit`() throws {
    let run = try BlocksRun()
    let model = ["--block", "hs6", "--family", "poisson"] + BlocksRun.model
    let direct = try run(["fit-blocks", "blocks", "--json"] + model)
    let answers = run.scratch.root.appendingPathComponent("answers")
    var question: [String] = []
    var result: Program.Run?
    for round in 1...20 {
      try? FileManager.default.removeItem(at: answers)
      try FileManager.default.createDirectory(at: answers, withIntermediateDirectories: true)
      for block in [4, 2, 0, 3, 1, 2] {
        let answer = try run(["fit-block"] + model + question, input: "blocks/\(block).csv")
        #expect(answer.status == 0, "\(answer.errors)")
        let file = answers.appendingPathComponent("\(block % 2).jsonl")
        let before = (try? Data(contentsOf: file)) ?? Data()
        try (before + Data(answer.output)).write(to: file)
      }
      let made = try run(
        ["fit-blocks", "--statistics", "answers", "--next", "q\(round).json", "--json"] + model
          + question)
      if made.status == 0 {
        result = made
        break
      }
      #expect(made.status == 75, "\(made.errors)")
      question = ["--question", "q\(round).json"]
    }
    #expect(result?.output == direct.output)
  }

  @Test func `name the file that is damaged, missing or of another block`() throws {
    let run = try BlocksRun()
    let model = ["--block", "hs6", "--family", "gaussian"] + BlocksRun.model
    let answer = try run(["fit-block"] + model, input: "blocks/0.csv")
    let file = run.scratch.root.appendingPathComponent("cut.json")
    try Data(answer.output.dropLast(200)).write(to: file)
    let cut = try run(["fit-blocks", "--statistics", "cut.json"] + model)
    #expect(cut.status == 65)
    #expect(cut.errors.contains("line 1 of cut.json was changed or cut since it was written\n"))
    let lost = try run(["fit-blocks", "blocks", "--expect", "6"] + model)
    #expect(lost.status == 65)
    #expect(lost.errors.contains("there are 5 blocks where 6 are expected"))
    let mixed = try run(["fit-block"] + model, input: "all.csv")
    #expect(mixed.status == 65)
    #expect(mixed.errors.contains("rows of the blocks '010100' and '010110'"))
    try Data("hs6,y,x,year,dest,state\n010199,1,oops,2010,1220,PA\n".utf8).write(
      to: run.scratch.root.appendingPathComponent("blocks/9.csv"))
    let text = try run(["fit-blocks", "blocks"] + model)
    #expect(text.status == 65)
    #expect(text.errors.contains("blocks/9.csv"), "\(text.errors)")
  }

  @Test(arguments: [
    ["--formula", "log(1+y) ~ x | state^dest^hs6 + dest^year^hs6 + state^year^hs6"],
    ["--formula", "y ~ x + log(1 + x) | state^dest^hs6 + dest^year^hs6 + state^year^hs6"],
    ["--formula", "y ~ x | state^dest^hs6 + dest^year^hs6"], ["--family", "poisson"],
    ["--vcov", "iid"], ["--weights", "x"], ["--offset", "x"], ["--where", "year>=2012"],
    ["--na", "-"],
  ])
  func `are refused from answers of another model, and the difference is named`(
    change: [String]
  ) throws {
    let run = try BlocksRun()
    let model = ["--block", "hs6", "--family", "gaussian"] + BlocksRun.model
    let changed = BlocksRun.changed(model, by: change)
    let effects = "state^dest^hs6, dest^year^hs6"
    let (says, other) =
      switch change[1].split(separator: " ").first {
      case "log(1+y)": ("outcome is log(1 + y)", "is y")
      case "y" where change[1].contains("log"): ("terms are x, log(1 + x)", "are x")
      case "y": ("fixed effects are \(effects)", "are \(effects), state^year^hs6")
      case "poisson": ("family is poisson", "is gaussian")
      case "iid": ("variances are cluster:state^dest, cluster:state+dest, iid", "are cluster:")
      case "year>=2012": ("restriction is year >= 2012", "is none")
      case "-": ("texts for missing values are '-'", "are '.', 'NA', 'NaN', 'nan'")
      default:
        change[0] == "--weights"
          ? ("weights are x", "are none") : ("offset is x", "is none")
      }
    // Blocks 010100 and 010110, the second measured otherwise.
    let first = try run(["fit-block"] + model, input: "blocks/0.csv")
    let second = try run(["fit-block"] + changed, input: "blocks/3.csv")
    #expect(first.status == 0 && second.status == 0, "\(first.errors)\(second.errors)")
    #expect(second.text.hasPrefix(#"{"block":"010110","choices":{"#))
    try Data(first.output + second.output).write(
      to: run.scratch.root.appendingPathComponent("both.jsonl"))
    let mixed = try run(["fit-blocks", "--statistics", "both.jsonl"] + model)
    #expect(mixed.status == 65)
    #expect(
      mixed.errors.contains(
        "both.jsonl: block '010110' does not belong with the blocks before it: its \(says) where "
          + "theirs \(other)"), "\(mixed.errors)")
    #expect(mixed.output.isEmpty)
    // One block alone, added up under a label that is not its own.
    try Data(second.output).write(to: run.scratch.root.appendingPathComponent("one.json"))
    let labelled = try run(["fit-blocks", "--statistics", "one.json"] + model)
    #expect(labelled.status == 65)
    #expect(
      labelled.errors.contains(
        "block '010110' was measured with another model: its \(says) where "),
      "\(labelled.errors)")
    #expect(labelled.errors.split(separator: "\n").count == 2 && labelled.output.isEmpty)
    // Choices of the printing alone are no part of it.
    let printed = try run(
      ["fit-blocks", "--statistics", "one.json", "--ssc", "reghdfe", "--level", "90"]
        + ["--next", "q"] + changed)
    #expect([0, 75].contains(printed.status), "\(printed.errors)")
  }

  @Test func `ask no question of another model, and label no result with another tolerance`()
    throws
  {
    let run = try BlocksRun()
    let model = ["--block", "hs6", "--family", "poisson"] + BlocksRun.model
    try Data(try run(["fit-block"] + model, input: "blocks/0.csv").output).write(
      to: run.scratch.root.appendingPathComponent("one.json"))
    let asked = try run(["fit-blocks", "--statistics", "one.json", "--next", "q.json"] + model)
    #expect(asked.status == 75, "\(asked.errors)")
    let question = ["--question", "q.json"]
    let own = try run(["fit-block"] + model + question, input: "blocks/0.csv")
    #expect(own.status == 0, "\(own.errors)")
    let says = "q.json: the question is of another model: its weights are none where x are chosen"
    let other = try run(
      ["fit-block"] + model + question + ["--weights", "x"], input: "blocks/0.csv")
    #expect(other.status == 65 && other.output.isEmpty)
    #expect(other.errors.contains(says), "\(other.errors)")
    let sum = try run(
      ["fit-blocks", "--statistics", "one.json"] + model + question + ["--weights", "x"])
    #expect(sum.status == 65)
    #expect(sum.errors.contains(says), "\(sum.errors)")
    let loose = try run(
      ["fit-blocks", "--statistics", "one.json", "--tolerance", "1e-6"] + model + question)
    #expect(loose.status == 65)
    #expect(
      loose.errors.contains("its tolerance is 1e-10 where 1e-06 is chosen"), "\(loose.errors)")
    // The answers of the first round are none to the question of the second.
    let late = try run(["fit-blocks", "--statistics", "one.json"] + model + question)
    #expect(late.status == 65)
    #expect(late.errors.contains("that of round 2 was asked"), "\(late.errors)")
  }

  @Test func `of another layout are refused by it`() throws {
    let run = try BlocksRun()
    let model = ["--block", "hs6", "--family", "gaussian"] + BlocksRun.model
    let answer = try run(["fit-block"] + model, input: "blocks/0.csv").text
    let old = answer.replacingOccurrences(of: "swingport.block/3", with: "swingport.block/1")
    #expect(old != answer)
    try Data(old.utf8).write(to: run.scratch.root.appendingPathComponent("old.json"))
    let made = try run(["fit-blocks", "--statistics", "old.json"] + model)
    #expect(made.status == 65)
    #expect(
      made.errors.contains(
        "line 1 of old.json has the layout 'swingport.block/1' where 'swingport.block/3' is "
          + "expected"))
    try Data(#"{"schema": "swingport.block-round/1", "regression": {}}"#.utf8).write(
      to: run.scratch.root.appendingPathComponent("q.json"))
    let asked = try run(["fit-block", "--question", "q.json"] + model, input: "blocks/0.csv")
    #expect(asked.status == 65)
    #expect(asked.errors.contains("q.json has the layout 'swingport.block-round/1' where"))
  }

  @Test func `of a table that was cut within its last field are refused, and it is named`() throws {
    let run = try BlocksRun()
    let model = ["--block", "hs6", "--family", "gaussian"] + BlocksRun.model
    let file = run.scratch.root.appendingPathComponent("blocks/2.csv")
    let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    let says = " ends within a line: it was cut, or its last line has no line feed\n"
    for cut in [1, 2] {
      try Data(text.utf8.dropLast(cut)).write(to: file)
      let stream = try run(["fit-block"] + model, input: "blocks/2.csv")
      #expect(stream.status == 65 && stream.output.isEmpty)
      #expect(stream.errors.contains("standard input\(says)"), "\(stream.errors)")
      #expect(stream.errors.contains("write it again, or add a line feed"))
      let named = try run(["fit-block", "blocks/2.csv"] + model)
      #expect(named.status == 65 && named.errors.contains("2.csv\(says)"), "\(named.errors)")
      let all = try run(["fit-blocks", "blocks"] + model)
      #expect(all.status == 65 && all.output.isEmpty)
      #expect(all.errors.contains("blocks/2.csv\(says)"), "\(all.errors)")
    }
    try Data(text.utf8).write(to: file)
    let whole = try run(["fit-blocks", "blocks", "--json"] + model)
    #expect(whole.status == 0, "\(whole.errors)")
    // Lines that end as those of spreadsheets do.
    try Data(text.replacingOccurrences(of: "\n", with: "\r\n").utf8).write(to: file)
    #expect(try run(["fit-blocks", "blocks", "--json"] + model).output == whole.output)
  }

  @Test func `of nothing say so in one sentence`() throws {
    let run = try BlocksRun()
    let model = ["--block", "hs6", "--family", "gaussian"] + BlocksRun.model
    let none = try run(["fit-block"] + model)
    #expect(none.status == 65 && none.output.isEmpty)
    #expect(none.errors.contains("standard input"), "\(none.errors)")
    #expect(none.errors.split(separator: "\n").count == 2, "\(none.errors)")
  }

  @Test func `from many answers by any number of threads are the same to the byte`() throws {
    let run = try BlocksRun()
    let model = ["--block", "hs6", "--family", "poisson"] + BlocksRun.model
    var answers: [UInt8] = []
    for block in [3, 1, 4, 0, 2, 1] {
      let answer = try run(["fit-block"] + model, input: "blocks/\(block).csv")
      #expect(answer.status == 0, "\(answer.errors)")
      answers += answer.output
    }
    try Data(answers).write(to: run.scratch.root.appendingPathComponent("a.jsonl"))
    let sum = ["fit-blocks", "--statistics", "a.jsonl", "--next", "q.json"] + model
    let one = try run(sum + ["--threads", "1"])
    #expect(one.status == 75, "\(one.errors)")
    let first = try Data(contentsOf: run.scratch.root.appendingPathComponent("q.json"))
    for threads in ["2", "3", "16"] {
      #expect(try run(sum + ["--threads", threads]).status == 75)
      #expect(
        try Data(contentsOf: run.scratch.root.appendingPathComponent("q.json")) == first)
    }
    // The line that is damaged is the one that is named, whoever read it first.
    let text = String(decoding: answers, as: UTF8.self)
    let damaged = text.replacingOccurrences(
      of: #"{"block":"010130","#, with: #"{"block":"010130",,"#)
    #expect(damaged != text)
    try Data(damaged.utf8).write(to: run.scratch.root.appendingPathComponent("a.jsonl"))
    for threads in ["1", "3"] {
      let made = try run(sum + ["--threads", threads])
      #expect(made.status == 65)
      #expect(made.errors.contains("of a.jsonl was changed or cut"), "\(made.errors)")
    }
    // Expected are blocks and not answers.
    try Data(answers).write(to: run.scratch.root.appendingPathComponent("a.jsonl"))
    #expect(try run(sum + ["--expect", "5"]).status == 75)
    let lost = try run(sum + ["--expect", "6"])
    #expect(lost.status == 65)
    #expect(lost.errors.contains("there are 5 blocks where 6 are expected"), "\(lost.errors)")
  }
}
