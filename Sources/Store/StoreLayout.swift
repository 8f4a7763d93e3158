import Codes

/// Where things are in a store's folder.
struct StoreLayout: Sendable {
  /// The folder, without a slash at its end.
  let folder: String

  init(_ folder: String) {
    var folder = folder
    while folder.count > 1 && folder.hasSuffix("/") { folder.removeLast() }
    self.folder = folder
  }

  var objects: String { folder + "/objects" }
  var catalogue: String { folder + "/" + Catalogue.fileName }
  var current: String { folder + "/current" }
  var vintages: String { folder + "/vintages" }
  var partial: String { folder + "/partial" }
  var quarantine: String { folder + "/quarantine" }

  func pointer(_ source: String) -> String { "\(current)/\(source).json" }
  func previousPointer(_ source: String) -> String { "\(current)/\(source).previous.json" }
  func sidecar(_ vintage: Vintage) -> String {
    "\(vintages)/\(vintage.source)/\(vintage.label).json"
  }

  /// The source whose pointer a file of `current` is, whether its first or its previous one.
  static func source(ofPointer name: String) -> String? {
    guard name.hasSuffix(".json"), !name.hasPrefix(DurableFiles.unfinished) else { return nil }
    let stem = name.dropLast(5)
    return String(stem.hasSuffix(".previous") ? stem.dropLast(9) : stem)
  }

  /// Refuses names that cannot stand in a path.
  ///
  /// - Throws: `DataError` of kind `storeRefused`.
  static func requireName(_ name: String, for what: String) throws(DataError) {
    let isFine =
      (1...64).contains(name.utf8.count)
      && name.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
          || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
          || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains($0)
      } && !name.hasPrefix(".") && !name.hasSuffix(".previous")
    guard isFine else {
      throw DataError(
        .storeRefused, "'\(name)' cannot be the name of a \(what) in the store",
        hint: "use at most 64 letters, digits, hyphens, underscores and points")
    }
  }
}

/// Which vintage of a source is in use; the file that is written last.
struct Pointer: Codable, Equatable {
  let source: String
  let label: String
  /// The vintage's digest.
  let vintage: ObjectID

  init(_ vintage: Vintage) {
    source = vintage.source
    label = vintage.label
    self.vintage = vintage.digest
  }
}
