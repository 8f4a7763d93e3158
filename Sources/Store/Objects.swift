import Codes

/// The folder of immutable bytes, `objects/ab/cdef…`, each file named by its SHA-256.
struct Objects: Sendable {
  let folder: String
  let files: DurableFiles

  /// What is wrong with the bytes under a name.
  enum Condition: Equatable {
    case intact
    case missing
    case damaged
  }

  /// The path of an object's file.
  func path(_ name: ObjectID) -> String {
    "\(folder)/\(name.text.prefix(2))/\(name.text.dropFirst(2))"
  }

  /// Puts bytes under their name; bytes that are there already are read and compared first.
  ///
  /// - Returns: The name of the bytes, durable under it.
  func put(_ bytes: [UInt8]) throws -> ObjectID {
    let name = ObjectID(of: bytes)
    let path = path(name)
    try files.ensureFolder(DurableFiles.split(path).folder)
    if try files.status(path) != nil, try files.read(path) == bytes {
      // A crash may have come between the file and the entry in its folder.
      try files.synchronizeFolder(DurableFiles.split(path).folder)
      return name
    }
    try files.replace(path, with: bytes, mode: 0o444)
    return name
  }

  /// The bytes under a name, after their hash was found to be the name.
  func bytes(_ name: ObjectID) throws -> [UInt8] {
    guard try files.status(path(name)) != nil else {
      throw DataError(
        .storeDamaged, "the object \(name) is missing from the store",
        hint: "run `swingport verify --repair`, then `swingport refresh`")
    }
    let bytes = try files.read(path(name))
    guard ObjectID(of: bytes) == name else {
      throw DataError(
        .storeDamaged, "the object \(name) is damaged: its bytes have another SHA-256",
        hint: "run `swingport verify --repair`, then `swingport refresh`")
    }
    return bytes
  }

  /// Whether the bytes under a name are the named ones.
  func condition(of name: ObjectID) throws -> Condition {
    guard try files.status(path(name)) != nil else { return .missing }
    return ObjectID(of: try files.read(path(name))) == name ? .intact : .damaged
  }

  /// Every entry: its name, or nil for a file that is none, with its path.
  func list() throws -> [(name: ObjectID?, path: String)] {
    var entries: [(name: ObjectID?, path: String)] = []
    for prefix in try files.list(folder) {
      let inner = "\(folder)/\(prefix)"
      for rest in try files.list(inner) {
        entries.append((ObjectID(prefix + rest), "\(inner)/\(rest)"))
      }
    }
    return entries
  }
}
