/// What moves bytes for one thread: starts exchanges and tells which have ended.
public protocol Transport: AnyObject {
  /// Starts an exchange under a number of the caller's.
  func start(_ exchange: Exchange, ticket: Int)
  /// Moves bytes for up to so many milliseconds, or until an exchange ends.
  ///
  /// - Returns: Every exchange that ended.
  func wait(milliseconds: Int) -> [FinishedExchange]
  /// Ends every exchange with `cancelled` and what had come.
  func cancelAll() -> [FinishedExchange]
}

/// One question to one server.
public struct Exchange: Sendable {
  /// Where it goes.
  public let address: Address
  /// The headers beside those that every request has.
  public let headers: [HeaderField]
  /// Whether the answer may come compressed.
  public let acceptsCompression: Bool
  /// The most decoded bytes that are taken.
  public let decodedBound: Int
  /// How long each phase may take.
  public let timeouts: TransferTimeouts

  /// Creates an exchange.
  public init(
    address: Address, headers: [HeaderField] = [], acceptsCompression: Bool = true,
    decodedBound: Int, timeouts: TransferTimeouts = TransferTimeouts()
  ) {
    self.address = address
    self.headers = headers
    self.acceptsCompression = acceptsCompression
    self.decodedBound = decodedBound
    self.timeouts = timeouts
  }
}

/// What a server answered, or the part of it that came.
public struct Reply: Sendable {
  /// The HTTP status.
  public var status: Int
  /// The headers of the last header block.
  public var headers: HeaderFields
  /// The decoded bytes.
  public var body: [UInt8]

  /// Creates a reply.
  public init(status: Int, headers: HeaderFields = HeaderFields(), body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// An exchange that ended.
public struct FinishedExchange: Sendable {
  /// The caller's number.
  public let ticket: Int
  /// What came: the whole answer, or a part of it when there is a fault.
  public let reply: Reply?
  /// What went wrong below HTTP.
  public let fault: TransferFault?
  /// What libcurl calls the fault, or the status of the proxy.
  public let detail: String

  /// Creates a value.
  public init(ticket: Int, reply: Reply?, fault: TransferFault?, detail: String = "") {
    self.ticket = ticket
    self.reply = reply
    self.fault = fault
    self.detail = detail
  }
}
