import Codes

/// How a table's header differs from the one that was expected.
public enum HeaderDrift: Hashable, Sendable, CustomStringConvertible {
  /// A column stands under another name.
  case renamed(from: String, to: String)
  /// A column is gone.
  case dropped(String)
  /// A column is new.
  case added(String)
  /// The columns stand in another order; harmless where they are found by name.
  case reordered([String])
  /// A column stands more than once.
  case duplicated(String)

  /// A stable word for logs and `--json`.
  public var id: String {
    switch self {
    case .renamed: "column_renamed"
    case .dropped: "column_dropped"
    case .added: "column_added"
    case .reordered: "columns_reordered"
    case .duplicated: "column_duplicated"
    }
  }

  /// The drift in words.
  public var description: String {
    switch self {
    case .renamed(let from, let to): "column '\(from)' is now named '\(to)'"
    case .dropped(let name): "column '\(name)' is gone"
    case .added(let name): "column '\(name)' is new"
    case .reordered(let names):
      "the columns now stand in the order \(names.joined(separator: ", "))"
    case .duplicated(let name): "column '\(name)' stands more than once"
    }
  }

  /// Compares a header with the one expected.
  ///
  /// A dropped column is taken as renamed where exactly one new column stands at its place, or where
  /// a new column's name is near to its own.
  ///
  /// - Parameters:
  ///   - expected: The columns in the order expected.
  ///   - found: The header.
  ///   - tolerated: Names that may stand in addition, such as the echo of a query's predicates.
  /// - Returns: The differences; empty where there are none.
  public static func between(
    expected: [String], found: [String], tolerated: Set<String> = []
  ) -> [HeaderDrift] {
    var drift: [HeaderDrift] = []
    var seen = Set<String>()
    var names: [String] = []
    for name in found {
      if seen.insert(name).inserted {
        names.append(name)
      } else if !tolerated.contains(name), !drift.contains(.duplicated(name)) {
        drift.append(.duplicated(name))
      }
    }
    var added = names.filter { !expected.contains($0) && !tolerated.contains($0) }
    for (index, name) in expected.enumerated() where !seen.contains(name) {
      let atPlace = index < names.count && added.contains(names[index]) ? names[index] : nil
      if let other = atPlace ?? NearestName.to(name, among: added) {
        drift.append(.renamed(from: name, to: other))
        added.removeAll { $0 == other }
      } else {
        drift.append(.dropped(name))
      }
    }
    drift += added.map(HeaderDrift.added)
    let order = names.filter(expected.contains)
    if order != expected.filter(seen.contains) { drift.append(.reordered(order)) }
    return drift
  }
}
