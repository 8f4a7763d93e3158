import ArgumentParser
import Codes
import Estimation
import Foundation
import Reports
import Tables

/// What is estimated over blocks: the options that `fit-block` and `fit-blocks` share with `fit`.
struct BlockOptions: ParsableArguments {
  @Option(help: "What is estimated from what, as for swingport fit; effects contain the block.")
  var formula: String?

  @Option(help: "poisson (PPML) or gaussian (least squares).")
  var family: String?

  @Option(
    help: ArgumentHelp(
      "A variance; may be given again: iid, hetero, cluster:a+b.", valueName: "variance"))
  var vcov: [String] = []

  @Option(help: ArgumentHelp("The column that names the block.", valueName: "column"))
  var block: String

  @Option(
    help: ArgumentHelp(
      "The small-sample convention; fixest unless said, and printed.", valueName: "convention"))
  var ssc: String?

  @Option(help: ArgumentHelp("The column of prior weights.", valueName: "column"))
  var weights: String?

  @Option(help: ArgumentHelp("A column added to the linear predictor.", valueName: "column"))
  var offset: String?

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp("Which rows to use, such as 'year >= 2000'.", valueName: "condition"))
  var restriction: String?

  @Option(help: "How exact coefficients have to be; 1e-10 unless said.")
  var tolerance: Double?

  @Option(help: "The level of the intervals in percent; 95 unless said.")
  var level: Double?

  @Option(
    help: ArgumentHelp(
      "A JSON file with the same choices, as for swingport fit.", valueName: "file"))
  var spec: String?

  @Option(
    name: [.customLong("delimiter"), .customLong("sep")],
    help: ArgumentHelp(
      "What stands between the fields of the data; a comma unless said.", valueName: "character"))
  var delimiter: String?

  @Option(help: ArgumentHelp("A text that means missing; may be given again.", valueName: "text"))
  var na: [String] = []

  @Option(
    help: ArgumentHelp(
      "The question of the round, as --next wrote it; the first unless said.", valueName: "file"))
  var question: String?

  @Option(help: "The threads to use; results do not depend on it.")
  var threads: Int?

  /// The model as `fit-block` and `fit-blocks` take it, without the files of choices and question.
  var model: [String] {
    let options: [(String, String?)] = [
      ("--formula", formula), ("--family", family), ("--block", block), ("--ssc", ssc),
      ("--weights", weights), ("--offset", offset), ("--where", restriction),
      ("--tolerance", tolerance.map { "\($0)" }), ("--level", level.map { "\($0)" }),
    ]
    return options.flatMap { name, value in value.map { ["\(name)=\($0)"] } ?? [] }
      + vcov.map { "--vcov=\($0)" } + na.map { "--na=\($0)" }
  }

  /// The number of threads.
  var threadCount: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

  /// Everything that is chosen.
  ///
  /// - Throws: A `FormulaError` or a `DataError`.
  func specification() throws -> FitSpecification {
    if let threads, !(1...1024).contains(threads) {
      throw DataError(
        .wrongUse, "\(threads) threads cannot be used", hint: "write a number from 1 to 1024")
    }
    var choices = FitChoices()
    if let spec {
      let file = try MappedFile(path: spec)
      choices = try withExtendedLifetime(file) {
        try FitInput.choices(reading: Array(file.bytes), named: spec)
      }
    }
    var said = FitChoices()
    said.formula = formula
    said.family = family
    said.variances = vcov
    said.smallSample = ssc
    said.weights = weights
    said.offset = offset
    said.restriction = restriction
    said.tolerance = tolerance
    said.level = level
    let specification = try choices.overridden(by: said).specification()
    try specification.requireBlocks(by: block)
    return specification
  }

  /// The texts that mean missing.
  private var missing: Set<String> { na.isEmpty ? ColumnTable.missingMarkers : Set(na) }

  /// The regression that asks the question of this round.
  ///
  /// - Parameter isLabelled: Whether results are printed with the tolerance that is chosen.
  /// - Throws: A `DataError` that names the file of a question of another model.
  func regression(
    _ specification: FitSpecification, isLabelled: Bool
  ) throws -> BlockRegression {
    let choices = try specification.blockChoices(by: block, missing: missing)
    guard let question else {
      return try BlockRegression(of: choices, tolerance: specification.tolerance)
    }
    let file = try MappedFile(path: question)
    let name = URL(fileURLWithPath: question).lastPathComponent
    let regression = try withExtendedLifetime(file) {
      try BlockDocument.regression(reading: Array(file.bytes), named: name)
    }
    do {
      try regression.require(choices, tolerance: isLabelled ? specification.tolerance : nil)
    } catch {
      throw DataError(DataError(error).kind, "\(name): \(error.message)", hint: error.hint)
    }
    return regression
  }

  /// Measures the block in a table.
  ///
  /// - Throws: A `DataError` that names the table.
  func statistics(
    of file: MappedFile, named name: String, _ specification: FitSpecification,
    _ question: BlockQuestion, threads: Int
  ) throws -> BlockStatistics {
    do {
      let separator = try delimiter.map(FitInput.separator) ?? UInt8(ascii: ",")
      try BlockFiles.requireWhole(file.bytes, named: name)
      let needed = Set(try specification.columnNames()).union([block])
      let header = try FitInput.header(of: file.bytes, named: name, separator: separator)
      if !header.contains(block) {
        throw FormulaError(
          .unknownName, "\(name) has no column '\(block)', which names the block",
          hint: "give --block one of \(header.joined(separator: ", "))")
      }
      try specification.check(against: header, of: name)
      var reading = FitInput.reading(
        for: specification, missing: missing, separator: separator)
      reading.text.formUnion(specification.labelColumns(block: block))
      let table = try file.columns(named: name, columns: needed, as: reading, threads: threads)
      let data = try FitInput.columns(table, named: name)
      return try BlockStatistics(
        of: try specification.block(of: data, by: block, missing: missing), question: question,
        threads: threads)
    } catch let error as EstimationError {
      throw DataError(
        DataError(error).kind, "\(name): \(error.message)", hint: error.hint)
    } catch let error as FormulaError where error.kind == .data && !error.message.contains(name) {
      throw DataError(
        DataError(error).kind, "\(name): \(error.message)", hint: error.hint)
    } catch {
      throw DataError.ofFit(error)
    }
  }
}
