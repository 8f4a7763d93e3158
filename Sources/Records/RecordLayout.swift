/// The layout of records in files: names, types and folders.
public enum RecordLayout {
  /// A column of a file.
  public struct Column: Sendable, Hashable {
    /// Its name in the header.
    public let name: String
    /// Its type in SQL, as SQLite, DuckDB and Spark all read it.
    public let type: String
    /// What it holds, in a sentence.
    public let meaning: String
  }

  /// The columns of a file, in order; `year` and `month` are in the names of its folders.
  public static let columns = [
    Column(name: "state", type: "VARCHAR(8)", meaning: "postal code of the state of origin"),
    Column(
      name: "destination", type: "VARCHAR(8)", meaning: "Schedule C code, leading zeros kept"),
    Column(
      name: "commodity", type: "VARCHAR(16)",
      meaning: "Harmonized System code, empty for all goods"),
    Column(
      name: "reason", type: "VARCHAR(32)",
      meaning: "why the row is not to be summed with the detail; empty for detail"),
    Column(name: "dollars", type: "BIGINT", meaning: "whole dollars, f.a.s."),
  ]

  /// The columns that stand in the names of folders; month 0 is a whole year.
  public static let partitions = [
    Column(name: "year", type: "INT", meaning: "calendar year"),
    Column(name: "month", type: "INT", meaning: "calendar month, 0 for the year as a whole"),
  ]

  /// The first line of every file.
  public static let header = columns.map(\.name).joined(separator: ",") + "\n"
  /// The name of the manifest beside the folders of years.
  public static let manifestName = "_manifest.json"

  /// The folder of a period, such as `year=2024/month=03`.
  public static func folder(year: Int, month: Int) -> String {
    "year=\(year)/month=\(month < 10 ? "0" : "")\(month)"
  }

  /// The name of a file in its folder, counted from 1, such as `part-0001.csv`.
  public static func file(_ number: Int) -> String {
    let digits = String(number)
    return "part-" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits + ".csv"
  }

  /// Appends a record's line.
  ///
  /// Codes are written as they are: the store holds none with a line break, and one with a comma or a
  /// quotation mark is quoted.
  public static func append(
    state: String, destination: String, commodity: String, reason: String, dollars: Int64,
    to bytes: inout [UInt8]
  ) {
    for code in [state, destination, commodity, reason] {
      if code.utf8.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 == 0x0D }) {
        bytes.append(0x22)
        bytes.append(contentsOf: code.replacing("\"", with: "\"\"").utf8)
        bytes.append(0x22)
      } else {
        bytes.append(contentsOf: code.utf8)
      }
      bytes.append(0x2C)
    }
    bytes.append(contentsOf: String(dollars).utf8)
    bytes.append(0x0A)
  }
}
