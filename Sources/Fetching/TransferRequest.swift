/// What is wanted from an upstream: where it is, what it must look like, and what is already here.
public struct TransferRequest: Sendable {
  /// The descriptor that it belongs to, for the log.
  public var source: String
  /// Where it is.
  public var address: Address
  /// What a good answer looks like.
  public var kind: ContentKind
  /// Whose conventions the answer follows.
  public var service: Service
  /// The most bytes that the answer may have once it is decoded.
  public var decodedBound: Int
  /// What the server said about the copy that is here; nil without such a copy, or the server would
  /// be asked whether something changed that nobody has.
  public var validators: Validators?
  /// Whether a cut transfer may be taken up where it was cut; not for answers made per request.
  public var mayResume: Bool
  /// What an earlier transfer left, for `mayResume`.
  public var partial: PartialDownload?
  /// Whether the caller can ask for less at a time, so that an internal server error, or no answer
  /// in the whole time for one, is met by splitting instead of repeating.
  public var maySplit: Bool
  /// Where a redirect may lead.
  public var redirects: RedirectPolicy
  /// How long each phase may take.
  public var timeouts: TransferTimeouts

  /// Whose conventions an answer follows.
  public enum Service: Sendable {
    /// Plain HTTP.
    case web
    /// The Census Data API: key pages in place of data, header row first.
    case censusData
  }

  /// Creates a request that follows no redirect, keeps nothing and starts from the beginning.
  public init(
    source: String, address: Address, kind: ContentKind, service: Service = .web,
    decodedBound: Int
  ) {
    self.source = source
    self.address = address
    self.kind = kind
    self.service = service
    self.decodedBound = decodedBound
    self.mayResume = false
    self.maySplit = false
    self.redirects = .never
    self.timeouts = TransferTimeouts()
  }
}

/// How long each phase of a transfer may take.
public struct TransferTimeouts: Hashable, Sendable {
  /// Milliseconds until the connection is there: 10 s.
  public var connect = 10_000
  /// Milliseconds until the first byte of the answer: 180 s, for servers that think for 150.
  public var firstByte = 180_000
  /// Bytes a second below which a transfer counts as slow: 500.
  public var slowBytesPerSecond = 500
  /// Milliseconds over which it must be slow to be given up: 60 s.
  public var slowPeriod = 60_000
  /// Milliseconds for the whole transfer: 900 s.
  public var total = 900_000

  /// Creates the timeouts that every descriptor starts from.
  public init() {}
}

/// What a server said that identifies a version of a document.
public struct Validators: Hashable, Sendable {
  /// The `ETag` header as it came, with its quotation marks.
  public let etag: String?
  /// The `Last-Modified` header as it came.
  public let lastModified: String?

  /// Creates validators.
  public init(etag: String?, lastModified: String?) {
    self.etag = etag
    self.lastModified = lastModified
  }

  /// Whether there is anything to ask with.
  public var isEmpty: Bool { etag == nil && lastModified == nil }

  /// The entity tag where it promises equal bytes: quoted, and not marked weak.
  public var strongETag: String? {
    guard let etag, etag.hasPrefix("\""), etag.hasSuffix("\""), etag.utf8.count >= 2 else {
      return nil
    }
    return etag
  }

  /// The headers of a conditional request.
  public var headers: [HeaderField] {
    var fields: [HeaderField] = []
    if let etag, HeaderField.isValid(etag) {
      fields.append(HeaderField(name: "If-None-Match", value: etag))
    }
    if let lastModified, HeaderField.isValid(lastModified) {
      fields.append(HeaderField(name: "If-Modified-Since", value: lastModified))
    }
    return fields
  }
}
