import Codes

/// The directory of a zip archive, checked against the entries themselves before any is inflated
/// (PKWARE, APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16).
struct ZipDirectory {
  struct Entry {
    let name: String
    let nameBytes: ArraySlice<UInt8>
    let flags: UInt16
    let method: UInt16
    let checksum: UInt32
    let compressed: Int
    let size: Int
    let offset: Int
    let hostAndMode: (host: UInt8, attributes: UInt32)

    var isFolder: Bool { name.hasSuffix("/") }
  }

  let entries: [Entry]

  init(_ bytes: [UInt8], name: String, policy: ZipPolicy) throws {
    let source = ZipBytes(bytes: bytes, name: name)
    let end = try Self.end(source)
    guard source.u16(end + 4) == 0, source.u16(end + 6) == 0,
      source.u16(end + 8) == source.u16(end + 10)
    else {
      throw source.error(.zipSixtyFour, "it is one of several disks", "fetch the whole archive")
    }
    let count = Int(source.u16(end + 10))
    let size = Int(source.u32(end + 12))
    let start = Int(source.u32(end + 16))
    let hasLocator = end >= 20 && source.u32(end - 20) == 0x0706_4B50
    guard count != 0xFFFF, size != 0xFFFF_FFFF, start != 0xFFFF_FFFF, !hasLocator else {
      throw source.zip64
    }
    guard count <= policy.mostEntries else {
      throw source.error(
        .zipTooMany, "\(count) entries, more than \(policy.mostEntries)",
        "unpack it by hand if it is the archive meant")
    }
    guard start + size == end else {
      throw source.error(
        .zipDisagrees, "the directory is not where the end record says", "fetch it again")
    }
    var entries: [Entry] = []
    var place = start
    for _ in 0..<count {
      let (entry, next) = try Self.entry(source, at: place, end: end)
      entries.append(entry)
      place = next
    }
    guard place == end else {
      throw source.error(
        .zipDisagrees, "the directory holds more than the end record counts", "fetch it again")
    }
    self.entries = entries
    try ZipChecks(source: source, policy: policy, directory: start).check(entries)
  }

  /// The place of the end record, which must reach to the last byte.
  private static func end(_ source: ZipBytes) throws -> Int {
    let count = source.bytes.count
    guard count >= 22 else { throw source.noEnd }
    var found: Int?
    for place in stride(from: count - 22, through: max(0, count - 22 - 0xFFFF), by: -1)
    where source.u32(place) == 0x0605_4B50 {
      if place + 22 + Int(source.u16(place + 20)) == count { return place }
      found = found ?? place
    }
    guard found == nil else {
      throw source.error(
        .zipTrailing, "bytes stand behind its end", "fetch it again; it is damaged or tampered with"
      )
    }
    throw source.noEnd
  }

  private static func entry(
    _ source: ZipBytes, at place: Int, end: Int
  ) throws -> (Entry, next: Int) {
    guard place + 46 <= end, source.u32(place) == 0x0201_4B50 else {
      throw source.error(.zipDisagrees, "the directory is cut off", "fetch it again")
    }
    let nameLength = Int(source.u16(place + 28))
    let extraLength = Int(source.u16(place + 30))
    let next = place + 46 + nameLength + extraLength + Int(source.u16(place + 32))
    guard next <= end, source.u16(place + 34) == 0 else {
      throw source.error(.zipDisagrees, "the directory is cut off", "fetch it again")
    }
    let nameBytes = source.bytes[(place + 46)..<(place + 46 + nameLength)]
    let compressed = source.u32(place + 20)
    let size = source.u32(place + 24)
    let offset = source.u32(place + 42)
    // Sizes fit in 32 bits under any policy, so a 64-bit field is a lie or a need that is not ours.
    guard compressed != 0xFFFF_FFFF, size != 0xFFFF_FFFF, offset != 0xFFFF_FFFF,
      try !source.hasSixtyFour(place + 46 + nameLength, extraLength)
    else { throw source.zip64 }
    guard let name = String(validating: nameBytes, as: UTF8.self) else {
      throw source.error(
        .zipName, "the name of entry \(place) is not UTF-8", "unpack it by hand")
    }
    return (
      Entry(
        name: name, nameBytes: nameBytes, flags: source.u16(place + 8),
        method: source.u16(place + 10), checksum: source.u32(place + 16),
        compressed: Int(compressed), size: Int(size), offset: Int(offset),
        hostAndMode: (source.bytes[place + 5], source.u32(place + 38))), next
    )
  }
}

/// The bytes of an archive, read little-endian.
struct ZipBytes {
  let bytes: [UInt8]
  let name: String

  func u16(_ place: Int) -> UInt16 { UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8 }

  func u32(_ place: Int) -> UInt32 { UInt32(u16(place)) | UInt32(u16(place + 2)) << 16 }

  /// Whether extra fields hold the one of the 64-bit form.
  func hasSixtyFour(_ start: Int, _ length: Int) throws -> Bool {
    var place = start
    while place + 4 <= start + length {
      if u16(place) == 1 { return true }
      place += 4 + Int(u16(place + 2))
    }
    guard place <= start + length else {
      throw error(.zipDisagrees, "extra fields are longer than their room", "fetch it again")
    }
    return false
  }

  func error(_ kind: DataError.Kind, _ what: String, _ hint: String) -> DataError {
    DataError(kind, "\(name): \(what)", hint: hint)
  }

  var noEnd: DataError {
    error(.zipNoEnd, "it is no zip archive, or is cut off", "fetch it again")
  }

  var zip64: DataError {
    error(
      .zipSixtyFour, "it is in the 64-bit form, of which no source has need",
      "unpack it by hand if it is the archive meant")
  }
}
