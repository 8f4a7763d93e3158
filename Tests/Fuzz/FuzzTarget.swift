import Archives
import Codes
import Descriptors
import Estimation
import JSONText
import Maps
import Readers
import Tables

/// Hands arbitrary bytes to the parsers; the first byte chooses which.
///
/// A parser may refuse with its typed error and nothing else: a trap, a hang or an answer that
/// contradicts itself is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  guard let choice = bytes.first else { return 0 }
  let rest = Array(bytes.dropFirst())
  if choice >= 0xC0 {
    formulas(rest)
    return 0
  }
  if choice >= 0x80 {
    columns(rest, pieces: Int(choice) - 0x7F)
    return 0
  }
  switch choice % 9 {
  case 0: delimitedText(rest)
  case 1: amountsAndDates(rest)
  case 2: boundaries(rest)
  case 3: publishersLayouts(rest)
  case 4: json(rest)
  case 5: censusAnswers(rest)
  case 6: zipDirectories(rest)
  case 7: descriptors(rest)
  default: addressesAndHeaders(rest)
  }
  return 0
}

/// What a formula, a variance or a condition was read as reads back as the same.
private func formulas(_ bytes: [UInt8]) {
  let text = String(decoding: bytes, as: UTF8.self)
  do throws(FormulaError) {
    for model in try Formula(text).models.prefix(50) {
      guard let again = try? Formula(model.description), again.models.count == 1,
        again.models[0].description == model.description
      else { preconditionFailure("a model reads back as another: \(model)") }
    }
  } catch {
    precondition(error.position.map { (0...text.count).contains($0) } ?? true, "a place outside")
    _ = error.excerpt
  }
  if let variance = try? VarianceSpecification(text) {
    let again = try? VarianceSpecification(variance.description)
    precondition(again?.description == variance.description, "a variance reads back as another")
  }
  if let condition = try? ColumnExpression(parsing: text) {
    let again = try? ColumnExpression(parsing: condition.description)
    precondition(again == condition, "a condition reads back as another")
  }
}

/// What was read and written again is read as the same.
private func delimitedText(_ bytes: [UInt8]) {
  guard let table = try? DelimitedText(name: "fuzz").table(from: bytes) else { return }
  var writer = DelimitedTextWriter(header: table.header)
  let columns = table.header.compactMap { try? table.column($0) }
  precondition(columns.count == table.header.count, "every column of the header is found")
  // A row that is one empty field reads as a blank line unless it is quoted.
  if columns.count == 1, columns[0].texts.contains("") || table.header == [""] { return }
  for row in table.rows { writer.append(columns.map { $0[row] }) }
  guard let again = try? DelimitedText(name: "fuzz").table(from: writer.bytes) else {
    preconditionFailure("what was written cannot be read")
  }
  precondition(again.header == table.header && again.rowCount == table.rowCount)
  for (column, name) in zip(columns, table.header) {
    precondition((try? again.column(name).texts) == column.texts, "a column changed")
  }
}

/// Columns are those of the slow reader, whatever the pieces and the threads.
private func columns(_ bytes: [UInt8], pieces: Int) {
  let slow = try? DelimitedText(name: "fuzz").table(from: bytes)
  if let slow, slow.header.count > 512 { return }
  var reading = ColumnTable.Reading(text: Set(slow?.header ?? []), missing: [])
  let fast = try? ColumnTable(reading: bytes, named: "fuzz", as: reading, threads: 1)
  precondition((slow == nil) == (fast == nil), "one reader refuses what the other takes")
  guard let slow, let fast else { return }
  precondition(fast.rowCount == slow.rowCount && fast.columns.map(\.name) == slow.header)
  for column in fast.columns {
    guard case .text(let codes, let labels) = column.values else {
      preconditionFailure("a column that is said to be text is text")
    }
    precondition(
      (try? slow.column(column.name).texts) == codes.map { $0 < 0 ? "" : labels[Int($0)] })
  }
  reading = ColumnTable.Reading()
  let typed = Result { try ColumnTable(reading: bytes, named: "fuzz", as: reading, threads: 1) }
  reading.chunkSize = pieces
  let pieced = Result { try ColumnTable(reading: bytes, named: "fuzz", as: reading, threads: 2) }
  switch (typed, pieced) {
  case (.success(let one), .success(let other)):
    precondition(one.rowCount == other.rowCount)
    for (one, other) in zip(one.columns, other.columns) {
      if case .numbers(let numbers) = one.values, case .numbers(let others) = other.values {
        precondition(numbers.map(\.bitPattern) == others.map(\.bitPattern))
      } else {
        precondition(one == other)
      }
    }
  case (.failure(let one as DataError), .failure(let other as DataError)):
    precondition(one == other, "another piece, another fault")
  default: preconditionFailure("pieces decide whether a table is read")
  }
}

private func amountsAndDates(_ bytes: [UInt8]) {
  let text = String(decoding: bytes, as: UTF8.self)
  _ = Dollars(millions: text)
  if let date = CalendarDate(iso: text) {
    precondition(date.description == text, "a date is printed as it was read")
  }
}

private func boundaries(_ bytes: [UInt8]) {
  let parts = bytes.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false).map(
    Array.init)
  guard parts.count == 3 else { return }
  if let read = try? Boundaries(areas: parts[0], arcs: parts[1], rings: parts[2]) {
    _ = try? MapGeometry(boundaries: read)
  }
}

/// What was read and written again is read as the same, on one line and on several.
private func json(_ bytes: [UInt8]) {
  let reader = JSONReader(name: "fuzz")
  guard let value = try? reader.value(from: bytes) else { return }
  precondition((try? reader.value(from: Array(value.line.utf8))) == value, "a line changed")
  precondition((try? reader.value(from: Array(value.indented.utf8))) == value, "lines changed")
}

/// The fast reader accepts nothing that the strict one refuses, and reads the same dollars.
private func censusAnswers(_ bytes: [UInt8]) {
  let fast = CensusAnswerReader(name: "fuzz", value: "V", commodity: "E")
  guard let answer = try? fast.read(bytes) else { return }
  guard case .list(let rows)? = try? JSONReader(name: "fuzz").value(from: bytes),
    case .list(let header)? = rows.first, let column = header.firstIndex(of: .text("V"))
  else { return }
  precondition(rows.count == answer.rowCount + 1, "a row is lost")
  let amounts = rows.dropFirst().compactMap { row -> Int64? in
    guard case .list(let cells) = row else { return nil }
    switch cells[column] {
    case .text(let digits), .number(let digits): return Int64(digits)
    default: return nil
    }
  }
  precondition(
    amounts.sorted() == (answer.flows.dollars + answer.setAside.dollars).sorted(),
    "dollars differ")
}

/// A directory that passes declares no more than its policy allows, and its names lead nowhere.
private func zipDirectories(_ bytes: [UInt8]) {
  guard let archive = try? ZipArchive(bytes, name: "fuzz") else { return }
  for (index, entry) in archive.entries.enumerated() {
    precondition(!entry.name.hasPrefix("/") && !entry.name.contains("\\"), "a name leads out")
    if let contents = try? archive.contents(of: index) {
      precondition(contents.count == entry.size, "a size differs")
    }
  }
}

private func descriptors(_ bytes: [UInt8]) {
  guard let descriptor = try? SourceDescriptor(bytes, file: "fuzz"),
    let today = CalendarDate(iso: "2026-09-20"),
    let plan = try? RefreshPlan(descriptors: [descriptor], facts: [], today: today)
  else { return }
  for request in plan.requests.prefix(3) {
    precondition(descriptor.allowedHosts.contains(request.address.host), "a host is not allowed")
    _ = descriptor.divided(request)
  }
}

private func publishersLayouts(_ bytes: [UInt8]) {
  _ = try? ATOPDyadYears.read(bytes, name: "fuzz")
  _ = try? BEAStateGDP.read(bytes, name: "fuzz")
  _ = try? BTSRawFreight.read(bytes, name: "fuzz")
  _ = try? BTSStateExports.read(bytes, name: "fuzz")
  _ = try? BlankenshipStatements(bytes, name: "fuzz")
  _ = try? CensusCountryTotals.read(bytes, name: "fuzz")
  _ = try? CensusNamedStateTrade.read(bytes, name: "fuzz", flow: .exports)
  _ = try? CensusNationalExports.read(bytes, name: "fuzz")
  _ = try? CensusPopulation.read(bytes, name: "fuzz")
  _ = try? CEPIIDistances.read(bytes, name: "fuzz")
  _ = try? CensusStateExports.read(bytes, name: "fuzz")
  _ = try? CensusTenStates.read(bytes, name: "fuzz")
  _ = try? CensusTenStatesWide.read(bytes, name: "fuzz")
  _ = try? MEDSLStateReturns.read(bytes, name: "fuzz")
  _ = try? MITPresidentReturns.read(bytes, name: "fuzz")
  _ = try? ScheduleCCrosswalk.read(bytes, name: "fuzz")
  _ = try? ScheduleCList.read(bytes, name: "fuzz")
  _ = try? USATradeNames.read(bytes, name: "fuzz")
  _ = try? USAtlasStates.read(bytes, name: "fuzz")
  _ = try? WorldBankIndicator.read(bytes, name: "fuzz", indicator: "X")
}
