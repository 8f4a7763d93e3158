import Codes
import JSONText
import Tables

/// Reads an indicator of the World Bank (API version 2, JSON): a list of a head and of entries.
public enum WorldBankIndicator {
  /// The codes of regions, income groups and other aggregates that stand among the countries.
  public static let aggregates: Set<String> = [
    "", "AFE", "AFW", "ARB", "CEB", "CSS", "EAP", "EAR", "EAS", "ECA", "ECS", "EMU", "EUU", "FCS",
    "HIC", "HPC", "IBD", "IBT", "IDA", "IDB", "IDX", "INX", "LAC", "LCN", "LDC", "LIC", "LMC",
    "LMY", "LTE", "MEA", "MIC", "MNA", "NAC", "OED", "OSS", "PRE", "PSS", "PST", "SAS", "SSA",
    "SSF", "SST", "TEA", "TEC", "TLA", "TMN", "TSA", "TSS", "UMC", "WLD",
  ]

  /// Reads an answer.
  ///
  /// - Parameters:
  ///   - bytes: The answer.
  ///   - name: The name by which errors call it.
  ///   - indicator: The indicator that was asked for, such as `NY.GDP.MKTP.CD`.
  /// - Returns: One value a country and year; `null` is not reported.
  /// - Throws: `DataError` of kind `malformedTable` (another layout, another indicator, an error
  ///   message of the server, an answer of several pages), `badCell`, `duplicateKey`, or of JSON.
  public static func read(
    _ bytes: [UInt8], name: String, indicator: String
  ) throws -> ControlSeries {
    guard case .list(let parts) = try JSONReader(name: name).value(from: bytes),
      case .object(let head)? = parts.first
    else { throw malformed(name, "the answer is no list with a head") }
    if case .list(let messages)? = head["message"], case .object(let message)? = messages.first {
      let words = message.members.compactMap {
        if case .text(let text) = $0.value { text } else { nil }
      }
      throw malformed(
        name, "the server refused the query: \(words.joined(separator: ", ").prefix(160))")
    }
    guard head["pages"]?.wholeNumber == 1 else {
      throw DataError(
        .malformedTable, "\(name): the answer is one of several pages",
        hint: "ask for more rows a page; a part of the pages is no series")
    }
    guard parts.count == 2, case .list(let entries) = parts[1],
      head["total"]?.wholeNumber == Int64(entries.count)
    else { throw malformed(name, "the entries are not as many as the head says") }
    var values: [ControlSeries.Value] = []
    var setAside: [ControlSeries.Value] = []
    for (row, entry) in entries.enumerated() {
      let value = try value(entry, row + 1, name, indicator)
      if aggregates.contains(value.area) { setAside.append(value) } else { values.append(value) }
    }
    return try ControlSeries(values: values, setAside: setAside).requireUnique(name: name)
  }

  private static func value(
    _ entry: JSONValue, _ row: Int, _ name: String, _ indicator: String
  ) throws -> ControlSeries.Value {
    guard case .object(let entry) = entry, case .text(let code)? = entry["countryiso3code"],
      case .text(let date)? = entry["date"], case .object(let kind)? = entry["indicator"],
      let printed = entry["value"]
    else { throw malformed(name, "entry \(row) has another layout") }
    guard kind["id"] == .text(indicator) else {
      throw malformed(name, "entry \(row) is of another indicator than \(indicator)")
    }
    guard date.utf8.count == 4, let year = Int(date), (1900...2999).contains(year) else {
      throw bad(name, row, "'\(date)' is no year")
    }
    guard code.isEmpty || (code.utf8.count == 3 && code.utf8.allSatisfy { (65...90).contains($0) })
    else { throw bad(name, row, "'\(code)' is no ISO code of a country") }
    switch printed {
    case .null: return .init(area: code, year: CalendarYear(year), number: nil)
    case .number(let digits):
      guard let number = PrintedNumber(digits) else {
        throw bad(name, row, "'\(digits.prefix(40))' is no number that can be used")
      }
      return .init(area: code, year: CalendarYear(year), number: number)
    default: throw bad(name, row, "the value is \(printed.kindName)")
    }
  }

  private static func malformed(_ name: String, _ what: String) -> DataError {
    DataError(.malformedTable, "\(name): \(what)", hint: "compare with the publisher's pages")
  }

  private static func bad(_ name: String, _ row: Int, _ what: String) -> DataError {
    DataError(.badCell, "\(name), entry \(row): \(what)", hint: "fetch it again")
  }
}
