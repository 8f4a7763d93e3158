import Estimation
import Foundation
import Testing

/// The reference folder beside the checkout, and readers for its files.
enum ReferenceFolder {
  static let root: URL = {
    var url = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.deletingLastPathComponent().appendingPathComponent("shared/reference")
  }()

  static var isPresent: Bool { FileManager.default.fileExists(atPath: root.path) }

  static func table(_ path: String) throws -> CSVTable {
    try CSVTable(contentsOf: root.appendingPathComponent(path))
  }

  static func json(_ path: String) throws -> Any {
    try JSONSerialization.jsonObject(
      with: Data(contentsOf: root.appendingPathComponent(path)))
  }
}

/// The data committed with the tests.
enum CommittedReference {
  static let root: URL = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<2 { url.deleteLastPathComponent() }
    return url.appendingPathComponent("Reference")
  }()
}

/// A comma-separated table without commas or line breaks inside its cells.
struct CSVTable {
  let names: [String]
  private let columns: [String: [String]]

  init(contentsOf url: URL) throws {
    let text = try String(contentsOf: url, encoding: .utf8)
    var lines = text.split(whereSeparator: \.isNewline).map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map {
        String($0.filter { $0 != "\"" })
      }
    }
    names = lines.removeFirst()
    var columns: [String: [String]] = [:]
    for (index, name) in names.enumerated() { columns[name] = lines.map { $0[index] } }
    self.columns = columns
  }

  func text(_ name: String) -> [String] { (columns[name] ?? []) }

  /// Empty cells are missing.
  func numbers(_ name: String) -> [Double] { (columns[name] ?? []).map { Double($0) ?? .nan } }

  func integers(_ name: String) -> [Int] { (columns[name] ?? []).map { Int($0) ?? -1 } }

  func factor(_ name: String) -> Factor { Factor(name: name, values: (columns[name] ?? [])) }

  func term(_ name: String) -> Term { Term(name: name, values: numbers(name)) }
}

extension Dictionary<String, Any> {
  func number(_ key: String) -> Double { (self[key] as? NSNumber)?.doubleValue ?? .nan }
  func numbers(_ key: String) -> [Double] {
    (self[key] as? [NSNumber])?.map(\.doubleValue) ?? [number(key)]
  }
  func matrix(_ key: String) -> [[Double]] {
    (self[key] as? [[NSNumber]] ?? []).map { $0.map(\.doubleValue) }
  }
}

/// The largest difference of the numbers, relative to the expected ones.
func relativeDifference(_ actual: [Double], _ expected: [Double]) -> Double {
  if actual.count != expected.count { return .infinity }
  return zip(actual, expected).reduce(0) { max($0, abs($1.0 - $1.1) / max(abs($1.1), 1e-300)) }
}

/// The largest difference of the elements, relative to the largest expected one.
func matrixDifference(_ actual: [[Double]], _ expected: [[Double]]) -> Double {
  if actual.isEmpty || actual.map(\.count) != expected.map(\.count) { return .infinity }
  let scale = expected.joined().reduce(0) { max($0, abs($1)) }
  return zip(actual.joined(), expected.joined()).reduce(0) { max($0, abs($1.0 - $1.1)) } / scale
}
