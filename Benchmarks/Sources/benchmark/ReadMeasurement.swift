import Tables

/// One reading of a file: how long it took and what it gave.
struct ReadMeasurement: Encodable {
  let seconds: Double
  /// The time of all threads together.
  let processorSeconds: Double
  let megabytesPerSecond: Double
  let columns: Int
  let rows: Int
  /// The largest memory of the process so far.
  let peakMegabytes: Double

  /// Reads all columns, or those that the tasks need.
  init(_ path: String, needed: Bool, threads: Int) throws {
    let clock = ContinuousClock()
    let start = clock.now
    let before = ProcessUsage.processorSeconds
    let bytes = try mappedBytes(path)
    let names = BenchmarkPanel.keyNames + BenchmarkPanel.termNames + FitTask.allCases.map(\.outcome)
    let table = try ColumnTable(
      mapped: bytes, named: path, columns: needed ? Set(names) : nil, threads: threads)
    let duration = (clock.now - start).components
    seconds = Double(duration.seconds) + Double(duration.attoseconds) * 1e-18
    processorSeconds = ProcessUsage.processorSeconds - before
    megabytesPerSecond = Double(bytes.count) / 1e6 / seconds
    columns = table.columns.count
    rows = table.rowCount
    peakMegabytes = ProcessUsage.peakMegabytes
  }
}

extension ColumnTable {
  /// Reads mapped bytes and lets go of what has been read.
  init(
    mapped bytes: UnsafeRawBufferPointer, named file: String, columns: Set<String>?, threads: Int
  ) throws {
    let mapping = Mapping(bytes: bytes)
    try self.init(
      reading: bytes, named: file, columns: columns, threads: threads,
      release: { mapping.release($0) })
  }
}
