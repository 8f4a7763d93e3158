import Codes
import Tables

/// Reads bilateral distances of CEPII's GeoDist (Mayer & Zignago 2011): text separated by
/// semicolons, a point for what is not reported, codes older than ISO 3166 in places.
public enum CEPIIDistances {
  /// A pair of countries.
  public struct Pair: Hashable, Sendable {
    /// The country of origin, as CEPII writes its code.
    public let origin: String
    /// The destination, as CEPII writes its code: `ROM` is Romania, `ZAR` the Congo.
    public let destination: String
    /// Whether the two have a common border.
    public let isContiguous: Bool
    /// Whether they share an official language.
    public let sharesLanguage: Bool
    /// Whether one was the other's colony.
    public let wereColonial: Bool
    /// Kilometres between the most important cities.
    public let kilometres: PrintedNumber
    /// Kilometres weighted by the population of cities; nil where not reported.
    public let weightedKilometres: PrintedNumber?
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - name: The name by which errors call it.
  /// - Returns: The pairs in the file's order.
  /// - Throws: `DataError` of kind `malformedTable`, `missingColumn`, `badCell` or `duplicateKey`.
  public static func read(_ bytes: some Collection<UInt8>, name: String) throws -> [Pair] {
    let table = try DelimitedText(name: name, separator: UInt8(ascii: ";")).table(from: bytes)
    let origin = try table.column("iso_o")
    let destination = try table.column("iso_d")
    let contiguous = try table.column("contig")
    let language = try table.column("comlang_off")
    let colony = try table.column("colony")
    let distance = try table.column("dist")
    let weighted = try table.column("distw")
    try table.requireUnique(["iso_o", "iso_d"])
    return try table.rows.map { row in
      guard let kilometres = try number(distance, row) else {
        throw distance.error(row, "the distance is missing", hint: "fetch the file again")
      }
      return Pair(
        origin: try code(origin, row), destination: try code(destination, row),
        isContiguous: try flag(contiguous, row), sharesLanguage: try flag(language, row),
        wereColonial: try flag(colony, row), kilometres: kilometres,
        weightedKilometres: try number(weighted, row))
    }
  }

  private static func code(_ column: Table.Column, _ row: Int) throws -> String {
    let text = column[row]
    guard text.utf8.count == 3, text.utf8.allSatisfy({ (65...90).contains($0) }) else {
      throw column.error(row, "'\(text)' is no code of three letters", hint: "see CEPII")
    }
    return text
  }

  private static func flag(_ column: Table.Column, _ row: Int) throws -> Bool {
    switch column[row] {
    case "1": return true
    case "0": return false
    default: throw column.error(row, "'\(column[row])' is neither 0 nor 1", hint: "see CEPII")
    }
  }

  private static func number(_ column: Table.Column, _ row: Int) throws -> PrintedNumber? {
    if column[row] == "." { return nil }
    guard let number = PrintedNumber(column[row]), number.number >= 0 else {
      throw column.error(
        row, "'\(column[row])' is no distance", hint: "save the file with decimal points")
    }
    return number
  }
}
