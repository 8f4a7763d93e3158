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

  @OptionGroup var spark: SparkOptions

  @Option(
    help: ArgumentHelp(
      "A folder of this machine for what lies between records and cells; that of the panel unless "
        + "said.", valueName: "folder"))
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

  /// Reduces records and goes on with the cells, where an engine is asked for.
  ///
  /// - Parameters:
  ///   - command: What was asked.
  ///   - goOn: Builds the panel of the cells.
  /// - Returns: Whether that was asked for.
  /// - Throws: `DataError`: choices that contradict each other (64), records that are missing (66) or
  ///   damaged (65), a job that failed (69, 78), another run that writes the same output (75); or what
  ///   `goOn` throws.
  func reduce(for command: PanelCommand, _ goOn: (PanelCommand) throws -> Void) throws -> Bool {
    guard let engine else {
      if records != nil || spark.master != nil || dryRun {
        throw DataError(
          .wrongUse, "records, a master or a dry run are named, and no engine is",
          hint: "add --engine native, sqlite or spark")
      }
      return false
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
    if engine == .spark, spark.master == nil {
      throw DataError(
        .wrongUse, "--engine spark needs the address of a master",
        hint: "add --master local[2] for this machine, or spark://HOST:7077")
    }
    if engine != .spark, dryRun || spark.master != nil || !spark.conf.isEmpty || recordPath != nil {
      throw DataError(
        .wrongUse, "--master, --conf, --record-path and --dry-run belong to --engine spark",
        hint: "leave them out, or add --engine spark")
    }
    let reduction = try CellReduction(command: command, records: records, options: self)
    if dryRun {
      try Terminal.print(bytes: Array(reduction.plan.utf8))
      Terminal.exit(.done)
    }
    // Another run must not put its cells where this one is about to read its own.
    let lock = try reduction.isKept ? OutputLock(reduction.folderOfCells) : nil
    if let lock {
      try withExtendedLifetime(lock) { try go(on: command, reduction, goOn) }
    } else {
      defer { try? FileManager.default.removeItem(at: reduction.output) }
      try go(on: command, reduction, goOn)
    }
    return true
  }

  private func go(
    on command: PanelCommand, _ reduction: CellReduction, _ goOn: (PanelCommand) throws -> Void
  ) throws {
    if reduction.isKept { try OutputFolder(root: reduction.folderOfCells).requireWritable() }
    var next = command
    next.source = [try reduction.cells()]
    next.engine = try EngineOptions.parse([])
    try goOn(next)
  }
}

/// How files hold records for Spark.
enum RecordFormat: String, ExpressibleByArgument, CaseIterable {
  case csv, parquet

  var format: ReductionSQL.Format { self == .csv ? .csv : .parquet }
}
