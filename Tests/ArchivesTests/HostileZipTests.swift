import Archives
import Codes
import TestSupport
import Testing

private typealias Entry = ZipBuilder.Entry

private let text = Array("TRDTYPE,USASTATE\n1,AK\n".utf8)

private func refusal(_ entries: [Entry], trailing: [UInt8] = []) -> String? {
  var builder = ZipBuilder(entries)
  builder.trailing = trailing
  return refusal(builder.bytes)
}

/// The kind of the first error on the way from the bytes to the contents of every entry.
private func refusal(_ bytes: [UInt8], policy: ZipPolicy = ZipPolicy()) -> String? {
  do {
    let archive = try ZipArchive(bytes, name: "simulated.zip", policy: policy)
    for index in archive.entries.indices { _ = try archive.contents(of: index) }
    return nil
  } catch { return (error as? DataError)?.kind.id ?? "other" }
}

private func named(_ name: String) -> String? { refusal([Entry(name, text)]) }

@Suite struct `Zip archives` {
  @Test func `an honest archive is read stored and deflated`() throws {
    var folder = Entry("April 2007/", [])
    folder.attributes = 0o040755 << 16 | 0x10
    let bytes = ZipBuilder([
      folder, Entry("April 2007/dot1_0407.csv", text), Entry("zeros", zeros: 258 * 400 + 1),
    ]).bytes
    let archive = try ZipArchive(bytes, name: "simulated.zip")
    #expect(archive.entries.map(\.name) == ["April 2007/", "April 2007/dot1_0407.csv", "zeros"])
    #expect(try archive.contents(of: 1) == text)
    #expect(try archive.contents(of: 2) == Array(repeating: 0, count: 258 * 400 + 1))
    #expect(archive.entries[0].isFolder && !archive.entries[1].isFolder)
  }

  /// F65.
  @Test(arguments: [
    "../x", "a/../../x", "/x", "C:\\x", "C:x", "a\\b", "a\u{0}b", "a\u{1B}[2J", "a/./b", "a//b",
    "\u{202E}vsc.x", "", "..",
  ])
  func `names that lead out of their folder or hide something are refused`(name: String) {
    #expect(named(name) == "zip.name")
  }

  /// F65.
  @Test func `a link and a device are refused`() {
    for mode: UInt32 in [0o120777, 0o020666, 0o060660, 0o010644, 0o140755, 0o040755] {
      var entry = Entry("x", text)
      entry.attributes = mode << 16
      #expect(refusal([entry]) == "zip.special_file")
      entry.host = 0
      #expect(refusal([entry]) == "zip.special_file")
    }
  }

  /// F65.
  @Test func `names that stand twice or differ in case alone are refused`() {
    #expect(refusal([Entry("a.csv", text), Entry("a.csv", text)]) == "zip.duplicate_name")
    #expect(refusal([Entry("a.csv", text), Entry("A.CSV", text)]) == "zip.duplicate_name")
    #expect(refusal([Entry("ä.csv", text), Entry("Ä.csv", text)]) == "zip.duplicate_name")
  }

  /// F65.
  @Test func `entries that share bytes are refused`() {
    let first = Entry("a.csv", text)
    var second = Entry("b.csv", text)
    second.offset = 0
    #expect(refusal([first, second]) == "zip.disagrees")
    // A kernel that several entries quote, after Fifield (2019): the outer one holds the inner.
    let inner = ZipBuilder([Entry("b.csv", text)]).bytes.prefix(30 + 5 + text.count)
    var outer = Entry("a.csv", Array(inner))
    outer.size = UInt32(inner.count)
    var quoted = Entry("b.csv", text)
    quoted.offset = UInt32(30 + 5)
    #expect(refusal([outer, quoted]) == "zip.overlap")
  }

  /// F65.
  @Test func `an archive inside an archive is refused or left alone`() throws {
    let inner = ZipBuilder([Entry("a.csv", text)]).bytes
    #expect(refusal([Entry("January.zip", inner)]) == "zip.nested")
    var policy = ZipPolicy()
    policy.nested = .leftAlone
    #expect(refusal(ZipBuilder([Entry("January.zip", inner)]).bytes, policy: policy) == nil)
  }

  /// F65.
  @Test func `bombs are refused before a byte is inflated`() {
    #expect(refusal([Entry("zeros", zeros: 258 * 8000 + 1)]) == "zip.ratio")
    var large = Entry("large", text)
    large.method = 8
    large.size = 300 << 20
    #expect(refusal([large]) == "zip.too_large")
    let many = (0..<1001).map { Entry("\($0)", []) }
    #expect(refusal(many) == "zip.too_many")
    // Sixteen entries, each within its bounds, as 42.zip has them on each of its levels.
    var policy = ZipPolicy()
    policy.largestTotal = 1 << 20
    let layer = (0..<16).map { Entry("book \($0)", zeros: 258 * 300 + 1) }
    #expect(refusal(ZipBuilder(layer).bytes, policy: policy) == "zip.too_large")
  }

  /// F65.
  @Test func `an entry that inflates to more or less than it declares is refused`() {
    for size: UInt32 in [1000, 258 * 400, 258 * 400 + 2] {
      var entry = Entry("zeros", zeros: 258 * 400 + 1)
      entry.size = size
      #expect(refusal([entry]) == "zip.damaged")
    }
  }

  /// F65.
  @Test func `sizes of sixty-four bits are refused`() {
    var entry = Entry("a.csv", text)
    entry.size = 0xFFFF_FFFF
    entry.extra =
      ZipBuilder.u16(1) + ZipBuilder.u16(8) + ZipBuilder.u32(UInt32(text.count)) + ZipBuilder.u32(0)
    #expect(refusal([entry]) == "zip.zip64")
    var lie = Entry("a.csv", text)
    lie.extra = ZipBuilder.u16(1) + ZipBuilder.u16(0)
    #expect(refusal([lie]) == "zip.zip64")
    var torn = Entry("a.csv", text)
    torn.extra = ZipBuilder.u16(2) + ZipBuilder.u16(900)
    #expect(refusal([torn]) == "zip.disagrees")
  }

  /// F65.
  @Test func `a wrong checksum is refused`() {
    var entry = Entry("a.csv", text)
    entry.checksum ^= 1
    #expect(refusal([entry]) == "zip.damaged")
    var deflated = Entry("zeros", zeros: 258 * 4 + 1)
    deflated.checksum ^= 0x8000
    #expect(refusal([deflated]) == "zip.damaged")
  }

  /// F65.
  @Test func `bytes behind the end are refused`() {
    #expect(refusal([Entry("a.csv", text)], trailing: [0]) == "zip.trailing_bytes")
    #expect(
      refusal([Entry("a.csv", text)], trailing: Array("<html>".utf8)) == "zip.trailing_bytes")
  }

  /// F65.
  @Test func `encryption and other methods are refused`() {
    for flags: UInt16 in [0x0001, 0x0041, 0x2000] {
      var entry = Entry("a.csv", text)
      entry.flags = flags
      #expect(refusal([entry]) == "zip.encrypted")
    }
    for method: UInt16 in [9, 12, 14, 93, 99] {
      var entry = Entry("a.csv", text)
      entry.method = method
      #expect(refusal([entry]) == "zip.method")
    }
  }

  /// F65.
  @Test func `a header that contradicts the directory is refused`() {
    var entry = Entry("a.csv", text)
    entry.localName = Array("b.csv".utf8)
    #expect(refusal([entry]) == "zip.disagrees")
  }

  @Test func `every shortening is refused and no changed byte makes a trap`() {
    let bytes = ZipBuilder([Entry("a.csv", text), Entry("zeros", zeros: 258 + 1)]).bytes
    for length in 0..<bytes.count { #expect(refusal(Array(bytes[..<length])) != nil) }
    for index in bytes.indices {
      for value: UInt8 in [0, 1, 0x50, 0x7F, 0x80, 0xFF] {
        var changed = bytes
        changed[index] = value
        _ = refusal(changed)
      }
    }
  }
}
