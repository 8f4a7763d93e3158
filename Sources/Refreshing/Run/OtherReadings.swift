import Codes
import Descriptors
import Tables

/// Answers that are tables of delimited text, which are kept as published once they look right.
enum OtherReadings {
  static func read(
    _ body: [UInt8], descriptor: SourceDescriptor, partition: String, name: String
  ) throws -> PartReading {
    var reading = PartReading()
    let table = try DelimitedText(name: name).table(from: body)
    reading.rows = table.rowCount
    reading.drift = HeaderDrift.between(
      expected: descriptor.columns.map(\.name), found: table.header)
    reading.misfits = ColumnMisfit.of(table, expected: descriptor.columns)
    return reading
  }
}
