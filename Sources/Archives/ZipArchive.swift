import CZip
import Codes

/// A zip archive in memory that has passed its policy.
public struct ZipArchive: Sendable {
  /// An entry of the archive.
  public struct Entry: Sendable, Equatable {
    /// The name with its folders, which is never used as a path.
    public let name: String
    /// The size in inflated bytes.
    public let size: Int
    /// Whether the entry is a folder.
    public let isFolder: Bool
  }

  /// The entries in the order of the directory.
  public let entries: [Entry]
  private let bytes: [UInt8]
  private let name: String
  private let checksums: [UInt32]

  /// Checks an archive; nothing is inflated yet.
  ///
  /// - Parameters:
  ///   - bytes: The archive.
  ///   - name: The name by which errors call it.
  ///   - policy: What it may be.
  /// - Throws: `DataError` of a kind `zip.…` that names the entry and what is wrong with it.
  public init(_ bytes: [UInt8], name: String, policy: ZipPolicy = ZipPolicy()) throws {
    let directory = try ZipDirectory(bytes, name: name, policy: policy)
    entries = directory.entries.map {
      Entry(name: $0.name, size: $0.size, isFolder: $0.isFolder)
    }
    checksums = directory.entries.map(\.checksum)
    self.bytes = bytes
    self.name = name
  }

  /// Inflates one entry.
  ///
  /// - Parameter index: The entry's number in ``entries``.
  /// - Returns: Its bytes, of exactly the size declared.
  /// - Throws: `DataError` of kind `zipDamaged` where size or checksum are not those declared, or
  ///   `zipDisagrees` where libzip sees another directory.
  public func contents(of index: Int) throws -> [UInt8] {
    try bytes.withUnsafeBytes { try inflate(index, from: $0) }
  }

  private func inflate(_ index: Int, from buffer: UnsafeRawBufferPointer) throws -> [UInt8] {
    let entry = entries[index]
    var problem = zip_error_t()
    zip_error_init(&problem)
    defer { zip_error_fini(&problem) }
    guard
      let source = zip_source_buffer_create(
        buffer.baseAddress, zip_uint64_t(buffer.count), 0, &problem)
    else { throw damaged(entry, "cannot be opened") }
    guard let archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &problem) else {
      zip_source_free(source)
      throw damaged(entry, "cannot be opened")
    }
    // Closing would write changes, and there are none to be made.
    defer { zip_discard(archive) }
    var facts = zip_stat_t()
    zip_stat_init(&facts)
    guard zip_get_num_entries(archive, 0) == zip_int64_t(entries.count),
      zip_stat_index(archive, zip_uint64_t(index), zip_flags_t(ZIP_FL_ENC_RAW), &facts) == 0,
      let found = facts.name, String(cString: found) == entry.name,
      facts.size == zip_uint64_t(entry.size), facts.crc == checksums[index]
    else {
      throw DataError(
        .zipDisagrees, "\(name): two readers see two directories in it",
        hint: "do not open it; it is made to harm")
    }
    guard let file = zip_fopen_index(archive, zip_uint64_t(index), 0) else {
      throw damaged(entry, "cannot be inflated")
    }
    defer { zip_fclose(file) }
    var read = 0
    let contents = try [UInt8](unsafeUninitializedCapacity: entry.size) { room, count in
      while read < entry.size {
        let got = zip_fread(
          file, room.baseAddress.map { $0 + read }, zip_uint64_t(entry.size - read))
        guard got > 0 else { throw damaged(entry, "does not inflate to what it declares") }
        read += Int(got)
      }
      count = read
    }
    // One byte more must not come; at the true end libzip compares the checksum.
    var one: UInt8 = 0
    guard zip_fread(file, &one, 1) == 0 else {
      throw damaged(entry, "is longer than it declares, or has another checksum")
    }
    return contents
  }

  private func damaged(_ entry: Entry, _ what: String) -> DataError {
    DataError(
      .zipDamaged, "\(name): the entry '\(entry.name)' \(what)", hint: "fetch the archive again")
  }
}
