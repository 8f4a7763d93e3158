import Codes
import Glibc
import Store

/// Stores a month of that many rows, reads it back and prints how long each step took.
func measure(folder: String, rows: Int) throws {
  let clock = ContinuousClock()
  func timed<Value>(_ step: String, _ body: () throws -> Value) rethrows -> Value {
    let start = clock.now
    let before = processorMilliseconds()
    let value = try body()
    let parts = (clock.now - start).components
    let milliseconds = parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
    print(
      "\(step): \(milliseconds) ms, of which \(processorMilliseconds() - before) at work, "
        + "at most \(residentMegabytes()) MB so far")
    return value
  }
  let holder = LockHolder(process: getpid(), host: "test", since: Stamp(seconds: 0))
  let writer = try timed("open") { try StoreWriter.open(at: folder, holder: holder) }
  let columns = try timed("order") { try month(rows: rows) }
  // An answer of the size that the Census Bureau would send for so many rows.
  let bytes = [UInt8](repeating: 120, count: rows * 40)
  let object = try timed("stage \(bytes.count / 1_000_000) MB") { try writer.stage(bytes) }
  let snapshot = Snapshot(
    partition: "2026-03", retrievedAt: Stamp(seconds: 0), url: "https://localhost/",
    object: object, bytes: bytes.count, rows: rows)
  let outcome = try timed("commit") {
    try writer.commit(
      [Arrival(snapshot, exports: columns)], source: "month", label: "2026-03",
      at: Stamp(seconds: 0))
  }
  let again = try timed("read \(rows) rows") { try writer.store.exports(of: outcome.vintage) }
  guard again == columns else {
    throw DataError(.storeDamaged, "read other rows than were stored", hint: "mend the store")
  }
  try timed("close") { try writer.close() }
  let store = try timed("open for reading") { try StoreReader.open(at: folder) }
  let report = try timed("verify") { try store.verify() }
  print("sound: \(report.isSound)")
}

/// Rows of 51 states, 240 destinations and as many commodities as are needed, in no order.
private func month(rows: Int) throws -> ExportColumns {
  let states = (0..<51).map { "S\($0)" }
  let destinations = (0..<240).map { String(1000 + $0) }
  let commodities = (0...rows / (51 * 240)).map { String(100 + $0) }
  // 7,919 is prime, so that stepping by it visits every row once, far from its neighbours.
  let order = (0..<rows).map { $0 * 7919 % max(rows, 1) }
  let month = try period("2026-03")
  return try ExportColumns(
    periods: [Period](repeating: month, count: rows),
    states: CodeColumn(codes: states, indices: order.map { UInt16($0 % 51) }),
    destinations: CodeColumn(codes: destinations, indices: order.map { UInt16($0 / 51 % 240) }),
    commodities: CodeColumn(codes: commodities, indices: order.map { UInt16($0 / 51 / 240) }),
    dollars: order.map { Int64($0) * 1_000_003 % 900_000_000 })
}

/// The time that the process has had a processor.
private func processorMilliseconds() -> Int {
  var usage = rusage()
  getrusage(0, &usage)  // RUSAGE_SELF
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000
    + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000
}

/// The largest resident set of the process up to now.
private func residentMegabytes() -> Int {
  var usage = rusage()
  getrusage(0, &usage)  // RUSAGE_SELF
  return usage.ru_maxrss / 1024
}
