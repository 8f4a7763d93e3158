import Codes

/// The codes that no table has, or not in the years of their rows, with their figures.
struct UnmatchedFigures {
  /// How many codes are given the nearest one that there is: beyond that, none is a slip of the pen.
  static let suggestions = 100

  private struct Entry {
    var figures = 0
    var reason: String?
    var system = CountryCodeSystem.scheduleC
    var years = Set<CalendarYear>()
    var first: (part: String, place: String)?
  }
  private var origins: [String: Entry] = [:]
  private var destinations: [String: Entry] = [:]

  mutating func note(origin: String, row: Int, of part: ExportPart) {
    origins[origin, default: Entry()].figures += 1
    if origins[origin]?.first == nil { origins[origin]?.first = (part.name, part.place(row)) }
  }

  mutating func note(destination index: Int, row: Int, of part: ExportPart, year: CalendarYear?) {
    let fault = part.faults[index]
    let code = part.destinations.texts[index]
    var entry = destinations.removeValue(forKey: code) ?? Entry()
    entry.figures += 1
    if entry.first == nil { entry.first = (part.name, part.place(row)) }
    if let fault {
      entry.system = fault.system
      // The reason of the earliest year stands for all, whatever the order of the rows.
      if !fault.reason.isEmpty { entry.reason = min(entry.reason ?? fault.reason, fault.reason) }
      if let year { entry.years.insert(year) }
    }
    destinations[code] = entry
  }

  /// All of them in order, with the nearest codes that there are.
  func codes(nearest codes: DestinationCodes) -> [UnmatchedCode] {
    origins.sorted { $0.key < $1.key }.enumerated().map { index, item in
      UnmatchedCode(
        kind: "origin", code: item.key,
        nearest: index < Self.suggestions ? State.suggestion(for: item.key) : nil,
        figures: item.value.figures)
    }
      + destinations.sorted { $0.key < $1.key }.enumerated().map { index, item in
        let (code, entry) = item
        return UnmatchedCode(
          kind: "destination", code: code,
          nearest: entry.reason == nil && index < Self.suggestions
            ? codes.nearest(to: code, in: entry.system) : nil, reason: entry.reason,
          years: entry.years.isEmpty ? nil : YearRuns.text(entry.years), figures: entry.figures)
      }
  }

  /// The error that lists them, the first twenty by name, each with its file and first row.
  func error(_ unmatched: [UnmatchedCode]) -> DataError {
    let names = unmatched.prefix(20).map { code in
      let place = (code.kind == "origin" ? origins : destinations)[code.code]?.first
      return "\(code.kind) \(code.words)" + (place.map { " in \($0.part), \($0.place)" } ?? "")
    }
    let more = unmatched.count > 20 ? " and \(unmatched.count - 20) more" : ""
    return DataError(
      .unmatchedCode,
      "the table of codes does not have the \(unmatched.count == 1 ? "code" : "codes") "
        + names.joined(separator: ", ") + more,
      hint: "correct them, or pass --on-unmatched list to keep their rows or drop to leave them out"
    )
  }
}

/// The figures of groups and totals that a table sets aside, by their code.
struct SetAsideCodes {
  private var figures: [Int]
  private var dollars: [Int64]

  init(of part: ExportPart) {
    figures = [Int](repeating: 0, count: part.destinations.texts.count)
    dollars = [Int64](repeating: 0, count: figures.count)
  }

  mutating func note(_ destination: Int, dollars amount: Int64) {
    figures[destination] += 1
    guard amount > 0 else { return }
    let (sum, isTooLarge) = dollars[destination].addingReportingOverflow(amount)
    dollars[destination] = isTooLarge ? .max : sum
  }

  /// All of them in order of code.
  func codes(of part: ExportPart) -> [SetAsideCode] {
    figures.indices.filter { figures[$0] > 0 }.map { index in
      let text = part.destinations.texts[index]
      return SetAsideCode(
        code: text,
        reason: part.faults[index]?.reason
          ?? (text == "-" ? "the total of all countries" : "a group of Schedule C"),
        figures: figures[index], dollars: dollars[index])
    }.sorted { $0.code < $1.code }
  }
}

/// A code of a group or total whose figures were set aside, since they are those of others over again.
public struct SetAsideCode: Sendable, Hashable, Codable {
  /// The code as the source writes it.
  public let code: String
  /// What it is.
  public let reason: String
  /// Its figures in the periods of the panel.
  public let figures: Int
  /// Their dollars.
  public let dollars: Int64
}
