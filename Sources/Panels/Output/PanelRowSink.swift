import Codes

/// Takes the rows of a panel one after another, such as a table of a database.
///
/// A value that was given stays in force for the rows that follow, until another one is given for its
/// column: what does not change from row to row is handed over once.
public protocol PanelRowSink {
  /// Takes a text as UTF-8; the bytes stay where they are until the last row was taken.
  mutating func set(_ column: Int, text: UnsafeBufferPointer<UInt8>) throws
  /// Takes a whole number.
  mutating func set(_ column: Int, wholeNumber: Int64) throws
  /// Takes a number.
  mutating func set(_ column: Int, decimal: Double) throws
  /// Takes a missing value.
  mutating func setMissing(_ column: Int) throws
  /// Ends a row.
  mutating func endRow() throws
}

extension PanelTable {
  /// Hands all rows to a sink in the order of the axes.
  ///
  /// - Throws: What the sink throws. Cost: linear in the rows and in the values that change.
  public func write(to sink: inout some PanelRowSink) throws {
    let texts = columns.map { column -> RenderedColumn? in
      switch column.values {
      case .texts, .labels: RenderedColumn(column, prefix: [], quotes: false)
      case .wholeNumbers, .decimals: nil
      }
    }
    // One block of memory, so that texts stay where they are.
    var arena: [UInt8] = []
    let starts = texts.map { column -> Int in
      defer { arena += column?.bytes ?? [] }
      return arena.count
    }
    var last = [Int](repeating: -1, count: columns.count)
    try arena.withUnsafeBufferPointer { arena in
      func text(_ column: Int, _ ends: [Int32], _ index: Int) -> UnsafeBufferPointer<UInt8> {
        let start = starts[column] + (index == 0 ? 0 : Int(ends[index - 1]))
        return UnsafeBufferPointer(
          rebasing: arena[start..<starts[column] + Int(ends[index])])
      }
      try forEachRow { origin, destination, commodity, period, cell in
        for (number, column) in columns.enumerated() {
          let index =
            column.scope == .cell
            ? cell : axes.index(column.scope, origin, destination, commodity, period)
          if index == last[number] { continue }
          last[number] = index
          switch column.values {
          case .wholeNumbers(let numbers):
            if numbers[index] == PanelColumn.missing {
              try sink.setMissing(number)
            } else {
              try sink.set(number, wholeNumber: numbers[index])
            }
          case .decimals(let numbers):
            if numbers[index].isNaN {
              try sink.setMissing(number)
            } else {
              try sink.set(number, decimal: numbers[index])
            }
          case .texts(let values):
            if values[index] == nil {
              try sink.setMissing(number)
            } else if case .bytes(let ends)? = texts[number]?.body {
              try sink.set(number, text: text(number, ends, index))
            }
          case .labels(let codes, let labels):
            if labels[Int(codes[index])].isEmpty {
              try sink.setMissing(number)
            } else if case .labels(_, let ends)? = texts[number]?.body {
              try sink.set(number, text: text(number, ends, Int(codes[index])))
            }
          }
        }
        try sink.endRow()
      }
    }
  }
}
