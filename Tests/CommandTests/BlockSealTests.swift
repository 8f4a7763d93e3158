import Foundation
import Tables
import Testing

@Suite struct `Answers and questions of blocks` {
  private static let says = " was changed or cut since it was written\n"

  /// Two answers and the question that they lead to.
  private struct Round {
    let run: BlocksRun
    let answers: [String]
    let question: String

    init() throws {
      let run = try BlocksRun()
      answers = try [0, 3].map { try run["fit-block", input: "blocks/\($0).csv"].text }
      try run.write(answers.joined(), to: "both.jsonl")
      let asked = try run["fit-blocks", "--statistics", "both.jsonl", "--next", "q.json"]
      #expect(asked.status == 75, "\(asked.errors)")
      question = String(
        decoding: try Data(contentsOf: run.scratch.root.appendingPathComponent("q.json")),
        as: UTF8.self)
      self.run = run
    }

    func asking(_ changed: String) throws -> [Program.Run] {
      try run.write(changed, to: "q.json")
      return [
        try run["fit-block", "--question", "q.json", input: "blocks/0.csv"],
        try run["fit-blocks", "--statistics", "both.jsonl", "--question", "q.json"],
      ]
    }

    func adding(_ second: String) throws -> Program.Run {
      try run.write(answers[0] + second, to: "both.jsonl")
      return try run["fit-blocks", "--statistics", "both.jsonl", "--next", "next.json"]
    }
  }

  /// A document with the seal that belongs to it as it is now.
  private static func sealed(_ text: String, _ opening: String, _ closing: String) -> String {
    let members = text.components(separatedBy: opening)[0]
    var hash = RunningHash()
    Array((members + closing).utf8).withUnsafeBytes { hash.add($0) }
    return members + opening + hash.text.dropFirst("sha256:".count) + "\"" + closing + "\n"
  }

  private static func sealedAnswer(_ text: String) -> String {
    sealed(text, #","seal":""#, "}")
  }

  private static func sealedQuestion(_ text: String) -> String {
    sealed(text, ",\n  \"seal\" : \"", "\n}")
  }

  /// One sign after a text changed for another.
  private static func changed(_ text: String, after start: String, by steps: Int = 0) throws
    -> String
  {
    let end = try #require(text.range(of: start)).upperBound
    let place = text.index(end, offsetBy: steps)
    var changed = text
    changed.replaceSubrange(place...place, with: text[place] == "1" ? "2" : "1")
    return changed
  }

  @Test func `end with the SHA-256 of what stands before, and come back`() throws {
    let round = try Round()
    for answer in round.answers {
      #expect(answer.hasPrefix(#"{"block":"0101"#))
      #expect(Self.sealedAnswer(answer) == answer)
    }
    #expect(Self.sealedQuestion(round.question) == round.question)
    for made in try round.asking(round.question) {
      // The second has the answers of the round before.
      #expect(made.status == 0 || made.errors.contains("that of round 2 was asked"))
    }
    // The end of the last line is no part of it.
    #expect(try round.adding(String(round.answers[1].dropLast())).status == 75)
    #expect(try round.adding(String(round.answers[1].dropLast()) + "\r\n").status == 75)
  }

  @Test func `that were changed in any place are refused by their line`() throws {
    let round = try Round()
    let answer = round.answers[1]
    let seal = try #require(answer.range(of: #","seal":""#)).lowerBound
    let other = try #require(round.answers[0].range(of: #","seal":""#)).lowerBound
    let changes: [String] = [
      try Self.changed(answer, after: #""gradient":["#, by: 4),
      try Self.changed(answer, after: #""scores":""#, by: 20),
      try Self.changed(answer, after: #""block":""#, by: 5),
      try Self.changed(answer, after: #""seal":""#),
      answer.replacing(/"observations":\d+/, with: #""observations":9223372036854775807"#),
      answer.replacing(/"levels":\[\d+/, with: #""levels":[-1"#),
      String(answer[..<seal]) + "}\n",
      String(answer[..<seal]) + String(round.answers[0][other...]),
      String(answer.dropLast(2)) + "\n",
      String(answer.prefix(answer.count / 2)) + "\n",
    ]
    for change in changes {
      #expect(change != answer)
      let made = try round.adding(change)
      #expect(made.status == 65 && made.output.isEmpty, "\(made.errors)")
      #expect(made.errors.contains("line 2 of both.jsonl\(Self.says)"), "\(made.errors)")
      #expect(made.errors.contains("measure that block again"), "\(made.errors)")
      #expect(!round.run.exists("next.json"))
    }
    let stranger = try round.adding("block,estimate\n")
    #expect(stranger.status == 65)
    #expect(
      stranger.errors.contains(
        "line 2 of both.jsonl was changed or cut since it was written, or holds no statistics"),
      "\(stranger.errors)")
  }

  @Test func `that ask and were changed in any place are refused by name`() throws {
    let round = try Round()
    let question = round.question
    let seal = try #require(question.range(of: ",\n  \"seal\"")).lowerBound
    let changes: [String] = [
      question.replacing(/"kept" : \[\s*0\s*\]/, with: #""kept" : [0,5]"#),
      question.replacing(/"observations" : \d+/, with: #""observations" : 12"#),
      try Self.changed(question, after: #""seal" : ""#),
      String(question[..<seal]) + "\n}\n",
      question.replacing("\n", with: " "),
      String(question.dropLast(3)),
    ]
    for change in changes {
      #expect(change != question)
      for made in try round.asking(change) {
        #expect(made.status == 65 && made.output.isEmpty, "\(made.errors)")
        #expect(made.errors.contains("q.json was changed or cut since it was"), "\(made.errors)")
      }
    }
  }

  @Test func `that are sealed and make no sense are refused, too`() throws {
    let round = try Round()
    for (count, number) in [
      ("observations", "9223372036854775807"), ("rows", "-1"), ("rank", "9223372036854775807"),
    ] {
      let changed = round.answers[1].replacing(
        try Regex(#""\#(count)":\d+"#), with: #""\#(count)":\#(number)"#)
      #expect(changed != round.answers[1])
      let made = try round.adding(Self.sealedAnswer(changed))
      #expect(made.status == 65)
      #expect(
        made.errors.contains("the statistics of block '010110' do not fit together"),
        "\(made.errors)")
    }
    let none = try round.adding(Self.sealedAnswer(#"{"block":"010110","seal":""}"#))
    #expect(none.errors.contains("line 2 of both.jsonl holds no whole statistics of a block"))
    for kept in ["[0,5]", "[-1]", "[0,0]", "[]"] {
      let changed = round.question.replacing(
        /"kept" : \[\s*0\s*\]/, with: #""kept" : \#(kept)"#)
      #expect(changed != round.question)
      for made in try round.asking(Self.sealedQuestion(changed)) {
        #expect(made.status == 65)
        #expect(
          made.errors.contains("q.json: the parts of the question do not fit together"),
          "\(made.errors)")
      }
    }
  }
}

extension BlocksRun {
  /// A run of the Poisson regression of these tests.
  fileprivate subscript(_ arguments: String..., input input: String? = nil) -> Program.Run {
    get throws {
      try self(
        arguments + ["--block", "hs6", "--family", "poisson"] + Self.model, input: input)
    }
  }

  func write(_ text: String, to path: String) throws {
    let file = scratch.root.appendingPathComponent(path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
}
