import Estimation
import Tables

/// A panel in memory: the columns that the tasks need.
struct BenchmarkPanel {
  /// One part of the fixed effects, as dense codes.
  struct Key {
    let name: String
    let codes: [Int32]
  }

  /// What one task is fitted on.
  struct Columns {
    let keys: [Key]
    let outcome: [Double]
    let terms: [Term]
  }

  static let keyNames = ["state", "dest", "time"]
  static let termNames = (1...6).map { "x\($0)" }

  private let keys: [Key]
  private let numbers: [String: [Double]]

  /// Reads what some tasks need from raw columns or from delimited text, by the name's ending.
  ///
  /// `parts` asks for the factors of the terms too: swing, ally, pre and rep.
  init(path: String, tasks: [FitTask], parts: Bool = false) throws {
    let names =
      Self.termNames + tasks.map(\.outcome) + (parts ? ["swing", "ally", "pre", "rep"] : [])
    if path.hasSuffix(".csv") {
      let table = try ColumnTable(
        mapped: try mappedBytes(path), named: path, columns: Set(Self.keyNames + names),
        threads: 2)
      var numbers: [String: [Double]] = [:]
      for column in table.columns {
        guard case .numbers(let values) = column.values else { throw Failure.unreadable(path) }
        numbers[column.name] = values
      }
      keys = try Self.keyNames.map { name in
        guard let values = numbers.removeValue(forKey: name) else {
          throw Failure.unreadable(path)
        }
        return Key(name: name, codes: values.map { Int32($0) })
      }
      self.numbers = numbers
    } else {
      let file = try RawColumns(path: path)
      keys = try Self.keyNames.map { Key(name: $0, codes: try file.integers($0)) }
      var numbers: [String: [Double]] = [:]
      for name in names { numbers[name] = try file.numbers(name) }
      self.numbers = numbers
    }
  }

  /// A further column for the rows of a task.
  func extra(_ name: String, for task: FitTask) throws -> [Double] {
    guard let values = numbers[name], let outcome = numbers[task.outcome] else {
      throw Failure.unreadable(name)
    }
    guard task == .olsUnbalanced else { return values }
    return outcome.indices.filter { !outcome[$0].isNaN }.map { values[$0] }
  }

  /// The columns of a task; the rows of `ols_unb` are those with a positive y.
  func columns(for task: FitTask) throws -> Columns {
    guard let outcome = numbers[task.outcome] else { throw Failure.unreadable(task.outcome) }
    let terms = Self.termNames.map { Term(name: $0, values: numbers[$0, default: []]) }
    guard task == .olsUnbalanced else {
      return Columns(keys: keys, outcome: outcome, terms: terms)
    }
    let rows = outcome.indices.filter { !outcome[$0].isNaN }
    return Columns(
      keys: keys.map { key in Key(name: key.name, codes: rows.map { key.codes[$0] }) },
      outcome: rows.map { outcome[$0] },
      terms: terms.map { term in Term(name: term.name, values: rows.map { term.values[$0] }) })
  }
}

/// The raw columns that `simulate.py` describes.
struct RawColumns {
  private enum Kind: Int64 { case number, integer }
  private let path: String
  private let bytes: UnsafeRawBufferPointer
  private let rows: Int
  private var places: [String: (kind: Kind, offset: Int)] = [:]

  /// Reads the directory of the columns.
  init(path: String) throws {
    self.path = path
    bytes = try mappedBytes(path)
    guard bytes.count >= 24, bytes[0..<8].elementsEqual("SWPCOLS1".utf8) else {
      throw Failure.unreadable(path)
    }
    rows = Int(bytes.loadUnaligned(fromByteOffset: 8, as: Int64.self))
    let count = Int(bytes.loadUnaligned(fromByteOffset: 16, as: Int64.self))
    guard (0...Int(Int32.max)).contains(rows), (0...512).contains(count) else {
      throw Failure.unreadable(path)
    }
    var offset = 24 + 32 * count
    if offset > bytes.count { throw Failure.unreadable(path) }
    for column in 0..<count {
      let entry = 24 + 32 * column
      let name = String(decoding: bytes[entry..<entry + 24].prefix { $0 != 0 }, as: UTF8.self)
      guard
        let kind = Kind(
          rawValue: bytes.loadUnaligned(fromByteOffset: entry + 24, as: Int64.self))
      else { throw Failure.unreadable(path) }
      offset = (offset + 63) / 64 * 64
      places[name] = (kind, offset)
      offset += rows * (kind == .number ? 8 : 4)
    }
    if offset > bytes.count { throw Failure.unreadable(path) }
  }

  /// A column of floating-point numbers.
  func numbers(_ name: String) throws -> [Double] { try values(name, .number) }

  /// A column of integers.
  func integers(_ name: String) throws -> [Int32] { try values(name, .integer) }

  private func values<Value: BitwiseCopyable>(_ name: String, _ kind: Kind) throws -> [Value] {
    guard let place = places[name], place.kind == kind else { throw Failure.unreadable(path) }
    let count = rows * MemoryLayout<Value>.stride
    return Array(
      UnsafeRawBufferPointer(rebasing: bytes[place.offset..<place.offset + count])
        .bindMemory(to: Value.self))
  }
}
