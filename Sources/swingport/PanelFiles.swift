import Codes
import Foundation
import Panels
import SQLiteTables
import Tables

/// The files that a panel is written to.
struct PanelFiles {
  let panel: BuiltPanel
  let design: PanelDesign
  let format: PanelFormat
  let dictionary: String
  let sources: [DataPackageDescriptor.Source]
  let licenses: [DataPackageDescriptor.License]
  /// The cells that the panel was built of, where they were reduced from records.
  var cells: [UInt8]?

  /// Writes all of them or none.
  ///
  /// - Returns: The files of an earlier panel that were removed, since they would be those of another
  ///   panel beside this one.
  /// - Throws: `DataError` of kind `cannotCreate`, `wrongUse` or `sqliteFailed`.
  func write(to output: OutputFolder) throws -> [String] {
    var written: [PanelPackage.File] = []
    var files: [(path: String, content: (URL) throws -> Void)] = []
    if let cells {
      files.append(
        (
          CellReduction.fileName,
          { url in
            let file = try StreamedFile(url)
            try cells.withUnsafeBytes { try file.write($0) }
          }
        ))
    }
    if format.hasCSV {
      files.append(
        (
          "panel.csv",
          { url in
            let file = try StreamedFile(url)
            var hash = RunningHash()
            try panel.table.writeCSV {
              hash.add($0)
              try file.write($0)
            }
            written.append(.init(path: "panel.csv", bytes: hash.byteCount, hash: hash.text))
          }
        ))
    }
    if format.hasSQLite {
      files.append(
        (
          "panel.sqlite",
          { url in
            try? FileManager.default.removeItem(at: url)
            try SQLitePanel.write(panel.table, to: url.path)
            let file = try MappedFile(path: url.path)
            var hash = RunningHash()
            withExtendedLifetime(file) { hash.add(file.bytes) }
            written.append(.init(path: "panel.sqlite", bytes: hash.byteCount, hash: hash.text))
          }
        ))
    }
    func add(_ path: String, _ bytes: @escaping () throws -> [UInt8]) {
      files.append((path, { try Data(bytes()).write(to: $0) }))
    }
    add("join-report.json") { try panel.report.json() }
    add("join-report.md") { Array(panel.report.markdown().utf8) }
    add("data-dictionary.md") { Array(dictionary.utf8) }
    if format.hasCSV {
      for file in ReadingSnippets(table: panel.table).files {
        add(file.path) { Array(file.text.utf8) }
      }
    }
    // Last, since it states the bytes of the others.
    add(DataPackage.descriptorName) {
      try PanelPackage(
        table: panel.table, design: design, files: written, sources: sources, licenses: licenses
      ).json()
    }
    let stale = try PanelFolder(output: output).stale(beside: format)
    try output.write(files, removing: stale)
    return stale
  }

  /// What was done, for standard output: every choice, then the size.
  static func summary(_ panel: BuiltPanel, folder: String) -> String {
    let report = panel.report
    var lines = report.choices.map { "\($0.option): \($0.value) — \($0.meaning)" }
    let cells = report.cells
    lines.append(
      "\(cells.rows) rows, \(panel.table.columns.count) columns: \(report.origins) origins × "
        + "\(report.destinations) destinations × \(report.commodities.count) series, "
        + report.periods.joined(separator: " to "))
    lines.append(
      "\(cells.reported) figures, \(cells.zeros) printed zeros, \(cells.filled) filled, "
        + "\(cells.dropped) left out, \(cells.notReported.values.reduce(0, +)) not reported")
    let groups = Set(report.tables.flatMap(\.setAsideCodes).map(\.code)).sorted()
    if !groups.isEmpty { lines.append("groups and totals set aside: " + few(groups)) }
    if !report.unmatched.isEmpty {
      lines.append("codes that are not known: " + few(report.unmatched.map(\.code)))
    }
    for account in report.joins where !account.unmatched.isEmpty {
      lines.append(
        "\(account.join.name), codes that are not known: " + few(account.unmatched.map(\.code)))
    }
    for account in report.joins where account.unit != "destination" {
      if let unused = account.unused, unused > 0, let rows = account.right {
        lines.append("\(account.join.name): \(unused) of \(rows) rows are of no unit of the panel")
      }
      lines += account.notes.map { "\(account.join.name): \($0)" }
    }
    lines += report.emptyColumns.map { "the column \($0) has no value in any row" }
    if cells.noSuchDestination > 0 {
      lines.append(
        "\(cells.noSuchDestination) pairs of destinations that did not exist are no rows")
    }
    if !report.sharedCodes.isEmpty {
      lines.append(
        "iso3c is not unique in \(report.sharedCodes.count) "
          + (report.sharedCodes.count == 1 ? "year" : "destination-years")
          + " (join on schedule_c, or pass --shared-codes sum): "
          + Set(report.sharedCodes.map(\.iso3c)).sorted().joined(separator: ", "))
    }
    for line in report.reconciliation.byYear {
      let percent = line.gapPercent.map { " (\($0) %)" } ?? ""
      lines.append(
        "\(line.year): \(line.panelDollars) of \(line.publishedDollars) published, gap "
          + "\(line.gapDollars)\(percent), \(line.unexplainedDollars) of it not explained")
    }
    lines.append("join report: \(folder)/join-report.md")
    return lines.joined(separator: "\n") + "\n"
  }

  /// The first twenty codes, and how many more there are.
  private static func few(_ codes: [String]) -> String {
    codes.prefix(20).joined(separator: ", ")
      + (codes.count > 20 ? " and \(codes.count - 20) more" : "")
  }
}
