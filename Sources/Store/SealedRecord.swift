import Codes
import FoundationEssentials

/// Small JSON files that carry their own SHA-256, so that any flipped bit in them is noticed.
///
/// The file is `{"digest":"…","record":{…}}` with sorted keys and a line feed, in one form only:
/// what was read and is written again has the same bytes.
enum SealedRecord {
  private struct Sealed<Record: Codable>: Codable {
    let digest: ObjectID
    let record: Record
  }

  /// The SHA-256 of a record's only form.
  static func digest(of record: some Encodable) -> ObjectID { ObjectID(of: encode(record)) }

  /// The bytes of the file for a record.
  static func bytes(_ record: some Codable) -> [UInt8] {
    encode(Sealed(digest: digest(of: record), record: record)) + [10]
  }

  /// The record of a file, or nil when the bytes are not those that writing it gives.
  static func record<Record: Codable>(_ type: Record.Type, _ bytes: [UInt8]) -> Record? {
    guard let sealed = try? JSONDecoder().decode(Sealed<Record>.self, from: Data(bytes)),
      self.bytes(sealed.record) == bytes
    else { return nil }
    return sealed.record
  }

  private static func encode(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Texts and whole numbers always encode; the records hold nothing else.
    guard let data = try? encoder.encode(value) else {
      preconditionFailure("a record of the store holds what JSON cannot")
    }
    return Array(data)
  }
}
