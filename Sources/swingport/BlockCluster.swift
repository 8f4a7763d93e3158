import ArgumentParser
import Codes
import Foundation
import Records
import Reports
import Tables

/// An estimation over blocks whose tasks run on Spark.
struct BlockCluster: ParsableArguments {
  /// Who runs the tasks.
  enum Engine: String, ExpressibleByArgument, CaseIterable {
    case threads, spark
  }

  @Option(help: "Who measures the blocks: threads of this machine, or spark.")
  var engine: Engine = .threads

  @OptionGroup var spark: SparkOptions

  @Option(
    help: ArgumentHelp(
      "How the rows are held for Spark: csv or parquet; csv unless said.",
      valueName: "csv or parquet"))
  var rowFormat: RecordFormat?

  @Option(
    help: ArgumentHelp(
      "The program on the workers, on their path or sent along with --conf spark.files=FILE; this "
        + "file itself for a master local[N], else swingport.", valueName: "name or path"))
  var program: String?

  @Option(
    help: ArgumentHelp(
      "A folder of this machine for the answers of a round; that for temporary files unless said.",
      valueName: "folder"))
  var work: String?

  /// Runs the job where Spark is asked for, and prints or saves its result.
  ///
  /// - Returns: Whether that was asked for.
  /// - Throws: `DataError`: choices that contradict each other (64), rows that are missing (66) or
  ///   damaged (65), a job that failed (69, 78).
  func run(_ command: FitBlocks) throws -> Bool {
    guard engine == .spark else {
      if spark.master != nil || !spark.conf.isEmpty || program != nil || work != nil
        || rowFormat != nil
      {
        throw DataError(
          .wrongUse,
          "--master, --conf, --row-format, --program and --work belong to --engine spark",
          hint: "leave them out, or add --engine spark")
      }
      return false
    }
    guard let master = spark.master else {
      throw DataError(
        .wrongUse, "--engine spark needs the address of a master",
        hint: "add --master local[2] for this machine, or spark://HOST:7077")
    }
    try spark.check()
    if command.statistics || command.next != nil || command.options.question != nil {
      throw DataError(
        .wrongUse, "--statistics, --question and --next are for rounds that are run by hand",
        hint: "leave them out, since --engine spark runs all rounds")
    }
    let root = URL(fileURLWithPath: work ?? NSTemporaryDirectory(), isDirectory: true)
    let scratch = root.standardizedFileURL.appendingPathComponent(
      "swingport-blocks-\(UUID().uuidString)", isDirectory: true)
    let cleaning = { try? FileManager.default.removeItem(at: scratch) }
    defer { _ = cleaning() }
    let result = scratch.appendingPathComponent("result")
    let job = try job(command, master: master, scratch: scratch, result: result)
    do {
      try SparkRun(job: job, scratch: scratch).run()
    } catch let stop as SparkRun.Stopped {
      _ = cleaning()
      Terminal.exit(signal: stop.signal)
    } catch let error as DataError {
      throw error.ofJob
    }
    guard let bytes = FileManager.default.contents(atPath: result.path) else {
      throw DataError(
        .sparkFailed, "the Spark job ended without a result", hint: "run it again")
    }
    try Terminal.print(bytes: Array(bytes))
    return true
  }

  private func job(
    _ command: FitBlocks, master: String, scratch: URL, result: URL
  ) throws -> SparkJob {
    let options = command.options
    let local = DataFolder.program.path
    let rows = try command.files.map { path in
      if path.contains("://") { return path }
      guard FileManager.default.fileExists(atPath: path) else {
        throw DataError(
          .missingTable, "there is no file or folder \(path)",
          hint: "check the path, or write an address such as s3a://bucket/rows")
      }
      return "file://" + URL(fileURLWithPath: path).standardizedFileURL.path
    }
    var printing: [String] = []
    if command.json { printing.append("--json") }
    if command.csv { printing.append("--csv") }
    if let save = command.save {
      printing.append("--save=" + URL(fileURLWithPath: save).standardizedFileURL.path)
    }
    let separator = try options.delimiter.map(FitInput.separator) ?? UInt8(ascii: ",")
    return .blocks(
      master: master, settings: spark.conf,
      order: SparkJob.BlockOrder(
        rows: rows, format: (rowFormat ?? .csv).rawValue,
        delimiter: String(decoding: [separator], as: UTF8.self), block: options.block,
        program: program ?? (master.hasPrefix("local") ? local : "swingport"), local: local,
        model: options.model,
        specification: try options.spec.map {
          let file = try MappedFile(path: $0)
          return withExtendedLifetime(file) { String(decoding: file.bytes, as: UTF8.self) }
        }, printing: printing, work: scratch.path, result: result.path))
  }
}
