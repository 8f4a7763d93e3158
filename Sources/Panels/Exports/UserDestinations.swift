import Codes

/// What the country codes of a user's rows mean in the years of the rows.
///
/// A row may name its destination in several systems, which must then agree. A code of a year in which
/// it did not hold means no destination, and says what was valid.
struct UserDestinations {
  /// The columns that may name a destination.
  static var columns: [(name: String, systems: [CountryCodeSystem])] { CountryColumns.all }

  /// The column for codes of a system; nil where there is none.
  static func column(of system: CountryCodeSystem) -> String? { CountryColumns.name(of: system) }

  /// What the codes of one row mean.
  private enum Meaning {
    case candidates([String])
    case group(reason: String)
    case unknown(reason: String)
  }

  private let file: String
  private let codes: DestinationCodes
  private(set) var texts: [String] = []
  private(set) var faults: [Int: ExportPart.Fault] = [:]
  private var indices: [String: UInt16] = [:]
  private var faultIndices: [ExportPart.Fault: UInt16] = [:]

  init(file: String, codes: DestinationCodes) {
    self.file = file
    self.codes = codes
  }

  /// The text of a row's destination.
  ///
  /// - Parameters:
  ///   - cells: The filled cells, in the order of ``columns``.
  ///   - fault: Makes an error that names the row.
  /// - Throws: `DataError` naming the row whose codes contradict each other.
  mutating func index(
    of cells: [(column: Int, code: String)], year: CalendarYear,
    fault: (String, String) -> DataError
  ) throws -> UInt16 {
    guard let first = cells.first else {
      throw fault(
        "no code of a country is filled",
        "fill \(Self.columns.map(\.name).joined(separator: ", ")) or remove the row")
    }
    switch try meaning(first.code, Self.columns[first.column].systems, year) {
    case .group(let reason):
      // Groups of Schedule C are known by their form, those of other systems by the table of codes.
      if first.column == 0 { return try number(first.code) }
      return try number(
        .init(
          code: first.code, system: Self.columns[first.column].systems[0], reason: reason,
          isGroup: true))
    case .unknown(let reason):
      return try number(
        .init(code: first.code, system: Self.columns[first.column].systems[0], reason: reason))
    case .candidates(let candidates):
      let agreeing = candidates.first { text in
        cells.dropFirst().allSatisfy { agrees($0, with: text, year) }
      }
      if let agreeing { return try number(agreeing) }
      let other = cells.dropFirst().first { !agrees($0, with: candidates[0], year) } ?? first
      throw fault(
        "\(Self.columns[first.column].name) \(first.code) is \(name(candidates[0])), and "
          + "\(Self.columns[other.column].name) \(other.code) is \(words(other, year))",
        "correct one of the two, or leave the one that is not known empty")
    }
  }

  private func agrees(
    _ cell: (column: Int, code: String), with text: String, _ year: CalendarYear
  ) -> Bool {
    guard let known = codes[ScheduleC(text)] else { return true }
    // As a panel writes them: the ISO code of a former destination stays when its years are over.
    if cell.column == 1, known.iso3?.text == cell.code { return true }
    if cell.column == 3, codes.cow(of: known.scheduleC, in: year)?.text == cell.code { return true }
    guard
      case .candidates(let theirs)? = try? meaning(
        cell.code, Self.columns[cell.column].systems, year)
    else { return false }
    return theirs.contains(text)
  }

  private func words(_ cell: (column: Int, code: String), _ year: CalendarYear) -> String {
    switch try? meaning(cell.code, Self.columns[cell.column].systems, year) {
    case .candidates(let texts): name(texts[0])
    case .group: "no single country"
    case .unknown(let reason): "no code of \(year)" + (reason.isEmpty ? "" : " (\(reason))")
    case nil: "not one country"
    }
  }

  private func name(_ text: String) -> String {
    codes[ScheduleC(text)].map { "\(text) \($0.name)" } ?? "'\(text)'"
  }

  private func meaning(
    _ code: String, _ systems: [CountryCodeSystem], _ year: CalendarYear
  ) throws -> Meaning {
    if systems == [.scheduleC] {
      guard codes[ScheduleC(code)] != nil else {
        if ExportLabels.isGroup(code) { return .group(reason: "a group or total of Schedule C") }
        guard let other = codes.otherSystem(of: code) else { return .candidates([code]) }
        return .unknown(reason: other)
      }
      if let reason = codes.crosswalk?.otherYears(of: code, in: .scheduleC, year: year) {
        return .unknown(reason: "in \(year): \(reason)")
      }
      return .candidates([code])
    }
    guard let crosswalk = codes.crosswalk else {
      return .candidates([try codes.scheduleC(ofISO3: code, in: file)])
    }
    var aside: (reason: String, isGroup: Bool)?
    for system in systems {
      switch crosswalk.known(code, in: system, year: year) {
      case .destination:
        return .candidates(crosswalk.destinations(code, in: system, year: year).map(\.text))
      case .setAside(let reason):
        aside = aside ?? (reason, crosswalk.isGroup(code, in: system, year: year))
      case .otherYears, .unknown, nil: continue
      }
    }
    if let aside {
      // A place without a destination of its own is none of the sums of others.
      return aside.isGroup
        ? .group(reason: aside.reason) : .unknown(reason: "no destination: \(aside.reason)")
    }
    if let reason = crosswalk.otherYears(of: code, inAnyOf: systems, year: year) {
      return .unknown(reason: "in \(year): \(reason)")
    }
    let elsewhere = crosswalk.meanings(of: code, apartFrom: systems[0])
      .first { !systems.contains($0.system) }
    if let elsewhere {
      let column = Self.column(of: elsewhere.system)
      return .unknown(
        reason: "the \(elsewhere.system.title) code of \(name(elsewhere.destination.text))"
          + (column.map { ", which belongs in a column \($0)" } ?? ""))
    }
    // The nearest code is looked up where it is printed.
    return .unknown(reason: "")
  }

  private mutating func number(_ text: String) throws -> UInt16 {
    if let known = indices[text] { return known }
    let new = try append(text)
    indices[text] = new
    return new
  }

  private mutating func number(_ fault: ExportPart.Fault) throws -> UInt16 {
    if let known = faultIndices[fault] { return known }
    let new = try append(fault.code)
    faultIndices[fault] = new
    faults[Int(new)] = fault
    return new
  }

  private mutating func append(_ text: String) throws -> UInt16 {
    guard texts.count < 1 << 16 else {
      throw DataError(
        .tooManyCodes, "\(file) has more than 65536 different codes of destinations",
        hint: "check that its columns are what their names say")
    }
    texts.append(text)
    return UInt16(texts.count - 1)
  }
}
