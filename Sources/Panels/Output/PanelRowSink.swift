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
    let arena = ColumnArena()
    defer { withExtendedLifetime(arena) {} }
    let laidOut = columns.map {
      LaidOutColumn($0, axes: axes, prefix: [], isText: false, in: arena)
    }
    var last = [Int](repeating: -1, count: columns.count)
    try laidOut.withUnsafeBufferPointer { laidOut in
      try forEachRow { origin, destination, commodity, period in
        for number in laidOut.indices {
          let column = laidOut[number]
          let index =
            origin * column.strides.0 + destination * column.strides.1
            + commodity * column.strides.2 + period * column.strides.3
          if index == last[number] { continue }
          last[number] = index
          switch column.kind {
          case .wholeNumbers:
            if column.wholeNumbers[index] == PanelColumn.missing {
              try sink.setMissing(number)
            } else {
              try sink.set(number, wholeNumber: column.wholeNumbers[index])
            }
          case .decimals:
            if column.decimals[index].isNaN {
              try sink.setMissing(number)
            } else {
              try sink.set(number, decimal: column.decimals[index])
            }
          case .bytes, .labels:
            let text = column.kind == .labels ? Int(column.codes[index]) : index
            if column.isMissing[text] {
              try sink.setMissing(number)
            } else {
              try sink.set(number, text: column.text(text))
            }
          }
        }
        try sink.endRow()
      }
    }
  }
}
