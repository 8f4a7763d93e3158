import Codes
import Estimation
import FoundationEssentials
import Tables

/// What `swingport fit` reads: a table of data and a specification.
public enum FitInput {
  /// The columns of comma-separated text, typed by their cells.
  ///
  /// A column is one of numbers if every cell is a decimal number or missing, and one of text
  /// otherwise. An empty cell is missing; in a column of numbers `NA`, `NaN` and `.` are too. A number
  /// with leading zeros is a code, and its column one of text.
  ///
  /// - Parameters:
  ///   - bytes: The text, its first line the header.
  ///   - name: The name by which errors call it.
  ///   - specification: What is estimated; only the columns that it reads are kept.
  /// - Throws: `DataError` that names the line of a mistake, or a `FormulaError` if a column of the
  ///   specification is not there.
  public static func columns(
    reading bytes: [UInt8], named name: String, for specification: FitSpecification
  ) throws -> DataColumns {
    let table = try DelimitedText(name: name).table(from: bytes)
    try specification.check(against: table.header, of: name)
    if table.rowCount == 0 {
      throw DataError(
        .malformedTable, "\(name) has a header and no rows", hint: "give a file with data")
    }
    let columns = try specification.columnNames().map { column in
      DataColumns.Column(name: column, values: values(try table.column(column).texts))
    }
    return try DataColumns(name: name, columns: columns)
  }

  private static func values(_ cells: [String]) -> DataColumns.Values {
    var numbers: [Double] = []
    numbers.reserveCapacity(cells.count)
    for cell in cells {
      if let number = number(cell) {
        numbers.append(number)
      } else if ["", "NA", "NaN", "."].contains(cell) {
        numbers.append(.nan)
      } else {
        return texts(cells)
      }
    }
    return .numbers(numbers)
  }

  /// A finite decimal number without leading zeros.
  private static func number(_ cell: String) -> Double? {
    let digits = cell.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    guard let first = digits.first else { return nil }
    let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    if !isDigit(first), first != UInt8(ascii: ".") { return nil }
    if first == UInt8(ascii: "0"), let second = digits.dropFirst().first, isDigit(second) {
      return nil
    }
    if digits.contains(UInt8(ascii: "x")) || digits.contains(UInt8(ascii: "X")) { return nil }
    guard let number = Double(cell), number.isFinite else { return nil }
    return number
  }

  private static func texts(_ cells: [String]) -> DataColumns.Values {
    var known: [String: Int32] = [:]
    var labels: [String] = []
    let codes = cells.map { cell -> Int32 in
      if cell.isEmpty { return -1 }
      if let code = known[cell] { return code }
      let code = Int32(labels.count)
      known[cell] = code
      labels.append(cell)
      return code
    }
    return .text(codes: codes, labels: labels)
  }

  /// The choices in a JSON file.
  ///
  /// - Throws: A `FormulaError` that names the key that is wrong, or that the text is no JSON.
  public static func choices(reading bytes: [UInt8], named name: String) throws -> FitChoices {
    do {
      return try JSONDecoder().decode(FitChoices.self, from: Data(bytes))
    } catch let error as FormulaError {
      throw FormulaError(error.kind, "\(name): \(error.message)", hint: error.hint)
    } catch {
      throw FormulaError(
        .specification, "\(name) is not valid JSON",
        hint: "write an object with the keys \(FitChoices.keys.joined(separator: ", "))")
    }
  }
}
