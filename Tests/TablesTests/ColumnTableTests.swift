import Codes
import Tables
import TestSupport
import Testing

/// Cells that compare by their bits, so that NaN equals itself.
private func cells(_ table: ColumnTable) -> [[String]] {
  table.columns.map { column in
    switch column.values {
    case .numbers(let numbers): [column.name] + numbers.map { "\($0.bitPattern)" }
    case .text(let codes, let labels):
      [column.name] + codes.map { $0 < 0 ? "missing" : "text \(labels[Int($0)])" } + labels
    }
  }
}

private func read(
  _ text: String, columns: Set<String>? = nil, as reading: ColumnTable.Reading = .init(),
  threads: Int = 1
) throws -> ColumnTable {
  try ColumnTable(
    reading: Array(text.utf8), named: "t.csv", columns: columns, as: reading, threads: threads)
}

private func numbers(_ table: ColumnTable, _ name: String) throws -> [Double] {
  guard case .numbers(let numbers)? = table.column(name)?.values else {
    throw DataError(.badCell, "\(name) is not numeric", hint: "")
  }
  return numbers
}

private func texts(_ table: ColumnTable, _ name: String) throws -> [String?] {
  guard case .text(let codes, let labels)? = table.column(name)?.values else {
    throw DataError(.badCell, "\(name) is not text", hint: "")
  }
  return codes.map { $0 < 0 ? nil : labels[Int($0)] }
}

@Suite struct `Reading columns` {
  @Test func `a column is numeric if every cell is a number or missing`() throws {
    let table = try read("a,b,c,d\n1,x,1.5,\n-2,,NA,.\n+3e2,y,\" 7 \",NaN\n")
    #expect(table.rowCount == 3)
    #expect(try numbers(table, "a") == [1, -2, 300])
    #expect(try texts(table, "b") == ["x", nil, "y"])
    #expect(
      try numbers(table, "c").map(\.bitPattern) == [1.5, Double.nan, 7].map(\.bitPattern))
    #expect(try numbers(table, "d").allSatisfy(\.isNaN))
  }

  @Test func `labels are in the order of their bytes whatever the order of the rows`() throws {
    let table = try read("s\nz\né\nZ\na\nz\n")
    #expect(
      table.columns[0].values == .text(codes: [2, 3, 0, 1, 2], labels: ["Z", "a", "z", "é"]))
  }

  @Test func `a marker in quotes is a text and outside quotes is missing`() throws {
    let table = try read("iso,n\n\"NA\",1\nNA,2\nUS,3\n\"\",4\n")
    #expect(try texts(table, "iso") == ["NA", nil, "US", nil])
    let all = try read("iso\nNA\nUS\n", as: .init(missing: []))
    #expect(try texts(all, "iso") == ["NA", "US"])
  }

  @Test func `a column that turns out to be text keeps the texts of its first rows`() throws {
    let lines = (0..<5000).map { "0\($0).50,\($0)" } + ["x,1"]
    let table = try read("code,n\n" + lines.joined(separator: "\n"))
    let texts = try texts(table, "code")
    #expect(texts[7] == "07.50")
    #expect(texts[5000] == "x")
    #expect(try numbers(table, "n")[4999] == 4999)
  }

  @Test func `a column that is said to be text keeps leading zeros`() throws {
    let table = try read("fips\n01\n06\n", as: .init(text: ["fips"]))
    #expect(try texts(table, "fips") == ["01", "06"])
  }

  @Test func `quotes line ends marks and blank lines are as in delimited text`() throws {
    let table = try read(
      "\u{FEFF}a,\"b\"\r\n\"x, y\",1\r\n\r\n\"say \"\"so\"\"\",\"2\"\n\n\"two\nlines\",3\r\n\"\",4")
    #expect(try texts(table, "a") == ["x, y", "say \"so\"", "two\nlines", nil])
    #expect(try numbers(table, "b") == [1, 2, 3, 4])
  }

  @Test func `only the columns asked for are read`() throws {
    let text = "a,b,c,d\n1,x,3,\"q, r\"\n4,y,6,\n"
    let table = try read(text, columns: ["c", "a"])
    #expect(table.columns.map(\.name) == ["a", "c"])
    #expect(try numbers(table, "c") == [3, 6])
    #expect(try read(text, columns: []).rowCount == 2)
    #expect(throws: DataError.self) { try read(text, columns: ["e"]) }
  }

  @Test(arguments: [
    ("a,b\n1,2\n3\n", "line 3: 1 fields where the header has 2"),
    ("a,b\n1,2\n\n3,4,5\n", "line 4: 3 fields where the header has 2"),
    ("a,b\n1,\"2\n", "line 2: a quoted field is not closed before the end of the file"),
    ("a,b\n1,2\nx\"y,2\n", "line 3: a quote stands inside an unquoted field"),
    ("a,b\n1,2\n\"x\"y,2\n", "line 3: text stands behind a closing quote"),
    ("a,b\n1\r,2\n", "line 2: a carriage return stands without a line feed"),
    ("a,b\n1,2\r3,4\n", "line 2: a carriage return stands without a line feed"),
    ("a,b\n1,\0\n", "line 2: a NUL byte stands in the text"),
    ("a,a\n1,2\n", "line 1: the header names the column 'a' twice"),
    ("", "line 1: the table is empty"),
    ("\n\n", "line 1: the table is empty"),
    ("a,b\n1,1e400\n", "line 2, column 'b': '1e400' is beyond the largest number"),
    ("a,b\n1,2\n1,-Inf\n", "line 3, column 'b': '-Inf' is infinite"),
  ])
  func `what is malformed is refused with its line`(text: String, message: String) throws {
    #expect {
      try read(text)
    } throws: {
      ($0 as? DataError)?.message == "t.csv, " + message
    }
  }

  @Test func `a text in a column that must be numeric is named with line and column`() throws {
    #expect {
      try read("a,b\n1,2\n\"x\n\",3\n4,\"1,234\"\n", as: .init(numeric: ["b"]))
    } throws: {
      ($0 as? DataError)?.message == "t.csv, line 5, column 'b': '1,234' is not a number"
    }
  }

  @Test func `an infinity in a column of texts is a text`() throws {
    #expect(try texts(try read("a\n1\nInf\nx\n"), "a") == ["1", "Inf", "x"])
  }

  @Test func `bytes that are not UTF-8 are refused with their offset`() throws {
    for wrong: [UInt8] in [
      [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82], [0xF5, 1, 1, 1],
    ] {
      #expect {
        try ColumnTable(
          reading: Array("a,b\nxy,".utf8) + wrong + Array("\n1,2\n".utf8), named: "t.csv",
          threads: 2)
      } throws: {
        ($0 as? DataError)?.message == "t.csv, line 2: byte 7 is not valid UTF-8"
      }
    }
  }

  @Test func `rows fields and columns have their largest sizes`() throws {
    let long = String(repeating: "x", count: 33_000)
    for text in [
      "a\n\(long)\n", "a\n\"\(long)\"\n", "a,b,c\n\(long),\(long),1\n",
      "a,b,c\n\(long.dropLast(1000)),\(long.dropLast(1000)),\(long.dropLast(30_000))\n",
      (0...512).map { "c\($0)" }.joined(separator: ",") + "\n",
    ] {
      #expect(throws: DataError.self) { try read(text) }
    }
    let fitting = String(repeating: "x", count: 32_000)
    #expect(try texts(try read("a\n\(fitting)\n"), "a") == [fitting])
  }
}

@Suite struct `Reading columns in pieces` {
  /// A table of numbers and awkward texts.
  private static func random(
    _ generator: inout SeededGenerator, rows: Int
  ) -> (header: [String], rows: [[String]]) {
    let alphabet = ["a", "Z", ",", "\"", "\n", "é", " ", "\r\n", "-", "0", "𝄞"]
    let header = ["n", "t", "m", "u"]
    return (
      header,
      (0..<rows).map { _ in
        header.map { name in
          if name == "n" || name == "m" {
            return Bool.random(using: &generator)
              ? "\(Double.random(in: -1e6...1e6, using: &generator))"
              : Int.random(in: 0...9, using: &generator) == 0
                ? "" : "\(Int.random(in: -99...99, using: &generator))"
          }
          return (0..<Int.random(in: 0...5, using: &generator))
            .map { _ in alphabet.randomElement(using: &generator) ?? "" }.joined()
        }
      }
    )
  }

  private static func text(_ header: [String], _ rows: [[String]]) -> [UInt8] {
    var writer = DelimitedTextWriter(header: header)
    for row in rows { writer.append(row) }
    return writer.bytes
  }

  @Test func `what was written is read whatever the pieces and the threads`() throws {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<12 {
      let (header, rows) = Self.random(
        &generator, rows: Int.random(in: 0...30, using: &generator))
      let bytes = Self.text(header, rows)
      let whole = try ColumnTable(
        reading: bytes, named: "t", as: .init(text: ["t", "u"]), threads: 1)
      #expect(whole.rowCount == rows.count)
      for (index, name) in header.enumerated() {
        let column = rows.map { $0[index] }
        if index % 2 == 0 {
          #expect(
            try numbers(whole, name).map(\.bitPattern)
              == column.map { (Double($0) ?? .nan).bitPattern })
        } else {
          #expect(try texts(whole, name) == column.map { $0.isEmpty ? nil : $0 })
        }
      }
      let expected = cells(whole)
      for size in Array(1...40) + [64, 100, 1000] {
        var reading = ColumnTable.Reading(text: ["t", "u"])
        reading.chunkSize = size
        for threads in [1, 2, 7] {
          let table = try ColumnTable(reading: bytes, named: "t", as: reading, threads: threads)
          #expect(cells(table) == expected, "pieces of \(size), \(threads) threads")
        }
      }
    }
  }

  @Test func `a fault is reported as the same whatever the pieces and the threads`() throws {
    var generator = SeededGenerator(seed: 12)
    for _ in 0..<40 {
      let (header, rows) = Self.random(&generator, rows: 12)
      var bytes = Self.text(header, rows)
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let place = Int.random(in: 8..<bytes.count, using: &generator)
        bytes[place] = [34, 44, 10, 13, 120].randomElement(using: &generator) ?? 0
      }
      var expected: Result<[[String]], DataError>?
      for size in [1, 3, 16, 50, 1000] {
        for threads in [1, 2, 7] {
          var reading = ColumnTable.Reading()
          reading.chunkSize = size
          let result = Result { () throws(DataError) in
            cells(try ColumnTable(reading: bytes, named: "t", as: reading, threads: threads))
          }
          switch (expected, result) {
          case (nil, _): expected = result
          case (.success(let one), .success(let other)): #expect(one == other)
          case (.failure(let one), .failure(let other)): #expect(one == other)
          default: Issue.record("\(size) and \(threads) disagree on \(bytes)")
          }
        }
      }
    }
  }

  @Test func `permuted rows give permuted columns`() throws {
    var generator = SeededGenerator(seed: 13)
    let (header, rows) = Self.random(&generator, rows: 60)
    let order = rows.indices.shuffled(using: &generator)
    let reading = ColumnTable.Reading(text: ["t", "u"])
    let one = try ColumnTable(
      reading: Self.text(header, rows), named: "t", as: reading, threads: 2)
    let other = try ColumnTable(
      reading: Self.text(header, order.map { rows[$0] }), named: "t", as: reading, threads: 2)
    for (before, after) in zip(one.columns, other.columns) {
      switch (before.values, after.values) {
      case (.numbers(let before), .numbers(let after)):
        #expect(after.map(\.bitPattern) == order.map { before[$0].bitPattern })
      case (.text(let before, let labels), .text(let after, let others)):
        #expect(labels == others)
        #expect(after == order.map { before[$0] })
      default: Issue.record("\(before.name) changed its type")
      }
    }
  }
}

@Suite struct `Reading numbers` {
  private static func value(_ text: String) throws -> UInt64 {
    let table = try read("a\n\(text)\n")
    return try numbers(table, "a")[0].bitPattern
  }

  @Test func `every double is read as itself from its shortest form`() throws {
    var generator = SeededGenerator(seed: 21)
    var values: [Double] = [
      0, -0.0, 1, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude,
    ]
    for _ in 0..<40_000 {
      values.append(Double.random(in: -10...10, using: &generator))
      let any = Double(bitPattern: UInt64.random(in: 0 ... .max, using: &generator))
      if any.isFinite { values.append(any) }
    }
    let text = "a\n" + values.map { "\($0)" }.joined(separator: "\n") + "\n"
    #expect(try numbers(try read(text), "a").map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test func `digits of any number and exponents of any size round as the standard library does`()
    throws
  {
    var generator = SeededGenerator(seed: 22)
    var texts: [String] = []
    for _ in 0..<60_000 {
      let count = Int.random(in: 1...22, using: &generator)
      var digits = (0..<count).map { _ in "\(Int.random(in: 0...9, using: &generator))" }
      if Bool.random(using: &generator) {
        digits.insert(".", at: Int.random(in: 1...count, using: &generator))
      }
      if digits.last == "." { digits.append("0") }
      var text = digits.joined()
      switch Int.random(in: 0...3, using: &generator) {
      case 0: text += "e\(Int.random(in: -40...40, using: &generator))"
      case 1: text += "E+\(Int.random(in: 0...280, using: &generator))"
      default: break
      }
      texts.append(Bool.random(using: &generator) ? "-" + text : text)
    }
    let read = try numbers(try read("a\n" + texts.joined(separator: "\n")), "a")
    #expect(read.map(\.bitPattern) == texts.map { (Double($0) ?? .nan).bitPattern })
  }

  @Test(arguments: [
    // Half-way cases and their neighbours (Lemire 2021; Clinger 1990).
    "9007199254740993", "9007199254740992.5", "9007199254740993.0000000001", "1e23", "8.5e22",
    "9.5e-7", "2.2250738585072011e-308", "2.4703282292062328e-324", "1e-400", "4503599627370496.5",
    "4503599627370497.5", "18446744073709551615", "18446744073709551616", "00000000000000000001.5",
    "0.000000000000000000000000000000123456789012345", "179769313486231570000e288",
    "7.2057594037927933e16", "12345678901234567890123456789", "1.",
  ])
  func `awkward numbers are the nearest double`(text: String) throws {
    let expected = try #require(Double(text == "1." ? "1.0" : text))
    #expect(try Self.value(text) == expected.bitPattern)
    #expect(try Self.value("-" + text) == (-expected).bitPattern)
  }

  @Test(arguments: ["1e", "e5", "-", "+", ".", "--1", "1.2.3", "0x10", "1 2", "1_000", "١", "1e+"])
  func `what is no number makes a text`(text: String) throws {
    #expect(try texts(try read("a,b\n\(text),1\n", as: .init(missing: [])), "a") == [text])
  }
}
