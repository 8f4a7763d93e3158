import Foundation
import Records

/// Engines that a machine may have, found on the path alone.
enum EngineProcess {
  static let hasDuckDB = run(["-c", "import duckdb"]) != nil
  static let hasSpark = run(["-c", "import pyspark"]) != nil && find("java") != nil

  static func find(_ name: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { "\($0)/\(name)" }.first(where: FileManager.default.isExecutableFile)
  }

  /// Runs Python; nil where there is none or it fails.
  static func run(_ arguments: [String]) -> String? {
    guard let python = find("python3") else { return nil }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
  }

  /// Runs a prelude and the reduction, and prints the rows as lines.
  static func rows(
    _ engine: ReductionSQL.Engine, _ prelude: [String], below folder: URL
  ) throws -> [String] {
    let job = SparkJob.reduction(
      master: "local[2]", settings: [], prelude: prelude, files: nil, output: "unused")
    let statements = folder.appendingPathComponent("statements.json")
    let script = folder.appendingPathComponent("run.py")
    try Data(job.order.utf8).write(to: statements)
    let connect =
      engine == .duckdb
      ? "import duckdb\nsql = duckdb.connect().sql\nrows = lambda r: r.fetchall()\n"
      : """
      from pyspark.sql import SparkSession
      spark = SparkSession.builder.master('local[2]').config('spark.ui.enabled', 'false')
      spark = spark.config('spark.sql.shuffle.partitions', '3').getOrCreate()
      sql = spark.sql
      rows = lambda r: r.collect()

      """
    try Data(
      """
      import json, sys
      \(connect)
      with open(sys.argv[1]) as file:
          statements = json.load(file)
      for statement in statements['prelude']:
          sql(statement)
      for row in rows(sql(statements['reduction'])):
          print(*row, sep=',')
      """.utf8
    ).write(to: script)
    let text = run([script.path, statements.path]) ?? "failed"
    return text.split(separator: "\n").map(String.init)
  }
}
