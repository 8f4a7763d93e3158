import Crypto

/// The SHA-256 of bytes that come piece by piece.
public struct RunningHash: Sendable {
  private var hash = SHA256()
  /// The number of bytes so far.
  public private(set) var byteCount = 0

  /// Starts with no bytes.
  public init() {}

  /// Adds bytes.
  public mutating func add(_ bytes: UnsafeRawBufferPointer) {
    hash.update(bufferPointer: bytes)
    byteCount += bytes.count
  }

  /// The hash of all bytes so far as `sha256:` and 64 hexadecimal digits.
  public var text: String { DataPackage.text(of: hash.finalize()) }
}
