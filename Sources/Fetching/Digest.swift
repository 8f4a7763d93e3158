import Crypto
import FoundationEssentials

/// SHA-256 as the store and the logs write it.
enum Digest {
  private static let digits = Array("0123456789abcdef".utf8)

  static func sha256(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    for byte in SHA256.hash(data: bytes) {
      text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return String(decoding: text, as: UTF8.self)
  }
}
