import Codes
import Foundation
import Panels
import Tables

/// The folder of a panel: what an earlier panel left in it, and what must not be written over.
struct PanelFolder {
  let output: OutputFolder

  /// What is written for a form, with what states it.
  private static let data = ["panel.csv", "panel.sqlite"]
  private static let scripts = ["read-panel.R", "read-panel.py", "read-panel.do"]
  private static let reports = [
    "join-report.json", "join-report.md", "data-dictionary.md", DataPackage.descriptorName,
  ]

  /// Refuses a folder in which a panel would write over one of its own inputs, or over the description
  /// of data that are no panel.
  ///
  /// - Parameters:
  ///   - inputs: The paths of the files that the panel is made of.
  ///   - cells: Whether cells are written beside the panel.
  /// - Throws: `DataError` of kind `wrongUse`.
  func requireFree(of inputs: [String], withCells cells: Bool) throws {
    let sources = inputs.compactMap { path in Self.identity(path).map { (path, $0) } }
    for name in Self.data + Self.scripts + Self.reports + (cells ? [CellReduction.fileName] : []) {
      let path = output.root.appendingPathComponent(name).path
      guard let mine = Self.identity(path) else { continue }
      if let source = sources.first(where: { $0.1 == mine }) {
        throw DataError(
          .wrongUse, "the panel would be written over \(path), of which it is made",
          hint: "choose another --out, or move \(source.0)")
      }
    }
    _ = try earlier()
  }

  /// The files of an earlier panel that would be those of another one beside the new: only files that the
  /// folder's own description names, as it states them, and the scripts that read them; never a folder.
  ///
  /// - Parameter format: The form that is written now.
  /// - Throws: `DataError` of kind `wrongUse` for a file that was changed since, or a folder whose
  ///   description is of other data.
  func stale(beside format: PanelFormat) throws -> [String] {
    let kept = (format.hasCSV ? ["panel.csv"] : []) + (format.hasSQLite ? ["panel.sqlite"] : [])
    var stale: [String] = []
    for resource in try earlier() where Self.data.contains(resource.path) {
      let path = output.root.appendingPathComponent(resource.path).path
      guard !kept.contains(resource.path), Self.isFile(path) else { continue }
      let file = try MappedFile(path: path)
      var hash = RunningHash()
      withExtendedLifetime(file) { hash.add(file.bytes) }
      guard hash.text == resource.hash else {
        throw DataError(
          .wrongUse,
          "\(path) would be removed, so that no two panels stand beside each other, and it was changed "
            + "since it was written",
          hint: "move it away, or choose another --out")
      }
      stale.append(resource.path)
    }
    if stale.contains("panel.csv") { stale += Self.scripts.filter(isScript) }
    return stale
  }

  /// The resources of the panel that the folder's description is of; empty where there is none.
  private func earlier() throws -> [DataPackageDescriptor.Resource] {
    let path = output.root.appendingPathComponent(DataPackage.descriptorName).path
    guard let bytes = FileManager.default.contents(atPath: path) else { return [] }
    let found = try? JSONDecoder().decode(DataPackageDescriptor.self, from: bytes)
    guard let found, found.name == PanelPackage.name else {
      throw DataError(
        .wrongUse, "\(path) describes data that are no panel, and would be written over",
        hint: "choose another --out")
    }
    return found.resources
  }

  /// Whether a file is one of the scripts that are written beside a panel.
  private func isScript(_ name: String) -> Bool {
    let path = output.root.appendingPathComponent(name).path
    guard Self.isFile(path), let bytes = FileManager.default.contents(atPath: path) else {
      return false
    }
    return String(decoding: bytes.prefix(80), as: UTF8.self).contains("Reads panel.csv: codes stay")
  }

  private struct Identity: Equatable {
    let device: dev_t
    let number: ino_t
  }

  private static func identity(_ path: String) -> Identity? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Identity(device: status.st_dev, number: status.st_ino)
  }

  private static func isFile(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }
}
