import Codes

/// A rejected answer that is kept for whoever looks for the cause.
public struct QuarantinedAnswer: Hashable, Codable, Sendable {
  /// The identifier of the source.
  public let source: String
  /// The partition that was asked for.
  public let partition: String
  /// Why it was rejected, as a sentence or as the JSON of the validators.
  public let reason: String
  /// The address that was asked, without any key.
  public let url: String
  /// When it was rejected.
  public let rejectedAt: Stamp
  /// The SHA-256 of its bytes.
  public let object: ObjectID
  /// Its place among the rejected answers of its source, from 1 on.
  public let sequence: Int
}

extension StoreReader {
  /// How many rejected answers of a source are kept.
  public static let quarantineLimit = 5

  /// The rejected answers of a source that are kept, from first to last.
  ///
  /// - Throws: `DataError` of kind `storeInputOutput`.
  public func quarantined(_ source: String) throws(DataError) -> [QuarantinedAnswer] {
    try DataError.translating {
      var answers: [QuarantinedAnswer] = []
      for name in try files.list("\(layout.quarantine)/\(source)")
      where name.hasSuffix(".json") && !name.hasPrefix(DurableFiles.unfinished) {
        let bytes = try files.read("\(layout.quarantine)/\(source)/\(name)")
        if let answer = SealedRecord.record(QuarantinedAnswer.self, bytes) {
          answers.append(answer)
        }
      }
      return answers.sorted { $0.sequence < $1.sequence }
    }
  }

  /// The bytes of a rejected answer, or nil when they are missing or damaged.
  ///
  /// - Throws: `DataError` of kind `storeInputOutput`.
  public func bytes(of answer: QuarantinedAnswer) throws(DataError) -> [UInt8]? {
    try DataError.translating {
      let path = quarantinePath(answer) + ".bin"
      guard try files.status(path) != nil else { return nil }
      let bytes = try files.read(path)
      return ObjectID(of: bytes) == answer.object ? bytes : nil
    }
  }

  /// The bytes with a name among the rejected answers of all sources, if they are there and sound.
  func quarantinedBytes(_ name: ObjectID) throws -> [UInt8]? {
    for source in try files.list(layout.quarantine) {
      for answer in try quarantined(source) where answer.object == name {
        if let bytes = try bytes(of: answer) { return bytes }
      }
    }
    return nil
  }

  /// The path of a rejected answer without its ending; the number keeps them in order.
  func quarantinePath(_ answer: QuarantinedAnswer) -> String {
    let digits = String(answer.sequence)
    let number = String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    return "\(layout.quarantine)/\(answer.source)/\(number)-\(answer.object.text.prefix(12))"
  }
}

extension StoreWriter {
  /// Keeps a rejected answer; of the source's rejected answers the last five are kept.
  ///
  /// - Parameters:
  ///   - bytes: The answer.
  ///   - source: The identifier of the source.
  ///   - partition: The partition that was asked for.
  ///   - reason: Why it was rejected.
  ///   - url: The address that was asked, without any key.
  ///   - now: What time it is.
  /// - Throws: `DataError` of kind `storeRefused` for a name that cannot be used,
  ///   `storeInputOutput` or `storeReadOnly`.
  @discardableResult
  public func quarantine(
    _ bytes: [UInt8], source: String, partition: String, reason: String, url: String,
    at now: Stamp
  ) throws(DataError) -> QuarantinedAnswer {
    try StoreLayout.requireName(source, for: "source")
    return try DataError.translating {
      let store = store
      let kept = try store.quarantined(source)
      let answer = QuarantinedAnswer(
        source: source, partition: partition, reason: reason, url: url, rejectedAt: now,
        object: ObjectID(of: bytes), sequence: (kept.last?.sequence ?? 0) + 1)
      let path = store.quarantinePath(answer)
      try files.ensureFolder(DurableFiles.split(path).folder)
      try files.replace(path + ".bin", with: bytes)
      try files.replace(path + ".json", with: SealedRecord.bytes(answer))
      for old in kept.dropLast(StoreReader.quarantineLimit - 1) {
        try files.remove(store.quarantinePath(old) + ".json")
        try files.remove(store.quarantinePath(old) + ".bin")
      }
      return answer
    }
  }
}
