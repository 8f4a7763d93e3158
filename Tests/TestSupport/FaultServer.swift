import Glibc
import Synchronization

/// A server on a loopback address that answers by script and remembers what it was asked.
///
/// It uses sockets of its own and a thread for each connection, so that tests may run in parallel and
/// misbehave on the wire in every way.
public final class FaultServer: Sendable {
  /// A request as it came over the wire.
  public struct Received: Sendable {
    /// The method, such as `GET`.
    public let method: String
    /// The target as it was sent.
    public let target: String
    /// The header lines as they were sent.
    public let headerLines: [String]
    /// Which connection it came on, from 0.
    public let connection: Int
    /// Which request it is, from 0.
    public let index: Int

    /// The value of a header, found in any case; nil where there is none.
    public func header(_ name: String) -> String? {
      for line in headerLines {
        let sides = line.split(separator: ":", maxSplits: 1)
        if sides.count == 2, sides[0].lowercased() == name.lowercased() {
          return String(sides[1].drop { $0 == " " })
        }
      }
      return nil
    }

    /// All that was sent, for searches.
    public var text: String { ([method + " " + target] + headerLines).joined(separator: "\n") }
  }

  private struct State {
    var received: [Received] = []
    var connections = 0
    var open: Set<Int32> = []
    var isStopped = false
  }

  /// The port.
  public let port: UInt16
  private let descriptor: Int32
  private let family: LoopbackSocket.Family
  private let state = Mutex(State())
  private let respond: @Sendable (Received) -> FaultScript

  /// Starts a server.
  ///
  /// - Parameters:
  ///   - family: The address that it listens at.
  ///   - port: The port; 0 for one that is free.
  ///   - respond: Gives the script for each request. May be called on several threads.
  public init?(
    _ family: LoopbackSocket.Family = .v4, port: UInt16 = 0,
    respond: @escaping @Sendable (Received) -> FaultScript
  ) {
    guard let (descriptor, port) = LoopbackSocket.listen(family, port: port) else { return nil }
    self.descriptor = descriptor
    self.port = port
    self.family = family
    self.respond = respond
    Self.thread { [weak self] in
      // The thread that waits at the port closes it, so that its number is not given away meanwhile.
      defer { close(descriptor) }
      while true {
        let connection = accept(descriptor, nil, nil)
        guard let server = self else {
          if connection >= 0 { close(connection) }
          return
        }
        if connection < 0, !server.isStopped {
          // No descriptor is left, or the client has gone: others may come.
          usleep(5_000)
          continue
        }
        guard connection >= 0, server.admit(connection) else {
          if connection >= 0 { close(connection) }
          return
        }
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        let number = server.state.withLock { $0.connections - 1 }
        Self.thread { server.serve(connection, number: number) }
      }
    }
  }

  /// Starts a server that gives each script once, in order, and the last one from then on.
  public convenience init?(_ scripts: FaultScript...) {
    self.init { scripts[min($0.index, scripts.count - 1)] }
  }

  deinit { stop() }

  /// The address of the server, such as `http://127.0.0.1:4711`.
  public var origin: String {
    family == .v4 ? "http://127.0.0.1:\(port)" : "http://[::1]:\(port)"
  }

  /// Every request so far, in order of arrival.
  public var received: [Received] { state.withLock { $0.received } }

  /// How many connections there were.
  public var connections: Int { state.withLock { $0.connections } }

  private var isStopped: Bool { state.withLock { $0.isStopped } }

  /// Closes the port and every connection.
  public func stop() {
    let open = state.withLock { state -> Set<Int32>? in
      guard !state.isStopped else { return nil }
      state.isStopped = true
      return state.open
    }
    guard let open else { return }
    // Shutting down wakes the threads that wait on a socket; each closes its own.
    for connection in open { shutdown(connection, Int32(SHUT_RDWR)) }
    shutdown(descriptor, Int32(SHUT_RDWR))
  }

  private func admit(_ connection: Int32) -> Bool {
    state.withLock { state in
      guard !state.isStopped else { return false }
      state.connections += 1
      state.open.insert(connection)
      return true
    }
  }

  private func serve(_ connection: Int32, number: Int) {
    defer {
      state.withLock { state in
        state.open.remove(connection)
        close(connection)
      }
    }
    while let head = Self.readHead(connection) {
      let lines = head.split(separator: "\r\n").map(String.init)
      let words = (lines.first ?? "").split(separator: " ").map(String.init)
      let request = state.withLock { state in
        let request = Received(
          method: words.first ?? "", target: words.count > 1 ? words[1] : "",
          headerLines: Array(lines.dropFirst()), connection: number, index: state.received.count)
        state.received.append(request)
        return request
      }
      for step in respond(request).steps {
        guard Self.perform(step, on: connection) else { return }
      }
    }
  }

  private static func readHead(_ connection: Int32) -> String? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while bytes.count < 100_000 {
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      bytes += buffer[..<count]
      if bytes.suffix(4) == [13, 10, 13, 10] { return String(decoding: bytes, as: UTF8.self) }
    }
    return nil
  }

  private static func perform(_ step: FaultScript.Step, on connection: Int32) -> Bool {
    switch step {
    case .send(let bytes): return send(bytes[...], on: connection)
    case .drip(let bytes, let piece, let pause):
      for start in stride(from: 0, to: bytes.count, by: piece) {
        guard send(bytes[start..<min(start + piece, bytes.count)], on: connection),
          !hangsUp(connection, within: pause)
        else { return false }
      }
      return true
    case .pause(let milliseconds): return !hangsUp(connection, within: milliseconds)
    case .tell(let note):
      note()
      return true
    case .fallSilent:
      _ = hangsUp(connection, within: 600_000)
      return false
    case .reset:
      // Closing with a linger time of zero sends a reset.
      var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
      setsockopt(
        connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
      return false
    case .close: return false
    }
  }

  private static func send(_ bytes: ArraySlice<UInt8>, on connection: Int32) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Whether the client closes or resets the connection within a time.
  private static func hangsUp(_ connection: Int32, within milliseconds: Int) -> Bool {
    // POLLRDHUP, which Swift's Glibc leaves out.
    var watched = pollfd(fd: connection, events: 0x2000, revents: 0)
    return poll(&watched, 1, Int32(milliseconds)) > 0
  }

  private final class Work {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }

  private static func thread(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let work = Unmanaged.passRetained(Work(body)).toOpaque()
    let code = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
        return nil
      }, work)
    if code == 0 { pthread_detach(thread) }
  }
}
