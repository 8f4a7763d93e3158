/// When a cut transfer may be taken up, and whether what then comes fits what is here.
public enum ResumePolicy {
  /// What to do with an answer to a request for the rest of a document.
  public enum Verdict: Hashable, Sendable {
    /// It is the rest: append it.
    case splice
    /// It is the whole document: forget the beginning.
    case whole
    /// It is neither: forget the beginning and ask for the whole.
    case restart
  }

  /// The headers that ask for the rest; nil when only the whole may be asked for.
  ///
  /// - Parameters:
  ///   - partial: The beginning. It must come from the same address with a strong entity tag, have
  ///     the SHA-256 that was recorded with it, and not be whole.
  ///   - address: What is asked for.
  public static func headers(for partial: PartialDownload, at address: Address) -> [HeaderField]? {
    guard partial.redactedAddress == address.redacted, !partial.bytes.isEmpty,
      Validators(etag: partial.etag, lastModified: nil).strongETag != nil,
      HeaderField.isValid(partial.etag),
      partial.length.map({ partial.bytes.count < $0 }) ?? true,
      Digest.sha256(partial.bytes) == partial.sha256
    else { return nil }
    return [
      HeaderField(name: "Range", value: "bytes=\(partial.bytes.count)-"),
      HeaderField(name: "If-Range", value: partial.etag),
    ]
  }

  /// Judges the answer to such a request.
  public static func verdict(on reply: Reply, to partial: PartialDownload) -> Verdict {
    switch reply.status {
    case 206:
      guard let range = reply.headers["content-range"].flatMap(ContentRange.init),
        range.first == partial.bytes.count, let total = range.total, range.last == total - 1,
        partial.length == nil || partial.length == total,
        reply.body.count == total - range.first,
        reply.headers["etag"] == nil || reply.headers["etag"] == partial.etag
      else { return .restart }
      return .splice
    case 416: return .restart
    default: return .whole
    }
  }

  /// What is worth keeping of a transfer that was cut; nil when it could not be taken up.
  ///
  /// - Parameters:
  ///   - reply: What came: status 200, or 206 that fits `earlier`.
  ///   - earlier: The beginning that was asked to be completed.
  ///   - address: Where it came from.
  public static func partial(
    of reply: Reply, after earlier: PartialDownload?, at address: Address
  ) -> PartialDownload? {
    guard let etag = Validators(etag: reply.headers["etag"], lastModified: nil).strongETag,
      reply.headers["content-encoding"] == nil
    else { return nil }
    if reply.status == 206, let earlier {
      guard let range = reply.headers["content-range"].flatMap(ContentRange.init),
        range.first == earlier.bytes.count, etag == earlier.etag,
        earlier.length == nil || earlier.length == range.total
      else { return nil }
      let bytes = earlier.bytes + reply.body
      guard range.total.map({ bytes.count <= $0 }) ?? true else { return nil }
      return PartialDownload(
        redactedAddress: address.redacted, etag: etag, length: range.total, bytes: bytes,
        sha256: Digest.sha256(bytes))
    }
    guard reply.status == 200, !reply.body.isEmpty,
      reply.headers["accept-ranges"]?.lowercased() == "bytes"
    else { return nil }
    return PartialDownload(
      redactedAddress: address.redacted, etag: etag,
      length: reply.headers.number("content-length"), bytes: reply.body,
      sha256: Digest.sha256(reply.body))
  }
}
