import Fetching
import Testing

@Suite struct `Content checks` {
  private static func finding(_ text: String, _ kind: ContentKind) -> ContentCheck.Finding? {
    ContentCheck.finding(in: Array(text.utf8), kind: kind)
  }

  @Test(arguments: [
    ("[]", ContentKind.json), (" \n{\"a\": \"}\"}\n", .json), ("\u{FEFF}[1]", .json),
    ("a,b\n1,2\n", .delimited), ("<!doctype html><p>", .page), ("anything", .text), ("x", .bytes),
    ("<xml></xml>", .bytes),
  ])
  func `whole documents pass`(text: String, kind: ContentKind) {
    #expect(Self.finding(text, kind) == nil)
  }

  @Test(arguments: [
    ("", ContentKind.json, ContentCheck.Finding.empty), ("  \n", .delimited, .empty),
    ("<!DOCTYPE HTML PUBLIC>", .delimited, .page), ("\n\n<HTML>", .bytes, .page),
    ("\u{FEFF}<html>", .json, .page), ("<?xml version=\"1.0\"?><html>", .text, .page),
    ("<head><title>x", .zip, .page), ("a,b\n1,2", .delimited, .truncated),
    ("PK", .zip, .otherKind), ("[1, [2, 3]", .json, .truncated), ("[\"a]", .json, .truncated),
    ("[1}", .json, .truncated), ("nothing", .json, .otherKind), ("text", .page, .otherKind),
  ])
  func `others are told apart`(text: String, kind: ContentKind, expected: ContentCheck.Finding) {
    #expect(Self.finding(text, kind) == expected)
  }

  @Test func `a zip archive needs its end record`() {
    let end: [UInt8] = [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18)
    let start: [UInt8] = [0x50, 0x4B, 3, 4] + [UInt8](repeating: 7, count: 100)
    #expect(ContentCheck.finding(in: end, kind: .zip) == nil)
    #expect(ContentCheck.finding(in: start + end, kind: .zip) == nil)
    #expect(ContentCheck.finding(in: start, kind: .zip) == .truncated)
    #expect(ContentCheck.finding(in: start + Array(end.dropLast()), kind: .zip) == .truncated)
    // A comment of the announced length may follow, and no shorter one.
    let commented = Array(end.dropLast(2)) + [3, 0] + Array("abc".utf8)
    #expect(ContentCheck.finding(in: start + commented, kind: .zip) == nil)
    #expect(ContentCheck.finding(in: start + Array(commented.dropLast()), kind: .zip) == .truncated)
  }

  @Test func `a long Census answer is judged by its ends`() {
    let row = #"["AL","1220","123"]"#
    let rows = Array(repeating: row, count: 5_000).joined(separator: ",\n")
    func judge(_ text: String) -> ContentCheck.Finding? {
      ContentCheck.finding(in: Array(text.utf8), kind: .json, service: .censusData)
    }
    #expect(judge("[\(rows)]\n") == nil)
    #expect(judge("[\(rows)]") == nil)
    #expect(judge("[\(rows)") == .truncated)
    #expect(judge("[\(rows),") == .truncated)
    #expect(judge("{\"error\": [\(rows)]}") == .censusWithoutHeader)
  }
}
