import ArgumentParser
import Codes
import Estimation
import Foundation
import Reports

/// Estimates a regression over blocks: of tables on disk, or of statistics that tasks have left.
struct FitBlocks: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Estimate a regression over blocks in files, one block a file.",
    discussion: """
      EXAMPLES
        swingport fit-blocks blocks/ --block hs6 --family poisson --vcov cluster:state+dest \\
          --formula 'y ~ x | state^dest^hs6 + dest^month^hs6 + state^month^hs6'
        swingport fit-blocks rows/ --engine spark --master spark://host:7077 --block hs6 \\
          --spec model.json --json
        swingport fit-blocks --statistics answers/ --block hs6 --spec model.json --json
        swingport fit-blocks --statistics answers/ --block hs6 --spec model.json \\
          --question round-1.json --next round-2.json

      Tables are read and measured one after the other, as many at a time as there are threads, so that
      memory holds those few. With --engine spark the rows are anywhere that Spark reads, in whatever
      order; every block is a task that runs swingport fit-block on a worker, and the result is the same
      to the byte. With --statistics the files hold what swingport fit-block printed with the same choices
      (answers of another model are refused, and the first difference is named, as are answers that were
      changed or cut); where another round is needed, --next is written and the exit status is 75. A
      table must end with a line feed, since a number that was cut is a number still. Every file of a
      folder counts but those that begin with . or _: one that is no table (.csv) or holds no
      statistics (.json, .jsonl, .txt) by its name is refused, as is a block with two tables. Results
      do not depend on the order of files, on threads, or on blocks that were measured twice.
      """)

  @Argument(help: "Files with one block each, or folders of them.")
  var files: [String]

  @OptionGroup var options: BlockOptions

  @OptionGroup(title: "Spark") var cluster: BlockCluster

  @Flag(help: "The files hold statistics that swingport fit-block printed.")
  var statistics = false

  @Option(
    help: ArgumentHelp(
      "The file for the question of the next round, with --statistics.", valueName: "file"))
  var next: String?

  @Option(help: "How many blocks there have to be; a lost file is then an error.")
  var expect: Int?

  @Flag(help: "Print JSON in full precision (swingport.fit/1).")
  var json = false

  @Flag(help: "Print tidy CSV in full precision, with broom's names.")
  var csv = false

  @Option(help: ArgumentHelp("A file to save the results in.", valueName: "file"))
  var save: String?

  func run() throws {
    do {
      if json, csv {
        throw DataError(
          .wrongUse, "--json and --csv exclude each other", hint: "choose one of them")
      }
      if !statistics, next != nil || options.question != nil {
        throw DataError(
          .wrongUse, "--question and --next are for statistics of a round",
          hint: "leave them out, or add --statistics and name statistics")
      }
      let specification = try options.specification()
      if try cluster.run(self) { return }
      var regression = try options.regression(specification, isLabelled: true)
      if statistics {
        let total = try StatisticsFiles(paths: files).total(
          of: regression.choices, threads: options.threadCount)
        guard let estimate = try step(&regression, total) else { try ask(regression) }
        return try show(estimate, specification)
      }
      let tables = try BlockTables(paths: files, options: options)
      while true {
        let total = try tables.total(specification, regression)
        if let estimate = try step(&regression, total) { return try show(estimate, specification) }
      }
    } catch {
      throw DataError.ofFit(error)
    }
  }

  private func step(
    _ regression: inout BlockRegression, _ total: BlockTotal
  ) throws -> BlockEstimate? {
    if let expect, total.blocks.count != expect {
      throw DataError(
        .badBlock, "there are \(total.blocks.count) blocks where \(expect) are expected",
        hint: "find the block that is missing, or correct --expect")
    }
    if case .estimated(let estimate) = try regression.take(total) { return estimate }
    return nil
  }

  private func ask(_ regression: BlockRegression) throws -> Never {
    let round = regression.question.round
    guard let next else {
      throw DataError(
        .anotherRound, "round \(round) is needed",
        hint: "name a file for its question with --next, and measure the blocks with --question")
    }
    let file = URL(fileURLWithPath: next)
    try OutputFolder(root: file.deletingLastPathComponent()).write([
      (file.lastPathComponent, try BlockDocument.bytes(regression))
    ])
    throw DataError(
      .anotherRound, "round \(round) is needed, and \(next) holds its question",
      hint: "measure the blocks again with --question \(next), and run this with it")
  }

  private func show(_ estimate: BlockEstimate, _ specification: FitSpecification) throws {
    let result = try RegressionResult(
      estimate, of: specification, data: "\(estimate.blockCount) blocks of \(options.block)",
      program: "swingport \(Swingport.version)")
    if let save {
      let file = URL(fileURLWithPath: save)
      try OutputFolder(root: file.deletingLastPathComponent()).write([
        (file.lastPathComponent, try SavedFits([result]).bytes())
      ])
    }
    let bytes =
      json
      ? try FitDocument.json([result])
      : csv ? FitDocument.csv([result]) : Array(FitSummary.text([result]).utf8)
    try Terminal.print(bytes: bytes)
  }
}

extension DataError.Kind {
  /// An estimation over blocks that needs another round.
  static let anotherRound = Self(id: "block.another_round", exitCode: .tryLater)
}
