import Codes
import Readers
import Tables
import TestSupport
import Testing

private let columns = ["STATE", "CTY_CODE", "CTY_NAME", "ALL_VAL_YR", "time"]
private let reader = CensusAnswerReader(name: "answer", value: "ALL_VAL_YR", expected: columns)
private let header = #"["STATE","CTY_CODE","CTY_NAME","ALL_VAL_YR","time"]"#

private func answer(_ rows: String..., header: String = header) throws -> CensusAnswer {
  try reader.read(Array("[\(([header] + rows).joined(separator: ",\n"))]".utf8))
}

private func fails(_ bytes: [UInt8]) -> DataError? {
  do {
    _ = try reader.read(bytes)
    return nil
  } catch { return error as? DataError }
}

private func fails(_ rows: String..., header: String = header) -> DataError? {
  fails(Array("[\(([header] + rows).joined(separator: ",\n"))]".utf8))
}

private let row = #"["PA","1220","CANADA","12","2016-12"]"#

@Suite struct `Faults in Census answers` {
  /// F61.
  @Test func `dollars are 64-bit integers and never rounded`() throws {
    let read = try answer(
      #"["PA","1220","CANADA","9007199254740993","2016-12"]"#,
      #"["PA","2010","MEXICO","-0","2016-12"]"#,
      #"["PA","4120","U K","9223372036854775807","2016-12"]"#,
      #"["PA","4280","GERMANY",17,"2016-12"]"#,
      #"["PA","4279","FRANCE","-9223372036854775808","2016-12"]"#)
    #expect(
      read.flows.dollars == [9_007_199_254_740_993, 0, .max, 17, .min])
    for text in [
      #""9223372036854775808""#, #""1e400""#, #""NaN""#, #""Infinity""#, #""1,234""#, #""(X)""#,
      #""(D)""#, #""-""#, #""""#, #""+1""#, #"" 1""#, #""1.0""#, "1.5", "1e3", "null", "true",
      #""99999999999999999999999999""#,
    ] {
      let error = try #require(fails("[\"PA\",\"1220\",\"CANADA\",\(text),\"2016-12\"]"), "\(text)")
      #expect(error.kind == .badAnswerCell, "\(text)")
      #expect(error.message.contains("row 1, column 'ALL_VAL_YR'"))
    }
  }

  /// F53.
  @Test func `columns renamed dropped added or reordered are named`() throws {
    let renamed = try #require(
      fails(row, header: #"["STATE","CTY_CODE","CTY_NAME","ALL_VALUE_YR","time"]"#))
    #expect(renamed.kind == .schemaDrift)
    #expect(renamed.message.contains("column 'ALL_VAL_YR' is now named 'ALL_VALUE_YR'"))
    let dropped = try #require(
      fails(
        #"["PA","CANADA","12","2016-12"]"#, header: #"["STATE","CTY_NAME","ALL_VAL_YR","time"]"#))
    #expect(dropped.message.contains("column 'CTY_CODE' is gone"))
    let added = try answer(
      #"["PA","1220","CANADA","12","2016-12","7"]"#,
      header: #"["STATE","CTY_CODE","CTY_NAME","ALL_VAL_YR","time","DISTRICT"]"#)
    #expect(added.drift == [.added("DISTRICT")] && added.flows.dollars == [12])
    let reordered = try answer(
      #"["12","1220","2016-12","CANADA","PA"]"#,
      header: #"["ALL_VAL_YR","CTY_CODE","time","CTY_NAME","STATE"]"#)
    #expect(reordered.drift.map(\.id) == ["columns_reordered"])
    #expect(reordered.flows.dollars == [12] && reordered.flows.origins == ["PA"])
  }

  /// F53.
  @Test func `a column that stands twice is read only if its cells are equal`() throws {
    let twice = #"["STATE","CTY_CODE","CTY_NAME","ALL_VAL_YR","time","time","STATE"]"#
    let equal = try answer(
      #"["PA","1220","CANADA","12","2016-12","2016-12","PA"]"#, header: twice)
    #expect(equal.flows.count == 1)
    let error = try #require(
      fails(
        #"["PA","1220","CANADA","12","2016-12","2016-12","PA"]"#,
        #"["PA","2010","MEXICO","12","2016-12","2016-12","OH"]"#, header: twice))
    #expect(error.kind == .badAnswerCell)
    #expect(error.message.contains("row 2: column 'STATE' stands twice"))
  }

  /// F22.
  @Test func `an empty array and a header alone are empty and a foreign header is drift`() throws {
    #expect(fails(Array("[]".utf8))?.kind == .censusEmpty)
    #expect(fails(Array("[[]]".utf8))?.kind == .censusEmpty)
    #expect(fails([])?.kind == .censusEmpty)
    #expect(fails(Array("[\(header)]".utf8))?.kind == .censusEmpty)
    #expect(fails(Array(#"[["a","b"]]"#.utf8))?.kind == .schemaDrift)
  }

  /// F59.
  @Test func `a code that lost its leading zero or its quotes is not taken for a country`() throws {
    let read = try answer(#"["PA","20","USMCA","12","2016-12"]"#)
    #expect(read.flows.count == 0 && read.reasons == [.countryGroup])
    #expect(fails(#"["PA",1220,"CANADA","12","2016-12"]"#)?.kind == .badAnswerCell)
  }

  /// F62.
  @Test func `invalid UTF-8 is refused with its offset`() throws {
    var bytes = Array("[\(header),\n[\"PA\",\"7480\",\"C".utf8)
    let offset = bytes.count
    bytes += [0xF4] + Array("TE D'IVOIRE\",\"12\",\"2016-12\"]]".utf8)
    let error = try #require(fails(bytes))
    #expect(error.kind == .invalidUTF8 && error.message.contains("byte \(offset)"))
    let good = try answer(#"["PA","7480","CÔTE D'IVOIRE \u00e9 \"x\"","12","2016-12"]"#)
    #expect(good.flows.dollars == [12])
    #expect(fails([0xFF, 0xFE, 0x5B, 0])?.kind == .malformedAnswer)
  }

  /// F63.
  ///
  /// F64.
  @Test func `long cells and deep nesting are refused at their bound`() {
    let long =
      Array("[\(header),[\"PA\",\"1220\",\"".utf8)
      + Array(repeating: UInt8(ascii: "x"), count: 3 << 20) + Array("\",\"12\",\"2016-12\"]]".utf8)
    #expect(fails(long)?.kind == .boundlessJSON)
    #expect(fails(Array(repeating: UInt8(ascii: "["), count: 100_000))?.kind == .malformedAnswer)
    #expect(fails(#"["PA","1220",[[["x"]]],"12","2016-12"]"#)?.kind == .malformedAnswer)
    #expect(fails(#"["PA","1220",{},"12","2016-12"]"#)?.kind == .malformedAnswer)
  }

  @Test func `every shortening is refused and no changed byte makes the reader trap`() throws {
    let bytes = Array("[\(header),\n\(row),\n[\"XX\",\"-\",\"T\\u00e9\",\"0\",\"2016-01\"]]".utf8)
    for length in 0..<bytes.count { #expect(fails(Array(bytes[..<length])) != nil, "\(length)") }
    for index in bytes.indices {
      for value: UInt8 in [0, 0x22, 0x5C, 0x2C, 0x5D, 0x80, 0xFF, 0x30] {
        var changed = bytes
        changed[index] = value
        _ = fails(changed)
      }
    }
    #expect(fails(bytes + Array("x".utf8))?.kind == .malformedAnswer)
  }

  @Test func `rows that are too short or too long and months that do not exist are refused`() {
    #expect(fails(#"["PA","1220","CANADA","12"]"#)?.kind == .malformedAnswer)
    #expect(fails(#"["PA","1220","CANADA","12","2016-12","x"]"#)?.kind == .malformedAnswer)
    #expect(fails(#"["PA","1220","CANADA","12","2016-13"]"#)?.kind == .badAnswerCell)
    #expect(fails(#"["PA","1220","CANADA","12","2016"]"#)?.kind == .badAnswerCell)
    #expect(fails(#"["PA","122012201","CANADA","12","2016-12"]"#)?.kind == .badAnswerCell)
  }

  /// F19.
  ///
  /// F20.
  ///
  /// F21.
  ///
  /// F22.
  @Test func `replies without data are told apart`() {
    let server = CensusAnswerServer(
      tables: CensusAnswerTables(dollars: [2016: ["PA": ["1220": 12]]], names: [:]), key: "k",
      mostRows: 3)
    func kind(_ reply: CensusAnswerServer.Reply) -> String {
      switch CensusReply.of(
        status: reply.status, headers: reply.headers.map { ($0[0], $0[1]) }, body: reply.body)
      {
      case .table: "table"
      case .notReported: "not_reported"
      case .failure(let error): error.kind.id
      }
    }
    func ask(_ query: [(name: String, value: String)]) -> CensusAnswerServer.Reply {
      server.reply(path: CensusAnswerServer.statePath, query: query)
    }
    let get = (name: "get", value: "STATE,CTY_CODE,ALL_VAL_YR")
    #expect(kind(ask([get, ("time", "2016-12")])) == "census.key_missing")
    #expect(kind(ask([get, ("time", "2016-12"), ("key", "x")])) == "census.key_rejected")
    let page = server.reply(path: "/data/missing_key.html", query: [])
    #expect(page.status == 200 && kind(page) == "census.key_missing")
    #expect(
      kind(server.reply(path: "/data/invalid_key.html", query: [])) == "census.key_rejected")
    #expect(kind(ask([get, ("time", "2026-12"), ("key", "k")])) == "not_reported")
    #expect(
      kind(ask([("get", "STATE_NAME"), ("time", "2016-12"), ("key", "k")])) == "census.bad_query")
    #expect(kind(ask([get, ("time", "2016-12"), ("key", "k")])) == "census.server_trouble")
    #expect(
      kind(ask([get, ("time", "2016-12"), ("STATE", "PA"), ("CTY_CODE", "1220"), ("key", "k")]))
        == "table")
    var broken = CensusAnswerServer.Reply(status: 200, headers: [], body: [])
    #expect(kind(broken) == "census.empty")
    broken.body = Array("<!DOCTYPE html><title>Oops \u{1B}[2J</title>".utf8)
    #expect(kind(broken) == "content.html")
    broken.body = Array("error: sorry".utf8)
    #expect(kind(broken) == "census.malformed")
  }
}
