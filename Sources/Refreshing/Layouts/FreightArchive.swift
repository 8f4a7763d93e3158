import Archives
import Readers

/// Reads an archive of TransBorder Freight raw data: each month once, whatever else it holds.
public enum FreightArchive {
  /// Reads an archive.
  ///
  /// Archives inside the archive are left alone, because BTS adds zipped copies of the tables.
  ///
  /// - Parameters:
  ///   - bytes: The zip archive.
  ///   - name: The name by which errors call it.
  /// - Returns: The rows of table `dot1`, in order of month.
  /// - Throws: `DataError` of a kind `zip.…`, `legacyTables`, `missingMember`, or of the table.
  public static func read(_ bytes: [UInt8], name: String) throws -> [BTSRawFreight.Row] {
    var policy = ZipPolicy()
    policy.nested = .leftAlone
    let archive = try ZipArchive(bytes, name: name, policy: policy)
    return try BTSRawMember.selection(of: archive.entries.map(\.name), archive: name)
      .flatMap { member in
        try BTSRawFreight.read(
          archive.contents(of: member.index), name: "\(name) \(archive.entries[member.index].name)",
          months: member.months)
      }
  }
}
