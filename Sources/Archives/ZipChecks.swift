import Codes

/// What the entries of an archive must satisfy before one of them is inflated.
struct ZipChecks {
  let source: ZipBytes
  let policy: ZipPolicy
  /// Where the directory begins and the entries must end.
  let directory: Int

  private static let archives = [
    ".zip", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".jar", ".zst",
  ]

  func check(_ entries: [ZipDirectory.Entry]) throws {
    var names = Set<String>()
    var total = 0
    var ranges: [(start: Int, end: Int, name: String)] = []
    for entry in entries {
      try checkName(entry)
      let folded = entry.name.lowercased()
      guard names.insert(folded.hasSuffix("/") ? String(folded.dropLast()) : folded).inserted else {
        throw refuse(entry, .zipDuplicate, "stands twice, or another in other case does")
      }
      try checkKind(entry)
      try checkSize(entry)
      total += entry.size
      guard total <= policy.largestTotal else {
        throw refuse(
          entry, .zipTooLarge, "makes the whole larger than \(policy.largestTotal) bytes")
      }
      ranges.append((entry.offset, try end(of: entry), entry.name))
    }
    ranges.sort { $0.start < $1.start }
    for (left, right) in zip(ranges, ranges.dropFirst()) where right.start < left.end {
      throw source.error(
        .zipOverlap, "the entries '\(left.name)' and '\(right.name)' share bytes",
        "do not open it; it is made to harm")
    }
  }

  private func checkName(_ entry: ZipDirectory.Entry) throws {
    let name = entry.name
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let hasDrive =
      name.utf8.count >= 2 && name.utf8.dropFirst().first == UInt8(ascii: ":")
    let isOdd = name.unicodeScalars.contains {
      $0.value < 0x20 || (0x7F...0x9F).contains($0.value) || $0 == "\\"
        || (0x202A...0x202E).contains($0.value) || (0x2066...0x2069).contains($0.value)
    }
    guard !name.isEmpty, name.utf8.count <= 512, !name.hasPrefix("/"), !hasDrive, !isOdd,
      !parts.contains(".."), !parts.contains("."), !parts.dropLast().contains("")
    else {
      let shown = String(
        name.unicodeScalars.filter { $0.value >= 0x20 && $0.value < 0x7F }.prefix(60).map(
          Character.init))
      throw source.error(
        .zipName, "an entry is named '\(shown)', which leads out of its folder or hides something",
        "do not open it; it is made to harm")
    }
  }

  private func checkKind(_ entry: ZipDirectory.Entry) throws {
    guard entry.flags & 0x2041 == 0 else {
      throw refuse(entry, .zipEncrypted, "is encrypted")
    }
    guard entry.method == 0 || entry.method == 8 else {
      throw refuse(entry, .zipMethod, "is compressed by method \(entry.method), not by deflate")
    }
    // Unix keeps the kind of a file in the upper half of the attributes (APPNOTE 4.4.2, 4.4.15).
    let kind = entry.hostAndMode.attributes >> 28
    if entry.hostAndMode.host == 3 || kind != 0 {
      guard kind == 0 || kind == 8 || (kind == 4 && entry.isFolder) else {
        throw refuse(entry, .zipSpecial, "is a link or a special file")
      }
    }
    if policy.nested == .refused, Self.archives.contains(where: entry.name.lowercased().hasSuffix) {
      throw refuse(entry, .zipNested, "is an archive itself")
    }
  }

  private func checkSize(_ entry: ZipDirectory.Entry) throws {
    guard entry.size <= policy.largestEntry else {
      throw refuse(entry, .zipTooLarge, "is larger than \(policy.largestEntry) bytes")
    }
    guard entry.size < policy.ratioFrom || entry.size / policy.largestRatio <= entry.compressed
    else {
      throw refuse(
        entry, .zipRatio, "inflates to more than \(policy.largestRatio) times its size")
    }
    guard entry.method == 8 || entry.size == entry.compressed, !entry.isFolder || entry.size == 0
    else { throw refuse(entry, .zipDisagrees, "has sizes that contradict each other") }
  }

  /// The end of an entry's bytes, after comparing its own header with the directory.
  private func end(of entry: ZipDirectory.Entry) throws -> Int {
    let place = entry.offset
    guard place + 30 <= directory, source.u32(place) == 0x0403_4B50 else {
      throw refuse(entry, .zipDisagrees, "is not where the directory says")
    }
    let nameEnd = place + 30 + Int(source.u16(place + 26))
    let extraLength = Int(source.u16(place + 28))
    let data = nameEnd + extraLength
    guard data + entry.compressed <= directory,
      source.bytes[(place + 30)..<nameEnd].elementsEqual(entry.nameBytes),
      source.u16(place + 6) == entry.flags, source.u16(place + 8) == entry.method
    else {
      throw refuse(entry, .zipDisagrees, "has a header of its own that says otherwise")
    }
    guard try !source.hasSixtyFour(nameEnd, extraLength) else { throw source.zip64 }
    let declared = (
      source.u32(place + 14), Int(source.u32(place + 18)), Int(source.u32(place + 22))
    )
    // With bit 3 the sizes stand behind the data and may be zero here.
    let isStreamed = entry.flags & 8 != 0
    guard
      declared == (entry.checksum, entry.compressed, entry.size)
        || (isStreamed && declared == (0, 0, 0))
    else {
      throw refuse(entry, .zipDisagrees, "has a header of its own that says otherwise")
    }
    return data + entry.compressed
  }

  private func refuse(
    _ entry: ZipDirectory.Entry, _ kind: DataError.Kind, _ what: String
  ) -> DataError {
    source.error(
      kind, "the entry '\(entry.name)' \(what)",
      "do not open it; fetch it again or unpack it by hand if it is the archive meant")
  }
}
