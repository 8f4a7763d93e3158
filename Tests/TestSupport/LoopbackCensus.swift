/// The simulated Census Data API on a loopback port.
public final class LoopbackCensus: Sendable {
  /// The server, which remembers what it was asked.
  public let server: FaultServer

  /// Starts a server.
  ///
  /// - Parameters:
  ///   - answers: What the publisher says; may be called on several threads.
  ///   - pause: Milliseconds that it thinks about each answer.
  ///   - fault: What goes wrong instead, by number and target of the request; nil for nothing.
  public init?(
    _ answers: CensusAnswerServer, pause: Int = 0,
    fault: @escaping @Sendable (Int, String) -> FaultScript? = { _, _ in nil }
  ) {
    let started = FaultServer { received in
      if let script = fault(received.index, received.target) { return script }
      let script = Self.script(answers, target: received.target)
      return pause == 0 ? script : FaultScript([.pause(pause)] + script.steps)
    }
    guard let started else { return nil }
    server = started
  }

  /// What a server answers to the target of a request.
  public static func script(_ answers: CensusAnswerServer, target: String) -> FaultScript {
    let reply = reply(of: answers, target: target)
    return .reply(reply.status, reply.headers.map { ($0[0], $0[1]) }, body: reply.body)
  }

  /// The reply of a server to the target of a request.
  public static func reply(
    of answers: CensusAnswerServer, target: String
  ) -> CensusAnswerServer.Reply {
    let (path, query) = parts(of: target)
    return answers.reply(path: path, query: query)
  }

  /// The arguments that make a refresh ask this server for Census sources.
  public var endpoints: [String] {
    ["census-statehs-annual", "census-country-totals", "census-statehs-monthly"].flatMap {
      ["--endpoint", "\($0)=\(server.origin)"]
    }
  }

  /// Path and query of a target, percent-decoded.
  static func parts(of target: String) -> (String, [(name: String, value: String)]) {
    let sides = target.split(separator: "?", maxSplits: 1).map(String.init)
    let query: [(name: String, value: String)] =
      sides.count < 2
      ? []
      : sides[1].split(separator: "&").map { part in
        let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (name: decoded(pair[0]), value: pair.count == 2 ? decoded(pair[1]) : "")
      }
    return (sides[0], query)
  }

  private static func decoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = text.utf8.makeIterator()
    while let byte = rest.next() {
      if byte == 0x25, let high = rest.next(), let low = rest.next(),
        let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
      {
        bytes.append(value)
      } else {
        bytes.append(byte == 0x2B ? 0x20 : byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
