import Codes
import Foundation
import Panels
import Records
import SQLiteTables
import Tables

/// The reduction of a folder of records to the cells that a panel is built of.
struct CellReduction {
  let options: EngineOptions
  let folder: RecordFolder
  let choices: ReductionChoices
  let pairs: [(commodity: String, id: String)]
  /// The folder of this machine for what lies between records and cells.
  private let work: URL

  /// The name of the cells beside their panel.
  static let fileName = "cells.csv"

  /// What the cells are called in reports.
  var label: String { "\(Self.fileName), \(origin)" }

  /// What the cells are called where one of them is refused.
  var name: String { "the cells of \(URL(fileURLWithPath: folder.path).lastPathComponent)" }

  /// How the cells are cited, given their hash.
  func citation(hash: String?) -> DataPackageDescriptor.Source {
    DataPackageDescriptor.Source(
      title: label, publisher: "", vintage: folder.manifest.vintage, path: Self.fileName,
      retrieved: "", hash: hash)
  }

  private var origin: String {
    "reduced from records of \(folder.manifest.source), vintage \(folder.manifest.vintage)"
  }

  /// Works out what is to be reduced, and checks that the records are all there.
  init(command: PanelCommand, records: String, options: EngineOptions) throws {
    self.options = options
    if options.engine == .spark {
      try SparkOptions.requireNoPattern(options.recordPath ?? records)
      try options.spark.check()
    }
    folder = try RecordFolder(path: URL(fileURLWithPath: records).standardizedFileURL.path)
    // Files that are elsewhere cannot be looked at from here; the manifest can.
    if options.recordPath == nil { try folder.requireSizes() }
    // The panel adds codes up to groups; the reduction adds records up to the codes that it asks for.
    var codes: [String] = []
    for code in try CommodityChoice.list(command.commodities).flatMap(\.codes)
    where !codes.contains(code) { codes.append(code) }
    let months = Set(folder.manifest.parts.map { $0.period?.month == 0 })
    // Months stay months, of which the panel makes years that have all twelve; and all years are reduced,
    // into which its lags reach.
    choices = ReductionChoices(
      series: codes.map { .init(id: $0, codes: [$0]) }, byYear: months.contains(true))
    pairs = try choices.pairs(of: folder.manifest.commodities)
    if let span = try command.years.map(YearSpan.read) {
      let held = folder.manifest.parts.compactMap { $0.period?.year }
      let asked = span.lowerBound.number...span.upperBound.number
      if !held.contains(where: asked.contains) {
        throw DataError(
          .wrongUse,
          "\(records) has no records of "
            + (asked.count == 1 ? "" : "\(asked.lowerBound) to ") + "\(asked.upperBound)",
          hint: "it has years from \(held.min() ?? 0) to \(held.max() ?? 0)")
      }
    }
    if months.count > 1 {
      throw DataError(
        .badRecords, "\(records) holds whole years and months, which would count twice",
        hint: "write records of one of them")
    }
    if months.contains(true), command.period == .month {
      throw DataError(
        .wrongUse, "\(records) holds whole years, and --period month was asked for",
        hint: "use --period year, or write records of a monthly source")
    }
    let writes = command.out != "-" && !(command.json && command.out == nil)
    work =
      URL(
        fileURLWithPath: options.work
          ?? (writes ? command.out ?? PanelCommand.standardFolder : NSTemporaryDirectory()),
        isDirectory: true
      ).standardizedFileURL
  }

  /// The job of Spark, which leaves its cells in a file of its own.
  func job(output folder: String) -> SparkJob {
    .reduction(
      master: options.spark.master ?? "", settings: options.spark.conf, prelude: prelude,
      files: options.recordPath.map {
        SparkJob.RecordFiles(folder: $0, format: options.format, manifest: self.folder.manifest)
      }, output: folder)
  }

  private var prelude: [String] {
    ReductionSQL.prelude(
      .spark, folder: options.recordPath ?? folder.path, format: options.format,
      pairs: pairs, choices: choices)
  }

  /// What would be run, for people.
  var plan: String {
    let job = job(output: "cells.csv")
    let arguments = job.arguments(script: "job.py", order: "order.json")
    return "-- what binds the files\n" + prelude.joined(separator: ";\n") + ";\n\n"
      + "-- the reduction\n" + ReductionSQL.text + ";\n\n-- the job\n-- spark-submit "
      + arguments.map { $0.contains(" ") ? "'\($0)'" : $0 }.joined(separator: " ") + "\n"
      + "-- then the cells become \(Self.fileName) beside their panel\n"
  }

  /// Reduces.
  ///
  /// - Returns: The cells as the bytes of a user's table of exports.
  /// - Throws: `DataError`: records that are damaged, or whose sums are none that can be (65); a disk
  ///   without room (69); Spark (69, 78).
  func cells() throws -> [UInt8] {
    switch options.engine {
    case .spark: try spark()
    case .sqlite: try sqlite()
    case .native, nil: try native()
    }
  }

  private func native() throws -> [UInt8] {
    var reduction = RecordReduction(pairs: pairs, choices: choices)
    try folder.forEachRecord { year, month, fields throws(DataError) in
      try reduction.add(
        year: year, month: month, state: fields.state, destination: fields.destination,
        commodity: fields.commodity, reason: fields.reason, dollars: fields.dollars)
    }
    var table = CellTable(byYear: choices.byYear)
    for cell in reduction.cells { try table.add(cell) }
    return table.bytes
  }

  private func sqlite() throws -> [UInt8] {
    let columns = RecordLayout.columns + RecordLayout.partitions
    do {
      try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
    } catch {
      let why = DataError.cannotWrite(into: work.path, error)
      throw DataError(
        why.kind, why.message,
        hint: "check that it can be written and has room, or name another folder with --work")
    }
    let path = work.path + "/.swingport-records-\(UUID().uuidString).sqlite"
    do {
      let writer = try SQLiteTableWriter(
        path: path, table: "records",
        columns: columns.map { ($0.name, $0.type.hasPrefix("VARCHAR") ? .text : .integer) },
        required: [], isScratch: true)
      try folder.forEachRecord { year, month, fields throws(DataError) in
        for (column, text) in [
          fields.state, fields.destination, fields.commodity, fields.reason,
        ].enumerated() {
          try writer.set(column, copying: text)
        }
        try writer.set(4, wholeNumber: fields.dollars)
        try writer.set(5, wholeNumber: Int64(year))
        try writer.set(6, wholeNumber: Int64(month))
        try writer.endRow()
      }
      let query = try writer.finishForQueries()
      for statement in ReductionSQL.prelude(
        .sqlite, folder: folder.path, pairs: pairs, choices: choices)
      {
        try query.run(statement)
      }
      var table = CellTable(byYear: choices.byYear)
      try query.forEachRow(of: ReductionSQL.text) { row throws(DataError) in
        try table.add(row.map { $0 ?? "" }, from: "SQLite")
      }
      return table.bytes
    } catch let error as DataError where error.kind == .sqliteFull {
      throw DataError(
        .noRoomForJob, "there is no room for the records in \(work.path)",
        hint: "make room on that disk, or name another folder with --work")
    } catch let error as DataError where error.kind == .sqliteOverflow {
      throw try overflow()
    } catch let error as DataError where error.kind == .sqliteFailed {
      throw DataError(
        .cannotCreate, error.message,
        hint: "check that \(work.path) can be written, or name another folder with --work")
    }
  }

  private func spark() throws -> [UInt8] {
    // Files that are elsewhere are looked at by the job.
    if options.recordPath == nil { try folder.requireHashes() }
    let attempt = work.appendingPathComponent(
      ".swingport-cells-\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString)",
      isDirectory: true)
    let cleaning = { try? FileManager.default.removeItem(at: attempt) }
    defer { _ = cleaning() }
    let result = attempt.appendingPathComponent("cells.csv")
    do {
      defer { Interruption.stopListening() }
      try SparkRun(job: job(output: result.path), scratch: attempt).run()
    } catch let stop as SparkRun.Stopped {
      _ = cleaning()
      Terminal.exit(signal: stop.signal)
    } catch let error as DataError where error.kind == .sumTooLarge {
      throw try overflow()
    } catch let error as DataError where error.kind == .badRecords && options.recordPath == nil {
      // Spark quotes the record and not its place: reading the files here names the part and the line.
      try self.folder.forEachRecord { _, _, _ in }
      throw error
    }
    var isFolder: ObjCBool = true
    guard FileManager.default.fileExists(atPath: result.path, isDirectory: &isFolder),
      !isFolder.boolValue
    else {
      throw DataError(
        .sparkFailed, "the Spark job ended without its cells", hint: "run it again")
    }
    let file = try MappedFile(path: result.path)
    return try withExtendedLifetime(file) { try Self.table(file.bytes, byYear: choices.byYear) }
  }

  /// The cells that a job has left.
  private static func table(_ bytes: UnsafeRawBufferPointer, byYear: Bool) throws -> [UInt8] {
    var rest = bytes[...]
    func next() -> String? {
      guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
      defer { rest = rest[(end + 1)...] }
      return String(decoding: rest[..<end], as: UTF8.self)
    }
    guard next() == CellTable.columns else {
      throw DataError(
        .sparkFailed, "the cells of the Spark job have another header",
        hint: "use Spark 3.5 or 4.x")
    }
    var table = CellTable(byYear: byYear)
    while let text = next() {
      let fields = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      try table.add(fields, from: "Spark")
    }
    return table.bytes
  }

  /// Which sum does not fit 64 bits, where the records are here to be asked.
  private func overflow() throws -> DataError {
    if options.recordPath == nil { _ = try native() }
    return DataError(
      .sumTooLarge, "a sum of dollars does not fit 64 bits", hint: "check the records' dollars")
  }
}
