import ArgumentParser
import Codes
import Foundation
import Records
import Store

/// Writes the store's exports as partitioned files.
struct RecordsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "records",
    abstract: "Write the store's exports as files by year and month, for Spark, DuckDB and R.",
    discussion: """
      EXAMPLES
        swingport records census-statehs-hs2 --out records
        swingport records census-statehs-hs2 --store DIR --years 2010-2024 --out records
        swingport records --verify records
        swingport records --rewrite records --parquet s3a://bucket/records --master yarn

      Files are year=2024/month=03/part-0001.csv with the columns
      \(RecordLayout.columns.map(\.name).joined(separator: ", ")); month=00 is a whole year.
      \(RecordLayout.manifestName) has types, sizes and hashes; every run that reads the files holds
      them against it, and --verify every record too. Memory does not grow with the number of
      records; the folder gets its name when everything is written. Spark reads Parquet faster than CSV:
      --parquet has it rewrite a folder once, checks that no record was lost, and
      swingport panel --record-path ADDRESS --record-format parquet reads it.
      """)

  @Argument(help: "A source of the store, as swingport sources lists them.")
  var source: String?

  @Option(help: "The vintage to write; the one in use unless said.")
  var vintage: String?

  @Option(help: "Years as FIRST-LAST; all unless said.")
  var years: String?

  @OptionGroup var store: StoreFolder

  @Option(name: .shortAndLong, help: "The folder to write; out/records unless said.")
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Check the files of a folder against its manifest, and do nothing else.",
      valueName: "folder"))
  var verify: String?

  @Option(
    help: ArgumentHelp(
      "A folder of records that Spark writes as Parquet, with --parquet and --master.",
      valueName: "folder"))
  var rewrite: String?

  @Option(
    help: ArgumentHelp(
      "The folder or address of the Parquet, which must not exist.", valueName: "address"))
  var parquet: String?

  @OptionGroup(title: "Spark") var spark: SparkOptions

  func run() throws {
    do { try work() } catch let error as DataError { throw error.ofJob }
  }

  private func work() throws {
    if verify != nil || rewrite != nil {
      let other =
        source ?? vintage ?? years ?? out ?? store.store ?? (verify != nil ? rewrite : nil)
      if let other {
        throw DataError(
          .wrongUse,
          "--\(verify != nil ? "verify" : "rewrite") has no use for '\(other)', which is named beside it",
          hint: "do one after the other")
      }
    }
    if let rewrite { return try rewriteAsParquet(RecordFolder(path: rewrite)) }
    if parquet != nil || spark.master != nil || !spark.conf.isEmpty {
      throw DataError(
        .wrongUse, "--parquet, --master and --conf belong to --rewrite",
        hint: "name a folder of records with --rewrite")
    }
    if let verify {
      let folder = try RecordFolder(path: verify)
      try folder.verify()
      try Terminal.print(
        bytes: Array(
          "\(folder.manifest.rows) records in \(folder.manifest.parts.count) files are whole\n".utf8
        ))
      return
    }
    guard let source else {
      throw DataError(
        .wrongUse, "no source is named", hint: "name one that swingport sources lists")
    }
    guard let reader = try store.openIfAny() else {
      throw DataError(
        .noStoredExports, "there is no store to take records from",
        hint: "run 'swingport refresh \(source)', or name a store with --store")
    }
    let chosen: Vintage
    if let vintage {
      chosen = try reader.vintage(source, label: vintage)
    } else if let current = try reader.current(source) {
      chosen = current
    } else {
      throw DataError(
        .noStoredExports, "the store has nothing of \(source)",
        hint: "run 'swingport refresh \(source)', or name one of "
          + (try reader.sources().joined(separator: ", ")))
    }
    let span = try years.map(YearSpan.read).map { $0.lowerBound.number...$0.upperBound.number }
    let out = out ?? "out/records"
    let writer = try RecordFolderWriter(path: out)
    try reader.forEachRecord(of: chosen, years: span) { record throws(DataError) in
      try writer.add(
        year: record.period.year, month: record.period.month ?? 0, state: record.state,
        destination: record.destination, commodity: record.commodity, reason: record.reason,
        dollars: record.dollars)
    }
    let manifest = try writer.finish(source: chosen.source, vintage: chosen.label)
    try Terminal.print(
      bytes: Array(
        ("\(manifest.rows) records of \(chosen.source), vintage \(chosen.label), in "
          + "\(manifest.parts.count) files: \(out)/\(RecordLayout.manifestName)\n").utf8))
  }

  private func rewriteAsParquet(_ folder: RecordFolder) throws {
    guard let parquet, let master = spark.master else {
      throw DataError(
        .wrongUse, "--rewrite needs --parquet (where to) and --master (which Spark)",
        hint: "for instance --parquet records-parquet --master 'local[2]'")
    }
    try spark.check()
    try SparkOptions.requireNoPattern(folder.path)
    try SparkOptions.requireNoPattern(parquet)
    let path = URL(fileURLWithPath: folder.path).standardizedFileURL.path
    let final = parquet.contains("://") ? nil : URL(fileURLWithPath: parquet).standardizedFileURL
    if let final {
      if FileManager.default.fileExists(atPath: final.path) {
        throw DataError(
          .cannotCreate, "\(parquet) is there already", hint: "remove it, or name another folder")
      }
      if (final.path + "/").hasPrefix(path + "/") {
        throw DataError(
          .wrongUse, "\(parquet) lies in the folder of the records themselves",
          hint: "name a folder elsewhere")
      }
      try OutputFolder(root: final.deletingLastPathComponent()).requireWritable()
    }
    try folder.requireHashes()
    // A folder of this machine gets its name when everything is in it; elsewhere Spark's own committer
    // shows nothing before that.
    let attempt = UUID().uuidString
    let partial = final?.deletingLastPathComponent().appendingPathComponent(
      ".\(final?.lastPathComponent ?? "").partial-\(attempt)", isDirectory: true)
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent(
      "swingport-parquet-\(attempt)", isDirectory: true)
    let cleaning = {
      for folder in [scratch, partial].compactMap({ $0 }) {
        try? FileManager.default.removeItem(at: folder)
      }
    }
    defer { cleaning() }
    do {
      try SparkRun(
        job: .parquet(
          master: master, settings: spark.conf,
          prelude: ReductionSQL.records(.spark, folder: path, format: .csv),
          manifest: folder.manifest, output: partial.map { "file://" + $0.path } ?? parquet),
        scratch: scratch
      ).run()
    } catch let stop as SparkRun.Stopped {
      cleaning()
      Terminal.exit(signal: stop.signal)
    } catch let error as DataError where error.kind == .badRecords {
      // Spark quotes the record and not its place: reading the files here names the part and the line.
      try folder.forEachRecord { _, _, _ in }
      throw error
    }
    if let partial, let final, rename(partial.path, final.path) != 0 {
      throw DataError(
        .outputBusy, "\(parquet) was written by another run meanwhile, or cannot be named",
        hint: "look at what is there, or name another folder")
    }
    try Terminal.print(
      bytes: Array("\(folder.manifest.rows) records as Parquet: \(parquet)\n".utf8))
  }
}
