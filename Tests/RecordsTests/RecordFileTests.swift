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

  @Test func `a manifest reads back, and anything else is refused`() throws {
    let manifest = RecordManifest(
      source: "census-statehs-hs2", vintage: "2026-03",
      parts: [.init(path: "year=2024/month=03/part-0001.csv", rows: 3, bytes: 99, hash: "ab")],
      commodities: ["87", "88"], dollars: 12)
    #expect(
      try RecordManifest(reading: Array(manifest.json.utf8), named: "m") == manifest)
    for text in [
      "{}", manifest.json.replacing("records/1", with: "records/2"),
      manifest.json.replacing("year=2024/month", with: "../year=2024/month"),
    ] {
      #expect(throws: DataError.self) {
        try RecordManifest(reading: Array(text.utf8), named: "m")
      }
    }
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
    ("java.io.IOException: No space left on device", "spark.failed", "a disk of the cluster"),
    ("JAVA_HOME is not set", "spark.missing", "Spark found no Java"),
    ("java.lang.UnsupportedClassVersionError: x", "spark.missing", "this Java is not one"),
    ("org.apache.spark.SparkException: Could not parse Master URL: 'x'", "spark.missing", "'m' is"),
    ("ERROR All masters are unresponsive! Giving up.", "spark.unreachable", "no Spark master"),
    ("[X] Malformed records are detected in record parsing: [PA,1]", "records.damaged", "[PA,1]"),
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
