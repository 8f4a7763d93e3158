import Codes
import Synchronization

/// Reads the columns of a file: layout, pieces, rows, and the columns put together.
struct ColumnReader {
  private let bytes: PaddedBytes
  private let file: String
  private let reading: ColumnTable.Reading
  private let threads: Int
  private let release: (@Sendable (Range<Int>) -> Void)?
  private let layout: ColumnLayout
  private let markers: [String]

  /// Reads the header.
  init(
    bytes: PaddedBytes, file: String, columns: Set<String>?, reading: ColumnTable.Reading,
    threads: Int,
    release: (@Sendable (Range<Int>) -> Void)?
  ) throws(DataError) {
    self.bytes = bytes
    self.file = file
    self.reading = reading
    self.threads = threads
    self.release = release
    layout = try ColumnLayout(
      of: bytes, file: file, columns: columns, separator: reading.separator)
    markers = reading.missing.filter { !$0.isEmpty }.sorted()
  }

  /// Reads everything below the header.
  func table() throws(DataError) -> ColumnTable {
    let chunks = TextChunks(
      of: bytes, from: layout.body, size: reading.chunkSize, threads: threads, release: release
    ).chunks
    let guess = layout.textColumns(in: bytes, reading: reading)
    var pass = Pass(slots: layout.selected.count)
    run(&pass, chunks, isText: guess)
    if let failure = pass.failure { throw error(failure) }
    // A column whose first cells were numbers and a later one is not is read again, as text.
    let again = pass.isText
    if again.contains(true) {
      var second = Pass(slots: layout.selected.count)
      run(&second, chunks, isText: again.map { $0 ? true : nil })
      if let failure = second.failure { throw error(failure) }
      for slot in again.indices where again[slot] { pass.values[slot] = second.values[slot] }
    }
    let infinite = again.indices.compactMap { again[$0] ? nil : pass.infinite[$0] }
    if let first = infinite.min(by: { $0.position < $1.position }) { throw error(first) }
    let columns = zip(layout.names, pass.values).map {
      ColumnTable.Column(name: $0, values: $1 ?? .numbers([]))
    }
    return ColumnTable(columns: columns, rowCount: pass.rows)
  }

  /// What one reading of the rows gave.
  private struct Pass {
    var rows = 0
    var values: [ColumnTable.Values?]
    var isText: [Bool]
    var infinite: [ReadFailure?]
    var failure: ReadFailure?

    init(slots: Int) {
      values = [ColumnTable.Values?](repeating: nil, count: slots)
      isText = [Bool](repeating: false, count: slots)
      infinite = [ReadFailure?](repeating: nil, count: slots)
    }
  }

  /// The columns while threads fill them, and where to.
  private struct Filling {
    var targets: [RowParser.Target] = []
    var numbers: [Int: [Double]] = [:]
    var codes: [Int: [Int32]] = [:]
    var labels: [Int: [String]] = [:]
  }

  private func run(_ pass: inout Pass, _ chunks: [TextChunks.Chunk], isText: [Bool?]) {
    var filling = Filling()
    let steps = layout.steps(isText: isText)
    allocate(
      steps[...], rows: chunks.reduce(0) { $0 + $1.mostRows }, filling: &filling, pass: &pass,
      chunks: chunks)
    for slot in isText.indices {
      if let numbers = filling.numbers[slot] { pass.values[slot] = .numbers(numbers) }
      if let codes = filling.codes[slot] {
        pass.values[slot] = .text(codes: codes, labels: filling.labels[slot, default: []])
      }
    }
  }

  /// Makes room for the column of the first step, calls itself for the others, and at last fills
  /// them all: arrays are written where they will stay.
  private func allocate(
    _ steps: ArraySlice<ColumnLayout.Step>, rows: Int, filling: inout Filling, pass: inout Pass,
    chunks: [TextChunks.Chunk]
  ) {
    guard let step = steps.first else {
      fill(filling: &filling, pass: &pass, chunks: chunks)
      return
    }
    switch step {
    case .skip:
      filling.targets.append(
        RowParser.Target(step: step, numbers: nil, codes: nil))
      allocate(steps.dropFirst(), rows: rows, filling: &filling, pass: &pass, chunks: chunks)
    case .number(let slot):
      filling.numbers[slot] = [Double](unsafeUninitializedCapacity: rows) { buffer, count in
        filling.targets.append(
          RowParser.Target(
            step: step, numbers: buffer.baseAddress.map { Lanes.Place(start: $0) }, codes: nil))
        allocate(steps.dropFirst(), rows: rows, filling: &filling, pass: &pass, chunks: chunks)
        count = pass.rows
      }
    case .text(let slot):
      filling.codes[slot] = [Int32](unsafeUninitializedCapacity: rows) { buffer, count in
        filling.targets.append(
          RowParser.Target(
            step: step, numbers: nil, codes: buffer.baseAddress.map { Lanes.Place(start: $0) }))
        allocate(steps.dropFirst(), rows: rows, filling: &filling, pass: &pass, chunks: chunks)
        count = pass.rows
      }
    }
  }

  private func fill(filling: inout Filling, pass: inout Pass, chunks: [TextChunks.Chunk]) {
    let slots = layout.selected.count
    let firstRows = chunks.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.mostRows) }
    let parser = RowParser(
      bytes: bytes, columnCount: layout.header.count,
      columns: layout.names.map {
        RowParser.Column(name: $0, mustBeNumeric: reading.numeric.contains($0))
      }, missing: Set(markers), separator: reading.separator)
    var marked = LabelTable()
    for marker in markers {
      _ = Array(marker.utf8).withUnsafeBufferPointer { marked.code(of: $0) }
    }
    let empty = RowParser.Labels(
      tables: [LabelTable](repeating: marked, count: slots),
      quotedMarkers: [[Bool]](
        repeating: [Bool](repeating: false, count: markers.count), count: slots))
    let lanes = max(1, min(threads, chunks.count))
    var labels = [RowParser.Labels](repeating: empty, count: lanes)
    var results = [ChunkResult](
      repeating: ChunkResult(
        lane: 0, outcome: .init(isText: [], infinite: [])), count: chunks.count)
    let targets = Lanes.Shared(value: filling.targets)
    let firstFailed = Atomic(Int.max)
    labels.withUnsafeMutableBufferPointer { labelBuffer in
      results.withUnsafeMutableBufferPointer { resultBuffer in
        guard let labelStart = labelBuffer.baseAddress, let resultStart = resultBuffer.baseAddress
        else { return }
        let labelPlace = Lanes.Place(start: labelStart)
        let resultPlace = Lanes.Place(start: resultStart)
        Lanes.run(chunks.count, threads: threads) { index, lane in
          // Behind a failure nothing matters but an earlier one.
          if index > firstFailed.load(ordering: .relaxed) { return }
          let outcome = parser.read(
            chunks[index], to: targets.value, firstRow: firstRows[index],
            labels: &labelPlace.start[lane])
          if outcome.failure != nil { firstFailed.min(index, ordering: .relaxed) }
          resultPlace.start[index] = ChunkResult(lane: lane, outcome: outcome)
          release?(chunks[index].range)
        }
      }
    }
    if let failed = results.first(where: { $0.outcome.failure != nil }) {
      pass.failure = failed.outcome.failure
      return
    }
    for result in results {
      for slot in 0..<slots {
        if result.outcome.isText[slot] { pass.isText[slot] = true }
        if pass.infinite[slot] == nil { pass.infinite[slot] = result.outcome.infinite[slot] }
      }
    }
    merge(labels, results, firstRows, &filling)
    pass.rows = compact(results, firstRows, filling.targets)
  }

  private struct ChunkResult: Sendable {
    let lane: Int
    let outcome: RowParser.Outcome
  }

  /// Gives the texts of all threads common codes in the order of their bytes.
  private func merge(
    _ labels: [RowParser.Labels], _ results: [ChunkResult], _ firstRows: [Int],
    _ filling: inout Filling
  ) {
    for target in filling.targets {
      guard case .text(let slot) = target.step, let place = target.codes else { continue }
      var merged = MergedLabels(markerCount: markers.count)
      for lane in labels { merged.add(lane.tables[slot], quoted: lane.quotedMarkers[slot]) }
      merged.sort()
      let codes = merged.codes
      filling.labels[slot] = merged.labels
      Lanes.run(results.count, threads: threads) { index, _ in
        let map = codes[results[index].lane]
        let start = firstRows[index]
        for row in start..<start + results[index].outcome.rows where place.start[row] >= 0 {
          place.start[row] = map[Int(place.start[row])]
        }
      }
    }
  }

  /// Closes the gaps that blank lines and line feeds in quotes have left; the number of rows.
  private func compact(
    _ results: [ChunkResult], _ firstRows: [Int], _ targets: [RowParser.Target]
  ) -> Int {
    var end = 0
    for (index, result) in results.enumerated() {
      let count = result.outcome.rows
      if end < firstRows[index], count > 0 {
        for target in targets {
          if let start = target.numbers?.start {
            (start + end).update(from: start + firstRows[index], count: count)
          }
          if let start = target.codes?.start {
            (start + end).update(from: start + firstRows[index], count: count)
          }
        }
      }
      end += count
    }
    return end
  }

  /// A failure with the line on which it is.
  private func error(_ failure: ReadFailure) -> DataError {
    let line = 1 + bytes.slice(0..<failure.position).count { $0 == UInt8(ascii: "\n") }
    guard let column = failure.column else {
      return DataError(
        .malformedTable, "\(file), line \(line): \(failure.message)", hint: failure.hint)
    }
    return DataError(
      .badCell, "\(file), line \(line), column '\(column)': \(failure.message)",
      hint: failure.hint)
  }
}
