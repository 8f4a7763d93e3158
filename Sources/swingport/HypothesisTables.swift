import Alliances
import Codes
import Foundation
import Hypotheses
import Panels
import Tables

/// The tables that a user brings for a hypothesis.
enum HypothesisTables {
  /// Reads the tables given, each by its kind.
  ///
  /// - Throws: `DataError`: a file that cannot be read (66), or a table that is refused with its row
  ///   (65).
  static func read(
    _ files: [TableKind: String], data: BuiltInData
  ) throws -> [HypothesisTable] {
    try TableKind.allCases.compactMap { kind in
      guard let path = files[kind] else { return nil }
      let bytes: [UInt8]
      do {
        bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
      } catch {
        throw DataError(
          .missingTable, "the table of \(kind.subject) '\(path)' cannot be read",
          hint: "check the name after \(kind.option) and the file's permissions")
      }
      let file = URL(fileURLWithPath: path).lastPathComponent
      let reader = DelimitedText(name: file)
      if kind == .arms {
        let lines = try reader.records(in: bytes).map(\.fields)
        // A tidy table has its columns; anything else is taken for a register.
        if lines.first.map({ !Set(kind.columns).isSubset(of: Set($0)) }) ?? true {
          return try ArmsRegister.orders(
            lines: lines, codes: RecipientNames(data).codes, file: file,
            since: TreatyTable.coverage.lowerBound)
        }
      }
      return try HypothesisTable(
        table: reader.table(from: bytes), kind: kind, file: file, codes: data.context.codes)
    }
  }
}
