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
    #expect(cut.errors.contains("line 1 of cut.json holds no whole statistics of a block"))
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
}
