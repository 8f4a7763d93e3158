import Codes
import Tables
import TestSupport
import Testing

@Suite struct `Reading delimited text` {
  private func table(_ text: String) throws -> Table {
    try DelimitedText(name: "t.csv").table(from: Array(text.utf8))
  }

  /// F60.
  @Test func `quoted fields keep commas quotes and line breaks`() throws {
    let read = try table("\u{FEFF}a,b\r\n\"x, y\",\"say \"\"so\"\"\"\n\"two\nlines\",\n")
    #expect(read.header == ["a", "b"])
    #expect(try read.column("a").texts == ["x, y", "two\nlines"])
    #expect(try read.column("b").texts == ["say \"so\"", ""])
  }

  @Test func `a number that is too large is called that and a text is called no number`() throws {
    let read = try table(
      "a\n99999999999999999999\n-99999999999999999999\n1e3\n9223372036854775807\n")
    let column = try read.column("a")
    for row in [0, 1] {
      let error = #expect(throws: DataError.self) { try column.wholeNumber(row) }
      #expect(error?.message.contains("is too large") == true)
    }
    let text = #expect(throws: DataError.self) { try column.wholeNumber(2) }
    #expect(text?.message.contains("is not a whole number") == true)
    #expect(try column.wholeNumber(3) == Int64.max)
  }

  @Test(arguments: [(";", "';'"), ("\t", "tabs"), ("|", "'|'")])
  func `a table with another separator is told by its header`(separator: String, name: String)
    throws
  {
    let text = ["a", "b", "c"].joined(separator: separator) + "\n1\n"
    let error = #expect(throws: DataError.self) { try table(text).column("a") }
    #expect(error?.hint.contains("looks separated by \(name)") == true)
    let columns = #expect(throws: DataError.self) {
      try ColumnTable(reading: Array(text.utf8), named: "t.csv", columns: ["a"], threads: 1)
    }
    #expect(columns?.hint.contains("looks separated by \(name)") == true)
    let plain = #expect(throws: DataError.self) { try table("a,b\n1,2\n").column("c") }
    #expect(plain?.hint.contains("looks separated") == false)
  }

  @Test func `text written is the text read`() throws {
    var generator = SeededGenerator(seed: 7)
    let alphabet = ["a", "Z", ",", "\"", "\n", "é", "'", " ", "\r\n", "-", "0", "​"]
    for _ in 0..<300 {
      let width = Int.random(in: 2...5, using: &generator)
      let rows = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
        (0..<width).map { _ in
          (0..<Int.random(in: 0...6, using: &generator))
            .map { _ in alphabet.randomElement(using: &generator)! }.joined()
        }
      }
      let filled = rows.map { row in row.allSatisfy(\.isEmpty) ? ["x"] + row.dropFirst() : row }
      var writer = DelimitedTextWriter(header: (0..<width).map { "c\($0)" })
      for row in filled { writer.append(row) }
      let read = try table(writer.text)
      let back = try read.rows.map { row in
        try read.header.map { try read.column($0)[row] }
      }
      #expect(back == filled)
    }
  }

  @Test(arguments: [
    ("", "line 1"), ("a,a\n", "twice"), ("a,b\n1\n", "line 2: 1 fields"),
    ("a\n\"open", "line 2"), ("a\nx\"y\n", "quote stands inside"), ("a\n\"x\"y\n", "behind"),
    ("a\nx\ry\n", "carriage return"), ("a\n\u{0}\n", "NUL"),
  ])
  func `bad text is refused with its line`(text: String, part: String) {
    let error = #expect(throws: DataError.self) { try table(text) }
    #expect(error?.kind == .malformedTable)
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
  }

  @Test func `invalid UTF-8 is refused`() {
    #expect(throws: DataError.self) {
      try DelimitedText(name: "t.csv").table(from: [97, 10, 0xC3, 0x28, 10])
    }
  }

  @Test func `no bytes whatever make the reader crash`() {
    var generator = SeededGenerator(seed: 42)
    let alphabet = Array("a1,\"\n\r\u{0}é".utf8)
    for _ in 0..<5_000 {
      let bytes = (0..<Int.random(in: 0..<24, using: &generator)).map { _ in
        alphabet.randomElement(using: &generator)!
      }
      if let read = try? DelimitedText(name: "t.csv").table(from: bytes) {
        #expect(read.rows.count == read.rowCount)
      }
    }
  }

  @Test func `typed cells name their line and column when they are wrong`() throws {
    let read = try table("year,value,day,on,state\n2016,12,2004-09-06,true,PA\n16,1.5,x,yes,XX\n")
    #expect(try read.column("year").year(0) == CalendarYear(2016))
    #expect(try read.column("value").wholeNumber(0) == 12)
    #expect(try read.column("day").date(0) == CalendarDate(iso: "2004-09-06"))
    #expect(try read.column("on").flag(0))
    #expect(try read.column("state").state(0).usps == "PA")
    let attempts: [(String, () throws -> Void)] = [
      ("year", { _ = try read.column("year").year(1) }),
      ("value", { _ = try read.column("value").wholeNumber(1) }),
      ("day", { _ = try read.column("day").date(1) }),
      ("on", { _ = try read.column("on").flag(1) }),
      ("state", { _ = try read.column("state").state(1) }),
    ]
    for (name, attempt) in attempts {
      let error = #expect(throws: DataError.self) { try attempt() }
      #expect(error?.kind == .badCell)
      #expect(error?.message.contains("t.csv, line 3, column '\(name)'") == true)
    }
    let missing = #expect(throws: DataError.self) { try read.column("vote") }
    #expect(missing?.message.contains("year, value, day, on, state") == true)
  }

  @Test func `an empty cell is missing and not zero`() throws {
    let read = try table("a,b\n,0\n")
    #expect(try read.column("a").wholeNumber(0) == nil)
    #expect(try read.column("b").wholeNumber(0) == 0)
    #expect(throws: DataError.self) { try read.column("a").requiredWholeNumber(0) }
  }

  /// F67.
  @Test func `a repeated key names both lines`() throws {
    let read = try table("state,year\nPA,2016\nOH,2016\nPA,2016\n")
    let error = #expect(throws: DataError.self) { try read.requireUnique(["state", "year"]) }
    #expect(error?.message.contains("line 4: state PA, year 2016 stands on line 2") == true)
  }
}
