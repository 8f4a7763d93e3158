/// Builds zip archives byte by byte, honest ones and others.
public struct ZipBuilder {
  /// An entry; what differs from an honest one is set by the test.
  public struct Entry {
    /// The name in the directory.
    public var name: [UInt8]
    /// The name in the entry's own header; nil for the same.
    public var localName: [UInt8]?
    /// The bytes as they stand in the archive.
    public var data: [UInt8]
    /// The inflated size that is declared.
    public var size: UInt32
    /// The compressed size that the directory declares.
    public var compressed: UInt32
    /// The checksum that is declared.
    public var checksum: UInt32
    /// The compression: 0 stored, 8 deflated.
    public var method: UInt16 = 0
    /// The general flags.
    public var flags: UInt16 = 0x0800
    /// The system in whose terms the attributes are: 3 for Unix.
    public var host: UInt8 = 3
    /// The external attributes; a regular file's unless said.
    public var attributes: UInt32 = 0o100644 << 16
    /// Extra fields of the directory.
    public var extra: [UInt8] = []
    /// The place that the directory declares; nil for the true one.
    public var offset: UInt32?

    /// Creates a stored entry.
    public init(_ name: String, _ contents: [UInt8]) {
      self.name = Array(name.utf8)
      data = contents
      size = UInt32(contents.count)
      compressed = UInt32(contents.count)
      checksum = ZipBuilder.checksum(contents)
    }

    /// Creates a deflated entry of `count` zeros.
    public init(_ name: String, zeros count: Int) {
      self.init(name, ZipBuilder.deflatedZeros(count))
      method = 8
      size = UInt32(count)
      checksum = ZipBuilder.checksum(Array(repeating: 0, count: count))
    }
  }

  /// The entries in order.
  public var entries: [Entry]
  /// Bytes put behind the end.
  public var trailing: [UInt8] = []

  /// Creates a builder.
  public init(_ entries: [Entry]) { self.entries = entries }

  /// The archive.
  public var bytes: [UInt8] {
    var out: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let place = UInt32(out.count)
      let localName = entry.localName ?? entry.name
      out += Self.u32(0x0403_4B50) + Self.u16(20) + Self.u16(entry.flags) + Self.u16(entry.method)
      out += Self.u32(0x5A21_0000) + Self.u32(entry.checksum) + Self.u32(entry.compressed)
      out += Self.u32(entry.size) + Self.u16(UInt16(localName.count)) + Self.u16(0) + localName
      out += entry.data
      directory += Self.u32(0x0201_4B50) + [20, entry.host] + Self.u16(20) + Self.u16(entry.flags)
      directory += Self.u16(entry.method) + Self.u32(0x5A21_0000) + Self.u32(entry.checksum)
      directory += Self.u32(entry.compressed) + Self.u32(entry.size)
      directory += Self.u16(UInt16(entry.name.count)) + Self.u16(UInt16(entry.extra.count))
      directory += Self.u16(0) + Self.u16(0) + Self.u16(0) + Self.u32(entry.attributes)
      directory += Self.u32(entry.offset ?? place) + entry.name + entry.extra
    }
    let start = UInt32(out.count)
    out += directory
    out += Self.u32(0x0605_4B50) + Self.u16(0) + Self.u16(0) + Self.u16(UInt16(entries.count))
    out += Self.u16(UInt16(entries.count)) + Self.u32(UInt32(directory.count)) + Self.u32(start)
    return out + Self.u16(0) + trailing
  }

  /// Two bytes, the least significant first.
  public static func u16(_ number: UInt16) -> [UInt8] {
    [UInt8(truncatingIfNeeded: number), UInt8(number >> 8)]
  }

  /// Four bytes, the least significant first.
  public static func u32(_ number: UInt32) -> [UInt8] {
    u16(UInt16(truncatingIfNeeded: number)) + u16(UInt16(number >> 16))
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { sum, _ in
      sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1
    }
  }

  /// The CRC-32 of bytes (ISO 3309).
  public static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
  }

  /// Zeros as deflate writes them with its fixed codes: one literal, then copies of 258 (RFC 1951).
  ///
  /// The count is one and a multiple of 258, or it is rounded down to the next such.
  public static func deflatedZeros(_ count: Int) -> [UInt8] {
    var bits: [Bool] = [true, true, false]
    bits += [false, false, true, true, false, false, false, false]
    let copy =
      [true, true, false, false, false, true, false, true]
      + Array(repeating: false, count: 5)
    for _ in 0..<((count - 1) / 258) { bits += copy }
    bits += Array(repeating: false, count: 7)
    return stride(from: 0, to: bits.count, by: 8).map { start in
      bits[start..<min(start + 8, bits.count)].enumerated().reduce(UInt8(0)) {
        $1.element ? $0 | 1 << UInt8($1.offset) : $0
      }
    }
  }
}
