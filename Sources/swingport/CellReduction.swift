import Codes
import Foundation
import Panels
import Records
import SQLiteTables

/// The reduction of a folder of records to the cells that a panel is built of.
struct CellReduction {
  let options: EngineOptions
  let folder: RecordFolder
  let choices: ReductionChoices
  let pairs: [(commodity: String, id: String)]
  /// Whether the cells stay beside the panel.
  let isKept: Bool
  /// The folder that the cells go into.
  let folderOfCells: URL
  /// The file that they go into.
  let output: URL

  /// Works out what is to be reduced, and checks that the records are whole.
  init(command: PanelCommand, records: String, options: EngineOptions) throws {
    self.options = options
    folder = try RecordFolder(path: URL(fileURLWithPath: records).standardizedFileURL.path)
    // Files that are elsewhere cannot be looked at from here; the manifest can.
    if options.recordPath == nil { try folder.requireSizes() }
    // The panel adds codes up to groups; the reduction adds records up to the codes that it asks for.
    var codes: [String] = []
    for code in try CommodityChoice.list(command.commodities).flatMap(\.codes)
    where !codes.contains(code) { codes.append(code) }
    let years = try command.years.map(YearSpan.read).map {
      $0.lowerBound.number...$0.upperBound.number
    }
    choices = ReductionChoices(
      series: codes.map { .init(id: $0, codes: [$0]) }, byYear: command.period == .year,
      years: years ?? 1...9999)
    pairs = try choices.pairs(of: folder.manifest.commodities)
    let months = Set(folder.manifest.parts.map { $0.path.contains("month=00/") })
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
    // Without a folder for results the cells are needed until the panel is printed.
    isKept = command.out != "-" && !(command.json && command.out == nil)
    folderOfCells = URL(
      fileURLWithPath: isKept ? command.out ?? "out/panel" : NSTemporaryDirectory(),
      isDirectory: true)
    output = folderOfCells.appendingPathComponent(
      isKept
        ? "cells.csv" : "swingport-cells-\(ProcessInfo.processInfo.processIdentifier).csv")
  }

  /// The job of Spark, which leaves its cells in a file of its own.
  func job(output folder: String) -> SparkJob {
    .reduction(
      master: options.spark.master ?? "", settings: options.spark.conf, prelude: prelude,
      output: folder)
  }

  private var prelude: [String] {
    ReductionSQL.prelude(
      .spark, folder: options.recordPath ?? folder.path, format: options.recordFormat.format,
      pairs: pairs, choices: choices)
  }

  /// What would be run, for people.
  var plan: String {
    let job = job(output: "cells.csv")
    let arguments = job.arguments(script: "job.py", order: "order.json")
    return "-- what binds the files\n" + prelude.joined(separator: ";\n") + ";\n\n"
      + "-- the reduction\n" + ReductionSQL.text + ";\n\n-- the job\n-- spark-submit "
      + arguments.map { $0.contains(" ") ? "'\($0)'" : $0 }.joined(separator: " ") + "\n"
      + "-- then the cells become \(output.path)\n"
  }

  private var work: URL {
    options.work.map { URL(fileURLWithPath: $0, isDirectory: true).standardizedFileURL }
      ?? output.deletingLastPathComponent()
  }

  /// Reduces, and gives the file of cells its name when it is whole.
  ///
  /// - Returns: The path of the file.
  func cells() throws -> String {
    switch options.engine {
    case .spark: try spark()
    case .sqlite: try sqlite()
    case .native, nil: try native()
    }
    return output.path
  }

  private func write(
    _ body: @escaping (_ line: (String) throws -> Void) throws -> Void
  ) throws {
    try OutputFolder(root: output.deletingLastPathComponent()).write([
      (
        path: output.lastPathComponent,
        content: { url in
          let file = try StreamedFile(url)
          var buffer = Array(CellTable.header(byYear: choices.byYear).utf8)
          func flush() throws {
            try buffer.withUnsafeBytes { try file.write($0) }
            buffer.removeAll(keepingCapacity: true)
          }
          try body { line in
            buffer.append(contentsOf: line.utf8)
            if buffer.count > 1 << 16 { try flush() }
          }
          try flush()
        }
      )
    ])
  }

  private func native() throws {
    var reduction = RecordReduction(pairs: pairs, choices: choices)
    try folder.forEachRecord { year, month, fields throws(DataError) in
      try reduction.add(
        year: year, month: month, state: fields.state, destination: fields.destination,
        commodity: fields.commodity, reason: fields.reason, dollars: fields.dollars)
    }
    let cells = reduction.cells
    try write { line in
      for cell in cells { try line(CellTable.line(cell, byYear: choices.byYear)) }
    }
  }

  private func sqlite() throws {
    try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
    let path =
      work.path + "/.swingport-records-\(ProcessInfo.processInfo.processIdentifier).sqlite"
    try? FileManager.default.removeItem(atPath: path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let columns = RecordLayout.columns + RecordLayout.partitions
    let writer = try SQLiteTableWriter(
      path: path, table: "records",
      columns: columns.map { ($0.name, $0.type.hasPrefix("VARCHAR") ? .text : .integer) },
      required: [])
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
    try writer.finish()
    let query = try SQLiteQuery(path: path)
    for statement in ReductionSQL.prelude(
      .sqlite, folder: folder.path, pairs: pairs, choices: choices)
    {
      try query.run(statement)
    }
    try write { line in
      var failure: (any Error)?
      try query.forEachRow(of: ReductionSQL.text) { row throws(DataError) in
        if failure != nil { return }
        do { try line(try cell(row.map { $0 ?? "" }, place: "SQLite")) } catch { failure = error }
      }
      if let failure { throw failure }
    }
  }

  private func spark() throws {
    let attempt = work.appendingPathComponent(
      ".swingport-cells-\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString)",
      isDirectory: true)
    let cleaning = { try? FileManager.default.removeItem(at: attempt) }
    defer { _ = cleaning() }
    let result = attempt.appendingPathComponent("cells.csv")
    let job = job(output: result.path)
    do {
      defer { Interruption.stopListening() }
      try SparkRun(job: job, scratch: attempt).run()
    } catch let stop as SparkRun.Stopped {
      _ = cleaning()
      Terminal.exit(signal: stop.signal)
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
    try write { line in
      var rest = file.bytes[...]
      func next() -> String? {
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        defer { rest = rest[(end + 1)...] }
        return String(decoding: rest[..<end], as: UTF8.self)
      }
      guard next() == Self.columns else {
        throw DataError(
          .sparkFailed, "the cells of the Spark job have another header",
          hint: "use Spark 3.5 or 4.x")
      }
      while let text = next() {
        let fields = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        try line(try cell(fields, place: "Spark"))
      }
    }
  }

  private static let columns =
    "state,schedule_c,year,month,commodity,exports_usd,unstated"

  /// The line of a cell from the columns of the SQL.
  private func cell(_ fields: [String], place: String) throws -> String {
    guard fields.count == 7, fields[6] == "0" else {
      throw DataError(
        .badRecords,
        fields.count == 7
          ? "\(fields[6]) records of \(fields[0]) and \(fields[1]) in \(fields[2]) have no dollars"
          : "\(place) returned a cell of \(fields.count) columns",
        hint: "check the records with swingport records --verify")
    }
    let month = choices.byYear ? "" : fields[3] + ","
    return "\(fields[0]),\(fields[1]),\(fields[2]),\(month)\(fields[4]),\(fields[5])\n"
  }
}
