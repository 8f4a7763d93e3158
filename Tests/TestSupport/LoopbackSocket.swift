import Glibc

/// TCP sockets on this machine's loopback addresses, for servers that tests run.
public enum LoopbackSocket {
  /// The two loopback addresses.
  public enum Family: Sendable {
    /// 127.0.0.1.
    case v4
    /// ::1.
    case v6
  }

  /// Opens a listening socket.
  ///
  /// - Parameters:
  ///   - family: The address.
  ///   - port: The port; 0 lets the kernel choose.
  ///   - backlog: How many connections may wait to be accepted.
  /// - Returns: The descriptor and the port; nil when the kernel refuses.
  public static func listen(
    _ family: Family = .v4, port: UInt16 = 0, backlog: Int32 = 64
  ) -> (descriptor: Int32, port: UInt16)? {
    guard let (descriptor, port) = bind(family, port: port) else { return nil }
    guard Glibc.listen(descriptor, backlog) == 0 else {
      close(descriptor)
      return nil
    }
    return (descriptor, port)
  }

  /// Takes a port without listening at it.
  static func bind(_ family: Family, port: UInt16) -> (descriptor: Int32, port: UInt16)? {
    let domain = family == .v4 ? AF_INET : AF_INET6
    let descriptor = socket(domain, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    var on: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, 4)
    guard withAddress(family, port: port, { Glibc.bind(descriptor, $0, $1) }) == 0,
      let chosen = localPort(descriptor)
    else {
      close(descriptor)
      return nil
    }
    return (descriptor, chosen)
  }

  /// Opens a connection without waiting for it.
  static func beginConnecting(_ family: Family, port: UInt16) -> Int32 {
    let domain = family == .v4 ? AF_INET : AF_INET6
    let descriptor = socket(
      domain, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
    _ = withAddress(family, port: port) { Glibc.connect(descriptor, $0, $1) }
    return descriptor
  }

  private static func withAddress(
    _ family: Family, port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    switch family {
    case .v4:
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      return withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
    case .v6:
      var address = sockaddr_in6()
      address.sin6_family = sa_family_t(AF_INET6)
      address.sin6_port = port.bigEndian
      address.sin6_addr = in6addr_loopback
      return withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          body($0, socklen_t(MemoryLayout<sockaddr_in6>.size))
        }
      }
    }
  }

  private static func localPort(_ descriptor: Int32) -> UInt16? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let read = withUnsafeMutablePointer(to: &storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &length)
      }
    }
    guard read == 0 else { return nil }
    // The port stands at the same place in both families.
    return withUnsafeBytes(of: &storage) {
      UInt16(bigEndian: $0.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
    }
  }
}

/// A port of a loopback address that refuses connections: taken, so that nobody else is given it,
/// and not listened at.
///
/// A server may be started at it later.
public final class ReservedPort: Sendable {
  /// The port.
  public let port: UInt16
  private let descriptor: Int32

  /// Takes a port; nil when the kernel refuses.
  public init?(_ family: LoopbackSocket.Family = .v4) {
    guard let (descriptor, port) = LoopbackSocket.bind(family, port: 0) else { return nil }
    self.descriptor = descriptor
    self.port = port
  }

  deinit { close(descriptor) }
}

/// A port of a loopback address whose connections never come about: its queue is full and nobody
/// accepts.
public final class BlackHole: Sendable {
  /// The port.
  public let port: UInt16
  private let descriptors: [Int32]

  /// Opens the port and fills its queue; nil when the kernel refuses.
  public init?(_ family: LoopbackSocket.Family = .v4, port wanted: UInt16 = 0) {
    guard
      let (descriptor, port) = LoopbackSocket.listen(family, port: wanted, backlog: 0)
    else { return nil }
    self.port = port
    descriptors =
      [descriptor] + (0..<4).map { _ in LoopbackSocket.beginConnecting(family, port: port) }
  }

  deinit { for descriptor in descriptors { close(descriptor) } }
}
