import Codes
import Estimation
import Foundation
import Reports
import Tables

/// The files that paths name, folders with everything below them.
enum BlockFiles {
  /// What files hold.
  enum Content {
    case tables, statistics

    /// How the names of files in folders end.
    var endings: [String] {
      switch self {
      case .tables: [".csv"]
      case .statistics: [".json", ".jsonl", ".txt"]
      }
    }

    /// Says of a file in a folder that it cannot be taken.
    func refuse(_ path: String) -> DataError {
      let hint = "unpack it, move it away, or name the files one by one"
      switch self {
      case .tables:
        return DataError(.malformedTable, "\(path) is no CSV table of a block", hint: hint)
      case .statistics:
        return DataError(
          .badBlock,
          "\(path) is no file of statistics, whose names end in "
            + endings.joined(separator: " or "), hint: hint)
      }
    }
  }

  /// The files in the order of their paths.
  ///
  /// Below a folder hidden files and those that begin with `_`, which jobs leave beside their output,
  /// are passed over; any other that cannot be taken is refused, since its rows would be missing.
  ///
  /// - Throws: `DataError` of kind `missingTable` where a path or every file is missing, or of kind
  ///   `malformedTable` or `badBlock` that names the first file of a folder that cannot be taken.
  static func list(_ paths: [String], of content: Content) throws -> [String] {
    var found: [String] = []
    var strangers: [String] = []
    for path in paths {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        throw DataError(
          .missingTable, "there is no file or folder \(path)", hint: "check the path")
      }
      if !isFolder.boolValue {
        found.append(path)
        continue
      }
      let folder = path.last == "/" ? String(path.dropLast()) : path
      for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
        let parts = name.split(separator: "/")
        if parts.contains(where: { $0.hasPrefix(".") || $0.hasPrefix("_") }) { continue }
        let file = folder + "/" + name
        switch kind(of: file) {
        case .folder: continue
        case .file where content.endings.contains(where: name.hasSuffix): found.append(file)
        default: strangers.append(file)
        }
      }
    }
    if let first = strangers.min(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      throw content.refuse(first)
    }
    if found.isEmpty {
      throw DataError(
        .missingTable,
        "\(paths.joined(separator: ", ")) holds no file that ends in "
          + content.endings.joined(separator: " or "), hint: "name the folder of the blocks")
    }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private enum Kind {
    /// A folder itself, into which a listing goes.
    case folder
    /// A regular file, or a link to one.
    case file
    /// A link to a folder, into which no listing goes, a link to nothing, a pipe.
    case other
  }

  private static func kind(of path: String) -> Kind {
    func type(_ path: String) -> FileAttributeType? {
      (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType
    }
    switch type(path) {
    case .typeDirectory: return .folder
    case .typeRegular: return .file
    case .typeSymbolicLink:
      let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
      return type(target) == .typeRegular ? .file : .other
    default: return .other
    }
  }

  /// Refuses a table that ends within a line: a number that was cut is a number still.
  ///
  /// - Throws: `DataError` of kind `malformedTable`.
  static func requireWhole(_ bytes: UnsafeRawBufferPointer, named name: String) throws(DataError) {
    guard let last = bytes.last, last != UInt8(ascii: "\n") else { return }
    throw DataError(
      .malformedTable,
      "\(name) ends within a line: it was cut, or its last line has no line feed",
      hint: "write it again, or add a line feed")
  }
}

/// Tables of one block each.
struct BlockTables {
  let options: BlockOptions
  /// The files in the order of their blocks.
  private let files: [String]

  /// Finds the files and the block of each, from its first row.
  ///
  /// - Throws: A `DataError` that names the file that is no table or has no block, or the two of the
  ///   same block: which rows count would depend on who reads them.
  init(paths: [String], options: BlockOptions) throws {
    self.options = options
    let separator = try options.delimiter.map(FitInput.separator) ?? UInt8(ascii: ",")
    var named: [(id: String, path: String)] = []
    for path in try BlockFiles.list(paths, of: .tables) {
      let file = try MappedFile(path: path)
      try BlockFiles.requireWhole(file.bytes, named: path)
      let id = try Self.firstBlock(file.bytes, path, options.block, separator)
      named.append((id, path))
    }
    named.sort { left, right in
      left.id == right.id
        ? left.path < right.path
        : left.id.utf8.lexicographicallyPrecedes(right.id.utf8)
    }
    for (one, next) in zip(named, named.dropFirst()) where one.id == next.id {
      if one.path == next.path {
        throw DataError(.wrongUse, "\(one.path) is named twice", hint: "name it once")
      }
      throw DataError(
        .malformedTable, "block '\(one.id)' stands in both \(one.path) and \(next.path)",
        hint: "put its rows in one file, or remove the copy")
    }
    files = named.map(\.path)
  }

  private static func firstBlock(
    _ bytes: UnsafeRawBufferPointer, _ name: String, _ column: String, _ separator: UInt8
  ) throws -> String {
    var end = 0
    var lines = 0
    var isQuoted = false
    while end < bytes.count, end < 1 << 20 {
      if bytes[end] == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted, bytes[end] == UInt8(ascii: "\n") {
        lines += 1
        if lines == 2 { break }
      }
      end += 1
    }
    let table = try DelimitedText(name: name, separator: separator).table(from: bytes[..<end])
    if !table.header.contains(column) {
      throw DataError(
        .malformedTable, "\(name) has no column '\(column)', which names the block",
        hint: "give --block one of \(table.header.joined(separator: ", "))")
    }
    if table.rowCount == 0 {
      throw DataError(
        .malformedTable, "\(name) has a header and no rows",
        hint: "remove the file, or write it again")
    }
    return try table.column(column)[0]
  }

  /// The sums of all blocks at the question of a regression; a block is read, measured and forgotten.
  func total(
    _ specification: FitSpecification, _ regression: BlockRegression
  ) throws -> BlockTotal {
    let question = regression.question
    let threads = options.threadCount
    let run = OrderedRun<BlockStatistics>(count: files.count, threads: min(threads, files.count))
    let each = max(1, threads / max(files.count, 1))
    var total = BlockTotal(of: regression.choices)
    let progress = ProgressLine(total: files.count, quiet: false)
    defer { progress.clear() }
    try run.forEach { index in
      try options.statistics(
        of: MappedFile(path: files[index]), named: files[index], specification, question,
        threads: each)
    } inOrder: { index, statistics in
      do {
        try total.add(statistics)
      } catch let error as EstimationError {
        throw DataError(
          DataError(error).kind, "\(files[index]): \(error.message)", hint: error.hint)
      }
      progress.step("round \(question.round)")
    }
    return total
  }
}

/// Files of statistics, one line a block, in any order.
struct StatisticsFiles {
  /// Where a block's line stands.
  private struct Line {
    let block: String
    let file: Int
    let row: Int
    let range: Range<Int>
  }

  private let paths: [String]
  private let files: [MappedFile]
  private let lines: [Line]

  /// Reads all lines once for the names of their blocks; none is kept.
  init(paths: [String]) throws {
    self.paths = try BlockFiles.list(paths, of: .statistics)
    files = try self.paths.map { try MappedFile(path: $0) }
    var lines: [Line] = []
    for (number, file) in files.enumerated() {
      var start = 0
      var row = 1
      while start < file.bytes.count {
        let end = Self.lineFeed(in: file.bytes, from: start)
        if end > start {
          let name =
            try Self.name(file.bytes[start..<end])
            ?? BlockDocument.statistics(
              reading: Array(file.bytes[start..<end]), named: "line \(row) of \(self.paths[number])"
            ).block
          lines.append(Line(block: name, file: number, row: row, range: start..<end))
        }
        start = end + 1
        row += 1
      }
    }
    if lines.isEmpty {
      throw DataError(
        .missingTable, "\(paths.joined(separator: ", ")) holds no statistics of a block",
        hint: "measure the blocks with swingport fit-block")
    }
    self.lines = lines.sorted { left, right in
      left.block == right.block
        ? (left.file, left.range.lowerBound) < (right.file, right.range.lowerBound)
        : left.block.utf8.lexicographicallyPrecedes(right.block.utf8)
    }
  }

  /// The next line feed, or the end.
  private static func lineFeed(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    guard let base = bytes.baseAddress,
      let found = memchr(base + start, Int32(UInt8(ascii: "\n")), bytes.count - start)
    else { return bytes.count }
    return UnsafeRawPointer(found) - base
  }

  /// The name of a block whose line begins with it, as lines of this program do; nil otherwise.
  ///
  /// Reading a whole line costs more than measuring its block did.
  private static func name(_ line: Slice<UnsafeRawBufferPointer>) -> String? {
    let start = Array(#"{"block":""#.utf8)
    guard line.starts(with: start) else { return nil }
    let name = line.dropFirst(start.count).prefix { $0 != UInt8(ascii: "\"") }
    if name.contains(UInt8(ascii: "\\")) || name.endIndex == line.endIndex { return nil }
    return String(decoding: name, as: UTF8.self)
  }

  /// The sums of all blocks, in the order of their names; lines are read in threads, and a few of them
  /// are in memory at a time.
  ///
  /// - Throws: A `DataError` that names the first line that cannot be read or does not belong.
  func total(of choices: BlockChoices, threads: Int) throws -> BlockTotal {
    var total = BlockTotal(of: choices)
    let run = OrderedRun<BlockStatistics>(count: lines.count, threads: min(threads, lines.count))
    try run.forEach { index in
      try statistics(lines[index])
    } inOrder: { index, statistics in
      do {
        try total.add(statistics)
      } catch let error as EstimationError {
        throw DataError(
          DataError(error).kind, "\(paths[lines[index].file]): \(error.message)",
          hint: error.hint)
      }
    }
    return total
  }

  private func statistics(_ line: Line) throws -> BlockStatistics {
    let file = files[line.file]
    let statistics = try BlockDocument.statistics(
      reading: Array(file.bytes[line.range]), named: "line \(line.row) of \(paths[line.file])")
    file.release(line.range)
    guard statistics.block == line.block else {
      throw DataError(
        .badBlock, "line \(line.row) of \(paths[line.file]) names two blocks",
        hint: "measure the block once more")
    }
    return statistics
  }
}
