/// Whether what was delivered is new: the hash of the bytes decides, not what the server says.
public enum Freshness: Hashable, Sendable {
  /// Nothing was here before.
  case first
  /// The same bytes, whatever entity tag and date came with them.
  case unchanged
  /// Other bytes.
  case changed
  /// Other bytes under the same strong entity tag: new, and a warning about the server.
  case changedUnderSameETag

  /// Compares a delivery with the copy that is here.
  public static func of(_ delivery: Delivery, comparedWith copy: LocalCopy?) -> Freshness {
    guard let copy else { return .first }
    if delivery.sha256 == copy.sha256 { return .unchanged }
    if let etag = copy.validators.strongETag, etag == delivery.validators.strongETag {
      return .changedUnderSameETag
    }
    return .changed
  }
}

/// What is remembered of the copy that is here.
public struct LocalCopy: Hashable, Sendable {
  /// The SHA-256 of its bytes in hexadecimal.
  public let sha256: String
  /// What the server said with it.
  public let validators: Validators

  /// Creates a value.
  public init(sha256: String, validators: Validators) {
    self.sha256 = sha256
    self.validators = validators
  }
}
