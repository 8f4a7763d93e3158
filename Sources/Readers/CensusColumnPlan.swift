import Codes
import Tables

/// What each column of an answer is read for.
struct CensusColumnPlan {
  enum Role: UInt8 {
    case pass, origin, destination, commodity, time, year, month, dollars
  }

  let header: [String]
  let roles: [Role]
  /// The first column of the same name, for columns that stand twice; else the column itself.
  let first: [Int]
  let hasDuplicates: Bool
  let hasOrigin: Bool
  let byCommodity: Bool
  let usesYearAndMonth: Bool
  let drift: [HeaderDrift]

  init(_ header: [String], reader: CensusAnswerReader) throws {
    self.header = header
    var firstOf: [String: Int] = [:]
    first = header.enumerated().map { index, name in
      if let first = firstOf[name] { return first }
      firstOf[name] = index
      return index
    }
    hasDuplicates = firstOf.count < header.count
    usesYearAndMonth = firstOf["time"] == nil
    hasOrigin = reader.hasStates
    byCommodity = reader.commodity != nil
    // Either way to name the month counts as the one expected.
    let expected =
      usesYearAndMonth && firstOf["YEAR"] != nil && firstOf["MONTH"] != nil
      ? reader.expected.filter { $0 != "time" } : reader.expected
    drift =
      expected.isEmpty
      ? []
      : HeaderDrift.between(
        expected: expected, found: header,
        tolerated: CensusAnswerReader.echoes.union([reader.commodity ?? "E_COMMODITY"]))
    var roles = Array(repeating: Role.pass, count: header.count)
    var needed: [(String, Role)] = [("CTY_CODE", .destination), (reader.value, .dollars)]
    if reader.hasStates { needed.append(("STATE", .origin)) }
    if let commodity = reader.commodity { needed.append((commodity, .commodity)) }
    needed += usesYearAndMonth ? [("YEAR", .year), ("MONTH", .month)] : [("time", .time)]
    for (name, role) in needed {
      guard let index = firstOf[name] else {
        let found = HeaderDrift.between(
          expected: expected.isEmpty ? needed.map(\.0) : expected, found: header,
          tolerated: CensusAnswerReader.echoes)
        let words =
          found.isEmpty
          ? "column '\(name)' is gone" : "\(found.map(\.description).joined(separator: "; "))"
        throw DataError(
          .schemaDrift, "\(reader.name): the header has changed: \(words)",
          hint: "compare it with the publisher's list of variables and adapt the source")
      }
      roles[index] = role
    }
    self.roles = roles
  }
}
