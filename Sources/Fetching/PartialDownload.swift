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
}
