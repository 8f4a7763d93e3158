import Codes
import Foundation
import Records
import SQLiteTables
import Testing

@Suite struct `The reduction of records to cells` {
  /// What is asked of the records.
  enum Case: String, CaseIterable, CustomTestStringConvertible {
    case simulatedMonths, simulatedYears, published

    var testDescription: String { rawValue }

    func records() throws -> [Record] {
      self == .published ? try RecordSamples.published() : RecordSamples.simulated()
    }

    var choices: ReductionChoices {
      switch self {
      case .simulatedMonths:
        ReductionChoices(
          series: [
            .init(id: "purchasable-goods", codes: ["88", "93"]), .init(id: "87", codes: ["87"]),
            .init(id: "870323", codes: ["870323"]),
          ], byYear: false)
      case .simulatedYears:
        ReductionChoices(
          series: [.init(id: "vehicles", codes: ["87"])], byYear: true, years: 2020...2021)
      case .published:
        ReductionChoices(series: [.init(id: "all", codes: [""])], byYear: true)
      }
    }
  }

  private func prelude(
    _ engine: ReductionSQL.Engine, _ sample: Case, folder: URL
  ) throws -> [String] {
    ReductionSQL.prelude(
      engine, folder: folder.path,
      pairs: try RecordSamples.pairs(sample.records(), sample.choices), choices: sample.choices)
  }

  @Test(arguments: Case.allCases)
  func `SQLite gives the same cells to the dollar`(sample: Case) throws {
    let scratch = try Scratch()
    let path = scratch.root.appendingPathComponent("records.sqlite").path
    let records = try sample.records()
    let writer = try SQLiteTableWriter(
      path: path, table: "records",
      columns: [
        ("state", .text), ("destination", .text), ("commodity", .text), ("reason", .text),
        ("dollars", .integer), ("year", .integer), ("month", .integer),
      ], required: [])
    for record in records {
      let texts = [record.state, record.destination, record.commodity, record.reason]
      for (column, text) in texts.enumerated() { try writer.set(column, copying: text) }
      try writer.set(4, wholeNumber: record.dollars)
      try writer.set(5, wholeNumber: Int64(record.year))
      try writer.set(6, wholeNumber: Int64(record.month))
      try writer.endRow()
    }
    try writer.finish()
    let query = try SQLiteQuery(path: path)
    for statement in try prelude(.sqlite, sample, folder: scratch.root) {
      try query.run(statement)
    }
    var rows: [String] = []
    try query.forEachRow(of: ReductionSQL.text) { row throws(DataError) in
      rows.append(row.map { $0 ?? "NULL" }.joined(separator: ","))
    }
    let native = try RecordSamples.native(records, sample.choices)
    #expect(native.count >= 24)
    #expect(rows == native)
  }

  @Test func `SQLite works in a file without a name, of which nothing stays`() throws {
    let scratch = try Scratch()
    let path = scratch.root.appendingPathComponent("records.sqlite").path
    let writer = try SQLiteTableWriter(
      path: path, table: "t", columns: [("number", .integer)], required: [], isScratch: true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.root.path).isEmpty)
    // More than its cache holds.
    for number in 0..<2_000_000 {
      try writer.set(0, wholeNumber: Int64(number) << 30)
      try writer.endRow()
    }
    let query = try writer.finishForQueries()
    var rows: [[String?]] = []
    try query.forEachRow(of: "SELECT COUNT(*), MAX(number) >> 30 FROM t") { row throws(DataError) in
      rows.append(row)
    }
    #expect(rows == [["2000000", "1999999"]])
    #expect {
      try query.run("CREATE TABLE other (number INTEGER)")
      try query.run("INSERT INTO other VALUES (9223372036854775807), (9223372036854775807)")
      try query.forEachRow(of: "SELECT SUM(number) FROM other") { _ throws(DataError) in }
    } throws: {
      ($0 as? DataError)?.kind == .sqliteOverflow
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.root.path).isEmpty)
  }

  @Test(
    .enabled(
      if: EngineProcess.hasDuckDB,
      "DuckDB is not compared: python3 on the path has no module duckdb"),
    arguments: Case.allCases)
  func `DuckDB gives the same cells to the dollar`(sample: Case) throws {
    let scratch = try Scratch()
    let records = try sample.records()
    try RecordSamples.write(records, below: scratch.root)
    let rows = try EngineProcess.rows(
      .duckdb, prelude(.duckdb, sample, folder: scratch.root), below: scratch.root)
    #expect(rows == (try RecordSamples.native(records, sample.choices)))
  }

  @Test(
    .enabled(
      if: EngineProcess.hasSpark,
      "Spark is not compared: python3 on the path has no module pyspark, or there is no java"),
    arguments: Case.allCases)
  func `Spark gives the same cells to the dollar`(sample: Case) throws {
    let scratch = try Scratch()
    let records = try sample.records()
    let folder = scratch.root.appendingPathComponent("it's records")
    try RecordSamples.write(records, below: folder)
    let rows = try EngineProcess.rows(
      .spark, prelude(.spark, sample, folder: folder), below: scratch.root)
    #expect(rows == (try RecordSamples.native(records, sample.choices)))
  }

  @Test func `totals, groups and rows set aside are in no cell`() throws {
    let records = [
      Record(
        year: 2020, month: 1, state: "PA", destination: "1220", commodity: "87", reason: "",
        dollars: 5),
      Record(
        year: 2020, month: 1, state: "PA", destination: "0003", commodity: "87", reason: "",
        dollars: 7),
      Record(
        year: 2020, month: 1, state: "-", destination: "1220", commodity: "87", reason: "",
        dollars: 11),
      Record(
        year: 2020, month: 2, state: "PA", destination: "1220", commodity: "87", reason: "total",
        dollars: 13),
      Record(
        year: 2020, month: 2, state: "PA", destination: "1220", commodity: "87", reason: "",
        dollars: 17),
      Record(
        year: 2020, month: 2, state: "PA", destination: "1220", commodity: "88", reason: "",
        dollars: 19),
    ]
    let choices = ReductionChoices(series: [.init(id: "87", codes: ["87"])], byYear: true)
    #expect(try RecordSamples.native(records, choices) == ["PA,1220,2020,0,87,22,0"])
  }

  @Test func `a code takes its own records, else those of one level below it, and never two`()
    throws
  {
    func pairs(_ codes: [String], _ held: [String]) throws(DataError) -> [String] {
      try ReductionChoices(series: [.init(id: "s", codes: codes)], byYear: true)
        .pairs(of: held).map(\.commodity)
    }
    #expect(try pairs(["87"], ["87", "8703", "88"]) == ["87"])
    #expect(try pairs(["87"], ["8703", "8708", "88"]) == ["8703", "8708"])
    #expect {
      try pairs(["87"], ["8703", "870323"])
    } throws: {
      ($0 as? DataError)?.message.contains("would count twice") == true
    }
    #expect {
      try pairs(["93"], ["8703"])
    } throws: {
      ($0 as? DataError)?.message
        == "the records hold no commodity that begins with 93, of which 's' is made"
    }
  }
}
