/// The beginning of a document whose transfer was cut, with what is needed to take it up again.
public struct PartialDownload: Hashable, Sendable {
  /// The redacted address that it came from.
  public let redactedAddress: String
  /// The strong entity tag of the version.
  public let etag: String
  /// The length of the whole in bytes, where the server said.
  public let length: Int?
  /// The bytes that came.
  public let bytes: [UInt8]
  /// Their SHA-256 in hexadecimal when they were kept.
  public let sha256: String

  /// Creates a value from what was kept.
  public init(
    redactedAddress: String, etag: String, length: Int?, bytes: [UInt8], sha256: String
  ) {
    self.redactedAddress = redactedAddress
    self.etag = etag
    self.length = length
    self.bytes = bytes
    self.sha256 = sha256
  }

  /// The name under which the beginning of a document is kept: a hash of its redacted address.
  public static func name(for address: Address) -> String {
    Digest.sha256(Array(address.redacted.utf8))
  }

  /// What is kept beside the bytes, in five lines: address, entity tag, length (`-` when the server
  /// did not say), number of bytes, SHA-256.
  public var sidecar: String {
    let lines = [
      redactedAddress, etag, length.map { String($0) } ?? "-", String(bytes.count), sha256,
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// Puts together what was kept.
  ///
  /// Nil when the sidecar has another form or another number of bytes; whether the hash is right is
  /// looked at before the bytes are used.
  public init?(sidecar: String, bytes: [UInt8]) {
    let lines = sidecar.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.count == 6, lines[5].isEmpty, Int(lines[3]) == bytes.count,
      lines[2] == "-" || Int(lines[2]) != nil
    else { return nil }
    self.init(
      redactedAddress: lines[0], etag: lines[1], length: Int(lines[2]), bytes: bytes,
      sha256: lines[4])
  }
}
