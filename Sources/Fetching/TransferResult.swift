/// How a request ended after all its attempts.
public enum TransferResult: Sendable {
  /// The document came, whole, and looks like what was asked for.
  case delivered(Delivery)
  /// The server says that the copy at hand is current.
  case notModified
  /// The question was valid and there is nothing that answers it (HTTP 204): *not reported*.
  case noContent
  /// The server failed over the size of the question, or thought about it for too long: ask for
  /// less at a time.
  case splitRequested
  /// It did not come.
  case failed(TransferError)
}

/// A document as it was delivered.
public struct Delivery: Sendable {
  /// The status of the answer.
  public let status: Int
  /// The headers of the answer that say what the document is and which version.
  public let headers: HeaderFields
  /// The decoded bytes.
  public let body: [UInt8]
  /// The SHA-256 of the decoded bytes in hexadecimal.
  public let sha256: String
  /// Where it came from after redirects, without secrets.
  public let redactedAddress: String
  /// How many exchanges it took, redirects and repetitions counted.
  public let attempts: Int
  /// How many of the bytes were kept from an earlier transfer.
  public let resumedFrom: Int

  /// The number of decoded bytes.
  public var decodedSize: Int { body.count }

  /// What the server said that identifies this version.
  public var validators: Validators {
    Validators(etag: headers["etag"], lastModified: headers["last-modified"])
  }
}
