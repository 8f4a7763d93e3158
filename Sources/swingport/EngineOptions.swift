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

  @Option(
    help: ArgumentHelp(
      "How the files at --record-path are held: csv or parquet; csv unless said.",
      valueName: "csv or parquet"))
  var recordFormat: RecordFormat?

  @Flag(help: "Print the SQL and the command of the job, and do nothing else.")
  var dryRun = false

  /// How files hold the records for Spark.
  var format: ReductionSQL.Format { (recordFormat ?? .csv).format }

  /// The reduction that is asked for, which has not begun; nil where no engine is.
  ///
  /// - Throws: `DataError`: choices that contradict each other (64), records that are missing (66) or
  ///   damaged (65).
  func reduction(for command: PanelCommand) throws -> CellReduction? {
    guard let engine else {
      if records != nil || spark.master != nil || !spark.conf.isEmpty || dryRun || work != nil
        || recordPath != nil || recordFormat != nil
      {
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
    if engine == .spark, spark.master == nil {
      throw DataError(
        .wrongUse, "--engine spark needs the address of a master",
        hint: "add --master local[2] for this machine, or spark://HOST:7077")
    }
    if engine != .spark,
      dryRun || spark.master != nil || !spark.conf.isEmpty || recordPath != nil
        || recordFormat != nil
    {
      throw DataError(
        .wrongUse,
        "--master, --conf, --record-path, --record-format and --dry-run belong to --engine spark",
        hint: "leave them out, or add --engine spark")
    }
    if engine == .native, work != nil {
      throw DataError(
        .wrongUse, "--engine native needs no folder for what lies between, and --work names one",
        hint: "leave --work out, or use --engine sqlite")
    }
    if recordFormat == .parquet, recordPath == nil {
      throw DataError(
        .wrongUse, "--record-format parquet says nothing of where the Parquet is",
        hint: "name what swingport records --rewrite wrote with --record-path")
    }
    return try CellReduction(command: command, records: records, options: self)
  }
}

/// How files hold records for Spark.
enum RecordFormat: String, ExpressibleByArgument, CaseIterable {
  case csv, parquet

  var format: ReductionSQL.Format { self == .csv ? .csv : .parquet }
}
