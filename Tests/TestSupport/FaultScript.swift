/// What a fault server does on a connection once it has read a request, step by step.
public struct FaultScript: Sendable {
  /// One step.
  public enum Step: Sendable {
    /// Sends bytes.
    case send([UInt8])
    /// Sends bytes in pieces of a size, with a pause of so many milliseconds after each.
    case drip([UInt8], piece: Int, pause: Int)
    /// Waits so many milliseconds, or until the client hangs up.
    case pause(Int)
    /// Tells the test that everything before has been handed to the kernel.
    case tell(@Sendable () -> Void)
    /// Says nothing until the client hangs up.
    case fallSilent
    /// Cuts the connection with a reset.
    case reset
    /// Closes the connection in order.
    case close
  }

  /// The steps, in order; the connection stays open after them for the next request.
  public var steps: [Step]

  /// Creates a script.
  public init(_ steps: [Step]) { self.steps = steps }

  /// A whole answer.
  ///
  /// - Parameters:
  ///   - status: The status.
  ///   - headers: The headers beside `Content-Length`.
  ///   - body: The body.
  ///   - length: What `Content-Length` says; the truth unless given.
  public static func reply(
    _ status: Int = 200, _ headers: [(String, String)] = [], body: [UInt8] = [],
    length: Int? = nil
  ) -> FaultScript {
    let hasLength = status != 204 && status != 304
    let head = hasLength ? headers + [("Content-Length", String(length ?? body.count))] : headers
    return FaultScript([.send(Self.head(status, head) + body)])
  }

  /// A whole answer with a text.
  public static func reply(
    _ status: Int = 200, _ headers: [(String, String)] = [], text: String
  ) -> FaultScript {
    reply(status, headers, body: Array(text.utf8))
  }

  /// An answer in chunks, which ends with the empty chunk or without it.
  public static func chunked(
    _ status: Int = 200, _ headers: [(String, String)] = [], body: [UInt8], chunk: Int = 1_000,
    isFinished: Bool = true
  ) -> FaultScript {
    var bytes = head(status, headers + [("Transfer-Encoding", "chunked")])
    for start in stride(from: 0, to: body.count, by: chunk) {
      let piece = body[start..<min(start + chunk, body.count)]
      bytes += Array(String(piece.count, radix: 16).utf8) + [13, 10] + piece + [13, 10]
    }
    guard isFinished else { return FaultScript([.send(bytes), .close]) }
    return FaultScript([.send(bytes + Array("0\r\n\r\n".utf8))])
  }

  /// The same, with more steps.
  public func then(_ steps: Step...) -> FaultScript { FaultScript(self.steps + steps) }

  /// The bytes of a status line, headers and the empty line.
  public static func head(_ status: Int, _ headers: [(String, String)]) -> [UInt8] {
    var text = "HTTP/1.1 \(status) Scripted\r\n"
    for (name, value) in headers { text += "\(name): \(value)\r\n" }
    return Array((text + "\r\n").utf8)
  }
}
