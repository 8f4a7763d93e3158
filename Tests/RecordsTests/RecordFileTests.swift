import Codes
import Records
import Testing

@Suite struct `Files of records` {
  private func fields(_ text: String) throws(DataError) -> [RecordLines.Fields] {
    var found: [RecordLines.Fields] = []
    var failure: DataError?
    Array(text.utf8).withUnsafeBytes { bytes in
      do throws(DataError) {
        try RecordLines.forEach(in: bytes, named: "part-0001.csv") { record throws(DataError) in
          found.append(record)
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return found
  }

  @Test func `a record reads back as it was written, quotes, commas and the smallest number too`()
    throws
  {
    var bytes = Array(RecordLayout.header.utf8)
    let codes = ["PA", "0003", "a,b", "say \"no\""]
    for dollars in [Int64.min, .max, 0, -7] {
      RecordLayout.append(
        state: codes[0], destination: codes[1], commodity: codes[2], reason: codes[3],
        dollars: dollars, to: &bytes)
    }
    let read = try fields(String(decoding: bytes, as: UTF8.self))
    #expect(read.map(\.dollars) == [Int64.min, .max, 0, -7])
    for record in read {
      #expect([record.state, record.destination, record.commodity, record.reason] == codes)
    }
  }

  @Test(arguments: [
    ("PA,1220,87,,5", "line 2: the last line is cut"),
    ("PA,1220,87,,5\nPA,1220,87\n", "line 3: it has 3 fields, not 5"),
    ("PA,1220,87,,\n", "line 2: the dollars are no whole number"),
    ("PA,1220,87,,1.5\n", "line 2: the dollars are no whole number"),
    ("PA,1220,87,,9223372036854775808\n", "line 2: the dollars are no whole number"),
  ])
  func `a damaged line is named`(text: String, says: String) throws {
    #expect {
      try fields(RecordLayout.header + text)
    } throws: {
      ($0 as? DataError)?.message == "part-0001.csv, " + says
    }
  }

  @Test func `another header is refused`() throws {
    #expect {
      try fields("state,destination\n")
    } throws: {
      ($0 as? DataError)?.message.hasPrefix("part-0001.csv, line 1: the header is not") == true
    }
  }

  /// A seal that is quick and tells every byte apart that is changed here.
  private static func seal(_ text: String) -> String {
    "\(text.utf8.reduce(UInt64(7)) { $0 &* 1_099_511_628_211 ^ UInt64($1) })"
  }

  @Test func `a manifest reads back, and anything else or changed is refused`() throws {
    let manifest = RecordManifest(
      source: "census-statehs-hs2", vintage: "2026-03",
      parts: [
        .init(
          path: "year=2024/month=03/part-0001.csv", rows: 3, dollars: 12, bytes: 99, hash: "ab")
      ], commodities: ["87", "88"])
    let text = manifest.json(sealedBy: Self.seal)
    #expect(
      try RecordManifest(reading: Array(text.utf8), named: "m", sealedBy: Self.seal) == manifest)
    for (old, new, says) in [
      ("records/2", "records/1", "m is no manifest of records (swingport.records/2)"),
      ("year=2024/month", "../year=2024/month", "m is no manifest"),
      ("month=03", "month=13", "m is no manifest"),
      ("\"88\"", "\"89\"", "m was changed since it was written"),
      ("\"87\",", "", "m was changed since it was written"),
      ("\"rows\": 3", "\"rows\": 9223372036854775807", "m was changed since it was written"),
      ("2026-03", "2026-04", "m was changed since it was written"),
      (": 99", ": 98", "m was changed since it was written"),
    ] {
      let changed = text.replacing(old, with: new)
      #expect(changed != text)
      #expect {
        try RecordManifest(reading: Array(changed.utf8), named: "m", sealedBy: Self.seal)
      } throws: {
        ($0 as? DataError)?.message.hasPrefix(says) == true
      }
    }
    for (parts, codes) in [([0, 0], ["87"]), ([0], ["87", "87"]), ([0], ["88", "87"])] {
      let twice = RecordManifest(
        source: "s", vintage: "v", parts: parts.map { manifest.parts[$0] }, commodities: codes)
      #expect {
        try RecordManifest(
          reading: Array(twice.json(sealedBy: Self.seal).utf8), named: "m", sealedBy: Self.seal)
      } throws: {
        ($0 as? DataError)?.message == "m lists a part or a commodity twice, or out of order"
      }
    }
    #expect(throws: DataError.self) {
      try RecordManifest(reading: Array("{}".utf8), named: "m", sealedBy: Self.seal)
    }
  }
}

@Suite struct `Cells of a reduction` {
  @Test func `are a user's table, by month and by year`() throws {
    var months = CellTable(byYear: false)
    try months.add(["PA", "1220", "2020", "3", "87", "5", "0"], from: "SQL")
    #expect(
      String(decoding: months.bytes, as: UTF8.self)
        == "state,schedule_c,year,month,commodity,exports_usd\nPA,1220,2020,3,87,5\n")
    var years = CellTable(byYear: true)
    try years.add(["PA", "1220", "2020", "0", "", "5", "0"], from: "SQL")
    #expect(
      String(decoding: years.bytes, as: UTF8.self)
        == "state,schedule_c,year,commodity,exports_usd\nPA,1220,2020,,5\n")
  }

  @Test(arguments: [
    (["PA", "1220", "2020", "3", "87", "-5", "0"], "PA to 1220 in 2020-03 (87) add up to -5"),
    (["PA", "1220", "2020", "0", "", "-5", "0"], "PA to 1220 in 2020 (all goods) add up to -5"),
    (
      ["PA", "1220", "2020", "3", "87", "", "2"], "2 records of PA and 1220 in 2020 have no dollars"
    ),
    (["PA", "1220"], "SQL returned a cell 'PA,1220'"),
  ])
  func `that cannot be are named and not added`(row: [String], says: String) {
    var table = CellTable(byYear: false)
    let before = table.bytes
    #expect {
      try table.add(row, from: "SQL")
    } throws: {
      ($0 as? DataError)?.message.contains(says) == true
    }
    #expect(table.bytes == before)
  }
}

@Suite struct `Jobs of Spark` {
  @Test func `what a job says is understood, and the talk of others is not`() {
    #expect(
      SparkJob.event(#"SWINGPORT {"event": "started", "version": "3.5.3"}"#)
        == .started(version: "3.5.3"))
    #expect(
      SparkJob.event(#"SWINGPORT {"done": 2, "event": "progress", "of": 9, "stage": 4}"#)
        == .progress(stage: 4, done: 2, of: 9))
    #expect(
      SparkJob.event(
        #"SWINGPORT {"event": "fault", "hint": "h", "message": "m", "status": 65}"#)
        == .fault(status: 65, message: "m", hint: "h"))
    #expect(SparkJob.event("WARN NativeCodeLoader") == nil)
    #expect(SparkJob.event("SWINGPORT {") == nil)
  }

  @Test(arguments: [
    ("3.5.9", true), ("4.0.0", true), ("4.1.2", true), ("3.4.4", false), ("2.4", false),
    ("5.0.0", false), ("new", false),
  ])
  func `of the versions of Spark two lines are known`(version: String, isKnown: Bool) {
    #expect(SparkJob.isKnown(version: version) == isKnown)
  }

  @Test(arguments: [
    (
      "java.io.IOException: No space left on device", "spark.failed",
      "a disk that the job writes to is full"
    ),
    ("[ARITHMETIC_OVERFLOW] long overflow.", "records.sum_too_large", "does not fit 64 bits"),
    ("JAVA_HOME is not set", "spark.missing", "Spark found no Java"),
    ("java.lang.UnsupportedClassVersionError: x", "spark.missing", "this Java is not one"),
    ("org.apache.spark.SparkException: Could not parse Master URL: 'x'", "spark.missing", "'m' is"),
    ("ERROR All masters are unresponsive! Giving up.", "spark.unreachable", "no Spark master"),
    ("[X] Malformed records are detected in record parsing: [PA,1]", "records.damaged", "[PA,1]"),
    (
      "x\nCaused by: java.io.IOException: Could not read footer for file f", "records.damaged",
      "for file f"
    ),
    (
      "11:00 INFO org.apache.parquet.format\nCaused by: org.apache.parquet.io.ParquetDecodingException: x",
      "records.damaged", "Caused by"
    ),
    (
      "x: RuntimeError: SWINGPORT {\"event\": \"fault\", \"hint\": \"h\", \"message\": \"block 1\", "
        + "\"status\": 65}\nNo space left on device", "spark.fault", "block 1"
    ),
    ("AnalysisException: [PATH_NOT_FOUND] Path does not exist: f", "spark.no_input", "no files"),
    ("first\nTypeError: last words", "spark.failed", "TypeError: last words"),
  ])
  func `the cause of a failure is one sentence with a status of its own`(
    log: String, kind: String, says: String
  ) {
    let failure = SparkJob.failure(log: log, master: "m", status: 1)
    #expect(failure.kind.id == kind)
    #expect(failure.message.contains(says))
  }
}
