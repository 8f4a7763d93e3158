import ArgumentParser
import Codes
import Foundation
import Panels
import Records

/// Who reduces records to cells before a panel is built of them.
struct EngineOptions: ParsableArguments {
  /// The programs that reduce records.
  enum Engine: String, ExpressibleByArgument, CaseIterable {
    case native, sqlite, spark
  }

  @Option(help: "Who reduces --records to cells first: native, sqlite or spark.")
  var engine: Engine?

  @Option(
    help: ArgumentHelp(
      "Records that swingport records wrote; a source in place of --source.", valueName: "folder"))
  var records: String?

  @Option(help: "The address of the Spark master, such as local[2] or spark://host:7077.")
  var master: String?

  @Option(help: ArgumentHelp("A setting of Spark; may be given again.", valueName: "name=value"))
  var conf: [String] = []

  @Option(
    help: ArgumentHelp(
      "A folder that Spark and this program both see, for the cells of the job; one beside the panel "
        + "unless said.", valueName: "folder"))
  var work: String?

  @Option(
    help: ArgumentHelp(
      "Where Spark finds the records, such as s3a://bucket/records; the folder unless said.",
      valueName: "address"))
  var recordPath: String?

  @Option(help: "How the files of the records are held for Spark: csv or parquet.")
  var recordFormat: RecordFormat = .csv

  @Flag(help: "Print the SQL and the command of the job, and do nothing else.")
  var dryRun = false

  /// The command that goes on with the cells, or nil where no engine is asked for.
  ///
  /// - Throws: `DataError`: choices that contradict each other (64), records that are missing (66) or
  ///   damaged (65), or a job that failed (69, 78).
  func reduced(_ command: PanelCommand) throws -> PanelCommand? {
    guard let engine else {
      if records != nil || master != nil || dryRun {
        throw DataError(
          .wrongUse, "records, a master or a dry run are named, and no engine is",
          hint: "add --engine native, sqlite or spark")
      }
      return nil
    }
    guard let records else {
      throw DataError(
        .wrongUse, "--engine \(engine.rawValue) reduces records, and none are named",
        hint: "name a folder that swingport records wrote with --records")
    }
    if !command.source.isEmpty || command.stored || command.vintage != nil {
      throw DataError(
        .wrongUse, "--records and --source name two sources, which are never spliced",
        hint: "leave one of them out")
    }
    if engine == .spark, master == nil {
      throw DataError(
        .wrongUse, "--engine spark needs the address of a master",
        hint: "add --master local[2] for this machine, or spark://HOST:7077")
    }
    if engine != .spark, dryRun || master != nil || !conf.isEmpty || recordPath != nil {
      throw DataError(
        .wrongUse, "--master, --conf, --record-path and --dry-run belong to --engine spark",
        hint: "leave them out, or add --engine spark")
    }
    let reduction = try CellReduction(command: command, records: records, options: self)
    if dryRun {
      try Terminal.print(bytes: Array(reduction.plan.utf8))
      Terminal.exit(.done)
    }
    if command.out != "-" {
      try OutputFolder(root: URL(fileURLWithPath: command.out ?? "out/panel")).requireWritable()
    }
    var next = command
    next.source = [try reduction.cells()]
    next.engine = try EngineOptions.parse([])
    return next
  }
}

/// How files hold records for Spark.
enum RecordFormat: String, ExpressibleByArgument, CaseIterable {
  case csv, parquet

  var format: ReductionSQL.Format { self == .csv ? .csv : .parquet }
}
