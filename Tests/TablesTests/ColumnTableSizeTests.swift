import Codes
import Tables
import Testing

@Suite struct `The size of a table` {
  private static let text = Array(
    ("a,b,c\n" + (0..<1000).map { "\(1000 + $0),x,1.5\n" }.joined()).utf8)

  private static func size(
    of bytes: [UInt8], fileSize: Int, columns: Set<String>? = nil
  ) throws -> ColumnTableSize {
    try bytes.withUnsafeBytes {
      try ColumnTableSize(
        judgingBy: $0, fileSize: fileSize, named: "t.csv", columns: columns)
    }
  }

  @Test func `rows of one length are counted exactly`() throws {
    let size = try Self.size(of: Self.text, fileSize: Self.text.count)
    #expect(size.rows == 1000)
    #expect(size.bytes == 1000 * 8 * 3)
  }

  @Test func `a hundred million rows are judged by their beginning and the columns in use`() throws
  {
    let size = try Self.size(
      of: Self.text, fileSize: 6 + (Self.text.count - 6) * 100_000, columns: ["a", "c"])
    #expect(size.rows == 100_000_000)
    #expect(size.bytes == 1_600_000_000)
    #expect {
      try size.require(within: 2_000_000_000, factor: 3, named: "t.csv")
    } throws: {
      ($0 as? DataError)?.message
        == "t.csv has about 100000000 rows, which need 4800 MB of memory, and 2000 MB are free"
    }
    try size.require(within: 5_000_000_000, factor: 3, named: "t.csv")
  }

  @Test func `a header alone has no rows to speak of`() throws {
    #expect(try Self.size(of: Array("a,b\n".utf8), fileSize: 4).rows == 0)
    #expect(throws: DataError.self) { try Self.size(of: [], fileSize: 0) }
    #expect(throws: DataError.self) {
      try Self.size(of: Self.text, fileSize: 10, columns: ["nothing"])
    }
  }
}
