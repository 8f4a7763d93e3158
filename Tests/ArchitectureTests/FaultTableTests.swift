import FoundationEssentials
import TestSupport
import Testing

/// A fault, the file of its test and the test's name.
private struct FaultRow: Hashable, CustomStringConvertible {
  let fault: String
  let file: String
  let test: String

  var description: String { "\(fault) in \(file): \(test)" }
}

@Suite struct `The table of faults` {
  /// The rows of `docs/faults.md`.
  private static func listed() throws -> [FaultRow] {
    String(decoding: try Checkout.bytes("docs/faults.md"), as: UTF8.self)
      .split(separator: "\n").filter { $0.hasPrefix("| F") }
      .map { line in
        let cells = line.split(separator: "|").map {
          String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        return FaultRow(
          fault: cells[0], file: cells[2].replacing("`", with: ""), test: cells[3])
      }
  }

  /// Every test with a comment `/// Fnn.` above it.
  private static func tagged() throws -> [FaultRow] {
    let root = Checkout.root + "/Tests"
    var rows: [FaultRow] = []
    for path in try FileManager.default.subpathsOfDirectory(atPath: root).sorted()
    where path.hasSuffix("Tests.swift") {
      let text = String(decoding: try Checkout.bytes("Tests/" + path), as: UTF8.self)
      var faults: [String] = []
      for line in text.split(separator: "\n") {
        let words = line.split(separator: " ")
        if words.count == 2, words[0] == "///", words[1].first == "F", words[1].last == ".",
          words[1].count == 4, words[1].dropFirst().dropLast().allSatisfy(\.isNumber)
        {
          faults.append(String(words[1].dropLast()))
        } else if line.contains("func `"), !faults.isEmpty {
          let name = line.split(separator: "`", omittingEmptySubsequences: false)[1]
          rows += faults.map { FaultRow(fault: $0, file: "Tests/" + path, test: String(name)) }
          faults = []
        }
      }
    }
    return rows
  }

  @Test func `names a test for every row and a row for every test`() throws {
    let listed = Set(try Self.listed())
    let tagged = Set(try Self.tagged())
    #expect(!listed.isEmpty)
    #expect(listed.subtracting(tagged) == [], "listed, but no such test")
    #expect(tagged.subtracting(listed) == [], "tested, but not listed")
  }

  @Test func `has every fault of the list`() throws {
    let listed = try Self.listed().compactMap { Int($0.fault.dropFirst()) }
    let missing = Set(1...75).subtracting(listed)
    #expect(missing == [], "listed nowhere")
  }

  @Test func `is in order and names no fault that is not in the list`() throws {
    let faults = try Self.listed().map(\.fault)
    #expect(faults == faults.sorted())
    #expect(faults.allSatisfy { Int($0.dropFirst()).map((1...75).contains) == true })
  }
}
