import Codes
import Descriptors
import Foundation
import Panels
import Store
import Tables

/// The figures of the one source of a panel, and where they come from.
struct PanelInputs {
  /// The built-in source of that name, where it is one.
  let source: ExportSource?
  /// What the source is called on reports.
  let label: String
  /// The figures.
  let parts: [ExportPart]
  /// How they are cited.
  let citations: [DataPackageDescriptor.Source]
  /// The published totals of the same vintage.
  let published: PublishedTotals?
  /// Whether the figures are of the country as a whole.
  let isNational: Bool

  /// Reads what the command line names.
  ///
  /// - Throws: `DataError`: several sources, a file or a store that is not there (66), or figures that
  ///   are refused with their row (65).
  init(command: PanelCommand, data: BuiltInData) throws {
    let names = command.source
    let usesStore = command.stored || command.vintage != nil || command.store.store != nil
    let known = names.compactMap { ExportSource(rawValue: $0) }
    if names.count > 1, !known.isEmpty {
      throw DataError(
        .wrongUse, "--source names \(names.joined(separator: " and ")), which are not one series",
        hint: "two sources are never spliced; build a panel of each")
    }
    guard let source = known.first else {
      if usesStore {
        throw DataError(
          .wrongUse,
          "--source \(names.joined(separator: ", ")) is a file, and the store was asked for",
          hint: "leave --store, --stored and --vintage out, or name a source of the store")
      }
      let marks = try command.marks()
      let read = try names.map { try Self.file($0, codes: data.context.codes, marks: marks) }
      self.source = nil
      label = Set(read.map(\.name)).sorted().joined(separator: " and ")
      parts = read.sorted { $0.name < $1.name }
      isNational = Self.isNational(parts)
      citations = parts.map {
        DataPackageDescriptor.Source(
          title: "the user's table \($0.name)", publisher: "", vintage: "", path: $0.name,
          retrieved: "", hash: nil)
      }
      published = PublishedTotals(absentBecause: "a user's table comes without published totals")
      return
    }
    self.source = source
    isNational = source.origins == [.unitedStates]
    if usesStore {
      let stored = try StoredPanel(command: command, source: source)
      label =
        "\(source.rawValue) of the store (\(stored.vintage.source), vintage "
        + "\(stored.vintage.label))"
      parts = [try stored.part(isNational: source.origins == [.unitedStates])]
      citations = [try stored.citation()]
      published = source == .censusOriginOfMovement ? try stored.published() : nil
    } else {
      label = "\(source.rawValue) (built in)"
      parts = try data.exportParts(of: source)
      published = try data.panelTotals(of: source)
      let tables = try Set(data.tables(of: source).map(\.table.name))
      citations = data.descriptors.flatMap { package in
        package.resources.filter { tables.contains("\(package.name)/\($0.path)") }
          .flatMap(\.sources)
      }
    }
  }

  /// Takes cells that were reduced from records; nil while they are not there yet, which is enough to
  /// check choices against.
  ///
  /// - Throws: `DataError` for figures that are refused (65).
  init(
    cells: [UInt8]?, of reduction: CellReduction, marks: [String], data: BuiltInData
  ) throws {
    source = nil
    label = reduction.label
    parts =
      try cells.map { cells in
        [
          try cells.withUnsafeBytes {
            try ExportPart(
              reading: $0, named: reduction.name, codes: data.context.codes, missingMarks: marks,
              threads: ProcessInfo.processInfo.activeProcessorCount)
          }
        ]
      } ?? []
    isNational = Self.isNational(parts)
    citations = [
      reduction.citation(
        hash: cells.map { cells in
          var hash = RunningHash()
          cells.withUnsafeBytes { hash.add($0) }
          return hash.text
        })
    ]
    published = PublishedTotals(absentBecause: "records come without published totals")
  }

  private static func isNational(_ parts: [ExportPart]) -> Bool {
    !parts.isEmpty && parts.allSatisfy { Set($0.origins.texts) == [Origin.unitedStates.code] }
  }

  /// Reads a user's table, or standard input for `-`.
  private static func file(
    _ path: String, codes: DestinationCodes, marks: [String]
  ) throws -> ExportPart {
    let name = path == "-" ? "standard input" : URL(fileURLWithPath: path).lastPathComponent
    let file = try open(path)
    return try ExportPart(
      reading: file.bytes, named: name, codes: codes, missingMarks: marks,
      threads: ProcessInfo.processInfo.activeProcessorCount)
  }

  /// Opens a table; a name that is neither a file nor a source is told as both.
  private static func open(_ path: String) throws -> MappedFile {
    do {
      return try MappedFile(path: path)
    } catch {
      guard error.kind == .missingTable else { throw error }
      throw DataError(
        .missingTable, "there is no file \(path), and no source is called that",
        hint: "check the path, or use one of "
          + ExportSource.allCases.map(\.rawValue).joined(separator: ", "))
    }
  }
}
